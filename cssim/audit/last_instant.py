"""Contacts taken at the very instant at which a shift ends, before its agent has left.

At one instant the world and management come before whoever leaves (MODEL §2). Where numbers of
idle agents or waiting contacts count, the idle are asked after each of these events, so a contact
whose delay ends just then may still be taken by somebody about to go. Work that goes back
to the line at the end of a shift does so unseen; what is finished is overtime.
"""

from __future__ import annotations

import numpy as np

from cssim.audit.keys import Routing, why_not
from cssim.audit.services import DEFERRED, LIVE
from cssim.audit.shifts import last_instants
from cssim.audit.tables import View


def taken_when_due(view: View) -> set[tuple[int, int]]:
    """Return when somebody idle took what fell due as the shift ended: (agent, instant)."""
    s, ends, queued = view.services, last_instants(view), view.legs["queued_ms"]
    taken = zip(s.agent.tolist(), s.answered.tolist(), strict=True)
    rows = [i for i, one in enumerate(taken) if one in ends and queued[s.leg[i]] < one[1]]
    if not rows or why_not(view):
        return set()
    try:
        routing = Routing(view)
    except (AttributeError, KeyError, TypeError, ValueError):
        return set()  # a policy that cannot be read excuses nothing
    found = [i for i in rows if routing.asks_again and _may_be_taken(routing, i)]
    return {(int(s.agent[i]), int(s.answered[i])) for i in found}


def _may_be_taken(routing: Routing, i: int) -> bool:
    """Tell whether a service's agent was idle, its delay ends now, and it does not go back."""
    view, s = routing.view, routing.view.services
    leg, agent, at = int(s.leg[i]), int(s.agent[i]), int(s.answered[i])
    crew = routing.crew_of_agent[agent]
    if routing.delay(int(routing.line_of_leg[leg]), crew) != at - view.legs["queued_ms"][leg]:
        return False
    if s.way[i] == DEFERRED and s.composed[i] > at:
        return False
    if s.way[i] == LIVE and routing.expected.team(routing.crews[crew].home).hands_over:
        return False
    before = (view.states["agent"] == agent) & (view.states["until_ms"] == at)
    return bool(np.any(view.states["state"][before] == view.duty_of(agent)))
