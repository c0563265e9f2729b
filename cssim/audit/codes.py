"""The fixed names of the journal as codes, and the types of its columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cssim.journal import (
    BUSY_STATES,
    CAUSES,
    FOLLOWED_BY,
    ISSUE_ENDS,
    LEG_ENDS,
    LEG_KINDS,
    LOST_STATES,
    OUTCOMES,
    PEOPLE_EVENTS,
    STATES,
)

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

OUTCOME = {name: code for code, name in enumerate(OUTCOMES)}
CAUSE = {name: code for code, name in enumerate(CAUSES)}
FOLLOWED = {name: code for code, name in enumerate(FOLLOWED_BY)}
KIND = {name: code for code, name in enumerate(LEG_KINDS)}
HOW = {name: code for code, name in enumerate(LEG_ENDS)}
STATE = {name: code for code, name in enumerate(STATES)}
ISSUE_END = {name: code for code, name in enumerate(ISSUE_ENDS)}
EVENT = {name: code for code, name in enumerate(PEOPLE_EVENTS)}
BUSY = np.array([STATE[name] for name in BUSY_STATES])
LOST = np.array([STATE[name] for name in LOST_STATES])
GOES_UP = [HOW[name] for name in ("escalated", "taken_over")]
"""Ends of services after which the next tier goes on."""
HANDED_ON = [*GOES_UP, HOW["transferred"], HOW["handed_over"]]
"""Ends of services that hand a contact to another agent."""

SPAN = 1 << 44
"""More ms than any run has: agent * SPAN + instant orders by (agent, instant)."""
