"""The numbers measures need besides a journal: thresholds, windows, prices, loyalty."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from numbers import Real
from typing import TYPE_CHECKING, Any

from cssim.errors import InputError
from cssim.measures.prices import Prices
from cssim.rules.care import Risk
from cssim.rules.loyalty import hazard_of_churn
from cssim.rules.satisfaction import PER_HANDOVER

if TYPE_CHECKING:
    from cssim.scenario import Scenario

RULES = ("exclude_short", "offered", "short_met", "answered")
"""The four rules of service level; the first is the default."""
KINDS = ("phone", "chat", "email", "social")
"""Kinds of channels."""
DAY_S = 86_400.0
YEAR_S = 365 * DAY_S
MONTHS_PER_YEAR = 12


@dataclass(frozen=True)
class Loyalty:
    """What goodwill does to leaving, and what a customer is worth.

    Attributes
    ----------
    churn_per_year : float
        Share that leaves in a year at the starting goodwill, in [0, 1).
    goodwill_start : float
        Goodwill G0 that memory drifts back to.
    sensitivity : float
        beta: how strongly goodwill moves the hazard.
    memory_months : float
        Time constant of the drift back to G0, in months.
    discount_per_year : float
        Yearly discount rate.
    window_s : float
        Time after the warm-up at whose end retention is projected, in seconds.
    margin_per_month, churn_multiplier : dict of segment to float
        Monthly margin (default 0) and hazard multiplier (default 1) of each segment.
    growth_per_year : float
        Yearly growth of the margin of a customer who stays.
    risk : Risk or None
        Ages at which customers leave more.
    """

    churn_per_year: float = 0.15
    goodwill_start: float = 0.80
    sensitivity: float = 4.0
    memory_months: float = 12.0
    discount_per_year: float = 0.10
    window_s: float = YEAR_S
    margin_per_month: Mapping[str, float] = field(default_factory=dict)
    churn_multiplier: Mapping[str, float] = field(default_factory=dict)
    growth_per_year: float = 0.0
    risk: Risk | None = None

    @property
    def base_hazard(self) -> float:
        """Leave hazard per month at the starting goodwill: ``-ln(1 - churn) / 12``."""
        return hazard_of_churn(self.churn_per_year)

    @classmethod
    def of(cls, scenario: Scenario) -> Loyalty | None:
        """Return the loyalty of a scenario, or None when it, customers or satisfaction are off."""
        loyalty, customers = scenario.loyalty, scenario.customers
        if customers is None or not (loyalty.enabled and scenario.satisfaction.enabled):
            return None
        segments = customers.segments.items()
        return cls(
            churn_per_year=loyalty.churn_per_year,
            goodwill_start=loyalty.goodwill_start,
            sensitivity=loyalty.sensitivity,
            memory_months=loyalty.memory_months,
            discount_per_year=loyalty.discount_per_year,
            window_s=max(loyalty.projection, scenario.horizon - scenario.warm_up) / 1000,
            margin_per_month={name: s.margin_per_month for name, s in segments},
            churn_multiplier={name: s.churn_multiplier for name, s in segments},
            growth_per_year=scenario.care.growth_per_year,
            risk=scenario.care.ages_of_risk(),
        )


@dataclass(frozen=True)
class Options:
    """Parameters of measures; each measure reads the few it names.

    Attributes
    ----------
    awt_s : float or dict of channel to float
        Acceptable waiting time τ, in seconds, >= 0; a wait of exactly τ meets it.
    acceptable_s : float or dict of channel to float
        Time without a reply that customers put up with, in seconds, >= 0.
    rule : {"exclude_short", "offered", "short_met", "answered"}
        Rule of the service level.
    count_blocked : bool
        Count blocked contacts as not met (not with rule "answered").
    sl_target : float or dict of channel to float
        Service level that an interval must reach, in [0, 1]; by channel, the intervals of
        each channel are judged on their own.
    interval_s : float
        Length of reporting intervals, in seconds, > 0.
    window_s : float
        Time after a contact within which the next one counts as a return; inf = to the
        end of the run.
    q : float
        Which quantile, in [0, 1].
    tier : int or None
        Tier whose legs are counted; None = every tier.
    age_s : float
        Age from which an issue is old, in seconds, >= 0.
    full_time_hours : float
        Hours per week of one full-time equivalent, > 0.
    bar : float
        Chance of a rating of 4 or 5 from which a contact counts as good, in [0, 1].
    months : float
        Months (twelfths of 365 days) after which customers are counted, >= 0.
    handover_loss : float
        Logit of satisfaction that each hand-over costs, >= 0.
    kinds : dict of channel to str
        Kind of each channel: phone, chat, email or social; one left out is a phone.
    slots : dict of team to int
        Contacts that an agent of each team may have in hand at once; left out: 1.
    prices : Prices or None
        Needed by cost measures.
    loyalty : Loyalty or None
        Needed by projected retention and by customer value.

    Raises
    ------
    InputError
        A value is out of its range; the message shows it.
    """

    awt_s: float | Mapping[str, float] = 20.0
    acceptable_s: float | Mapping[str, float] = 60.0
    rule: str = RULES[0]
    count_blocked: bool = False
    sl_target: float | Mapping[str, float] = 0.80
    interval_s: float = 1800.0
    window_s: float = math.inf
    q: float = 0.90
    tier: int | None = None
    age_s: float = 7 * DAY_S
    full_time_hours: float = 40.0
    bar: float = 0.80
    months: float = 12.0
    handover_loss: float = PER_HANDOVER
    kinds: Mapping[str, str] = field(default_factory=dict)
    slots: Mapping[str, int] = field(default_factory=dict)
    prices: Prices | None = None
    loyalty: Loyalty | None = None

    def __post_init__(self) -> None:
        for name in ("awt_s", "acceptable_s"):
            for value in _values(getattr(self, name)):
                _need(name, value, 0 <= _number(value) < math.inf, "must be >= 0 seconds")
        for value in _values(self.sl_target):
            _need("sl_target", value, 0 <= _number(value) <= 1, "must be in [0, 1]")
        _need("rule", self.rule, self.rule in RULES, f"must be one of {', '.join(RULES)}")
        _need("q", self.q, 0 <= _number(self.q) <= 1, "must be in [0, 1]")
        _need("bar", self.bar, 0 <= _number(self.bar) <= 1, "must be in [0, 1]")
        for name in ("months", "handover_loss"):
            value = getattr(self, name)
            _need(name, value, 0 <= _number(value) < math.inf, "must be >= 0")
        _need("window_s", self.window_s, _number(self.window_s) >= 0, "must be >= 0 seconds")
        _need("age_s", self.age_s, _number(self.age_s) >= 0, "must be >= 0 seconds")
        for kind in self.kinds.values():
            _need("kinds", kind, kind in KINDS, f"must be one of {', '.join(KINDS)}")
        for slots in self.slots.values():
            _need("slots", slots, _number(slots) >= 1, "must be >= 1")
        _need("tier", self.tier, self.tier is None or _number(self.tier) >= 0, "must be >= 0")
        _need(
            "interval_s",
            self.interval_s,
            0.001 <= _number(self.interval_s) < math.inf,
            "must be at least 0.001 seconds",
        )
        _need(
            "full_time_hours",
            self.full_time_hours,
            0 < _number(self.full_time_hours) < math.inf,
            "must be > 0 hours per week",
        )
        clash = self.count_blocked and self.rule == "answered"
        _need("count_blocked", True, not clash, 'needs a rule other than "answered"')

    @classmethod
    def of(cls, scenario: Scenario, **changes: Any) -> Options:
        """Return the options a scenario implies: facts of its channels, slots, prices, loyalty.

        Parameters
        ----------
        scenario : Scenario
            `sl_target` is one number when all channels agree on it.
        **changes
            Fields to set otherwise.
        """
        channels = scenario.channels.items()
        targets = {name: channel.sl_target for name, channel in channels}
        crm = scenario.tools.without_crm
        same = len(set(targets.values())) == 1
        options = cls(
            awt_s={name: channel.awt / 1000 for name, channel in channels},
            acceptable_s={name: channel.acceptable_wait / 1000 for name, channel in channels},
            sl_target=next(iter(targets.values())) if same else targets,
            kinds={name: channel.kind for name, channel in channels},
            slots={name: _slots(scenario, name) for name in scenario.teams},
            handover_loss=PER_HANDOVER * (crm.transfer_penalty if crm else 1.0),
            prices=Prices.of(scenario),
            loyalty=Loyalty.of(scenario),
        )
        return options.but(**changes)

    def on(self, channel: str) -> Options:
        """Return the options with the limits of one channel instead of those by channel."""
        given = {name: getattr(self, name) for name in ("awt_s", "acceptable_s", "sl_target")}
        own = {name: v[channel] for name, v in given.items() if _has(v, channel)}
        return replace(self, **own)

    def but(self, **changes: Any) -> Options:
        """Return the same options with some changed.

        Raises
        ------
        InputError
            An unknown option, or a value out of its range.
        """
        known = self.__dataclass_fields__
        for name, value in changes.items():
            _need(name, value, name in known, f"is no option; options are {', '.join(known)}")
        return replace(self, **changes) if changes else self


def _slots(scenario: Scenario, team: str) -> int:
    """Return how many contacts an agent of a team may have in hand at once."""
    slots = [1]
    for reason, name in scenario.queue_names:
        channel = scenario.channels[name]
        if channel.kind == "chat" and scenario.teams[team].has_skill(
            scenario.queue(reason, name).skill
        ):
            slots.append(channel.slots)
    return max(slots)


def _has(given: Any, channel: str) -> bool:
    return isinstance(given, Mapping) and channel in given


def _values(given: Any) -> Iterable[Any]:
    return given.values() if isinstance(given, Mapping) else [given]


def _number(value: object) -> float:
    return float(value) if isinstance(value, Real) and not isinstance(value, bool) else math.nan


def _need(name: str, value: object, ok: bool, accepted: str) -> None:
    if not ok:
        raise InputError.of(name, value, accepted)
