"""Whatever is done to a file, the outcome is a scenario or an error in the user's words."""

import contextlib

import pytest
from bank import BANK
from hub import HUB
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lives import LIVES, PARTS

from cssim.errors import InputError
from cssim.scenario import Scenario, load, parse

FUZZ = settings(
    max_examples=300,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
SHORT = settings(FUZZ, max_examples=100)
TOKENS = [
    *(" ", "\n", ":", ": ", "- ", "[", "]", "{", "}", ",", "#", "'", '"', "&a", "*a", "!!str ", ""),
    *("<<: ", "? ", "|\n", "%", "@", "`", "---\n", "...\n", "\t", "\0", "\x1b", "\u202e", "null"),
    *("true", "-1", "0", "1e309", ".nan", "9" * 30, "5 min", "25:00", "monday", "é", "\ud800"),
    *("😀", "\ufeff", "\x85", "\u2028", "\\", "{}", "[]", "__class__", "infinite", "~"),
]
BASE = parse(BANK)
LINES = BANK.splitlines(keepends=True)

places = st.integers(0, len(BANK))
cuts = st.tuples(places, st.integers(0, 30), st.sampled_from(TOKENS))
HUB_LINES = HUB.splitlines(keepends=True)
hub_cuts = st.tuples(st.integers(0, len(HUB)), st.integers(0, 30), st.sampled_from(TOKENS))
hub_moves = st.tuples(st.sampled_from(HUB_LINES), st.sampled_from(HUB_LINES))
moves = st.tuples(st.sampled_from(LINES), st.sampled_from(LINES))
LIFE_LINES = PARTS.splitlines(keepends=True)
life_cuts = st.tuples(
    st.integers(len(LIVES) - len(PARTS), len(LIVES)), st.integers(0, 30), st.sampled_from(TOKENS)
)
life_moves = st.tuples(st.sampled_from(LIFE_LINES), st.sampled_from(LIFE_LINES))


def outcome(text: str) -> str:
    """Return what became of a text; anything but the two proper outcomes raises."""
    try:
        scenario = parse(text, source="fuzz.yaml")
    except InputError as error:
        assert error.lines()
        for line in error.lines():
            assert line.isprintable()
            assert len(line) <= 300
        return "refused"
    assert isinstance(scenario, Scenario)
    assert parse(scenario.dump()) == scenario
    return "accepted"


@FUZZ
@given(st.lists(cuts, min_size=1, max_size=4))
def test_tokens_put_anywhere(changes: list[tuple[int, int, str]]) -> None:
    text = BANK
    for place, length, token in changes:
        text = text[:place] + token + text[place + length :]
    outcome(text)


@SHORT
@given(st.lists(hub_cuts, min_size=1, max_size=4), st.lists(hub_moves, max_size=2))
def test_hub_cut_and_moved(
    cuts_: list[tuple[int, int, str]], moves_: list[tuple[str, str]]
) -> None:
    text = HUB
    for place, length, token in cuts_:
        text = text[:place] + token + text[place + length :]
    for old, new in moves_:
        text = text.replace(old, new, 1)
    outcome(text)


@SHORT
@given(st.lists(life_cuts, min_size=1, max_size=3), st.lists(life_moves, max_size=2))
def test_lives_cut_and_moved(
    cuts_: list[tuple[int, int, str]], moves_: list[tuple[str, str]]
) -> None:
    text = LIVES
    for place, length, token in cuts_:
        text = text[:place] + token + text[place + length :]
    for old, new in moves_:
        text = text.replace(old, new, 1)
    outcome(text)


@SHORT
@given(st.lists(moves, min_size=1, max_size=3))
def test_lines_put_in_place_of_others(changes: list[tuple[str, str]]) -> None:
    text = BANK
    for old, new in changes:
        text = text.replace(old, new, 1)
    outcome(text)


@FUZZ
@given(st.lists(st.tuples(places, st.integers(0, 255)), min_size=1, max_size=5))
def test_bytes_changed(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, int]]
) -> None:
    data = bytearray(BANK.encode())
    for place, value in changes:
        data[place % len(data)] = value
    path = tmp_path_factory.getbasetemp() / "fuzz.yaml"
    path.write_bytes(data)
    with contextlib.suppress(InputError):
        assert isinstance(load(path), Scenario)


@SHORT
@given(st.text(max_size=60), st.text(max_size=30))
def test_any_text_and_any_override(text: str, value: str) -> None:
    outcome(text)
    for override in (f"teams.frontline.size={value}", f"title={text}", text):
        with contextlib.suppress(InputError):
            assert len(BASE.with_overrides([override]).overrides) == 1


def test_fuzz_reaches_both_outcomes() -> None:
    assert {outcome(BANK), outcome(BANK[:-10])} == {"accepted", "refused"}
