"""What is done to one customer touches nobody else; what is switched off leaves no trace."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from audited import lived
from days import NEVER, Day, card, luck, s, shift
from told import same, told
from toys import always_open, two_tiers

from cssim.center.settings import Feelings, ReasonSettings, TeamSettings
from cssim.demand import Customers
from cssim.journal import Journal
from cssim.rules.loyalty import Loyalty

DAY = 86_400


def _week(arrives: float, talk: float = 300) -> Journal:
    """Return five days of six customers; customer 2 alone calls the technical desk.

    That desk opens at 10:00 of day 1, so arriving at 9:00 or at 10:00 is an hour's wait or
    none, and changes nothing about who works when. `talk` is how long customer 5 talks, past
    the end of the last day.
    """
    opens = DAY + 36_000
    answered = luck((600, 0, 60), rating=0.8)
    contacts = [
        (3600, luck((600, 0, 60), resolve=NEVER), {"customer": 0, "segment": 0}),
        (opens - arrives, answered, {"reason": 1, "customer": 2, "segment": 0}),
        (2 * DAY, luck((60, 0, 0)), {"customer": 1, "segment": 0}),
        (2 * DAY + 9, luck((60, 0, 0), 30), {"customer": 3, "segment": 0}),
        (3 * DAY, answered, {"reason": 1, "customer": 4, "segment": 0}),
        (5 * DAY - 120, luck((talk, 0, 0)), {"customer": 5, "segment": 0}),
    ]
    loyalty = Feelings(satisfaction=True, loyalty=Loyalty(), multipliers=(365.0,))
    day = Day(
        contacts,
        [card("a"), card("b", 1, [1])],
        [shift(0, 0, 6 * DAY), shift(1, opens, 6 * DAY)],
        {
            "reasons": (ReasonSettings("billing"), ReasonSettings("technical")),
            "teams": (TeamSettings("desk"), TeamSettings("technicians")),
            "feelings": loyalty,
            "segments": ("all",),
            "horizon": s(5 * DAY),
        },
        customers=Customers(np.zeros(6, np.int64), np.array([0, 0.59, 0.59, 0, 0, 0])),
    )
    return day.live()


def _of_others(journal: Journal, customer: int) -> list[str]:
    """Return all rows about customers but those of one."""
    contacts = told(journal, "contacts")
    mine = {row.split()[0] for row in contacts if row.split()[2] == str(customer)}
    issues = [row for row in told(journal, "issues") if row.split()[2] != str(customer)]
    customers = [row for row in told(journal, "customers") if row.split()[0] != str(customer)]
    legs = [row for row in told(journal, "legs") if row.split()[0] not in mine]
    contacts = [row for row in contacts if row.split()[0] not in mine]
    return [*contacts, *legs, *issues, *customers]


def test_one_customers_wait_changes_that_customer_and_nobody_else() -> None:
    at_once, an_hour = _week(arrives=0), _week(arrives=3600)
    assert _of_others(at_once, 2) == _of_others(an_hour, 2)
    assert told(at_once, "agent_states") == told(an_hour, "agent_states")
    felt = [told(journal, "contacts", "customer rating nps") for journal in (at_once, an_hour)]
    assert "2 4 7" in felt[0] and "2 2 3" in felt[1]
    left = [told(journal, "customers", "left")[2] for journal in (at_once, an_hour)]
    assert left == [str(4 * DAY), str(3 * DAY)]


def test_how_long_the_last_contact_takes_changes_nobody_else() -> None:
    # The run ends when the last contact is finished; the customers' state is that of the
    # horizon, or every one of them would hang on customer 5.
    assert _of_others(_week(0, talk=300), 5) == _of_others(_week(0, talk=301), 5)


def test_a_run_that_drains_past_midnight_ages_nobody_by_a_day() -> None:
    short, long = _week(0, talk=60), _week(0, talk=DAY + 3600)
    hazards = [journal.columns["customers"]["hazard"][:5].tolist() for journal in (short, long)]
    assert hazards[0] == hazards[1]


class LetsOneWait:
    """First come, first served, but one contact is not offered to anybody for ten minutes."""

    name = "lets-one-wait"
    recheck_s = (600.0,)

    def __init__(self, contact: int) -> None:
        self.contact = contact

    def _may(self, contact: Any) -> bool:
        return contact.id != self.contact or contact.wait_s >= 600.0

    def choose_agent(self, contact: Any, idle: Any, floor: Any) -> Any:
        return idle[0] if self._may(contact) else None

    def choose_contact(self, agent: Any, waiting: Any, floor: Any) -> Any:
        return next((c for c in waiting if self._may(c)), None)


def test_where_somebody_is_always_idle_one_wait_is_one_customers_business() -> None:
    segments = {"all": {"share": 1.0, "margin_per_month": 10}}
    scenario = always_open(
        horizon="2 d",
        teams__desk__size=40,
        customers={"size": 300, "segments": segments},
        loyalty__churn_per_year=0.99,
        reasons__help__patience="infinite",
    )
    base = lived(scenario, policy=LetsOneWait(-1))
    ids = base.columns["contacts"]["contact"]
    chosen = int(ids[len(ids) // 3])
    other = lived(scenario, policy=LetsOneWait(chosen))
    row = int(np.searchsorted(ids, chosen))
    who = base.columns["contacts"]["customer"][row]
    # Which agent answers may differ from then on; when, and what customers feel, does not.
    columns = "contact customer arrived queued first_reply left outcome sat rating nps responded"
    differ = [
        (a, b)
        for a, b in zip(
            told(base, "contacts", columns), told(other, "contacts", columns), strict=True
        )
        if a != b
    ]
    assert {int(a.split()[1]) for a, _ in differ} == {who}
    people = [told(journal, "customers") for journal in (base, other)]
    assert [i for i, (a, b) in enumerate(zip(*people, strict=True)) if a != b] == [who]


# ---- switched off ------------------------------------------------------------------

FELT = tuple(
    f"{table}.{name}"
    for table in ("contacts", "issues")
    for name in (
        "sat", "rating", "nps", "responded", "wait_ratio", "quality", "mismatch", "hostility"
    )
)  # fmt: skip
REASONS = ("billing", "technical")


def _both(setting: str, value: Any) -> dict[str, Any]:
    return {f"reasons__{reason}__{setting}": value for reason in REASONS}


NO_RETRY = {
    **_both("retry__after_abandoned", 0),
    **_both("retry__after_blocked", 0),
    **_both("retry__after_disconnected", 0),
}
NO_REPEAT = _both("repeat__probability", 0)
NOBODY_UP = _both("escalate", 0)
FIVE_MINUTES = {"distribution": "deterministic", "mean": "5 min"}
SWITCHES: dict[str, tuple[dict[str, Any], dict[str, Any], tuple[str, ...]]] = {
    "satisfaction": (
        {"satisfaction__enabled": False, "loyalty__churn_per_year": 0},
        {"loyalty__churn_per_year": 0},
        (*FELT, "customers"),
    ),
    "loyalty": (
        {"loyalty__enabled": False},
        {"loyalty__churn_per_year": 0},
        ("customers", "contacts.nps"),
    ),
    "retry": (NO_RETRY, {**NO_RETRY, **_both("retry__delay", FIVE_MINUTES)}, ()),
    "repeat": (NO_REPEAT, {**NO_REPEAT, **_both("repeat__delay", FIVE_MINUTES)}, ()),
    "escalation": (NOBODY_UP, {**NOBODY_UP, "escalation__handover_share": 0.9}, ()),
    "conference": (NOBODY_UP, {**NOBODY_UP, "escalation__conference": None}, ()),
    "lines": ({"channels__phone__lines": None}, {"channels__phone__lines": 100_000}, ()),
    "authority": (NOBODY_UP, {**NOBODY_UP, "teams__frontline__authority": 0.5}, ()),
    "surveys": (
        {"satisfaction__survey_response": 0},
        {"satisfaction__survey_response": 0, "satisfaction__survey_tilt": 1.0},
        (),
    ),
    "absence": ({"teams__seniors__absence": 0}, {"teams__seniors__absence": 1e-12}, ()),
    "hang-ups": (
        _both("ivr", {"time": {"distribution": "deterministic", "mean": "30 s"}}),
        _both("ivr", {"time": {"distribution": "deterministic", "mean": "30 s"}, "hang_up": 1e-12}),
        (),
    ),
}  # fmt: skip


@pytest.mark.parametrize("switch", SWITCHES)
def test_a_mechanism_switched_off_leaves_the_journal_bit_identical(switch: str) -> None:
    off, neutral, its_own = SWITCHES[switch]
    assert same(lived(two_tiers(**off)), lived(two_tiers(**neutral)), without=its_own) == []


def test_self_service_of_one_reason_is_nothing_to_the_other() -> None:
    # Billing and technical have agents of their own, so only the door is shared.
    apart = {
        "channels__phone__lines": None,
        "teams__frontline__skills": ["billing"],
        "teams__seniors__skills": ["technical"],
        "reasons__technical__tier": 2,
        "satisfaction__enabled": False,  # or the two would meet in their customers' goodwill
        **_both("escalate", 0),
    }
    ivr = {"time": {"distribution": "exponential", "mean": "1 min"}, "hang_up": 0.2}
    runs = [lived(two_tiers(**apart, **more)) for more in ({}, {"reasons__billing__ivr": ivr})]
    technical = [
        [row for row in told(run, "contacts") if " technical " in row and row.split()[3] == "1"]
        for run in runs
    ]
    assert technical[0] == technical[1] and len(technical[0]) > 100
    assert told(runs[0], "legs") != told(runs[1], "legs")
