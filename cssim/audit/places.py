"""C8, places: how many may wait at once on a channel.

Whoever would have to wait beyond is blocked. Those who come later in their instant are not
there yet, and whoever leaves at that instant may or may not have left; only what holds either
way is checked. Places are for who joins the line anew; a contact that is handed on, a
callback and work set aside find theirs in any case, and so does a letter that an agent took
and gave back within its instant, because of somebody on the line. Tickets take none.
"""

from __future__ import annotations

import numpy as np

from cssim.audit.codes import HOW, OUTCOME, Flags, Ints
from cssim.audit.facts import ChannelFacts
from cssim.audit.report import Tally, seconds
from cssim.audit.services import DEFERRED, DEFERRED_KINDS
from cssim.audit.tables import View


def check_places(
    view: View, tally: Tally, facts: ChannelFacts, lists: tuple[Ints, Ints, Ints]
) -> Flags:
    """Check the places of one channel; return which contacts may have found none.

    Parameters
    ----------
    view : View
    tally : Tally
    facts : ChannelFacts
    lists : (int array, int array, int array)
        Its contacts, its stays, and when each stay joined the line.
    """
    full = np.zeros(len(view.contacts["contact"]), dtype=bool)
    rows, legs, start = lists
    if facts.places is None:
        return full
    until = view.waited_until[legs]
    waits = (until > start) & ~view.is_ticket[legs]
    starts, ends = np.sort(start[waits]), np.sort(until[waits])
    joins = waits & view.is_first_stay[legs]
    legs, at = legs[joins], start[joins]
    # Whoever waited before and waits on after that instant was there in any order of events.
    others = np.searchsorted(starts, at, "left") - np.searchsorted(ends, at, "right")
    given_back = _given_back(view, at) & (facts.kind in DEFERRED_KINDS)
    tally.rows(
        (others < facts.places) | given_back,
        lambda i: (
            f"{view.leg_name(int(legs[i]))} joins at {seconds(int(at[i]))}: "
            f"{others[i]} waited on {facts.places} places"
        ),
    )
    blocked = rows[view.contacts["outcome"][rows] == OUTCOME["blocked"]]
    gone = view.contacts["left_ms"][blocked]
    most = np.searchsorted(starts, gone, "right") - np.searchsorted(ends, gone, "left")
    most += _passing(view, lists[1], start, gone)
    full[blocked] = most >= facts.places
    return full


def _given_back(view: View, at: Ints) -> Flags:
    """Tell at which instants somebody took a contact on the line, perhaps in place of a letter."""
    s = view.services
    taken: Flags = np.isin(at, s.answered[s.way != DEFERRED])
    return taken


def _passing(view: View, legs: Ints, start: Ints, at: Ints) -> Ints:
    """Count who was in line at each instant for that instant only: to a voice mailbox at once."""
    ended = view.legs["ended_ms"][legs]
    mine = (view.legs["how"][legs] == HOW["diverted"]) & (start == ended)
    mine &= ended == view.contacts["left_ms"][view.row[legs]]
    found = np.sort(ended[mine])
    number: Ints = np.searchsorted(found, at, "right") - np.searchsorted(found, at, "left")
    return number
