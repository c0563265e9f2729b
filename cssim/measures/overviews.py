"""Overviews for reports: the channels side by side, and what contacts are about."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cssim.journal import Journal
from cssim.measures.parameters import Options
from cssim.measures.registry import get
from cssim.measures.table import table
from cssim.measures.view import View

CHANNELS = (
    "n_attempts",
    "n_offered",
    "n_answered",
    "abandonment",
    "balking",
    "callback_share",
    "containment",
    "service_level",
    "sl_attained",
    "asa_s",
    "response_s",
    "response_quantile_s",
    "response_within",
    "late_share",
    "mean_backlog",
    "aht_s",
    "fcr",
    "transfer_rate",
    "csat",
    "csat_true",
)
"""What `by_channel` shows of each channel."""
CHANNELS_PRICES = ("contact_cost",)


def by_channel(
    journal: Journal | View, *, options: Options | None = None, **changes: Any
) -> pd.DataFrame:
    """Return how each channel did.

    Parameters
    ----------
    journal : Journal or View
        What happened in one replication.
    options : Options, optional
        Thresholds, kinds of channels and so on; best `Options.of` the scenario. Cost is
        shown when it holds prices.
    **changes
        Single options to set otherwise.

    Returns
    -------
    DataFrame
        One row per channel and measure: ``channel``, ``kind``, ``measure``, ``label`` (with
        the channel's own thresholds), ``value``, ``unit``, ``better``, ``numerator``,
        ``denominator``. A measure that makes no sense for a channel is NaN.
    """
    view, chosen = View.of(journal), (options or Options()).but(**changes)
    names = CHANNELS + (CHANNELS_PRICES if chosen.prices else ())
    out = table(view, names, ["channel"], options=chosen)
    order = {name: i for i, name in enumerate(view.names("channel"))}
    out = out.sort_values("channel", key=lambda c: c.map(order), kind="stable", ignore_index=True)
    pairs = list(zip(out["channel"], out["measure"], strict=True))
    out["kind"] = [chosen.kinds.get(channel, "phone") for channel in out["channel"]]
    out["label"] = [get(name).title(chosen.on(channel)) for channel, name in pairs]
    for field in ("unit", "better"):
        out[field] = [getattr(get(name), field) for name in out["measure"]]
    order_of = ["channel", "kind", "measure", "label", "value", "unit", "better"]
    return out[[*order_of, "numerator", "denominator"]]


def pareto(journal: Journal | View, by: str = "reason") -> pd.DataFrame:
    """Return what contacts are about, the most frequent first.

    Parameters
    ----------
    journal : Journal or View
        What happened in one replication.
    by : str
        Group key, such as reason or segment.

    Returns
    -------
    DataFrame
        The key; ``n_attempts``, ``n_dissatisfied`` and ``n_avoided`` (issues); and of the
        first two their ``…_share`` of all and ``…_cumulated`` share, NaN when there are none.
    """
    names = ("n_attempts", "n_dissatisfied", "n_avoided")
    rows = table(journal, names, [by])
    out = rows.pivot(index=by, columns="measure", values="value")[list(names)]
    out = out.fillna(0.0).sort_values("n_attempts", ascending=False, kind="stable")
    for name in names[:2]:
        share = out[name] / out[name].sum()
        out[f"{name}_share"], out[f"{name}_cumulated"] = share, share.cumsum()
    return out.rename_axis(columns=None).reset_index()
