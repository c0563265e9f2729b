"""The ledger: complete, in range, true about what is on, and of use for sensitivity runs."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from bank import BANK
from lives import LIVES

import cssim.rules
from cssim import units
from cssim.scenario import json_schema, parse
from cssim.scenario.ledger import (
    CONFIDENCE,
    Assumption,
    assumptions,
    entries,
    in_short,
    ledger,
)

BASE = parse(BANK)
ALL_ON = parse(LIVES).with_overrides({"root_causes": None})
"""Root causes would refuse that nothing is avoidable."""
SECTIONS = ("people", "care", "tools", "management", "loyalty", "satisfaction")

SAME = {
    "handling.TIRED_HANDLING": "people.fatigue.handling",
    "proficiency.PER_HANDLED_HOUR": "people.development.experience_per_hour",
    "proficiency.PER_TRAINED_HOUR": "people.development.training_per_hour",
    "proficiency.PER_COACHED_HOUR": "people.development.coaching_per_hour",
    "proficiency.STALENESS_PER_WEEK": "people.development.staleness_per_week",
    "satisfaction.PER_FATIGUE": "people.fatigue.quality",
    "satisfaction.PER_STRAIN": "people.strain.quality",
    "wear.BUILDS_MS": "people.fatigue.builds",
    "wear.RECOVERS_MS": "people.fatigue.recovers",
    "wear.HOSTILE_WEIGHT": "people.strain.hostile",
    "wear.SUPPORT_WEIGHT": "people.strain.support",
    "wear.STRAIN_WEEKS": "people.strain.weeks",
    "wear.USUAL_STRAIN": "people.strain.start",
    "wear.ABSENCE_SLOPE": "people.strain.absence",
    "wear.QUIT_SLOPE": "people.turnover.strain",
    "wear.EARLY": "people.turnover.early",
    "wear.EARLY_WEEKS": "people.turnover.early_weeks",
    "care.RESTORES": "care.recovery.restores",
    "care.HALVING_DAYS": "care.recovery.halving",
}
"""Constant of a rule -> key of the scenario that replaces it; the defaults must be equal."""
NO_ASSUMPTION = {"loyalty.DAYS_PER_MONTH", "proficiency.PER_GAIN", "wear.WEEKS_PER_YEAR"}
"""No assumption of their own: units, and what follows from other constants."""
CHOICES = {"people.development.shape"}
"""Assumptions that are no number; their range is one form and the other."""


def number(value: Any) -> float:
    """Return a value in file form as a number, durations in ms."""
    return float(units.parse_duration(value)) if isinstance(value, str) else float(value)


def keys(section: str) -> set[str]:
    """Return the pattern of every numeric key of a section, as the schema has it."""
    return set(_numeric(json_schema(), json_schema()["properties"][section], section))


def _numeric(schema: Any, node: Any, path: str) -> Iterator[str]:
    if "$ref" in node:
        part = schema["$defs"][node["$ref"].rpartition("/")[2]]
        for key, child in part["properties"].items():
            yield from _numeric(schema, child, f"{path}.{key}")
    for option in node.get("anyOf", ()):
        yield from _numeric(schema, option, path)
    for child in node.get("patternProperties", {}).values():
        yield from _numeric(schema, child, f"{path}.*")
    if node.get("type") == "array":
        is_part = "$ref" in node["items"]
        yield from _numeric(schema, node["items"], f"{path}.*" if is_part else path)
    if node.get("type") in ("number", "integer") or node.get("pattern") == units.DURATION_PATTERN:
        yield path


@pytest.mark.parametrize("section", SECTIONS)
def test_every_number_of_a_section_is_in_the_ledger(section: str) -> None:
    listed = {line.path for line in assumptions() if line.path.startswith(f"{section}.")}
    assert listed - CHOICES == keys(section)


def test_no_path_is_there_twice_and_every_letter_is_known() -> None:
    lines = assumptions()
    assert len({line.path for line in lines}) == len(lines)
    assert {line.confidence for line in lines} == set(CONFIDENCE)
    for line in lines:
        assert 0 < len(line.source) <= 80, line.path
        assert line.confidence == "A" or line.source != "none", line.path


def with_range() -> list[Assumption]:
    known = assumptions()
    return [line for line in known if line.low is not None and line.path not in CHOICES]


@pytest.mark.parametrize("line", with_range(), ids=lambda line: line.path)
def test_default_is_in_its_range(line: Assumption) -> None:
    assert number(line.low) < number(line.high)
    if line.default is not None:
        assert number(line.low) <= number(line.default) <= number(line.high)


def test_every_constant_of_the_rules_is_listed_or_a_default_of_a_key() -> None:
    listed = {line.path.removeprefix("rules.") for line in assumptions()}
    found = set()
    for module in pkgutil.iter_modules(cssim.rules.__path__):
        content = vars(importlib.import_module(f"cssim.rules.{module.name}"))
        for name, value in content.items():
            if name.isupper() and name[0] != "_" and isinstance(value, (int, float, tuple)):
                found.add(f"{module.name}.{name}")
    taken_over = {name for name in found if name.endswith((".AVERAGE_PROFICIENCY", ".PACE_SLOPE"))}
    assert found - listed - set(SAME) - NO_ASSUMPTION - taken_over == set()
    assert {"handling.AVERAGE_PROFICIENCY", "handling.PACE_SLOPE"} <= listed


@pytest.mark.parametrize(("constant", "path"), SAME.items())
def test_rule_and_key_have_the_same_default(constant: str, path: str) -> None:
    module, name = constant.split(".")
    value = getattr(importlib.import_module(f"cssim.rules.{module}"), name)
    default = next(line.default for line in assumptions() if line.path == path)
    if name.endswith("_DAYS"):
        value *= units.DAY_MS
    assert number(default) == pytest.approx(value, rel=1e-4)


def settable() -> list[Any]:
    rows = [row for row in entries(ALL_ON) if row.is_on and row.low is not None]
    return [row for row in rows if not row.path.startswith("rules.")]


@pytest.mark.parametrize("row", settable(), ids=lambda row: row.path)
def test_both_ends_of_a_range_are_accepted(row: Any) -> None:
    for end in (row.low, row.high):
        after = ALL_ON.with_overrides({row.path: end})
        there = next(other for other in entries(after) if other.path == row.path)
        if row.path in CHOICES:
            assert there.value == end
        else:
            assert number(there.value) == pytest.approx(number(end))


def test_switches_switch_off() -> None:
    """Each switch of a row that is on, alone or with what hangs on it, turns the row off."""
    left = []
    for row in entries(ALL_ON):
        path, _, value = row.switch.partition("=")
        if not row.is_on or row.switch == "-" or path in FOUNDATIONS or "*" in path:
            continue
        after = ALL_ON.with_overrides([f"{path}={value}"])
        left += [other.path for other in entries(after) if other.path == row.path and other.is_on]
    assert left == []


FOUNDATIONS = {"people.development", "people.fatigue", "people.strain", "people.turnover",
               "people.coaching", "people.hiring", "loyalty.enabled", "satisfaction.enabled",
               "care.risk", "people.development.releases",
               "languages"}  # fmt: skip
"""Without these, other parts of the lives are refused."""


def test_bank_has_only_the_basics_on() -> None:
    table = ledger(BASE).set_index("path")
    assert list(table.columns) == [
        "value",
        "low",
        "high",
        "source",
        "confidence",
        "switch",
        "is_on",
        "is_default",
    ]
    on = set(table.index[table["is_on"]])
    assert not any(path.startswith(("people.", "tools.", "care.", "management.")) for path in on)
    assert table.loc["people.fatigue.handling", "value"] == 0.12
    assert table.loc["people.fatigue.builds", "value"] == "4 h"
    assert table.loc["reasons.billing.repeat.probability", "value"] == 0.8
    assert table.loc["rules.satisfaction.PER_CONTACT", "value"] == 0.685
    assert "loyalty.loss_aversion" in on
    assert "loyalty.loss_aversion" not in _on(BASE.with_overrides({"loyalty.enabled": False}))
    tired = BASE.with_overrides({"people.fatigue.handling": 0.05})
    assert ledger(tired).set_index("path").loc["people.fatigue.handling", "value"] == 0.05
    assert {"people.fatigue.handling", "people.fatigue.builds"} <= _on(tired) - on


def test_what_a_scenario_sets_is_its_own() -> None:
    """A source speaks of the default only."""
    rows = {row.path: row for row in entries(BASE)}
    assert not rows["reasons.billing.repeat.probability"].is_default
    assert rows["reasons.billing.repeat.probability"].rests_on == "-"
    untouched = [
        row for row in rows.values() if row.path.startswith(("rules.", "people.", "care."))
    ]
    assert all(row.is_default and row.rests_on == row.confidence for row in untouched)
    ages = next(row for row in entries(ALL_ON) if row.path == "care.risk.days")
    assert (ages.value, ages.is_default) == ("91, 366", False)
    same = ALL_ON.with_overrides({"care.risk.days": [90, 365]})
    assert next(row for row in entries(same) if row.path == "care.risk.days").is_default


def test_in_short_counts_what_is_at_work() -> None:
    on = [row for row in entries(BASE) if row.is_on]
    assumed, own = (sum(row.rests_on == letter for row in on) for letter in "A-")
    assert in_short(BASE).startswith(f"{len(on)} numbers of behaviour")
    assert f" {assumed} are assumptions" in in_short(BASE) and f" {own} decisions" in in_short(BASE)
    surer = in_short(BASE.with_overrides({"loyalty.loss_aversion": 1.8}))
    assert f" {assumed - 1} are assumptions" in surer and f" {own + 1} decisions" in surer


def _on(scenario: Any) -> set[str]:
    return {row.path for row in entries(scenario) if row.is_on}
