"""What befalls the center from outside, and what is done about it: outages, root causes."""

from __future__ import annotations

from collections.abc import Container, Generator
from typing import TYPE_CHECKING, Any

import numpy as np
import simpy

from cssim.center import workday
from cssim.center.clock import WORLD, Moment
from cssim.center.levers import Outage, Plan, RootCauses
from cssim.center.people import Contact, Issue
from cssim.demand import Customers, Demand

if TYPE_CHECKING:
    from cssim.center.model import Center


class World:
    """Outages under way, plans against them, and what has been fixed for good.

    Parameters
    ----------
    center : Center
        Whom it befalls.
    demand : Demand
        Languages and root causes of the issues.
    replaced : container of str
        Rhythms that are not management's here: root causes are repaired in the monthly one.
    """

    def __init__(self, center: Center, demand: Demand, replaced: Container[str] = ()) -> None:
        self._center, self._clock = center, center.clock
        settings = center.settings
        self._languages = None if demand.language is None else demand.language.tolist()
        self._causes = None if demand.cause is None else demand.cause.tolist()
        self._hostile = None if demand.hostile is None else demand.hostile.tolist()
        self._reviewed = [] if demand.reviews is None else demand.reviews.tolist()
        self._fixed = [0.0] * len(settings.reasons)
        self._n_raised = [0] * len(settings.reasons)
        self._outages: list[Outage] = []
        self._plans: dict[Outage, Plan] = {}
        self._expect(settings.outages, settings.surges)
        if settings.root_causes is not None and "monthly" not in replaced:
            center.clock.process(self._reviews(settings.root_causes))
        if center.customers is not None and demand.customers.referrer is not None:
            self._expect_candidates(demand.customers)

    # ---- issues ----------------------------------------------------------------------

    def introduce(self, issue: Issue) -> bool:
        """Complete an issue that arises now; tell whether its root cause is still there."""
        self.meet(issue)
        avoidable = self._center.settings.reasons[issue.reason].avoidable
        fixed = avoidable * self._fixed[issue.reason]
        if self._causes is not None and self._causes[issue.row] < fixed:
            self._center.log.issue(issue, issue.arose, "avoided")
            return False
        self._n_raised[issue.reason] += 1
        if self._hostile is not None:
            hostility = self._center.settings.reasons[issue.reason].hostility
            issue.is_hostile = self._hostile[issue.row] < hostility
        return True

    def meet(self, issue: Issue) -> None:
        """Complete an issue of a customer whom the center meets now."""
        issue.arose = self._clock._now
        if self._languages is not None:
            issue.language = self._languages[issue.row]

    def fix(self, reason: int, share: float) -> None:
        """Repair part of what is left of a reason's root causes."""
        self._fixed[reason] += share * (1.0 - self._fixed[reason])
        self._center.log.person(self._clock._now, -1, "cause_fixed")

    def _reviews(self, plan: RootCauses) -> Generator[simpy.Event, Any, None]:
        """At each review, fix part of what can be fixed about one reason."""
        n = 0
        while self._clock.now + plan.period < self._center.settings.horizon:
            yield self._clock.timeout(plan.period)
            reason = self._chosen(plan, n)
            if reason is not None:
                self.fix(reason, plan.fixes)
            self._n_raised = [0] * len(self._n_raised)
            n += 1

    def _chosen(self, plan: RootCauses, n: int) -> int | None:
        known = self._center.settings.reasons
        candidates = [code for code, reason in enumerate(known) if reason.avoidable > 0.0]
        if not candidates:
            return None
        if plan.choose == "random":
            return candidates[int(self._reviewed[n] * len(candidates))]
        if plan.choose == "largest":
            # What is fixed already is no longer a gain: the largest avoidable volume left.
            return max(candidates, key=lambda c: (self._left_to_fix(c), -c))
        return next(code for code in candidates if known[code].name == plan.choose)

    def _left_to_fix(self, reason: int) -> float:
        avoidable = self._center.settings.reasons[reason].avoidable
        return self._n_raised[reason] * avoidable * (1.0 - self._fixed[reason])

    # ---- word of mouth ---------------------------------------------------------------

    def _expect_candidates(self, customers: Customers) -> None:
        """Let customers who are promoters then bring others, each on a day set before."""
        assert customers.referrer is not None and customers.doubt is not None
        assert customers.joined_ms is not None
        for candidate in np.flatnonzero(customers.referrer >= 0).tolist():
            facts = int(customers.referrer[candidate]), float(customers.doubt[candidate])
            due = int(customers.joined_ms[candidate])
            self._clock.after(due, WORLD, candidate, self._advises, (candidate, *facts))

    def _advises(self, moment: Moment) -> None:
        candidate, referrer, doubt = moment.subject
        assert self._center.customers is not None
        self._center.customers.advises(referrer, candidate, doubt, self._clock._now)

    # ---- outages ---------------------------------------------------------------------

    def _expect(self, outages: tuple[Outage, ...], surges: tuple[tuple[int, int], ...]) -> None:
        for start, until in surges:
            self._at(start, self._write, ("surge_start", until))
            self._at(until, self._write, ("surge_end", -1))
        for outage in outages:
            self._at(outage.start, self._starts, outage)
            self._at(outage.until, self._ends, outage)
            if outage.plan is not None and outage.start + outage.plan.delay < outage.until:
                self._at(outage.start + outage.plan.delay, self._plan_works, outage)

    def _at(self, instant: int, happen, subject: Any) -> None:  # type: ignore[no-untyped-def]
        self._clock.after(max(0, instant), WORLD, 0, happen, subject)

    def _write(self, moment: Moment) -> None:
        what, until = moment.subject
        self._center.log.person(self._clock._now, -1, what, until=until)

    def _starts(self, moment: Moment) -> None:
        outage: Outage = moment.subject
        self._outages.append(outage)
        self._center.log.person(self._clock._now, -1, "outage_start", until=outage.until)
        if outage.disconnect:
            for channel in sorted(outage.channels):
                self._center.put_off(channel)
        self._center.settle()

    def _plan_works(self, moment: Moment) -> None:
        outage: Outage = moment.subject
        plan = outage.plan
        assert plan is not None
        self._plans[outage] = plan
        self._center.log.person(self._clock._now, -1, "plan_start", until=outage.until)
        for team, n in plan.call_in:
            for _ in range(n):
                workday.call_in(self._center, team, plan.length)

    def _ends(self, moment: Moment) -> None:
        outage: Outage = moment.subject
        self._outages.remove(outage)
        self._plans.pop(outage, None)
        self._center.log.person(self._clock._now, -1, "outage_end")

    def _meeting(self, contact: Contact) -> list[Outage]:
        channel = self._center.channel_of(contact)
        return [outage for outage in self._outages if channel in outage.channels]

    def stops(self, contact: Contact) -> bool:
        """Tell whether an outage keeps a contact from the center; a plan may send it elsewhere."""
        if not self._outages or not self._is_open(contact):
            return False
        for outage in self._meeting(contact):
            plan = self._plans.get(outage)
            if plan is not None and self._diverted(contact, plan):
                return False
            if plan is not None and contact.extra.deflect < plan.message:
                self._center.leave_unserved(contact, "balked")
                return True
            if contact.extra.outage >= outage.capacity:
                self._center.leave_unserved(contact, "blocked")
                return True
        return False

    def _is_open(self, contact: Contact) -> bool:
        channel = self._center.channel_settings(contact)
        return channel.waits_when_closed or channel.is_open(self._clock._now)

    def _diverted(self, contact: Contact, plan: Plan) -> bool:
        center = self._center
        for channel, below in plan.divert:
            queue = center.settings.queue_codes.get((contact.issue.reason, channel))
            if contact.extra.divert < below:
                if queue is None or channel == center.channel_of(contact):
                    return False
                luck = center.book.attempt(contact.issue.row, contact.attempt, queue)
                contact.luck = contact.work = luck
                contact.queue = queue
                contact.extra = contact.leg_extra = center.book.extra(
                    contact.issue.row, contact.attempt, 1, queue
                )
                return True
        return False

    def factor(self, contact: Contact) -> float:
        """Return the factor on work that is begun now."""
        factor = 1.0
        if self._outages:
            for outage in self._meeting(contact):
                factor *= outage.handle_factor
        return factor

    def loss(self, contact: Contact) -> float:
        """Return the logit of resolving that outages cost now."""
        if not self._outages:
            return 0.0
        return sum(outage.resolve_loss for outage in self._meeting(contact))

    def retry_factor(self, contact: Contact) -> float:
        """Return the factor on the chance of a retry of customers who are kept informed."""
        return self._informed(contact, "retry_factor")

    def wait_factor(self, contact: Contact) -> float:
        """Return the factor on the acceptable wait of customers who are kept informed."""
        return self._informed(contact, "wait_factor")

    def _informed(self, contact: Contact, what: str) -> float:
        factor = 1.0
        for outage in self._meeting(contact):
            if outage in self._plans:
                factor *= getattr(self._plans[outage], what)
        return factor
