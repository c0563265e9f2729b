"""The contract suite for policies of one's own: the named ones keep it, broken ones do not."""

from __future__ import annotations

from itertools import count, product
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from told import same

from cssim.center import POLICIES, run
from cssim.center.routing import Names, policy_of
from cssim.testing import CHECKS, PolicyFault, policy_contract
from cssim.testing.days import DAYS, tables_of

NAMES = Names(
    reasons=("billing", "orders", "technical"),
    teams=("experts", "front", "seniors"),
    segments=("standard", "vip"),
    queues=tuple(product(range(3), range(3))),
    channels=("chat", "email", "phone"),
)
TABLES: dict[str, Any] = {
    "teams_for": {"billing": ["front", "experts", "seniors"]},
    "reasons_for": {"experts": ["technical", "billing", "orders"]},
    "ranks": {"billing": {"experts": 2}, "orders": {"experts": 3}},
    "delays": {"billing": {"experts": 30_000}},
    "weights": {"technical": 2.5},
    "keep_idle": {"billing": {"experts": 1}},
    "base": {"orders": 20.0},
    "slope": {"technical": 1.5},
    "head_start": {"vip": 60_000},
    "segment_base": {"vip": 45.0},
}


class AsOwn:
    """A named policy behind the two methods of a user's own: it sees no more than they do."""

    recheck_s: ClassVar[tuple[float, ...]] = (30.0,)

    def __init__(self, name: str) -> None:
        self.name = f"own {name}"
        self.named = policy_of(NAMES, {"policy": name, **TABLES})

    def choose_agent(self, contact: Any, idle: Any, floor: Any) -> Any:
        may = [a for a in idle if self._may(contact, a, sum(b.team == a.team for b in idle))]
        candidates = Offered(_agent(agent) for agent in may)
        best = candidates and self.named.choose_agent(_contact(contact, []), candidates)
        return next(agent for agent in may if agent.index == best.index) if best else None

    def choose_contact(self, agent: Any, waiting: Any, floor: Any) -> Any:
        may = [c for c in waiting if self._may(c, agent, floor.idle_count)]
        candidates = Offered(_contact(contact, waiting) for contact in may)
        now = round(1000 * floor.now)
        best = candidates and self.named.choose_contact(_agent(agent), candidates, now)
        return next(contact for contact in may if contact.id == best.id) if best else None

    def _may(self, contact: Any, agent: Any, n_idle: int) -> bool:
        pair = NAMES.reasons.index(contact.reason), NAMES.teams.index(agent.team)
        after = self.named.after(*pair)
        on_time = after is not None and 1000 * contact.wait_s >= after
        return on_time and n_idle > self.named.keep_idle(*pair)


class Offered(list[Any]):
    """Candidates each of whom is looked at."""

    @property
    def heads(self) -> list[Any]:
        return [*self]


def _contact(shown: Any, waiting: Any) -> Any:
    queue = NAMES.reasons.index(shown.reason), NAMES.channels.index(shown.channel)
    segment = NAMES.segments.index(shown.segment) if shown.segment else -1
    together = [c for c in waiting if (c.reason, c.channel) == (shown.reason, shown.channel)]
    return SimpleNamespace(
        id=shown.id,
        queue=NAMES.queues.index(queue),
        queued=round(1000 * shown.queued_at),
        issue=SimpleNamespace(segment=segment),
        work=SimpleNamespace(policy=shown.uniform),
        line=SimpleNamespace(beside=[SimpleNamespace(waiting=together)]),
    )


def _agent(shown: Any) -> Any:
    reasons = {NAMES.reasons.index(name) for name in shown.skills}
    return SimpleNamespace(
        index=shown.index,
        crew=SimpleNamespace(team=NAMES.teams.index(shown.team)),
        idle_since=round(1000 * shown.idle_since),
        pace={q: 1.0 for q, (reason, _) in enumerate(NAMES.queues) if reason in reasons},
    )


@pytest.mark.parametrize("name", POLICIES)
def test_every_named_policy_keeps_the_contract(name: str) -> None:
    policy_contract(lambda: AsOwn(name))


@pytest.mark.parametrize("name", sorted({*POLICIES} - {"reserve"}))
def test_on_the_days_of_the_contract_the_wrapped_policy_is_the_named_one(name: str) -> None:
    scenario, demand, roster = tables_of(DAYS[0])
    times = {"delays": {"billing": {"experts": "30 s"}}, "head_start": {"vip": "60 s"}}
    routed = scenario.with_overrides({"routing": {"policy": name, **TABLES, **times}})
    assert same(run(routed, demand, roster), run(scenario, demand, roster, AsOwn(name))) == []


class Sees(AsOwn):
    """Notes what there is to be seen."""

    def __init__(self) -> None:
        super().__init__("single_fifo")
        self.seen: set[Any] = set()

    def choose_agent(self, contact: Any, idle: Any, floor: Any) -> Any:
        self.seen |= {contact.channel, contact.language, contact.segment, contact.is_callback}
        self.seen |= {f"{min(2, len(idle))} idle", f"{max(a.in_hand for a in idle)} in hand"}
        return super().choose_agent(contact, idle, floor)

    def choose_contact(self, agent: Any, waiting: Any, floor: Any) -> Any:
        self.seen |= {f"{min(2, len(waiting))} waiting", f"tier {agent.tier}"}
        return super().choose_contact(agent, waiting, floor)


COMMON = {"phone", False, "1 idle", "2 idle", "0 in hand", "1 waiting", "2 waiting", "tier 2"}
MANY = {"chat", "email", "english", "malay", True, "1 in hand"}


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_days_of_the_contract_hold_what_a_router_meets(day: Any) -> None:
    policy = Sees()
    journal = day.live(policy)
    expected = COMMON | ({"vip", "standard"} if day.segments else {None})
    expected |= MANY if day.many_ways else {None}
    assert expected <= policy.seen
    assert (MANY & policy.seen == set()) == (not day.many_ways)
    assert (journal.frame("contacts")["outcome"] == "abandoned").any()


# ---- broken policies -----------------------------------------------------------------


class Fair:
    """What the broken ones are made from; keeps the contract."""

    name = "fair"

    def choose_agent(self, contact: Any, idle: Any, floor: Any) -> Any:
        return idle[0]

    def choose_contact(self, agent: Any, waiting: Any, floor: Any) -> Any:
        return waiting[0]


class Nameless(Fair):
    name = ""


class OneMethod:
    name = "one method"

    def choose_agent(self, contact: Any, idle: Any, floor: Any) -> Any:
        return idle[0]


class BadWait(Fair):
    recheck_s = (60, -1)


class NeedsTwo(Fair):
    def choose_agent(self, contact: Any, idle: Any, floor: Any) -> Any:
        return idle[1]


class NeedsSegments(Fair):
    def choose_contact(self, agent: Any, waiting: Any, floor: Any) -> Any:
        return min(waiting, key=lambda contact: contact.segment)


class NamesTheAgent(Fair):
    def choose_agent(self, contact: Any, idle: Any, floor: Any) -> Any:
        return idle[0].name


class MakesItUp(Fair):
    def choose_contact(self, agent: Any, waiting: Any, floor: Any) -> Any:
        return type(waiting[0])(**dict.fromkeys(waiting[0].__slots__, 0))


class Takes(Fair):
    def choose_contact(self, agent: Any, waiting: Any, floor: Any) -> Any:
        return waiting.pop()


class Overwrites(Fair):
    def choose_agent(self, contact: Any, idle: Any, floor: Any) -> Any:
        object.__setattr__(contact, "segment", "vip")
        return idle[0]


class InTurn(Fair):
    def __init__(self) -> None:
        self.turn = count()

    def choose_agent(self, contact: Any, idle: Any, floor: Any) -> Any:
        return idle[next(self.turn) % len(idle)]


COIN = count()


class SharedCoin(Fair):
    """Tosses a coin that all policies share, as one from `random` would be."""

    def choose_contact(self, agent: Any, waiting: Any, floor: Any) -> Any:
        return waiting[(next(COIN) * 2_654_435_761 >> 16) % len(waiting)]


class Remembers(Fair):
    """Answers with whomever it was first shown under that number, which was another day's."""

    def __init__(self) -> None:
        self.kept: dict[int, Any] = {}

    def choose_agent(self, contact: Any, idle: Any, floor: Any) -> Any:
        return self.kept.setdefault(idle[0].index % 2, idle[0])


class StopsAfter(Fair):
    """Grows tired of a day, and does not recover overnight."""

    def __init__(self) -> None:
        self.latest = 0.0

    def choose_contact(self, agent: Any, waiting: Any, floor: Any) -> Any:
        self.latest = max(self.latest, floor.now)
        return waiting[0] if floor.now == self.latest else None


class FailsLate(Fair):
    """Has no answer for a contact that comes in the third hour and meets three idle agents."""

    def choose_agent(self, contact: Any, idle: Any, floor: Any) -> Any:
        if 7200 <= floor.now < 9000:
            raise KeyError(contact.reason)
        return idle[0]


class RefusedLate(Fair):
    """Answers with the agent of its last question when the floor is full."""

    last: Any = None

    def choose_agent(self, contact: Any, idle: Any, floor: Any) -> Any:
        before, self.last = self.last, idle[0]
        return before if before is not None and floor.waiting_count == 2 else idle[0]


BROKEN = {
    Nameless: ("has_name_and_methods", 'name is ""'),
    OneMethod: ("has_name_and_methods", "choose_contact is missing"),
    BadWait: ("has_name_and_methods", "recheck_s is (60, -1)"),
    NeedsTwo: ("answers_every_question", "choose_agent, 1 offered: raised IndexError"),
    NeedsSegments: ("answers_every_question", "no segments or languages: raised TypeError"),
    NamesTheAgent: ("chooses_from_the_offered", 'answered "agent-0"; accepted are None'),
    MakesItUp: ("chooses_from_the_offered", "answered contact 0; accepted are None"),
    Takes: ("changes_nothing_it_is_shown", "choose_contact, 1 offered: changed what it was"),
    Overwrites: (
        "changes_nothing_it_is_shown",
        "choose_agent, 1 offered, no segments or languages: changed",
    ),
    InTurn: ("answers_the_same_when_asked_again", "the same floor must get the same answer"),
    SharedCoin: ("answers_the_same_when_asked_again", "asked again contact"),
    Remembers: ("chooses_from_the_offered", "accepted are None and those offered"),
    FailsLate: ("lives_whole_days", "with segments: raised KeyError"),
    RefusedLate: ("lives_whole_days", "answers were refused, the first at"),
    StopsAfter: ("lives_the_same_day_twice_alike", "lived by the same policy again, the table"),
}


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.__name__)
def test_a_broken_policy_fails_its_check_and_is_told_why(broken: Any) -> None:
    name, words = BROKEN[broken]
    (check,) = (check for check in CHECKS if check.__name__ == name)
    with pytest.raises(PolicyFault) as fault:
        check(broken)
    assert words in str(fault.value)
    with pytest.raises(PolicyFault, match=name):
        policy_contract(broken)


def test_every_check_has_a_policy_that_fails_it() -> None:
    assert {name for name, _ in BROKEN.values()} == {check.__name__ for check in CHECKS}
    policy_contract(Fair)


def test_a_coin_shared_by_all_days_is_found_on_a_day_too() -> None:
    with pytest.raises(PolicyFault, match=r"lived by (one made anew|the same policy again)"):
        CHECKS[-1](SharedCoin)


def test_one_fault_is_told_once() -> None:
    with pytest.raises(PolicyFault) as fault:
        policy_contract(NeedsTwo)
    told = str(fault.value).splitlines()
    assert told[0] == "the policy breaks the contract:"
    assert len([line for line in told if "1 offered: raised" in line]) == 1


def test_what_makes_the_policy_is_asked_for() -> None:
    with pytest.raises(PolicyFault, match="accepted is what makes the policy: its class"):
        policy_contract(Fair())  # type: ignore[arg-type]
    with pytest.raises(PolicyFault, match="making the policy raised ZeroDivisionError"):
        policy_contract(lambda: 1 / 0)
