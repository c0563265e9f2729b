"""The audit: every law of MODEL §10 on one journal."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pandas as pd

from cssim.audit import (
    agents,
    changes,
    choices,
    figures,
    hands,
    idle,
    keys,
    ledgers,
    lines,
    little,
    patience,
    skills,
    structure,
    times,
)
from cssim.audit.expected import Expected
from cssim.audit.report import LAWS, LawResult, Report, Tally, not_checked
from cssim.audit.shifts import Shifts
from cssim.audit.tables import View

if TYPE_CHECKING:
    from cssim.journal import Journal

NO_SCENARIO = "the scenario is not known"


def audit(journal: Journal, expected: Expected | None = None, reported: Any = None) -> Report:
    """Check a journal against the twelve laws of the model, as equalities of whole numbers.

    It shares no code with the engine: it reads the tables, and what the scenario promises.

    Parameters
    ----------
    journal : Journal
        What happened in one replication.
    expected : Expected, optional
        What the scenario promises (`Expected.of`); without it the laws about skills,
        choices, idleness and lines are reported as not checked.
    reported : DataFrame or mapping, optional
        Figures to recompute: columns measure, numerator, denominator, or a mapping of names
        to counts or (numerator, denominator) pairs.

    Returns
    -------
    Report
        One result per law.
    """
    empty, order = Tally("C12"), Tally("C10")
    structure.complete(journal, empty)
    if empty.violations or not structure.sound(journal, order):
        return _unreadable(order, empty)
    view = View(journal, expected)
    shifts = Shifts(view)
    _empty_figures(empty, reported)
    results = [
        ledgers.check(view),
        agents.check(view, shifts),
        little.check(view),
        hands.check(view, shifts),
        _with_scenario("C5", view, lambda: skills.check(view)),
        *_routing(view, shifts),
        _with_scenario("C8", view, lambda: lines.check(view, shifts)),
        patience.check(view),
        times.check(view, shifts, order),
        _figures(view, shifts, reported),
        empty.result(),
    ]
    return Report(tuple(results))


def _unreadable(order: Tally, empty: Tally) -> Report:
    """Report tables in which no law can be checked."""
    told = {"C10": order.result(False), "C12": empty.result()}
    why = "the tables cannot be read, see C10 and C12"
    return Report(tuple(told.get(law) or not_checked(law, why) for law in LAWS))


def _with_scenario(law: str, view: View, check: Callable[[], LawResult]) -> LawResult:
    return check() if view.expected is not None else not_checked(law, NO_SCENARIO)


def _routing(view: View, shifts: Shifts) -> list[LawResult]:
    why = keys.why_not(view)
    if why:
        return [not_checked("C6", why), not_checked("C7", why)]
    try:
        routing = keys.Routing(view)
    except (AttributeError, KeyError, TypeError, ValueError) as problem:
        why = f"the policy cannot be read: {problem}"
        return [not_checked("C6", why), not_checked("C7", why)]
    return [choices.check(view, shifts, routing), idle.check(view, shifts, routing)]


def _figures(view: View, shifts: Shifts, reported: Any) -> LawResult:
    told = changes.check(view, shifts)
    if reported is None:
        return not_checked("C11", "no figures were given") if told is None else told.result()
    found = figures.check(view, shifts, reported)
    return found if told is None else told.joined(found)


def _empty_figures(tally: Tally, reported: Any) -> None:
    """Check for C12 that a figure of nothing is no number, and nothing else is missing."""
    if not isinstance(reported, pd.DataFrame) or "value" not in reported:
        return
    for measure, value, denominator in zip(
        reported["measure"], reported["value"], reported["denominator"], strict=True
    ):
        tally.examined += 1
        is_missing = value is None or math.isnan(value)
        if (denominator == 0) != is_missing:
            tally.wrong(f"{measure}: value {value} with denominator {denominator}")
