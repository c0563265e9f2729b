"""Sections G and J of the mission, a test a row, and M68 and M81 (`effects.check`)."""

from __future__ import annotations

import numpy as np
from effects import Life, check, paired
from rows import ROWS


def _same(lives: dict[str, Life], *arms: str, name: str = "queued_ms") -> bool:
    one, other = paired(lives, "contacts", name, arms)
    return bool(np.array_equal(one, other))


def test_m68_authority() -> None:
    """Fewer escalations, more solved, and concessions to pay for."""
    check(ROWS["M68"])


def test_m71_how_much_goes_to_level_two() -> None:
    check(ROWS["M71"])


def test_m72_level_two_starved() -> None:
    lives = check(ROWS["M72"])
    # While those who were escalated suffer, every figure of the front line is the same.
    waits = [lives[arm].view.contacts.wait_ms for arm in lives]
    assert np.array_equal(*waits)
    busy, levels = (
        [life.value(measure, ("team", "desk")) for life in lives.values()]
        for measure in ("busy_s", "occupancy")
    )
    assert busy[0] == busy[1] and levels[0] == levels[1]
    assert len({life.value("service_level") for life in lives.values()}) == 1


def test_m73_concession_budget() -> None:
    """More is kept with every larger budget, but the best net value lies inside."""
    check(ROWS["M73"])


def test_m74_old_issues_go_up() -> None:
    check(ROWS["M74"])


def test_m79_promises() -> None:
    lives = check(ROWS["M79"])
    # The same contacts wait the same time under each promise.
    for arm in ("honest", "too little"):
        assert _same(lives, "base", arm, name="first_reply_ms")


def test_m81_empowerment() -> None:
    """Transfers fall, but not where it is customers who ask for the next tier."""
    check(ROWS["M81"])


def test_m110_outage_at_the_peak() -> None:
    check(ROWS["M110"])


def test_m111_plan_at_work_sooner() -> None:
    lives = check(ROWS["M111"])
    # Nothing differs before the earlier of the two plans starts.
    one, other = (_before(life, 7_800_000) for life in lives.values())
    assert one == other and one


def _before(life: Life, at_ms: int) -> list[tuple[int, int, int]]:
    legs = life.journal.columns["legs"]
    rows = (legs["queued_ms"] < at_ms) & (legs["ended_ms"] < at_ms)
    names = ("contact", "queued_ms", "ended_ms")
    return list(zip(*(legs[name][rows].tolist() for name in names), strict=True))


def test_m112_updates_in_an_outage() -> None:
    lives = check(ROWS["M112"])
    # Who is told how long it takes minds the wait less; nobody waits a moment less.
    assert _same(lives, "base", "patience", name="first_reply_ms")


def test_m113_sooner_decisions() -> None:
    check(ROWS["M113"])
