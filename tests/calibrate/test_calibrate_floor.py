"""Staffing seen from calls: small days worked by hand, weeks put together from shifts."""

import numpy as np
import pandas as pd
import pytest
from made_logs import DAY, attempts, log_of, plain_mapping

from cssim.calibrate.floor import Cover, see_floor, skills_seen
from cssim.calibrate.grid import make_grid
from cssim.calibrate.presence import SPAN, see_presence, weekday_aims
from cssim.calibrate.week import Break, _nearest, representative_week

H = 3600.0


def calls(*rows, **more):
    """Return a log of (agent, start, talk, reason, queued before) rows."""
    agent, start, talk, reason, waited = zip(*rows, strict=True)
    start, waited = np.array(start, float), np.array(waited, float)
    frame = attempts(
        len(rows), agent=agent, answered_at=start, talk_s=np.array(talk, float), reason=reason,
        wait_s=waited, queued_at=start - waited, arrived_at=start - waited,
    )  # fmt: skip
    return log_of(frame, plain_mapping(**more), int(start.max() // DAY) + 1)


def test_cover_knows_how_much_and_until_when():
    cover = Cover(np.array([10.0, 0.0, 4.0]), np.array([12.0, 5.0, 7.0]))
    assert cover.before(np.array([-1.0, 0, 6, 8, 11, 99])).tolist() == [0, 0, 6, 7, 8, 9]
    assert cover.until(np.array([-1.0, 3, 8, 11])).tolist() == [-1, 7, 8, 12]
    nothing = Cover(np.array([]), np.array([]))
    assert nothing.before(np.array([5.0])).tolist() == [0.0]
    assert nothing.until(np.array([5.0])).tolist() == [5.0]


def test_gap_is_away_only_while_customers_wait_whom_the_agent_could_serve():
    log = calls(
        ("ann", 9 * H, 100, "billing", 0), ("ann", 9 * H + 400, 100, "billing", 0),
        ("ann", 9 * H + 800, 100, "billing", 0), ("ann", 9 * H + 1200, 100, "billing", 0),
        ("bob", 9 * H + 100, 250, "billing", 0), ("bob", 9 * H + 350, 10, "billing", 200),
        ("tim", 9 * H + 500, 90, "technical", 0), ("tim", 9 * H + 600, 10, "technical", 90),
    )  # fmt: skip
    seen = see_floor(log)
    assert seen.skills == {"ann": ("billing",), "bob": ("billing",), "tim": ("technical",)}
    gaps = seen.gaps[seen.gaps["agent"] == "ann"]
    assert gaps["start"].sub(9 * H).tolist() == [100, 500, 900]
    # 200 s of waiting for billing in the first gap; in the second only technical waits
    assert gaps["waited_s"].tolist() == [200, 0, 0]
    assert gaps["is_away"].tolist() == [True, False, False]


def test_long_silence_is_away_and_a_longer_one_parts_shifts():
    log = calls(
        ("ann", 9 * H, 60, "billing", 0), ("ann", 10 * H, 60, "billing", 0),
        ("ann", 15 * H, 60, "billing", 0),
    )  # fmt: skip
    seen = see_floor(log)
    assert seen.shifts["n_contacts"].tolist() == [2, 1]
    assert seen.gaps["is_away"].tolist() == [True]
    assert seen.shifts.loc[0, ["busy_s", "away_s"]].tolist() == [120, 3540]


def test_shift_over_midnight_stays_whole_and_belongs_to_its_first_day():
    log = calls(
        ("ann", 23.9 * H, 60, "billing", 0), ("ann", 24.1 * H, 60, "billing", 0),
        ("ann", 33 * H, 60, "billing", 0),
    )  # fmt: skip
    shifts = see_floor(log).shifts
    assert shifts["day"].tolist() == [0, 1] and shifts["n_contacts"].tolist() == [2, 1]
    presence = see_presence(see_floor(log), 2)
    assert presence.on_shift.shape == (2, SPAN) and presence.on_shift[0, 96] > 0


def test_calls_that_overlap_keep_one_agent_busy_once():
    log = calls(("ann", 9 * H, 600, "billing", 0), ("ann", 9 * H + 100, 60, "billing", 0),
                ("ann", 9 * H + 700, 60, "billing", 0))  # fmt: skip
    seen = see_floor(log)
    assert seen.gaps[["start", "end"]].sub(9 * H).to_numpy().tolist() == [[600, 700]]
    assert seen.shifts.loc[0, "busy_s"] == 660


def test_delay_between_calls_is_measured_only_while_customers_wait():
    # 30 calls back to back with 6 s between, the next customer waiting since long before;
    # then 30 with 50 s between and nobody waiting, which say nothing
    rows = [("ann", 9 * H + 106 * i, 100, "billing", 200) for i in range(30)]
    rows += [("ann", 12 * H + 150 * i, 100, "billing", 0) for i in range(30)]
    ready = see_floor(calls(*rows)).ready
    assert (ready.median, ready.n) == (6.0, 29)
    assert ready.mean == pytest.approx(6.0) and ready.away == 0.0


def test_leaving_the_floor_is_not_getting_ready():
    rows = [
        ("ann", 9 * H + 400 * i + (60 if i % 4 == 3 else 0), 394, "billing", 1000)
        for i in range(80)
    ]
    rows = [(a, s, t - (60 if i % 4 == 3 else 0), r, w) for i, (a, s, t, r, w) in enumerate(rows)]
    ready = see_floor(calls(*rows, away_after="30 s")).ready
    assert ready.away == pytest.approx(0.25, abs=0.02) and ready.mean == pytest.approx(6.0)


def test_skill_needs_its_share_of_what_the_desk_does():
    counts = {
        ("ann", "billing"): 80,
        ("ann", "technical"): 20,
        ("bob", "billing"): 99,
        ("bob", "technical"): 1,
    }
    rows = [(a, r) for (a, r), n in counts.items() for _ in range(n)]
    frame = attempts(len(rows), agent=[a for a, _ in rows], reason=[r for _, r in rows])
    assert skills_seen(frame) == {"ann": ("billing", "technical"), "bob": ("billing",)}
    assert skills_seen(attempts(3)) == {}


def worked(days, shifts):
    """Return calls of 5 min every 6 min through each (agent, start h, end h) shift of each day."""
    return [
        (agent, day * DAY + start * H + 360 * i, 300, "billing", 0)
        for day in days
        for agent, start, end in shifts
        for i in range(int((end - start) * 10))
    ]


def test_a_week_worked_twice_alike_is_the_representative_week():
    early, late = ("ann", 8, 13), ("bob", 12, 18)
    log = calls(*worked([0, 7], [early, late]), *worked([2, 9], [early]))
    week = representative_week(see_floor(log), make_grid(log), 10)
    assert [(m.name, sorted(m.shifts)) for m in week.members] == [("ann", [0, 2]), ("bob", [0])]
    assert week.members[0].shifts[0] == (8 * H, 13 * H)
    assert week.fitted[0].sum() == pytest.approx(11 * 4, abs=0.5)
    assert np.abs(week.seen.sum(axis=1) - week.fitted.sum(axis=1)).max() < 0.5


def test_an_agent_of_every_other_week_counts_half():
    log = calls(
        *worked([0, 7], [("ann", 8, 16)]),
        *worked([0], [("bob", 8, 16)]),
        *worked([7], [("cat", 8, 16)]),
    )
    week = representative_week(see_floor(log), make_grid(log), 10)
    assert week.seen[0].max() == pytest.approx(2.0)
    assert {m.name for m in week.members} in ({"ann", "bob"}, {"ann", "cat"}, {"bob", "cat"})


def test_nobody_works_twice_a_day_and_the_best_sum_is_found():
    rows = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 0], [0, 0, 1]], float)
    assert _nearest(rows, ["a", "a", "b", "c"], np.array([1.0, 1, 1])) in ([0, 3], [1, 2])
    assert _nearest(rows, ["a", "a", "a", "a"], np.array([1.0, 1, 1])) in ([0], [1])


def test_time_away_becomes_breaks_of_the_same_length_at_the_same_time():
    # away from the end of the call at 9:54 to the call at 10:24, while a customer waited
    rows = [r for r in worked([0, 7], [("ann", 8, 16)]) if not 10 * H <= r[1] % DAY < 10 * H + 1200]
    rows += [("bob", d * DAY + 10 * H + 1190, 300, "billing", 1180) for d in (0, 7)]
    rows += worked([0, 7], [("bob", 14, 16)])
    week = representative_week(see_floor(calls(*rows)), make_grid(calls(*rows)), 10)
    ann = next(m for m in week.members if m.name == "ann")
    assert ann.breaks == (Break(10 * H, 25 * 60.0),)


def test_aims_of_weekdays_alike_are_drawn_together_as_far_as_chance_goes():
    generator = np.random.default_rng(1)  # noqa: TID251
    weekdays, alike = np.arange(14) % 7, np.zeros(7, dtype=np.int64)
    noisy = 10 + generator.standard_normal((14, SPAN // 4)).repeat(4, axis=1)
    aims = weekday_aims(noisy, weekdays, alike)
    means = np.array([noisy[weekdays == w].mean(axis=0) for w in range(7)])
    assert aims.sum(axis=1) == pytest.approx(means.sum(axis=1))
    assert np.abs(aims - 10).mean() < 0.6 * np.abs(means - 10).mean()
    distinct = 10 * (1 + np.sin(np.arange(SPAN) / 9 + np.arange(14)[:, None] % 7))
    kept = weekday_aims(distinct, weekdays, alike)
    assert kept == pytest.approx(distinct[:7], abs=1e-6)
    apart = weekday_aims(noisy, weekdays, np.arange(7))
    assert apart == pytest.approx(means)


def test_log_without_agents_has_no_shifts():
    log = log_of(attempts(5))
    seen = see_floor(log)
    assert seen.shifts.empty and np.isnan(seen.ready.mean)
    assert representative_week(seen, make_grid(log), 10).members == ()
    assert isinstance(seen.gaps, pd.DataFrame)
