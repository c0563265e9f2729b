"""What is written down about people over months, worked out a second time: a part of C11."""

from __future__ import annotations

from cssim.audit import learning, wearing
from cssim.audit.report import Tally
from cssim.audit.shifts import Shifts
from cssim.audit.tables import View

LUCK = "when people leave is luck that no journal has"


def check(view: View, shifts: Shifts) -> Tally | None:
    """Check proficiency, fatigue and strain; None where nothing of it is modelled.

    The note says what was not checked, although the scenario has it.
    """
    months = view.expected.months if view.expected else None
    if months is None:
        return None
    people, tally = months.people, Tally("C11")
    kept, unknown = False, []
    if people.development is not None:
        kept, why = True, learning.why_not(months)
        unknown += [f"proficiency not checked: {why}"] if why else []
        if not why:
            learning.check(view, months, tally)
    if people.strain is not None:
        kept, why = True, wearing.why_not(months)
        unknown += [f"strain not checked: {why}"] if why else []
        if not why:
            wearing.check(view, shifts, months, tally)
    unknown += [LUCK] if people.turnover is not None else []
    tally.note = "; ".join(unknown)
    return tally if kept and tally.examined else None
