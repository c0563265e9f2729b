"""Journals written by hand: rows as small dicts in seconds and names.

What a row does not say gets a default, so a test shows only what it is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from cssim.journal import FIXED_CATEGORIES, INFINITE, KEYS, TABLES, About, Column, Columns, Journal

Row = dict[str, Any]

NAMES: dict[str, tuple[str, ...]] = {
    "reasons": ("billing", "technical"),
    "channels": ("phone", "video", "chat", "email", "social"),
    "segments": ("high", "standard"),
    "languages": ("english", "welsh"),
    "teams": ("front", "senior"),
    "agents": ("ann", "bob", "cy"),
}
AGENT_TEAM = (0, 0, 1)
KINDS = {"chat": "chat", "email": "email", "social": "social"}

DEFAULTS: dict[str, Row] = {
    "contacts": {
        "customer": -1, "attempt": 1, "reason": "billing", "channel": "phone", "segment": None,
        "language": None, "announced": None, "n_concessions": 0,
        "read_articles": False, "tried_bot": False,
        "cause": "fresh", "queued": None, "first_reply": None, "left": None, "patience": np.inf,
        "outcome": "answered", "resolved": False, "n_legs": 1, "n_transfers": 0,
        "followed_by": "nothing", "sat": np.nan, "rating": -1, "nps": -1, "responded": False,
        "wait_ratio": np.nan, "quality": np.nan, "mismatch": np.nan, "hostility": np.nan,
    },
    "legs": {
        "leg": 1, "kind": "service", "reason": "billing", "tier": 1, "team": None, "agent": None,
        "slot": 0, "queued": None, "answered": None, "talk": 0, "hold": 0, "acw": 0, "ended": None,
        "patience": np.inf, "how": "resolved",
    },
    "agent_states": {"contact": -1, "slot": 0},
    "customers": {
        "segment": "standard", "joined": 0, "left": None, "goodwill": 0.8, "hazard": 0.0,
        "age": None, "referrer": -1,
    },
    "issues": {
        "reason": "billing", "customer": -1, "closed": None, "n_attempts": 1, "sat": np.nan,
        "how": "given_up",
    },
    "people": {"contact": -1, "until": None, "state": None, "team": None, "value": np.nan},
}  # fmt: skip


def journal(
    *,
    horizon: float,
    warm_up: float = 0,
    end: float | None = None,
    start: str = "",
    **tables: Sequence[Row],
) -> Journal:
    """Return a journal of the given rows; `end` defaults to the horizon."""
    about = About(
        categories=NAMES,
        agent_team=AGENT_TEAM,
        start=start,
        warm_up_ms=ms(warm_up),
        horizon_ms=ms(horizon),
        end_ms=ms(horizon if end is None else end),
    )
    reasons = {row.get("contact"): row.get("reason") for row in tables.get("contacts", ())}
    own = {**tables, "legs": [_in_queue(leg, reasons) for leg in tables.get("legs", ())]}
    return Journal({name: _table(name, own.get(name, ())) for name in TABLES}, about)


def _in_queue(leg: Row, reasons: dict[Any, Any]) -> Row:
    """Return a leg with the reason of its contact, unless it says another."""
    reason = leg.get("reason") or reasons.get(leg["contact"])
    return {**leg, "reason": reason} if reason else leg


def ms(seconds: float | None) -> int:
    """Return whole ms as they stand inside a journal."""
    if seconds is None:
        return -1
    return INFINITE if seconds == np.inf else round(seconds * 1000)


def _table(table: str, rows: Sequence[Row]) -> Columns:
    filled = [{**DEFAULTS[table], **_numbered(table, i), **row} for i, row in enumerate(rows)]
    columns = {
        c.name: np.array([_inside(c, row) for row in filled], dtype=c.dtype) for c in TABLES[table]
    }
    order = np.lexsort([columns[key] for key in reversed(KEYS[table])])
    return {name: values[order] for name, values in columns.items()}


def _numbered(table: str, i: int) -> Row:
    if table == "contacts":
        return {"contact": i + 1, "issue": i + 1}
    return {"issue": i + 1} if table == "issues" else {"n": i, "customer": i}


def _inside(column: Column, row: Row) -> Any:
    value = row[column.name.removesuffix("_ms")]
    if column.kind in ("instant", "duration"):
        return ms(value)
    if column.kind == "code":
        names = {**NAMES, **FIXED_CATEGORIES}[column.categories]
        return -1 if value is None else names.index(value)
    return value


def answered(arrived: float, wait: float, talk: float, **more: Any) -> tuple[Row, Row]:
    """Return contact and leg of an answered contact; its leg's facts go by name too."""
    agent = more.pop("agent", "ann")
    leg_only = {key: more.pop(key) for key in ("hold", "acw", "how", "tier", "team") if key in more}
    hold, acw = leg_only.get("hold", 0), leg_only.get("acw", 0)
    at = arrived + wait
    team = NAMES["teams"][AGENT_TEAM[NAMES["agents"].index(agent)]]
    contact = {
        "arrived": arrived, "queued": arrived, "first_reply": at, "left": at + talk + hold, **more,
    }  # fmt: skip
    leg = {
        "agent": agent, "team": team, "queued": arrived, "answered": at, "talk": talk,
        "ended": at + talk + hold + acw, **leg_only,
    }  # fmt: skip
    return contact, leg


def unanswered(
    arrived: float, wait: float, outcome: str = "abandoned", **more: Any
) -> tuple[Row, Row]:
    """Return contact and queue leg of a contact that waited in vain."""
    contact = {
        "arrived": arrived, "queued": arrived, "left": arrived + wait, "outcome": outcome, **more,
    }  # fmt: skip
    leg: Row = {"kind": "queue", "queued": arrived, "ended": arrived + wait, "how": outcome}
    return contact, leg


def turned_away(arrived: float, outcome: str = "blocked", **more: Any) -> tuple[Row, None]:
    """Return a contact that never queued."""
    contact = {"arrived": arrived, "left": arrived, "outcome": outcome, "n_legs": 0, **more}
    return contact, None


def day(
    contacts: Sequence[tuple[Row, Row | None]],
    *,
    issues: Sequence[Row] | None = None,
    more_legs: Sequence[Row] = (),
    **more: Any,
) -> Journal:
    """Return a journal of contacts with one leg each; one issue per contact unless given.

    Legs from the second on come in `more_legs`, each with its contact's number.
    """
    rows = [{"contact": i, "issue": i, **c} for i, (c, _) in enumerate(contacts, start=1)]
    legs = [
        {**leg, "contact": row["contact"]}
        for row, (_, leg) in zip(rows, contacts, strict=True)
        if leg is not None
    ]
    if issues is None:
        firsts = [row for row in rows if row.get("attempt", 1) == 1]
        issues = [_issue(row) for row in firsts]
    return journal(contacts=rows, legs=[*legs, *more_legs], issues=issues, **more)


def _issue(row: Row) -> Row:
    resolved = row.get("resolved", False)
    how, closed = ("resolved", row["left"]) if resolved else ("given_up", row["left"])
    reason = row.get("reason", "billing")
    arose = row["arrived"]
    return {"issue": row["issue"], "arose": arose, "reason": reason, "closed": closed, "how": how}
