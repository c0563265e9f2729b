"""Help when many wait: agents on call are called in, agents of other teams are moved.

Both are looked at when a contact joins a line, after nobody was found for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cssim.center.clock import AGENT, Moment
from cssim.center.floor import Crew, Line
from cssim.center.levers import Move
from cssim.center.people import Agent, Contact
from cssim.center.workday import call_in

if TYPE_CHECKING:
    from cssim.center.model import Center

_NO_RULE = -1


class Reserves:
    """Rules that bring agents to where contacts wait.

    Parameters
    ----------
    center : Center
        Whose agents they are.

    Attributes
    ----------
    watches : bool
        Whether `joined` has anything to do.
    """

    def __init__(self, center: Center) -> None:
        self._center = center
        teams = center.settings.teams
        self._calls = [(code, *team.call_in) for code, team in enumerate(teams) if team.call_in]
        self._moves = center.settings.moves
        self._n_moved = [0] * len(self._moves)
        self._until: dict[int, int] = {}
        """When each agent who was ever moved is to be back."""
        self._crews: list[list[Crew]] = [[] for _ in teams]
        for agent in center.agents:
            if agent.crew not in self._crews[agent.team]:
                self._crews[agent.team].append(agent.crew)
        self.watches = bool(self._calls or self._moves)

    def joined(self, contact: Contact, line: Line) -> None:
        """Bring help if, now that a contact has joined a line, too many wait."""
        for team, above, length in self._calls:
            if self._n_waiting(team, line) > above:
                call_in(self._center, team, length, contact.id)
        for rule, move in enumerate(self._moves):
            if self._n_waiting(move.taking, line) > move.waiting_above:
                self._follow(rule, move, contact.id)

    def _n_waiting(self, team: int, joined: Line) -> int:
        """Return how many wait whom a team may ever serve; 0 if `joined` is not among them."""
        lines = self._lines(team)
        return sum(len(line.waiting) for line in lines) if joined in lines else 0

    def _lines(self, team: int) -> list[Line]:
        return list(dict.fromkeys(pair.line for crew in self._crews[team] for pair in crew.live))

    def _follow(self, rule: int, move: Move, contact: int) -> None:
        """Move the longest idle who can help, up to the number of the rule."""
        until = self._center.clock.now + move.length
        for agent in self._helpers(move)[: move.agents - self._n_moved[rule]]:
            self._n_moved[rule] += 1
            self._move(agent, move.taking, until, rule, contact)

    def _helpers(self, move: Move) -> list[Agent]:
        """Return the idle agents with a skill that somebody waits for, longest idle first."""
        wanted = {line.queue for line in self._lines(move.taking) if line.waiting}
        return sorted(self._idle(move.giving, wanted), key=lambda a: (a.idle_since, a.index))

    def _idle(self, team: int, wanted: set[int]) -> Iterator[Agent]:
        for crew in self._crews[team]:
            if crew.queues & wanted:
                yield from crew.idle.values()

    def move(self, agent: Agent, team: int, until: int) -> None:
        """Let an agent count as a member of another team until an instant."""
        self._move(agent, team, until)

    def _move(
        self, agent: Agent, team: int, until: int, rule: int = _NO_RULE, contact: int = -1
    ) -> None:
        center, clock = self._center, self._center.clock
        center.log.person(clock.now, agent.index, "moved", contact=contact, team=team, until=until)
        self._until[agent.index] = until
        clock.after(until - clock.now, AGENT, agent.index, self._back, (agent, rule))
        self._join(agent, team)

    def _back(self, moment: Moment) -> None:
        agent, rule = moment.subject
        if rule != _NO_RULE:
            self._n_moved[rule] -= 1
        # An agent who was moved again meanwhile comes back later.
        if self._until[agent.index] <= self._center.clock.now:
            self._join(agent, agent.team)
        self._center.settle()

    def _join(self, agent: Agent, team: int) -> None:
        self._center.desk.floor.change_team(agent, team)
        self._center.desk.offer(agent)
