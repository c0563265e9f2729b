"""Days on which the center cares for customers: their settings, and what was felt."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from days import ALWAYS, NEVER, Day, card, luck, s, shift
from features import BASE
from small_desk import mail, phone, reason

from cssim.center.care_settings import CareSettings, MakingGood
from cssim.center.settings import Feelings, QueueSettings
from cssim.demand import Customers
from cssim.journal import Journal
from cssim.rules.loyalty import Loyalty
from cssim.scenario import Scenario, parse

DAY = 86_400
GOOD = 1 / (1 + math.exp(-1.815))
BAD = 1 / (1 + math.exp(-(1.815 - 1.45)))
LOST = 0.8 * (0.8 - BAD)
"""Goodwill that a failed issue costs."""
CALL, LETTER = 0, 1
"""Queues: the one reason by phone and in writing."""
CONTACTS = "contact cause arrived left outcome resolved followed_by"
EVENTLESS = Loyalty(memory_months=math.inf, hazard_per_month=0.0)
"""Nobody leaves and nothing is forgotten."""


POPULATION = """
customers:
  size: 2000
  segments: {gold: {share: 0.2, contact_propensity: 3}, plain: {share: 0.8}}
"""


def peopled(**changes: Any) -> Scenario:
    """Return a center of 20 days with 2,000 customers in two segments, changed by path."""
    given = {name.replace("__", "."): value for name, value in changes.items()}
    return parse(BASE + POPULATION).with_overrides({"horizon": "20 d", **given})


def plan(**more: Any) -> MakingGood:
    """Return a plan for contacts that make good: by phone after 100 s, 60 s of work."""
    times = {name: s(more.pop(name)) for name in ("delay", "work", "halving") if name in more}
    return MakingGood(**{"channel": 0, "delay": s(100), "work": s(60), **times, **more})


def failed(**more: Any) -> Any:
    """Return luck of a call of 60 s that solves nothing, after which the customer gives up."""
    return luck((60, 0, 0), resolve=NEVER, **more)


def solved(**more: Any) -> Any:
    """Return luck of a call of 60 s that solves the issue."""
    return luck((60, 0, 0), **more)


def again(row: int = 0, attempt: int = 2, **more: Any) -> dict[tuple[int, int], Any]:
    """Return luck of a later attempt, whose work and patience do not matter if it makes good."""
    return {(row, attempt): luck((7, 7, 7), 1, **{"resolve": ALWAYS, **more})}


def live_care(
    *contacts: Any, care: CareSettings | None = None, leave: Any = (0.0,), **more: Any
) -> Journal:
    """Live a day; contacts are (second, luck) or with extras; all of customer 0 unless told."""
    rows = [(c[0], c[1], {"customer": 0, "segment": 0, **(c[2] if len(c) > 2 else {})})
            for c in contacts]  # fmt: skip
    end = more.pop("end", 1000)
    feelings = {"satisfaction": True, "loyalty": EVENTLESS, "response": 0.5,
                "multipliers": (1.0,), "wait_factors": (1.0, 1.0, 1.0)}  # fmt: skip
    settings = {
        "reasons": (reason("call", repeat=0.5),),
        "channels": (phone(**more.pop("phone", {})), mail()),
        "queues": (QueueSettings(0, 0), QueueSettings(0, 1)),
        "feelings": Feelings(**{**feelings, **more.pop("feelings", {})}),
        "segments": ("all",),
        "horizon": s(end),
        "care": care,
        **more.pop("settings", {}),
    }
    people = more.pop("people", None)
    if people is None:
        people = Customers(np.zeros(len(leave), np.int64), np.array(leave, dtype=float))
    agents = [card(name, skills=(CALL, LETTER)) for name in more.pop("agents", "a")]
    shifts = more.pop("shifts", [shift(i, 0, end) for i in range(len(agents))])
    return Day(rows, agents, shifts, settings, customers=people, **more).live()


def goodwill(journal: Journal, customer: int = 0) -> float:
    """Return a customer's goodwill at the end."""
    return float(journal.columns["customers"]["goodwill"][customer])
