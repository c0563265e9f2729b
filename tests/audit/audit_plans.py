"""Random small days on a coarse grid of time, full of ties, for the reference simulator."""

from dataclasses import dataclass, field

import numpy as np
from audit_builder import FOREVER

REASONS, TEAMS = ("billing", "technical"), ("front", "second", "senior")
GRID = 1000


@dataclass
class Pause:
    start: int
    length: int
    state: str = "break"


@dataclass
class Shift:
    start: int
    until: int
    breaks: list = field(default_factory=list)
    absent: bool = False


@dataclass(eq=False)
class Agent:
    index: int
    team: str
    tier: int
    skills: frozenset
    shifts: list


@dataclass(eq=False)
class Point:
    """An issue with the luck of every attempt and leg."""

    issue: int
    arrived: int
    reason: str
    attempts: list

    def comes_back(self, attempt):
        return self.attempts[attempt - 1]["back"] if attempt < len(self.attempts) else None


class Call:
    """A contact while it lives."""

    def __init__(self, point, attempt, cause, now):
        self.point, self.attempt, self.cause, self.arrived = point, attempt, cause, now
        self.luck = point.attempts[attempt - 1]
        self.id, self.ivr = point.issue | attempt, self.luck["ivr"]
        self.legs, self.rows, self.tier, self.outcome = [], 0, 1, None
        self.left, self.resolved, self.followed_by = -1, False, "nothing"
        self.first_queued = self.reply = self.queued = -1
        self.conference, self.due, self.moved, self.joins = 0, 0, False, False

    @property
    def leg(self):
        return self.legs[-1]

    @property
    def work(self):
        return self.luck["legs"][self.tier - 1]

    @property
    def patience(self):
        return self.work["patience"]

    def enter(self, now):
        self.queued = now
        self.first_queued = now if self.first_queued < 0 else self.first_queued
        self.rows += 1
        patience = FOREVER if self.patience is None else self.patience
        row = {
            "contact": self.id,
            "leg": self.rows,
            "tier": self.tier,
            "queued_ms": now,
            "how": "open",
        }
        self.legs.append(row | {"kind": "queue", "patience_ms": patience})

    def answered(self, agent, now):
        joined, self.conference = self.conference, 0
        self.reply = now if self.reply < 0 else self.reply
        parts = {name: self.work[name] for name in ("talk_ms", "hold_ms", "acw_ms")}
        who = {"kind": "service", "agent": agent.index, "team": agent.team, "answered_ms": now}
        self.leg.update(**who, **parts, joined=joined)
        if joined:
            self.add_conference(agent, now, joined, "joined")
        return joined

    def confer(self, agent, leg, now, length):
        leg["handed"] = length
        self.add_conference(agent, now, length, "escalated")

    def add_conference(self, agent, now, length, how):
        self.rows += 1
        row = {
            "contact": self.id,
            "leg": self.rows,
            "kind": "conference",
            "tier": agent.tier,
            "how": how,
        }
        row |= {
            "agent": agent.index,
            "team": agent.team,
            "answered_ms": now,
            "ended_ms": now + length,
        }
        self.legs.insert(-1, row)

    def next_leg(self):
        self.tier += 1
        self.due = 0

    def escalates(self, plan):
        return self.work["escalates"] and self.tier < plan.tiers

    def solved(self):
        return self.luck["solved"]


@dataclass
class Plan:
    """What is drawn before the day."""

    agents: list
    points: list
    lines: int | None
    conference: int
    tiers: int
    ranks: dict
    delays: dict
    weights: dict
    hours: list | None = None
    waits: bool = False
    disconnects: bool = False
    call = staticmethod(Call)

    def delays_of(self, call):
        return sorted({d for d in self.delays[call.point.reason].values() if d})


def random_plan(seed):
    """Draw a plan; times are whole seconds, so that events often fall together."""
    rng = np.random.default_rng(seed)  # noqa: TID251

    def grid(low, high):
        return GRID * int(rng.integers(low, high + 1))

    tiers = int(rng.integers(1, 3))
    agents = [agent(rng, grid, i, tiers) for i in range(int(rng.integers(1, 8)))]
    busy = int(rng.integers(1, 5))
    points = [point(rng, grid, k, tiers, busy) for k in range(1, int(rng.integers(2, 40)))]
    fifo = rng.random() < 0.3
    return Plan(
        agents,
        points,
        lines=None if rng.random() < 0.5 else int(rng.integers(0, 6)),
        conference=grid(0, 2),
        tiers=tiers,
        ranks={r: {t: 1 if fifo else int(rng.integers(1, 3)) for t in TEAMS} for r in REASONS},
        delays={r: {t: delay(rng, grid, fifo) for t in TEAMS} for r in REASONS},
        weights={r: 1.0 if fifo else float(rng.choice([0.1, 1.0, 3.0])) for r in REASONS},
        hours=None
        if rng.random() < 0.6
        else [(grid(0, 5), grid(20, 30)), (grid(31, 40), grid(45, 90))],
        waits=bool(rng.random() < 0.5),
        disconnects=bool(rng.random() < 0.5),
    )


def delay(rng, grid, fifo):
    chance = rng.random()
    return 0 if fifo or chance < 0.6 else None if chance < 0.7 else grid(1, 6)


def agent(rng, grid, index, tiers):
    tier = int(rng.integers(1, tiers + 1))
    team = "senior" if tier == 2 else ("front", "second")[int(rng.integers(2))]
    skills = frozenset(r for r in REASONS if rng.random() < 0.8) or frozenset(REASONS)
    shifts, start = [], grid(0, 10)
    for _ in range(int(rng.integers(1, 3))):
        until = start + grid(10, 40)
        pauses = sorted(int(p) * GRID for p in rng.integers(start // GRID + 1, until // GRID, 2))
        breaks = [Pause(p, grid(1, 6), str(rng.choice(["break", "training"]))) for p in pauses]
        breaks = breaks[: int(rng.integers(0, 3))]
        shifts.append(Shift(start, until, breaks, absent=bool(rng.random() < 0.1)))
        start = until + grid(20, 40)
    return Agent(index, team, tier, skills, shifts)


def point(rng, grid, k, tiers, busy):
    attempts = [
        {
            "ivr": grid(1, 3) if rng.random() < 0.2 else 0,
            "back": grid(0, 12) if rng.random() < 0.5 else None,
            "solved": bool(rng.random() < 0.6),
            "legs": [leg(rng, grid, busy) for _ in range(tiers)],
        }
        for _ in range(3)
    ]
    return Point(k << 6, grid(0, 60), str(rng.choice(REASONS)), attempts)


def leg(rng, grid, busy):
    return {
        "patience": None if rng.random() < 0.2 else grid(1, 10),
        "talk_ms": grid(1, 3 * busy),
        "hold_ms": grid(0, 1),
        "acw_ms": grid(0, busy),
        "escalates": bool(rng.random() < 0.3),
    }
