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
    not_team : str
        Team that has handed it on sideways, and does not get it back.
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
    not_team: str = ""
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
    columns += [tiers[stays], view.is_ticket[stays], _not_teams(view, tiers)]
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
    reason, channel, segment, language, tier, ticket, not_team, *is_a = row
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
        not_team=view.name("teams", not_team) if not_team >= 0 else "",
        is_a=tuple(bool(flag) for flag in is_a) or (False, False, False),
    )


def _not_teams(view: View, tiers: Ints) -> Ints:
    """Return the team to which each stay may not go: the one that handed it on sideways.

    Unless nobody else of the tier has the skill. It holds for work set aside and ghosts, too.
    """
    legs, stays = view.legs, view.stays
    not_team = np.full(len(stays), -1, dtype=np.int64)
    came = np.where(view.is_first, -1, np.append(-1, legs["how"][stays])[: len(stays)])
    for i in np.flatnonzero(came == HOW["transferred"]).tolist():
        team = int(legs["team"][stays[i - 1]])
        if _has_other_team(view, int(stays[i]), team, int(tiers[stays[i]])):
            not_team[i] = team
    if (not_team >= 0).any():
        for i in np.flatnonzero(np.isin(came, (HOW["set_aside"], HOW["abandoned"]))).tolist():
            not_team[i] = not_team[i - 1]
    return not_team


def _has_other_team(view: View, leg: int, team: int, tier: int) -> bool:
    assert view.expected is not None
    facts = view.expected.reasons.get(view.name("reasons", int(view.legs["reason"][leg])))
    channel = view.name("channels", int(view.contacts["channel"][view.row[leg]]))
    skill, own = facts.skill_on(channel) if facts else None, view.name("teams", team)
    agents = view.expected.agents.values()
    return any(a.team != own and a.tier == tier and skill in a.skills for a in agents)
