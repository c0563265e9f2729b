"""Who may have whom, and how good a choice is: the routing policy as it publishes itself.

Contacts that are alike for routing form a *line* (reason, channel, tier, segment, language and,
where the policy has bonuses, what they are); agents of one tier, team, set of skills,
languages and pace form a *crew*. Whether a crew may serve a line, after how long a wait, and
every part of a key but the wait and the length of the queue is the same for all pairs.

`About.policy` holds ``eligible_after_ms`` {reason: {team: ms or null}} (a pair that is
missing is eligible at once), ``keep_idle`` {reason: {team: k}}, and the lists of terms
``contact_key`` and ``agent_key``, compared one after the other, smaller first. Tiers,
languages, other duties and deferred work are the scenario's.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from functools import cache, cached_property
from typing import Any, NamedTuple

import numpy as np

from cssim.audit.codes import EVENT
from cssim.audit.queues import Line, lines_of
from cssim.audit.tables import View

Key = tuple[float, ...]
Part = Callable[[int, int], float]
"""A part of a key, given the wait [ms] and the number waiting in the queue."""
TERMS = ("rank", "wait", "score", "n_skills", "pace", "queue_length", "coin")
BONUSES = ("bonus_escalated", "bonus_callback", "bonus_repeat")
NEAR = 1e-9
"""Keys this close, but not equal, may have been ordered either way by another rounding."""


class Crew(NamedTuple):
    """Agents who are alike for routing; `home` is their own team, `team` that of now."""

    team: str
    home: str
    tier: int
    skills: frozenset[str]
    languages: frozenset[str] = frozenset()
    paces: str = ""


def why_not(view: View) -> str:
    """Return why the choices of a journal cannot be checked; empty when they can."""
    policy = view.about.policy
    if not policy:
        return "the journal does not say by which policy it was made"
    if not policy.get("checked", False):
        return f"policy {policy.get('name', 'without a name')} does not publish its keys"
    if view.expected is None:
        return "the scenario is not known"
    if np.any(view.people["what"] == EVENT["learned"]):
        return "what agents can do changed in the course of the run"
    terms = [*policy.get("contact_key", ()), *policy.get("agent_key", ())]
    if view.expected.months is not None and any(t.get("term") == "pace" for t in terms):
        return "the paces by which agents are chosen changed in the course of the run"
    unknown = sorted({str(t.get("term")) for t in terms} - set(TERMS))
    return f"unknown terms in the policy's keys: {', '.join(unknown)}" if unknown else ""


class Routing:
    """The published policy, ready to be asked about lines and crews.

    Parameters
    ----------
    view : View
        A journal whose choices can be checked (`why_not` is empty).

    Raises
    ------
    AttributeError, KeyError, TypeError, ValueError
        The policy's tables are not of the published form.

    Attributes
    ----------
    lines, crews : list
        All that occur.
    line_of_leg : int array
        Line of each leg, -1 for conferences.
    crew_of_agent : list of int
        Crew of each agent in the own team.
    """

    def __init__(self, view: View) -> None:
        assert view.expected is not None
        self.view, self.expected = view, view.expected
        self.reasons = view.expected.reasons
        self.policy = view.about.policy
        self._terms = {
            side: list(self.policy.get(side, ())) for side in ("contact_key", "agent_key")
        }
        self.has_bonus = any(b in t for t in self._terms["contact_key"] for b in BONUSES)
        self.by_coin = any(t["term"] == "coin" for t in self._terms["agent_key"])
        self.by_length = any(t["term"] == "queue_length" for t in self._terms["contact_key"])
        self.lines, self.line_of_leg = lines_of(view, self.has_bonus)
        self.crews: list[Crew] = []
        self._codes: dict[Crew, int] = {}
        names = view.journal.names("agents")
        self.crew_of_agent = [self.crew_of(code) for code in range(len(names))]
        self.delay = cache(self._delay)
        self.keep = cache(self._keep)
        self.agent_key = cache(self._agent_key)
        self.contact_key = cache(self._contact_key)
        self._try_all()

    def _try_all(self) -> None:
        """Work out every key once, so that a policy that cannot be read is found at once."""
        for line in range(len(self.lines)):
            for crew in range(len(self.crews)):
                if self.delay(line, crew) is not None:
                    self.agent_key(line, crew)
                    [part(0, 0) for part in self.contact_key(line, crew)]

    def crew_of(self, agent: int, team: int = -1) -> int:
        """Return the crew of an agent, in the own team or as a member of another."""
        name = self.view.agent(agent)
        facts = self.expected.agents.get(name)
        if facts is None:
            crew = Crew("", "", -1, frozenset())
        else:
            spoken = self.expected.team(facts.team).languages
            own = facts.team if team < 0 else self.view.name("teams", team)
            crew = Crew(own, facts.team, facts.tier, facts.skills, spoken, self._paces(name))
        if crew not in self._codes:
            self._codes[crew] = len(self.crews)
            self.crews.append(crew)
        return self._codes[crew]

    def _paces(self, agent: str) -> str:
        """Return the paces of an agent as a text, so that agents of one pace are alike."""
        terms = self._terms["contact_key"] + self._terms["agent_key"]
        found = [t["values"].get(agent, {}) for t in terms if t["term"] == "pace"]
        return json.dumps(found[0], sort_keys=True) if found else ""

    def _delay(self, line: int, crew: int) -> int | None:
        """Return after how long a wait [ms] a crew may serve a line; None = never."""
        kind, group = self.lines[line], self.crews[crew]
        facts = self.reasons.get(kind.reason)
        if facts is None or facts.skill_on(kind.channel) not in group.skills:
            return None
        if (group.home, group.skills) == kind.not_like:
            return None
        waits = [self._pair(self.policy.get("eligible_after_ms") or {}, kind, group, 0)]
        if group.tier != kind.tier:
            waits.append(facts.next_tier_ms if group.tier == kind.tier + 1 else None)
        if group.languages and kind.language not in group.languages:
            waits.append(self.expected.mismatch_ms)
        return None if None in waits else max(waits)

    def _keep(self, line: int, crew: int) -> int:
        """Return above how many idle agents of its team a crew serves a line."""
        kind, group = self.lines[line], self.crews[crew]
        keep: int = self._pair(self.policy.get("keep_idle") or {}, kind, group, 0)
        facts = self.expected.channels.get(kind.channel)
        return max(keep, facts.idle_above) if kind.deferred and facts else keep

    def joins_above(self, crew: int) -> int | None:
        """Return above how many waiting contacts a crew serves anybody; None = always."""
        return self.expected.team(self.crews[crew].team).joins_above

    @staticmethod
    def _pair(values: Mapping[str, Any], line: Line, crew: Crew, default: Any) -> Any:
        return values.get(line.reason, {}).get(crew.team, default)

    def _term(self, term: Mapping[str, Any], line: Line, crew: Crew) -> Part:
        """Return one part of a key as a function of the wait [ms] and the length of the queue."""
        if term["term"] == "wait":
            weight = term.get("weight", {}).get(line.reason, 1.0)
            return lambda wait, _: -(weight * wait)
        if term["term"] == "queue_length":
            return lambda _, length: -length
        if term["term"] == "score":
            points = _points(term, line)
            slope = term.get("slope", {}).get(line.reason, 1.0)
            credit = term.get("head_start_ms", {}).get(line.segment, 0)
            return lambda wait, _: -(points + slope * (wait + credit) / 1000)
        fixed = self._fixed(term, line, crew)
        return lambda *_: fixed

    def _fixed(self, term: Mapping[str, Any], line: Line, crew: Crew) -> float:
        if term["term"] == "rank":
            rank = self._pair(term["values"], line, crew, 1)
            return float("inf") if rank is None else float(rank)
        if term["term"] == "n_skills":
            served = (f.needs & crew.skills for f in self.reasons.values())
            return float(sum(map(bool, served)))
        pace = json.loads(crew.paces or "{}").get(line.reason, 1.0)
        return float(pace.get(line.channel, 1.0) if isinstance(pace, dict) else pace)

    def _contact_key(self, line: int, crew: int) -> tuple[Part, ...]:
        """Return the contact key of a line for a crew, as functions of wait and queue length."""
        kind, group = self.lines[line], self.crews[crew]
        return tuple(self._term(t, kind, group) for t in self._terms["contact_key"])

    def _agent_key(self, line: int, crew: int) -> Key:
        """Return the agent key of a crew for a line; the wait is the same for all crews."""
        kind, group = self.lines[line], self.crews[crew]
        varies = ("wait", "score", "queue_length", "coin")
        terms = [t for t in self._terms["agent_key"] if t["term"] not in varies]
        return tuple(self._fixed(t, kind, group) for t in terms)

    @cached_property
    def oldest_first(self) -> bool:
        """Whether a longer wait never makes a contact's key worse within its line."""
        terms = self._terms["contact_key"]
        weights = [*_values(terms, "wait", "weight"), *_values(terms, "score", "slope")]
        return all(weight >= 0 for weight in weights)


def _points(term: Mapping[str, Any], line: Line) -> float:
    """Return the points of a score that do not depend on the wait."""
    points: float = term.get("base", {}).get(line.reason, 0.0)
    points += term.get("segment_base", {}).get(line.segment, 0.0)
    return points + math.fsum(
        term.get(b, 0.0) for b, is_a in zip(BONUSES, line.is_a, strict=True) if is_a
    )


def _values(terms: Any, kind: str, name: str) -> list[float]:
    return [v for t in terms if t["term"] == kind for v in t.get(name, {}).values()]


def clearly_worse(chosen: Key, best: Key) -> bool:
    """Tell whether a key is worse by more than another rounding could explain."""
    for mine, other in zip(chosen, best, strict=True):
        if mine != other:
            return mine - other > NEAR * max(1.0, abs(mine), abs(other))
    return False
