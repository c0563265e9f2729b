"""The customers while the clock runs: goodwill, the day they leave, and what they feel.

Goodwill and hazard are brought up to date only when a customer has an issue, and once at
the end; with goodwill at its start the hazard is a straight line, so a customer without
issues costs nothing.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from cssim.center.logbook import FEELING, GIVEN_UP, RESOLVED, TOO_MANY
from cssim.journal import NOBODY
from cssim.rules import satisfaction as feel
from cssim.rules.handling import logistic
from cssim.rules.loyalty import DAYS_PER_MONTH, Loyalty
from cssim.rules.satisfaction import AVERAGE_QUALITY, UNSERVED_WEIGHT, rating
from cssim.rules.satisfaction import eta as logit_of
from cssim.units import DAY_MS

if TYPE_CHECKING:
    from cssim.center.people import Contact
    from cssim.center.settings import Feelings, Settings
    from cssim.demand import Customers
    from cssim.journal import Columns
    from cssim.rules.care import Risk

_NAN = math.nan
CLOSING = frozenset((RESOLVED, GIVEN_UP, TOO_MANY))
"""What may follow a contact and ends its issue."""


class CustomerBase:
    """Goodwill, hazard and leave day of each customer.

    Parameters
    ----------
    customers : Customers
        Segments and leave uniforms.
    loyalty : Loyalty
        Constants of part (b).
    multipliers : sequence of float
        Hazard multiplier by segment code.
    midnight : int, ms
        Time of day of instant 0: days change at 00:00 local time.
    horizon : int, ms
        Nobody ages after it: how long contacts in hand take to finish must not matter.
    risk : Risk, optional
        Ages at which customers leave more.
    """

    def __init__(
        self,
        customers: Customers,
        loyalty: Loyalty,
        multipliers: tuple[float, ...],
        *,
        midnight: int,
        horizon: int,
        risk: Risk | None = None,
    ) -> None:
        self.loyalty = loyalty
        self._midnight, self._horizon = midnight, horizon
        self.segment: list[int] = customers.segment.tolist()
        self._multiplier = multipliers
        # Leaving when exp(-H) <= U is leaving when H >= -log U.
        self._limit = [
            -math.log(u) if u > 0.0 else math.inf for u in customers.leave_uniform.tolist()
        ]
        n = len(self.segment)
        self.goodwill = [loyalty.start] * n
        self.hazard = [0.0] * n
        self.left = [-1] * n
        self._since = [0] * n
        self._day = [0] * n
        self._drawn = customers
        self.absent: set[int] = set()
        """Candidates whom nobody has brought, at least not yet."""
        if customers.referrer is not None:
            self.absent.update(np.flatnonzero(customers.referrer >= 0).tolist())
            for candidate in self.absent:
                self.left[candidate] = 0
        self._joined = customers.joined_ms
        if self._joined is not None:
            self._since = self._joined.tolist()
            self._day = [self.day_of(joined) for joined in self._since]
        self._risky = None
        if risk is not None and customers.born_ms is not None:
            self._risky = RiskyAges(risk, customers.born_ms.tolist(), midnight)

    @classmethod
    def of(cls, customers: Customers, settings: Settings) -> CustomerBase | None:
        """Return the customers of a run; None when loyalty is not modelled."""
        feelings = settings.feelings
        if feelings.loyalty is None:
            return None
        return cls(
            customers,
            feelings.loyalty,
            feelings.multipliers,
            midnight=settings.start_ms_of_day,
            horizon=settings.horizon,
            risk=feelings.risk,
        )

    def table(self) -> Columns:
        """Return the journal's table of customers; call `finish` first."""
        n, drawn = len(self.segment), self._drawn
        columns: Columns = {
            "customer": np.arange(n, dtype=np.int64),
            "segment": np.array(self.segment, dtype=np.int32),
            "joined_ms": np.zeros(n, dtype=np.int64) if self._joined is None else self._joined,
            "left_ms": np.array(self.left, dtype=np.int64),
            "goodwill": np.array(self.goodwill, dtype=np.float64),
            "hazard": np.array(self.hazard, dtype=np.float64),
            "age_ms": np.full(n, -1) if drawn.born_ms is None else np.maximum(-drawn.born_ms, 0),
            "referrer": np.full(n, NOBODY) if drawn.referrer is None else drawn.referrer,
        }
        if not self.absent:
            return columns
        came = np.isin(columns["customer"], list(self.absent), invert=True)
        return {name: values[came] for name, values in columns.items()}

    def day_of(self, now: int) -> int:
        """Return the calendar day of an instant; the day of the start is 0."""
        return (now + self._midnight) // DAY_MS

    def is_gone(self, customer: int, now: int) -> bool:
        """Bring a customer up to date and tell whether they have left."""
        if self.left[customer] >= 0:
            return True
        day = self.day_of(min(now, self._horizon))
        if day > self._day[customer]:
            self._live_to(customer, day)
        return self.left[customer] >= 0

    def advises(self, referrer: int, candidate: int, doubt: float, now: int) -> None:
        """Let a candidate become a customer now, if the referrer still is one and a promoter."""
        if self.is_gone(referrer, now):
            return
        if doubt < feel.promoter_chance(self.felt(referrer, now)):
            self.left[candidate] = -1
            self.absent.remove(candidate)

    def felt(self, customer: int, now: int) -> float:
        """Return the customer's goodwill now."""
        days = (min(now, self._horizon) - self._since[customer]) / DAY_MS
        return self.loyalty.drifted(self.goodwill[customer], days)

    def closed(self, customer: int, now: int, sat: float) -> None:
        """Let a closed issue move the customer's goodwill, unless they have left by then."""
        if self.is_gone(customer, now):
            return
        self.goodwill[customer] = self.loyalty.closed(self.felt(customer, now), sat)
        self._since[customer] = min(now, self._horizon)

    def restored(self, customer: int, now: int, goodwill: float) -> None:
        """Let goodwill be what making good has brought it back to."""
        self.goodwill[customer], self._since[customer] = goodwill, min(now, self._horizon)

    def relieved(self, customer: int, now: int) -> None:
        """Let a solved outreach now spare the customer some of a risk soon to come."""
        if self._risky is not None:
            self._risky.relieve(customer, now)

    def _live_to(self, customer: int, day: int) -> None:
        """Add the hazard of each 00:00 up to that of `day`, stopping where the customer leaves."""
        steady = self.goodwill[customer] == self.loyalty.start
        live = self._live_steadily if steady else self._live_daily
        if self._risky is None:
            live(customer, day, 1.0)
            return
        for until, factor in self._risky.stretches(customer, self._day[customer], day):
            if self.left[customer] < 0:
                live(customer, until, factor)

    def _live_steadily(self, customer: int, day: int, factor: float) -> None:
        rate = self.loyalty.hazard_of_day(
            self.loyalty.start, self._multiplier[self.segment[customer]] * factor
        )
        before, limit = self.hazard[customer], self._limit[customer]
        n_days = day - self._day[customer]
        if before + n_days * rate >= limit:
            n_days = max(1, math.ceil((limit - before) / rate))
            self.left[customer] = self._start_of(self._day[customer] + n_days)
        self.hazard[customer] = before + n_days * rate
        self._day[customer] += n_days

    def _live_daily(self, customer: int, day: int, factor: float) -> None:
        """Add the hazard of each day while goodwill drifts back.

        The rules of `Loyalty` are written out, because most of a long run's days are lived here.
        """
        loyalty, limit, exp = self.loyalty, self._limit[customer], math.exp
        start, drift, slope = loyalty.start, loyalty.daily_drift, -loyalty.sensitivity
        multiplier = self._multiplier[self.segment[customer]] * factor
        rate = loyalty.hazard_per_month * multiplier / DAYS_PER_MONTH
        today = self._day[customer] + 1
        days = (self._start_of(today) - self._since[customer]) / DAY_MS
        goodwill = loyalty.drifted(self.goodwill[customer], days)
        gap = goodwill - start
        hazard = self.hazard[customer] + rate * exp(slope * gap)
        while today < day and hazard < limit:
            today += 1
            goodwill = start + gap * drift
            gap = goodwill - start
            hazard += rate * exp(slope * gap)
        midnight = self._start_of(today)
        if hazard >= limit:
            self.left[customer] = midnight
        self.goodwill[customer], self._since[customer] = goodwill, midnight
        self.hazard[customer], self._day[customer] = hazard, today

    def _start_of(self, day: int) -> int:
        return day * DAY_MS - self._midnight

    def finish(self) -> None:
        """Bring every customer up to date at the horizon."""
        end = self._horizon
        for customer in range(len(self.segment)):
            self.is_gone(customer, end)
            if self.left[customer] < 0:
                self.goodwill[customer] = self.felt(customer, end)
                self._since[customer] = end


class RiskyAges:
    """Ages at which customers are more likely to leave, and whom a call before has spared.

    Parameters
    ----------
    risk : Risk
        The ages.
    born : list of int, ms
        When each customer became one.
    midnight : int, ms
        Time of day of instant 0.
    """

    def __init__(self, risk: Risk, born: list[int], midnight: int) -> None:
        self._risk, self._born, self._midnight = risk, born, midnight
        self._spared: set[tuple[int, int]] = set()

    def relieve(self, customer: int, now: int) -> None:
        """Spare a customer part of the risk that begins within the time set for it."""
        for n, age in enumerate(self._risk.ages):
            if 0 <= self._born[customer] + age - now <= self._risk.before:
                self._spared.add((customer, n))

    def _days(self, customer: int, age: int) -> tuple[int, int]:
        """Return the first day that begins in the time of risk, and the first after it."""
        begins = self._born[customer] + age + self._midnight
        return -(-begins // DAY_MS), -(-(begins + self._risk.length) // DAY_MS)

    def _factor(self, customer: int, n: int) -> float:
        return self._risk.spared if (customer, n) in self._spared else self._risk.factor

    def stretches(self, customer: int, after: int, day: int) -> list[tuple[int, float]]:
        """Return the days after `after` up to `day` in stretches: last day and factor of each."""
        found, lived = [], after
        for n, age in enumerate(self._risk.ages):
            first, stop = self._days(customer, age)
            for until, factor in ((first - 1, 1.0), (stop - 1, self._factor(customer, n))):
                if lived < min(until, day):
                    lived = min(until, day)
                    found.append((lived, factor))
        return found if lived == day else [*found, (day, 1.0)]


class Feel:
    """What a customer feels at the end of a contact: satisfaction, rating, answers.

    Parameters
    ----------
    feelings : Feelings
        Constants; switched off gives no numbers at all.
    base : CustomerBase or None
        None when loyalty is not modelled.
    """

    def __init__(self, feelings: Feelings, base: CustomerBase | None) -> None:
        self._answers = tuple(
            feel.survey_chance(feelings.response, feelings.tilt, score) for score in range(6)
        )
        """Chance of answering a survey, by rating."""
        self.base = base
        self._handover = feelings.handover_factor
        self._wait_factors = feelings.wait_factors

    def of(self, contact: Contact, after: int, now: int) -> bytes:
        """Return satisfaction, rating, 0-10 answer and reply, packed; goodwill moves first.

        Goodwill moves when the contact ends its issue; the 0-10 answer is given after that.
        """
        issue, luck = contact.issue, contact.luck
        quality = issue.quality
        waits = issue.wait_ratio / self._wait_factors[issue.segment]
        eta = logit_of(
            effort=issue.n_served + issue.n_chasers + UNSERVED_WEIGHT * issue.n_unserved,
            resolved=after == RESOLVED or issue.is_solved,
            wait_ratio=waits,
            handovers=issue.handovers * self._handover,
            service_quality=AVERAGE_QUALITY if quality is None else quality,
            mismatch=issue.mismatch,
            hostility=contact.hostility,
        )
        sat = contact.sat = logistic(eta)
        score, nps, responded = rating(eta, luck.rating), -1, False
        if self.base is not None and issue.customer >= 0:
            if after in CLOSING:
                self.base.closed(issue.customer, now, sat)
            nps = feel.nps_answer(self.base.felt(issue.customer, now), luck.rating)
        served = contact.outcome == "answered" or contact.called_back
        if served and not contact.is_outbound:
            responded = luck.response < self._answers[score]
        return FEELING.pack(
            sat, score, nps, responded, waits,
            _NAN if quality is None else quality, issue.mismatch, contact.hostility,
        )  # fmt: skip
