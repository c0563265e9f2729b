"""Small days written down by hand: tables for exact tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from cssim.center import Settings, live
from cssim.center.settings import ReasonSettings, TeamSettings
from cssim.demand import Customers, Demand, Extra, LegLuck, Luck, TableBook, issue_id
from cssim.demand.tables import DAYS_OF_START, LAYERS_OF_JOINERS
from cssim.journal import Journal
from cssim.roster import AgentCard, Away, Roster, Shift
from cssim.units import INFINITE

ALWAYS, NEVER = 0.0, 0.999_999
"""Uniforms that let a chance between them happen, and not."""


def s(seconds: float) -> int:
    """Return whole ms."""
    return round(1000 * seconds)


def luck(work: tuple[float, float, float], patience: float | None = None, **more: Any) -> Luck:
    """Return luck with talk, hold, after-contact work and patience in seconds."""
    times = {k: s(more.pop(k)) for k in ("ivr", "repeat_delay", "retry_delay") if k in more}
    longest = INFINITE if patience is None else s(patience)
    return Luck(*(s(part) for part in work), longest, **{"resolve": ALWAYS, **more, **times})


def extra(**facts: float) -> Extra:
    """Return what more is fixed about an attempt; its times in seconds."""
    times = {"bot_time", "ghost", "spill_delay", "consult_time"}
    return Extra(**{k: s(v) if k in times else v for k, v in facts.items()})  # type: ignore[arg-type]


def leg(work: tuple[float, float, float], patience: float | None = None, **more: Any) -> LegLuck:
    """Return luck of a later leg: talk, hold, after-contact work, patience in seconds."""
    longest = INFINITE if patience is None else s(patience)
    return LegLuck(*(s(part) for part in work), longest, **{"resolve": ALWAYS, **more})


@dataclass
class Day:
    """A day by hand.

    `contacts` are (arrived [s], luck) or (arrived, luck, extras) with extras among
    reason, queue, customer, segment, language, cause, hostile, taken_up, begun (by the
    center), in order of (arrived, reason); the k of an issue is its row. `later` maps
    (row, attempt) to luck, `legs` and `extras` map (row, attempt, leg), for an attempt itself
    leg 1.
    """

    contacts: Sequence[Any]
    agents: Sequence[AgentCard]
    shifts: Sequence[Shift]
    settings: Mapping[str, Any] = field(default_factory=dict)
    later: Mapping[tuple[int, int], Luck] = field(default_factory=dict)
    legs: Mapping[tuple[int, int, int], LegLuck] = field(default_factory=dict)
    extras: Mapping[tuple[int, int, int], Extra] = field(default_factory=dict)
    customers: Customers | None = None
    reviews: Sequence[float] = ()

    def demand(self) -> Demand:
        """Return the demand tables."""
        rows = [(s(c[0]), c[1], c[2] if len(c) > 2 else {}) for c in self.contacts]
        order = [(at, more.get("reason", 0)) for at, _, more in rows]
        assert order == sorted(order), "contacts must be in order of arrival, then of reason"
        reason = np.array([r[2].get("reason", 0) for r in rows], dtype=np.int64)
        nobody = Customers(np.empty(0, np.int64), np.empty(0))
        return Demand(
            issue=self._issues(rows, reason),
            arrived_ms=np.array([r[0] for r in rows], dtype=np.int64),
            reason=reason,
            customer=np.array([_who(i, r[2]) for i, r in enumerate(rows)], dtype=np.int64),
            segment=np.array([r[2].get("segment", -1) for r in rows], dtype=np.int64),
            book=TableBook(
                {(i, 1): r[1] for i, r in enumerate(rows)} | dict(self.later),
                self.legs,
                self.extras,
            ),
            customers=nobody if self.customers is None else self.customers,
            queue=np.array([r[2].get("queue", r[2].get("reason", 0)) for r in rows]),
            language=self._column(rows, "language", np.int64),
            cause=self._column(rows, "cause", np.float64),
            reviews=np.array(self.reviews),
            hostile=self._column(rows, "hostile", np.float64),
            taken_up=self._column(rows, "taken_up", np.float64),
        )

    def _issues(self, rows: Sequence[Any], reason: Any) -> Any:
        """Return the numbers of the issues: off the sheets where the center begins one."""
        begun = np.array([bool(more.get("begun")) for _, _, more in rows], dtype=np.int64)
        day, layer = begun * DAYS_OF_START, begun * LAYERS_OF_JOINERS
        return issue_id(reason, day, layer, np.arange(len(rows))).astype(np.int64)

    def _column(self, rows: Sequence[Any], name: str, dtype: Any) -> Any:
        known = any(name in more for _, _, more in rows)
        return np.array([r[2].get(name, -1) for r in rows], dtype=dtype) if known else None

    def plain(self) -> Settings:
        """Return the settings."""
        return Settings(
            **{
                "reasons": (ReasonSettings("billing", repeat=0.85),),
                "teams": (TeamSettings("desk"),),
                "horizon": s(1200),
                "start": "2024-01-01T00:00:00",
                **self.settings,
            }
        )

    def live(self, policy: Any = None, extras: Any = ()) -> Journal:
        """Live the day; under pytest the journal is audited like that of every run."""
        roster = Roster(tuple(self.agents), tuple(self.shifts))
        return live(self.plain(), self.demand(), roster, policy, extras)


def _who(row: int, more: Mapping[str, int]) -> int:
    """Return the customer of a contact: by default nobody, or one of their own with a segment."""
    return more.get("customer", row if "segment" in more else -1)


def card(name: str, team: int = 0, skills: Sequence[int] = (0,), **more: Any) -> AgentCard:
    """Return an average agent with the given reasons."""
    speed, resolve = more.pop("speed", 1.0), more.pop("resolve", 0.7)
    return AgentCard(name, team, dict.fromkeys(skills, (speed, resolve)), **more)


def shift(agent: int, start: float, until: float, *away: Any, absent: bool = False) -> Shift:
    """Return a shift in seconds, with breaks (start, until) or (start, until, state)."""
    breaks = tuple(Away(s(a), s(b), *state) for a, b, *state in away)
    return Shift(agent, s(start), s(until), breaks, absent)


def ten_contacts() -> Day:
    """Return the glossary's worked example: two agents, ten contacts, one repeat."""
    contacts = [
        (0, luck((180, 0, 30))),
        (60, luck((240, 30, 60), resolve=NEVER, repeat=ALWAYS, repeat_delay=320)),
        (120, luck((120, 0, 30), 300)),
        (130, luck((120, 0, 30), 15)),
        (200, luck((120, 0, 30), 100)),
        (345, luck((90, 0, 30), 60)),
        (500, luck((150, 20, 30), resolve=NEVER, repeat=NEVER)),
        (600, luck((150, 0, 30))),
        (1000, luck((80, 0, 20))),
    ]
    return Day(
        contacts,
        [card("a"), card("b")],
        [shift(0, 0, 1200), shift(1, 0, 1200, (1100, 1160))],
        later={(1, 2): luck((200, 20, 40), 200)},
    )
