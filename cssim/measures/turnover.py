"""Who leaves the center and who comes: heads, vacancies, quits.

An agent is employed from being hired, or from the start of the run, until leaving; onboarding
is part of it. Events count when they happen.
"""

from __future__ import annotations

import numpy as np

from cssim.measures.groups import AGENT_KEYS, Amount, Points, Quotient, Spans, per_run
from cssim.measures.parameters import DAY_S, YEAR_S, Options
from cssim.measures.periods import Array, to_ms
from cssim.measures.registry import measure
from cssim.measures.spread import BY_CREW
from cssim.measures.view import View

EARLY_MS = to_ms(90 * DAY_S)
"""A hire who leaves within this time left early."""
WEEK_S = 7 * DAY_S


@measure("1", "mean", basis="clock time", better="none", label="Headcount")
def headcount(view: View, options: Options) -> Quotient:
    """Time-average number of agents employed, newcomers in onboarding included."""
    return view.staff.employed.time() / view.clock


@measure("1", "total", basis="agent time", better="none", label="Hires")
def n_hired(view: View, options: Options) -> Quotient:
    """Agents hired, counted on their first day."""
    return per_run(view.staff.events("hired").number())


@measure("1", "total", basis="agent time", better="lower", label="Quits")
def n_quit(view: View, options: Options) -> Quotient:
    """Agents who quit of their own accord."""
    return per_run(view.staff.events("quit").number())


@measure("1", "total", basis="agent time", better="none", label="Removals")
def n_removed(view: View, options: Options) -> Quotient:
    """Agents who had to go because their work stayed bad."""
    return per_run(view.staff.events("removed").number())


@measure("1", "total", basis="agent time", better="none", label="Promotions")
def n_promoted(view: View, options: Options) -> Quotient:
    """Agents who became senior."""
    return per_run(view.staff.events("promoted").number())


@measure("1", "mean", basis="agent time", better="lower", label="Quits per head and year")
def quit_rate(view: View, options: Options) -> Quotient:
    """Agents who quit per year of an agent employed."""
    years = view.staff.employed.time(unit=1000 * YEAR_S)
    return view.staff.events("quit").number() / years


def _hires(view: View) -> tuple[Points, Array]:
    """Return the hires, by when they first took contacts or left before, and who left early."""
    staff, about = view.staff, view.about
    agent = np.flatnonzero((staff.hired >= 0) & ((staff.joined >= 0) | (staff.left >= 0)))
    joined, left = staff.joined[agent], staff.left[agent]
    start = np.where(joined >= 0, joined, left)
    gone = (left >= 0) & (left <= np.minimum(start + EARLY_MS, about.horizon_ms))
    judged = gone | (start + EARLY_MS <= about.horizon_ms)
    inside = (start >= about.warm_up_ms) & (start < about.horizon_ms)
    return Points(start, judged & inside, view.agents.codes(agent)), gone


@measure("1", "ratio", basis="agent time", better="lower", label="Early quits")
def early_quits(view: View, options: Options) -> Quotient:
    """Share of hires gone within 90 days of first taking contacts, or before that.

    Notes
    -----
    A hire still there whose 90 days end after the horizon is in neither sum; one who left in
    onboarding counts in the period of leaving. Who had to go counts as gone.
    """
    hires, gone = _hires(view)
    every = np.ones(len(hires.at_ms), dtype=bool)
    return hires.total(gone, by=AGENT_KEYS) / hires.total(every, by=AGENT_KEYS)


@measure("weeks", "total", basis="agent time", better="lower", label="Vacancy")
def vacancy_weeks(view: View, options: Options) -> Quotient:
    """Weeks that seats stood empty: from a vacancy until the first day of a hire.

    Notes
    -----
    Onboarding is no vacancy. A seat that is not filled stands empty until the horizon.
    """
    empty = _since(view, "vacant") - _since(view, "hired")
    return per_run(Amount(BY_CREW, empty.sum_by))


def _since(view: View, what: str) -> Amount:
    """Return the weeks from each event of a kind to the horizon."""
    events = view.staff.events(what)
    until = np.full(len(events.at_ms), view.about.horizon_ms)
    codes = {key: code for key, code in events.codes.items() if key != "agent"}
    return Spans(events.at_ms, until, codes).time(unit=1000 * WEEK_S)
