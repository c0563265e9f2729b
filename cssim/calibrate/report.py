"""The report of a calibration: what was read, left out, chosen, and what to beware of."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from cssim import units
from cssim.calibrate.arrivals import unusual_hours
from cssim.calibrate.presence import BIN_S
from cssim.calibrate.times import DAY_S
from cssim.scenario import parse
from cssim.scenario.ledger import in_short

if TYPE_CHECKING:
    from cssim.calibrate.fit import Calibration
    from cssim.calibrate.returns import Returns


def report_text(found: Calibration) -> str:
    """Return the report as plain text, at most a few screens."""
    parts = (
        _rows, _weeks, _arrivals, _unusual, _returns, _handling, _agents, _patience,
        _self_service, _floor, _segments, _beware, _assumptions,
    )  # fmt: skip
    blocks = ["\n".join(part(found)) for part in parts]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _rows(found: Calibration) -> Iterator[str]:
    log = found.log
    dropped = log.remarks.n_dropped
    yield f"ROWS  {log.n_rows:,} read, {dropped:,} dropped, {log.n_rows - dropped:,} attempts"
    yield f"      {len(log.attempts):,} of them from {log.first_day} to {log.last_day}, used here"
    yield from (f"      {line}" for line in log.remarks.lines())


def weekly(attempts: pd.DataFrame) -> pd.DataFrame:
    """Return per seven days from the first: attempts, in queue, abandonment, ASA, talk.

    Returns
    -------
    DataFrame
        week, n_attempts, n_hung_up (in self-service), n_offered, abandonment (share of
        offered), asa_s, mean_talk_s.
    """
    week = (attempts["arrived_at"] // (7 * DAY_S)).astype(int)
    rows = []
    for number, part in attempts.groupby(week):
        offered = part[part["queued_at"].notna()]
        answered = offered[offered["outcome"] == "answered"]
        rows.append(
            {
                "week": int(str(number)) + 1,
                "n_attempts": len(part),
                "n_hung_up": len(part) - len(offered),
                "n_offered": len(offered),
                "abandonment": 1 - len(answered) / len(offered) if len(offered) else math.nan,
                "asa_s": answered["wait_s"].mean(),
                "mean_talk_s": answered.loc[answered["talk_s"] > 0, "talk_s"].mean(),
            }
        )
    return pd.DataFrame(rows)


def _weeks(found: Calibration) -> Iterator[str]:
    yield "WEEKS (stretches left out of the fits are left out here)"
    for row in weekly(found.log.attempts[~found.log.attempts["is_excluded"]]).itertuples():
        yield (
            f"      week {row.week}: {row.n_attempts:,} attempts, {row.n_hung_up:,} hung up in"
            f" self-service, {row.abandonment:.1%} of the offered abandoned, ASA {row.asa_s:.1f} s,"
            f" talk {row.mean_talk_s:.1f} s"
        )


def _arrivals(found: Calibration) -> Iterator[str]:
    yield "ARRIVALS of attempts, per week, and the shape of the week (quasi-AIC above the best)"
    for reason, rates in found.rates.items():
        weekly_n = rates.per_hour.sum() * found.grid.interval_h
        others = ", ".join(f"{k} +{v:.0f}" for k, v in rates.aic.items() if k != rates.shape)
        spread = f"dispersion {rates.dispersion:.2f}"
        yield f"      {reason}: {weekly_n:,.0f}; {rates.shape} ({others}; {spread})"
    b = found.busyness
    yield f"      busyness cv {b.cv:.3f} (95 %: {b.low:.3f} to {b.high:.3f}, {b.dof} d.f.)"
    for day, windows in found.grid.opening_hours().items():
        yield f"      open {day}: {', '.join(windows)}"
    out = ~found.grid.is_open_at(found.log.attempts["arrived_at"].to_numpy())
    yield f"      {out.sum():,} attempts came outside these hours and are in no rate"


def _unusual(found: Calibration) -> Iterator[str]:
    hours = unusual_hours(found.log.attempts, found.grid)
    if hours.empty:
        return
    yield "UNUSUAL HOURS, still in the fits; leave them out by the mapping if they are not the desk"
    for day, hour, n, usual in hours.itertuples(index=False, name=None):
        moment = found.log.moment(day * DAY_S + hour * 3600)
        yield f"      {moment:%Y-%m-%d %H:%M}: {n:.0f} attempts, usually {usual:.0f}"


def _returns(found: Calibration) -> Iterator[str]:
    r = found.returns
    yield f"RETURNS  {r.attempts_per_issue:.2f} attempts per fresh issue"
    yield f"      after abandoning: {_return_line(r.after_abandoned)}"
    yield f"      after an answer: {_return_line(r.after_answered)}"
    yield f"      so an unresolved contact is repeated with probability {r.repeat_probability:.2f}"


def _return_line(r: Returns) -> str:
    delay = f"delay median {r.delay.median / 60:.1f} min, sigma {r.delay.sigma:.2f}"
    if r.source == "default":
        return f"{r.probability:.2f}, {delay}: default, too few identified customers"
    return (
        f"{r.probability:.2f}, {delay}: {r.observed:.2f} more than chance among {r.n:,}"
        f" identified, {r.seen:.0%} of returns being identified"
    )


def _handling(found: Calibration) -> Iterator[str]:
    yield "HANDLE TIME (work at speed 1, delay after the call included)"
    for reason, h in found.handling.items():
        aic = ", ".join(
            f"{k} {'out' if math.isnan(v) else f'+{v:.0f}'}" for k, v in h.fit.aic.items()
        )
        yield (
            f"      {reason}: {h.fit.kind}, mean {h.fit.distribution.mean:.1f} s ({h.fit.why};"
            f" AIC {aic or 'none'}); talk {h.mean_talk:.1f} s, n {h.n:,}"
        )
    yield "      hold and after-call work are not in the log: hold 0"


def _agents(found: Calibration) -> Iterator[str]:
    yield "AGENTS speed (own figure before shrinking), contacts, skills"
    for agent, pace in found.pace.items():
        skills = ", ".join(found.floor.skills.get(agent, ()))
        yield f"      {agent}: {pace.speed:.2f} ({pace.raw:.2f}), {pace.n:,}, {skills}"


def _patience(found: Calibration) -> Iterator[str]:
    if not found.patience:
        yield "PATIENCE  nobody hung up in the queue: infinite"
        return
    yield "PATIENCE by censored maximum likelihood; Kaplan-Meier mean capped at the longest wait"
    groups = [*found.patience.items()]
    groups += [(f"segment {k}", v) for k, v in found.patience_by_segment.items() if k]
    for name, p in groups:
        pooled = " POOLED" if p.is_pooled else ""
        curve = p.survival
        capped = f"KM {curve.restricted_mean:.0f} s up to {curve.limit:.0f} s; " if curve else ""
        yield (
            f"      {name}:{pooled} {p.fit.kind}, mean {p.fit.distribution.mean:,.0f} s; {capped}"
            f"exponential {p.exponential_mean:.0f} s; {p.fit.n_events:,} of {p.fit.n:,} hung up"
            f" ({p.fit.why})"
        )


def _self_service(found: Calibration) -> Iterator[str]:
    for reason, s in found.self_service.items():
        if s.fit is not None:
            mean = s.fit.distribution.mean
            yield f"SELF-SERVICE {reason}: {mean:.1f} s ({s.fit.kind}), {s.hang_up:.1%} hang up"


def _floor(found: Calibration) -> Iterator[str]:
    shifts, ready = found.floor.shifts, found.floor.ready
    if shifts.empty:
        yield "STAFFING cannot be seen: the log names no agents; the scenario's size is a guess"
        return
    hours = (shifts["end"] - shifts["start"]).sum() / 3600
    away, busy = shifts["away_s"].sum() / 3600, shifts["busy_s"].sum() / 3600
    yield f"STAFFING {len(shifts):,} shifts, {hours:,.0f} h from first to last call"
    yield (
        f"      {away:,.0f} h off the floor ({away / hours:.0%}); talking {busy:,.0f} h:"
        f" {busy / hours:.0%} of the shift, {busy / (hours - away):.0%} of the time on the floor"
    )
    yield (
        f"      delay between calls while customers wait: median {ready.median:.1f} s, mean"
        f" {ready.mean:.1f} s; {ready.away:.0%} leave the floor instead (n {ready.n:,})"
    )
    scale = BIN_S / 3600
    for d, name in enumerate(units.WEEKDAYS):
        seen, fitted = found.week.seen[d].sum() * scale, found.week.fitted[d].sum() * scale
        if seen or fitted:
            yield f"      {name}: {seen:.1f} h on the floor seen, {fitted:.1f} h in the week"


def _segments(found: Calibration) -> Iterator[str]:
    for name, share in found.segments.share.items():
        logged = found.segments.logged_share[name]
        yield f"SEGMENT {name}: {share:.1%} by those identified ({logged:.1%} as logged)"
    for h in found.segments.head_starts:
        yield (
            f"      head start of {h.segment} over {h.other}: served order fits {h.best_s:.0f} s"
            f" best ({h.low_s:.0f} to {h.high_s:.0f}; {h.agreement:.1%} of {h.n_pairs:,} pairs,"
            f" {h.agreement_given:.1%} as mapped)"
        )


def _beware(found: Calibration) -> Iterator[str]:
    yield "BEWARE"
    yield "      an agent on the floor who takes no call is not seen, nor is one before the first"
    yield "      call; an absence in which nobody waited counts as idle"
    yield "      patience beyond the longest wait seen is extrapolation"
    yield "      segments do not depend on the reason in a scenario; in a log they may"
    if found.returns.after_answered.source == "log":
        yield "      reasons without identified customers are taken to come back like the others"


def _assumptions(found: Calibration) -> Iterator[str]:
    yield "ASSUMPTIONS of the scenario: what the log did not say"
    yield f"      {in_short(parse(found.scenario_yaml()))}:"
    yield "      cssim check FILE --assumptions lists them"
