"""The rows themselves: none forgotten, each with a test; and a `check` that can fail."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from effects import Claim, check
from rows import ROWS

HERE = Path(__file__).parent
SECTIONS = (range(23, 46), range(71, 81), range(110, 114))
"""C and D, G, J of the mission."""
BESIDE = (
    *(1, 4, 5, 8, 9, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 58, 68, 69, 81),
    *(97, 98, 100, 101, 102, 103, 104, 105, 107, 108, 109, 116, 121, 124, 126),
)
"""Rows of other sections whose lever is built, or asked for."""


def test_every_row_is_shown_or_stands_under_later() -> None:
    later = set(re.findall(r"^\| (M\d+)", (HERE / "LATER.md").read_text("utf-8"), re.MULTILINE))
    wanted = {f"M{n:02}" for n in (*(n for section in SECTIONS for n in section), *BESIDE)}
    assert wanted <= set(ROWS) | later


def test_every_row_has_its_test() -> None:
    text = "".join(path.read_text("utf-8") for path in HERE.glob("test_mission_*.py"))
    tests = re.findall(r"^def test_(m\d+)_\w+.*?check\(ROWS\[\"(M\d+)\"\]\)", text, re.M | re.S)
    assert {row for _, row in tests} == set(ROWS)
    assert all(name.upper() == row for name, row in tests)


def _with(**changes: object):
    row = ROWS["M27"]
    (claim,) = row.claims
    return replace(row, claims=(replace(claim, **changes),))


def test_a_direction_that_is_not_there_is_refused() -> None:
    with pytest.raises(AssertionError, match="not seen"):
        check(_with(sign=+1))


def test_a_mechanism_that_is_still_on_is_refused() -> None:
    with pytest.raises(AssertionError, match="seen with its mechanism off"):
        check(_with(off={}))


def test_switching_off_must_not_take_back_the_knob_itself() -> None:
    with pytest.raises(AssertionError, match="the knob itself"):
        check(_with(off={"reasons.help.articles.contains": 0.1}))


def test_a_statistical_claim_needs_more_than_luck() -> None:
    claim = Claim("nothing", +1, lambda lives: 0.0, {})
    assert not claim.appears([1.0, -0.9, 1.1, -1.0, 0.8, 0.2])
    assert claim.appears([1.0, 0.9, 1.1, 1.0, 0.8, 1.2, 1.0, 0.9])
    assert not claim.appears([0.0, 0.0, 0.0])
    assert not claim.appears([float("nan")])
