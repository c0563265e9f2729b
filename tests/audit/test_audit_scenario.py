"""What the audit takes from a scenario: skills, tiers, lines, opening hours, weekly shifts."""

from dataclasses import replace

import pytest
from audit_builder import about_of, build

from cssim.audit import AgentFacts, ChannelFacts, Expected, ReasonFacts, audit
from cssim.scenario import parse

H, DAY = 3_600_000, 86_400_000

SCENARIO = """
name: desk
start: "2024-01-02 06:00"
horizon: 2 d
channels:
  phone:
    kind: phone
    opening_hours: {tuesday: ["07:00-24:00"], wednesday: ["00:00-08:00", "09:00-12:00"]}
    lines: 6
    after_hours: wait
    at_closing: disconnect
    awt: 30 s
reasons:
  billing: {channel: phone, arrivals: {per_hour: 10},
            handle_time: {distribution: deterministic, mean: 3 min}}
  repair: {channel: phone, skill: technical, tier: 2, arrivals: {per_hour: 10},
           handle_time: {distribution: deterministic, mean: 3 min},
           ivr: {time: {distribution: deterministic, mean: 20 s}}}
teams:
  front:
    size: 2
    skills: [billing]
    patterns: [{agents: 2, days: [tuesday, wednesday], shift: "07:00-15:00"}]
    members: [{name: anna, skills: {billing: {}, technical: {}}}]
  senior:
    size: 1
    tier: 2
    on_call: true
    skills: [billing, technical]
limits: {max_attempts: 5, max_legs: 3}
"""


def test_facts_of_a_scenario():
    expected = Expected.of(parse(SCENARIO))
    phone = expected.channels["phone"]
    assert (phone.lines, phone.awt_ms, phone.waits_when_closed, phone.disconnects) == (
        6,
        30_000,
        True,
        True,
    )
    on_phone = {"channels": frozenset({"phone"})}
    assert expected.reasons == {
        "billing": ReasonFacts("billing", 1, False, {"phone": "billing"}, **on_phone),
        "repair": ReasonFacts("technical", 2, True, {"phone": "technical"}, **on_phone),
    }
    anna = expected.agents["anna"]
    assert (anna.team, anna.tier, anna.skills) == ("front", 1, {"billing", "technical"})
    assert anna.weeks == ({1: (7 * H, 15 * H), 2: (7 * H, 15 * H)},)
    assert [a.weeks is None for a in expected.agents.values()] == [False, False, True]
    assert (expected.max_attempts, expected.max_legs) == (5, 3)


def test_opening_hours_become_spans_from_the_start():
    phone = Expected.of(parse(SCENARIO)).channels["phone"]
    spans = phone.windows(weekday=1, time_of_day=6 * H, end=2 * DAY)
    # From Tuesday 06:00: open 07:00 to 08:00 next day without a gap at midnight, then 09 to 12.
    assert spans.tolist() == [[1 * H, 26 * H], [27 * H, 30 * H]]


def test_a_window_may_cross_midnight():
    night = ChannelFacts(opening={0: ((22 * H, 2 * H),)})
    assert night.windows(1, 0, DAY).tolist() == [[-2 * H, 2 * H]]


# Two contacts wait 30 s, from before a closing at 60 s; nobody works.
def waiting(how, ended, arrived=30_000, outcome=None):
    times = {"arrived_ms": arrived, "queued_ms": arrived, "left_ms": ended}
    contact = {"contact": 65, "issue": 64, "attempt": 1, "reason": "billing", "channel": "phone"}
    contact |= {"cause": "fresh", "outcome": outcome or how, "followed_by": "nothing", "n_legs": 1}
    patience = ended - arrived if how == "abandoned" else 90_000
    leg = {
        "contact": 65,
        "leg": 1,
        "kind": "queue",
        "tier": 1,
        "queued_ms": arrived,
        "ended_ms": ended,
    }
    issue = {
        "issue": 64,
        "reason": "billing",
        "arose_ms": arrived,
        "closed_ms": ended,
        "n_attempts": 1,
    }
    return build(
        about_of({"a": 0}, end=200_000, start="2024-01-01"),
        contacts=[contact | times | {"patience_ms": patience}],
        legs=[leg | {"patience_ms": patience, "how": how}],
        issues=[issue | {"how": "given_up"}],
    )


def closing_at_60(**rules):
    return Expected(
        channels={"phone": ChannelFacts(opening={0: ((0, 60_000),)}, **rules)},
        reasons={"billing": ReasonFacts("billing")},
        agents={"a": AgentFacts("team", 1, frozenset({"billing"}))},
    )


@pytest.mark.parametrize(
    ("how", "ended", "disconnects", "ok"),
    [
        ("disconnected", 60_000, True, True),
        ("disconnected", 59_000, True, False),
        ("disconnected", 60_000, False, False),
        ("abandoned", 59_000, True, True),
        ("abandoned", 60_000, True, False),  # closing comes before giving up
        ("abandoned", 61_000, True, False),
        ("abandoned", 61_000, False, True),
    ],
)
def test_who_waits_is_put_off_at_closing_or_kept(how, ended, disconnects, ok):
    report = audit(waiting(how, ended), closing_at_60(disconnects=disconnects))
    assert report.failed == (() if ok else ("C8",))


@pytest.mark.parametrize(
    ("arrived", "waits", "ok"),
    [(59_999, False, True), (60_000, False, False), (60_000, True, True)],
)
def test_a_closing_channel_takes_nobody_unless_it_lets_them_wait(arrived, waits, ok):
    day = waiting("abandoned", 70_000, arrived)
    assert audit(day, closing_at_60(waits_when_closed=waits)).ok is ok


def shifts(*rows, states, end=100_000, **about):
    people = [
        {"at_ms": at, "n": n, "agent": "a", "what": what, "until_ms": until, "state": state}
        for n, (what, at, until, state) in enumerate(rows)
    ]
    spans = [{"agent": "a", "from_ms": s, "until_ms": u, "state": state} for s, u, state in states]
    about = {"start": "2024-01-01", **about}
    return build(about_of({"a": 0}, end=end, **about), people=people, agent_states=spans)


WEEKLY = AgentFacts("team", 1, frozenset({"billing"}), weeks=({0: (10_000, 60_000)},))


@pytest.mark.parametrize(
    ("rows", "states", "ok"),
    [
        ([("shift_start", 10, 60, None)], [(10, 60, "idle")], True),
        ([("absent", 10, 60, None)], [(10, 60, "absent")], True),
        ([("shift_start", 10, 60, None), ("absent", 10, 60, None)], [(10, 60, "absent")], True),
        ([], [], False),  # never planned
        ([("shift_start", 10, 60, None)], [], False),  # planned, not worked
        ([("shift_start", 10, 60, None)], [(10, 30, "idle"), (30, 60, "absent")], False),
        ([("absent", 10, 60, None)], [(10, 60, "idle")], False),
        # Breaks: due 30 to 40; two that meet; one cut by the end of the shift.
        (
            [("shift_start", 10, 60, None), ("away_due", 30, 40, "break")],
            [(10, 30, "idle"), (30, 40, "break"), (40, 60, "idle")],
            True,
        ),
        (
            [("shift_start", 10, 60, None), ("away_due", 30, 40, "break")],
            [(10, 31, "idle"), (31, 41, "break"), (41, 60, "idle")],
            False,
        ),
        (
            [
                ("shift_start", 10, 60, None),
                ("away_due", 30, 40, "break"),
                ("away_due", 35, 45, "coaching"),
            ],
            [(10, 30, "idle"), (30, 40, "break"), (40, 50, "coaching"), (50, 60, "idle")],
            True,
        ),
        (
            [("shift_start", 10, 60, None), ("away_due", 55, 65, "break")],
            [(10, 55, "idle"), (55, 60, "break")],
            True,
        ),
        # Called in for more.
        (
            [("shift_start", 10, 60, None), ("called_in", 70, 80, None)],
            [(10, 60, "idle"), (70, 80, "idle")],
            True,
        ),
        (
            [("shift_start", 10, 60, None), ("called_in", 60, 80, None)],
            [(10, 60, "idle"), (60, 80, "idle")],
            True,
        ),
        # A shift that is in no timetable.
        (
            [("shift_start", 10, 60, None), ("shift_start", 70, 80, None)],
            [(10, 60, "idle"), (70, 80, "idle")],
            False,
        ),
    ],
)
def test_shifts_are_worked_as_planned(rows, states, ok):
    rows = [
        (w, at * 1000, until * 1000 if until > 0 else -1, state) for w, at, until, state in rows
    ]
    states = [(s * 1000, u * 1000, state) for s, u, state in states]
    report = audit(shifts(*rows, states=states, horizon=100_000), Expected(agents={"a": WEEKLY}))
    assert report.failed == (() if ok else ("C2",)), report.lines()


def test_an_agent_of_the_scenario_who_is_not_in_the_journal_is_missed():
    expected = Expected(agents={"a": replace(WEEKLY, weeks=None), "b": WEEKLY})
    assert audit(shifts(states=[], horizon=100_000), expected).failed == ("C2",)
