"""C7: after all events of an instant nobody is at hand while a contact waits for such as them.

What holds after the events of an instant holds until the next one. So no order of events is
needed here: the times [from, until) when somebody of a crew is at hand and the times when a
contact of a line waits and is eligible for that crew must not overlap, even by 1 ms. At hand
is who is idle; for chats, who has chats in hand and room for one more; and for everybody on
the line, who is at deferred work. Conditions on counts (idle agents kept, contacts that must
wait) hold or not over such times as well. Nobody is idle beside work of their own set aside.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from cssim.audit import away
from cssim.audit.codes import EVENT, HOW, SPAN
from cssim.audit.keys import Routing
from cssim.audit.report import LawResult, Tally, seconds
from cssim.audit.services import CHAT, DEFERRED
from cssim.audit.shifts import Shifts
from cssim.audit.spans import Spans, sorted_spans, together
from cssim.audit.tables import View
from cssim.audit.waits import joined_at

Wanted = dict[int, list[tuple[int, int]]]
"""By agent, when work in hand is only finished."""


def check(view: View, shifts: Shifts, routing: Routing) -> LawResult:
    """Check C7; needs a policy that publishes who is eligible for what."""
    idleness = Idleness(view, shifts, routing)
    for line in range(len(routing.lines)):
        idleness.check(line)
    idleness.check_aside()
    idleness.check_moved_breaks()
    return idleness.tally.result(bool((view.contacts["queued_ms"] >= 0).any()))


class Idleness:
    """When who is at hand, and who waits.

    Parameters
    ----------
    view, shifts, routing
        The journal, its shifts, its policy.
    """

    def __init__(self, view: View, shifts: Shifts, routing: Routing) -> None:
        self.view, self.shifts, self.routing = view, shifts, routing
        self.tally = Tally("C7")
        rows, states = away.idle_rows(view, shifts), view.states
        self._all_idle = sorted_spans(*(states[c][rows] for c in ("from_ms", "until_ms", "agent")))
        self._wanted = away.wanted(view, shifts)
        self.idle = self._by_crew(self._all_idle)
        self.composing = self._by_crew(_composing(view, self._wanted))
        self.chatting = {
            code: self._by_crew(_with_room(view, self._wanted, code))
            for code, name in enumerate(view.journal.names("channels"))
            if view.kind_of_channel(name) == "chat"
        }
        joined = joined_at(view, shifts)
        legs = [np.flatnonzero(routing.line_of_leg == i) for i in range(len(routing.lines))]
        self._waits = [sorted_spans(joined[i], view.waited_until[i], i) for i in legs]
        self._legs = [len(i) for i in legs]

    def _by_crew(self, spans: Spans) -> dict[int, Spans]:
        """Return the spans of the agents of each crew, moves between teams included."""
        people, routing = self.view.people, self.routing
        moves = np.flatnonzero(people["what"] == EVENT["moved"])
        parts: dict[int, list[Spans]] = defaultdict(list)
        home = np.array(routing.crew_of_agent, dtype=np.int64)[spans.who]
        elsewhere = np.zeros(len(spans.who), dtype=bool)
        for row in moves.tolist():
            at, until, agent, team = (
                int(people[c][row]) for c in ("at_ms", "until_ms", "agent", "team")
            )
            mine = spans.who == agent
            elsewhere |= mine & (spans.start < until) & (spans.until > at)
            parts[routing.crew_of(agent, team)].append(spans.only(mine).between(at, until))
        # What an agent does around a move is left out: it may lie in two teams.
        for crew in range(len(routing.crews)):
            parts[crew].append(spans.only((home == crew) & ~elsewhere))
        return {crew: together(found) for crew, found in parts.items()}

    def check(self, line: int) -> None:
        """Check that nobody is at hand for who waits in a line."""
        kind, waits = self.routing.lines[line], self._waits[line]
        self.tally.examined += self._legs[line]
        for crew in range(len(self.routing.crews)):
            delay = self.routing.delay(line, crew)
            if delay is None:
                continue
            self._none(waits, delay, self._allowed(line, crew), "is idle")
            if self.routing.keep(line, crew) or self.routing.joins_above(crew) is not None:
                continue  # when counts change, only the idle are asked again
            if kind.chat:
                code = self.view.journal.names("channels").index(kind.channel)
                self._none(waits, delay, self.chatting[code][crew], "has room for one more chat")
            if not kind.deferred:
                self._none(waits, delay, self.composing[crew], "is at deferred work")

    def _allowed(self, line: int, crew: int) -> Spans:
        """Return when somebody of a crew is idle and the conditions on counts hold."""
        routing, spans = self.routing, self.idle[crew]
        keep, above = routing.keep(line, crew), routing.joins_above(crew)
        if keep:
            team = routing.crews[crew].team
            mine = [s for c, s in self.idle.items() if routing.crews[c].team == team]
            spans = spans.during(together(mine).more_than(keep))
        if above is not None:
            spans = spans.during(together(self._live_of(crew)).more_than(above))
        return spans

    def _live_of(self, crew: int) -> list[Spans]:
        """Return the waits on the line of all whom a crew may ever serve."""
        lines = enumerate(self.routing.lines)
        mine = [i for i, line in lines if not line.deferred]
        return [self._waits[i] for i in mine if self.routing.delay(i, crew) is not None]

    def _none(self, waits: Spans, delay: int, at_hand: Spans, what: str) -> None:
        view = self.view
        start = np.maximum(waits.start, view.legs["queued_ms"][waits.who] + delay)
        met = at_hand.first_met(start, waits.until)
        for i in np.flatnonzero(met >= 0).tolist():
            at = max(int(start[i]), int(at_hand.start[met[i]]))
            name, agent = view.leg_name(int(waits.who[i])), int(at_hand.who[met[i]])
            self.tally.wrong(
                f"{name} waits at {seconds(at)} while agent {view.agent(agent)} {what}"
            )

    def check_moved_breaks(self) -> None:
        """Check that nobody leaves for a break that can wait while a contact waits for them."""
        for agent, at in away.moved_breaks(self.view, self.shifts):
            crew = self.routing.crew_of_agent[agent]
            self.tally.examined += 1
            for line, waits in enumerate(self._waits):
                delay = self.routing.delay(line, crew)
                counts = self.routing.joins_above(crew) is not None
                if delay is None or counts or self.routing.keep(line, crew):
                    continue
                since = np.maximum(waits.start, self.view.legs["queued_ms"][waits.who] + delay)
                left = waits.who[(since < at) & (at < waits.until)]
                if len(left):
                    name = f"agent {self.view.agent(agent)} leaves for a break that can wait"
                    self.tally.wrong(f"{self.view.leg_name(int(left[0]))} waits: {name}")

    def check_aside(self) -> None:
        """Check that no agent is idle beside own work set aside, if it may be taken up."""
        view, legs = self.view, self.view.legs
        stays = np.flatnonzero(view.is_aside)
        for leg in stays.tolist():
            agent, line = int(legs["agent"][leg - 1]), int(self.routing.line_of_leg[leg])
            crew = self.routing.crew_of_agent[agent]
            self.tally.examined += 1
            if legs["how"][leg - 1] != HOW["set_aside"] or self.routing.keep(line, crew):
                continue
            at = int(legs["queued_ms"][leg])
            end = self.shifts.end_of(agent, int(legs["answered_ms"][leg - 1]))
            until = min(int(view.waited_until[leg]), at if end is None else end)
            mine = self._all_idle.only(self._all_idle.who == agent)
            if mine.first_met(np.array([at]), np.array([until]))[0] >= 0:
                text = f"agent {view.agent(agent)} is idle beside own work set aside"
                self.tally.wrong(f"{view.leg_name(leg)}: {text}")


def _composing(view: View, wanted: Wanted) -> Spans:
    """Return when agents compose and may be interrupted: not when they are due elsewhere."""
    s = view.services
    mine = s.way == DEFERRED
    return _until_wanted(s.agent[mine], s.answered[mine], s.composed[mine], wanted)


def _with_room(view: View, wanted: Wanted, channel: int) -> Spans:
    """Return when agents have chats of a channel in hand and room for one more."""
    assert view.expected is not None
    s, name = view.services, view.name("channels", channel)
    mine = (s.way == CHAT) & (view.contacts["channel"][s.row] == channel)
    agent = s.agent[mine] * SPAN
    start, until = agent + s.answered[mine], agent + s.until[mine]
    at = np.unique(np.concatenate([start, until]))
    in_hand = np.searchsorted(np.sort(start), at, "right") - np.searchsorted(
        np.sort(until), at, "right"
    )
    rows = np.flatnonzero((in_hand > 0) & (in_hand < view.expected.channels[name].slots))
    ends = np.append(at[1:], at[-1:])
    return _until_wanted(at[rows] // SPAN, at[rows] % SPAN, ends[rows] % SPAN, wanted)


def _until_wanted(
    agent: np.ndarray,
    start: np.ndarray,
    until: np.ndarray,
    wanted: Wanted,
) -> Spans:
    """Return spans of agents, cut where they are due elsewhere."""
    end = until.copy()
    for i, who in enumerate(agent.tolist()):
        for due, free in wanted.get(who, ()):
            if due <= start[i] < free:
                end[i] = start[i]
            elif start[i] < due < end[i]:
                end[i] = due
    return sorted_spans(start, end, agent)
