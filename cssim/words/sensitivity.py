"""Which assumption an answer depends on most, in words."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cssim.words.numbers import NBSP, change, label, scale_of
from cssim.words.verdicts import BETTER, WORSE, verdict

MOST = 12
"""Most assumptions shown."""


def sensitivity(found: pd.DataFrame, measure: str, currency: str = "") -> pd.DataFrame:
    """Return `cssim.study.sensitivity.one_at_a_time` for one measure, in words.

    Parameters
    ----------
    found : DataFrame
        What that function returned.
    measure : str
        One of its measures.
    currency : str
        Unit of money.

    Returns
    -------
    DataFrame
        ``path``, ``as_is``, ``low_at``, ``at_low``, ``high_at``, ``at_high`` (what-if less base
        with the number at either end), ``reach`` (largest of how far either end moves it), and as
        text ``low_text``, ``high_text``; the largest reach first, at most `MOST`, and only
        numbers that move it. In ``attrs``:
        ``label``, ``unit`` (that of the amounts, shares in points), ``as_is_text``.
    """
    mine = found[found["measure"] == measure]
    as_is = mine[mine["path"] == ""].to_dict("records")[0]
    scale = scale_of(measure, currency)
    rows: list[dict[str, Any]] = []
    for path, part in mine[mine["path"] != ""].groupby("path", sort=False):
        row: dict[str, Any] = {"path": path, "as_is": as_is["difference"] * scale.factor}
        ends = {found["end"]: found for found in part.to_dict("records")}
        for end in ("low", "high"):
            there = ends.get(end)
            row[f"at_{end}"] = (there or as_is)["difference"] * scale.factor
            row[f"{end}_at"] = there["at"] if there else ""
            row[f"{end}_text"] = _amount(measure, there, currency) if there else ""
        row["reach"] = float(part["moved"].abs().max()) * scale.factor
        rows.append(row)
    out = pd.DataFrame(rows).sort_values("reach", ascending=False, kind="stable").head(MOST)
    out = out[out["reach"] > 0].reset_index(drop=True)
    unit = scale.change_unit.strip(NBSP)
    told = _amount(measure, as_is, currency)
    out.attrs = {"label": label(measure), "unit": unit, "as_is_text": told}
    return out


def _amount(measure: str, row: Any, currency: str) -> str:
    """Return a change in two digits: runs are few, and only the order matters."""
    width = abs(row["difference"]) / 20
    return change(measure, row["difference"], currency=currency, half_width=width)


def most_sensitive(found: pd.DataFrame, measure: str, better: str, currency: str = "") -> str:
    """Return in a sentence which assumption moves the answer most, and whether any turns it.

    Parameters
    ----------
    found, measure, currency
        As in `sensitivity`.
    better : {"higher", "lower", "none"}
        Which side is good.
    """
    table = sensitivity(found, measure, currency)
    if table.empty:
        as_is = f"{table.attrs['label']} ({table.attrs['as_is_text']})"
        return f"No number that was varied moves the change in {as_is}."
    first = table.iloc[0]
    ends = ", ".join(_end(first, end) for end in ("low", "high"))
    said = (
        f"The change in {table.attrs['label']} ({table.attrs['as_is_text']} as it is) depends most"
        f" on {first['path']}: {ends}"
    )
    return f"{said}. {_turned(found, measure, better)}"


def _end(row: Any, end: str) -> str:
    there = row[f"{end}_text"]
    return f"{there} at {row[f'{end}_at']}" if there else f"not possible at its {end} end"


def _turned(found: pd.DataFrame, measure: str, better: str) -> str:
    """Say whether some end of a range turns a clear answer, or leaves it unclear."""
    mine = found[found["measure"] == measure]
    as_is = mine[mine["path"] == ""].iloc[0]
    varied = mine[mine["path"] != ""]
    sign = as_is["difference"] > 0
    turned = varied[(varied["difference"] > 0) != sign]["path"].drop_duplicates().tolist()
    if turned:
        return f"The sign turns within the range of {', '.join(turned)}."
    clear = verdict(as_is["low"], as_is["high"], better) in (BETTER, WORSE)
    kept = "The sign stays the same over every range tried"
    few = "; in so few replications the change itself is not clear"
    return f"{kept}{'' if clear else few}."
