"""The scenario file of a calibration: figures with their source as comments beside them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from cssim import units
from cssim.calibrate.teams import team_contents
from cssim.distributions import (
    Deterministic,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    LogNormal,
    Weibull,
)
from cssim.scenario.dump import to_yaml

if TYPE_CHECKING:
    from cssim.calibrate.fit import Calibration
    from cssim.calibrate.patience import Patience

Content = dict[str, Any]
HORIZON_DAYS = 8
"""A day to fill the desk with yesterday's returns, then a whole week."""
LONGEST_S = 30 * 86_400.0
"""Longer times of a fitted tail are written as this; nothing in a desk lasts so long."""


def duration(seconds: float) -> str:
    """Return a duration as a scenario writes it, to a tenth of a second."""
    text = f"{min(max(seconds, 0.1), LONGEST_S):.1f}".removesuffix(".0")
    return f"{text} s"


def distribution_content(distribution: Distribution) -> Content:
    """Return a fitted distribution (seconds) as a scenario writes it.

    Raises
    ------
    TypeError
        Not one of the kinds that calibration fits.
    """
    match distribution:
        case Exponential(mean=mean):
            return {"distribution": "exponential", "mean": duration(mean)}
        case LogNormal(median=median, sigma=sigma):
            sigma = round(min(sigma, 5.0), 4)
            return {"distribution": "lognormal", "median": duration(median), "sigma": sigma}
        case Gamma(shape=shape, scale=scale):
            cv = round(1 / math.sqrt(shape), 4)
            return {"distribution": "gamma", "mean": duration(shape * scale), "cv": cv}
        case Weibull(shape=shape, scale=scale):
            return {"distribution": "weibull", "shape": round(shape, 4), "scale": duration(scale)}
        case Deterministic(mean=mean):
            return {"distribution": "deterministic", "mean": duration(mean)}
        case Empirical(values=values):
            return _empirical(np.asarray(values))
    raise TypeError(f"cannot write {type(distribution).__name__}")


def _empirical(values: np.ndarray[Any, np.dtype[np.float64]]) -> Content:
    texts, counts = np.unique(np.round(np.clip(values, 0.1, LONGEST_S), 1), return_counts=True)
    content: Content = {"distribution": "empirical", "values": [duration(v) for v in texts]}
    if counts.max() > 1:
        content["weights"] = [int(n) for n in counts]
    return content


def scenario_text(found: Calibration) -> str:
    """Return the scenario of a calibration as YAML with comments."""
    lines = _comment(_headline(found))
    for section, (content, comment) in _sections(found).items():
        lines += ["", *_comment(comment)] if comment else []
        if section == "reasons":
            lines += ["reasons:", *_reason_lines(found)]
        else:
            lines += to_yaml({section: content}).rstrip("\n").split("\n")
    return "\n".join(lines) + "\n"


def _comment(sentences: list[str], indent: str = "") -> list[str]:
    return [f"{indent}# {sentence}" for sentence in sentences]


def _headline(found: Calibration) -> list[str]:
    log = found.log
    source = [found.mapping.source] if found.mapping.source else []
    return [
        "Written by `cssim calibrate`: change the mapping and run it again rather than edit here.",
        *source,
        f"Days {log.first_day} to {log.last_day}: {len(log.attempts):,} attempts.",
    ]


def _sections(found: Calibration) -> dict[str, tuple[Any, list[str]]]:
    mapping, log = found.mapping, found.log
    start = log.first_day - timedelta(days=1)
    week = ["A day to fill the desk with returns of the day before, then a week that counts."]
    sections: dict[str, tuple[Any, list[str]]] = {"name": (mapping.name, [])}
    if mapping.title:
        sections["title"] = (mapping.title, [])
    if mapping.source:
        sections["source"] = (mapping.source, [])
    sections |= {
        "start": (start.isoformat(), week),
        "horizon": (f"{HORIZON_DAYS} d", []),
        "warm_up": ("1 d", []),
        **_money(found),
        "demand": ({"busyness_cv": _cv(found)}, [_busyness_line(found)]),
        "channels": ({"phone": _phone(found)}, ["Number of lines: not in the log, no limit."]),
        "reasons": (None, _returns_lines(found)),
    }
    if customers := _customers(found):
        sections["customers"] = (customers, _customer_lines(found))
    teams, comment = team_contents(found)
    sections["teams"] = (teams, [*comment, *mapping.assumptions.lines("wage_per_hour")])
    sections["routing"] = (_routing(found), _routing_lines(found))
    return sections


def _money(found: Calibration) -> dict[str, tuple[Any, list[str]]]:
    currency = found.mapping.assumptions.currency
    why = ["Of all money, none of which is in the log."]
    return {"currency": (currency, why)} if currency else {}


def _cv(found: Calibration) -> float:
    return round(float(np.nan_to_num(found.busyness.cv, nan=0.10)), 4)


def _busyness_line(found: Calibration) -> str:
    b = found.busyness
    if math.isnan(b.cv):
        return "Day-to-day variation: too few weeks to tell, the default of 0.10."
    return (
        f"From {b.n_days} day totals, {b.dof} degrees of freedom: 95 % {b.low:.3f} to {b.high:.3f}."
    )


def _phone(found: Calibration) -> Content:
    return {"kind": "phone", "opening_hours": found.grid.opening_hours(), "lines": None}


def _returns_lines(found: Calibration) -> list[str]:
    r = found.returns
    return [
        "Rates are of fresh issues: logged attempts less those that come back, interval by",
        f"interval ({r.attempts_per_issue:.2f} attempts per issue). Come back in the window: after",
        f"abandoning {r.after_abandoned.probability:.2f} ({r.after_abandoned.source}), after an"
        f" answer {r.after_answered.probability:.2f} ({r.after_answered.source}); which answered",
        "contacts were unresolved is not in a log: resolve 0.70 is the default, and the chance to",
        "repeat makes answered contacts come back as often as seen. No hold in the log; acw_share",
        f"is the delay between calls while customers wait ({found.floor.ready.mean:.1f} s).",
    ]


def _reason_lines(found: Calibration) -> Iterator[str]:
    for reason in found.reasons:
        yield from _comment(_reason_comment(found, reason), "  ")
        for line in to_yaml({reason: _reason(found, reason)}).rstrip("\n").split("\n"):
            yield f"  {line}"


def _reason_comment(found: Calibration, reason: str) -> list[str]:
    rates, handling = found.rates[reason], found.handling[reason]
    lines = [
        f"{rates.counts.sum():,.0f} attempts; shape of the week: {rates.shape}.",
        f"Talk {handling.mean_talk:.1f} s on average of {handling.n:,}: {handling.fit.why}.",
    ]
    patience = found.patience.get(reason)
    if patience is not None:
        pooled = " (all reasons together)" if patience.is_pooled else ""
        lines.append(
            f"Patience{pooled}: {patience.fit.n_events:,} hang-ups in {patience.fit.n:,} waits;"
            f" {patience.fit.why}."
        )
    return lines


def _reason(found: Calibration, reason: str) -> Content:
    handling = found.handling[reason]
    patience: Patience | None = found.patience.get(reason)
    content: Content = {
        "channel": "phone",
        "arrivals": _arrivals(found, reason),
        "handle_time": distribution_content(handling.fit.distribution),
        "hold_share": 0.0,
        "acw_share": handling.acw_share,
        "patience": distribution_content(patience.fit.distribution) if patience else "infinite",
    }
    ivr = found.self_service.get(reason)
    if ivr is not None and ivr.fit is not None:
        time = distribution_content(ivr.fit.distribution)
        content["ivr"] = {"time": time, "hang_up": round(ivr.hang_up, 4)}
    back = found.returns
    content["retry"] = {
        "after_abandoned": round(back.after_abandoned.probability, 3),
        "delay": distribution_content(back.after_abandoned.delay),
    }
    content["repeat"] = {
        "probability": round(back.repeat_probability, 3),
        "delay": distribution_content(back.after_answered.delay),
    }
    return content


def _arrivals(found: Calibration, reason: str) -> Content:
    grid = found.grid
    fresh = found.rates[reason].per_hour * found.returns.fresh_share[reason]
    step = round(grid.interval_s * 1000)
    per_hour: Content = {}
    for weekday, day in enumerate(units.WEEKDAYS):
        windows = {
            units.format_time(start): [
                round(float(x), 3) for x in fresh[weekday, start // step : end // step]
            ]
            for start, end in grid.windows(weekday)
        }
        if windows:
            per_hour[day] = windows
    return {"interval": units.format_duration(step), "per_hour": per_hour}


def _customers(found: Calibration) -> Content:
    segments, assumed = found.segments, found.mapping.assumptions
    if not segments.share:
        return {}
    names = list(segments.share)
    shares = [round(segments.share[name], 4) for name in names]
    shares[-1] = round(1 - sum(shares[:-1]), 4)
    return {
        "size": assumed.customers.size if assumed.customers else _estimated_size(found),
        "segments": {
            name: {"share": s, **assumed.margin(name)}
            for name, s in zip(names, shares, strict=True)
        },
    }


def _estimated_size(found: Calibration) -> int:
    size = found.segments.population or 10_000
    return int(max(1, round(size, -2) if size >= 1_000 else size))


def _customer_lines(found: Calibration) -> list[str]:
    n, assumed = found.segments.n_customers, found.mapping.assumptions
    lines = ["Shares of attempts; a log cannot tell propensity from number, nor margins."]
    if not assumed.customers and n:
        lines.append(f"Size: Chao's lower bound from {n:,} identified customers.")
    elif not assumed.customers:
        lines.append("Nobody is identified in the log: the size is a guess.")
    return [*lines, *assumed.lines("customers", "margin_per_month")]


def _routing(found: Calibration) -> Content:
    credited = _credited(found)
    if not credited:
        return {"policy": "single_fifo"}
    head_start = {name: duration(s) for name, s in credited.items()}
    content: Content = {"policy": "score", "head_start": head_start}
    if base := _base(found, credited):
        content["base"] = base
    return content


def _credited(found: Calibration) -> dict[str, float]:
    given = found.mapping.head_start_s
    return {name: s for name, s in given.items() if name in found.segments.share}


def _base(found: Calibration, credited: Mapping[str, float]) -> dict[str, float]:
    """Return by how much a reason's mean head start differs from everybody's, in seconds."""

    def mean(share: Mapping[str, float]) -> float:
        return sum(s * share.get(name, 0.0) for name, s in credited.items())

    everybody = mean(found.segments.share)
    base = {r: mean(found.segments.share_by_reason.get(r, {})) - everybody for r in found.reasons}
    return {reason: round(points, 1) for reason, points in base.items() if abs(points) >= 1}


def _routing_lines(found: Calibration) -> list[str]:
    lines = [
        f"Served order: {h.n_pairs:,} pairs of {h.segment} and {h.other} waiting at once fit a head"
        f" start of {h.best_s:.0f} s best ({h.agreement:.0%} in order, {h.agreement_given:.0%} as"
        " given)."
        for h in found.segments.head_starts
        if not math.isnan(h.best_s)
    ]
    if _base(found, _credited(found)):
        lines += [
            "Segments are drawn alike for all reasons; base gives each reason the mean head start",
            "that its own mix of segments has in the log, in seconds beyond everybody's.",
        ]
    return lines
