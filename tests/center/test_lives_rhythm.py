"""Rhythms of management: their periods count, and a user's own process takes the place of one."""

from __future__ import annotations

from months import DAY_S, desk, events, live

from cssim.center import Window

FRICTION = {
    "people__climate": {"friction": "60 s", "friction_removed_per_month": 0.5},
    "horizon": "28 d",
}


def _work(journal, since: float, until: float) -> set[float]:
    legs = journal.frame("legs")
    mine = legs[(legs["kind"] == "service") & (legs["answered_at"] >= since * DAY_S)]
    mine = mine[mine["answered_at"] < until * DAY_S]
    return set((mine["talk_s"] + mine["hold_s"] + mine["acw_s"]).round(3))


def test_friction_goes_round_by_round() -> None:
    rarely = live(desk(**FRICTION, management__monthly__period="27 d"))
    often = live(desk(**FRICTION, management__monthly__period="7 d"))
    (usual,) = _work(rarely, 0, 26)
    assert _work(often, 0, 6) == {usual}
    kept = 1 - 0.5 * 7 / 30.4375
    assert _work(often, 8, 13) == {round(usual - 60 + round(60_000 * kept) / 1000, 3)}


def test_what_is_removed_by_default_is_removed_by_the_month() -> None:
    plain = live(desk(**{**FRICTION, "horizon": "40 d"}))
    (before,), (after,) = _work(plain, 0, 30), _work(plain, 31, 40)
    assert round(before - after, 3) == 30.0


def test_a_monthly_process_of_ones_own_replaces_the_repair_of_root_causes() -> None:
    def nothing(window: Window):
        yield window.wait(1)

    repairs = {
        "reasons__help__avoidable": 0.5,
        "root_causes": {"period": "7 d", "fixes": 0.5},
    }
    assert len(events(live(desk(**repairs)), "cause_fixed")) == 3
    assert not len(events(live(desk(**repairs), management={"monthly": nothing}), "cause_fixed"))
    assert len(events(live(desk(**repairs), management={"weekly": nothing}), "cause_fixed")) == 3
