"""C8, closing: those who wait are put off just when the scenario says so, and never else.

An outage may do the same at its start; so does a hand-over that finds nobody free, if such
contacts are lost. Tickets wait on, and work set aside is with its agent.
"""

from __future__ import annotations

import numpy as np

from cssim.audit.codes import GOES_UP, HOW, KIND, Flags, Ints
from cssim.audit.report import Tally, seconds
from cssim.audit.tables import View


def check_closing(view: View, tally: Tally, legs: Ints, joined: Ints, edges: Ints) -> None:
    """Check who is put off.

    Parameters
    ----------
    view : View
    tally : Tally
    legs, joined : int array
        Stays of one channel, and when each joined the line.
    edges : int array, ms
        Instants at which whoever waits is put off, in order.
    """
    in_line = (view.legs["kind"][legs] != KIND["offline"]) & ~view.is_ticket[legs]
    legs, joined = legs[in_line], joined[in_line]
    put_off = view.legs["how"][legs] == HOW["disconnected"]
    until = view.waited_until[legs]
    edge = np.append(edges, np.iinfo(np.int64).max)[np.searchsorted(edges, joined, side="right")]
    waits_on = (view.legs["ended_ms"][legs] < 0) & (until == view.end)
    kept = (until < edge) | (waits_on & (edge >= view.end)) | (until <= joined)
    lost = put_off & (until == joined) & _may_be_lost(view)[legs]
    tally.rows(
        np.where(put_off, (until == edge) | lost, kept),
        lambda i: (
            f"{view.leg_name(int(legs[i]))} in line from {seconds(int(joined[i]))} "
            f"until {seconds(int(until[i]))}: {'put off' if put_off[i] else 'not put off'} "
            "against the rule at closing"
        ),
    )


def _may_be_lost(view: View) -> Flags:
    """Tell which legs come after a hand-over that loses whom nobody can take at once."""
    assert view.expected is not None
    legs, stays = view.legs, view.stays
    lost = np.zeros(len(legs["leg"]), dtype=bool)
    came = np.where(view.is_first, -1, np.append(-1, legs["how"][stays])[: len(stays)])
    lost[stays] = np.isin(came, GOES_UP) & (view.expected.if_busy == "lose")
    sideways = stays[came == HOW["transferred"]]
    known, names = view.expected.reasons, view.journal.names("reasons")
    targets = {to for r in names if r in known for to, loses in known[r].transfers.items() if loses}
    loses = np.array([name in targets for name in names], dtype=bool)
    lost[sideways] = loses[legs["reason"][sideways]]
    return lost
