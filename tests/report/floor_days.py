"""Journals of the floor written by hand: rows in seconds and names, the rest left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from cssim.journal import FIXED_CATEGORIES, INFINITE, KEYS, TABLES, About, Column, Columns, Journal

Row = dict[str, Any]

MIXED = {
    "reasons": ("billing", "orders", "technical"),
    "channels": ("chat", "email", "phone"),
    "segments": (),
    "languages": (),
    "teams": ("desk", "seniors"),
    "agents": ("ann", "bob", "cy"),
}
USUAL: Row = {
    "issue": 0, "attempt": 1, "reason": "billing", "channel": "phone", "outcome": "answered",
    "cause": "fresh", "followed_by": "nothing", "patience": np.inf, "leg": 1, "kind": "service",
    "tier": 1, "how": "resolved", "slot": 0, "talk": 0, "hold": 0, "acw": 0, "sat": np.nan,
    "goodwill": 0.8, "hazard": 0.0, "age": None, "referrer": -1,
}  # fmt: skip


def journal(tables: dict[str, Sequence[Row]], end: float, **about: Any) -> Journal:
    """Return a journal of the given rows; what a row leaves out is null or usual."""
    names = about.pop("names", MIXED)
    known = About(
        categories=dict(names),
        agent_team=about.pop("agent_team", (0, 0, 1)),
        start="2024-01-01T09:00:00",
        horizon_ms=round(1000 * end),
        end_ms=round(1000 * end),
        **about,
    )
    return Journal({t: _table(t, tables.get(t, ()), names) for t in TABLES}, known)


def _table(table: str, rows: Sequence[Row], names: dict[str, tuple[str, ...]]) -> Columns:
    columns = {
        c.name: np.array([_inside(c, {**USUAL, **row}, names) for row in rows], dtype=c.dtype)
        for c in TABLES[table]
    }
    order = np.lexsort([columns[key] for key in reversed(KEYS[table])])
    return {name: values[order] for name, values in columns.items()}


def _inside(column: Column, row: Row, names: dict[str, tuple[str, ...]]) -> Any:
    value = row.get(column.name.removesuffix("_ms"))
    if column.kind == "code":
        return (
            -1 if value is None else {**names, **FIXED_CATEGORIES}[column.categories].index(value)
        )
    if column.kind in ("instant", "duration"):
        return -1 if value is None else INFINITE if value == np.inf else round(1000 * value)
    return value if value is not None else 0 if column.kind == "flag" else -1


def mixed_day() -> Journal:
    """Return twenty minutes with chats, an e-mail set aside, a ticket, a callback and a ghost.

    Ann (desk) has two chats in hand and a third waits; Bob (desk) writes an e-mail, sets it
    aside for a call, passes that call on; Cy (seniors) takes it. Contact 6 accepts a callback,
    7 is a chat whose customer leaves silently, 8 is blocked, 9 goes through a menu.
    """
    chat, email, tech = {"channel": "chat"}, {"channel": "email"}, {"reason": "technical"}
    gave_up, good = {"outcome": "abandoned"}, {"resolved": True}
    contacts = [
        {"contact": 1, **chat, "arrived": 0, "queued": 0, "left": 400, **good},
        {"contact": 2, **chat, "arrived": 60, "queued": 60, "left": 500},
        {"contact": 3, **chat, "reason": "orders", "arrived": 90, "queued": 90, "left": 700},
        {"contact": 4, **email, "arrived": 10, "queued": 10, "left": 460, **good},
        {"contact": 5, **tech, "arrived": 120, "queued": 120, "left": 600, **good},
        {"contact": 6, "arrived": 130, "queued": 130, "left": 140, "outcome": "diverted"},
        {"contact": 7, **chat, "arrived": 200, "queued": 200, "left": 260, **gave_up},
        {"contact": 8, "arrived": 210, "left": 210, "outcome": "blocked"},
        {"contact": 9, "arrived": 220, "queued": 280, "left": 300, **gave_up},
        {"contact": 10, "arrived": 1000, "queued": 1000, "outcome": "open"},
    ]
    ann, bob = {"agent": "ann", "team": "desk"}, {"agent": "bob", "team": "desk"}
    cy = {"agent": "cy", "team": "seniors", "tier": 2}
    joined = {"kind": "conference", "answered": 300, "ended": 330, "how": "joined", **tech}
    legs = [
        {"contact": 1, **ann, "queued": 0, "answered": 0, "ended": 430},
        {"contact": 2, **ann, "slot": 1, "queued": 60, "answered": 60, "ended": 510},
        {"contact": 3, **ann, "reason": "orders", "queued": 90, "answered": 430, "ended": 720},
        {"contact": 4, **bob, "queued": 10, "answered": 10, "ended": 120, "how": "set_aside"},
        {"contact": 4, "leg": 2, **bob, "queued": 120, "answered": 330, "ended": 480},
        {"contact": 5, **bob, **tech, "queued": 120, "answered": 120, "ended": 300,
         "how": "escalated"},
        {"contact": 5, "leg": 2, **bob, **joined},
        {"contact": 5, "leg": 3, **cy, **joined},
        {"contact": 5, "leg": 4, **cy, **tech, "queued": 300, "answered": 330, "ended": 650},
        {"contact": 6, "kind": "queue", "queued": 130, "ended": 140, "how": "diverted"},
        {"contact": 6, "leg": 2, **bob, "queued": 140, "answered": 500, "ended": 800},
        {"contact": 7, "kind": "queue", "queued": 200, "ended": 260, "how": "abandoned"},
        {"contact": 7, "leg": 2, "kind": "ghost", **ann, "slot": 1, "queued": 200,
         "answered": 520, "ended": 580, "how": "abandoned"},
        {"contact": 9, "kind": "queue", "queued": 280, "ended": 300, "how": "abandoned"},
        {"contact": 10, "kind": "queue", "queued": 1000, "how": "open"},
    ]  # fmt: skip
    spans = {
        "ann": [(0, 720, "talk"), (720, 1000, "idle")],
        "bob": [(0, 10, "idle"), (10, 120, "deferred"), (120, 300, "talk"),
                (300, 330, "conference"), (330, 480, "deferred"), (480, 500, "idle"),
                (500, 800, "talk"), (800, 1000, "break")],
        "cy": [(100, 300, "idle"), (300, 330, "conference"), (330, 600, "talk"),
               (600, 650, "acw")],
    }  # fmt: skip
    states = [
        {"agent": agent, "from": start, "until": until, "state": state}
        for agent, found in spans.items()
        for start, until, state in found
    ]
    return journal({"contacts": contacts, "legs": legs, "agent_states": states}, end=1200)


def crowd(
    n_agents: int = 140, n_teams: int = 9, n_reasons: int = 13, waiting: int = 400
) -> Journal:
    """Return a minute with very much of everything: each agent with three chats in hand."""
    reasons = tuple(f"reason_{i:02d}" for i in range(n_reasons))
    names = {
        **MIXED,
        "reasons": reasons,
        "teams": tuple(f"team_{i}" for i in range(n_teams)),
        "agents": tuple(f"agent_{i:03d}" for i in range(n_agents)),
    }
    contacts, legs = [], []
    for i in range(3 * n_agents + waiting):
        reason = reasons[(i * i) % n_reasons if i >= 3 * n_agents else i % n_reasons]
        channel = ("chat", "phone")[i % 2]
        arrived = i / 10
        contacts.append({"contact": i, "reason": reason, "channel": channel, "arrived": arrived,
                         "queued": arrived})  # fmt: skip
        leg: Row = {"contact": i, "reason": reason, "queued": arrived, "how": "open"}
        if i < 3 * n_agents:
            agent = i // 3
            leg |= {"agent": f"agent_{agent:03d}", "team": f"team_{agent % n_teams}",
                    "slot": i % 3, "answered": arrived}  # fmt: skip
        else:
            leg |= {"kind": "queue"}
        legs.append(leg)
    states = [{"agent": a, "from": 0, "until": 120, "state": "talk"} for a in names["agents"]]
    tables = {"contacts": contacts, "legs": legs, "agent_states": states}
    team = tuple(i % n_teams for i in range(n_agents))
    return journal(tables, end=120, names=names, agent_team=team)


def nothing(*, agents: bool = True) -> Journal:
    """Return an hour without a contact, with agents on shift or without."""
    states = [{"agent": "ann", "from": 0, "until": 3600, "state": "idle"}] if agents else []
    return journal({"agent_states": states}, end=3600)
