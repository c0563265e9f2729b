"""Self-service: articles, the bot, the menu; content or not, and coming back all the same."""

from __future__ import annotations

from typing import Any

import pytest
from days import ALWAYS, card, extra, luck, s, shift
from small_desk import END, ENDS, live, phone, reason
from told import lines, told

from cssim.center.levers import Tool
from cssim.journal import Journal

ARTICLES = Tool(share=0.5, contains=0.2, false_share=0.25)
BOT = Tool(share=0.5, contains=0.4, false_share=0.25, hang_up=0.1)
COMING_BACK = {"repeat": ALWAYS, "repeat_delay": 100}
TRIED = (
    "contact arrived queued first_reply left outcome resolved n_legs read_articles tried_bot"
    " followed_by"
)


def _one(fate: Any, seen: Any, **more: Any) -> Journal:
    """Live a day of one customer who arrives at 10."""
    rules = {"articles": ARTICLES, "bot": BOT, "after_contained": 0.5, **more.pop("rules", {})}
    more.setdefault("later", {(0, 2): luck((9, 0, 0))})
    return live(
        [(10, fate)], more.pop("agents", "a"), reasons=(reason("call", **rules),),
        extras={(0, 1, 1): seen}, **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("uniforms", "row"),
    [
        # 0.5 do not look; 0.2 x 0.75 = 0.15 are helped, up to 0.2 wrongly content.
        ((0.50, 0.00), "10 10 10 30 answered yes 1 no no nothing"),
        ((0.49, 0.14), "10 - - 10 contained yes 0 yes no nothing"),
        ((0.49, 0.16), "10 - - 10 contained no 0 yes no repeat"),
        ((0.49, 0.20), "10 10 10 30 answered yes 1 yes no nothing"),
    ],
)
def test_articles_take_no_time_and_content_customers_do_not_contact_the_center(
    uniforms: tuple[float, float], row: str
) -> None:
    """Whoever is content at 10 is gone at 10, with no leg; all others are answered at 10."""
    looks, result = uniforms
    journal = _one(luck((20, 0, 0), **COMING_BACK), extra(articles=looks, articles_result=result))
    assert told(journal, "contacts", TRIED)[0] == f"0.1 {row}"


@pytest.mark.parametrize(
    ("uniforms", "row"),
    [
        # 0.4 x 0.75 = 0.3 are helped, up to 0.4 wrongly content; of the rest 0.1 hang up.
        ((0.50, 0.0, 0.5), "10 10 10 30 answered yes 1 no no nothing"),
        ((0.49, 0.29, 0.1), "10 - - 17 contained yes 0 no yes nothing"),
        ((0.49, 0.31, 0.1), "10 - - 17 contained no 0 no yes repeat"),
        ((0.49, 0.40, 0.1), "10 17 17 37 answered yes 1 no yes nothing"),
        ((0.49, 0.29, 0.09), "10 - - 17 contained yes 0 no yes nothing"),
        ((0.49, 0.41, 0.09), "10 - - 17 abandoned no 0 no yes nothing"),
    ],
)
def test_the_bot_takes_its_time(uniforms: tuple[float, float, float], row: str) -> None:
    """7 s: gone at 17, content or hanging up, or queued at 17."""
    tries, result, hangs_up = uniforms
    journal = _one(
        luck((20, 0, 0), **COMING_BACK),
        extra(bot=tries, bot_result=result, bot_hang_up=hangs_up, bot_time=7),
    )
    assert told(journal, "contacts", TRIED)[0] == f"0.1 {row}"


def test_who_was_wrongly_content_comes_back() -> None:
    """Content at 17, back 100 s later; the issue is solved by an agent at 126."""
    journal = _one(luck((20, 0, 0), **COMING_BACK), extra(bot=0.1, bot_result=0.35, bot_time=7))
    assert told(journal, "contacts", f"cause arrived {ENDS}") == lines("""
        fresh   10 0.1  17 contained no  repeat
        repeat 117 0.2 126 answered  yes nothing
    """)
    assert told(journal, "issues", "closed n_attempts how") == ["126 2 resolved"]


@pytest.mark.parametrize(("chance", "how"), [(0.3, "given_up"), (0.31, "resolved")])
def test_coming_back_after_self_service_has_a_chance_of_its_own(chance: float, how: str) -> None:
    """A uniform of 0.3 against 0.3 and 0.31; the chance after an answer does not matter."""
    journal = _one(
        luck((20, 0, 0), repeat=0.3, repeat_delay=100),
        extra(bot=0.1, bot_result=0.35, bot_time=7),
        rules={"after_contained": chance, "repeat": 1.0 - chance},
    )
    assert told(journal, "issues", "how") == [how]


def test_a_retry_follows_hanging_up_on_the_bot() -> None:
    """Hung up at 17 is abandoned: back 50 s later."""
    journal = _one(
        luck((20, 0, 0), retry=ALWAYS, retry_delay=50),
        extra(bot=0.1, bot_time=7, bot_hang_up=0.0),
        rules={"retry": {"abandoned": 0.5}},
    )
    assert told(journal, "contacts", f"cause arrived {ENDS}") == lines("""
        fresh 10 0.1 17 abandoned no  retry
        retry 67 0.2 76 answered  yes nothing
    """)


def test_articles_then_bot_then_menu_then_queue() -> None:
    """7 s of bot and 20 s of menu after articles in vain: queued at 37."""
    seen = extra(articles=0.1, articles_result=0.9, bot=0.1, bot_result=0.9, bot_time=7)
    journal = _one(luck((20, 0, 0), ivr=20), seen)
    assert told(journal, "contacts", TRIED)[0] == "0.1 10 37 37 57 answered yes 1 yes yes nothing"


def test_articles_are_read_when_the_center_is_closed() -> None:
    """Content at 10 although it opens at 100; who is not content meets a closed door."""
    door = {"channels": (phone(edges=(s(100), s(900))),)}
    inside = _one(luck((20, 0, 0)), extra(articles=0.1, articles_result=0.1), **door)
    assert told(inside, "contacts", ENDS) == ["0.1 10 contained yes nothing"]
    outside = _one(luck((20, 0, 0)), extra(articles=0.1, articles_result=0.9), **door)
    assert told(outside, "contacts", ENDS) == ["0.1 10 closed no nothing"]


def test_a_line_is_held_with_the_bot_and_given_back_by_the_content() -> None:
    """One line: taken from 10 to 17 by the bot's customer, so who comes at 16.999 is blocked."""
    at = (16.999, 17)
    journal = live(
        [(10, luck((20, 0, 0))), *((t, luck((5, 0, 0))) for t in at)],
        "a",
        channels=(phone(lines=1),),
        reasons=(reason("call", bot=BOT),),
        extras={(0, 1, 1): extra(bot=0.1, bot_result=0.1, bot_time=7)},
    )
    assert told(journal, "contacts", "outcome") == ["contained", "blocked", "answered"]


def test_at_one_ms_the_freed_agent_takes_who_waits_then_the_bot_ends_then_somebody_arrives() -> (
    None
):
    """All at 17: end of talk (kind 3), end of the bot (kind 5), arrival (kind 7)."""
    journal = live(
        [
            (0, luck((17, 0, 0))),
            (5, luck((10, 0, 0))),
            (10, luck((10, 0, 0))),
            (17, luck((10, 0, 0))),
        ],
        "a",
        reasons=(reason("call", bot=BOT),),
        extras={(2, 1, 1): extra(bot=0.1, bot_result=0.9, bot_time=7)},
    )
    assert told(journal, "contacts", "queued first_reply") == ["0 0", "5 17", "17 27", "17 37"]


def test_the_run_stops_while_a_customer_is_with_the_bot() -> None:
    """From 10 to 40; the run stops at 25, or drains and lets the call be answered at 40."""
    seen = extra(bot=0.1, bot_result=0.9, bot_time=30)
    cut = _one(luck((20, 0, 0)), seen, horizon=s(25), drain=False)
    assert told(cut, "contacts", TRIED) == ["0.1 10 - - - open no 0 no yes nothing"]
    assert told(cut, "legs", "contact") == []
    assert told(cut, "issues", "closed how") == ["- open"]
    drained = _one(luck((20, 0, 0)), seen, horizon=s(25))
    assert told(drained, "contacts", TRIED) == ["0.1 10 40 40 60 answered yes 1 no yes nothing"]


def test_who_was_wrongly_content_and_would_be_back_after_the_horizon_leaves_the_issue_open() -> (
    None
):
    """Content at 17, back at 117, which is the horizon."""
    journal = _one(
        luck((20, 0, 0), **COMING_BACK), extra(bot=0.1, bot_result=0.35, bot_time=7), horizon=s(117)
    )
    assert told(journal, "contacts", ENDS) == ["0.1 17 contained no nothing"]
    assert told(journal, "issues", "closed how") == ["- open"]


def test_nobody_on_duty_does_not_matter_to_the_content() -> None:
    """The bot is done at 17; the agent comes at 500."""
    journal = live(
        [(10, luck((20, 0, 0)))], [card("a")], [shift(0, 500, END)],
        reasons=(reason("call", bot=BOT),),
        extras={(0, 1, 1): extra(bot=0.1, bot_result=0.1, bot_time=7)},
    )  # fmt: skip
    assert told(journal, "contacts", ENDS) == ["0.1 17 contained yes nothing"]
