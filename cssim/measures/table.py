"""Tables of measures: any measures, grouped by anything that makes sense for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from cssim.errors import InputError, Problem
from cssim.journal import Journal
from cssim.measures.groups import Grouping, Quotient
from cssim.measures.parameters import Loyalty, Options
from cssim.measures.periods import Array
from cssim.measures.registry import Measure, parse
from cssim.measures.view import View

Sums = tuple[Array, Array, Array]

HEADLINE = (
    "n_attempts",
    "n_offered",
    "n_answered",
    "abandonment",
    "blocking",
    "service_level",
    "asa_s",
    "wait_quantile_s",
    "mean_queue",
    "aht_s",
    "occupancy",
    "utilization",
    "shrinkage",
    "n_staffed",
    "fcr",
    "resolution_rate",
    "transfer_rate",
    "contacts_per_resolution",
    "csat",
    "csat_true",
    "nps_points",
    "nps_points_true",
    "survey_response",
    "retention",
)
"""What `summary` shows of every run."""
HEADLINE_LOYALTY = ("retention_projected", "value_at_risk")
HEADLINE_PRICES = ("labor_cost", "total_cost", "cost_per_contact", "cost_per_resolution")


def table(
    journal: Journal | View,
    measures: Sequence[str] = HEADLINE,
    by: Sequence[str] = (),
    *,
    options: Options | None = None,
    **changes: Any,
) -> pd.DataFrame:
    """Return measures by group, one row per group and measure.

    Parameters
    ----------
    journal : Journal or View
        What happened in one replication.
    measures : sequence of str
        Names of measures; a name may carry its own options, as in
        ``"service_level(rule=offered, awt_s=30)"`` or ``"wait_quantile_s(q=0.5)"``.
    by : sequence of str
        Group keys: interval, hour, weekday, day (when a contact arrived or agent time
        was spent), reason, channel, segment, team, tier, agent. Every combination has a
        row, and rows without a name (a customer without a segment) stand under
        "(none)" if there are any. Agents of whom the journal has no row at all, such as
        those who might have been hired, are left out.
    options : Options, optional
        Thresholds, prices and so on; default: those of `Options`.
    **changes
        Single options to set otherwise, such as ``interval_s=900``.

    Returns
    -------
    DataFrame
        The group columns, then ``measure`` (as asked for), ``value``, ``numerator``,
        ``denominator``. Sums over replications of the last two, divided, give the pooled
        value; a total has denominator 1, a quantile has no numerator. ``value`` is NaN
        where the denominator is 0.

    Raises
    ------
    InputError
        An unknown measure, option or key, or a key that makes no sense for one of the
        measures; the message names what is accepted.
    """
    view = View.of(journal)
    chosen = (options or Options()).but(**changes)
    _check_words(measures, by)
    asked = [(spec, *parse(spec, chosen)) for spec in measures]
    g = view.grouping(by, chosen.interval_s)
    quotients = _quotients(view, asked, g)
    pairs = zip(asked, quotients, strict=True)
    sums = [found.sums(quotient, g) for (_, found, _), quotient in pairs]
    return _stack(g, _worth_a_row(view, g), list(measures), sums)


def _worth_a_row(view: View, g: Grouping) -> Array:
    """Return the groups to show: not those of agents who were never there."""
    shown = g.shown()
    if "agent" in g.names:
        shown = shown & np.append(view.staff.known, True)[g.codes("agent")]
    return shown


def _check_words(measures: object, by: object) -> None:
    for name, value in (("measures", measures), ("by", by)):
        if isinstance(value, str):
            raise InputError.of(name, value, "must be a list of names")


def _quotients(
    view: View, asked: list[tuple[str, Measure, Options]], g: Grouping
) -> list[Quotient]:
    """Return the amounts of each measure, once all of them can be grouped so."""
    quotients, problems = [], []
    for spec, found, own in asked:
        try:
            quotients.append(found.quotient(view, own, g.keys))
        except InputError as error:
            problems += [Problem(p.where, p.value, p.accepted, spec) for p in error.problems]
    if problems:
        raise InputError(problems)
    return quotients


def _stack(g: Grouping, shown: Array, measures: list[str], sums: list[Sums]) -> pd.DataFrame:
    groups = g.frame()[shown]
    out = pd.concat([groups] * len(measures) or [groups[:0]], ignore_index=True)
    out["measure"] = np.repeat(np.array(measures, dtype=object), len(groups))
    for i, column in enumerate(("value", "numerator", "denominator")):
        out[column] = np.concatenate([np.empty(0), *(three[i][shown] for three in sums)])
    return out


def summary(
    journal: Journal | View, *, options: Options | None = None, **changes: Any
) -> pd.DataFrame:
    """Return the headline measures of a run, each with its title and definition.

    Parameters
    ----------
    journal : Journal or View
        What happened in one replication.
    options : Options, optional
        Thresholds and so on. Cost is shown when it holds prices; projected retention
        and value at risk when it holds loyalty, over its window or the run, whichever
        is longer.
    **changes
        Single options to set otherwise.

    Returns
    -------
    DataFrame
        Columns ``measure``, ``label`` (with the rule and thresholds used), ``value``,
        ``unit``, ``better``, ``numerator``, ``denominator``, ``definition``.
    """
    view = View.of(journal)
    chosen = (options or Options()).but(**changes)
    chosen = chosen.but(loyalty=_reaching(view, chosen.loyalty))
    out = table(view, _headline(chosen), options=chosen)
    found = [parse(name, chosen)[0] for name in out["measure"]]
    out["label"] = [measure.title(chosen) for measure in found]
    for field in ("unit", "better", "definition"):
        out[field] = [getattr(measure, field) for measure in found]
    order = ["measure", "label", "value", "unit", "better", "numerator", "denominator"]
    return out[[*order, "definition"]]


def _headline(options: Options) -> tuple[str, ...]:
    loyalty = HEADLINE_LOYALTY if options.loyalty else ()
    return HEADLINE + loyalty + (HEADLINE_PRICES if options.prices else ())


def _reaching(view: View, loyalty: Loyalty | None) -> Loyalty | None:
    """Return the loyalty with a window that reaches the horizon."""
    if loyalty is None:
        return None
    span_s = (view.about.horizon_ms - view.about.warm_up_ms) / 1000
    return replace(loyalty, window_s=max(loyalty.window_s, span_s))
