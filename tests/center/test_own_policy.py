"""A policy class and a process as a user writes them in a notebook."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from audited import lived
from days import Day, card, luck, s, shift
from told import lines, same, told
from toys import two_tiers

from cssim.center import RouterView
from cssim.center.routing import CustomPolicy, Names
from cssim.center.settings import ReasonSettings, TeamSettings
from cssim.journal import Journal


class ProtectPremium:
    """Keep the last idle agents for premium contacts (threshold reservation)."""

    name = "protect-premium"

    def __init__(self, reserve: int = 2) -> None:
        self.reserve = reserve

    def choose_agent(self, contact: Any, idle: Any, floor: Any) -> Any:
        return idle[0] if contact.segment == "premium" or len(idle) > self.reserve else None

    def choose_contact(self, agent: Any, waiting: Any, floor: Any) -> Any:
        premium = [c for c in waiting if c.segment == "premium"]
        if premium:
            return premium[0]
        return waiting[0] if floor.idle_count > self.reserve else None


class Fifo:
    """What `single_fifo` does, written by a user."""

    name = "my-fifo"

    def choose_agent(self, contact: Any, idle: Any, floor: Any) -> Any:
        return idle[0]

    def choose_contact(self, agent: Any, waiting: Any, floor: Any) -> Any:
        return waiting[0]


class Idle(Fifo):
    """Answers nobody."""

    def choose_agent(self, contact: Any, idle: Any, floor: Any) -> Any:
        return None

    def choose_contact(self, agent: Any, waiting: Any, floor: Any) -> Any:
        return None


def _answered(journal: Journal) -> list[str]:
    return told(journal, "legs", "contact agent answered")


PREMIUM, STANDARD = {"segment": 0}, {"segment": 1}


def test_a_threshold_on_idle_agents_needs_no_events_of_its_own() -> None:
    day = Day(
        [
            (10, luck((190, 0, 0)), STANDARD),  # three idle: served by a
            (20, luck((50, 0, 0)), STANDARD),  # two idle: waits
            (30, luck((90, 0, 0)), PREMIUM),  # served by b, one of the last two
            (40, luck((50, 0, 0), 300), STANDARD),
        ],
        [card("a"), card("b"), card("c")],
        [shift(i, 0, 1000) for i in range(3)],
        {"segments": ("premium", "standard")},
    )
    # Three are idle again only at 200, when a is free: a takes the longest waiting, then only
    # two are idle. At 250 a is free again and takes the other.
    assert _answered(day.live(ProtectPremium(2))) == lines("""
        0.1 a  10
        1.1 a 200
        2.1 b  30
        3.1 a 250
    """)
    assert _answered(day.live(ProtectPremium(0))) == lines("""
        0.1 a 10
        1.1 b 20
        2.1 c 30
        3.1 b 70
    """)


def test_after_every_other_event_the_policy_is_asked_again() -> None:
    class Late(Idle):
        """Opens the floor from 60 s on, while at least two are idle."""

        def choose_contact(self, agent: Any, waiting: Any, floor: Any) -> Any:
            return waiting[0] if floor.now >= 60 and floor.idle_count >= 2 else None

    day = Day(
        [(10, luck((20, 0, 0))), (15, luck((20, 0, 0), 45)), (200, luck((20, 0, 0)))],
        [card("a"), card("b"), card("c")],
        [shift(0, 0, 1000), shift(1, 0, 150), shift(2, 300, 1000)],
    )
    # The give-up at 60 lets the policy be asked; at 300 the agent who comes is asked first.
    assert _answered(day.live(Late())) == ["0.1 a 60", "1.1 - -", "2.1 c 300"]


def test_fifo_written_by_a_user_is_single_fifo() -> None:
    scenario = two_tiers()
    named, own = lived(scenario), lived(scenario, policy=Fifo())
    assert same(named, own) == []
    assert own.about.policy["name"] == "my-fifo" and own.about.policy["checked"] is False


def test_a_policy_that_answers_nobody_leaves_everybody_waiting() -> None:
    journal = lived(two_tiers(), policy=Idle())
    outcomes = set(told(journal, "contacts", "outcome"))
    assert "answered" not in outcomes and "abandoned" in outcomes


# ---- what a policy sees ------------------------------------------------------------


class Watcher(Fifo):
    """Writes down all that it is shown."""

    recheck_s: ClassVar[tuple[float, ...]] = (60.0, 90.0)

    def __init__(self) -> None:
        self.seen: list[Any] = []

    def choose_agent(self, contact: Any, idle: Any, floor: Any) -> Any:
        self.seen.append((floor.now, contact, list(idle), floor))
        return idle[0] if contact.wait_s >= 60.0 else None

    def choose_contact(self, agent: Any, waiting: Any, floor: Any) -> Any:
        return None


def test_a_policy_sees_what_a_real_router_sees() -> None:
    watcher = Watcher()
    day = Day(
        [(40, luck((9, 0, 0), policy=0.25), {"reason": 0, "segment": 1, "customer": 7})],
        [card("ann", 1, [0, 1]), card("bob", 0, [1])],
        [shift(0, 30, 1000), shift(1, 0, 1000)],
        {
            "reasons": (ReasonSettings("billing"), ReasonSettings("other")),
            "teams": (TeamSettings("one"), TeamSettings("two")),
            "segments": ("premium", "standard"),
        },
    )
    day.live(watcher)
    now, contact, (agent,), floor = watcher.seen[0]
    assert (now, floor.idle_count, floor.waiting_count) == (40.0, 2, 0)
    assert (contact.reason, contact.segment, contact.tier) == ("billing", "standard", 1)
    assert (contact.attempt, contact.queued_at, contact.wait_s) == (1, 40.0, 0.0)
    assert (contact.channel, contact.language, contact.is_callback) == ("phone", None, False)
    assert contact.uniform == 0.25
    assert (agent.name, agent.team, agent.tier, agent.idle_since) == ("ann", "two", 1, 30.0)
    assert agent.skills == {"billing", "other"}
    assert (agent.languages, agent.in_hand) == (set(), 0)
    for hidden in ("patience", "talk", "work", "luck", "customer"):
        assert not hasattr(contact, hidden)
    with pytest.raises(AttributeError):
        contact.reason = "other"


@pytest.mark.parametrize("queued", [0.1, 40.1, 8.203, 100.007])
def test_a_contact_is_offered_again_when_it_has_waited_so_long(queued: float) -> None:
    # A wait is a whole number of ms: whoever is due at 60 s has waited 60 s, not 59.99….
    watcher = Watcher()
    day = Day([(queued, luck((9, 0, 0)))], [card("a")], [shift(0, 0, 1000)])
    journal = day.live(watcher)
    assert [contact.wait_s for _, contact, _, _ in watcher.seen] == [0.0, 60.0]
    assert told(journal, "legs", "answered") == [f"{queued + 60:g}"]


# ---- what a policy may answer ------------------------------------------------------


class Wrong(Fifo):
    """Answers with somebody who was not offered, once for each question."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    def choose_agent(self, contact: Any, idle: Any, floor: Any) -> Any:
        return self.kept.setdefault("agent", idle[0])

    def choose_contact(self, agent: Any, waiting: Any, floor: Any) -> Any:
        return self.kept.setdefault("contact", waiting[0])


def test_an_answer_that_was_not_offered_is_refused_and_written_down() -> None:
    day = Day(
        [(0, luck((100, 0, 0))), (10, luck((20, 0, 0), 50))],
        [card("a"), card("b")],
        [shift(0, 0, 1000), shift(1, 5, 1000)],
    )
    journal = day.live(Wrong())
    # At 10 only b is idle, but the policy answers a; then b is asked and takes the contact.
    assert _answered(journal) == ["0.1 a 0", "1.1 b 10"]
    refused = [row for row in told(journal, "people", "at what agent contact") if "refused" in row]
    assert refused == ["10 refused a 1.1"]


@pytest.mark.parametrize("answer", ["a", 7, object()])
def test_an_answer_of_another_kind_is_refused_too(answer: Any) -> None:
    class Odd(Idle):
        def choose_agent(self, contact: Any, idle: Any, floor: Any) -> Any:
            return answer

    day = Day([(10, luck((9, 0, 0), 20))], [card("a")], [shift(0, 0, 1000)])
    journal = day.live(Odd())
    assert told(journal, "contacts", "left outcome") == ["30 abandoned"]
    assert "refused - 0.1" in told(journal, "people", "what agent contact")


class Fixed(Idle):
    """Gives the same answer to whatever it is asked."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def choose_contact(self, agent: Any, waiting: Any, floor: Any) -> Any:
        return self.answer


@pytest.mark.parametrize(
    ("answer", "refused"),
    [
        ("nonsense", (3, -1)),
        (SimpleNamespace(id=1), (3, 1)),  # shown earlier, not offered now
        (SimpleNamespace(id=99), (3, -1)),  # never shown
        (SimpleNamespace(id=[1]), (3, -1)),
        (SimpleNamespace(id=65), None),  # the one offered
        (None, None),
    ],
)
def test_a_refusal_says_who_asked_and_who_was_named(answer: Any, refused: Any) -> None:
    policy = CustomPolicy(Fixed(answer), NAMES)
    earlier, offered = _contact(1), _contact(65)
    policy.show_contact(earlier, 0.0)
    chosen = policy.choose_contact(_agent(3), [offered], RouterView(0.0, 1, 1))
    assert chosen is (offered if refused is None and answer is not None else None)
    assert [tuple(found) for found in policy.refused] == ([] if refused is None else [refused])


NAMES = Names(
    ("billing", "technical"),
    ("desk", "help"),
    ("vip",),
    queues=((0, 0), (0, 1), (1, 1)),
    channels=("chat", "phone"),
    languages=("english", "malay"),
)


def _contact(id_: int, **more: Any) -> Any:
    issue = SimpleNamespace(segment=0, language=1)
    known = {"queue": 0, "queued": 0, "tier": 1, "attempt": 1, "is_callback": True, **more}
    return SimpleNamespace(id=id_, issue=issue, work=SimpleNamespace(policy=0.5), **known)


def _agent(index: int, in_hand: int = 2, **more: Any) -> Any:
    known = {"idle_since": -1, "since": 2500, "languages": None, **more}
    crew = SimpleNamespace(team=1)  # lent to `help` for the day
    return SimpleNamespace(
        index=index,
        name="ann",
        team=0,
        tier=1,
        crew=crew,
        pace={0: 1.0, 2: 1.0},
        in_hand=lambda: [None] * in_hand,
        **known,
    )


def test_a_policy_sees_channel_language_callback_and_chats_in_hand() -> None:
    policy = CustomPolicy(Idle(), NAMES)
    contact = policy.show_contact(_contact(65), 0.0)
    assert (contact.reason, contact.channel, contact.language) == ("billing", "chat", "malay")
    assert contact.is_callback and contact.segment == "vip"
    chatting = policy.show_agent(_agent(3))
    assert (chatting.in_hand, chatting.idle_since, chatting.team) == (2, 2.5, "help")
    assert chatting.skills == {"billing", "technical"}
    assert chatting.languages == {"english", "malay"}
    idle = policy.show_agent(_agent(3, 0, idle_since=1500, languages=frozenset({0})))
    assert (idle.in_hand, idle.idle_since, idle.languages) == (0, 1.5, {"english"})


# ---- a process of one's own --------------------------------------------------------


def test_a_process_sees_the_floor_in_whole_milliseconds() -> None:
    seen = []

    def look(window: Any) -> Any:
        for _ in range(3):
            yield window.env.timeout(s(50))
            seen.append((window.now_s, window.waiting(), window.waiting("x"), window.idle("desk")))

    day = Day(
        [(10, luck((200, 0, 0))), (60, luck((5, 0, 0))), (150, luck((5, 0, 0)))],
        [card("a")],
        [shift(0, 0, 1000)],
        {"reasons": (ReasonSettings("billing"), ReasonSettings("x"))},
    )
    with_process, without = day.live(extras=[look]), day.live()
    # At 150 the process comes before the arrival of that instant.
    assert seen == [(50.0, 0, 0, 0), (100.0, 1, 0, 0), (150.0, 1, 0, 0)]
    assert same(with_process, without) == []


def test_after_a_process_has_done_something_the_policy_is_asked_again() -> None:
    class Gate(Idle):
        is_open = False

        def choose_contact(self, agent: Any, waiting: Any, floor: Any) -> Any:
            return waiting[0] if self.is_open else None

    def opens(window: Any) -> Any:
        yield window.env.timeout(s(100))
        gate.is_open = True

    gate = Gate()
    day = Day([(50, luck((20, 0, 0)))], [card("a")], [shift(0, 0, 1000)])
    assert _answered(day.live(gate, extras=[opens])) == ["0.1 a 100"]


def test_an_error_in_a_process_is_not_swallowed() -> None:
    def fail(window: Any) -> Any:
        yield window.env.timeout(s(5))
        raise ZeroDivisionError("in the user's own process")

    with pytest.raises(ZeroDivisionError, match="user's own"):
        Day([], [card("a")], [shift(0, 0, 10)]).live(extras=[fail])
