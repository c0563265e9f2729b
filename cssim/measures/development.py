"""How agents develop: proficiency week by week, and the hours spent on it.

Proficiency k (0 novice, 1 expert) is written down each week for every agent; each of these
readings counts once, in the week in which it was taken. Without people over months there are
none. Training and coaching count in the period in which the session ended.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cssim.journal import NO_INSTANT, Journal
from cssim.measures.groups import Quotient, per_run
from cssim.measures.parameters import Options
from cssim.measures.registry import measure
from cssim.measures.spread import deviation, over_agents
from cssim.measures.view import View
from cssim.units import WEEK_MS

EXPERIENCED = 0.7
"""Proficiency above which an agent is a veteran, for peers and careers too."""


def ramp(journal: Journal | View) -> pd.DataFrame:
    """Return how fast hires become proficient: their readings by weeks on the floor.

    Parameters
    ----------
    journal : Journal or View
        What happened.

    Returns
    -------
    DataFrame
        ``week`` since the first contacts, from 0; ``value`` (mean proficiency of the hires
        read in it), ``sd`` over them, ``n``.
    """
    view = View.of(journal)
    events, joined = view.staff.events("proficiency"), view.staff.joined
    since = np.where(events.agent >= 0, joined[events.agent], NO_INSTANT)
    own = events.counted & events.known & (since >= 0) & (events.at_ms >= since)
    frame = pd.DataFrame(
        {"week": (events.at_ms - since)[own] // WEEK_MS, "value": events.value[own]}
    )
    weeks = frame.groupby("week")["value"]
    out = pd.DataFrame({"value": weeks.mean(), "sd": weeks.std(ddof=0), "n": weeks.size()})
    return out.reset_index()


def readings(view: View, what: str) -> Quotient:
    """Return the mean of the weekly readings of agents."""
    events = view.staff.events(what)
    return events.sum / events.number(events.known)


@measure("1", "mean", basis="agent time", better="higher", label="Proficiency")
def mean_proficiency(view: View, options: Options) -> Quotient:
    """Mean proficiency of the agents, 0 a novice and 1 an expert, over weekly readings."""
    return readings(view, "proficiency")


@measure("1", "quantile", basis="agent time", better="lower", label="Spread of proficiency")
def proficiency_sd(view: View, options: Options) -> Quotient:
    """Standard deviation over agents of their mean proficiency, each counting once."""
    return over_agents(view, readings(view, "proficiency"), deviation)


@measure("1", "ratio", basis="agent time", better="higher", label="Experienced agents")
def share_experienced(view: View, options: Options) -> Quotient:
    """Share of the weekly readings of proficiency that are above 0.7."""
    events = view.staff.events("proficiency")
    return events.number(events.value > EXPERIENCED) / events.number(events.known)


@measure("h", "total", basis="agent time", better="none", label="Training hours")
def training_hours(view: View, options: Options) -> Quotient:
    """Hours of training and courses that agents had."""
    return per_run(view.staff.events("trained").sum)


@measure("h", "total", basis="agent time", better="none", label="Coaching hours")
def coaching_hours(view: View, options: Options) -> Quotient:
    """Hours of coaching and mentoring that agents had."""
    return per_run(view.staff.events("coached").sum)


@measure("1", "total", basis="agent time", better="lower", label="Cancelled sessions")
def n_cancelled(view: View, options: Options) -> Quotient:
    """Sessions of training and coaching that were cancelled."""
    return per_run(view.staff.events("cancelled").number())


@measure("1", "mean", basis="agent time", better="higher", label="Reviewed quality")
def mean_review(view: View, options: Options) -> Quotient:
    """Mean score of agents in reviews of their contacts: their service quality and its noise."""
    return readings(view, "reviewed")


@measure("1", "quantile", basis="agent time", better="lower", label="Spread of reviewed quality")
def review_sd(view: View, options: Options) -> Quotient:
    """Standard deviation over agents of their mean review score, each counting once."""
    return over_agents(view, readings(view, "reviewed"), deviation)


@measure("1", "total", basis="agent time", better="none", label="Skills learned")
def n_learned(view: View, options: Options) -> Quotient:
    """Skills that agents gained in courses."""
    return per_run(view.staff.events("learned").number())
