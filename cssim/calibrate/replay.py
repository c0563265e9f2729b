"""Replay: the log's own attempts as demand, with what the log could not see filled in.

Every logged attempt is played as a fresh issue of its own (returns are in the log already).
Filled in are the patience of those who were answered (they would have waited longer than
they did: a draw from the fitted patience beyond the wait), and the work of those who were
not. Each fill-in is decided by a uniform that the caller supplies per row, so that the same
row always has the same luck.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cssim.calibrate.fits import SHORTEST_S, conditional_quantile
from cssim.calibrate.log import Log
from cssim.calibrate.times import FloatArray
from cssim.distributions import Distribution
from cssim.errors import InputError

if TYPE_CHECKING:
    from cssim.calibrate.fit import Calibration

UNIFORMS = ("patience", "work")
"""Columns of the uniforms, in order; a new one is appended, never inserted."""
Codes = NDArray[np.int64]


@dataclass(frozen=True)
class ReplayTables:
    """The attempts of a log as plain arrays, one row per attempt in order of arrival.

    Attributes
    ----------
    line : array of int
        Line in the file: the row's permanent address.
    arrived_s : array
        Seconds since 00:00 of the log's first day.
    ivr_s : array
        Time in self-service.
    hung_up : array of bool
        Hung up in self-service; never reaches the queue.
    work_s : array
        Handle time from an agent of speed 1, delay after the call included.
    acw_share : array
        Part of it that is that delay.
    patience_s : array
        Longest wait: the wait itself where it was abandoned, imputed beyond it elsewhere.
    reason, segment, customer : array of int
        Codes into the lists below; -1 = none or unknown.
    reasons, segments, customers : tuple of str
        Sorted names.
    imputed : array of bool, shape (n, 2)
        Whether patience and work were filled in.
    """

    line: Codes
    arrived_s: FloatArray
    ivr_s: FloatArray
    hung_up: NDArray[np.bool_]
    work_s: FloatArray
    acw_share: FloatArray
    patience_s: FloatArray
    reason: Codes
    segment: Codes
    customer: Codes
    reasons: tuple[str, ...]
    segments: tuple[str, ...]
    customers: tuple[str, ...]
    imputed: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.line)


def replay_demand_tables(log: Log, fitted: Calibration, uniforms: FloatArray) -> ReplayTables:
    """Return every attempt of a log as demand.

    Parameters
    ----------
    log : Log
        The attempts to be played; may be other days than those of `fitted`. Attempts of
        a reason that `fitted` does not know are left out.
    fitted : Calibration
        Patience, work and pace to fill in with.
    uniforms : array of float, shape (n_attempts, 2)
        In [0, 1): patience, work (`UNIFORMS`), one row per row of ``log.attempts``.

    Returns
    -------
    ReplayTables

    Raises
    ------
    InputError
        Uniforms of another shape, or out of range.
    """
    uniforms = np.asarray(uniforms, dtype=float)
    wanted = (len(log.attempts), len(UNIFORMS))
    if uniforms.shape != wanted or not ((uniforms >= 0) & (uniforms < 1)).all():
        raise InputError.of("uniforms", uniforms.shape, f"must be {wanted} numbers in [0, 1)")
    known = log.attempts["reason"].isin(fitted.reasons).to_numpy()
    rows, uniforms = log.attempts[known].reset_index(drop=True), uniforms[known]
    reason, reasons = _codes(rows["reason"])
    segment, segments = _codes(rows["segment"])
    customer, customers = _codes(rows["customer"])
    patience, guessed_patience = _patience(rows, fitted, uniforms[:, 0])
    work, acw, guessed_work = _work(rows, fitted, uniforms[:, 1])
    return ReplayTables(
        line=rows["line"].to_numpy(),
        arrived_s=rows["arrived_at"].to_numpy(),
        ivr_s=rows["ivr_s"].to_numpy(),
        hung_up=rows["queued_at"].isna().to_numpy(),
        work_s=work,
        acw_share=acw,
        patience_s=patience,
        reason=reason,
        segment=segment,
        customer=customer,
        reasons=reasons,
        segments=segments,
        customers=customers,
        imputed=np.column_stack((guessed_patience, guessed_work)),
    )


def _codes(names: pd.Series[str]) -> tuple[Codes, tuple[str, ...]]:
    known = sorted(set(names) - {""})
    codes = names.map({name: code for code, name in enumerate(known)}).fillna(-1)
    return np.asarray(codes, dtype=np.int64), tuple(known)


def _patience(
    rows: pd.DataFrame, fitted: Calibration, u: FloatArray
) -> tuple[FloatArray, NDArray[np.bool_]]:
    left = ((rows["outcome"] == "abandoned") & rows["queued_at"].notna()).to_numpy()
    wait = np.nan_to_num(rows["wait_s"].to_numpy())
    beyond = np.full(len(rows), np.inf)
    for reason, at in rows.groupby("reason").indices.items():
        patience = fitted.patience.get(str(reason))
        if patience is not None:
            beyond[at] = conditional_quantile(patience.fit.distribution, wait[at], u[at])
    return np.where(left, np.maximum(wait, SHORTEST_S), beyond), ~left


def _work(
    rows: pd.DataFrame, fitted: Calibration, u: FloatArray
) -> tuple[FloatArray, FloatArray, NDArray[np.bool_]]:
    """Return handle times at speed 1, the share of after-call delay, and which are imputed."""
    speed = rows["agent"].map({a: p.speed for a, p in fitted.pace.items()}).fillna(1.0)
    talk = np.nan_to_num(rows["talk_s"].to_numpy())
    guessed = ~(talk > 0)
    work, share = talk * speed.to_numpy(), np.zeros(len(rows))
    for reason, at in rows.groupby("reason").indices.items():
        handling = fitted.handling[str(reason)]
        drawn = _quantile(handling.fit.distribution, u[at])
        share[at] = handling.acw_share
        work[at] = np.where(guessed[at], drawn, work[at] / (1 - handling.acw_share))
    return np.maximum(work, SHORTEST_S), share, guessed


def _quantile(distribution: Distribution, u: FloatArray) -> FloatArray:
    return np.asarray(distribution.quantile(u))
