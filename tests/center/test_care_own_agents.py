"""Own agents: who served a customer before comes first, if idle."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from audited import lived
from care_days import live_care, solved
from days import luck
from features import BASE
from small_desk import reason
from told import told

from cssim.center.care import Care
from cssim.center.care_settings import CareSettings
from cssim.demand import Customers
from cssim.journal import Journal
from cssim.scenario import parse

OWN = CareSettings(personal=(0, 0))
PEOPLE = Customers(np.array([0, 1]), np.zeros(2))
OTHER = {"customer": 1, "segment": 1}
EVEN = math.log(0.7 / 0.3)
"""Complexity at which an average agent solves half."""
CUSTOMERS = """
customers:
  size: 100
  segments: {plain: {share: 0.8}, gold: {share: 0.2, contact_propensity: 3}}
"""


def _agents(*contacts: Any, care: CareSettings | None = OWN) -> list[str]:
    more = {"settings": {"segments": ("gold", "plain")}, "feelings": {"multipliers": (1.0, 1.0)}}
    journal = live_care(*contacts, care=care, people=PEOPLE, agents="ab", **more)
    return told(journal, "legs", "contact agent")


BACK = (0, solved()), (300, solved())
"""Served by a until 60; at 300 b has been idle for longer."""


def test_the_agent_who_served_the_customer_before_comes_first() -> None:
    assert _agents(*BACK) == ["0.1 a", "1.1 a"]
    assert _agents(*BACK, care=None) == ["0.1 a", "1.1 b"]


SOLVES = 1 / (1 + math.exp(-0.5))
"""Chance of solving with a gain of 0.5 where it is one half without."""


@pytest.mark.parametrize(
    ("uniform", "rows", "solved_too"),
    [
        (SOLVES - 1e-9, ({}, {}), True),
        (SOLVES + 1e-9, ({}, {}), False),
        (0.5 - 1e-9, (OTHER, {}), True),
        (0.5 + 1e-9, (OTHER, {}), False),  # the agent served somebody else before
        (0.5 + 1e-9, (OTHER, OTHER), False),  # of a segment without own agents
    ],
)
def test_an_agent_who_knows_the_customer_solves_more(
    uniform: float, rows: tuple[Any, Any], solved_too: bool
) -> None:
    first, second = rows
    again = luck((60, 0, 0), resolve=uniform)
    journal = live_care(
        (0, solved(), first), (300, again, second), people=PEOPLE, agents="a",
        care=replace(OWN, personal_gain=0.5),
        settings={"segments": ("gold", "plain"), "reasons": (reason("call", complexity=EVEN),)},
        feelings={"multipliers": (1.0, 1.0)},
    )  # fmt: skip
    assert told(journal, "contacts", "resolved")[1] == ("yes" if solved_too else "no")


def test_who_is_busy_is_not_waited_for() -> None:
    """a talks with somebody else (who came when b was busy, too) until 400."""
    rows = (0, solved()), (100, luck((50, 0, 0)), OTHER), (110, luck((290, 0, 0)), OTHER)
    assert _agents(*rows, (300, solved())) == ["0.1 a", "1.1 b", "2.1 a", "3.1 b"]


def test_other_segments_have_no_agents_of_their_own() -> None:
    rows = [(at, fate, OTHER) for at, fate in BACK]
    assert _agents(*rows) == ["0.1 a", "1.1 b"]


def test_it_is_the_last_one_who_counts() -> None:
    """b serves the second call, because a is busy; so b comes first at the third."""
    rows = (0, solved()), (100, luck((50, 0, 0)), OTHER), (130, luck((20, 0, 0)))
    found = _agents(*rows, (500, luck((9, 0, 0)), OTHER), (600, solved()))
    assert found[1:3] == ["1.1 b", "2.1 a"]
    assert found[4] == "4.1 a"


def _same_again(journal: Journal) -> float:
    """Return the share of further services by the desk given by the agent of the one before."""
    legs = journal.frame("legs").merge(
        journal.frame("contacts")[["contact", "customer", "segment"]]
    )
    legs = legs[(legs["segment"] == "gold") & (legs["team"] == "desk")]
    legs = legs[legs["kind"] == "service"].sort_values("answered_at")
    before = legs.groupby("customer")["agent"].shift().astype(str)
    known = before != "nan"
    return float((legs["agent"].astype(str) == before)[known].mean())


def _scenario(**care: Any) -> Any:
    changes = {"reasons.help.arrivals.per_hour": 20}
    return parse(BASE + CUSTOMERS).with_overrides(changes | care)


def test_it_holds_on_busy_days_with_every_channel() -> None:
    own = {"care.personal": {"segment": "gold", "team": "desk"}}
    assert _same_again(lived(_scenario(**own))) > _same_again(lived(_scenario())) + 0.1


def test_the_audit_notices_when_it_is_promised_and_not_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Care, "own_agent", lambda *_: None)
    with pytest.raises(AssertionError, match="C6  failed"):
        _agents(*BACK)
