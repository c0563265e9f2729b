"""People, tools, care, management over months: accepted, refused, switched on and off."""

from collections.abc import Mapping
from typing import Any

import pytest
from bad_lives import NUMBERS, WHOLES
from bank import BANK, changed, refusal
from lives import LIVES

from cssim.errors import InputError
from cssim.scenario import Scenario, budget, parse
from cssim.scenario.base import Part
from cssim.scenario.care import CloseLoop, MakingGood

BASE = parse(BANK)
CATALOGUE = [*NUMBERS, *WHOLES]
SECTIONS = ("people", "tools", "care", "management")
DAY = 86_400_000


def leaves(tree: Any, path: str = "") -> dict[str, Any]:
    """Return path -> value of every single value of a tree."""
    if isinstance(tree, dict):
        nodes = {f"{path}.{key}".strip("."): value for key, value in tree.items()}
    elif isinstance(tree, list):
        nodes = {f"{path}[{i}]": value for i, value in enumerate(tree)}
    else:
        return {path: tree}
    return {p: v for place, node in nodes.items() for p, v in leaves(node, place).items()}


def parts_in(value: Any) -> list[Part]:
    """Return a part and all parts in it."""
    inner = [getattr(value, name) for name in type(value).model_fields] if isinstance(value, Part) \
        else value.values() if isinstance(value, Mapping) \
        else value if isinstance(value, tuple) else []  # fmt: skip
    mine = [value] if isinstance(value, Part) else []
    return mine + [part for node in inner for part in parts_in(node)]


def test_all_of_it_reads_back_and_every_key_is_used() -> None:
    lives = parse(LIVES)
    assert parse(lives.dump()) == lives
    for section in SECTIONS:
        parts = parts_in(getattr(lives, section))
        used = {(type(part), name) for part in parts for name in part.model_fields_set}
        known = {(kind, name) for kind in set(map(type, parts)) for name in kind.model_fields}
        inherited = {(CloseLoop, name) for name in MakingGood.model_fields}
        assert known - used - inherited == set()


def test_nothing_of_it_happens_unless_given() -> None:
    management = BASE.tree()["management"]
    assert management == {**dict.fromkeys(management), "suspended": []}
    on = {path: value for section in SECTIONS
          for path, value in leaves(BASE.tree()[section], section).items() if value}  # fmt: skip
    assert on == {}
    assert BASE.customers is not None
    assert BASE.customers.joining_per_month == 0
    reasons = BASE.reasons.values()
    assert all(r.hostility == 0 and r.diagnosis is None for r in reasons)


def test_defaults_are_those_of_the_model() -> None:
    """The numbers of the behavioural model, Part 3 (c) and (d)."""
    parts = ["development", "coaching", "fatigue", "strain", "climate", "turnover", "hiring"]
    after = BASE.with_overrides({f"people.{part}": {} for part in parts}).people
    d, f, s, t = after.development, after.fatigue, after.strain, after.turnover
    assert d and f and s and t and after.hiring and after.climate and after.coaching
    assert d.experience_per_hour == pytest.approx(1 / 325, rel=1e-4)
    assert d.coaching_per_hour == 2 * d.training_per_hour == 0.0346
    assert d.staleness_per_week == 0.0246
    assert (f.handling, f.quality, f.builds, f.recovers) == (0.12, 0.2, 14_400_000, 3_600_000)
    assert (s.start, s.weeks, s.hostile, s.support, s.absence) == (0.2, 8, 0.3, 0.15, 2)
    assert (t.quits_per_year, t.early, t.early_weeks, t.strain) == (0.33, 0.7, 13, 3)
    assert (t.ladder_factor, t.recognition_factor) == (0.85, 0.92)
    assert (after.hiring.lead_time, after.hiring.onboarding) == (40 * DAY, round(29.4 * DAY))
    assert (after.climate.span, after.climate.one_to_ones_per_month) == (12, 1)


def test_catalogue_repeats_nothing() -> None:
    assert len({row[:3] for row in CATALOGUE}) == len(CATALOGUE)


@pytest.mark.parametrize(("old", "new", "where", "said"), CATALOGUE)
def test_bad_lives_are_refused_with_place_and_value(
    old: str, new: str, where: str, said: str
) -> None:
    lines = refusal(changed(old, new, LIVES))
    assert any(where in line and said in line for line in lines), lines


NEEDS = [
    ({"people.training": {}}, "people.training: needs people.development"),
    ({"people.coaching": {}}, "people.coaching: needs people.development"),
    ({"people.courses": [{"name": "x", "at": "1 d", "hours": 8}]},
     "people.courses: needs people.development"),
    ({"people.development.huddle": {}}, "people.development.huddle: needs releases"),
    ({"people.strain": {}}, "people.strain: needs people.fatigue"),
    ({"people.survey": {}}, "people.survey: needs people.strain"),
    ({"people.careers": {}}, "people.careers: needs people.turnover"),
    ({"people.careers": {}}, "people.careers: needs people.development"),
    ({"people.hiring": {}}, "people.hiring: needs people.turnover or management.quarterly"),
    ({"people.turnover.removal": {}}, "people.turnover.removal: needs people.development"),
    ({"people.turnover.removal": {}, "people.development": {}},
     "people.turnover.removal: needs people.coaching"),
    ({"people.turnover.removal": {}, "people.coaching.reviews_per_month": 0},
     "people.turnover.removal: needs people.coaching with reviews_per_month above 0"),
    ({"care.recovery": {"channel": "phone"}, "customers": None}, "care.recovery: needs customers"),
    ({"reasons.billing.spill": {"channel": "phone", "after_answer": 1.1}, "customers": None},
     "reasons.billing.spill.after_answer: needs customers"),
    ({"care.risk": {}, "loyalty.enabled": False}, "care.risk: needs loyalty.enabled"),
    ({"care.close_loop": {"channel": "phone"}, "satisfaction.enabled": False},
     "care.close_loop: needs satisfaction.enabled"),
    ({"care.outreach": {"reason": "billing", "at_risk": True}},
     "care.outreach.at_risk: needs care.risk"),
    ({"care.personal": {"segment": "vip", "team": "frontlines"}},
     "care.personal.team: unknown team; did you mean frontline?"),
    ({"people.courses": [{"name": "x", "at": "1 d", "hours": 8, "languages": ["fr"]}],
      "people.development": {}}, "people.courses[0].languages[0]: no languages are modelled"),
    ({"people.coaching.hours_per_month": "+2"}, "has no present value to change"),
    ({"people.coach.share": 1}, "people.coach: unknown path; did you mean coaching?"),
    ({"care.recovery.delay": "2 d"}, "care.recovery.channel: is required"),
]  # fmt: skip


@pytest.mark.parametrize(("overrides", "said"), NEEDS)
def test_parts_that_would_do_nothing_are_refused(overrides: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        BASE.with_overrides(overrides)
    lines = caught.value.lines()
    assert any(said in line for line in lines), lines


GOOD = [
    {"people.development": {}},
    {"people.development": {}, "people.training": {}, "people.coaching": {}},
    {"people.fatigue": {}, "people.strain": {}, "people.survey": {}, "people.turnover": {}},
    {"people.hiring": {}, "management.quarterly": {}},
    {"people.hiring": {}, "people.turnover": {}},
    {"people.goals.level": 1.2, "people.climate.friction": "30 s"},
    {"people.turnover": {}, "people.development": {}, "people.careers": {}},
    {"care.recovery": {"channel": "phone"}, "care.close_loop": {"channel": "phone"}},
    {"care.outreach": {"reason": "billing", "segments": ["vip"]}, "care.risk": {}},
    {"care.personal": {"segment": "vip", "team": "frontline"}},
    {"customers.joining_per_month": 100, "reasons.loans.diagnosis": {}},
    {"tools.knowledge": {}, "tools.without_crm": {}, "management.policy.review": "60 d"},
    {"care.growth_per_year": 0.05, "people.turnover.quits_per_year": 0.4},
]


@pytest.mark.parametrize("overrides", GOOD)
def test_parts_alone_or_with_what_they_need(overrides: dict[str, Any]) -> None:
    after = BASE.with_overrides(overrides)
    assert parse(after.dump()) == after
    assert after.hash != BASE.hash
    back = after.with_overrides({path: BASE_VALUES.get(path) for path in overrides})
    assert isinstance(back, Scenario)


BASE_VALUES: dict[str, Any] = {
    "people.goals.level": 1.0,
    "people.climate.friction": "0 s",
    "management.policy.review": "90 d",
    "care.growth_per_year": 0.0,
    "customers.joining_per_month": 0.0,
    "people.turnover.quits_per_year": 0.33,
}
"""What stands in the bank where it is not null."""


def test_path_into_a_part_that_is_off_switches_it_on_with_its_defaults() -> None:
    base = BASE.with_overrides({"people.development": {}})
    after = base.with_overrides(["people.training.hours_per_month=4"])
    assert after.people.training is not None
    assert (after.people.training.hours_per_month, after.people.training.placing) == (4, "fixed")
    more = after.with_overrides(["people.training.hours_per_month=+2", "people.training.block=*2"])
    assert more.people.training is not None
    assert (more.people.training.hours_per_month, more.people.training.block) == (6, 3_600_000)
    assert more.with_overrides({"people.training": None}) == base
    assert base.with_overrides({"people.development": None}).hash == BASE.hash


def test_paths_reach_into_courses_and_releases() -> None:
    after = parse(LIVES).with_overrides(
        ["people.courses[0].places=+2", "people.development.releases[1].loss=0.3",
         "people.development.families.spoken=[help, selling]"]
    )  # fmt: skip
    assert after.people.courses[0].places == 5
    assert after.people.development is not None
    assert after.people.development.releases[1].loss == 0.3
    assert after.people.development.families["spoken"] == ("help", "selling")


def test_budget_does_not_change() -> None:
    assert budget(BASE.with_overrides(GOOD[2])) == budget(BASE)
