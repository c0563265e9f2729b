"""Good files in all their variants, what they mean inside, and that they come back equal."""

import copy
import pickle
from datetime import datetime

import pytest
from bank import BANK, changed
from toys import always_open, phone_desk, two_tiers

from cssim.scenario import Scenario, parse
from cssim.scenario.demand import Reason

HOUR = 3_600_000
SMALLEST = """
name: s
horizon: 1 min
channels: {p: {kind: phone}}
reasons:
  r:
    {channel: p, arrivals: {per_hour: 0}, handle_time: {distribution: deterministic, mean: 1 ms}}
teams: {t: {size: 0, skills: [r]}}
"""

VARIANTS = [
    ("size: 12\n", "size: 5000\n"),
    ("size: 12\n", "size: 2 # comment\n"),
    ("size: 3\n", "size: 0\n"),
    ("horizon: 7 d", "horizon: 3650 d"),
    ("horizon: 7 d", 'horizon: "1.5 w"'),
    ("warm_up: 1 h", "warm_up: 0 s"),
    ("volume: 1.0", "volume: 0"),
    ("lines: 60", "lines: null"),
    ("lines: 60", "lines: 0"),
    ("    lines: 60\n", ""),
    ("A bank's phone desk", "Bänk «ünd» 銀行 ☎, a = b"),
    ("A bank's phone desk", '""'),
    ('source: "made up"', f"source: {'s' * 2000}"),
    ('source: "made up"', "source: >-\n  several\n  lines"),
    ('start: "1999-02-01 00:00"', "start: 2096-02-29"),
    ('start: "1999-02-01 00:00"', "start: 2001-01-01 23:59"),
    ('start: "1999-02-01 00:00"', "start: 2001-01-01T08:00:30"),
    ('{monday: ["07:00-12:00", "13:00-24:00"], friday: ["07:00-14:00"]}', "null"),
    ('"13:00-24:00"]', '"12:00-24:00"], sunday: []'),
    (
        "{distribution: lognormal, mean: 4 min, cv: 0.8}",
        "{distribution: lognormal, median: 4 min, sigma: 1}",
    ),
    (
        "{distribution: lognormal, mean: 4 min, cv: 0.8}",
        "{distribution: hyperexponential, mean: 4 min, cv: 1.5}",
    ),
    (
        "{distribution: lognormal, mean: 4 min, cv: 0.8}",
        "{distribution: gamma, shape: 2, scale: 2 min}",
    ),
    (
        "{distribution: lognormal, mean: 4 min, cv: 0.8}",
        "{distribution: empirical, values: [0 s, 4 min]}",
    ),
    ("{distribution: lognormal, mean: 4 min, cv: 0.8}", "{mean: 4 min, distribution: exponential}"),
    ("values: [3 min, 5 min, 9 min], weights: [1, 2, 1]", f"values: [{'61 s, ' * 40}0 s]"),
    ("A bank's phone desk", "'010'"),
    ("A bank's phone desk", "'null'"),
    ("A bank's phone desk", "'a: b #c'"),
    ("{1: 0.1}", "0.1"),
    ("{1: 0.1}", "{}"),
    ('"13:00": [30]', '"23:30": [30]'),
    (
        'monday: {"07:00": [12, 15.5, 20], "13:00": [30]}\n        friday: {"07:00": [9]}',
        'every_day: {"00:00": [1]}',
    ),
    ("skills: {accounts: {speed: 1.1, resolve: 0.7}, loans: {}}", "skills: [loans, accounts]"),
    ("policy: queue_priority", "policy: most_proficient"),
    ("adjustment: 0.4", "adjustment: 0.5"),
    ("share: 0.2}", "share: 0.19999999999999996}"),
    ("name: anna,", ""),
    ("name: anna,", "name: frontline-01,"),
    ("staff: 1.0", "staff: 0.1"),
    ("max_attempts: 8", "max_attempts: 63"),
    ("limits: {max_attempts: 8, max_legs: 4}\n", ""),
    ("name: bank\n", "# yaml-language-server: $schema=scenario.schema.json\n---\nname: bank\n"),
    ("max_legs: 4}\n", "max_legs: 4}\n...\n"),
]


@pytest.mark.parametrize(("old", "new"), VARIANTS)
def test_good_variant_is_accepted_and_comes_back_equal(old: str, new: str) -> None:
    scenario = parse(changed(old, new))
    again = parse(scenario.dump())
    assert again == scenario
    assert again.tree() == scenario.tree()


@pytest.mark.parametrize("text", [BANK, SMALLEST])
def test_whole_file_comes_back_equal(text: str) -> None:
    scenario = parse(text)
    assert parse(scenario.dump()) == scenario
    assert pickle.loads(pickle.dumps(scenario)) == copy.deepcopy(scenario) == scenario


@pytest.mark.parametrize("toy", [phone_desk, always_open, two_tiers])
def test_toys_are_scenarios(toy) -> None:
    assert isinstance(toy(), Scenario)
    assert toy(volume=2).multipliers.volume == 2
    assert parse(toy().dump()) == toy()


def test_values_inside() -> None:
    bank = parse(BANK)
    assert bank.start == datetime(1999, 2, 1)
    assert (bank.first_weekday, bank.start_ms_of_day) == (0, 0)
    assert (bank.horizon, bank.warm_up) == (7 * 24 * HOUR, HOUR)
    phone = bank.channels["phone"]
    assert phone.opening_hours == {
        0: ((7 * HOUR, 12 * HOUR), (13 * HOUR, 24 * HOUR)),
        4: ((7 * HOUR, 14 * HOUR),),
    }
    assert phone.awt == 20_000
    assert bank.routing.delays["billing"]["seniors"] == 60_000
    assert bank.reasons["billing"].escalate == {1: 0.1}
    assert bank.tiers[2] == "specialists, seniors"


def test_names_are_sorted_whatever_their_order_in_the_file() -> None:
    bank = parse(BANK)
    assert bank.reason_names == ("billing", "loans")
    assert list(bank.teams) == ["frontline", "seniors", "reserve"]
    assert bank.team_names == ("frontline", "reserve", "seniors")
    assert (bank.channel_names, bank.segment_names) == (("phone",), ("standard", "vip"))
    assert parse(SMALLEST).segment_names == ()


def test_reason_needs_the_skill_of_its_own_name_by_default() -> None:
    bank = parse(BANK)
    assert [bank.reasons[r].skill for r in bank.reason_names] == ["accounts", "loans"]


def test_skills_as_a_list_have_the_defaults() -> None:
    skill = parse(BANK).teams["seniors"].skills["accounts"]
    assert (skill.speed, skill.resolve) == (1.0, 0.7)


def test_rates_of_the_week() -> None:
    billing = parse(BANK).reasons["billing"]
    week = billing.rates()
    assert week.shape == (7, 48)
    assert week[0, 14:17].tolist() == [12, 15.5, 20]
    assert (week[0, 26], week[4, 14]) == (30, 9)
    assert week.sum() == 12 + 15.5 + 20 + 30 + 9
    assert billing.rate_at(0, 8 * HOUR - 1) == 15.5
    assert billing.rate_at(0, 8 * HOUR) == 20
    assert billing.rate_at(1, 8 * HOUR) == 0
    assert parse(BANK).rates("loans").tolist() == [[6.0] * 48] * 7


def test_distributions_are_in_seconds() -> None:
    bank = parse(BANK)
    assert bank.reasons["billing"].handle_time.to_distribution().mean == pytest.approx(240)
    assert bank.reasons["loans"].handle_time.to_distribution().mean == pytest.approx(330)
    assert bank.escalation.conference.to_distribution().mean == pytest.approx(60)


KINDS = {
    "exponential, mean: 2 min": 120.0,
    "lognormal, mean: 2 min, cv: 0.5": 120.0,
    "gamma, shape: 4, scale: 30 s": 120.0,
    "weibull, mean: 2 min, cv: 0.5": 120.0,
    "hyperexponential, mean: 2 min, cv: 2": 120.0,
    "deterministic, mean: 2 min": 120.0,
    "uniform, low: 1 min, high: 3 min": 120.0,
    "triangular, low: 0 s, mode: 2 min, high: 4 min": 120.0,
    "empirical, values: [1 min, 3 min]": 120.0,
    "weibull, mean: 365 d, cv: 20": 31_536_000.0,
    "weibull, mean: 1 ms, cv: 0.001": 0.001,
    "gamma, mean: 1 ms, cv: 0.001": 0.001,
    "lognormal, mean: 365 d, cv: 20": 31_536_000.0,
    "hyperexponential, mean: 365 d, cv: 20": 31_536_000.0,
    "gamma, shape: 0.001, scale: 365 d": 31_536.0,
}


@pytest.mark.parametrize(("written", "mean"), KINDS.items())
def test_every_kind_has_its_mean(written: str, mean: float) -> None:
    text = changed(
        "{distribution: lognormal, mean: 4 min, cv: 0.8}", f"{{distribution: {written}}}"
    )
    found = parse(text).reasons["billing"].handle_time.to_distribution()
    assert found.mean == pytest.approx(mean, rel=1e-6)


def test_nothing_can_be_changed() -> None:
    bank = parse(BANK)
    with pytest.raises(ValueError, match="frozen"):
        bank.horizon = 1
    with pytest.raises(ValueError, match="frozen"):
        bank.teams["seniors"].size = 1
    for change in (
        lambda: bank.teams.pop("seniors"),
        lambda: bank.teams.update({}),
        lambda: bank.teams.__setitem__("x", bank.teams["seniors"]),
        bank.teams["seniors"].skills.clear,
        lambda: bank.routing.weights.setdefault("loans", 1.0),
        lambda: bank.reasons["billing"].arrivals.per_hour.__delitem__(0),
    ):
        with pytest.raises(TypeError, match="with_overrides"):
            change()
    with pytest.raises(TypeError, match="with_overrides"):
        bank.model_copy(update={"horizon": 1})
    assert copy.copy(bank.teams) is bank.teams
    assert hash(bank.teams) == hash(parse(BANK).teams)
    assert isinstance(bank.teams["frontline"].patterns, tuple)
    assert isinstance(bank.channels["phone"].opening_hours[0], tuple)


def test_escalation_chance_by_tier() -> None:
    billing: Reason = parse(BANK).reasons["billing"]
    assert [billing.escalate_at(tier) for tier in (1, 2)] == [0.1, 0.0]
    assert parse(changed("{1: 0.1}", "0.3")).reasons["billing"].escalate_at(1) == 0.3


def test_import_is_quick_in_what_it_loads() -> None:
    import subprocess
    import sys

    slow = "{'numpy', 'scipy', 'pandas'}"
    code = f"import sys, cssim.scenario; print([m for m in sys.modules if m in {slow}])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "[]\n"
