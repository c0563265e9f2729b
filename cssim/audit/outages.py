"""Outages of a channel, as the scenario plans them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cssim.audit.codes import OUTCOME, Flags, Ints

if TYPE_CHECKING:
    from cssim.audit.tables import View


class Outages:
    """The outages of one channel.

    Parameters
    ----------
    view : View
        With a scenario.
    channel : str
        Its name.

    Attributes
    ----------
    cuts : int array, ms
        Instants at which whoever waits is put off.
    """

    def __init__(self, view: View, channel: str) -> None:
        assert view.expected is not None
        self._mine = [o for o in view.expected.outages if channel in o.channels]
        # One that began before the run begins with it.
        cuts = [max(0, o.start) for o in self._mine if o.disconnects]
        self.cuts = np.array(cuts, dtype=np.int64)

    def _during(self, at: Ints, outages: list[Any]) -> Flags:
        during = np.zeros(len(at), dtype=bool)
        for outage in outages:
            during |= (at >= outage.start) & (at < outage.until)
        return during

    def may_block(self, at: Ints) -> Flags:
        """Tell when an outage may turn contacts away."""
        return self._during(at, [o for o in self._mine if o.capacity < 1])

    def must_block(self, at: Ints) -> Flags:
        """Tell when an outage turns everybody away who is not sent elsewhere."""
        return self._during(at, [o for o in self._mine if o.capacity == 0 and not o.diverts_to])

    def deflected(self, contacts: dict[str, Any], rows: Ints) -> Flags:
        """Tell who balked at once because of a message about an outage."""
        at, left = contacts["arrived_ms"][rows], contacts["left_ms"][rows]
        balked = (contacts["outcome"][rows] == OUTCOME["balked"]) & (at == left)
        balked &= contacts["announced_ms"][rows] < 0
        deflected: Flags = balked & self._during(at, [o for o in self._mine if o.deflects])
        return deflected
