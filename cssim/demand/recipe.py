"""From uniforms to work, patience and delays: the quantiles of each queue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cssim.demand.tables import Ints, Luck
from cssim.distributions import Distribution
from cssim.scenario.channels import Live
from cssim.units import INFINITE

if TYPE_CHECKING:
    from cssim.scenario import Scenario
    from cssim.scenario.demand import Reason

Floats = NDArray[np.float64]

LUCK_COLUMNS = (
    "work", "patience", "escalate", "resolve", "policy", "ivr", "hang_up",
    "repeat", "repeat_delay", "retry", "retry_delay", "response", "rating",
)  # fmt: skip
LEG_COLUMNS = ("work", "patience", "escalate", "resolve", "policy", "conference")


@dataclass(frozen=True)
class Recipe:
    """How uniforms become work, patience and delays [ms] in one queue.

    Attributes
    ----------
    work, patience, ivr, repeat_delay, retry_delay, conference : Distribution or None
        Of the seconds; None when it does not occur (patience: without end).
    hold_share, acw_share : float
        Parts of the work.
    escalates, feels : bool
        Escalation and satisfaction are modelled; what is not costs no uniform in the run.
    """

    work: Distribution
    patience: Distribution | None
    ivr: Distribution | None
    repeat_delay: Distribution | None
    retry_delay: Distribution | None
    conference: Distribution | None
    hold_share: float
    acw_share: float
    escalates: bool
    feels: bool

    def luck(self, uniforms: Floats) -> Iterator[Luck]:
        """Return one `Luck` a row of uniforms, shape (n, len(LUCK_COLUMNS))."""
        columns = self.columns(uniforms)
        return map(Luck, *(c.tolist() if isinstance(c, np.ndarray) else repeat(c) for c in columns))

    def columns(self, uniforms: Floats) -> tuple[Floats | Ints | float, ...]:
        """Return the fields of `Luck` for rows of uniforms; a number where all have the same."""
        u = dict(zip(LUCK_COLUMNS, uniforms.T, strict=True))
        return (
            *self._parts(u["work"]),
            self._patience(u["patience"]),
            u["escalate"] if self.escalates else 1.0,
            u["resolve"],
            u["policy"],
            milliseconds(self.ivr, u["ivr"], least=0) if self.ivr else 0,
            u["hang_up"] if self.ivr else 1.0,
            u["repeat"] if self.repeat_delay else 1.0,
            milliseconds(self.repeat_delay, u["repeat_delay"]) if self.repeat_delay else 1,
            u["retry"] if self.retry_delay else 1.0,
            milliseconds(self.retry_delay, u["retry_delay"]) if self.retry_delay else 1,
            u["response"] if self.feels else 1.0,
            u["rating"] if self.feels else 1.0,
        )

    def leg_columns(self, uniforms: Floats) -> tuple[Floats | Ints | float, ...]:
        """Return the fields of `LegLuck` for rows of uniforms."""
        u = dict(zip(LEG_COLUMNS, uniforms.T, strict=True))
        return (
            *self._parts(u["work"]),
            self._patience(u["patience"]),
            u["escalate"],
            u["resolve"],
            u["policy"],
            milliseconds(self.conference, u["conference"]) if self.conference else 0,
        )

    def _parts(self, uniforms: Floats) -> tuple[Ints, Ints | int, Ints | int]:
        """Return talk, hold and after-contact work [ms]; the parts sum to the rounded whole."""
        total = milliseconds(self.work, uniforms)
        if self.hold_share == self.acw_share == 0.0:
            return total, 0, 0
        hold = np.rint(total * self.hold_share).astype(np.int64)
        if self.acw_share == 0.0:
            return total - hold, hold, 0
        talk = np.rint(total * (1.0 - self.hold_share - self.acw_share)).astype(np.int64)
        talk = np.minimum(talk, total - hold)
        return talk, hold, total - talk - hold

    def _patience(self, uniforms: Floats) -> Ints | int:
        return INFINITE if self.patience is None else milliseconds(self.patience, uniforms)


def milliseconds(time: Distribution, uniforms: Floats, least: int = 1) -> Ints:
    """Return whole ms of the quantiles [s]: round half to even, at least `least`."""
    ms = np.rint(time.quantile(uniforms) * 1000.0)
    # What np.clip does, at a quarter of its price for the few issues of a cell.
    return np.minimum(np.maximum(ms, least), INFINITE - 1).astype(np.int64)


def recipe(
    scenario: Scenario,
    name: str,
    channel: str,
    ms_of_week: int | None = None,
    patience_factor: float = 1.0,
) -> Recipe:
    """Return how a scenario turns uniforms into work, patience and delays in one queue.

    That of issues which arise at a time of the week (None: at no special one), of customers
    who wait so much longer than others.
    """
    reason, queue = scenario.reasons[name], scenario.queue(name, channel, ms_of_week)
    multipliers, conference = scenario.multipliers, scenario.escalation.conference
    patience, spoken = queue.patience, scenario.channels[channel].kind == "phone"
    finite = None if patience == "infinite" else patience.to_distribution()
    repeats = reason.repeat.probability or reason.repeat.after_contained
    retries = _retries(scenario, reason, channel)
    return Recipe(
        work=queue.handle_time.to_distribution().scaled(multipliers.handle_time),
        patience=finite.scaled(multipliers.patience * patience_factor) if finite else None,
        ivr=queue.ivr.time.to_distribution() if queue.ivr else None,
        repeat_delay=reason.repeat.delay.to_distribution() if repeats else None,
        retry_delay=reason.retry.delay.to_distribution() if retries else None,
        conference=conference.to_distribution() if conference else None,
        # Nobody is on hold in writing: there it is part of the composing.
        hold_share=queue.hold_share if spoken else 0.0,
        acw_share=queue.acw_share,
        escalates=reason.escalate_request > 0.0
        or any(reason.escalate_at(tier) > 0.0 for tier in range(10)),
        feels=scenario.satisfaction.enabled,
    )


def _retries(scenario: Scenario, reason: Reason, channel: str) -> bool:
    """Tell whether a contact that can fail on a channel may lead to another."""
    place, retry = scenario.channels[channel], reason.retry
    live = place if isinstance(place, Live) else None
    may_balk = (live and live.announcement) or any(e.kind == "outage" for e in scenario.events)
    may_be_diverted = live and (getattr(live, "callback", None) or live.voicemail)
    return bool(
        retry.after_abandoned
        or retry.after_blocked
        or retry.after_closed
        or retry.after_disconnected
        or (may_balk and retry.after_balked)
        or (may_be_diverted and retry.after_diverted)
    )
