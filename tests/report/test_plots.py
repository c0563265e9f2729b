"""Pictures: what stands in them, read from the figures themselves."""

import math
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.figure import Figure
from matplotlib.text import Text

from cssim import plots
from cssim.plots.style import BAD, GOOD, look

EVIL = "$\\frac{1}{0}$ <b>\n_x_"


def texts(figure: Figure) -> list[str]:
    """Return every text of a figure as it is shown, drawing it first."""
    figure.draw_without_rendering()
    found = figure.findobj(Text)
    return [text.get_text() for text in found if text.get_visible() and text.get_text()]


def curves(axes: Axes) -> dict[str, list[float]]:
    """Return the heights of each labelled line."""
    return {str(line.get_label()): list(np.asarray(line.get_ydata())) for line in axes.lines}


def by_hour(arms: list[str], measure: str = "asa_s") -> pd.DataFrame:
    rows = [
        (arm, hour, measure, 10.0 * i + hour, hour - 8.0, 10.0 * i + hour + 5, 12)
        for i, arm in enumerate(arms)
        for hour in (7, 8, 9)
    ]
    closed = [(arm, 3, measure, math.nan, math.nan, math.nan, 12) for arm in arms]
    columns = ["arm", "hour", "measure", "value", "low", "high", "n"]
    return pd.DataFrame(rows + closed, columns=columns)


def test_wait_has_a_panel_per_change_with_the_base_in_each() -> None:
    figure = plots.wait_through_day(by_hour(["base", "more", EVIL]))
    told = texts(figure)
    assert "How long customers wait for an answer, through the day" in told
    assert "Mean wait of those answered, seconds" in told
    assert "Bands: 95 % interval over 12 runs" in told
    assert "07:00" in told
    assert "03:00" not in told  # closed
    first, second = figure.axes
    assert curves(first) == {"base": [7, 8, 9], "more": [17, 18, 19]}
    assert list(curves(second)) == ["base", EVIL.replace("\n", "�")]
    assert first.get_ylim()[0] == 0


def test_a_name_is_never_a_formula() -> None:
    figure = plots.wait_through_day(by_hour(["base", EVIL]))
    assert EVIL.replace("\n", "�") in texts(figure)  # mathtext would fail on \frac{1}{0}$ <b>
    assert not any(
        text.get_parse_math() for text in figure.findobj(Text) if "frac" in text.get_text()
    )


def test_the_users_own_style_stays() -> None:
    before = dict(mpl.rcParams)
    plots.wait_through_day(by_hour(["base"]))
    assert dict(mpl.rcParams) == before


def test_arms_differ_in_more_than_colour() -> None:
    arms = ["base", "a", "b", "c", "d"]
    looks = [look(arms, arm) for arm in arms]
    assert len({style["color"] for style in looks}) == 5
    assert len({style["marker"] for style in looks}) == 5


def changes() -> pd.DataFrame:
    rows = [
        ("more", "asa_s", "Wait", -20.0, -25.0, -15.0, "lower", "better", "−20 s"),
        ("more", "total_cost", "Total cost", 300.0, 290.0, 310.0, "lower", "worse", "+300 USD"),
        ("more", "csat", "CSAT", 0.01, -0.01, 0.03, "higher",
         "no clear difference", "+1 points"),
        ("more", "n_offered", "Offered", 5.0, 4.0, 6.0, "none", "higher", "+5"),
        ("less", "asa_s", "Wait", 10.0, math.nan, math.nan, "lower",
         "not enough replications", "+10 s"),
    ]  # fmt: skip
    columns = [
        "arm", "measure", "label", "difference", "low", "high", "better", "verdict", "change_text",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def test_forest_has_the_good_side_right_whatever_the_sign() -> None:
    figure = plots.forest(changes())
    panel = figure.axes[0]
    points = [line for line in panel.lines if line.get_marker() in ("o", "s")]
    x = [float(np.asarray(line.get_xdata())[0]) for line in points]
    assert x[0] > 0  # a shorter wait
    assert x[1] < 0  # more cost
    assert [line.get_color() for line in points[:2]] == [GOOD, BAD]
    assert points[2].get_markerfacecolor() == "white"  # not clear
    told = texts(figure)
    assert {"◀ worse", "better ▶", "−20 s", "+300 USD", "more", "less"} <= set(told)
    assert "Offered" not in told  # has no good side


def week(value: float) -> pd.DataFrame:
    days, columns = ("monday", "friday"), ["arm", "weekday", "hour", "measure", "value"]
    rows = [("base", day, hour, "service_level", value) for day in days for hour in (8, 9)]
    empty = [("base", "sunday", 8, "service_level", math.nan)]
    return pd.DataFrame(rows + empty, columns=columns)


def test_week_says_only_clear_changes() -> None:
    changed = pd.DataFrame(
        [
            ("x", "monday", 8, "service_level", 0.12, 0.1, 0.14),
            ("x", "monday", 9, "service_level", -0.07, -0.1, -0.04),
            ("x", "friday", 8, "service_level", 0.03, -0.01, 0.07),
        ],
        columns=["arm", "weekday", "hour", "measure", "difference", "low", "high"],
    )
    figure = plots.service_level_week(week(0.834), changed, within="within 20 s")
    base, change = figure.axes[:2]
    assert [text.get_text() for text in base.texts] == ["83"] * 4
    assert [t.get_text() for t in base.get_yticklabels()] == ["Monday", "Friday"]
    assert [t.get_text() for t in base.get_xticklabels()] == ["08:00", "09:00"]
    assert [text.get_text() for text in change.texts if text.get_text()] == ["+12", "−7", "·"]
    mesh = change.collections[0]
    assert isinstance(mesh, QuadMesh)
    assert mesh.get_clim() == (-12.0, 12.0)  # 0 in the middle, so that white is no change
    assert "The base: % of customers answered within 20 s" in texts(figure)


def test_erlang_says_where_it_has_no_answer() -> None:
    frame = pd.DataFrame(
        {
            "hour": [8, 9, 10],
            "simulated_s": [10.0, 20.0, 30.0],
            "low": [-1.0, 15.0, 25.0],
            "high": [21.0, 25.0, 35.0],
            "erlang_a_s": [9.0, 18.0, 28.0],
            "erlang_c_s": [15.0, 4000.0, math.nan],
        }
    )
    figure = plots.erlang_beside(frame)
    told = " ".join(texts(figure))
    assert "Erlang C has no answer in 1 of 3 hours" in told
    assert "above the picture in 1" in told
    assert curves(figure.axes[0])["Erlang C: nobody hangs up"] == [15.0]


def test_staffing_shows_where_work_exceeds_agents() -> None:
    rows = [
        ("base", day, hour, name, value)
        for day in ("monday", "sunday")
        for hour, load, agents in ((8, 5.0, 4.0), (9, 2.0, 4.0), (23, 0.0, 0.1))
        for name, value in (("load", load), ("n_staffed", agents))
    ]
    columns = ["arm", "weekday", "hour", "measure", "value"]
    figure = plots.staffing_and_load(pd.DataFrame(rows, columns=columns))
    told = texts(figure)
    assert {"Monday", "Sunday", "agents available", "work arriving (erlangs)", "08:00"} <= set(told)
    assert "23:00" not in told


def test_saved_and_lost_point_away_from_each_other() -> None:
    rows = [("a", "saved", 28.4, 20, 30), ("a", "lost", 7.84, 5, 9), ("a", "net", 20.6, 17, 24)]
    frame = pd.DataFrame(rows, columns=["arm", "fate", "mean", "low", "high"])
    figure = plots.saved_and_lost(frame)
    widths = [bar.get_width() for bar in figure.axes[0].patches]
    assert widths == [28.4, -7.84]
    assert {"28", "7.8", "saved: stay only with the change"} <= set(texts(figure))


def test_money_shows_cost_to_the_left() -> None:
    rows = [
        ("a", "uplift_value", 500.0, 20.0),
        ("a", "total_cost", 200.0, 5.0),
        ("a", "net_value", 300.0, 21.0),
    ]
    frame = pd.DataFrame(rows, columns=["arm", "measure", "difference", "half_width"])
    figure = plots.money(frame, "EUR", "week")
    assert [bar.get_width() for bar in figure.axes[0].patches] == [500.0, -200.0, 300.0]
    assert "EUR per week" in texts(figure)


EMPTY = {
    "wait": lambda: plots.wait_through_day(by_hour([])),
    "week": lambda: plots.service_level_week(week(math.nan), pd.DataFrame({"measure": []})),
    "forest": lambda: plots.forest(changes().iloc[:0]),
    "erlang": lambda: plots.erlang_beside(pd.DataFrame()),
    "staffing": lambda: plots.staffing_and_load(by_hour(["base"]).assign(weekday="monday")),
    "saved": lambda: plots.saved_and_lost(pd.DataFrame()),
    "money": lambda: plots.money(pd.DataFrame()),
}


@pytest.mark.parametrize("draw", EMPTY.values(), ids=EMPTY)
def test_nothing_to_draw_is_said_in_words(draw: Any) -> None:
    axes = draw().axes[0]
    assert not axes.axison
    assert axes.get_title(loc="left")
    assert [text.get_text()[-1] for text in axes.texts] == ["."]


def fit_frames() -> dict[str, pd.DataFrame]:
    cells = {"weekday": ["monday", "monday", "friday"], "hour": [8, 9, 8]}
    arrivals = pd.DataFrame({**cells, "reason": "help", "n_days": 2.0, "observed": [5.0, 6.0, 7.0],
                             "low": [3.0, 4.0, 4.0], "high": [8.0, 9.0, 11.0],
                             "fitted": [5.5, 6.5, 7.5]})  # fmt: skip
    days = pd.DataFrame({"date": ["1999-02-01", "1999-02-05"], "weekday": ["monday", "friday"],
                         "observed": [11, 7], "mean": [11.0, 7.0]})  # fmt: skip
    curve = pd.DataFrame({"reason": "help_me", "seconds": [60.0, 120.0], "observed": [0.4, 0.9],
                          "low": [0.3, 0.8], "high": [0.5, 1.0], "fitted": [0.5, 0.8]})  # fmt: skip
    staffing = pd.DataFrame({**cells, "on_shift": 3.0, "observed": 2.0, "fitted": 2.5})
    return {"arrivals": arrivals, "days": days, "handle_time": curve, "patience": curve,
            "staffing": staffing}  # fmt: skip


def test_fit_sheet_has_a_figure_per_table() -> None:
    figures = plots.fit_sheet(fit_frames())
    told = [set(texts(figure)) for figure in figures]
    assert len(figures) == 5
    assert {"Monday", "Friday", "fitted", "Contacts per hour", "08:00"} <= told[0]
    assert {"Mon\n1 Feb", "mean of that weekday"} <= told[1]
    assert {"help_me", "Minutes of handle time, at average speed", "100 %"} <= told[2]
    assert {"seen (Kaplan–Meier, 95 % band)", "Minutes waited"} <= told[3]
    assert {"Agents", "seen on the floor"} <= told[4]


def test_fit_sheet_leaves_out_what_was_not_fitted() -> None:
    frames = {"patience": fit_frames()["patience"].iloc[:0], "days": fit_frames()["days"]}
    assert len(plots.fit_sheet(frames)) == 1


def test_intervals_of_reasons_add_as_squares() -> None:
    frames = fit_frames()
    two = pd.concat([frames["arrivals"], frames["arrivals"].assign(reason="other")])
    axes = plots.fit_sheet({"arrivals": two})[0].axes[0]
    segments = axes.containers[0].lines[2][0].get_segments()  # type: ignore[attr-defined]
    low, high = segments[0][:, 1]
    assert (low, high) == pytest.approx((10 - math.sqrt(8), 10 + math.sqrt(18)))


def test_saved_picture_is_the_one_shown(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.png"
    picture = plots.save(plots.money(pd.DataFrame()), path)
    data, about = picture._repr_mimebundle_()
    assert path.read_bytes() == data["image/png"] == picture.png
    assert data["image/png"].startswith(b"\x89PNG")
    assert data["text/plain"] == about["image/png"]["alt"] == "What each change brings and costs"
    assert about["image/png"]["width"] == 912


def test_same_figure_same_bytes(tmp_path: Path) -> None:
    made = [
        plots.save(plots.forest(changes()), tmp_path / f"{i}.png", "A forest").png for i in (1, 2)
    ]
    assert made[0] == made[1]
