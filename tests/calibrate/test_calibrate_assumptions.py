"""Assumptions of a mapping: checked like the rest, and marked as assumptions in the scenario."""

import pytest
from made_logs import attempts, log_of, plain_mapping

from cssim import scenario
from cssim.calibrate import ColumnMapping, calibrate
from cssim.errors import InputError

ASSUMED = """currency: ILS,
  wage_per_hour: {value: 30, why: from payroll},
  margin_per_month: {by_segment: {gold: 50}, why: a guess},
  customers: {size: 7000, why: from the books}"""


def mapped(assumed: str) -> ColumnMapping:
    return plain_mapping(change=("agent: {", f"assumptions: {{{assumed}}}\nagent: {{"))


def written(assumed: str) -> str:
    n = 200
    frame = attempts(
        n,
        arrived_at=[9 * 3600 + 60.0 * i for i in range(n)],
        segment=["gold", "standard"] * (n // 2),
        agent=["ann", "bob"] * (n // 2),
        customer=[str(i % 80) for i in range(n)],
    )
    chosen = mapped(assumed)
    return calibrate(log_of(frame, chosen), chosen).scenario_yaml()


def test_assumptions_go_into_the_scenario_marked_as_such():
    text = written(ASSUMED)
    made = scenario.parse(text)
    assert made.currency == "ILS" and made.customers.size == 7000
    assert {team.wage_per_hour for team in made.teams.values()} == {30.0}
    margins = {name: s.margin_per_month for name, s in made.customers.segments.items()}
    assert margins == {"gold": 50.0, "standard": 0.0}
    for said in ("wage_per_hour: from payroll", "margin_per_month: a guess", "customers: from the"):
        assert f"# ASSUMPTION, not from the log: {said}" in text


def test_without_assumptions_nothing_is_claimed():
    text = written("")
    made = scenario.parse(text)
    assert "ASSUMPTION" not in text and "currency" not in text
    assert made.currency == "USD" and made.customers.size == 80


@pytest.mark.parametrize(
    ("assumed", "said"),
    [
        ("wage_per_hour: {value: 30}", "assumptions.wage_per_hour.why: is required and missing"),
        ("wage_per_hour: {value: -1, why: x}", "wage_per_hour.value: must be a number from 0"),
        ("currency: shekel", 'currency: must be 3 capitals, such as "USD" (got "shekel")'),
        ("customers: {size: 0, why: x}", "customers.size: must be a whole number from 1"),
        ("wage_per_hours: {}", "unknown key; did you mean wage_per_hour?"),
        (
            "margin_per_month: {by_segment: {silver: 1}, why: x}",
            "by_segment.silver: must be a segment of the mapping (standard, gold)",
        ),
    ],
)
def test_refusals(assumed, said):
    with pytest.raises(InputError) as refused:
        mapped(assumed)
    assert said in "\n".join(refused.value.lines())
