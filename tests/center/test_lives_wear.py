"""Fatigue and strain, worked out a second time from the journal."""

from __future__ import annotations

import math

import numpy as np
import pytest
from months import DAY_S, WEEK_S, desk, events, live, states, values

from cssim.journal import BUSY_STATES, Journal

TIRED = {"people__fatigue": {}}
WORN = {**TIRED, "people__strain": {}}
BUSY_DAY = {"reasons__help__arrivals__per_hour": {"every_day": {"09:00": [14] * 8}}}
BUILDS, RECOVERS = 240 * 60.0, 60 * 60.0


def _course_of_fatigue(journal: Journal, agent: str) -> list[tuple[float, float, float, float]]:
    """Return (from, until, F at the start, F at the end) of each state of an agent."""
    found, fatigue, last = [], 0.0, -math.inf
    for row in states(journal, agent).itertuples():
        if row.from_at - last > 3600:
            fatigue = 0.0
        length = row.until_at - row.from_at
        before = fatigue
        if row.state in BUSY_STATES:
            fatigue = 1 - (1 - fatigue) * math.exp(-length / BUILDS)
        else:
            fatigue *= math.exp(-length / RECOVERS)
        found.append((row.from_at, row.until_at, before, fatigue))
        last = row.until_at
    return found


def test_handling_slows_with_fatigue() -> None:
    journal = live(desk(**TIRED, **BUSY_DAY, horizon="5 d"))
    legs = journal.frame("legs")
    mine = legs[(legs["agent"] == "desk-02") & (legs["kind"] == "service")]
    course = {start: before for start, _, before, _ in _course_of_fatigue(journal, "desk-02")}
    usual = 600 * math.exp(0.818 * (0.758 - 0.5))
    seen = [
        (leg.talk_s + leg.hold_s + leg.acw_s, usual * (1 + 0.12 * course[leg.answered_at]))
        for leg in mine.itertuples()
    ]
    assert len(seen) > 60
    assert np.allclose(*zip(*seen, strict=True), atol=3e-3)
    assert max(work for work, _ in seen) > 1.05 * usual


def test_quality_falls_with_fatigue_and_strain() -> None:
    journal = live(desk(**WORN, **BUSY_DAY, horizon="5 d"))
    contacts = journal.frame("contacts").set_index("contact")
    legs = journal.frame("legs")
    course = {start: before for start, _, before, _ in _course_of_fatigue(journal, "desk-02")}
    mine = legs[(legs["agent"] == "desk-02") & (legs["how"] == "resolved")]
    assert len(mine) > 20
    for leg in mine.itertuples():
        fatigue = course[leg.answered_at]
        expected = 0.5 - 0.2 * fatigue - 0.2 * 0.2
        assert contacts["quality"][leg.contact] == pytest.approx(expected, abs=1e-9)


def test_strain_moves_by_the_week() -> None:
    journal = live(desk(**WORN, **BUSY_DAY))
    legs, contacts = journal.frame("legs"), journal.frame("contacts").set_index("contact")
    course = _course_of_fatigue(journal, "desk-01")
    strain = 0.2
    for week, (seen, tired) in enumerate(
        zip(
            values(journal, "strain", "desk-01"), values(journal, "fatigue", "desk-01"), strict=True
        )
    ):
        mine = [c for c in course if week * WEEK_S <= c[0] < (week + 1) * WEEK_S]
        fatigue = sum(_integral(*c[:3], c[3] > c[2]) for c in mine)
        fatigue /= sum(until - start for start, until, _, _ in mine)
        assert tired == pytest.approx(fatigue, abs=1e-9)
        served = legs[(legs["agent"] == "desk-01") & (legs["kind"] == "service")]
        ended = served["answered_at"] + served["talk_s"] + served["hold_s"]
        ids = served[(ended >= week * WEEK_S) & (ended < (week + 1) * WEEK_S)]["contact"]
        hostile = float((contacts["sat"][ids] < 0.5).mean())
        target = min(1.0, max(0.0, fatigue + 0.3 * hostile - 0.15 * 0.5))
        strain += (target - strain) / 8
        assert seen == pytest.approx(strain, abs=1e-9)
    assert week == 2


def _integral(start: float, until: float, before: float, grows: bool) -> float:
    length = until - start
    if grows:
        return length - (1 - before) * BUILDS * (1 - math.exp(-length / BUILDS))
    return before * RECOVERS * (1 - math.exp(-length / RECOVERS))


def test_strain_makes_absence_likelier_with_the_same_luck() -> None:
    calm = live(desk(**WORN, teams__desk__absence=0.2, people__strain__start=0.2))
    worn = live(
        desk(
            **WORN,
            **BUSY_DAY,
            teams__desk__absence=0.2,
            people__strain__absence=10,
            people__strain__weeks=1,
        )
    )
    missed, more = (
        {(row.at, row.agent) for row in events(j, "absent").itertuples()} for j in (calm, worn)
    )
    first_week = {one for one in missed if one[0] < WEEK_S}
    assert first_week == {one for one in more if one[0] < WEEK_S}
    assert {one for one in missed if one[0] >= WEEK_S} < {one for one in more if one[0] >= WEEK_S}


def test_nobody_is_absent_by_strain_where_the_slope_is_zero() -> None:
    # The chance that strain moves by nothing is the chance without strain.
    plain = live(desk(**TIRED, teams__desk__absence=0.2))
    same = live(desk(**WORN, teams__desk__absence=0.2, people__strain__absence=0))
    told = [
        sorted((r.at, r.agent) for r in events(j, "absent").itertuples()) for j in (plain, same)
    ]
    assert told[0] == told[1] and told[0]


def test_rest_at_home() -> None:
    course = _course_of_fatigue(live(desk(**TIRED, **BUSY_DAY, horizon="5 d")), "desk-03")
    first = {int(start // DAY_S): before for start, _, before, _ in reversed(course)}
    assert set(first.values()) == {0.0} and len(first) == 5
