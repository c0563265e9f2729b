"""Value segments: their shares, and the head start that the served order betrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cssim.calibrate.times import FloatArray

FEWEST_PAIRS = 200
"""Pairs needed for an estimate."""
IDENTIFIED = 0.05
"""Share of a reason's contacts with a known customer from which on these speak for all."""
CANDIDATES_S = np.arange(-300.0, 601.0, 5.0)
"""Head starts tried, seconds."""


@dataclass(frozen=True)
class HeadStart:
    """Head start of one segment over another, from who was served before whom.

    Attributes
    ----------
    segment, other : str
        The credited segment and the one it is compared with.
    best_s : float
        Head start under which most pairs were served in order; middle of those that tie
        within half a percent. NaN with fewer than 200 pairs.
    low_s, high_s : float
        First and last of those.
    agreement : float
        Share of pairs in order under the best.
    agreement_given : float
        The same under the head start of the mapping.
    n_pairs : int
        Pairs of the two segments, same reason, both waiting when one of them was taken.
    """

    segment: str
    other: str
    best_s: float
    low_s: float
    high_s: float
    agreement: float
    agreement_given: float
    n_pairs: int


@dataclass(frozen=True)
class Segments:
    """Segments of a log.

    Attributes
    ----------
    share : dict of str to float
        Estimated share of attempts, sorted by name; empty if the log has no segments.
    logged_share : dict of str to float
        The same as the log has it, unidentified customers as they stand there.
    share_by_reason : dict of str to dict of str to float
        Estimated shares within each reason.
    n_customers : int
        Distinct identified customers.
    population : int
        Estimated customers, seen or not (Chao's lower bound); 0 if none is identified.
    head_starts : tuple of HeadStart
        Each credited segment against each other one.
    """

    share: dict[str, float]
    logged_share: dict[str, float]
    share_by_reason: dict[str, dict[str, float]]
    n_customers: int
    population: int
    head_starts: tuple[HeadStart, ...]


def find_segments(attempts: pd.DataFrame, given_s: dict[str, float]) -> Segments:
    """Return the segments of a log and what its served order says of their head starts.

    Parameters
    ----------
    attempts : DataFrame
        `Log.attempts`.
    given_s : dict of str to float
        Head starts of the mapping, seconds; a segment not in it has 0.
    """
    named = attempts[attempts["segment"] != ""]
    logged = _shares(named["segment"])
    by_reason = {str(reason): _reason_shares(part) for reason, part in named.groupby("reason")}
    weight = _shares(named["reason"])
    share = {s: sum(weight[r] * by_reason[r].get(s, 0.0) for r in by_reason) for s in logged}
    calls = attempts.loc[attempts["customer"] != "", "customer"].value_counts()
    others = [s for s in logged if s not in given_s]
    found = tuple(
        _head_start(attempts, segment, other, given_s[segment])
        for segment in sorted(given_s)
        for other in others
    )
    population = _population(calls)
    return Segments(share, logged, by_reason, len(calls), population, found)


def _shares(values: pd.Series[str]) -> dict[str, float]:
    shares = values.value_counts(normalize=True).sort_index()
    return {str(name): float(share) for name, share in shares.items()}


def _reason_shares(part: pd.DataFrame) -> dict[str, float]:
    """Return the segments of a reason's identified customers, or of all where none is known.

    Where a log identifies only some customers, the others stand in the lowest segment
    whoever they are; who is identified then hangs on the wait, not on the segment.
    """
    known = part.loc[part["customer"] != "", "segment"]
    return _shares(known if len(known) >= IDENTIFIED * len(part) else part["segment"])


def _population(calls: pd.Series[int]) -> int:
    """Return Chao's lower bound on the number of customers from how often each was seen."""
    once, twice = int((calls == 1).sum()), int((calls == 2).sum())
    return len(calls) + round(once * (once - 1) / (2 * (twice + 1))) if len(calls) else 0


def _head_start(attempts: pd.DataFrame, segment: str, other: str, given: float) -> HeadStart:
    needed, allowed = served_before(attempts, segment, other)
    n = len(needed) + len(allowed)
    if n < FEWEST_PAIRS:
        nan = float("nan")
        return HeadStart(segment, other, nan, nan, nan, nan, nan, n)
    agreement = np.array([_agreement(needed, allowed, h) for h in CANDIDATES_S])
    ties = CANDIDATES_S[agreement >= agreement.max() - 0.005]
    low, high = float(ties[0]), float(ties[-1])
    given_agreement = _agreement(needed, allowed, given)
    best = float(agreement.max())
    return HeadStart(segment, other, (low + high) / 2, low, high, best, given_agreement, n)


def _agreement(needed: FloatArray, allowed: FloatArray, head_start: float) -> float:
    in_order = (needed <= head_start).sum() + (allowed >= head_start).sum()
    return float(in_order / (len(needed) + len(allowed)))


def served_before(
    attempts: pd.DataFrame, segment: str, other: str
) -> tuple[FloatArray, FloatArray]:
    """Return what each pair of waiting contacts says about the head start.

    Returns
    -------
    needed : array
        `segment` was taken while `other` waited on: how much later it had come, so how
        much head start it needed at least (negative: none).
    allowed : array
        `other` was taken while `segment` waited on: the head start was at most this.
    """
    rows = attempts[(attempts["wait_s"] > 0) & ~attempts["is_excluded"]]
    rows = rows[rows["segment"].isin([segment, other])]
    needed: list[FloatArray] = []
    allowed: list[FloatArray] = []
    for _, part in rows.groupby("reason"):
        ahead, behind = _pairs(part.sort_values("queued_at"), segment)
        needed.append(ahead)
        allowed.append(behind)
    if not needed:
        return np.empty(0), np.empty(0)
    return np.concatenate(needed), np.concatenate(allowed)


def _pairs(part: pd.DataFrame, segment: str) -> tuple[FloatArray, FloatArray]:
    queued = part["queued_at"].to_numpy()
    left = queued + part["wait_s"].to_numpy()
    credited = (part["segment"] == segment).to_numpy()
    answered = np.flatnonzero((part["outcome"] == "answered").to_numpy())
    longest = float((left - queued).max(initial=0.0))
    needed: list[FloatArray] = []
    allowed: list[FloatArray] = []
    first = np.searchsorted(queued, left[answered] - longest, side="left")
    last = np.searchsorted(queued, left[answered], side="left")
    for i, a, b in zip(answered, first, last, strict=True):
        waits_on = (left[a:b] > left[i] + 2.0) & (credited[a:b] != credited[i])
        later = queued[i] - queued[a:b][waits_on]
        if later.size:
            (needed if credited[i] else allowed).append(later if credited[i] else -later)
    return _joined(needed), _joined(allowed)


def _joined(parts: list[FloatArray]) -> FloatArray:
    return np.concatenate(parts) if parts else np.empty(0)
