"""When each leg joined its line, which is not always when it began to wait."""

from __future__ import annotations

import numpy as np

from cssim.audit.codes import HOW, Ints
from cssim.audit.shifts import Shifts
from cssim.audit.tables import View

NEVER = 1 << 62
"""Stands for work that its agent kept until resuming it."""


def joined_at(view: View, shifts: Shifts) -> Ints:
    """Return when each leg joined its line; `NEVER` if it never did.

    A ghost and a callback that keeps its place join when the leg before is over. Work set
    aside stays with its agent, and joins the line when that shift ends.
    """
    legs, stays = view.legs, view.stays
    joined: Ints = legs["queued_ms"].copy()
    after = stays[1:][~view.is_first[1:]]
    before = stays[:-1][~view.is_first[1:]]
    over = np.maximum(legs["ended_ms"][before], joined[after])
    placed = np.isin(legs["how"][before], (HOW["diverted"], HOW["abandoned"]))
    joined[after[placed]] = over[placed]
    set_aside = legs["how"][before] == HOW["set_aside"]
    for last, leg in zip(before[set_aside].tolist(), after[set_aside].tolist(), strict=True):
        agent, at = int(legs["agent"][last]), int(legs["ended_ms"][last])
        end = shifts.end_of(agent, int(legs["answered_ms"][last]))
        end = at if end is None else end
        kept = int(view.waited_until[leg]) <= end
        joined[leg] = NEVER if kept else end
    return joined
