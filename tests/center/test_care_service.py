"""Angry customers, looking for the cause first, and what missing tools do: days by hand."""

from __future__ import annotations

import math

import pytest
from care_days import CONTACTS, LETTER, failed, live_care, solved
from days import ALWAYS, NEVER, card, extra, leg, luck, s, shift
from small_desk import ENDS, WORK, both, live, live_letters, phone, reason, teams
from told import lines, same, told

from cssim.audit import CareFacts, ChannelFacts, Expected, ReasonFacts, audit
from cssim.center.care_settings import Diagnosis, MissingTools
from cssim.center.levers import Transfer
from cssim.center.settings import ChannelSettings

PARTS = "contact talk hold acw"


def angry(hostility: float = 0.3, **more: object) -> dict[str, object]:
    return {"settings": {"reasons": (reason("call", repeat=0.5, hostility=hostility, **more),)}}


# ---- angry customers -------------------------------------------------------------------


def test_an_angry_customer_takes_longer_and_is_less_satisfied() -> None:
    """0.29 is below 0.3, 0.3 is not; 100 s become 125 s, the log odds fall by 0.6."""
    fate = luck((80, 0, 20))
    journal = live_care((0, fate, {"hostile": 0.29}), (500, fate, {"hostile": 0.3}), **angry())
    assert told(journal, "legs", PARTS) == ["0.1 100 0 25", "1.1 80 0 20"]
    sat = journal.columns["contacts"]["sat"].tolist()
    expected = [1 / (1 + math.exp(-(1.815 - loss))) for loss in (0.6, 0.0)]
    assert sat == pytest.approx(expected, abs=1e-12)
    assert told(journal, "contacts", "hostility") == ["0.6", "0.0"]


def test_they_stay_angry_when_they_come_back_and_when_nobody_answers() -> None:
    again = {(0, 2): luck((100, 0, 0))}
    first = luck((100, 0, 0), 50, retry=ALWAYS, retry_delay=100)
    journal = live_care(
        (0, first, {"hostile": 0.0}),
        later=again,
        shifts=[shift(0, 100, 1000)],
        **angry(retry={"abandoned": 1.0}),
    )
    assert told(journal, "contacts", "outcome hostility") == ["abandoned 0.6", "answered 0.6"]
    assert told(journal, "legs", PARTS)[1] == "0.2 125 0 0"


def test_nobody_is_angry_where_hostility_is_0() -> None:
    rows = [(0, solved(), {"hostile": 0.0}), (100, failed(), {"hostile": 0.5})]
    plain = live_care(*[(at, fate) for at, fate, _ in rows])
    assert same(plain, live_care(*rows, **angry(0.0))) == []
    assert same(plain, live_care(*rows, **angry(0.4))) != []


# ---- looking for the cause -------------------------------------------------------------

LOOKS = Diagnosis(s(30), 0.3)


def test_looking_for_the_cause_takes_time_and_solves_more() -> None:
    """Resolving has 0.7: its log odds gain 0.3, which makes it 0.759."""
    chance = 1 / (1 + math.exp(-(math.log(0.7 / 0.3) + 0.3)))
    contacts = [(0, luck((60, 0, 5), resolve=u)) for u in (0.7, chance - 1e-9, chance + 1e-9)]
    contacts = [(200 * i, fate) for i, (_, fate) in enumerate(contacts)]
    settings = {"reasons": (reason("call", diagnosis=LOOKS),)}
    journal = live_care(*contacts, settings=settings)
    assert told(journal, "contacts", "resolved") == ["yes", "yes", "no"]
    assert told(journal, "legs", PARTS)[0] == "0.1 90 0 5"
    without = live_care(*contacts)
    assert told(without, "contacts", "resolved") == ["no", "no", "no"]
    assert told(without, "legs", PARTS)[0] == "0.1 60 0 5"


# ---- no history of the customer --------------------------------------------------------


def test_without_a_history_who_comes_back_tells_it_all_again() -> None:
    """The second contact takes 100 x 1.15; one after an abandoned attempt does not."""
    missing = MissingTools(repeat_work=0.15)
    first = luck((100, 0, 0), resolve=NEVER, repeat=ALWAYS, repeat_delay=10)
    later = {(0, 2): luck((100, 0, 0))}
    journal = live_care((0, first), later=later, settings={"missing": missing})
    assert told(journal, "legs", PARTS) == ["0.1 100 0 0", "0.2 115 0 0"]
    gone = luck((100, 0, 0), 50, retry=ALWAYS, retry_delay=100)
    journal = live_care(
        (0, gone),
        later=later,
        shifts=[shift(0, 100, 1000)],
        settings={"missing": missing, "reasons": (reason("call", retry={"abandoned": 1.0}),)},
    )
    assert told(journal, "legs", PARTS)[1] == "0.2 100 0 0"


def test_without_a_history_a_transfer_costs_more() -> None:
    """0.7 loses 0.61 after one transfer: 0.559; twice that without a history: 0.408."""
    chances = [1 / (1 + math.exp(-(math.log(0.7 / 0.3) - 0.61 * n))) for n in (1, 2)]
    moved = Transfer(chance={0: 1.0, 1: 0.0}, to=((1, 1.0, False),))
    for uniform, solves in ((chances[1] - 1e-9, [True, True]), (chances[1] + 1e-9, [True, False])):
        assert uniform < chances[0]
        found = []
        for missing in (None, MissingTools(transfer_penalty=2.0)):
            journal = live(
                [(0, luck((60, 0, 0)))],
                [card("a", 0, (0,)), card("b", 1, (1,))],
                reasons=(reason("call", transfer=moved), reason("other")),
                teams=teams(1, 1),
                legs={(0, 1, 2): leg((60, 0, 0), resolve=uniform)},
                extras={(0, 1, 1): extra(transfer=ALWAYS), (0, 1, 2): extra()},
                missing=missing,
            )
            found.append(told(journal, "contacts", "resolved") == ["yes"])
        assert found == solves


# ---- no tickets ------------------------------------------------------------------------

LOSES = MissingTools(lost=0.05)


def _letters(*uniforms: float, chase: float = NEVER, **more: object) -> object:
    """Live a day with letters at 0, 10, …, whose uniforms tell whether they get lost."""
    contacts = [(10 * i, luck((50, 0, 0)), {"reason": LETTER}) for i in range(len(uniforms))]
    extras = {(i, 1, 1): extra(lost=u) for i, u in enumerate(uniforms)}
    extras |= {(i, 2, 1): extra(chase=chase) for i in range(len(uniforms))}
    later = {(i, 2): luck((20, 0, 0)) for i in range(len(uniforms))}
    return live_letters(
        contacts,
        **{"extras": extras, "later": later, "missing": LOSES, "mail": {"chase": 0.5}, **more},
    )


def test_without_tickets_some_letters_wait_for_ever() -> None:
    journal = _letters(0.049, 0.05)
    assert told(journal, "contacts", CONTACTS) == lines("""
        1/0.1 fresh  0  - open     no  nothing
        1/1.1 fresh 10 60 answered yes nothing
    """)
    assert told(journal, "legs", "contact") == ["1/1.1"], "it is in no line"
    assert told(journal, "issues", "how") == ["open", "resolved"]


def test_whoever_asks_is_answered_and_the_letter_found() -> None:
    """Asked at 100, read by 106 (0.3 of 20 s), found in the ms after; nothing is lost twice."""
    journal = _letters(0.049, chase=ALWAYS)
    assert told(journal, "contacts", f"cause {ENDS}") == lines("""
        fresh  1/0.1 156.001 answered yes nothing
        chaser 1/0.2 106     answered no  nothing
    """)
    assert told(journal, "legs", WORK)[0] == "1/0.1 a 106.001 106.001 50 0 0 156.001 resolved"


def test_with_tickets_nothing_gets_lost() -> None:
    assert told(_letters(0.0, 0.0, missing=None), "contacts", "outcome") == ["answered"] * 2


def test_calls_do_not_get_lost() -> None:
    journal = live_letters(
        [(0, luck((50, 0, 0)))], extras={(0, 1, 1): extra(lost=ALWAYS)}, missing=LOSES
    )
    assert told(journal, "contacts", "outcome") == ["answered"]


# ---- no desk for social media ----------------------------------------------------------


def _posts(delay: float, **more: object) -> object:
    channel = ChannelSettings(name="wall", kind="social", acceptable_wait=s(100), chase=0.5)
    missing = MissingTools(unseen=s(delay)) if delay else None
    return live(
        [(0, luck((50, 0, 0)), {"reason": LETTER}), (20, luck((10, 0, 0)))],
        [both("a")],
        channels=(phone(), channel),
        reasons=(reason("call"), reason("post", 1)),
        missing=missing,
        later={(0, 2): luck((100, 0, 0))},
        extras={(0, 2, 1): extra(chase=ALWAYS), (0, 3, 1): extra(chase=NEVER)},
        **more,
    )


def test_without_a_social_desk_posts_are_seen_late() -> None:
    journal = _posts(40)
    assert told(journal, "legs", WORK) == lines("""
        1.1   a 20 20 10 0 0 30 resolved
        1/0.1 a 40 40 50 0 0 90 resolved
    """)
    assert told(journal, "contacts", "arrived queued left")[-1] == "0 40 90"


def test_a_post_may_find_no_place_when_it_is_seen() -> None:
    """At 40 the agent is on the phone, and nobody may wait."""
    journal = live(
        [(0, luck((50, 0, 0)), {"reason": LETTER}), (20, luck((100, 0, 0)))],
        [both("a")],
        channels=(phone(), ChannelSettings(name="wall", kind="social", places=0)),
        reasons=(reason("call"), reason("post", 1)),
        missing=MissingTools(unseen=s(40)),
        later={(0, 2): luck((100, 0, 0))},
    )
    assert told(journal, "contacts", "arrived queued left outcome")[-1] == "0 - 40 blocked"
    # Nothing else delays a post for which there is no place.
    reasons = {name: ReasonFacts(name, 1) for name in ("call", "post")}
    ways = {"phone": ChannelFacts(), "wall": ChannelFacts(kind="social", places=0)}
    for unseen, passed in ((s(40), True), (0, False)):
        care = CareFacts(unseen_ms=unseen)
        report = audit(journal, Expected(channels=ways, reasons=reasons, care=care))
        assert ("C10" not in report.failed) == passed


def test_customers_ask_from_when_they_wrote() -> None:
    """Posted at 0, to be seen at 150: at 100 the customer asks, in a post seen at 250."""
    journal = _posts(150)
    assert told(journal, "contacts", "cause arrived queued left")[1:] == lines("""
        fresh    0 150 200
        chaser 100 250 280
    """)


def test_with_a_social_desk_posts_are_seen_at_once() -> None:
    journal = _posts(0)
    assert told(journal, "contacts", "arrived queued left")[-1] == "0 0 60"


def test_what_is_not_seen_at_the_end_is_open() -> None:
    journal = _posts(2000, drain=False)
    assert told(journal, "contacts", "contact queued left outcome")[1] == "1/0.1 - - open"
