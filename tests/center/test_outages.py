"""Outages: who gets through, slower work, plans; and they end.

The phone is out of order from 20 to 100; where there is a plan, it works from 50.
"""

from __future__ import annotations

from typing import Any

import pytest
from days import ALWAYS, card, extra, leg, luck, s, shift
from small_desk import END, ENDS, chat, live, mail, phone, reason, teams
from told import lines, told

from cssim.center.levers import CallbackSettings, EscalationSettings, Outage, Plan
from cssim.center.settings import QueueSettings, TeamSettings
from cssim.journal import Journal

PHONE, MAIL = 0, 1
ON_BOTH = (QueueSettings(0, PHONE), QueueSettings(0, MAIL))


def _down(**more: Any) -> Outage:
    return Outage(s(20), s(100), **{"channels": frozenset({PHONE}), **more})


def _day(
    contacts: Any, outage: Outage, agents: Any = None, shifts: Any = None, **more: Any
) -> Journal:
    more = {
        "channels": (phone(), mail()),
        "reasons": (reason("call"),),
        "queues": ON_BOTH,
        "outages": (outage, *more.pop("others", ())),
        **more,
    }
    return live(contacts, agents or [card("a", skills=(0, 1))], shifts, **more)


def _calls(*at: float, **more: Any) -> list[Any]:
    return [(t, luck((5, 0, 0), **more)) for t in at]


def test_an_outage_is_written_down_with_its_plan() -> None:
    """Start at 20, plan 30 s later, end at 100."""
    journal = _day([], _down(plan=Plan(delay=s(30))))
    rows = [row for row in told(journal, "people", "at what until") if "shift" not in row]
    assert rows == ["20 outage_start 100", "50 plan_start 100", "100 outage_end -"]


def test_a_plan_that_would_work_only_afterwards_never_does() -> None:
    """It would begin at 100, where the outage ends."""
    journal = _day(_calls(90), _down(plan=Plan(delay=s(80), message=1.0)),
                   extras={(0, 1, 1): extra(deflect=0.0)})  # fmt: skip
    assert "plan_start" not in " ".join(told(journal, "people", "what"))
    assert told(journal, "contacts", "outcome") == ["answered"]


@pytest.mark.parametrize(
    ("at", "outcome"),
    [(19.999, "answered"), (20, "blocked"), (99.999, "blocked"), (100, "answered")],
)
def test_nobody_gets_through_from_its_start_up_to_not_at_its_end(at: float, outcome: str) -> None:
    """Outages begin and end (kind 0) before an arrival of the same ms (kind 7)."""
    journal = _day(_calls(at), _down(capacity=0.0))
    assert told(journal, "contacts", "outcome n_legs") == [
        f"{outcome} {int(outcome == 'answered')}"
    ]


@pytest.mark.parametrize(("uniform", "outcome"), [(0.49, "answered"), (0.5, "blocked")])
def test_a_share_gets_through(uniform: float, outcome: str) -> None:
    """0.49 is below 0.5, and 0.5 is not."""
    journal = _day(_calls(30), _down(capacity=0.5), extras={(0, 1, 1): extra(outage=uniform)})
    assert told(journal, "contacts", "outcome") == [outcome]


def test_other_channels_are_not_concerned() -> None:
    """A letter at 30, while only the phone is down."""
    contacts = [(30, luck((5, 0, 0)), {"queue": MAIL})]
    assert told(_day(contacts, _down(capacity=0.0)), "contacts", "channel outcome") == [
        "mail answered"
    ]


def test_who_is_talking_goes_on_and_who_waits_is_put_off_where_it_says_so() -> None:
    """At 20 one talks and one waits."""
    contacts = [(0, luck((40, 0, 0))), (10, luck((5, 0, 0)))]
    cut = _day(contacts, _down(disconnect=True, capacity=0.0))
    assert told(cut, "contacts", ENDS) == lines("""
        0.1 40 answered     yes nothing
        1.1 20 disconnected no  nothing
    """)
    kept = _day(contacts, _down(capacity=0.0))
    assert told(kept, "contacts", ENDS)[1] == "1.1 45 answered yes nothing"


def test_it_puts_off_chats_letters_and_callbacks_that_wait() -> None:
    """All channels go down at 20; ann has a call; a letter, a chat, a callback wait."""
    offer = CallbackSettings(offer_above=0)
    journal = live(
        [
            (0, luck((100, 0, 0))),
            (5, luck((9, 0, 0)), {"reason": 1}),
            (6, luck((9, 0, 0)), {"reason": 2}),
            (7, luck((9, 0, 0)), {"reason": 0}),
        ],
        [card("a", skills=(0, 1, 2))],
        channels=(phone(callback=offer), mail(), chat()),
        reasons=(reason("call"), reason("letter", 1), reason("chat", 2)),
        outages=(Outage(s(20), s(100), frozenset({0, 1, 2}), disconnect=True),),
        extras={(3, 1, 1): extra(callback=0.1)},
    )
    assert told(journal, "contacts", "contact left outcome") == lines("""
        0.1   100 answered
        3.1   20  diverted
        1/1.1 20  disconnected
        2/2.1 20  disconnected
    """)


@pytest.mark.parametrize(("at", "talk"), [(19.999, "5"), (20, "10"), (99.999, "10"), (100, "5")])
def test_work_begun_meanwhile_takes_longer(at: float, talk: str) -> None:
    """5 s take 10 when begun from 20 up to, not at, 100."""
    assert told(_day(_calls(at), _down(handle_factor=2.0)), "legs", "talk") == [talk]


@pytest.mark.parametrize(("at", "solved"), [(10, "yes"), (90, "no")])
def test_the_chance_to_solve_is_read_when_service_begins(at: float, solved: str) -> None:
    """0.6 is below 0.70 and above the chance with 3 less logit (0.10).

    The call from 10 to 40 began before the outage, that from 90 to 120 in it.
    """
    journal = _day([(at, luck((30, 0, 0), resolve=0.6))], _down(resolve_loss=3.0))
    assert told(journal, "contacts", "resolved") == [solved]


def test_two_outages_at_once_multiply() -> None:
    """5 s take 10, from 30 to 40 three times as long, then 10 again."""
    other = Outage(s(30), s(40), frozenset({PHONE, MAIL}), handle_factor=3.0)
    journal = _day(_calls(25, 36, 70), _down(handle_factor=2.0), others=(other,))
    assert told(journal, "legs", "talk") == ["10", "30", "10"]


def test_a_closed_channel_is_closed_whether_or_not_it_is_down() -> None:
    """It closes at 60: before that who comes is blocked, after it the door is shut."""
    channels = (phone(edges=(0, s(60), s(90), s(900))), mail())
    journal = _day(_calls(59.999, 60, 95), _down(capacity=0.0), channels=channels)
    assert told(journal, "contacts", "outcome") == ["blocked", "closed", "blocked"]


def test_closing_within_an_outage_puts_off_who_waits_once() -> None:
    """Put off at 20 by the outage; who got in at 30 is put off at 60 by closing."""
    contacts = [(0, luck((80, 0, 0))), (10, luck((5, 0, 0))), (30, luck((5, 0, 0)))]
    channels = (phone(edges=(0, s(60)), disconnects=True), mail())
    journal = _day(contacts, _down(disconnect=True), channels=channels)
    assert told(journal, "contacts", "left outcome") == [
        "80 answered", "20 disconnected", "60 disconnected",
    ]  # fmt: skip


# ---- plans -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "luck_of", "row"),
    [
        # Before the plan works, and after the outage: as if there were none.
        (49.999, {"divert": 0.0, "deflect": 0.0, "outage": 0.9}, "phone blocked"),
        (50, {"divert": 0.49, "deflect": 0.0, "outage": 0.9}, "mail answered"),
        (50, {"divert": 0.5, "deflect": 0.29, "outage": 0.0}, "phone balked"),
        (50, {"divert": 0.5, "deflect": 0.3, "outage": 0.9}, "phone blocked"),
        (50, {"divert": 0.5, "deflect": 0.3, "outage": 0.49}, "phone answered"),
        (100, {"divert": 0.0, "deflect": 0.0, "outage": 0.9}, "phone answered"),
    ],
)
def test_a_plan_sends_some_elsewhere_then_puts_some_off_then_the_rest_may_get_through(
    at: float, luck_of: dict[str, float], row: str
) -> None:
    """Below 0.5 by mail; else below 0.3 put off; else below 0.5 through."""
    plan = Plan(delay=s(30), divert=((MAIL, 0.5),), message=0.3)
    journal = _day(_calls(at), _down(capacity=0.5, plan=plan), extras={(0, 1, 1): extra(**luck_of)})
    assert told(journal, "contacts", "channel outcome") == [row]


def test_who_is_sent_to_another_channel_is_a_contact_there() -> None:
    """A letter now: nobody hangs up, the reply is out when it is written."""
    plan = Plan(delay=0, divert=((MAIL, 1.0),))
    contacts = [(0, luck((80, 0, 0))), (30, luck((9, 0, 0), 10))]
    journal = _day(contacts, _down(plan=plan), extras={(1, 1, 1): extra(divert=0.1)})
    assert told(journal, "contacts", "channel queued first_reply left outcome")[1] == (
        "mail 30 89 89 answered"
    )


def test_a_reason_that_is_not_on_the_other_channel_stays() -> None:
    """There is no queue of the reason for mail."""
    journal = _day(
        _calls(60), _down(plan=Plan(delay=0, divert=((MAIL, 1.0),))),
        queues=(QueueSettings(0, PHONE),), agents=["a"], extras={(0, 1, 1): extra(divert=0.1)},
    )  # fmt: skip
    assert told(journal, "contacts", "channel outcome") == ["phone answered"]


def test_a_plan_calls_people_in() -> None:
    """The reserve is called at 50 for 30 s and finishes the call begun at 75."""
    contacts = [(0, luck((500, 0, 0))), (40, luck((9, 0, 0))), (75, luck((20, 0, 0)))]
    reserve = card("r", skills=(0, 1), on_call=True)
    plan = Plan(delay=s(30), call_in=((0, 2),), length=s(30))
    journal = _day(
        contacts, _down(plan=plan), [card("a", skills=(0, 1)), reserve], [shift(0, 0, END)]
    )
    assert [row for row in told(journal, "people", "at agent what until") if "called" in row] == [
        "50 r called_in 80"
    ]
    assert told(journal, "legs", "agent answered ended")[1:] == ["r 50 59", "r 75 95"]


@pytest.mark.parametrize(("at", "uniform", "follows"), [
    (60, 0.39, "retry"), (60, 0.41, "nothing"), (40, 0.41, "retry"), (40, 0.81, "nothing"),
])  # fmt: skip
def test_who_is_kept_informed_tries_again_less_often(
    at: float, uniform: float, follows: str
) -> None:
    """0.8 x 0.5 while the plan works."""
    plan = Plan(delay=s(30), retry_factor=0.5)
    journal = _day(
        _calls(at, retry=uniform, retry_delay=300), _down(capacity=0.0, plan=plan),
        reasons=(reason("call", retry={"blocked": 0.8}),), later={(0, 2): luck((5, 0, 0))},
        extras={(0, 1, 1): extra(outage=0.5)},
    )  # fmt: skip
    assert told(journal, "contacts", "outcome followed_by")[0] == f"blocked {follows}"


def test_a_retry_in_the_outage_has_luck_of_its_own() -> None:
    """Blocked at 30 (0.9), through at 50 (0.1)."""
    contacts = [(30, luck((5, 0, 0), retry=ALWAYS, retry_delay=20))]
    journal = _day(
        contacts, _down(capacity=0.5), reasons=(reason("call", retry={"blocked": 1.0}),),
        later={(0, 2): luck((5, 0, 0))},
        extras={(0, 1, 1): extra(outage=0.9), (0, 2, 1): extra(outage=0.1)},
    )  # fmt: skip
    assert told(journal, "contacts", f"arrived {ENDS}") == lines("""
        30 0.1 30 blocked  no  retry
        50 0.2 55 answered yes nothing
    """)


def test_an_outage_that_outlasts_the_run_ends_with_it() -> None:
    """The run ends at 60, the outage would at 100."""
    journal = _day(_calls(30), _down(capacity=0.0), horizon=s(60), drain=False,
                   shifts=[shift(0, 0, 60)])  # fmt: skip
    assert told(journal, "contacts", "outcome") == ["blocked"]
    assert "outage_end" not in " ".join(told(journal, "people", "what"))


def test_the_work_of_a_hand_over_within_an_outage_is_not_slowed_twice() -> None:
    """100 s take 200 from 30 on; at 90 a goes home and b has the other 140."""
    both = [card(name, skills=(0, 1)) for name in "ab"]
    journal = _day(
        [(30, luck((100, 0, 0)))], _down(handle_factor=2.0), both,
        [shift(0, 0, 90), shift(1, 50, END)],
        teams=(TeamSettings("desk", hands_over=True),), legs={(0, 1, 2): leg((1, 0, 0))},
    )  # fmt: skip
    assert told(journal, "legs", "agent talk ended") == ["a 60 90", "b 140 230"]


@pytest.mark.parametrize(("at", "talk", "end"), [(30, 200, 230), (10, 100, 110)])
def test_who_goes_on_alone_after_an_outage_has_begun_or_ended_is_as_slow_as_before(
    at: float, talk: int, end: int
) -> None:
    """Half is done at 130, after it, of the call of 30; at 60, in it, of that of 10."""
    journal = _day(
        [(at, luck((100, 0, 0), escalate=0.1))], _down(handle_factor=2.0),
        ["a", card("senior", 1)], [shift(0, 0, END), shift(1, 900, END)], queues=(),
        reasons=(reason("call", escalate={1: 1.0}),), teams=teams(1, 2),
        escalation=EscalationSettings(0.5, if_busy="skip"), legs={(0, 1, 2): leg((1, 0, 0))},
    )  # fmt: skip
    assert told(journal, "legs", "agent talk ended how") == [f"a {talk} {end} unresolved"]


# ---- agents without their tool -----------------------------------------------------


def _states(journal: Journal) -> list[str]:
    return told(journal, "agent_states", "agent from until state")


def _without_tool(contacts: Any, shifts: Any, **more: Any) -> Journal:
    return _day(contacts, _down(teams=frozenset({0})), shifts=shifts, **more)


def test_whose_tool_is_down_finishes_what_is_in_hand_and_takes_nobody() -> None:
    """The call of 18 ends at 23; that of 30 waits until 100, that of 50 gives up after 40 s."""
    contacts = [*_calls(18), (30, luck((5, 0, 0))), (50, luck((5, 0, 0), 40))]
    journal = _without_tool(contacts, [shift(0, 0, 200)])
    assert told(journal, "legs", "answered ended how") == lines("""
        18 23 resolved
        100 105 resolved
        - 90 abandoned
    """)
    assert _states(journal) == lines("""
        a 0 18 idle
        a 18 23 talk
        a 23 100 outage
        a 100 105 talk
        a 105 200 idle
    """)


def test_who_talks_until_after_the_outage_takes_the_next_then() -> None:
    contacts = [(10, luck((100, 0, 0))), (30, luck((5, 0, 0)))]
    journal = _without_tool(contacts, [shift(0, 0, 200)])
    assert "outage" not in " ".join(_states(journal))
    assert told(journal, "legs", "answered") == ["10", "110"]


def test_a_break_goes_on_in_an_outage_and_none_is_put_off_into_it() -> None:
    """Due at 15 and movable by 30 s: busy until 25, she goes at once, as the tool is down."""
    contacts = [(12, luck((13, 0, 0))), (14, luck((5, 0, 0)))]
    journal = _without_tool(contacts, [shift(0, 0, 200, (15, 40, "break", s(30)), (60, 70))])
    assert _states(journal) == lines("""
        a 0 12 idle
        a 12 25 talk
        a 25 50 break
        a 50 60 outage
        a 60 70 break
        a 70 100 outage
        a 100 105 talk
        a 105 200 idle
    """)


def test_who_comes_in_an_outage_waits_for_its_end_and_goes_home_in_it() -> None:
    journal = _without_tool(_calls(150), [shift(0, 0, 5), shift(0, 40, 60), shift(0, 90, 200)])
    assert _states(journal) == lines("""
        a 0 5 idle
        a 40 60 outage
        a 90 100 outage
        a 100 150 idle
        a 150 155 talk
        a 155 200 idle
    """)


def test_other_teams_have_their_tool() -> None:
    journal = _day(_calls(30), _down(teams=frozenset({1})),
                   shifts=[shift(0, 0, 200)], teams=teams(1, 1))  # fmt: skip
    assert told(journal, "legs", "answered") == ["30"]
