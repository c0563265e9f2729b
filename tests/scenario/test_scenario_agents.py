"""Who works when: patterns in turn, members, names, numbers of agents."""

import pytest
from bank import BANK, changed
from hypothesis import given
from hypothesis import strategies as st
from toys import phone_desk

from cssim.scenario import parse
from cssim.scenario.agents import scaled_size

HOUR = 3_600_000
DAY_SHIFT = {0: (7 * HOUR, 15 * HOUR), 4: (7 * HOUR, 15 * HOUR)}
NIGHT = {0: (22 * HOUR, 30 * HOUR), 4: (7 * HOUR, 14 * HOUR)}


def test_agents_follow_the_patterns_in_turn() -> None:
    """Six on the day shift, two on the night shift, then again: agents 1-6, 7-8, 9-12."""
    agents = parse(BANK).agents_of("frontline")
    weeks = [DAY_SHIFT] * 4 + [NIGHT] * 2 + [DAY_SHIFT] * 4
    assert [agent.weeks for agent in agents[2:]] == [(w,) for w in weeks]
    assert agents[8].breaks == parse(BANK).teams["frontline"].patterns[0].breaks
    assert agents[6].breaks == ()


def test_members_replace_the_defaults_of_the_first_agents() -> None:
    anna, bert, third = parse(BANK).agents_of("frontline")[:3]
    assert (anna.name, anna.proficiency, anna.weeks) == ("anna", 0.9, (DAY_SHIFT,))
    assert anna.skills["accounts"].speed == 1.0
    assert (bert.name, bert.proficiency) == ("bert", 0.7)
    assert bert.weeks == ({4: (8 * HOUR, 12 * HOUR)},)
    assert [(pause.at, pause.length) for pause in bert.breaks] == [(9 * HOUR, 300_000)]
    assert bert.skills["accounts"].speed == 1.1
    assert (third.name, third.proficiency) == ("frontline-03", 0.7)


def test_member_with_breaks_only_keeps_the_shifts_of_the_pattern() -> None:
    own = changed("name: anna,", 'name: anna, breaks: [{at: "09:00", length: 5 min}],')
    anna = parse(own).agents_of("frontline")[0]
    assert anna.weeks == (DAY_SHIFT,)
    assert [pause.at for pause in anna.breaks] == [9 * HOUR]


def test_names_do_not_depend_on_the_number_of_agents() -> None:
    few = [agent.name for agent in phone_desk(teams__desk__size=9).agents_of("desk")]
    many = [agent.name for agent in phone_desk(teams__desk__size=101).agents_of("desk")]
    assert many[:9] == few
    assert (many[0], many[98], many[100]) == ("desk-01", "desk-99", "desk-101")
    assert len(set(many)) == 101


def test_team_on_call_is_never_planned() -> None:
    assert [agent.weeks for agent in parse(BANK).agents_of("reserve")] == [({},), ({},)]


def test_break_after_midnight_is_counted_from_the_start_of_the_shift() -> None:
    night = '{agents: 2, breaks: [{at: "02:00", length: 30 min}], weekly:'
    pause = parse(changed("{agents: 2, weekly:", night)).agents_of("frontline")[6].breaks[0]
    assert pause.starts(NIGHT[0]) == 26 * HOUR
    assert pause.within(NIGHT[0])
    assert not pause.within(NIGHT[4])


@pytest.mark.parametrize(
    ("size", "factor", "count"),
    [(12, 1.1, 13), (5, 1.1, 6), (15, 1.1, 17), (45, 1.1, 50), (35, 0.7, 25), (1, 0.5, 1),
     (1, 0.49, 0), (0, 100.0, 0), (5000, 100.0, 500_000), (3, 1e-07, 0), (25, 0.58, 15)],
)  # fmt: skip
def test_size_times_staff_is_rounded_half_up(size: int, factor: float, count: int) -> None:
    assert scaled_size(size, factor) == count


@given(st.integers(0, 5000), st.integers(0, 10_000))
def test_rounding_is_exact_in_the_decimals_written(size: int, hundredths: int) -> None:
    assert scaled_size(size, hundredths / 100) == (2 * size * hundredths + 100) // 200


def test_staff_multiplies_every_team() -> None:
    bank = parse(BANK, {"staff": 1.5})
    assert [bank.agent_count(team) for team in bank.team_names] == [18, 3, 5]
    assert len(bank.agents_of("seniors")) == 5
    assert [a.name for a in parse(BANK, {"staff": 0.1}).agents_of("frontline")] == ["anna"]
