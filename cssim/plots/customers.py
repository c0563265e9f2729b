"""Customers saved and lost, and what that is worth against what it costs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from cssim.plots.style import (
    BAD,
    BASE_COLOR,
    GOOD,
    NEUTRAL,
    empty_figure,
    figure_legend,
    heading,
    new_figure,
    shown,
    styled,
)


def saved_and_lost(frame: pd.DataFrame) -> Figure:
    """Draw how many customers each what-if saves and loses.

    Parameters
    ----------
    frame : DataFrame
        `cssim.words.customers_moved`: arm, fate (saved, lost, net), mean, low, high.
    """
    title = "Customers saved and lost, compared with the base"
    if frame.empty:
        return empty_figure(title, "Customers are not part of this scenario.")
    arms = list(dict.fromkeys(frame["arm"]))
    rows = {
        fate: frame[frame["fate"] == fate].set_index("arm").loc[arms]
        for fate in ("saved", "lost", "net")
    }
    y = np.arange(len(arms))
    with styled():
        figure, axes = new_figure(1.9 + 0.72 * len(arms))
        _bars(axes, y, rows["saved"]["mean"], GOOD, "saved: stay only with the change")
        _bars(axes, y, -rows["lost"]["mean"], BAD, "lost: stay only without it")
        net = rows["net"]
        error = [net["mean"] - net["low"], net["high"] - net["mean"]]
        style: dict[str, Any] = {"fmt": "D", "color": BASE_COLOR, "capsize": 4}
        axes.errorbar(
            net["mean"],
            y + 0.24,
            xerr=np.nan_to_num(error),
            label="net, with 95 % interval",
            **style,
        )
        axes.axvline(0, color=NEUTRAL, linewidth=1)
        axes.set_yticks(y, [shown(arm) for arm in arms])
        axes.set_ylim(len(arms) - 0.4, -0.6)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{abs(x):,.0f}"))
        axes.margins(x=0.12)
        axes.set_xlabel("Customers, mean of all runs")
        heading(axes, title, "Staying to the end of the projection, given what each lived through")
        figure_legend(figure, [axes])
    return figure


def _bars(axes: Axes, y: Any, width: pd.Series[float], color: str, label: str) -> None:
    axes.barh(y - 0.12, width, height=0.42, color=color, alpha=0.85, label=label)
    for at, value in zip(y, width, strict=True):
        if abs(value) >= 0.05:
            side, away = ("left", 4) if value > 0 else ("right", -4)
            digits = 0 if abs(value) >= 10 else 1
            axes.annotate(
                f"{abs(value):,.{digits}f}", (value, at - 0.12), xytext=(away, 0),
                textcoords="offset points", ha=side, va="center", color=color, fontsize=9,
            )  # fmt: skip


def money(frame: pd.DataFrame, currency: str = "", per: str = "run") -> Figure:
    """Draw value of the customers kept, extra cost and what is left of it.

    Parameters
    ----------
    frame : DataFrame
        `cssim.study.compare.net_value`: arm, measure (uplift_value, total_cost,
        net_value), difference, low, high.
    currency : str
        Unit of the amounts.
    per : str
        What the amounts are of, such as ``week``.
    """
    title = "What each change brings and costs"
    if frame.empty:
        return empty_figure(title, "What a customer is worth is not known.")
    arms = list(dict.fromkeys(frame["arm"]))
    parts = (
        ("uplift_value", "value of the customers kept", GOOD, 1.0),
        ("total_cost", "extra cost", BAD, -1.0),
        ("net_value", "left over (net value)", BASE_COLOR, 1.0),
    )
    with styled():
        figure, axes = new_figure(1.9 + 0.85 * len(arms))
        for i, (measure, name, color, sign) in enumerate(parts):
            rows = frame[frame["measure"] == measure].set_index("arm").loc[arms]
            y = np.arange(len(arms)) + 0.27 * (i - 1)
            error = np.nan_to_num(rows["half_width"].to_numpy())
            axes.barh(
                y, sign * rows["difference"], height=0.25, color=color, alpha=0.85, label=name
            )
            axes.errorbar(
                sign * rows["difference"], y, xerr=error, fmt="none", ecolor="black", capsize=3
            )
        axes.axvline(0, color=NEUTRAL, linewidth=1)
        axes.set_yticks(np.arange(len(arms)), [shown(arm) for arm in arms])
        axes.set_ylim(len(arms) - 0.4, -0.6)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:,.0f}".replace("-", "−")))
        axes.set_xlabel(f"{currency} per {per}")
        heading(axes, title, "Whiskers: 95 % interval. To the right: gain; to the left: cost")
        figure_legend(figure, [axes])
    return figure
