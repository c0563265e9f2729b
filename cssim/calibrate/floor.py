"""Who was on the floor when, seen only from who took which calls.

A gap between two calls of an agent is idle time or time off the floor; the log does not
say which. But while customers wait whom the agent could have served, an agent on the
floor takes one within seconds. So a gap in which such customers waited longer than
`away_after` in total is time off the floor, and so is one longer than `longest_idle`.

Bias, to be stated with every result: agents are not seen before their first call and
after their last one; an absence during which nobody waited counts as idle; and an agent
on the floor who answers nobody at all is never seen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cssim.calibrate.log import Log
from cssim.calibrate.times import FloatArray

SKILL_RATIO = 0.25
"""An agent has the skill of a reason of which he takes at least this much of its share."""
LOG_LAG_S = 5.0
"""The log may end a wait this much before it starts the call."""


class Cover:
    """A union of stretches of time, to be asked how much of a span it covers.

    Parameters
    ----------
    start, end : array
        Ends of the stretches, seconds; they may overlap.
    """

    def __init__(self, start: FloatArray, end: FloatArray) -> None:
        order = np.argsort(start, kind="stable")
        start, end = np.asarray(start)[order], np.maximum.accumulate(np.asarray(end)[order])
        first = np.ones(len(start), dtype=bool)
        first[1:] = start[1:] > end[:-1]
        last = np.concatenate((first[1:], [True])) if len(start) else first
        self.start, self.end = start[first], end[last]
        self.total = np.concatenate(([0.0], np.cumsum(self.end - self.start)))

    def before(self, at: FloatArray) -> FloatArray:
        """Return the seconds covered before each instant."""
        if not self.start.size:
            return np.zeros_like(np.asarray(at, dtype=float))
        i = np.searchsorted(self.start, at, side="right") - 1
        inside = np.clip(np.minimum(at, self.end[i]) - self.start[i], 0.0, None)
        return np.where(i >= 0, self.total[np.maximum(i, 0)] + inside, 0.0)

    def until(self, at: FloatArray) -> FloatArray:
        """Return the end of the stretch each instant lies in; the instant itself outside."""
        if not self.start.size:
            return np.asarray(at, dtype=float)
        i = np.searchsorted(self.start, at, side="right") - 1
        return np.where(i >= 0, np.maximum(self.end[i], at), at)


@dataclass(frozen=True)
class Seen:
    """What the calls say about the agents.

    Attributes
    ----------
    skills : dict of str to tuple of str
        Reasons each agent serves, sorted.
    gaps : DataFrame
        One row per gap between two calls of a shift: agent, shift, start, end (s),
        waited_s (seconds of it with customers whom the agent could have served), is_away.
    shifts : DataFrame
        One row per shift: shift, agent, start, end (s), day, n_contacts, busy_s, away_s.
    ready : Ready
        Delay between a call and the next while customers wait.
    """

    skills: dict[str, tuple[str, ...]]
    gaps: pd.DataFrame
    shifts: pd.DataFrame
    ready: Ready


@dataclass(frozen=True)
class Ready:
    """Time an agent takes from the end of a call to the next while customers wait.

    Attributes
    ----------
    median, mean : float
        Seconds, of delays up to the mapping's `away_after` (longer is absence), from a
        Kaplan-Meier curve in which a delay is censored when nobody waits any more. NaN
        without data.
    away : float
        Chance that it takes longer, that is, that the agent leaves the floor.
    n : int
        Ends of calls with customers waiting.
    """

    median: float
    mean: float
    away: float
    n: int


def skills_seen(attempts: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Return the reasons each agent serves, sorted: those he takes in some proportion.

    A reason counts if the agent took it at least once and at least a quarter as often as
    the desk did, among his own contacts.
    """
    served = attempts[attempts["agent"] != ""]
    counts = pd.crosstab(served["agent"], served["reason"])
    if counts.empty:
        return {}
    share = counts.sum() / counts.to_numpy().sum()
    enough = counts.ge(SKILL_RATIO * np.outer(counts.sum(axis=1), share)) & (counts > 0)
    return {str(a): tuple(sorted(row.index[row])) for a, row in enough.iterrows()}


def see_floor(log: Log) -> Seen:
    """Return shifts, absences and the delay between calls of every agent of a log.

    Parameters
    ----------
    log : Log
        The log; its mapping's judgement holds the thresholds.
    """
    judgement = log.mapping.calibration
    skills = skills_seen(log.attempts)
    calls = _calls(log.attempts, judgement.shift_gap / 1000)
    gaps = _gaps(calls)
    covers = _covers(log.attempts, skills)
    gaps["waited_s"], ready = _against_queue(gaps, covers, skills, judgement.away_after / 1000)
    length = gaps["end"] - gaps["start"]
    gaps["is_away"] = (gaps["waited_s"] > judgement.away_after / 1000) | (
        length > judgement.longest_idle / 1000
    )
    return Seen(skills, gaps, _shifts(calls, gaps, log.n_days), ready)


def _calls(attempts: pd.DataFrame, shift_gap_s: float) -> pd.DataFrame:
    """Return the services of named agents in order, with the number of their shift."""
    rows = attempts[(attempts["agent"] != "") & (attempts["talk_s"] > 0)]
    calls = rows[["agent", "reason", "answered_at", "talk_s"]].copy()
    calls = calls.sort_values(["agent", "answered_at"], kind="stable").reset_index(drop=True)
    end = calls["answered_at"] + calls["talk_s"]
    # a call may lie within an overlapping longer one: the agent is busy until both end
    calls["end"] = end.groupby(calls["agent"]).cummax()
    before = calls.groupby("agent")["end"].shift()
    calls["shift"] = ((calls["answered_at"] - before > shift_gap_s) | before.isna()).cumsum() - 1
    return calls


def _gaps(calls: pd.DataFrame) -> pd.DataFrame:
    start = calls.groupby("shift")["end"].shift()
    is_gap = calls["answered_at"] > start
    gaps = calls.loc[is_gap, ["agent", "shift"]].copy()
    gaps["start"], gaps["end"] = start[is_gap], calls.loc[is_gap, "answered_at"]
    return gaps.reset_index(drop=True)


def _covers(
    attempts: pd.DataFrame, skills: dict[str, tuple[str, ...]]
) -> dict[tuple[str, ...], Cover]:
    """Return when customers waited, for each set of reasons that some agent serves."""
    waited = attempts[attempts["wait_s"] > 0]
    start, end = waited["queued_at"], waited["queued_at"] + waited["wait_s"]
    covers = {}
    for reasons in sorted(set(skills.values())):
        fits = waited["reason"].isin(reasons)
        covers[reasons] = Cover(start[fits].to_numpy(), end[fits].to_numpy())
    return covers


def _against_queue(
    gaps: pd.DataFrame,
    covers: dict[tuple[str, ...], Cover],
    skills: dict[str, tuple[str, ...]],
    within_s: float,
) -> tuple[FloatArray, Ready]:
    """Return how long customers waited in each gap, and the delay while they do."""
    waited = np.zeros(len(gaps))
    start, end = gaps["start"].to_numpy(), gaps["end"].to_numpy()
    emptied = start.copy()
    for agent, rows in gaps.groupby("agent").indices.items():
        cover = covers[skills[str(agent)]]
        waited[rows] = cover.before(end[rows]) - cover.before(start[rows])
        emptied[rows] = cover.until(start[rows])
    return waited, _ready(start, end, emptied, within_s)


def _ready(start: FloatArray, end: FloatArray, emptied: FloatArray, within_s: float) -> Ready:
    from cssim.calibrate.patience import kaplan_meier

    asked = emptied > start
    delay = end[asked] - start[asked]
    # the queue may empty a moment before the call that emptied it is logged to start
    is_event = (delay <= within_s) & (end[asked] <= emptied[asked] + LOG_LAG_S)
    if is_event.sum() < 20:
        return Ready(float("nan"), float("nan"), float("nan"), int(asked.sum()))
    cut = np.minimum(emptied[asked] - start[asked], within_s)
    curve = kaplan_meier(np.maximum(np.where(is_event, delay, cut), 0.5), is_event)
    away = float(curve.share[-1])
    median = float(curve.seconds[np.searchsorted(-curve.share, -(1 + away) / 2)])
    mean = (curve.restricted_mean - away * curve.limit) / (1 - away)
    return Ready(median, float(mean), away, int(asked.sum()))


def _shifts(calls: pd.DataFrame, gaps: pd.DataFrame, n_days: int) -> pd.DataFrame:
    shifts = calls.groupby("shift").agg(
        agent=("agent", "first"),
        start=("answered_at", "min"),
        end=("end", "max"),
        n_contacts=("end", "size"),
    )
    length = gaps["end"] - gaps["start"]
    idle = length.groupby(gaps["shift"]).sum().reindex(shifts.index, fill_value=0.0)
    away = length[gaps["is_away"]].groupby(gaps["shift"]).sum()
    # a call of the last night may begin after midnight: it belongs to that night
    shifts["day"] = (shifts["start"] // 86_400).astype(int).clip(0, n_days - 1)
    shifts["busy_s"] = shifts["end"] - shifts["start"] - idle
    shifts["away_s"] = away.reindex(shifts.index, fill_value=0.0)
    return shifts.reset_index()
