"""Coming back another way, complaining in public, causes fixed for good."""

from __future__ import annotations

from typing import Any

import pytest
from days import ALWAYS, NEVER, card, extra, luck, s
from small_desk import ENDS, chat, live, mail, phone, reason
from told import lines, told

from cssim.center.levers import RootCauses
from cssim.center.settings import ChannelSettings, QueueSettings
from cssim.journal import Journal

PHONE, CHAT, PUBLIC = range(3)
UNSOLVED = {"resolve": NEVER, "repeat": ALWAYS, "repeat_delay": 100}


def _ways(contacts: Any, **rules: Any) -> Journal:
    """Live a day of one reason by phone, in chat and in public."""
    more = {key: rules.pop(key) for key in ("later", "extras", "max_attempts") if key in rules}
    agents = rules.pop("agents", [card("a", skills=(0, 1, 2))])
    more.setdefault("later", {(0, n): luck((10, 0, 0)) for n in range(2, 9)})
    return live(
        contacts,
        agents,
        channels=(
            phone(**rules.pop("phone", {})),
            chat(),
            ChannelSettings(name="public", kind="social"),
        ),
        queues=tuple(QueueSettings(0, way) for way in (PHONE, CHAT, PUBLIC)),
        reasons=(reason("call", repeat=0.5, **rules),),
        **more,
    )


@pytest.mark.parametrize(("uniform", "way"), [(0.29, "chat"), (0.3, "public"), (0.5, "phone")])
def test_a_repeat_may_take_another_channel(uniform: float, way: str) -> None:
    """0.3 go to chat, 0.2 to the public channel, the rest stay."""
    journal = _ways(
        [(0, luck((10, 0, 0), **UNSOLVED))], switch_repeat=((CHAT, 0.3), (PUBLIC, 0.5)),
        extras={(0, 1, 1): extra(switch=uniform)},
    )  # fmt: skip
    assert told(journal, "contacts", "cause channel arrived reason") == [
        "fresh phone 0 call", f"repeat {way} 110 call",
    ]  # fmt: skip


def test_who_changed_the_channel_stays_there_unless_they_change_again() -> None:
    """To chat after the first; the second's uniform says stay: chat again."""
    journal = _ways(
        [(0, luck((10, 0, 0), **UNSOLVED))], switch_repeat=((CHAT, 0.3),),
        extras={(0, 1, 1): extra(switch=0.1), (0, 2, 1): extra(switch=0.9)},
        later={(0, 2): luck((10, 0, 0), **UNSOLVED), (0, 3): luck((10, 0, 0))},
    )  # fmt: skip
    assert told(journal, "contacts", "channel arrived") == ["phone 0", "chat 110", "chat 220"]


def test_a_retry_changes_the_channel_by_shares_of_its_own() -> None:
    """0.29 is below 0.3 for retries; the repeats' share of 1 does not matter."""
    journal = _ways(
        [(0, luck((10, 0, 0), retry=ALWAYS, retry_delay=50))], phone={"lines": 0},
        retry={"blocked": 0.5}, switch_retry=((CHAT, 0.3),), switch_repeat=((PUBLIC, 1.0),),
        extras={(0, 1, 1): extra(switch=0.29)},
    )  # fmt: skip
    assert told(journal, "contacts", f"channel arrived {ENDS}") == lines("""
        phone  0 0.1  0 blocked  no  retry
        chat  50 0.2 60 answered yes nothing
    """)


@pytest.mark.parametrize(("uniform", "how"), [(0.19, "resolved"), (0.2, "given_up")])
def test_who_would_give_up_may_complain_in_public(uniform: float, how: str) -> None:
    """At 10 the customer would not come back (0.6); the complaint comes 30 s later instead."""
    journal = _ways(
        [(0, luck((10, 0, 0), resolve=NEVER, repeat=0.6))], spill=(PUBLIC, 0.2),
        extras={(0, 1, 1): extra(spill=uniform, spill_delay=30)},
    )  # fmt: skip
    assert told(journal, "issues", "how") == [how]
    if how == "resolved":
        assert told(journal, "contacts", f"cause channel arrived {ENDS}") == lines("""
            fresh  phone   0 0.1 10 answered no  repeat
            repeat public 40 0.2 50 answered yes nothing
        """)


def test_a_complaint_of_who_was_never_served_is_a_retry() -> None:
    """Blocked at 0 and not willing to call again; complains 30 s later."""
    journal = _ways(
        [(0, luck((10, 0, 0)))], phone={"lines": 0}, spill=(PUBLIC, 0.2),
        extras={(0, 1, 1): extra(spill=0.1, spill_delay=30)},
    )  # fmt: skip
    assert told(journal, "contacts", "cause channel arrived") == [
        "fresh phone 0",
        "retry public 30",
    ]


ANNOYED = luck((10, 0, 0), resolve=NEVER, repeat=0.6)
SPILLS = extra(spill=0.1, spill_delay=30)


@pytest.mark.parametrize(
    ("factor", "second", "answers", "how"),
    [
        (2.0, 0, "a", "resolved"),  # 0.3 is below 0.2 x 2: the customer was heard before
        (1.0, 0, "a", "given_up"),
        (2.0, 1, "a", "given_up"),  # another customer
        (2.0, 0, "", "given_up"),  # nobody answered the first complaint
    ],
)
def test_who_was_answered_in_public_complains_there_more_often(
    factor: float, second: int, answers: str, how: str
) -> None:
    """The first complaint is answered at 40; the second issue comes at 500."""
    phones = [card("p", skills=(PHONE,)), *(card(name, skills=(PUBLIC,)) for name in answers)]
    journal = _ways(
        [(0, ANNOYED, {"customer": 0}),
         (500, ANNOYED, {"customer": second})],
        agents=phones, spill=(PUBLIC, 0.2), after_answer=factor,
        extras={(0, 1, 1): SPILLS, (1, 1, 1): SPILLS._replace(spill=0.3)},
        later={(row, n): luck((10, 0, 0)) for row in range(2) for n in range(2, 9)},
    )  # fmt: skip
    assert told(journal, "issues", "how")[1] == how


def test_nobody_complains_beyond_the_most_attempts() -> None:
    """One attempt at most: too many at 10."""
    journal = _ways(
        [(0, luck((10, 0, 0), resolve=NEVER, repeat=0.6))], spill=(PUBLIC, 1.0), max_attempts=1,
        extras={(0, 1, 1): extra(spill=0.0, spill_delay=30)},
    )  # fmt: skip
    assert told(journal, "issues", "closed n_attempts how") == ["10 1 too_many"]


def test_at_one_ms_a_retry_and_a_fresh_contact_come_in_order_of_number() -> None:
    """Both arrive at 50; the issue of the retry has the smaller number and is answered first."""
    later = {(0, 2): luck((10, 0, 0))}
    contacts = [(0, luck((10, 0, 0), retry=ALWAYS, retry_delay=50)), (50, luck((10, 0, 0)))]
    journal = live(
        contacts, "a", channels=(phone(edges=(s(20), s(900))),),
        reasons=(reason("call", retry={"closed": 0.5}),), later=later,
    )  # fmt: skip
    assert told(journal, "contacts", "contact first_reply")[1:] == ["0.2 50", "1.1 60"]


# ---- causes fixed for good ---------------------------------------------------------


def _fixing(causes: RootCauses, at: Any, **more: Any) -> Journal:
    contacts = [(t, luck((1, 0, 0)), {"cause": u, **rest}) for t, u, rest in at]
    more = {"reasons": (reason("call", avoidable=0.5),), "horizon": s(350), **more}
    skills = range(len(more["reasons"]))
    return live(contacts, [card("a", skills=tuple(skills))], root_causes=causes, **more)


def test_each_review_fixes_a_share_of_what_is_left_to_fix() -> None:
    """Avoidable 0.5, of which 0.8 is fixed at 100 (below 0.4), 0.96 at 200 (below 0.48)."""
    at = [(99.999, 0.0, {}), (100, 0.39, {}), (101, 0.41, {}), (200, 0.47, {}), (201, 0.49, {})]
    journal = _fixing(RootCauses(s(100), 0.8), at)
    assert told(journal, "issues", "arose closed n_attempts how") == lines("""
         99.999 100.999 1 resolved
        100     100     0 avoided
        101     102     1 resolved
        200     200     0 avoided
        201     202     1 resolved
    """)
    assert told(journal, "contacts", "contact") == ["0.1", "2.1", "4.1"]
    fixed = [row for row in told(journal, "people", "at what") if "fixed" in row]
    assert fixed == [f"{t} cause_fixed" for t in (100, 200, 300)]


TWO_REASONS = (reason("x", avoidable=0.5), reason("y", avoidable=0.5))


@pytest.mark.parametrize(
    ("choose", "draws", "avoided"),
    [("largest", (), "1"), ("x", (), "0"), ("random", (0.49,), "0"), ("random", (0.5,), "1")],
)
def test_a_review_chooses_one_reason(choose: str, draws: tuple[float, ...], avoided: str) -> None:
    """Until 100 two of y and one of x arose."""
    at = [(10, 0.0, {"reason": 0}), (20, 0.0, {"reason": 1}), (30, 0.0, {"reason": 1}),
          (150, 0.1, {"reason": 0}), (150, 0.1, {"reason": 1})]  # fmt: skip
    causes = RootCauses(s(100), 1.0, choose)
    journal = _fixing(causes, at, reasons=TWO_REASONS, horizon=s(160), reviews=draws * 4)
    gone = [row.split()[0] for row in told(journal, "issues", "reason how") if "avoided" in row]
    assert gone == [("x", "y")[int(avoided)]]


def test_an_issue_that_arose_before_the_review_goes_on() -> None:
    """Closed at 0; all causes are fixed at 50; the customer tries again at 101 all the same."""
    journal = live(
        [(0, luck((10, 0, 0), retry=ALWAYS, retry_delay=101), {"cause": 0.0})], "a",
        reasons=(reason("call", avoidable=1.0, retry={"closed": 0.5}),),
        channels=(phone(edges=(s(100), s(300))),), later={(0, 2): luck((9, 0, 0))},
        root_causes=RootCauses(s(50), 1.0), horizon=s(350),
    )  # fmt: skip
    assert told(journal, "issues", "closed n_attempts how") == ["110 2 resolved"]


def test_mail_and_phone_share_what_was_fixed() -> None:
    """Fixed at 100 for the reason (0.1 < 0.4), whatever its channel."""
    journal = live(
        [(10, luck((1, 0, 0)), {"cause": 0.1}), (150, luck((1, 0, 0)), {"cause": 0.1, "queue": 1})],
        [card("a", skills=(0, 1))], channels=(phone(), mail()),
        queues=(QueueSettings(0, 0), QueueSettings(0, 1)),
        reasons=(reason("call", avoidable=0.5),), root_causes=RootCauses(s(100), 0.8),
    )  # fmt: skip
    assert told(journal, "issues", "how") == ["resolved", "avoided"]


def _patience(**rules: Any) -> list[str]:
    """Nobody is there: four attempts of a customer who gives up and calls again."""
    again = {"retry": ALWAYS, "retry_delay": 100}
    journal = _ways(
        [(0, luck((10, 0, 0), patience=40, **again))], agents=[],
        later={(0, n): luck((10, 0, 0), patience=n * 100, **again) for n in range(2, 5)},
        max_attempts=4, retry={"abandoned": 1.0}, **rules,
    )  # fmt: skip
    return told(journal, "contacts", "patience")


def test_who_has_given_up_is_less_patient_each_time() -> None:
    """A new patience loses a fifth for each time before; a kept one a fifth of what is left."""
    assert _patience() == ["40", "200", "300", "400"]
    assert _patience(patience_loss=0.2) == ["40", "160", "192", "204.8"]
    assert _patience(patience_loss=0.5, retry_keeps=True) == ["40", "20", "10", "5"]


def test_only_giving_up_costs_patience_and_never_all_of_it() -> None:
    """Blocked customers lose none; with all of it lost a millisecond is left; none is endless."""
    blocked = _ways(
        [(0, luck((10, 0, 0), retry=ALWAYS, retry_delay=100))], phone={"lines": 0},
        later={(0, 2): luck((10, 0, 0), patience=50)},
        retry={"blocked": 1.0}, patience_loss=0.5, max_attempts=2,
    )  # fmt: skip
    assert told(blocked, "contacts", "outcome patience")[1] == "blocked 50"
    assert _patience(patience_loss=1.0) == ["40", "0.001", "0.001", "0.001"]
