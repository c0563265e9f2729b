"""Journals written by hand: rows as dictionaries, everything else filled in.

A leg has its contact's reason, and a state with a contact a slot time of its length, unless
they say otherwise.
"""

import numpy as np

from cssim.journal import (
    FIXED_CATEGORIES,
    INFINITE,
    KEYS,
    TABLES,
    About,
    Journal,
)

FOREVER = INFINITE
SPARE = {"queued_ms", "first_reply_ms", "left_ms", "answered_ms", "ended_ms", "closed_ms",
         "customer", "segment", "team", "agent", "contact", "rating", "nps",
         "until_ms", "announced_ms"}  # fmt: skip


def build(about, **tables):
    """Return a journal of lists of dictionaries; codes may be given by name."""
    names = {**about.categories, **FIXED_CATEGORIES}
    rows = {t: [dict(row) for row in tables.get(t, ())] for t in TABLES}
    reasons = {row["contact"]: row["reason"] for row in rows["contacts"]}
    for row in rows["legs"]:
        row.setdefault("reason", reasons.get(row["contact"], 0))
    for row in rows["agent_states"]:
        row.setdefault("slot_ms", length_in_hand(row))
    return Journal({t: columns(t, rows[t], names) for t in TABLES}, about)


def length_in_hand(state):
    """Return the slot time of one contact in hand, or none."""
    return 0 if state.get("contact") is None else state["until_ms"] - state["from_ms"]


def columns(table, rows, names):
    made = {c.name: np.array([cell(c, row, names) for row in rows], c.dtype) for c in TABLES[table]}
    order = np.lexsort([made[key] for key in reversed(KEYS[table])])
    return {name: values[order] for name, values in made.items()}


def cell(column, row, names):
    value = row.get(column.name)
    if value is None:
        null = column.kind in ("code", "score") or column.name in SPARE
        return np.nan if column.kind == "share" else -1 if null else 0
    return names[column.categories].index(value) if isinstance(value, str) else value


def states_of(legs, spans, lost):
    """Return agent states: busy from the legs, lost as given, idle in what is left of spans."""
    rows = [row for leg in legs for row in busy(leg)]
    rows += [{"agent": a, "from_ms": s, "until_ms": u, "state": what} for a, s, u, what in lost]
    for agent, start, until in spans:
        mine = [(r["from_ms"], r["until_ms"]) for r in rows if r["agent"] == agent]
        cursor = start
        for begin, end in [*sorted(mine), (until, until)]:
            if start <= begin <= until and begin > cursor:
                rows.append({"agent": agent, "from_ms": cursor, "until_ms": begin, "state": "idle"})
            if start <= begin < until:
                cursor = max(cursor, end)
    return rows


def busy(leg):
    """Return the busy states of one finished service or conference row."""
    if leg["kind"] == "conference":
        parts = [("conference", leg["ended_ms"] - leg["answered_ms"])]
        start = leg["answered_ms"]
    elif leg["kind"] == "service":
        start = leg["answered_ms"] + leg.get("joined", 0)
        parts = [("talk", leg["talk_ms"]), ("hold", leg["hold_ms"]), ("", leg.get("handed", 0))]
        parts += [("acw", leg["acw_ms"])]
    else:
        return
    for state, length in parts:
        if length and state:
            yield {
                "agent": leg["agent"],
                "from_ms": start,
                "until_ms": start + length,
                "state": state,
                "contact": leg["contact"],
            }
        start += length


def about_of(
    agents, teams=("team",), reasons=("billing",), end=0, start="", horizon=0, policy=None, **more
):
    """Return an About; `agents` maps names to team codes."""
    return About(
        categories={
            "reasons": tuple(reasons),
            "channels": ("phone",),
            "segments": ("standard",),
            "languages": (),
            "teams": tuple(teams),
            "agents": tuple(agents),
            **more,
        },
        agent_team=tuple(agents.values()),
        start=start,
        horizon_ms=horizon,
        end_ms=end,
        policy=policy or {"name": "single_fifo", "checked": True},
    )
