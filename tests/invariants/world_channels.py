"""Random channels of all kinds, and what those who wait there are told and offered."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from world_parts import HOURS, SHORT, Tree, mixed, pick, seldom

from cssim import units

KINDS = {
    "phone": "phone",
    "sales": "phone",
    "chat": "chat",
    "talk": "chat",
    "mail": "email",
    "wall": "social",
}
"""Names of channels with their kinds."""
SETS = [
    ["phone"],
    ["phone", "sales"],
    ["chat", "phone"],
    ["mail", "phone"],
    ["chat", "mail", "phone", "wall"],
    ["chat", "mail", "phone"],
    ["chat", "phone", "talk"],
    ["mail", "wall"],
]
LIVE = ("phone", "chat")

announcements = mixed(
    predictor=pick(
        "queue_over_rate", "last_served", "mean_of_last", "head_of_line", "with_abandonment"
    ),
    factor=pick(1.0, 0.5, 2.0, 0.0),
    perceived=pick(1.0, 0.85),
    hazard_before=pick(1.0, 0.8, 2.0),
    hazard_after=pick(1.0, 1.5, 0.5),
    balk=pick(0.0, 0.2),
    balk_long=pick(0.0, 0.5, 1.0),
)
callbacks = mixed(
    rule=pick("keep_place", "after_wait", "slots"),
    offer_above=pick("0 s", "1 min", "5 min"),
    accept=pick(0.4, 1.0),
    unanswered=pick(0.0, 0.5, 1.0),
    tries=pick(1, 3),
    retry_after=pick("5 min", "0 s", "1 h"),
    ring=pick("30 s", "0 s"),
    weight=pick(0.25, 1.0),
    factor=pick(1.0, 0.5),
    slot=pick("30 min", "10 min"),
    capacity=pick(1, 5),
)
voicemail = mixed(after=pick("2 min", "30 s", "0 s"))
chats = mixed(
    slots=pick(1, 2, 3, 5),
    slowdown=pick(0.0, 0.15, 1.0),
    resolve_loss=pick(0.0, 0.5),
    silent_share=pick(0.0, 0.7, 1.0),
    ghost_time=st.sampled_from(SHORT),
)
letters = mixed(chase=pick(0.0, 0.5, 1.0), chase_work=pick(0.3, 0.0, 1.0), idle_above=pick(0, 0, 1))


@st.composite
def channel(draw: Any, kind: str) -> Tree:
    """Return a channel of a kind."""
    hours = draw(pick(None, *HOURS))
    tree: Tree = {
        "kind": kind,
        "opening_hours": hours and dict.fromkeys(units.WEEKDAYS, hours),
        "lines": draw(pick(None, None, None, None, 1, 3, 8)),
        "places": draw(pick(None, None, None, 1, 4)),
        "after_hours": draw(pick("wait", "closed")),
        "at_closing": draw(pick("disconnect", "keep")),
        "acceptable_wait": draw(pick("10 s", "1 min", "20 min")),
        "awt": draw(pick("20 s", "0 s", "20 min")),
    }
    if kind in LIVE:
        tree["announcement"] = draw(seldom(announcements))
        tree["voicemail"] = draw(seldom(voicemail))
    if kind == "phone":
        tree["callback"] = draw(seldom(callbacks))
    more = chats if kind == "chat" else letters if kind != "phone" else st.just({})
    return tree | draw(more)


@st.composite
def all_channels(draw: Any) -> Tree:
    """Return some channels by name."""
    return {name: draw(channel(KINDS[name])) for name in draw(st.sampled_from(SETS))}


SHARES = {
    1: [(1.0,)],
    2: [(0.5, 0.5), (1.0, 0.0), (0.25, 0.75)],
    3: [(0.5, 0.25, 0.25), (0.5, 0.5, 0.0)],
}


@st.composite
def mix(draw: Any, names: list[str]) -> dict[str, float]:
    """Return up to three channels of a reason with their shares."""
    used = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
    return dict(zip(used, draw(st.sampled_from(SHARES[len(used)])), strict=True))
