"""Who may have whom, and how good a choice is: the routing policy as it publishes itself.

Contacts of one reason, segment and tier form a *line*; agents of one tier, team, set of
skills and pace form a *crew*. Whether a crew may serve a line, after how long a wait, and
every part of a key but the wait itself is the same for all pairs of the two.

`About.policy` holds ``eligible_after_ms`` {reason: {team: ms or null}} (a pair that is
missing is eligible at once) and the lists of terms ``contact_key`` and ``agent_key``,
compared one after the other, smaller first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

import numpy as np

from cssim.audit.tables import Ints, View

Key = tuple[float, ...]
TERMS = ("rank", "wait", "score", "n_skills", "pace")
NEAR = 1e-9
"""Keys this close, but not equal, may have been ordered either way by another rounding."""


@dataclass(frozen=True, slots=True)
class Line:
    """Contacts that are alike for routing."""

    reason: str
    segment: str
    tier: int


@dataclass(frozen=True)
class Crew:
    """Agents who are alike for routing."""

    team: str
    tier: int
    skills: frozenset[str]
    paces: tuple[tuple[str, float], ...] = ()
    pace: Mapping[str, float] = field(init=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pace", dict(self.paces))


def why_not(view: View) -> str:
    """Return why the choices of a journal cannot be checked; empty when they can."""
    policy = view.about.policy
    if not policy:
        return "the journal does not say by which policy it was made"
    if not policy.get("checked", False):
        return f"policy {policy.get('name', 'without a name')} does not publish its keys"
    if view.expected is None:
        return "the scenario is not known"
    terms = [*policy.get("contact_key", ()), *policy.get("agent_key", ())]
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
        Line of each leg, -1 for legs without a queue or a service.
    crew_of_agent : list of int
        Crew of each agent.
    """

    def __init__(self, view: View) -> None:
        assert view.expected is not None
        self.view = view
        self.reasons = view.expected.reasons
        self.policy = view.about.policy
        self.lines: list[Line] = []
        self.crews: list[Crew] = []
        self.line_of_leg = self._lines()
        self.crew_of_agent = self._crews()
        self.delay = cache(self._delay)
        self.agent_key = cache(self._agent_key)
        self.contact_key = cache(self._contact_key)
        self._try_all()

    def _try_all(self) -> None:
        """Work out every key once, so that a policy that cannot be read is found at once."""
        for line in range(len(self.lines)):
            for crew in range(len(self.crews)):
                if self.delay(line, crew) is not None:
                    self.agent_key(line, crew)
                    [part(0) for part in self.contact_key(line, crew)]

    def _lines(self) -> Ints:
        view, stays = self.view, self.view.stays
        found = np.full(len(view.legs["leg"]), -1, dtype=np.int64)
        rows = view.row[stays]
        columns = (view.contacts["reason"][rows], view.contacts["segment"][rows])
        triples = np.column_stack([*columns, view.legs["tier"][stays]]).astype(np.int64)
        kinds, place = np.unique(triples, axis=0, return_inverse=True)
        found[stays] = place.reshape(-1)
        for reason, segment, tier in kinds.tolist():
            names = view.name("reasons", reason), view.name("segments", segment)
            self.lines.append(Line(*names, tier))
        return found

    def _crews(self) -> list[int]:
        assert self.view.expected is not None
        agents = self.view.expected.agents
        places: dict[Crew, int] = {}
        crews = []
        for name in self.view.journal.names("agents"):
            facts = agents.get(name)
            if facts is None:
                crew = Crew("", -1, frozenset())
            else:
                crew = Crew(facts.team, facts.tier, facts.skills, self._paces(name))
            crews.append(places.setdefault(crew, len(places)))
        self.crews = list(places)
        return crews

    def _paces(self, agent: str) -> tuple[tuple[str, float], ...]:
        terms = [*self.policy.get("contact_key", ()), *self.policy.get("agent_key", ())]
        found = [t["values"].get(agent, {}) for t in terms if t["term"] == "pace"]
        return tuple(sorted(found[0].items())) if found else ()

    def _delay(self, line: int, crew: int) -> int | None:
        """Return after how long a wait [ms] a crew may serve a line; None = never."""
        kind, group = self.lines[line], self.crews[crew]
        facts = self.reasons.get(kind.reason)
        if facts is None or kind.tier != group.tier or facts.skill not in group.skills:
            return None
        after: int | None = self._pair(self.policy.get("eligible_after_ms") or {}, kind, group, 0)
        return after

    @staticmethod
    def _pair(values: Mapping[str, Any], line: Line, crew: Crew, default: Any) -> Any:
        return values.get(line.reason, {}).get(crew.team, default)

    def _term(self, term: Mapping[str, Any], line: Line, crew: Crew) -> Callable[[int], float]:
        """Return one part of a key as a function of the wait [ms]."""
        if term["term"] == "wait":
            weight = term.get("weight", {}).get(line.reason, 1.0)
            return lambda wait: -(weight * wait)
        if term["term"] == "score":
            base = term.get("base", {}).get(line.reason, 0.0)
            slope = term.get("slope", {}).get(line.reason, 1.0)
            credit = term.get("head_start_ms", {}).get(line.segment, 0)
            return lambda wait: -(base + slope * (wait + credit) / 1000)
        fixed = self._fixed(term, line, crew)
        return lambda wait: fixed

    def _fixed(self, term: Mapping[str, Any], line: Line, crew: Crew) -> float:
        if term["term"] == "rank":
            rank = self._pair(term["values"], line, crew, 1)
            return float("inf") if rank is None else float(rank)
        if term["term"] == "n_skills":
            return float(sum(facts.skill in crew.skills for facts in self.reasons.values()))
        return float(crew.pace.get(line.reason, 1.0))

    def _contact_key(self, line: int, crew: int) -> tuple[Callable[[int], float], ...]:
        """Return the contact key of a line for a crew, as functions of the wait [ms]."""
        terms = self.policy.get("contact_key", ())
        return tuple(self._term(t, self.lines[line], self.crews[crew]) for t in terms)

    def _agent_key(self, line: int, crew: int) -> Key:
        """Return the agent key of a crew for a line; the wait is the same for all crews."""
        terms = self.policy.get("agent_key", ())
        kind, group = self.lines[line], self.crews[crew]
        return tuple(
            self._fixed(t, kind, group) for t in terms if t["term"] not in ("wait", "score")
        )

    @cached_property
    def oldest_first(self) -> bool:
        """Whether a longer wait never makes a contact's key worse within its line."""
        terms = self.policy.get("contact_key", ())
        weights = [*_values(terms, "wait", "weight"), *_values(terms, "score", "slope")]
        return all(weight >= 0 for weight in weights)


def _values(terms: Any, kind: str, name: str) -> list[float]:
    return [v for t in terms if t["term"] == kind for v in t.get(name, {}).values()]


def clearly_worse(chosen: Key, best: Key) -> bool:
    """Tell whether a key is worse by more than another rounding could explain."""
    for mine, other in zip(chosen, best, strict=True):
        if mine != other:
            return mine - other > NEAR * max(1.0, abs(mine), abs(other))
    return False
