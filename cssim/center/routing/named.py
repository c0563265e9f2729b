"""The named routing policies; semantics after the simulators users know them from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cssim.center.people import Agent, Contact
from cssim.center.routing.keyed import Key, KeyedPolicy, Names

Term = dict[str, Any]
_CC = "ContactCenters (Buist and L'Ecuyer)"


class SingleFifo(KeyedPolicy):
    """The longest idle agent takes the longest waiting contact: one line for all."""

    name = "single_fifo"
    source = f"{_CC}, SINGLEFIFOQUEUE"


class QueuePriority(KeyedPolicy):
    """Contacts try teams in order; agents serve reasons in order, longest wait within one."""

    name = "queue_priority"
    source = f"{_CC}, QUEUEPRIORITY"

    def prepare(self) -> None:
        """Turn the ordered lists into ranks; what a list leaves out is not served."""
        names = self.names
        teams_for, reasons_for = self.routing["teams_for"], self.routing["reasons_for"]
        self._team_rank = [_ranks(teams_for.get(reason), names.teams) for reason in names.reasons]
        self._reason_rank = [_ranks(reasons_for.get(team), names.reasons) for team in names.teams]

    def after(self, reason: int, team: int) -> int | None:
        """Return 0 when both lists have the pair."""
        both = (self._team_rank[reason][team], self._reason_rank[team][reason])
        return None if None in both else 0

    def agent_key(self, contact: Contact, agent: Agent) -> Key:
        """Return the place of the agent's team in the reason's list."""
        return (self._team_rank[contact.issue.reason][agent.team] or 0,)

    def contact_key(self, agent: Agent, contact: Contact, now: int) -> Key:
        """Return the place of the contact's reason in the team's list."""
        return (self._reason_rank[agent.team][contact.issue.reason] or 0,)

    def agent_terms(self, agents: list[Agent]) -> list[Term]:
        """Return the published terms."""
        return [_rank_term(self.names, self._team_rank)]

    def contact_terms(self) -> list[Term]:
        """Return the published terms."""
        by_reason = [list(column) for column in zip(*self._reason_rank, strict=True)]
        return [_rank_term(self.names, by_reason)]


class LongestWeightedWait(KeyedPolicy):
    """Agents take the contact with the largest weight x wait; contacts, the longest idle agent."""

    name = "longest_weighted_wait"
    source = f"{_CC}, LONGESTWEIGHTEDWAITINGTIME"

    def prepare(self) -> None:
        """Read the weight of each reason."""
        self._weight = self.by_reason(self.routing["weights"], 1.0)

    def contact_key(self, agent: Agent, contact: Contact, now: int) -> Key:
        """Return minus weight x wait."""
        return (-(self._weight[contact.issue.reason] * (now - contact.queued)),)

    def contact_terms(self) -> list[Term]:
        """Return the published terms."""
        weight = dict(zip(self.names.reasons, self._weight, strict=True))
        return [{"term": "wait", "weight": weight}]


class AgentsPreference(LongestWeightedWait):
    """Lower rank of (reason, team) first, both ways; then longest idle, largest weight x wait."""

    name = "agents_preference"
    source = f"{_CC}, AGENTSPREF"

    def prepare(self) -> None:
        """Read ranks and weights."""
        super().prepare()
        self._rank = self.pairs(self.routing["ranks"], 1)

    def agent_key(self, contact: Contact, agent: Agent) -> Key:
        """Return the rank of the pair."""
        return (self._rank[contact.issue.reason][agent.team],)

    def contact_key(self, agent: Agent, contact: Contact, now: int) -> Key:
        """Return the rank of the pair, then minus weight x wait."""
        rank = self._rank[contact.issue.reason][agent.team]
        return (rank, *super().contact_key(agent, contact, now))

    def agent_terms(self, agents: list[Agent]) -> list[Term]:
        """Return the published terms."""
        return [_rank_term(self.names, self._rank)]

    def contact_terms(self) -> list[Term]:
        """Return the published terms."""
        return [_rank_term(self.names, self._rank), *super().contact_terms()]


class AgentsPreferenceWithDelays(AgentsPreference):
    """As `agents_preference`, but a team may serve a reason only after a wait (overflow)."""

    name = "agents_preference_with_delays"
    source = f"{_CC}, AGENTSPREFWITHDELAYS"

    def prepare(self) -> None:
        """Read delays, ranks and weights."""
        super().prepare()
        self._delay = self.pairs(self.routing["delays"], 0)

    def after(self, reason: int, team: int) -> int | None:
        """Return the delay of the pair."""
        delay: int = self._delay[reason][team]
        return delay


class Score(KeyedPolicy):
    """Agents take the highest score: base + slope x (wait + head start of the segment)."""

    name = "score"
    source = "Callcenter-Simulator (Herzog); head starts as in the bank of Brown et al. (2005)"
    by_segment = True

    def prepare(self) -> None:
        """Read base, slope and head starts."""
        self._base = self.by_reason(self.routing["base"], 0.0)
        self._slope = self.by_reason(self.routing["slope"], 1.0)
        starts = self.routing["head_start"]
        # The last place serves contacts without a segment (code -1).
        self._head_start = [*(starts.get(name, 0) for name in self.names.segments), 0]

    def contact_key(self, agent: Agent, contact: Contact, now: int) -> Key:
        """Return minus the score."""
        issue = contact.issue
        waited = now - contact.queued + self._head_start[issue.segment]
        return (-(self._base[issue.reason] + self._slope[issue.reason] * waited / 1000),)

    def contact_terms(self) -> list[Term]:
        """Return the published terms."""
        reasons, segments = self.names.reasons, self.names.segments
        return [
            {
                "term": "score",
                "base": dict(zip(reasons, self._base, strict=True)),
                "slope": dict(zip(reasons, self._slope, strict=True)),
                "head_start_ms": dict(zip(segments, self._head_start, strict=False)),
            }
        ]


class FewestSkills(KeyedPolicy):
    """Contacts go to the idle agent with the fewest skills: specialists before generalists."""

    name = "fewest_skills"
    source = f"{_CC}, the usual ranks of LOCALSPEC"

    def agent_key(self, contact: Contact, agent: Agent) -> Key:
        """Return the number of reasons the agent serves."""
        return (len(agent.pace),)

    def agent_terms(self, agents: list[Agent]) -> list[Term]:
        """Return the published terms."""
        return [{"term": "n_skills", "values": {a.name: len(a.pace) for a in agents}}]


class MostProficient(KeyedPolicy):
    """Contacts go to the idle agent who handles their reason fastest."""

    name = "most_proficient"
    source = "skill-based routing by proficiency, as in commercial distributors"
    whole_crew = True

    def agent_key(self, contact: Contact, agent: Agent) -> Key:
        """Return the agent's handling-time factor for the reason."""
        return (agent.pace[contact.issue.reason],)

    def agent_terms(self, agents: list[Agent]) -> list[Term]:
        """Return the published terms."""
        reasons = self.names.reasons
        return [
            {
                "term": "pace",
                "values": {a.name: {reasons[r]: f for r, f in a.pace.items()} for a in agents},
            }
        ]


POLICIES: dict[str, type[KeyedPolicy]] = {
    policy.name: policy
    for policy in (
        SingleFifo,
        QueuePriority,
        LongestWeightedWait,
        AgentsPreference,
        AgentsPreferenceWithDelays,
        Score,
        FewestSkills,
        MostProficient,
    )
}
"""Every policy a scenario may name."""


class _Defaults(dict[str, Any]):
    """A routing section in which every table that is not given is empty."""

    def __missing__(self, key: str) -> dict[str, Any]:
        return {}


def policy_of(names: Names, routing: Mapping[str, Any]) -> KeyedPolicy:
    """Return the policy that a scenario's ``routing`` section names."""
    return POLICIES[routing["policy"]](names, _Defaults(routing))


def _ranks(order: list[str] | None, all_names: tuple[str, ...]) -> list[int | None]:
    """Return the place of each name in `order`; None if left out; places by name if no order."""
    if order is None:
        return list(range(len(all_names)))
    places = {name: i for i, name in enumerate(order)}
    return [places.get(name) for name in all_names]


def _rank_term(names: Names, ranks: list[list[int | None]]) -> Term:
    values = {
        reason: {team: ranks[r][t] for t, team in enumerate(names.teams)}
        for r, reason in enumerate(names.reasons)
    }
    return {"term": "rank", "by": "reason_team", "values": values}
