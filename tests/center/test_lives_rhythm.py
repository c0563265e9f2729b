"""Rhythms of management: periods count; each can be suspended, or kept by a user's own process."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from months import DAY_S, desk, events, live

from cssim.center import Window
from cssim.errors import RunError
from cssim.journal import Journal

FRICTION = {
    "people__climate": {"friction": "60 s", "friction_removed_per_month": 0.5},
    "horizon": "28 d",
}
REPAIRS = {
    "reasons__help__avoidable": 0.5,
    "root_causes": {"period": "7 d", "fixes": 0.5},
}
GOALS = {"people__goals": {"level": 1.15, "review": "7 d", "drift_halflife": "7 d"}}
POLICY = {"management__policy": {"review": "7 d", "loss_per_quarter": 2.0}}
COACHED = {
    "people__development": {},
    "people__coaching": {"hours_per_month": 8, "noise": 0},
    "people__turnover": {"quits_per_year": 0, "removal": {"every": "7 d", "below": 0.9}},
    "people__turnover__removal__after_weeks": 0,
    "people__careers": {"after_weeks": 0, "above": 0.1, "senior_share": 0.4},
    "people__fatigue": {},
    "people__strain": {},
    "people__survey": {"every": "7 d", "response": 1.0, "action": True, "above": 0},
}
TIGHT = {
    "people__development": {},
    "people__training__hours_per_month": 20,
    "management__daily": {"cancel_above": 0},
    "reasons__help__patience": "infinite",
    "reasons__help__arrivals__per_hour": {"every_day": {"09:00": [18] * 6}},
}
ALL = {**FRICTION, **REPAIRS, **POLICY, **COACHED, **GOALS}
OF = {
    "weekly": {"reviewed", "coached", "promoted"},
    "monthly": {"cause_fixed"},
    "quarterly": {"surveyed", "acted", "removed"},
}
"""Rhythm -> events that only it brings about."""


def _work(journal: Journal, since: float, until: float) -> set[float]:
    legs = journal.frame("legs")
    mine = legs[(legs["kind"] == "service") & (legs["answered_at"] >= since * DAY_S)]
    mine = mine[mine["answered_at"] < until * DAY_S]
    return set((mine["talk_s"] + mine["hold_s"] + mine["acw_s"]).round(3))


def _what(journal: Journal) -> set[str]:
    return set(journal.frame("people")["what"])


def _nothing(window: Window) -> Any:
    yield window.wait(1)


def _each_week(act: Callable[[Window], None]) -> Callable[[Window], Any]:
    def process(window: Window) -> Any:
        while True:
            yield window.wait(7 * DAY_S)
            act(window)

    return process


# ---- periods -----------------------------------------------------------------------------


def test_friction_goes_round_by_round() -> None:
    rarely = live(desk(**FRICTION, people__climate__heard_every="27 d"))
    often = live(desk(**FRICTION, people__climate__heard_every="7 d"))
    (usual,) = _work(rarely, 0, 26)
    assert _work(often, 0, 6) == {usual}
    kept = 1 - 0.5 * 7 / 30.4375
    assert _work(often, 8, 13) == {round(usual - 60 + round(60_000 * kept) / 1000, 3)}


def test_what_is_removed_by_default_is_what_is_due_after_thirty_days() -> None:
    plain = live(desk(**{**FRICTION, "horizon": "40 d"}))
    (before,), (after,) = _work(plain, 0, 29), _work(plain, 30, 40)
    assert before - after == pytest.approx(60 * 0.5 * 30 / 30.4375, abs=2e-3)


def test_promotions_have_a_period() -> None:
    def first(every: str) -> float:
        stays = {**COACHED, "people__turnover": {"quits_per_year": 0}}
        del stays["people__turnover__removal__after_weeks"]
        journal = live(desk(**stays, people__careers__every=every))
        return float(events(journal, "promoted")["at"].min())

    assert first("7 d") == 7 * DAY_S
    assert first("10 d") == 10 * DAY_S


# ---- suspended, or somebody else's ---------------------------------------------------------


@pytest.mark.parametrize("name", OF)
def test_a_rhythm_that_is_suspended_or_replaced_does_nothing_of_its_own(name: str) -> None:
    others = set().union(*(what for rhythm, what in OF.items() if rhythm != name))
    # Nobody has to go, or is promoted last, where nothing is reviewed.
    others -= {"removed"} if name == "weekly" else set()
    scenario = desk(**ALL)
    assert set().union(*OF.values()) <= _what(live(scenario))
    suspended = live(scenario.with_overrides({"management.suspended": [name]}))
    replaced = live(scenario, management={name: _nothing})
    for journal in (suspended, replaced):
        assert not _what(journal) & OF[name]
        assert _what(journal) >= others
    for table in ("contacts", "legs", "people", "agent_states"):
        assert suspended.frame(table).equals(replaced.frame(table))


def test_daily_control_suspended_or_replaced() -> None:
    scenario = desk(**TIGHT)
    assert len(events(live(scenario), "cancelled"))
    suspended = scenario.with_overrides({"management.suspended": ["daily"]})
    assert not len(events(live(suspended), "cancelled"))
    assert not len(events(live(scenario, management={"daily": _nothing}), "cancelled"))


def test_own_process_in_a_suspended_rhythm() -> None:
    seen = []
    process = _each_week(lambda window: seen.append(window.now_s))
    live(desk(management__suspended=["daily"]), management={"daily": process})
    assert seen == [7 * DAY_S, 14 * DAY_S, 21 * DAY_S]


def test_weekly_and_monthly_move_what_has_no_event() -> None:
    scenario = desk(**FRICTION, **GOALS, people__climate__heard_every="7 d")
    weekly, monthly = (
        scenario.with_overrides({"management.suspended": [name]}) for name in ("weekly", "monthly")
    )
    # Effort fades and comes back; without weekly reviews it only fades.
    assert min(_work(live(weekly), 8, 9)) > max(_work(live(scenario), 8, 9))
    assert min(_work(live(monthly), 8, 9)) > max(_work(live(scenario), 8, 9))


def test_effort_is_highest_when_a_goal_is_agreed_on_and_halves_after() -> None:
    goals = {"level": 1.15, "gain": 0.05, "drift_halflife": "2 d", "review": "7 d"}
    usual, with_goals = live(desk()), live(desk(people__goals=goals))
    (full,) = _work(usual, 0, 21)
    for day in (1, 3, 8, 10):
        (work,) = _work(with_goals, day, day + 1)
        effort = 0.05 * 0.5 ** (day % 7 / 2)
        assert work == pytest.approx(full * math.exp(-effort), abs=2e-3)


# ---- what a process of one's own can do ------------------------------------------------------


def test_own_processes_can_do_what_managements_do() -> None:
    def weekly(window: Window) -> None:
        window.review()
        window.review_goals()
        window.coach("desk-01", 1)
        window.promote("desk-02")

    def monthly(window: Window) -> None:
        window.remove_friction(0.5)
        window.fix_cause("help", 0.5)

    def quarterly(window: Window) -> None:
        window.review_policy()
        if window.now_s > 20 * DAY_S:
            window.part("desk-03")

    own = {"weekly": weekly, "monthly": monthly, "quarterly": quarterly}
    kept = {name: _each_week(act) for name, act in own.items()}
    journal = live(desk(**ALL), management=kept)
    assert set(events(journal, "reviewed")["at"]) == {7 * DAY_S, 14 * DAY_S, 21 * DAY_S}
    assert set(events(journal, "coached")["agent"]) >= {"desk-01"}
    assert list(events(journal, "promoted")["agent"]) == ["desk-02"]
    assert len(events(journal, "cause_fixed")) == 3
    assert list(events(journal, "removed")["agent"]) == ["desk-03"]
    nobody = live(desk(**ALL, management__suspended=list(OF)))
    assert min(_work(nobody, 22, 28)) > max(_work(journal, 22, 28))


def test_own_support_lowers_strain_and_lasts() -> None:
    worn = {**FRICTION, "people__fatigue": {}, "people__strain": {"friction": 0.3}}
    scenario = desk(**worn, management__suspended=["monthly"])

    def helped(window: Window) -> Any:
        yield window.wait(1)
        window.support("desk", 0.3)

    plain, better = live(scenario), live(scenario, management={"quarterly": helped})
    gap = events(plain, "strain")["value"] - events(better, "strain")["value"]
    # Support of 0.3 takes 0.15 x 0.3 off the target; strain follows it by an eighth a week.
    weeks = [0.045 * (1 - (7 / 8) ** week) for week in (1, 2, 3)]
    assert gap.tolist() == pytest.approx([week for week in weeks for _ in range(3)])


def test_own_daily_control_calls_sessions_off() -> None:
    def daily(window: Window) -> Any:
        window.call_off(True)
        yield window.wait(7 * DAY_S)
        window.call_off(False)

    journal = live(desk(**TIGHT), management={"daily": daily})
    cancelled, trained = (events(journal, what)["at"] for what in ("cancelled", "trained"))
    assert cancelled.max() < 7 * DAY_S < trained.min()


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (lambda w: w.promote("desk-01"), "no people.careers"),
        (lambda w: w.part("desk-01"), "no people.turnover"),
        (lambda w: w.review(), "no people.coaching"),
        (lambda w: w.support("desk", 0.2), "no people.strain"),
        (lambda w: w.review_goals(), "no people.goals"),
        (lambda w: w.review_policy(), "no management.policy"),
        (lambda w: w.remove_friction(0.5), "no people.climate"),
        (lambda w: w.fix_cause("help", 0.5), "no reasons.help.avoidable above 0"),
        (lambda w: w.support("desk", 2.0), "from 0 to 1"),
        (lambda w: w.remove_friction(-0.1), "from 0 to 1"),
        (lambda w: w.fix_cause("halp", 0.1), "no reason is called 'halp'"),
    ],
)
def test_what_cannot_be_done_is_said(act: Callable[[Window], None], told: str) -> None:
    with pytest.raises(RunError, match=told):
        live(desk(people__development={}), management={"weekly": _each_week(act)})


def test_no_such_rhythm() -> None:
    with pytest.raises(RunError, match="no rhythm of management is called 'yearly'"):
        live(desk(), management={"yearly": _nothing})
