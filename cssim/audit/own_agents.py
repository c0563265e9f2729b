"""C6, agents of one's own: who comes first for a customer, because they know each other.

The journal says under which policy customers of a segment go first to the agent of a team who
ended the last contact that they had with it, if that agent is idle and may answer.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict

import numpy as np

from cssim.audit.codes import HOW
from cssim.audit.tables import View


class OwnAgents:
    """Who ended which customer's contacts, and when.

    Parameters
    ----------
    view : View
    """

    def __init__(self, view: View) -> None:
        self._customer: list[int] = []
        self._known: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        rule = view.about.policy.get("own_agents")
        if not isinstance(rule, dict):
            return
        contacts, legs, s = view.contacts, view.legs, view.services
        mine = contacts["segment"] == view.journal.names("segments").index(str(rule["segment"]))
        self._customer = np.where(mine, contacts["customer"], -1)[view.row].tolist()
        team = view.journal.names("teams").index(str(rule["team"]))
        ends = np.isin(legs["how"][s.leg], (HOW["resolved"], HOW["unresolved"])) & ~s.open
        ends &= np.array(view.about.agent_team, dtype=np.int64)[s.agent] == team
        order = np.flatnonzero(ends)
        order = order[np.argsort(s.parted[order], kind="stable")]
        for i in order.tolist():
            customer = self._customer[int(s.leg[i])]
            if customer >= 0:
                instants, agents = self._known[customer]
                instants.append(int(s.parted[i]))
                agents.append(int(s.agent[i]))

    def agents(self, leg: int, now: int) -> set[int]:
        """Return who knows the customer of a leg; several where two ended a contact just now."""
        if not self._customer or self._customer[leg] not in self._known:
            return set()
        instants, agents = self._known[self._customer[leg]]
        before, until = bisect_left(instants, now), bisect_right(instants, now)
        return set(agents[max(0, before - 1) : until])
