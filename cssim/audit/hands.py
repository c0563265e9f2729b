"""C4 and C5: what an agent has in hand, and whether the agent may have it.

C4: no more contacts at once than slots, none off shift or on a break, and the busy states
are just the talk, hold, conference and after-contact work of the legs. C5: the agent has
the reason's skill and belongs to the leg's tier.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cssim.audit.report import LawResult, Tally, seconds
from cssim.audit.shifts import Shifts
from cssim.audit.tables import (
    BUSY,
    HOW,
    KIND,
    LOST,
    OUTCOME,
    SPAN,
    STATE,
    Flags,
    Ints,
    View,
)
from cssim.journal import NOBODY


def _answered(view: View) -> bool:
    return bool(np.any(view.contacts["outcome"] == OUTCOME["answered"]))


def check_hands(view: View, shifts: Shifts) -> LawResult:
    """Check C4."""
    tally = Tally("C4")
    _slots(view, tally)
    _on_shift(view, shifts, tally)
    _not_away(view, tally)
    _same_work(view, tally)
    return tally.result(_answered(view))


def _told(view: View, i: int) -> str:
    services = view.services
    return (
        f"{view.leg_name(int(services.leg[i]))}: agent {view.agent(int(services.agent[i]))} "
        f"from {seconds(int(services.answered[i]))} until {seconds(int(services.until[i]))}"
    )


def _n_slots(view: View) -> Ints:
    """Slots an agent has for each service's channel; 1 when not known."""
    channels = view.expected.channels if view.expected else {}
    slots = [channels[n].slots if n in channels else 1 for n in view.journal.names("channels")]
    return np.array(slots, dtype=np.int64)[view.contacts["channel"][view.services.row]]


def _slots(view: View, tally: Tally) -> None:
    """Count contacts in hand at each answer, this one included; ends at an instant come first."""
    services, slots = view.services, _n_slots(view)
    starts = services.agent * SPAN + services.answered
    order = np.argsort(starts, kind="stable")
    ends = np.sort(services.agent * SPAN + services.until)
    in_hand = np.empty(len(starts), dtype=np.int64)
    in_hand[order] = np.arange(1, len(starts) + 1)
    in_hand -= np.searchsorted(ends, starts, side="right")
    tally.rows(
        (in_hand <= slots) & (services.until > services.answered),
        lambda i: f"{_told(view, i)}: {in_hand[i]} in hand at once, slots {slots[i]}",
    )
    slot = view.legs["slot"][services.leg]
    tally.rows(
        (slot >= 0) & (slot < slots),
        lambda i: f"{_told(view, i)}: slot {slot[i]} of {slots[i]}",
    )


def _on_shift(view: View, shifts: Shifts, tally: Tally) -> None:
    services = view.services
    tally.rows(
        shifts.within(services.agent, services.answered),
        lambda i: f"{_told(view, i)}: answered outside the agent's shifts",
    )


def _not_away(view: View, tally: Tally) -> None:
    """Nobody has a contact in hand while in a lost state."""
    states, services = view.states, view.services
    lost = np.isin(states["state"], LOST)
    agent = states["agent"][lost].astype(np.int64) * SPAN
    start, until = agent + states["from_ms"][lost], np.sort(agent + states["until_ms"][lost])
    if len(start) == 0:
        return
    where = services.agent * SPAN
    after = np.searchsorted(until, where + services.answered, side="right")
    found = after < len(until)
    clash = np.zeros(len(where), dtype=bool)
    clash[found] = start[after[found]] < (where + services.until)[found]
    tally.rows(~clash, lambda i: f"{_told(view, i)}: at work during a break or absence")


def _same_work(view: View, tally: Tally) -> None:
    """Busy states and the parts of the legs are the same rows, one for one."""
    states = view.states
    busy = np.isin(states["state"], BUSY) & ~_of_open_legs(view, tally)
    columns = ["agent", "from_ms", "until_ms", "state", "contact"]
    found = pd.DataFrame({c: states[c][busy].astype(np.int64) for c in columns})
    merged = _implied(view).merge(found, how="outer", on=columns, indicator=True)
    good = (merged["_merge"] == "both").to_numpy()

    def told(i: int) -> str:
        row = merged.iloc[i]
        where = "legs" if row["_merge"] == "left_only" else "states"
        return (
            f"agent {view.agent(int(row['agent']))} {view.name('states', int(row['state']))} "
            f"from {seconds(int(row['from_ms']))} until {seconds(int(row['until_ms']))} "
            f"with contact {row['contact']}: only in the {where}"
        )

    tally.rows(good, told)
    idle = ~np.isin(states["state"], BUSY)
    tally.rows(
        ~idle | (states["contact"] == NOBODY), lambda i: f"state row {i}: a contact, but not busy"
    )


def _implied(view: View) -> pd.DataFrame:
    """Return the busy rows that the finished legs imply."""
    s = view.services
    parts = (
        ("conference", s.joined),
        ("talk", s.talk),
        ("hold", s.hold),
        ("conference", s.handed),
        ("acw", s.acw),
    )
    start, tables = s.answered, []
    for name, length in parts:
        keep = (length > 0) & ~s.open
        tables.append(
            pd.DataFrame(
                {
                    "agent": s.agent[keep],
                    "from_ms": start[keep],
                    "until_ms": (start + length)[keep],
                    "state": np.full(int(keep.sum()), STATE[name], dtype=np.int64),
                    "contact": view.contacts["contact"][s.row[keep]],
                }
            )
        )
        start = start + length
    return pd.concat(tables, ignore_index=True)


def _of_open_legs(view: View, tally: Tally) -> Flags:
    """Mark the busy rows of legs still going on; these must fill the time up to the end."""
    states, services = view.states, view.services
    mine = np.zeros(len(states["agent"]), dtype=bool)
    for i in np.flatnonzero(services.open).tolist():
        contact = view.contacts["contact"][services.row[i]]
        rows = (states["agent"] == services.agent[i]) & (states["contact"] == contact)
        rows &= states["from_ms"] >= services.answered[i]
        spent = int(np.sum((states["until_ms"] - states["from_ms"])[rows]))
        if spent != int(services.until[i] - services.answered[i]):
            tally.wrong(f"{_told(view, i)}: still going on, but {seconds(spent)} of work", 1)
        mine |= rows
    return mine


def check_skills(view: View) -> LawResult:
    """Check C5; needs to know the scenario."""
    tally = Tally("C5")
    services, legs = view.services, view.legs
    able = _able(view)
    reason = view.contacts["reason"][services.row].astype(np.int64)
    tier = legs["tier"][services.leg]
    of_agent = _agent_tiers(view)[services.agent]
    tally.rows(
        able[services.agent, reason],
        lambda i: f"{_told(view, i)}: lacks the skill for {view.name('reasons', reason[i])}",
    )
    tally.rows(
        of_agent == tier, lambda i: f"{_told(view, i)}: of tier {of_agent[i]}, leg of {tier[i]}"
    )
    _teams(view, tally)
    _tiers_of_stays(view, tally)
    return tally.result(_answered(view))


def _teams(view: View, tally: Tally) -> None:
    """Legs and conferences name the team of their agent, conferences the tier too."""
    legs = view.legs
    rows = np.flatnonzero(legs["agent"] >= 0)
    agent = legs["agent"][rows]
    good = np.array(view.about.agent_team, dtype=np.int64)[agent] == legs["team"][rows]
    good &= (legs["kind"][rows] == KIND["service"]) | (
        _agent_tiers(view)[agent] == legs["tier"][rows]
    )
    tally.rows(good, lambda i: f"{view.leg_name(int(rows[i]))}: not its agent's team or tier")


def _able(view: View) -> Flags:
    """Return agents by reasons: who has the skill."""
    expected = view.expected
    assert expected is not None
    agents, reasons = view.journal.names("agents"), view.journal.names("reasons")
    able = np.zeros((len(agents), len(reasons)), dtype=bool)
    for a, agent in enumerate(agents):
        skills = expected.agents[agent].skills if agent in expected.agents else frozenset()
        for r, reason in enumerate(reasons):
            able[a, r] = reason in expected.reasons and expected.reasons[reason].skill in skills
    return able


def _agent_tiers(view: View) -> Ints:
    """Return each agent's tier, -1 for agents the scenario does not know."""
    assert view.expected is not None
    known = view.expected.agents
    names = view.journal.names("agents")
    return np.array([known[n].tier if n in known else -1 for n in names], dtype=np.int64)


def _tiers_of_stays(view: View, tally: Tally) -> None:
    """A contact starts at its reason's tier, and goes up just when it is escalated."""
    assert view.expected is not None
    stays, legs = view.stays, view.legs
    if len(stays) == 0:
        return
    known = view.expected.reasons
    tiers = [known[n].tier if n in known else -1 for n in view.journal.names("reasons")]
    start = np.array(tiers)[view.contacts["reason"][view.row[stays]]]
    tier = legs["tier"][stays].astype(np.int64)
    before = np.append(-1, tier[:-1])
    escalated = np.append(False, legs["how"][stays][:-1] == HOW["escalated"])
    escalated &= np.append(False, legs["kind"][stays][:-1] == KIND["service"])
    later = np.where(escalated, tier > before, tier == before)
    tally.rows(
        np.where(view.is_first, tier == start, later),
        lambda i: f"{view.leg_name(int(stays[i]))}: tier {tier[i]} does not follow from what was",
    )
