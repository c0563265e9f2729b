"""The lines in which contacts wait: those of one line are alike for routing."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cssim.audit.codes import CAUSE, GOES_UP, HOW, KIND, Ints
from cssim.audit.services import DEFERRED_KINDS
from cssim.audit.skills import line_tiers
from cssim.audit.tables import View


class Line(NamedTuple):
    """Contacts that are alike for routing.

    Attributes
    ----------
    reason, channel, segment, language : str
        Names; ``nobody`` where not modelled.
    tier : int
        Tier of the line.
    deferred : bool
        Nobody is on the line: e-mail, social, tickets.
    chat : bool
        An agent may have several in hand.
    not_like : tuple of (str, frozenset)
        Team and skills of the agent who has handed it on sideways: nobody like that gets it.
    is_a : tuple of bool
        Whether escalated, a callback, a repeat, where the policy makes a difference of it.
    """

    reason: str
    channel: str
    segment: str
    language: str
    tier: int
    deferred: bool = False
    chat: bool = False
    not_like: tuple[str, frozenset[str]] = ("", frozenset())
    is_a: tuple[bool, ...] = (False, False, False)


def lines_of(view: View, has_bonus: bool) -> tuple[list[Line], Ints]:
    """Return all lines, and the one in which each leg waits; -1 for conferences."""
    stays, rows = view.stays, view.row[view.stays]
    found = np.full(len(view.legs["leg"]), -1, dtype=np.int64)
    c = view.contacts
    columns = [
        view.legs["reason"][stays],
        *(c[n][rows] for n in ("channel", "segment", "language")),
    ]
    tiers = line_tiers(view)
    columns += [tiers[stays], view.is_ticket[stays], _not_like(view, tiers)]
    columns += _what_they_are(view) if has_bonus else []
    table = np.column_stack(columns).astype(np.int64)
    kinds, place = np.unique(table, axis=0, return_inverse=True)
    found[stays] = place.reshape(-1)
    return [_line(view, row) for row in kinds.tolist()], found


def _what_they_are(view: View) -> list[Ints]:
    """Tell of each stay whether it has been escalated, is a callback to come, is a repeat."""
    how, stays = view.legs["how"][view.stays], view.stays
    up = np.isin(how, GOES_UP)
    before: Ints = np.cumsum(up) - up
    start = np.maximum.accumulate(np.where(view.is_first, np.arange(len(stays)), 0))
    came = np.where(view.is_first, -1, np.append(-1, how[:-1]))
    callback = np.isin(came, (HOW["diverted"], HOW["missed"]))
    callback &= view.legs["kind"][stays] != KIND["ghost"]
    repeat = view.contacts["cause"][view.row[stays]] == CAUSE["repeat"]
    return [before > before[start], callback, repeat]


def _line(view: View, row: list[int]) -> Line:
    reason, channel, segment, language, tier, ticket, agent, *is_a = row
    names = view.name("channels", channel)
    kind = view.kind_of_channel(names)
    deferred = bool(ticket) or kind in DEFERRED_KINDS
    return Line(
        reason=view.name("reasons", reason),
        channel=names,
        segment=view.name("segments", segment),
        language=view.name("languages", language),
        tier=tier,
        deferred=deferred,
        chat=kind == "chat" and not deferred,
        not_like=_like(view, agent) if agent >= 0 else ("", frozenset()),
        is_a=tuple(bool(flag) for flag in is_a) or (False, False, False),
    )


def _like(view: View, agent: int) -> tuple[str, frozenset[str]]:
    """Return team and skills of an agent."""
    assert view.expected is not None
    facts = view.expected.agents.get(view.agent(agent))
    return (facts.team, facts.skills) if facts else ("", frozenset())


def _not_like(view: View, tiers: Ints) -> Ints:
    """Return an agent of the kind to which each stay may not go: who handed it on sideways.

    Of agents alike the first stands for all. It holds for work set aside and ghosts, too.
    """
    legs, stays = view.legs, view.stays
    not_like = np.full(len(stays), -1, dtype=np.int64)
    first: dict[tuple[str, frozenset[str]], int] = {}
    came = np.where(view.is_first, -1, np.append(-1, legs["how"][stays])[: len(stays)])
    for i in np.flatnonzero(came == HOW["transferred"]).tolist():
        agent = int(legs["agent"][stays[i - 1]])
        not_like[i] = first.setdefault(_like(view, agent), agent)
    if (not_like >= 0).any():
        for i in np.flatnonzero(np.isin(came, (HOW["set_aside"], HOW["abandoned"]))).tolist():
            not_like[i] = not_like[i - 1]
    return not_like
