"""What a user's own SimPy process may see and do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import simpy

from cssim.center.model import Center
from cssim.center.people import Agent
from cssim.center.workday import call_in
from cssim.errors import RunError
from cssim.units import HOUR_MS

if TYPE_CHECKING:
    from cssim.center.lives import Lives


class Window:
    """What a user's own SimPy process may see and do.

    Attributes
    ----------
    env : simpy.Environment
        The clock; ``env.now`` and ``env.timeout(…)`` count whole milliseconds.
    """

    def __init__(self, center: Center) -> None:
        self._center = center
        self.env: simpy.Environment = center.clock
        self._teams = [team.name for team in center.settings.teams]
        self._reasons = [reason.name for reason in center.settings.reasons]

    def wait(self, seconds: float) -> simpy.Event:
        """Return an event some seconds from now, for a process to ``yield``."""
        return self.env.timeout(round(seconds * 1000))

    @property
    def now_s(self) -> float:
        """Seconds since the start of the run."""
        return self.env.now / 1000

    def waiting(self, reason: str | None = None) -> int:
        """Return how many contacts wait, of one reason or of all."""
        code = code_of(reason, self._reasons, "reason")
        lines = self._center.desk.floor.lines.values()
        return sum(len(line.waiting) for line in lines if code in (None, line.reason))

    def idle(self, team: str | None = None) -> int:
        """Return how many agents are idle, of one team or of all."""
        code = code_of(team, self._teams, "team")
        crews = self._center.desk.floor.crews.values()
        return sum(len(crew.idle) for crew in crews if code in (None, crew.team))

    def move(self, agent: str, team: str, hours: float) -> None:
        """Let an agent count as a member of another team for some hours."""
        names = [known.name for known in self._center.agents]
        who, code = code_of(agent, names, "agent"), code_of(team, self._teams, "team")
        assert who is not None and code is not None
        until = self._center.clock.now + _hours(hours)
        self._center.reserves.move(self._center.agents[who], code, until)

    def call_in(self, team: str, hours: float) -> bool:
        """Call in an on-call agent of `team` for some hours; False when nobody is left."""
        code = code_of(team, self._teams, "team")
        assert code is not None
        return call_in(self._center, code, _hours(hours))

    def agents(self, team: str | None = None) -> list[str]:
        """Return the names of the agents on the books, of one team or of all."""
        code = code_of(team, self._teams, "team")
        lives = self._center.lives
        known = self._center.agents if lives is None else lives.on_floor()
        return [agent.name for agent in known if code in (None, agent.team)]

    def proficiency(self, agent: str) -> float:
        """Return an agent's proficiency, averaged over families of skills."""
        who = self._agent(agent)
        return sum(who.proficiency) / len(who.proficiency)

    def strain(self, agent: str) -> float:
        """Return an agent's strain; what nobody can read in life, for teaching."""
        self._need_lives()
        return self._agent(agent).life.strain

    def score(self, agent: str) -> float:
        """Return the mean score of an agent's last reviews; 0 before the first."""
        self._need_lives()
        return self._agent(agent).life.score

    def train(self, agent: str, hours: float) -> None:
        """Let an agent have hours of training, in sessions of the coming shifts."""
        self._need_lives().sessions.owe(self._agent(agent), "training", _hours(hours) / HOUR_MS)

    def coach(self, agent: str, hours: float) -> None:
        """Let an agent have hours of coaching, in sessions of the coming shifts."""
        self._need_lives().sessions.owe(self._agent(agent), "coaching", _hours(hours) / HOUR_MS)

    def call_off(self, what_can_wait: bool) -> None:
        """Call off training and coaching as they fall due, until told otherwise."""
        self._need_lives().is_tight = what_can_wait

    def review(self) -> None:
        """Review everybody's contacts since the last time, as `people.coaching` says."""
        self._need_lives().coaching.review()

    def promote(self, agent: str) -> None:
        """Let an agent be senior, who mentors as `people.careers` says."""
        lives = self._need_lives()
        _need(lives.people.careers, "nobody can be promoted", "people.careers")
        lives.promote(self._agent(agent))

    def part(self, agent: str) -> None:
        """Part from an agent, after a shift under way; the seat is filled as after a quit."""
        lives, who = self._need_lives(), self._agent(agent)
        _need(lives.people.turnover, "nobody can leave", "people.turnover")
        if who.life.is_here:
            lives.seats.leaves(who, "removed")

    def support(self, team: str, more: float) -> None:
        """Support a team by so much more than usual, from 0 to 1, until told otherwise."""
        code = code_of(team, self._teams, "team")
        assert code is not None
        lives, relief = self._need_lives(), _share(more)
        _need(lives.people.strain, "support moves nothing", "people.strain")
        lives.relieve(code, relief)

    def review_goals(self) -> None:
        """Agree on `people.goals` again: effort is what it was at first."""
        lives = self._need_lives()
        _need(lives.people.goals, "there are no goals to agree on", "people.goals")
        lives.review_goals()

    def review_policy(self) -> None:
        """Bring policies up to date (`management.policy`)."""
        lives = self._need_lives()
        _need(lives.settings.management.policy, "no policy goes stale", "management.policy")
        lives.review_policy()

    def remove_friction(self, share: float) -> None:
        """Remove a share of the obstacles that are left (`people.climate.friction`)."""
        lives, kept = self._need_lives(), 1.0 - _share(share)
        _need(lives.people.climate, "there are no obstacles", "people.climate")
        lives.friction *= kept

    def fix_cause(self, reason: str, share: float) -> None:
        """Repair a share of what is avoidable about a reason and has not been repaired yet."""
        code = code_of(reason, self._reasons, "reason")
        assert code is not None
        can_be_fixed = self._center.settings.reasons[code].avoidable or None
        _need(can_be_fixed, "nothing can be repaired", f"reasons.{reason}.avoidable above 0")
        self._center.world.fix(code, _share(share))

    def resize(self, team: str, change: int) -> None:
        """Open so many seats of a team, or close them as their holders leave."""
        code = code_of(team, self._teams, "team")
        assert code is not None
        self._need_lives().seats.resize(code, change)

    def _agent(self, name: str) -> Agent:
        code = code_of(name, [known.name for known in self._center.agents], "agent")
        assert code is not None
        return self._center.agents[code]

    def _need_lives(self) -> Lives:
        if self._center.lives is None:
            raise RunError("nothing of people or management is modelled in this scenario")
        return self._center.lives


def _need(part: object, why: str, key: str) -> None:
    """Refuse what would move nothing, because the scenario has no such part."""
    if part is None:
        raise RunError(f"{why}: the scenario has no {key}")


def _hours(hours: float) -> int:
    length = round(hours * HOUR_MS)
    if length <= 0:
        raise RunError(f"hours must be above 0, got {hours!r}")
    return length


def code_of(name: str | None, names: list[str], what: str) -> int | None:
    """Return the place of a name in a list; None of None.

    Raises
    ------
    RunError
        It is not there; the message says what is.
    """
    if name is None:
        return None
    if name not in names:
        raise RunError(f"no {what} is called {name!r}; there are {', '.join(names)}")
    return names.index(name)


def _share(value: float) -> float:
    if not 0.0 <= value <= 1.0:
        raise RunError(f"a share must be from 0 to 1, got {value!r}")
    return value
