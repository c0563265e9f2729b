"""The audit of contacts that the center begins: a promise that does not fit is noticed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from audited import unaudited

sys.path.append(str(Path(__file__).parents[1] / "center"))
from care_days import again, failed, live_care, plan, solved

from cssim.audit import CareFacts, ChannelFacts, Expected, MakingGoodFacts, Report, audit
from cssim.center.care_settings import CareSettings
from cssim.journal import Journal

PHONE = {"phone": ChannelFacts(), "mail": ChannelFacts(kind="email")}
RECOVERY = MakingGoodFacts("phone", 100_000)
CARE = CareFacts(recovery=RECOVERY)


def _lived(*contacts: object, care: CareSettings | None = None) -> Journal:
    with unaudited():
        return live_care(
            *(contacts or [(0, failed())]),
            care=CareSettings(recovery=plan()) if care is None else care,
            later=again(),
        )


def _audited(journal: Journal, care: CareFacts) -> Report:
    return audit(journal, Expected(channels=PHONE, care=care))


def test_what_is_promised_and_done_is_right() -> None:
    report = _audited(_lived(), CARE)
    assert report["C1"].status == "passed"


@pytest.mark.parametrize(
    "care",
    [
        CareFacts(),
        CareFacts(recovery=replace(RECOVERY, delay_ms=100_001)),
        CareFacts(recovery=replace(RECOVERY, channel="mail")),
        CareFacts(close_loop=RECOVERY),
    ],
    ids=["nothing", "later", "elsewhere", "after ratings"],
)
def test_what_nothing_calls_for_is_noticed(care: CareFacts) -> None:
    assert _audited(_lived(), care)["C1"].status == "failed"


def test_outreach_has_the_reason_that_is_planned_for_it() -> None:
    journal = _lived((0, solved(), {"begun": True}), care=CareSettings(outreach=0))
    assert _audited(journal, CareFacts(reason="call"))["C1"].status == "passed"
    assert _audited(journal, CareFacts(reason="other"))["C1"].status == "failed"


def _set(table: str, column: str, row: int, value: object) -> Callable[[Journal], None]:
    def change(journal: Journal) -> None:
        values = np.array(journal.columns[table][column])
        values[row] = value
        journal.columns[table][column] = values

    return change


@pytest.mark.parametrize(
    "change",
    [
        _set("contacts", "rating", 1, 4),
        _set("contacts", "sat", 1, 0.5),
        _set("contacts", "responded", 1, True),
        _set("contacts", "patience_ms", 1, 5),
        _set("contacts", "followed_by", 1, 2),
        _set("contacts", "resolved", 1, False),
        _set("people", "value", -1, -0.1),
        _set("people", "at_ms", -1, 219_999),
        _set("issues", "how", 0, 0),
        _set("contacts", "cause", 1, 2),
    ],
)
def test_every_rule_bites(change: Callable[[Journal], None]) -> None:
    good = _lived()
    columns = {table: dict(good.columns[table]) for table in good.columns}
    journal = Journal(columns, good.about)
    assert _audited(journal, CARE)["C1"].status == "passed"
    change(journal)
    assert _audited(journal, CARE)["C1"].status == "failed"
