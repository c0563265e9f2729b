"""What each mechanism does to the customer's satisfaction, against the formula.

eta = 1.815 - 0.685 (n - 1) - 1.45 u - 0.228 log2(max(1, W / A)) - 0.35 h - 1.0 l
+ 1.5 (q - 0.67), with n the contacts served and half of each that reached nobody or was helped
in vain by a tool. A is 60 s here, 100 s for letters.
"""

from __future__ import annotations

import math
from typing import Any

import pytest
from days import ALWAYS, NEVER, card, extra, leg, luck, s, shift
from small_desk import END, chat, live, mail, phone, reason, teams

from cssim.center.levers import (
    Announcement,
    CallbackSettings,
    Consult,
    EscalationSettings,
    Outage,
    Plan,
    Tool,
    Transfer,
)
from cssim.center.settings import Feelings, QueueSettings, TeamSettings
from cssim.journal import Journal

BASE, CONTACT, UNSOLVED, HAND_OVER, LANGUAGE = 1.815, -0.685, -1.45, -0.35, -1.0


def doublings(ratio: float) -> float:
    """Return what waiting so many times the acceptable wait costs."""
    return -0.228 * math.log2(ratio)


def _felt(contacts: Any, agents: Any = "a", shifts: Any = None, **more: Any) -> list[float]:
    """Live a day; return the eta of each contact, less that of a good one."""
    more = {"reasons": (reason("call", repeat=1.0, retry=dict.fromkeys(UNSERVED, 1.0)),), **more}
    more = {"feelings": Feelings(satisfaction=True), **more}
    journal = live(contacts, agents, shifts, **more)
    return _etas(journal)


UNSERVED = ("abandoned", "blocked", "balked", "disconnected", "closed", "diverted")


def _etas(journal: Journal) -> list[float]:
    sat = journal.columns["contacts"]["sat"].tolist()
    return [math.log(x / (1 - x)) - BASE for x in sat]


def _near(*expected: float) -> Any:
    return pytest.approx(list(expected), abs=1e-9)


BUSY = (0, luck((250, 0, 0)))
"""Who comes at 10 is answered at 250."""


# ---- contacts ----------------------------------------------------------------------

TOOLS = {
    "articles": Tool(share=0.99, contains=0.2, false_share=0.5),
    "bot": Tool(share=0.99, contains=0.4, false_share=0.5),
    "after_contained": 1.0,
}


@pytest.mark.parametrize(
    ("articles", "bot", "etas"),
    [
        (0.0, 0.9, [0.0]),  # helped by an article
        (0.9, 0.0, [0.0]),  # by the bot, after articles in vain: n = 0.5 + …, at least 1
        (0.15, 0.9, [UNSOLVED, 0.5 * CONTACT]),  # wrongly content, then served: n = 1.5
        (0.9, 0.3, [UNSOLVED, 1.0 * CONTACT]),  # articles in vain besides: n = 2
        (0.9, 0.9, [1.0 * CONTACT]),  # both in vain, then served: n = 1 + 0.5 + 0.5
    ],
)
def test_a_tool_tried_in_vain_is_half_a_contact(
    articles: float, bot: float, etas: list[float]
) -> None:
    """The repeat tries nothing: its uniforms are 1."""
    first = extra(articles=0.1, articles_result=articles, bot=0.1, bot_result=bot, bot_time=5)
    felt = _felt(
        [(10, luck((9, 0, 0), repeat=ALWAYS, repeat_delay=50))],
        reasons=(reason("call", **TOOLS),), later={(0, 2): luck((9, 0, 0))},
        extras={(0, 1, 1): first},
    )  # fmt: skip
    assert felt == _near(*etas)


CHASED = {
    "channels": (phone(), mail(chase=0.5)),
    "reasons": (reason("call"), reason("letter", 1)),
    "later": {(i, n): luck((40, 0, 0)) for i in (0, 1) for n in (2, 3)},
}
LETTER = {"reason": 1}


def test_a_chaser_served_before_the_reply_is_a_contact_about_something_unsolved() -> None:
    """a writes from 1 to 31, is on the phone to 531, is done at 601; b answers the chaser at 100.

    After the chaser n = 1 and u = 1; after the reply n = 2, and 601 s were 6.01 times 100.
    """
    felt = _felt(
        [(0, luck((100, 0, 0)), LETTER), (31, luck((500, 0, 0)))],
        [card("a", skills=(0, 1)), card("b", skills=(1,))],
        [shift(0, 1, END), shift(1, 90, END)],
        **CHASED, extras={(0, 2, 1): extra(chase=0.1), (0, 3, 1): extra(chase=0.9)},
    )  # fmt: skip
    assert felt == _near(0.0, CONTACT + doublings(6.01), UNSOLVED)


def test_a_chaser_served_after_the_reply_is_a_contact_about_something_solved() -> None:
    """The reply to the letter of 10 is out at 290 (n = 1), that to the chaser at 302 (n = 2)."""
    felt = _felt(
        [BUSY, (10, luck((40, 0, 0)), LETTER)], [card("a", skills=(0, 1))],
        **CHASED, extras={(1, 2, 1): extra(chase=0.1), (1, 3, 1): extra(chase=0.9)},
    )  # fmt: skip
    assert felt == _near(0.0, doublings(2.8), CONTACT + doublings(2.8))


@pytest.mark.parametrize("how", ["balked", "voicemail", "silent", "disconnected"])
def test_an_attempt_that_reached_nobody_is_half_a_contact(how: str) -> None:
    """Whoever comes at 10 is not served, comes back and is: n = 1.5, with too short a wait."""
    fate = luck((9, 0, 0), 30, retry=ALWAYS, retry_delay=500)
    channel = {
        "balked": phone(announcement=Announcement(balk=1.0)),
        "voicemail": phone(voicemail=s(20)),
        "silent": chat(1, silent_share=1.0),
        "disconnected": phone(edges=(0, s(30), s(40), s(900)), disconnects=True),
    }[how]
    felt = _felt(
        [BUSY, (10, fate)], channels=(channel,), later={(1, 2): luck((9, 0, 0))},
        extras={(1, 1, 1): extra(balk=0.1, silent=0.1, ghost=5)},
    )  # fmt: skip
    assert felt == _near(0.0, UNSOLVED, 0.5 * CONTACT)


# ---- waits -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("factor", "perceived", "ratio"),
    [
        (1.0, 1.0, 4.0),  # 240 s against a promise of 60
        (2.0, 1.0, 2.0),  # against one of 120
        (0.5, 1.0, 8.0),  # against one of 30: over-promised
        (1.0, 0.85, 3.4),
        (2.0, 0.5, 1.0),
    ],
)
def test_a_promise_takes_the_place_of_the_acceptable_wait(
    factor: float, perceived: float, ratio: float
) -> None:
    """Predicted 60 s at 10, waited 240."""
    told = Announcement(factor=factor, perceived=perceived)
    felt = _felt(
        [BUSY, (10, luck((9, 0, 0)))], channels=(phone(announcement=told),),
        queues=(QueueSettings(0, 0, 60_000.0),),
    )  # fmt: skip
    assert felt == _near(0.0, doublings(ratio))


@pytest.mark.parametrize(
    ("rule", "weight", "ratio"),
    [("keep_place", 0.25, 1.0), ("keep_place", 0.5, 2.0), ("keep_place", 1.0, 4.0),
     ("after_wait", 0.5, 2.0), ("after_wait", 1.0, 4.0)],
)  # fmt: skip
def test_the_wait_for_a_callback_weighs_less(rule: str, weight: float, ratio: float) -> None:
    """Accepted at 10, called at 250, be it off the line until 70."""
    offer = CallbackSettings(rule=rule, offer_above=0, weight=weight)
    felt = _felt(
        [BUSY, (10, luck((9, 0, 0), 5))], channels=(phone(callback=offer),),
        queues=(QueueSettings(0, 0, 60_000.0),), extras={(1, 1, 1): extra(callback=0.1)},
    )  # fmt: skip
    assert felt == _near(0.0, doublings(ratio))


def test_a_callback_that_reached_nobody_is_half_a_contact() -> None:
    """One try in vain, at 100; back after that: n = 1.5. A quarter of 90 s is acceptable."""
    offer = CallbackSettings(offer_above=0, tries=1, ring=s(10))
    felt = _felt(
        [(0, luck((100, 0, 0))), (10, luck((9, 0, 0), 5, retry=ALWAYS, retry_delay=50))],
        channels=(phone(callback=offer),), later={(1, 2): luck((9, 0, 0))},
        extras={(1, 1, 1): extra(callback=0.1), (1, 1, 2): extra(reach=0.99)},
    )  # fmt: skip
    assert felt == _near(0.0, UNSOLVED, 0.5 * CONTACT)


def test_who_is_kept_informed_accepts_a_longer_wait() -> None:
    """240 s against 60 x 2."""
    plan = Plan(delay=0, wait_factor=2.0)
    down = Outage(0, s(900), frozenset({0}), plan=plan)
    assert _felt([BUSY, (10, luck((9, 0, 0)))], outages=(down,)) == _near(0.0, doublings(2.0))


def test_a_letter_waits_until_its_reply() -> None:
    """Taken at 250 and out at 290: 280 s against 100, put down or not in between."""
    for calls in ([], [(260, luck((15, 0, 0)), {"reason": 0})]):
        work = 40 if not calls else 25
        felt = _felt(
            [BUSY, (10, luck((work, 0, 0)), LETTER), *calls], [card("a", skills=(0, 1))],
            channels=(phone(), mail()), reasons=(reason("call"), reason("letter", 1)),
        )  # fmt: skip
        assert felt[-1] == pytest.approx(doublings(2.8), abs=1e-9)


# ---- hand-overs --------------------------------------------------------------------

NEEDS = luck((40, 0, 0), escalate=0.1)
SENIOR = card("senior", 1)
ESCALATES = reason("call", escalate={1: 1.0}, repeat=1.0)


def _up(contacts: Any, agents: Any = ("a", SENIOR), shifts: Any = None, **more: Any) -> list[float]:
    rules = EscalationSettings(**more.pop("rules", {}))
    tables = {"legs": {(i, 1, 2): leg((9, 0, 0)) for i in range(3)}, "teams": teams(1, 2)}
    return _felt(contacts, agents, shifts, escalation=rules,
                 **{"reasons": (ESCALATES,), **tables, **more})  # fmt: skip


@pytest.mark.parametrize("mode", ["warm", "cold", "ticket"])
def test_every_way_up_is_a_hand_over(mode: str) -> None:
    """At once, so without a wait."""
    assert _up([(0, NEEDS)], rules={"mode": mode}) == _near(HAND_OVER)


def test_the_wait_of_a_ticket_is_none() -> None:
    """The senior comes at 500."""
    felt = _up(
        [(0, NEEDS)], shifts=[shift(0, 0, END), shift(1, 500, END)], rules={"mode": "ticket"}
    )
    assert felt == _near(HAND_OVER)


def test_the_wait_for_the_next_tier_is_one() -> None:
    """20 s of talk, then 240 s."""
    felt = _up([(0, NEEDS)], shifts=[shift(0, 0, END), shift(1, 260, END)])
    assert felt == _near(HAND_OVER + doublings(4.0))


def test_a_hand_over_that_was_skipped_is_none() -> None:
    """No senior is there: a goes on alone, in vain."""
    assert _up([(0, NEEDS)], ("a",), rules={"if_busy": "skip"}) == _near(UNSOLVED)


def test_being_lost_on_the_way_up_is_a_hand_over_all_the_same() -> None:
    """Another agent was to have it, and nobody was there."""
    assert _up([(0, NEEDS)], ("a",), rules={"if_busy": "lose"}) == _near(UNSOLVED + HAND_OVER)


def test_a_take_over_is_a_hand_over_and_a_question_is_none() -> None:
    """One is with another agent at the end, the other never."""
    plain = (reason("call"),)
    taken = _up([(0, luck((40, 0, 0)))], reasons=plain, rules={"take_over_after": s(10)})
    assert taken == _near(HAND_OVER)
    asking = (reason("call", consult=Consult(1.0)),)
    asked = _up([(0, luck((40, 0, 0)))], reasons=asking,
                extras={(0, 1, 1): extra(consult=0.1, consult_time=9)})  # fmt: skip
    assert asked == _near(0.0)


@pytest.mark.parametrize("factor", [1.0, 2.0])
def test_a_transfer_is_a_hand_over(factor: float) -> None:
    """To the tech, at once; without a history of the customer it costs more."""
    reasons = (reason("call", transfer=Transfer({0: 1.0}, ((1, 1.0, False),))), reason("tech"))
    felt = _up([(0, luck((40, 0, 0)))], ("a", card("t", skills=(1,))), reasons=reasons,
               extras={(0, 1, 1): extra(transfer=0.1)},
               feelings=Feelings(satisfaction=True, handover_factor=factor))  # fmt: skip
    assert felt == _near(factor * HAND_OVER)


@pytest.mark.parametrize(("kind", "cost"), [("call", HAND_OVER), ("letter", 0.0)])
def test_a_call_passed_on_at_the_end_of_a_shift_is_handed_over_a_letter_is_not(
    kind: str, cost: float
) -> None:
    """a goes home at 20; b goes on at once."""
    channel = phone() if kind == "call" else mail()
    felt = _felt(
        [(0, luck((40, 0, 0)))], "ab", [shift(0, 0, 20), shift(1, 10, END)], channels=(channel,),
        teams=(TeamSettings("desk", hands_over=True),), legs={(0, 1, 2): leg((9, 0, 0))},
    )  # fmt: skip
    assert felt == _near(cost)


# ---- who served --------------------------------------------------------------------

EVE, SOL = (
    TeamSettings("en", languages=frozenset({0})),
    TeamSettings("es", 2, languages=frozenset({1})),
)


@pytest.mark.parametrize(("language", "cost"), [(0, 0.0), (1, LANGUAGE + doublings(2.0))])
def test_not_sharing_a_language_is_felt(language: int, cost: float) -> None:
    """Eve, who speaks none but the first, may answer the other after 120 s."""
    felt = _felt(
        [(0, luck((9, 0, 0)), {"language": language})], languages=("en", "es"), teams=(EVE, SOL),
        mismatch_after=s(120),
    )  # fmt: skip
    assert felt == _near(cost)


def test_the_last_agent_s_language_counts() -> None:
    """Eve begins after 60 s without the language; the senior has it."""
    felt = _up(
        [(0, NEEDS, {"language": 1})],
        languages=("en", "es"),
        teams=(EVE, SOL),
        mismatch_after=s(60),
    )
    assert felt == _near(HAND_OVER)


def test_the_last_agent_s_quality_counts_also_of_a_ticket() -> None:
    """0.858 against the average 0.758."""
    senior = card("senior", 1, proficiency=0.858)
    for mode in ("warm", "ticket"):
        felt = _up([(0, NEEDS)], ("a", senior), rules={"mode": mode})
        assert felt == _near(HAND_OVER + 1.5 * 0.1)


def test_who_gives_up_waiting_for_the_next_tier_was_served_and_not_helped() -> None:
    """20 s of talk, 60 s of waiting: no more than acceptable."""
    felt = _up([(0, NEEDS)], ("a",), legs={(0, 1, 2): leg((9, 0, 0), 60)})
    assert felt == _near(HAND_OVER + UNSOLVED)


def test_unsolved_is_unsolved_whether_or_not_the_customer_comes_back() -> None:
    """The second contact, 50 s later, solves it: n = 2."""
    fate = luck((9, 0, 0), resolve=NEVER, repeat=ALWAYS, repeat_delay=50)
    felt = _felt([(0, fate)], later={(0, 2): luck((9, 0, 0))})
    assert felt == _near(UNSOLVED, CONTACT)
