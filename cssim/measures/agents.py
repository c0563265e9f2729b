"""Agent time and capacity (glossary §7).

Agent time counts in the period in which it was spent, inside [warm-up, horizon] only.
It can be grouped by time, team, tier and agent, not by what the contacts in hand were
about. A team's tier is the one it serves in.
"""

from __future__ import annotations

from cssim.measures.groups import Quotient, per_run
from cssim.measures.parameters import Options
from cssim.measures.registry import measure
from cssim.measures.view import View

WEEK_HOURS = 168.0


@measure("s", "total", basis="agent time", better="none", label="Scheduled time")
def scheduled_s(view: View, options: Options) -> Quotient:
    """Agent time inside the planned shifts."""
    return per_run(view.agents.scheduled)


@measure("s", "total", basis="agent time", better="none", label="Paid time")
def paid_s(view: View, options: Options) -> Quotient:
    """Agent time the business pays for: scheduled and overtime."""
    return per_run(view.agents.paid)


@measure("s", "total", basis="agent time", better="none", label="Available time")
def available_s(view: View, options: Options) -> Quotient:
    """Agent time logged in and able to take or handle contacts."""
    return per_run(view.agents.available)


@measure("s", "total", basis="agent time", better="none", label="Busy time")
def busy_s(view: View, options: Options) -> Quotient:
    """Agent time on contacts, after-contact work included."""
    return per_run(view.agents.busy)


@measure("s", "total", basis="agent time", better="none", label="Deferred work")
def deferred_s(view: View, options: Options) -> Quotient:
    """Agent time on e-mail, social media and tickets."""
    return per_run(view.agents.in_state("deferred"))


@measure("s", "total", basis="agent time", better="lower", label="Ringing in vain")
def ring_s(view: View, options: Options) -> Quotient:
    """Agent time on callbacks that nobody picked up."""
    return per_run(view.agents.in_state("ring"))


@measure("s", "total", basis="agent time", better="none", label="Idle time")
def idle_s(view: View, options: Options) -> Quotient:
    """Agent time available and without a contact."""
    return per_run(view.agents.idle)


@measure("s", "total", basis="agent time", better="lower", label="Lost time")
def lost_s(view: View, options: Options) -> Quotient:
    """Agent time off the contacts inside the shift: breaks, training, absence."""
    return per_run(view.agents.lost)


@measure("s", "total", basis="agent time", better="lower", label="Overtime")
def overtime_s(view: View, options: Options) -> Quotient:
    """Agent time busy past the end of the shift, finishing a contact."""
    return per_run(view.agents.overtime)


@measure("1", "ratio", basis="agent time", better="none", label="Occupancy")
def occupancy(view: View, options: Options) -> Quotient:
    """Share of available time spent busy."""
    return view.agents.busy / view.agents.available


@measure("1", "ratio", basis="agent time", better="none", label="Utilization")
def utilization(view: View, options: Options) -> Quotient:
    """Share of paid time spent busy."""
    return view.agents.busy / view.agents.paid


@measure("1", "ratio", basis="agent time", better="lower", label="Shrinkage")
def shrinkage(view: View, options: Options) -> Quotient:
    """Share of scheduled time lost to breaks, training, absence and the like."""
    return view.agents.lost / view.agents.scheduled


@measure("1", "ratio", basis="agent time", better="higher", label="Adherence")
def adherence(view: View, options: Options) -> Quotient:
    """Share of scheduled time in the state the schedule asks for."""
    return view.agents.adherent / view.agents.scheduled


@measure("1", "mean", basis="clock time", better="none", label="Staffing")
def n_staffed(view: View, options: Options) -> Quotient:
    """Time-average number of agents available."""
    return view.agents.available / view.clock


@measure("1", "mean", basis="clock time", better="none", label="FTE", uses=("full_time_hours",))
def fte(view: View, options: Options) -> Quotient:
    """Full-time equivalents: scheduled hours over full-time hours of the same span."""
    return view.agents.scheduled / ((options.full_time_hours / WEEK_HOURS) * view.clock)
