"""Why satisfaction changed, in sentences and in a table."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cssim.study import Study, csat_changes
from cssim.words.numbers import NBSP, change, interval, number
from cssim.words.verdicts import SAME, UNCLEAR, UNTOLD, verdict

PER = "issue"
"""An issue is in both arms, which a contact need not be: little is left unexplained."""
MEASURE = "satisfaction"
TOTAL = "total"
NOTHING = "0.00"
PART_WORDS = {
    "waiting": "waiting",
    "resolution": "solving, and in how many contacts",
    "hand_offs": "hand-offs",
    "quality": "quality of the talk",
    "others": "issues that only one of the two has",
    TOTAL: "all together",
}
"""The parts of a change, as readers are told them."""


def why(study: Study) -> pd.DataFrame:
    """Return where each what-if's change in satisfaction came from, in numbers and in words.

    Satisfaction is the chance of a rating of 4 or 5 when an issue is left for good.

    Returns
    -------
    DataFrame
        ``arm``, ``part``, ``label``, ``difference``, ``low``, ``high``, ``verdict`` and as text
        ``change_text``, ``interval_text``; the last part of each arm is the total. Empty where
        satisfaction is not modelled.
    """
    found = csat_changes(study, PER)
    rows: list[dict[Any, Any]] = []
    for row in found.dropna(subset=["difference"]).to_dict("records"):
        low, high = row["low"], row["high"]
        text = {
            "label": PART_WORDS[row["part"]],
            "verdict": verdict(low, high, "higher"),
            "change_text": change(MEASURE, row["difference"], half_width=row["half_width"]),
            "interval_text": interval(MEASURE, low, high),
        }
        rows.append({**row, **text})
    return pd.DataFrame(rows, columns=None if rows else ["arm", "part"])


def why_sentence(study: Study, arm: str) -> str:
    """Return in a sentence through what a what-if changed satisfaction, largest part first.

    Raises
    ------
    InputError
        Not a what-if of the study.
    """
    study.must_have(arm)
    found = why(study)
    mine = found[found["arm"] == arm].set_index("part") if len(found) else found
    if mine.empty:
        return "Satisfaction is not modelled."
    total = mine.loc[TOTAL]
    if total["verdict"] in (UNTOLD, UNCLEAR, SAME):
        head = f"Satisfaction with how issues are left: {_unclear(total)}"
    else:
        way = "rises" if total["difference"] > 0 else "falls"
        head = (
            f"Satisfaction with how issues are left {way} by {total['change_text'][1:]}"
            f" (95{NBSP}% interval {total['interval_text']})"
        )
    parts = mine.drop(index=TOTAL)
    order = parts["difference"].abs().sort_values(ascending=False, kind="stable").index
    rounded = {part: _points(parts.loc[part, "difference"]) for part in order}
    said = [f"{x} {parts.loc[part, 'label']}" for part, x in rounded.items() if x != NOTHING]
    return f"{head}: {', '.join(said)} (points)." if said else f"{head}."


def _unclear(total: Any) -> str:
    if total["verdict"] == SAME:
        return "no change"
    if total["verdict"] == UNTOLD:
        return f"{total['change_text']}, in a single replication"
    return f"no clear difference ({total['interval_text']})"


def _points(share: float) -> str:
    return number(100 * share, 2, signed=True)
