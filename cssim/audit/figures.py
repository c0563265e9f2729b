"""C11: the reported figures, computed a second time with pandas from the outside tables.

Formulas are those of the glossary, §3 to §9. Contacts count by arrival and issues by first
arrival within [warm-up, horizon); agent time and integrals are clipped to it. What the center
makes (outreach) counts among the attempts only.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cssim.audit.codes import BUSY, KIND, LOST
from cssim.audit.report import LawResult, Tally, listed
from cssim.audit.shifts import Shifts
from cssim.audit.tables import View

Total = tuple[float, float]
"""Numerator and denominator; a count (``n_…``) has denominator 1, which is not compared."""

TOLERANCE = 1e-12
OFFERED = ("answered", "abandoned", "balked", "diverted", "disconnected", "open")


def check(view: View, shifts: Shifts, reported: Any) -> LawResult:
    """Check C11: `reported` against the same figures computed here.

    Parameters
    ----------
    view, shifts
        The journal.
    reported : DataFrame or mapping
        Columns measure, numerator, denominator; or name to a count or to a pair.
    """
    tally = Tally("C11")
    mine, theirs = recomputed(view, shifts), totals(reported)
    for name in sorted(mine.keys() & theirs.keys()):
        _same(tally, name, mine[name], theirs[name])
    others = sorted(theirs.keys() - mine.keys())
    if others:
        tally.note = f"not recomputed: {listed(others)}"
    return tally.result()


def _same(tally: Tally, name: str, mine: Total, theirs: Total) -> None:
    tally.examined += 1
    parts = 1 if name.startswith("n_") else 2
    if not all(_close(a, b) for a, b in zip(mine[:parts], theirs[:parts], strict=True)):
        tally.wrong(
            f"{name}: reported {theirs[0]!r} / {theirs[1]!r}, recomputed {mine[0]!r} / {mine[1]!r}"
        )


def _close(mine: float, theirs: float) -> bool:
    return math.isclose(mine, theirs, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def totals(reported: Any) -> dict[str, Total]:
    """Return reported totals by measure, from a data frame or a mapping."""
    if isinstance(reported, pd.DataFrame):
        columns = ("measure", "numerator", "denominator")
        rows = zip(*(reported[c] for c in columns), strict=True)
        return {str(m): (float(n), float(d)) for m, n, d in rows}
    assert isinstance(reported, Mapping)
    found = {}
    for name, value in reported.items():
        numerator, denominator = value if isinstance(value, tuple | list) else (value, 1)
        found[str(name)] = float(numerator), float(denominator)
    return found


def recomputed(view: View, shifts: Shifts) -> dict[str, Total]:
    """Return the core figures of a journal by their glossary names."""
    every = _contacts(view)
    contacts = every[every["cause"] != "outreach"]
    offered = contacts[contacts["outcome"].isin(OFFERED)]
    answered = offered[offered["outcome"] == "answered"]
    figures: dict[str, Total] = {}
    figures |= _volume(view, contacts, offered, answered)
    figures["n_attempts"] = (float(len(every)), 1.0)
    figures["n_outreach"] = (float(len(every) - len(contacts)), 1.0)
    figures |= _waiting(offered, answered)
    if view.expected is not None:
        figures |= _service_level(offered, answered)
    figures |= _handling(view, answered)
    figures |= _agent_time(view, shifts)
    figures |= _resolution(view, contacts)
    figures |= _surveys(contacts)
    return figures


def _window_ms(view: View) -> tuple[int, int]:
    about = view.about
    horizon = about.horizon_ms if about.horizon_ms > 0 else about.end_ms + 1
    return about.warm_up_ms, horizon


def _window(view: View) -> tuple[float, float]:
    start, until = _window_ms(view)
    return start / 1000, until / 1000


def _contacts(view: View) -> pd.DataFrame:
    """Return the contacts of the window with their first wait and acceptable wait."""
    frame = view.journal.frame("contacts")
    first = view.first_stay
    wait = np.where(first >= 0, view.wait[first] if len(view.wait) else 0, 0) / 1000
    channels = view.expected.channels if view.expected else {}
    awt = {name: facts.awt_ms / 1000 for name, facts in channels.items()}
    frame = frame.assign(wait_s=wait, awt_s=frame["channel"].map(awt).astype(float))
    start, until = _window(view)
    return frame[(frame["arrived_at"] >= start) & (frame["arrived_at"] < until)]


def _sum(values: pd.Series[Any]) -> float:
    return math.fsum(values)


def _never_made(view: View, answered: pd.DataFrame) -> int:
    """Return how many repeats that were to come did not: their customers had left by then."""
    due = answered[answered["followed_by"] == "repeat"]
    every = view.journal.frame("contacts")
    by_issue = every[every["cause"] != "outreach"].groupby("issue")
    due = due.join(by_issue[["arrived_at", "attempt"]].max().add_suffix("_last"), on="issue")
    none = due["attempt_last"] == due["attempt"]  # also where it came and went at one instant
    return int((none | (due["arrived_at_last"] < due["left_at"])).sum())


def _volume(
    view: View, contacts: pd.DataFrame, offered: pd.DataFrame, answered: pd.DataFrame
) -> dict[str, Total]:
    n = contacts["outcome"].value_counts()
    cause = contacts["cause"].value_counts()
    n_arrived = int(n["blocked"]) + len(offered)
    counts = {f"n_{name}": int(n[name]) for name in [*OFFERED, "blocked", "closed", "contained"]}
    counts |= {f"n_{name}": int(cause[name]) for name in ("fresh", "retry", "repeat", "chaser")}
    counts |= {"n_arrived": n_arrived, "n_offered": len(offered)}
    repeated = int((answered["followed_by"] == "repeat").sum() - _never_made(view, answered))
    handed = int((answered["n_transfers"] > 0).sum())
    return {
        **{name: (float(value), 1.0) for name, value in counts.items()},
        "abandonment": (counts["n_abandoned"], len(offered)),
        "blocking": (counts["n_blocked"], n_arrived),
        "repeat_rate": (repeated, len(answered)),
        "transfer_rate": (handed, len(answered)),
    }


def _waiting(offered: pd.DataFrame, answered: pd.DataFrame) -> dict[str, Total]:
    abandoned = offered[offered["outcome"] == "abandoned"]
    at_once = int((answered["wait_s"] == 0).sum())
    return {
        "asa_s": (_sum(answered["wait_s"]), len(answered)),
        "mean_wait_s": (_sum(offered["wait_s"]), len(offered)),
        "mean_abandon_s": (_sum(abandoned["wait_s"]), len(abandoned)),
        "p_delay": (len(offered) - at_once, len(offered)),
    }


def _service_level(offered: pd.DataFrame, answered: pd.DataFrame) -> dict[str, Total]:
    """Return the four rules of the glossary, §5, and what hangs on the same threshold."""
    met = int((answered["wait_s"] <= answered["awt_s"]).sum())
    abandoned = offered[offered["outcome"] == "abandoned"]
    n_short = int((abandoned["wait_s"] <= abandoned["awt_s"]).sum())
    n = len(offered)
    excess = (offered["wait_s"] - offered["awt_s"]).clip(lower=0)
    exclude_short = (met, n - n_short)
    return {
        "n_short": (n_short, 1),
        "abandonment_long": (len(abandoned) - n_short, n - n_short),
        "service_level": exclude_short,
        "service_level(rule=exclude_short)": exclude_short,
        "service_level(rule=offered)": (met, n),
        "service_level(rule=short_met)": (met + n_short, n),
        "service_level(rule=answered)": (met, len(answered)),
        "excess_wait_s": (_sum(excess), n),
    }


def _handling(view: View, answered: pd.DataFrame) -> dict[str, Total]:
    legs = view.journal.frame("legs")
    # A ghost is nobody's contact; a ticket is more work on its own.
    worked = legs["kind"].isin(["service", "offline"])
    legs = legs[worked & legs["contact"].isin(answered["contact"])]
    parts = legs[["talk_s", "hold_s", "acw_s"]].fillna(0).clip(lower=0)
    return {"aht_s": (_sum(parts.sum(axis=1)), len(answered))}


def _agent_time(view: View, shifts: Shifts) -> dict[str, Total]:
    # In whole ms: differences of seconds would not be exact.
    states, (start, until) = view.states, _window_ms(view)
    spent = np.clip(states["until_ms"], start, until) - np.clip(states["from_ms"], start, until)
    busy = int(spent[np.isin(states["state"], BUSY)].sum())
    lost = int(spent[np.isin(states["state"], LOST)].sum())
    paid = int(spent.sum())
    over = sum(
        min(max(off, start), until) - min(max(planned, start), until)
        for planned, off in shifts.overtime
    )
    queue = _queue_integral(view, start, until)
    parts = {
        "occupancy": (busy, paid - lost),
        "utilization": (busy, paid),
        "shrinkage": (lost, paid - over),
        "mean_queue": (queue, until - start),
    }
    return {name: (above / 1000, below / 1000) for name, (above, below) in parts.items()}


def _queue_integral(view: View, start: int, until: int) -> int:
    # Callbacks, tickets and work set aside are nobody's wait; who was called back and is then
    # passed on waits like anybody.
    legs = view.legs
    spoken = view.is_called_back & (legs["kind"] == KIND["service"])
    reached = np.cumsum(spoken) - spoken
    first = np.searchsorted(legs["contact"], legs["contact"], side="left")
    again = view.is_called_back & (reached > reached[first]) & ~view.is_ticket
    # Nor do customers wait for a contact that the center makes.
    own = ~view.is_begun_here[view.row]
    stays = view.stays[((view.is_present | again) & ~view.is_aside & own)[view.stays]]
    queued, gone = view.legs["queued_ms"][stays], view.waited_until[stays]
    return int((np.clip(gone, start, until) - np.clip(queued, start, until)).sum())


def _resolution(view: View, contacts: pd.DataFrame) -> dict[str, Total]:
    """Return the figures on the basis of issues: those whose first contact is in the window."""
    start, until = _window(view)
    issues = view.journal.frame("issues")
    made = ~issues["how"].isin(["not_raised", "avoided"])
    issues = issues[made & (issues["arose_at"] >= start)]
    issues = issues[issues["arose_at"] < until]
    every = view.journal.frame("contacts")
    by_center = every["cause"] == "outreach"
    begun = every["issue"][by_center & (every["attempt"] == 1)]
    issues, every = issues[~issues["issue"].isin(begun)], every[~by_center]
    mine = every[every["issue"].isin(issues["issue"])]
    legs = view.legs["contact"][view.is_called_back & (view.legs["kind"] == KIND["service"])]
    reached = (mine["outcome"] == "answered") | mine["contact"].isin(legs)
    first = mine[reached].drop_duplicates("issue")
    solved_at_once = int(first["resolved"].sum())
    # Chasers come before the answer; only who is heard of once it was over came back.
    ends = mine["issue"].map(first.set_index("issue")["left_at"])
    tried = mine["issue"].map(first.set_index("issue")["attempt"])
    back = mine[(mine["attempt"] > tried) & (mine["arrived_at"] >= ends)]["issue"].nunique()
    silent = len(first) - back
    one_touch = int((first["resolved"] & (first["n_transfers"] == 0)).sum())
    n_resolved = int((issues["how"] == "resolved").sum())
    n_offered = int(contacts["outcome"].isin(OFFERED).sum())
    return {
        "fcr": (solved_at_once, len(first)),
        "fcr_observed": (silent, len(first)),
        "one_touch": (one_touch, len(first)),
        "resolution_rate": (n_resolved, len(issues)),
        "contacts_per_resolution": (n_offered, n_resolved),
    }


def _surveys(contacts: pd.DataFrame) -> dict[str, Total]:
    answers = contacts[contacts["responded"]]
    rating, nps = answers["rating"].astype(float), answers["nps"].astype(float)
    promoters = int((nps >= 9).sum()) - int((nps <= 6).sum())
    return {
        "csat": (int((rating >= 4).sum()), len(answers)),
        "mean_csat": (_sum(rating), len(answers)),
        "nps_points": (100 * promoters, int(nps.notna().sum())),
    }
