"""Which assumption a decision depends on most, as part of a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cssim import words
from cssim.errors import InputError
from cssim.measures.registry import get
from cssim.report.files import write_table
from cssim.report.one_page import image, stacked
from cssim.report.show import Shown, paragraphs
from cssim.scenario import Scenario
from cssim.study import Study
from cssim.study.sensitivity import NET_VALUE, one_at_a_time, pairs
from cssim.words.results import currency, quoted

if TYPE_CHECKING:
    import pandas as pd

KEYS = ("change", "measures", "numbers", "replications", "horizon")
TABLE = "sensitivity.parquet"


def hangs_on(
    study: Study, asked: Mapping[str, Any], folder: Path, *, workers: int = 1
) -> Shown | None:
    """Vary assumptions one at a time, and return which the answer depends on most.

    Parameters
    ----------
    study : Study
        Whose base and what-if are lived again.
    asked : dict
        ``change`` (one of the what-ifs), ``measures`` (default: net value, or satisfaction),
        ``numbers`` (paths of the ledger; default: every assumption at work),
        ``replications`` (default 1), ``horizon`` (default: that of the study). Empty: nothing
        is done.
    folder : path
        Where the table and the pictures are written.
    workers : int
        Processes; -1 = one per core.

    Returns
    -------
    Shown or None
        None when nothing was asked.

    Raises
    ------
    InputError
        An unknown key, what-if, measure or number.
    """
    if not asked:
        return None
    arms = {arm.name: arm for arm in study.plan.arms[1:]}
    change = _change(asked, list(arms))
    base = study.plan.arms[0].scenario
    usual = NET_VALUE if words.worth_known(study) else "satisfaction"
    measures = list(asked.get("measures", [usual]))
    found = one_at_a_time(
        base, list(arms[change].scenario.overrides[len(base.overrides) :]), measures,
        asked.get("numbers", ()), replications=asked.get("replications", 1),
        seed=study.plan.seed, workers=workers, horizon=asked.get("horizon"),
    )  # fmt: skip
    write_table(folder / TABLE, found)
    head = Shown("<h2>What the answer hangs on</h2>", "What the answer hangs on")
    every = [_one(study, found, change, name, folder) for name in measures]
    return stacked([head, paragraphs(_how(change, asked)), *every])


def check_sensitivity(
    base: Scenario, alternatives: Mapping[str, Any], asked: Mapping[str, Any]
) -> None:
    """Refuse what `hangs_on` would refuse, before anything is lived.

    Parameters
    ----------
    base : Scenario
    alternatives : dict of name to overrides
        As for `cssim.compare`.
    asked : dict
        As in `hangs_on`.

    Raises
    ------
    InputError
        An unknown key, what-if, measure or number, or a horizon that is none.
    """
    if not asked:
        return
    change = alternatives[_change(asked, list(alternatives))]
    pairs(base, change, asked.get("numbers", ()), asked.get("horizon"))
    for name in asked.get("measures", ()):
        if name != NET_VALUE:
            get(name)


def _change(asked: Mapping[str, Any], names: Sequence[str]) -> str:
    """Return the name of the what-if, sure that nothing unknown is asked."""
    for key in asked:
        if key not in KEYS:
            raise InputError.of("sensitivity", key, f"must be one of {', '.join(KEYS)}")
    change: str = asked.get("change", next(iter(names), ""))
    if change not in names:
        raise InputError.of("sensitivity.change", change, f"must be one of {', '.join(names)}")
    return change


def _how(change: str, asked: Mapping[str, Any]) -> str:
    often, span = asked.get("replications", 1), asked.get("horizon")
    return (
        f"{quoted(change)}, with one number of the ledger at a time at either end of its range:"
        f" base and change are lived again with it, with the same luck in all"
        f" ({often} replication{'s' * (often != 1)}{f', {span}' if span else ''})."
    )


def _one(study: Study, found: pd.DataFrame, change: str, measure: str, folder: Path) -> Shown:
    from cssim import plots

    unit = currency(study)
    better = "higher" if measure == NET_VALUE else get(measure).better
    table = words.sensitivity(found, measure, unit)
    picture = plots.save(plots.tornado(table, change), folder / f"hangs_on_{measure}.png")
    said = words.most_sensitive(found, measure, better, unit)
    return stacked([paragraphs(said), image(picture)])
