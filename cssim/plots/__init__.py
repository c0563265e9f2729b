"""Pictures of results: functions of tidy frames that return a matplotlib Figure.

The frames are those of `cssim.study`, `cssim.words` and `cssim.calibrate`; nothing is
computed here. `save` keeps a figure as PNG and shows it in a notebook.
"""

from cssim.plots.customers import money, saved_and_lost
from cssim.plots.day import erlang_beside, staffing_and_load, wait_through_day
from cssim.plots.fit import fit_sheet
from cssim.plots.floor import floor_at, floor_film
from cssim.plots.forest import forest
from cssim.plots.months import decision
from cssim.plots.picture import Picture, save
from cssim.plots.tornado import tornado
from cssim.plots.week import service_level_week

__all__ = [
    "Picture",
    "decision",
    "erlang_beside",
    "fit_sheet",
    "floor_at",
    "floor_film",
    "forest",
    "money",
    "save",
    "saved_and_lost",
    "service_level_week",
    "staffing_and_load",
    "tornado",
    "wait_through_day",
]
