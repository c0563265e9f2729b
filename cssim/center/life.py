"""What months do to one agent: the state that days leave behind."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cssim.roster import AgentCard

AWAY, IDLE, BUSY = range(3)
"""Modes of an agent: off the floor or at home, waiting for work, at work."""


@dataclass(eq=False)
class Life:
    """One agent over months.

    Attributes
    ----------
    card : AgentCard
        Who it is; the address of all luck.
    is_here : bool
        On the books; False before being hired and after leaving.
    joined : int, ms
        When the agent began, or will begin, to take contacts; negative before the run.
    is_learning : bool
        On the books, but still learning the work.
    hazard, limit : float
        Hazard of quitting gathered so far, and that at which the agent quits.
    mode, since : int
        What the agent is doing, and since when.
    spent : list of int, ms
        Time in each mode since the day began.
    fatigue : float
        F at `since`.
    fatigue_ms : float
        Integral of F over this week's time at work, which lasted `present_ms`.
    strain : float
        B.
    handled : list of int, ms
        Work of today's contacts by family of skills.
    gained : list of float
        What today's training and coaching give, by family.
    n_contacts, n_hostile, n_failed : int
        This week's contacts, those that were hostile, and those that solved nothing.
    quality_sum, n_quality
        Service quality over the contacts since the last reviews.
    score, n_reviews : float
        Mean of about the last twelve reviews, and how many count in it.
    owed : dict of str to int, ms
        Time of training, coaching and so on that is due, by kind.
    """

    card: AgentCard
    is_here: bool = True
    joined: int = 0
    is_learning: bool = False
    hazard: float = 0.0
    limit: float = math.inf
    mode: int = AWAY
    since: int = 0
    spent: list[int] = field(default_factory=lambda: [0, 0, 0])
    fatigue: float = 0.0
    fatigue_ms: float = 0.0
    present_ms: int = 0
    strain: float = 0.0
    handled: list[int] = field(default_factory=list)
    gained: list[float] = field(default_factory=list)
    n_contacts: int = 0
    n_hostile: int = 0
    n_failed: int = 0
    quality_sum: float = 0.0
    n_quality: int = 0
    score: float = 0.0
    n_reviews: float = 0.0
    reprimanded: float = 0.0
    owed: dict[str, int] = field(default_factory=dict)
    accrued: int = 0
    """Up to when regular training and talks have been added to `owed` [ms]."""
    courses: list[int] = field(default_factory=list)
    """Courses to attend, by number, the one under way first."""
    attended: int = 0
    """How much of that one has been attended [ms]."""
    lost_on: int = -1
    """Day on which a release last took from what the agent knew; -1 = never."""
    lost: list[float] = field(default_factory=list)
    """What releases of that day took, by family."""
    met_on: int = -1
    """Day of the last meeting about a release; -1 = never."""
    is_coached: bool = False
    """Chosen for coaching until the next decision."""
    is_senior: bool = False
    has_empathy: bool = False
    understands: dict[int, float] = field(default_factory=dict)
    """Per language learned: share of the penalties of a mismatch that is spared."""
