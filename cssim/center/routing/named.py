"""The named routing policies; semantics after the simulators users know them from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cssim.center.people import Agent, Contact
from cssim.center.routing.keyed import Key, KeyedPolicy, Names, Term
from cssim.center.routing.score import Score

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
        by_team = [_ranks(reasons_for.get(team), names.reasons) for team in names.teams]
        self._reason_rank = [list(column) for column in zip(*by_team, strict=True)]
        self._team_of_queue = self.by_queue(self._team_rank)
        self._rank_of_queue = self.by_queue(self._reason_rank)

    def after(self, reason: int, team: int) -> int | None:
        """Return 0 when both lists have the pair."""
        both = (self._team_rank[reason][team], self._reason_rank[reason][team])
        return None if None in both else 0

    def agent_key(self, contact: Contact, agent: Agent) -> Key:
        """Return the place of the agent's team in the reason's list."""
        return (self._team_of_queue[contact.queue][agent.crew.team] or 0,)

    def contact_key(self, agent: Agent, contact: Contact, now: int) -> Key:
        """Return the place of the contact's reason in the team's list."""
        return (self._rank_of_queue[contact.queue][agent.crew.team] or 0,)

    def agent_terms(self, agents: list[Agent]) -> list[Term]:
        """Return the published terms."""
        return [_rank_term(self.names, self._team_rank)]

    def contact_terms(self) -> list[Term]:
        """Return the published terms."""
        return [_rank_term(self.names, self._reason_rank)]


class LongestWeightedWait(KeyedPolicy):
    """Agents take the contact with the largest weight x wait; contacts, the longest idle agent."""

    name = "longest_weighted_wait"
    source = f"{_CC}, LONGESTWEIGHTEDWAITINGTIME"

    def prepare(self) -> None:
        """Read the weight of each reason."""
        self._weight = self.by_reason(self.routing["weights"], 1.0)
        self._weight_of_queue = self.by_queue(self._weight)

    def contact_key(self, agent: Agent, contact: Contact, now: int) -> Key:
        """Return minus weight x wait."""
        return (-(self._weight_of_queue[contact.queue] * (now - contact.queued)),)

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
        self._rank_of_queue = self.by_queue(self._rank)

    def agent_key(self, contact: Contact, agent: Agent) -> Key:
        """Return the rank of the pair."""
        return (self._rank_of_queue[contact.queue][agent.crew.team],)

    def contact_key(self, agent: Agent, contact: Contact, now: int) -> Key:
        """Return the rank of the pair, then minus weight x wait."""
        rank = self._rank_of_queue[contact.queue][agent.crew.team]
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


class LongestQueue(KeyedPolicy):
    """Agents take the head of the longest queue, a queue being one reason on one channel."""

    name = "longest_queue"
    source = f"{_CC}, LONGESTQUEUEFIRST"

    def contact_key(self, agent: Agent, contact: Contact, now: int) -> Key:
        """Return minus the number that wait in the queue, then the place of the reason."""
        assert contact.line is not None
        waiting = sum(len(line.waiting) for line in contact.line.beside)
        return (-waiting, self.names.queues[contact.queue][0])

    def contact_terms(self) -> list[Term]:
        """Return the published terms."""
        places = [[place] * len(self.names.teams) for place in range(len(self.names.reasons))]
        return [{"term": "queue_length"}, _rank_term(self.names, places)]


class RandomIdle(KeyedPolicy):
    """A coin of the contact's own picks one of the idle agents; agents take the longest wait."""

    name = "random_idle"
    source = f"{_CC}, AGENTSPREF with random choice and equal scores"
    whole_crew = True

    def choose_among(self, contact: Contact, agents: Sequence[Agent]) -> Agent:
        """Return the agent whose place in the order is drawn by the contact's own uniform."""
        return agents[int(contact.work.policy * len(agents))]

    def agent_terms(self, agents: list[Agent]) -> list[Term]:
        """Return the published terms."""
        return [{"term": "coin"}]


class Reserve(KeyedPolicy):
    """One line for all, but a team serves a reason only while more than k of it are idle."""

    name = "reserve"
    source = "idle-server thresholds, as in Gurvich, Armony and Mandelbaum (2008)"

    def prepare(self) -> None:
        """Read the thresholds."""
        self._keep = self.pairs(self.routing["keep_idle"], 0)

    def keep_idle(self, reason: int, team: int) -> int:
        """Return the threshold of the pair."""
        k: int = self._keep[reason][team]
        return k


class FewestSkills(KeyedPolicy):
    """Contacts go to the idle agent with the fewest skills: specialists before generalists."""

    name = "fewest_skills"
    source = f"{_CC}, the usual ranks of LOCALSPEC"

    def agent_key(self, contact: Contact, agent: Agent) -> Key:
        """Return the number of reasons the agent serves."""
        return (self._n_skills(agent),)

    def agent_terms(self, agents: list[Agent]) -> list[Term]:
        """Return the published terms."""
        return [{"term": "n_skills", "values": {a.name: self._n_skills(a) for a in agents}}]

    def _n_skills(self, agent: Agent) -> int:
        queues = self.names.queues
        return len({queues[queue][0] for queue in agent.pace})


class MostProficient(KeyedPolicy):
    """Contacts go to the idle agent who handles their reason fastest."""

    name = "most_proficient"
    source = "skill-based routing by proficiency, as in commercial distributors"
    whole_crew = True

    def agent_key(self, contact: Contact, agent: Agent) -> Key:
        """Return the agent's handling-time factor for the reason."""
        return (agent.pace[contact.queue],)

    def agent_terms(self, agents: list[Agent]) -> list[Term]:
        """Return the published terms."""
        return [{"term": "pace", "values": {a.name: self._paces(a) for a in agents}}]

    def _paces(self, agent: Agent) -> dict[str, Any]:
        """Return the factors by reason, and by channel where a reason has several."""
        names = self.names
        factors: dict[str, Any] = {}
        reasons = [reason for reason, _ in names.queues]
        for queue, factor in agent.pace.items():
            reason = names.reason_of(queue)
            if reasons.count(reasons[queue]) == 1:
                factors[reason] = factor
            else:
                factors.setdefault(reason, {})[names.channel_of(queue)] = factor
        return factors


POLICIES: dict[str, type[KeyedPolicy]] = {
    policy.name: policy
    for policy in (
        SingleFifo,
        QueuePriority,
        LongestQueue,
        LongestWeightedWait,
        AgentsPreference,
        AgentsPreferenceWithDelays,
        Reserve,
        Score,
        FewestSkills,
        MostProficient,
        RandomIdle,
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


def _rank_term(names: Names, ranks: Sequence[Sequence[int | None]]) -> Term:
    values = {
        reason: {team: ranks[r][t] for t, team in enumerate(names.teams)}
        for r, reason in enumerate(names.reasons)
    }
    return {"term": "rank", "by": "reason_team", "values": values}
