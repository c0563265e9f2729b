"""Quick checks of customers' patience and care, of pressure, learning and money."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from audited import lived
from days import ALWAYS, NEVER, Day, card, extra, luck, s, shift
from months import DAY_S, desk, events, handled_s, live, values
from told import told
from toys import always_open

from cssim import measures
from cssim.center.care_settings import CareSettings
from cssim.center.settings import (
    ChannelSettings,
    Feelings,
    QueueSettings,
    ReasonSettings,
    TeamSettings,
)
from cssim.demand import Customers
from cssim.journal import Journal
from cssim.rules.loyalty import Loyalty
from cssim.rules.proficiency import PER_GAIN
from cssim.rules.satisfaction import promoter_chance

FIXED = "deterministic"
LEAVE: dict[str, Any] = {
    "people__turnover": {"quits_per_year": 4.0, "tenure_weeks": 520},
    "people__hiring": {
        "lead_time": "9 d",
        "lead_cv": 0.0,
        "onboarding": "10 d",
        "class_size": 2,
        "class_cost": 700.0,
        "cost": 0.0,
    },
    "teams__desk__size": 5,
    "horizon": "98 d",
}


def _day(contacts: list[Any], *agents: Any, **more: Any) -> Journal:
    """Live 1,000 s; everybody works all the time."""
    tables = {key: more.pop(key) for key in ("later", "extras", "customers") if key in more}
    settings = {"reasons": (ReasonSettings("call", repeat=0.5),), "horizon": s(1000), **more}
    shifts = [shift(i, 0, settings["horizon"] / 1000) for i in range(len(agents))]
    return Day(contacts, agents, shifts, settings, **tables).live()


# ---- customers ------------------------------------------------------------------------------


def by_time() -> None:
    """Issues of the second hour take 20 minutes, also when they come back two hours later."""
    long, later = ({"distribution": FIXED, "mean": mean} for mean in ("20 min", "2 h"))
    then = {"window": "01:00-02:00", "handle_time": long}
    repeat = {"probability": 1, "delay": later}
    scenario = always_open(
        horizon="6 h", reasons__help__by_time=[then], reasons__help__repeat=repeat,
        teams__desk__size=30,
    )  # fmt: skip
    journal = lived(scenario)
    contacts = journal.frame("contacts").merge(journal.frame("legs"), on="contact")
    contacts = contacts[contacts["answered_at"].notna()]
    arose = contacts["issue"].map(journal.frame("issues").set_index("issue")["arose_at"])
    work = contacts[["talk_s", "hold_s", "acw_s"]].sum(axis=1)
    assert np.array_equal(arose // 3600 == 1, (work - 1200).abs() < 1e-6)


def segments() -> None:
    """Gold customers wait twice as long and mind each second twice as much."""
    population = {"size": 4000, "segments": {"gold": {"share": 0.5}, "plain": {"share": 0.5}}}
    alike = always_open(customers=population, horizon="3 h", volume=1.3)
    gold = {"patience": 2, "acceptable_wait": 0.5}
    other = alike.with_overrides({f"customers.segments.gold.{k}": v for k, v in gold.items()})
    before, after = (lived(scenario).frame("contacts") for scenario in (alike, other))
    factor = np.where(after["segment"] == "gold", 2.0, 1.0)
    assert np.allclose(after["patience_s"], before["patience_s"] * factor, atol=2e-3)
    waited = after["left_at"].sub(after["queued_at"])[after["outcome"] == "abandoned"]
    felt = after["wait_ratio"][waited.index]
    assert np.allclose(felt, waited / 60 * factor[waited.index])


def patience_lost() -> None:
    """Who has given up twice has lost a fifth of the patience twice."""
    again = {"retry": ALWAYS, "retry_delay": 100}
    journal = _day(
        [(0, luck((10, 0, 0), 40, **again))],
        later={(0, n): luck((10, 0, 0), 50, **again) for n in (2, 3)},
        reasons=(ReasonSettings("call", retry={"abandoned": 1.0}, patience_loss=0.2),),
        max_attempts=3,
    )
    assert told(journal, "contacts", "patience") == ["40", "40", "32"]


def heard() -> None:
    """0.3 is above the share of 0.2 that complains in public, not of those answered there."""
    annoyed, spills = luck((10, 0, 0), resolve=NEVER, repeat=0.6), extra(spill=0.1)
    journal = _day(
        [(at, annoyed, {"customer": 0}) for at in (0, 500)],
        card("a", skills=(0, 1)),
        channels=(ChannelSettings(), ChannelSettings("public", "social")),
        queues=(QueueSettings(0, 0), QueueSettings(0, 1)),
        reasons=(ReasonSettings("call", repeat=0.5, spill=(1, 0.2), after_answer=2.0),),
        later={(row, 2): luck((10, 0, 0)) for row in (0, 1)},
        extras={(0, 1, 1): spills, (1, 1, 1): spills._replace(spill=0.3)},
    )
    assert told(journal, "issues", "how") == ["resolved", "resolved"]


def own_agent() -> None:
    """Who knows the customer solves with chance 0.62 what is an even chance for others."""
    journal = _day(
        [(at, luck((60, 0, 0), resolve=u), {"customer": 0, "segment": 0})
         for at, u in ((0, ALWAYS), (300, 0.6))],
        card("a"),
        reasons=(ReasonSettings("call", complexity=math.log(0.7 / 0.3)),),
        feelings=Feelings(satisfaction=True),
        segments=("all",),
        customers=Customers(np.array([0]), np.zeros(1)),
        care=CareSettings(personal=(0, 0), personal_gain=0.5),
    )  # fmt: skip
    assert told(journal, "contacts", "resolved") == ["yes", "yes"]


def referrals() -> None:
    """A customer who is a promoter for one doubt and not for another brings the first."""
    happy, day = promoter_chance(0.8), s(DAY_S)
    for doubt, n in ((happy - 1e-9, 2), (happy, 1)):
        people = Customers(
            np.zeros(2, np.int64), np.zeros(2), np.array([0, day]), None,
            np.array([-1, 0]), np.array([0.0, doubt]),
        )  # fmt: skip
        journal = _day(
            [(0, luck((60, 0, 0)), {"customer": 1, "segment": 0})],
            card("a"),
            feelings=Feelings(
                satisfaction=True,
                loyalty=Loyalty(memory_months=math.inf, hazard_per_month=0.0),
                multipliers=(1.0,),
                wait_factors=(1.0, 1.0),
            ),
            segments=("all",),
            customers=people,
            horizon=2 * day,
        )
        assert len(journal.columns["customers"]["customer"]) == n


# ---- agents ---------------------------------------------------------------------------------


def pressure() -> None:
    """Behind the second and third of five more than one waits: half the time."""
    team = TeamSettings("desk", pressure=((1, 0.5),))
    journal = _day([(n, luck((20, 0, 0))) for n in range(5)], card("a"), teams=(team,))
    assert told(journal, "legs", "talk") == ["20", "10", "10", "20", "20"]


def power_law() -> None:
    """A week of learning by the power law, worked out from the journal."""
    changes = {"people__development": {"peers": False, "shape": "power_law"}}
    journal = live(desk(**changes, horizon="8 d"))
    scale, lost = 0.125 / 0.818, 0.0246 / 7
    z = math.expm1(0.5 / scale)
    for day in range(7):
        hours = handled_s(journal, "desk-01", day * DAY_S, (day + 1) * DAY_S) / 3600
        z = z * math.exp(-lost) + PER_GAIN * 0.0030769 * hours * -math.expm1(-lost) / lost
    (found,) = values(journal, "proficiency", "desk-01")
    assert abs(found - scale * math.log1p(z)) < 1e-12


def hours_of_a_lead() -> None:
    """60 hours of a lead of 12 make 5 a month for each."""
    coaching = {"hours_per_lead": 60, "hours_per_month": 1}
    scenario = desk(people__development={}, people__coaching=coaching, horizon="56 d")
    hours = events(live(scenario), "coached").groupby("agent", observed=True)["value"].sum()
    assert (abs(hours - 5 * 56 / 30.4375) <= 1).all()


# ---- money ----------------------------------------------------------------------------------


def classes() -> None:
    """A class costs once, a course for each who takes part."""
    journal = live(desk(**LEAVE))
    hired = events(journal, "hired")
    n = hired["at"].nunique()
    assert 0 < n < len(hired)
    prices = measures.Prices(hire=10.0, hire_class=700.0)
    assert measures.hiring_cost(journal, prices=prices).value == 10 * len(hired) + 700 * n
    day = live(desk(horizon="2 d"))
    course = measures.CoursePrice(at_ms=0, per_place=90.0)
    assert measures.training_cost(day, prices=measures.Prices(courses=(course,))).value == 270


def priced() -> None:
    """What a scenario says about prices is what measures use."""
    prices = measures.Options.of(desk(**LEAVE, reasons__help__value_at_stake=40.0)).prices
    assert prices is not None
    assert prices.hire_class == 700.0
    assert prices.at_stake == {"help": 40.0}


def stakes() -> None:
    """One of two is never solved; customers of a margin of 3 are worth three times as much."""
    journal = _day(
        [(0, luck((9, 0, 0))), (50, luck((9, 0, 0), resolve=NEVER, repeat=NEVER))], card("a")
    )
    prices = measures.Prices(at_stake={"call": 40.0})
    assert measures.lost_value(journal, prices=prices).value == 40
    customers = {"size": 9, "segments": {"a": {"share": 1, "margin_per_month": 1}}}
    worth = []
    for margin in (1, 3):
        scenario = desk(customers=customers, horizon="1 d").with_overrides(
            {"customers.segments.a.margin_per_month": margin}
        )
        loyalty = measures.Options.of(scenario).loyalty
        assert loyalty is not None
        worth.append(measures.customer_values(live(scenario), loyalty).sum())
    assert math.isclose(worth[1], 3 * worth[0])


CHECKS: dict[str, Callable[[], None]] = {
    "by time": by_time,
    "segments": segments,
    "patience lost": patience_lost,
    "heard in public": heard,
    "own agent": own_agent,
    "referrals": referrals,
    "pressure": pressure,
    "power law": power_law,
    "hours of a lead": hours_of_a_lead,
    "classes": classes,
    "priced": priced,
    "stakes": stakes,
}
