"""Section C of the mission, a test a row, and M97 and M98 with it.

Each turns the row's knob under the same luck, then turns it again with the mechanism switched
off, where the direction must not appear (`effects.check`). What is asserted beyond that holds
contact by contact.
"""

from __future__ import annotations

import numpy as np
from effects import Life, check, matched
from rows import ROWS


def _ids(life: Life, table: str = "contacts") -> set[int]:
    return set(life.column(table, "contact" if table == "contacts" else "issue").tolist())


def test_m23_a_tenth_of_the_phone_goes_to_email() -> None:
    lives = check(ROWS["M23"])
    # Without after-contact work all of an e-mail is set aside when somebody calls, so to callers
    # it is as if they who write were not there: nobody who still calls waits longer.
    base, other = matched(lives, "contacts")
    calls = lives["with"].column("contacts", "channel")[other] == 1
    waits = [lives[arm].view.contacts.wait_ms for arm in ("base", "with")]
    assert np.all(waits[1][other][calls] <= waits[0][base][calls])


def test_m24_chat_concurrency() -> None:
    """More chats an hour, with a falling gain, at the price of satisfaction."""
    check(ROWS["M24"])


def test_m25_slower_phone_spills_into_public() -> None:
    lives = check(ROWS["M25"])
    assert _ids(lives["gone in silence"]) < _ids(lives["slower phone"])


def test_m26_bot_on_simple_and_on_complex_issues() -> None:
    lives = check(ROWS["M26"])
    # Where nobody comes back the same contacts arrive, whatever becomes of them.
    assert _ids(lives["base"]) == _ids(lives["simple"]) == _ids(lives["forced"])


def test_m27_better_articles() -> None:
    lives = check(ROWS["M27"])
    # Better articles only ever keep more customers from asking.
    contained = [set(_contained(life)) for life in lives.values()]
    assert contained[0] < contained[1]


def _contained(life: Life) -> list[int]:
    columns = life.journal.columns["contacts"]
    return columns["contact"][life.view.contacts.had("contained")].tolist()


def test_m28_more_complaints() -> None:
    """Satisfaction falls by 7 points; more than 3.2 count.

    With complaints as easy as orders the change has a standard deviation of 0.6 points, so a
    false alarm comes once in 10^6.
    """
    check(ROWS["M28"])


def test_m29_harder_issues() -> None:
    check(ROWS["M29"])


def test_m30_vicious_circle() -> None:
    lives = check(ROWS["M30"])
    assert _ids(lives["base"], "issues") == _ids(lives["with"], "issues")


def test_m31_a_fifth_more_volume_is_more_than_a_fifth_more_wait() -> None:
    """20 paired replications; if the wait rose by 20 %, a false alarm once in 10^6."""
    lives = check(ROWS["M31"])
    assert _ids(lives["base"]) < _ids(lives["with"])


def test_m32_sectors_need_different_staff() -> None:
    check(ROWS["M32"])


def test_m97_causes_repaired() -> None:
    lives = check(ROWS["M97"])
    # The lag: until the first repair the two arms raise the same issues, then ever fewer.
    first, later = (_raised(lives, span) for span in ((0, 7), (7, 28)))
    assert first[0] == first[1]
    assert later[1] < later[0]


def _raised(lives: dict[str, Life], days: tuple[int, int]) -> list[set[int]]:
    found = []
    for arm in ("base", "with"):
        issues = lives[arm].view.issues
        start, stop = (86_400_000 * day for day in days)
        inside = (issues.at_ms >= start) & (issues.at_ms < stop) & issues.raised
        found.append(set(lives[arm].column("issues", "issue")[inside].tolist()))
    return found


def test_m98_the_largest_cause_first() -> None:
    """12 paired replications; without an effect a false alarm once in 10^6."""
    check(ROWS["M98"])
