"""Chats, of which an agent may have several in hand: states and progress worked out anew.

An agent with chats is in `talk` while one of the customers is still there, else in `acw`. The
more are in hand the slower each goes: with n, at rate r = round(1000 / (1 + s (n - 1)))
thousandths. At each change of n the work left falls by floor(elapsed x r / 1000), and it is
done ceil(1000 x left / r) later (MODEL §4). The solo work itself is in no table. But not
every length can come about: of 870 thousandths, say, 13 of 100 lengths are the ceiling of
no whole number. So a wrong rate, or a change that was missed, shows after a few contacts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cssim.audit.codes import EVENT, HOW, KIND, SPAN, STATE, Ints
from cssim.audit.services import CHAT

if TYPE_CHECKING:
    from cssim.audit.report import Tally
    from cssim.audit.tables import View

CUT = ("handed_over", "taken_over", "open")
"""Ends of legs that may come before the work is done."""


def states(view: View) -> pd.DataFrame:
    """Return the busy states that the chats of all agents imply, with their slot time."""
    s = view.services
    mine = (s.way == CHAT) & (s.until > s.answered)
    if not mine.any():
        return pd.DataFrame()
    agent = s.agent[mine] * SPAN
    start, parted, until = (agent + x[mine] for x in (s.answered, s.parted, s.until))
    instants = np.unique(np.concatenate([start, parted, until]))
    talking = _number(instants, start, np.minimum(parted, until))
    in_hand = _number(instants, start, until)
    length = np.diff(instants, append=instants[-1:])
    state = np.where(in_hand == 0, -1, np.where(talking > 0, STATE["talk"], STATE["acw"]))
    who = instants // SPAN
    new = np.append(True, (state[1:] != state[:-1]) | (who[1:] != who[:-1]))
    new |= np.isin(instants, _sign_ons(view, start, until))
    first = np.flatnonzero(new)
    ends = np.append(instants[first[1:]], instants[-1])
    found = pd.DataFrame(
        {
            "agent": who[first],
            "from_ms": instants[first] % SPAN,
            "until_ms": ends % SPAN,
            "state": state[first],
            "contact": np.full(len(first), -1, dtype=np.int64),
            "slot_ms": np.add.reduceat(in_hand * length, first),
        }
    )
    return found[found["state"] >= 0]


def _sign_ons(view: View, start: Ints, until: Ints) -> list[int]:
    """Return when shifts begin, at `SPAN` an agent: after the overtime of the one before.

    A state that goes on over such an instant begins anew there.
    """
    people, found = view.people, []
    rows = np.isin(people["what"], [EVENT["shift_start"], EVENT["called_in"]])
    for agent, at in zip(
        people["agent"][rows].tolist(), people["at_ms"][rows].tolist(), strict=True
    ):
        place = agent * SPAN + at
        overtime = until[(start < place) & (until >= place) & (start // SPAN == agent)]
        found.append(int(overtime.max(initial=place)))
    return found


def _number(instants: Ints, start: Ints, until: Ints) -> Ints:
    """Return how many spans are under way from each instant on."""
    begun = np.searchsorted(np.sort(start), instants, side="right")
    over = np.searchsorted(np.sort(until), instants, side="right")
    number: Ints = begun - over
    return number


def check_progress(view: View, tally: Tally) -> None:
    """Check that every session took as long as some whole solo work takes under its load."""
    s = view.services
    by_agent: dict[int, list[int]] = defaultdict(list)
    for i in np.flatnonzero(s.way == CHAT).tolist():
        by_agent[int(s.agent[i])].append(i)
    for sessions in by_agent.values():
        _Hand(view, sessions).check(tally)


class _Hand:
    """The sessions of one agent.

    Parameters
    ----------
    view : View
    sessions : list of int
        Positions among the services.
    """

    def __init__(self, view: View, sessions: list[int]) -> None:
        self.view, self.sessions = view, sessions
        s = view.services
        self.starts = sorted(s.answered[sessions].tolist())
        self.ends = sorted(s.until[sessions].tolist())
        self.changes = sorted({*self.starts, *self.ends})

    def check(self, tally: Tally) -> None:
        s, legs = self.view.services, self.view.legs
        cut = {HOW[how] for how in CUT}
        for i in self.sessions:
            if s.open[i] or int(legs["how"][s.leg[i]]) in cut:
                continue
            slowdown = self._slowdown(i)
            talk = self.work(int(s.answered[i]), int(s.parted[i]), slowdown)
            acw = self.work(int(s.parted[i]), int(s.until[i]), slowdown)
            tally.examined += 1
            if talk is None or acw is None:
                part = "talk" if talk is None else "after-contact work"
                tally.wrong(f"{self._told(i)}: no whole work takes just that {part} under its load")
            self._ghost(i, talk, tally)

    def _ghost(self, i: int, talk: int | None, tally: Tally) -> None:
        """A silent leaver costs the agent time that the scenario gives."""
        view = self.view
        leg = int(view.services.leg[i])
        facts = self._channel(i)
        if view.legs["kind"][leg] != KIND["ghost"] or facts is None or facts.ghost_ms is None:
            return
        tally.equal(-1 if talk is None else talk, facts.ghost_ms, f"{self._told(i)}: ghost's work")

    def _channel(self, i: int):  # type: ignore[no-untyped-def]
        view = self.view
        name = view.name("channels", int(view.contacts["channel"][view.services.row[i]]))
        return view.expected.channels.get(name) if view.expected else None

    def _slowdown(self, i: int) -> float:
        facts = self._channel(i)
        return facts.slowdown if facts else 0.0

    def work(self, start: int, until: int, slowdown: float) -> int | None:
        """Return the solo work [ms] done from `start` until it was all done; None = no such."""
        done, at = 0, start
        for change in self.changes[bisect_right(self.changes, start) :]:
            if change >= until:
                break
            done += (change - at) * self._rate(at, slowdown) // 1000
            at = change
        rate = self._rate(at, slowdown)
        left = (until - at) * rate // 1000
        return done + left if -(-1000 * left // rate) == until - at else None

    def _rate(self, at: int, slowdown: float) -> int:
        n = bisect_right(self.starts, at) - bisect_right(self.ends, at)
        return round(1000 / (1 + slowdown * (max(n, 1) - 1)))

    def _told(self, i: int) -> str:
        s = self.view.services
        return f"{self.view.leg_name(int(s.leg[i]))}, with agent {self.view.agent(int(s.agent[i]))}"
