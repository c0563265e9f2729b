"""The presets: they load, every figure in them names its source, and sectors differ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from audited import lived

import cssim.presets
from cssim.errors import InputError
from cssim.journal import OUTCOMES, STATES
from cssim.presets import NAMES, load, text
from cssim.units import HOUR_MS

SOURCES = {
    "ACXPA", "Antonides", "Avramidis", "BLS", "Brown", "Castellanos", "Comm100",
    "ContactBabel", "Cornell", "Gartner", "Goes", "Hathaway", "OpsDog", "SQM", "Sparks",
    "SuperOffice", "Velaro", "Vocalabs", "Webb", "Zeltyn", "ccplanning", "gistly.ai",
    "newsystemsthinking", "stealthagents",
}  # fmt: skip
"""Whoever is known to have published a figure that the presets use."""


WRITTEN = (yaml.ScalarToken, yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)
"""Tokens that end a line of values; a comment may follow."""


def figures(yml: str) -> Iterator[tuple[int, str, str]]:
    """Yield line number, value and comment of every scalar of a YAML text with a digit."""
    lines = yml.splitlines()
    ends: dict[int, int] = {}
    found = []
    for token in yaml.scan(yml):
        if isinstance(token, WRITTEN):
            end = token.end_mark
            ends[end.line] = max(ends.get(end.line, 0), end.column)
        if isinstance(token, yaml.ScalarToken) and re.search(r"\d", token.value):
            found.append((token.start_mark.line, token.value))
    for line, value in found:
        yield line + 1, value, lines[line][ends[line] :].strip()


def is_sourced(comment: str) -> bool:
    """Tell whether a comment says `assumption`, or a grade and a source that is known."""
    if re.match(r"# assumption\b", comment):
        return True
    return any(name in SOURCES for name in re.findall(r"[\w.]+", comment)) and bool(
        re.match(r"# [SIPD] ", comment)
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_names_its_source(name: str) -> None:
    found = list(figures(text(name)))
    assert len(found) > 200
    without = [f"{line}: {value} {comment}" for line, value, comment in found
               if not is_sourced(comment)]  # fmt: skip
    assert not without, "\n".join(without)


@pytest.mark.parametrize(
    "line",
    [
        "size: 12",
        "size: 12  # agents",
        "size: 12  # I somebody said so",
        "size: 12  # twelve, an assumption",
        '{at: "12:00", length: 30 min}  # lunch',
        "per_hour: [1,\n  2]  # assumption",
    ],
)
def test_a_figure_without_a_source_is_found(line: str) -> None:
    """Guard: a bare figure, a bare comment, an unknown source and a line between are seen."""
    assert not all(is_sourced(comment) for _, _, comment in figures(line))


def test_keys_with_digits_and_both_kinds_of_source_are_known() -> None:
    yml = "a: 1  # assumption\nb: 0.7  # I SQM Group: 70 %\nc: x  # none\nd: {2: y}  # assumption"
    found = list(figures(yml))
    assert [value for _, value, _ in found] == ["1", "0.7", "2"]
    assert all(is_sourced(comment) for _, _, comment in found)


def test_every_source_is_used_somewhere() -> None:
    used = {word for name in NAMES for word in re.findall(r"[\w.]+", text(name))}
    assert used >= SOURCES


@pytest.mark.parametrize("name", NAMES)
def test_a_preset_is_a_whole_center(name: str) -> None:
    scenario = load(name)
    assert scenario.name == name and scenario.title
    assert {channel.kind for channel in scenario.channels.values()} >= {"phone", "chat", "email"}
    assert any(reason.bot or reason.articles for reason in scenario.reasons.values())
    assert len({team.tier for team in scenario.teams.values()}) >= 2
    assert scenario.customers is not None
    assert load(name, {"volume": 1.2}).multipliers.volume == 1.2


def test_the_files_are_those_listed() -> None:
    folder = Path(cssim.presets.__file__).parent
    assert tuple(sorted(path.stem for path in folder.glob("*.yml"))) == NAMES


def test_another_name_is_refused() -> None:
    with pytest.raises(InputError, match="must be one of bank, retail, software, telecom"):
        load("airline")


# ---- alive -----------------------------------------------------------------------------

ONE_DAY = {"horizon": "1 d", "events": []}
"""The first day: a Monday. Events lie later in the week."""


@pytest.mark.parametrize("name", NAMES)
def test_a_day_of_a_preset_breaks_no_law_and_uses_its_channels(name: str) -> None:
    scenario = load(name, ONE_DAY)
    contacts = lived(scenario).columns["contacts"]
    ended = {OUTCOMES[code] for code in contacts["outcome"].tolist()}
    assert {"answered", "contained"} <= ended
    answered = contacts["outcome"] == OUTCOMES.index("answered")
    assert set(contacts["channel"][answered].tolist()) == set(range(len(scenario.channels)))
    assert answered.mean() > 0.6


LOSS = 50.0
"""What a contact that gives up is held to cost, in every sector (assumption)."""
STAFF = (0.4, 0.55, 0.7, 0.85, 1.0, 1.2, 1.5)


def best_staffing(name: str) -> float:
    """Return the staffing, of `STAFF`, that is cheapest in wages and lost contacts."""
    costs = {staff: sum(_cost(name, staff, day) for day in range(3)) for staff in STAFF}
    return min(costs, key=lambda staff: costs[staff])


def _cost(name: str, staff: float, replication: int) -> float:
    scenario = load(name, {**ONE_DAY, "multipliers.staff": staff})
    columns = lived(scenario, seed=5, replication=replication).columns
    states, outcome = columns["agent_states"], columns["contacts"]["outcome"]
    paid = states["state"] != STATES.index("absent")
    hours = (states["until_ms"] - states["from_ms"])[paid].sum() / HOUR_MS
    return float(25 * hours + LOSS * (outcome == OUTCOMES.index("abandoned")).sum())


@pytest.mark.slow
def test_the_same_policy_has_a_different_best_staffing_in_two_sectors() -> None:
    # M32: one trade-off between wages and lost contacts; seeds are fixed, days are paired.
    best = {name: best_staffing(name) for name in ("retail", "software")}
    assert best["software"] < best["retail"]
    assert all(STAFF[0] < staff < STAFF[-1] for staff in best.values())
