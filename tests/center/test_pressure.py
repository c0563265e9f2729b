"""Pace under pressure: by hand, and over the same customers with and without."""

from __future__ import annotations

from audited import lived
from days import card, luck
from small_desk import live
from told import told
from toys import always_open

from cssim.center.settings import ReasonSettings, TeamSettings

STEPS = ((1, 0.5), (2, 1.5))
SERVED = "contact answered talk ended"


def test_the_pace_follows_how_many_still_wait_when_a_contact_is_taken() -> None:
    """Behind the first nobody waits, behind the second 3, then 2, 1 and nobody: only above 1."""
    contacts = [(n, luck((20, 0, 0))) for n in range(5)]
    journal = live(contacts, ["a"], teams=(TeamSettings("desk", pressure=STEPS),))
    assert told(journal, "legs", SERVED) == [
        "0.1 0 20 20",
        "1.1 20 30 50",
        "2.1 50 10 60",
        "3.1 60 20 80",
        "4.1 80 20 100",
    ]


def test_only_those_count_whom_the_agent_could_serve() -> None:
    """Three wait for orders; the agent of calls is under no pressure."""
    orders = [(n, luck((20, 0, 0)), {"reason": 1}) for n in range(4)]
    contacts = sorted([*orders, (1, luck((20, 0, 0)))], key=lambda c: (c[0], len(c) > 2))
    journal = live(
        contacts,
        [card("a"), card("b", skills=(1,))],
        teams=(TeamSettings("desk", pressure=STEPS),),
        reasons=(ReasonSettings("call"), ReasonSettings("order")),
    )
    assert sorted(told(journal, "legs", "reason agent talk")) == [
        "call a 20", "order b 10", "order b 20", "order b 20", "order b 20",
    ]  # fmt: skip


def test_hurrying_keeps_customers_and_no_step_reached_changes_nothing() -> None:
    busy = always_open(volume=1.3)
    hurry = [{"waiting_above": 0, "handle_factor": 0.7}]
    hurried = busy.with_overrides({"teams.desk.pressure": hurry})
    never = busy.with_overrides({"teams.desk.pressure": [{**hurry[0], "waiting_above": 9999}]})
    legs = [lived(each).frame("legs") for each in (busy, hurried, never)]
    assert legs[0].equals(legs[2])
    given_up = [(each["how"] == "abandoned").sum() for each in legs]
    assert given_up[1] < 0.9 * given_up[0]
