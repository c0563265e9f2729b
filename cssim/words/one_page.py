"""What one decision does, on one page: waiting, customers, money, people."""

from __future__ import annotations

import pandas as pd

from cssim.study import Study
from cssim.words.channels import channel_changes, channels
from cssim.words.results import changes

WAITING = "Waiting"
SECTIONS = {
    WAITING: ("asa_s", "response_s", "service_level", "abandonment"),
    "Customers": ("fcr", "csat_true", "nps_points_true", "retention", "retention_projected"),
    "Money": ("total_cost", "revenue_value", "uplift_value", "net_value"),
    "People": (
        "occupancy", "mean_proficiency", "mean_strain", "n_quit", "vacancy_weeks",
        "training_hours", "coaching_hours",
    ),
}  # fmt: skip
"""What is shown of a decision; what a scenario does not model is left out."""
MOST_CHANNELS = 3


def page_changes(study: Study) -> pd.DataFrame:
    """Return `changes` of all that pages show."""
    return changes(study, [name for names in SECTIONS.values() for name in names])


def one_page(study: Study, arm: str, found: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return what a what-if changes, with a row per figure.

    Parameters
    ----------
    study : Study
    arm : str
        One of `study.alternatives`.
    found : DataFrame, optional
        `page_changes` of the study, if at hand.

    Returns
    -------
    DataFrame
        ``section`` and the columns of `changes`. With several channels the waits are those of
        the busiest ones.

    Raises
    ------
    InputError
        Not a what-if of the study.
    """
    study.must_have(arm)
    found = page_changes(study) if found is None else found
    found = found[found["arm"] == arm]
    parts = []
    for section, names in SECTIONS.items():
        if section == WAITING and channels(study):
            rows = _by_channel(study, arm)
        else:
            rows = found[found["measure"].isin(names)]
            rows = rows.set_index("measure", drop=False).reindex(names).dropna(how="all")
        parts.append(rows.assign(section=section))
    return pd.concat(parts, ignore_index=True)


def _by_channel(study: Study, arm: str) -> pd.DataFrame:
    found = channel_changes(study)
    shown = channels(study)[:MOST_CHANNELS]
    return found[(found["arm"] == arm) & found["channel"].isin(shown)]
