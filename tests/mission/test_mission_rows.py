"""The rows themselves: none forgotten, each with a test; and a `check` that can fail."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import page
import pytest
from effects import Claim, check
from listed import LISTED, PARTS
from rows import ROWS

HERE = Path(__file__).parent


def test_every_row_is_shown_or_listed_with_a_reason() -> None:
    assert page.missing() == []
    shown = {re.sub(r"[A-Z]$", "", name) for name in ROWS}
    assert not shown & set(LISTED)
    assert set(PARTS) <= shown
    assert all(why for _, why in LISTED.values())


def test_docs_name_every_row_with_lever_measure_and_test() -> None:
    assert page.PAGE.read_text("utf-8") == page.page(), "run python tests/mission/page.py"
    named = re.findall(r"^\| (M\d+)\w? \|(.+)\|$", page.page(), re.MULTILINE)
    assert {f"M{n:02d}" for n in range(1, page.N_ROWS + 1)} == {name for name, _ in named}
    cells = [cell.strip() for _, rest in named for cell in rest.split("|")]
    assert all(cells)


def test_every_row_has_its_test() -> None:
    text = "".join(path.read_text("utf-8") for path in HERE.glob("test_mission_*.py"))
    tests = re.findall(r"^def test_(m\d+b?)_\w+.*?check\(ROWS\[\"(M\d+B?)\"\]\)", text, re.M | re.S)
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
