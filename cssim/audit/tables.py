"""The journal laid out for checking: codes by name, legs joined to contacts and conferences.

A *stay* is a leg that waits, in a queue or for an agent's time: every leg but a conference. A
*service* is a stay that reached an agent. Whatever was still going on when the run stopped
is counted up to that instant.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from cssim.audit.codes import CAUSE, HANDED_ON, HOW, KIND, STATE, Flags, Ints
from cssim.audit.expected import Expected
from cssim.audit.services import Conferences, Services, conferences_of, services_of
from cssim.journal import Journal


class View:
    """A journal, what is expected of it, and the columns that several laws need.

    Parameters
    ----------
    journal : Journal
        Sound in structure (`cssim.audit.times.structure`).
    expected : Expected or None
        None when the scenario is not known.
    """

    def __init__(self, journal: Journal, expected: Expected | None) -> None:
        self.journal = journal
        self.about = journal.about
        self.expected = expected
        self.end = journal.about.end_ms
        self.contacts = journal.columns["contacts"]
        self.legs = journal.columns["legs"]
        self.states = journal.columns["agent_states"]
        self.people = journal.columns["people"]
        self.issues = journal.columns["issues"]
        self.customers = journal.columns["customers"]

    def name(self, categories: str, code: int) -> str:
        """Return the name a code stands for, or ``nobody``."""
        names = self.journal.names(categories)
        return names[code] if 0 <= code < len(names) else "nobody"

    def agent(self, code: int) -> str:
        """Return an agent's name."""
        return self.name("agents", code)

    def leg_name(self, leg: int) -> str:
        """Return how a leg is called in a line."""
        return f"contact {self.legs['contact'][leg]} leg {self.legs['leg'][leg]}"

    @cached_property
    def row(self) -> Ints:
        """Row of each leg's contact."""
        return np.searchsorted(self.contacts["contact"], self.legs["contact"])

    def kind_of_channel(self, name: str) -> str:
        """Return phone, chat, email or social; without a scenario every channel is a phone."""
        facts = self.expected.channels.get(name) if self.expected else None
        return facts.kind if facts else "phone"

    @cached_property
    def stays(self) -> Ints:
        """Legs that wait: all but conferences."""
        return np.flatnonzero(self.legs["kind"] != KIND["conference"])

    @cached_property
    def is_called_back(self) -> Flags:
        """Whether each leg comes after its customer accepted a callback."""
        legs = self.legs
        accepted = np.cumsum(legs["how"] == HOW["diverted"])
        before = np.searchsorted(legs["contact"], legs["contact"], side="left")
        called: Flags = accepted - (legs["how"] == HOW["diverted"]) > (
            accepted[before] - (legs["how"][before] == HOW["diverted"])
        )
        return called

    @cached_property
    def is_present(self) -> Flags:
        """Whether the customer is there during each stay: no ghost, ticket or callback."""
        legs = self.legs
        kinds = np.isin(legs["kind"], (KIND["queue"], KIND["service"]))
        there: Flags = kinds & ~self.is_called_back & ~self.is_ticket
        return there

    @cached_property
    def is_begun_here(self) -> Flags:
        """Whether the center began each contact: nobody waits on the line for it."""
        begun: Flags = self.contacts["cause"] == CAUSE["outreach"]
        return begun

    @cached_property
    def is_first(self) -> Flags:
        """Whether each stay is the first of its contact."""
        contact = self.legs["contact"][self.stays]
        return np.append(True, contact[1:] != contact[:-1])[: len(contact)]

    @cached_property
    def is_last(self) -> Flags:
        """Whether each stay is the last of its contact."""
        return np.append(self.is_first[1:], True)[: len(self.is_first)]

    @cached_property
    def n_stays(self) -> Ints:
        """Number of stays of each contact."""
        return np.bincount(self.row[self.stays], minlength=len(self.contacts["contact"]))

    @cached_property
    def n_handed(self) -> Ints:
        """How often each contact was handed to another agent."""
        how, kind = (self.legs[c][self.stays] for c in ("how", "kind"))
        handed = np.isin(how, HANDED_ON) & np.isin(kind, (KIND["service"], KIND["offline"]))
        return np.bincount(self.row[self.stays[handed]], minlength=len(self.contacts["contact"]))

    @cached_property
    def n_legs(self) -> Ints:
        """How many legs each contact has had that count: not those of work set aside and ghosts."""
        again = np.isin(self.legs["how"], (HOW["diverted"], HOW["missed"]))
        went_on = again[self.stays] & ~self.is_last
        called = np.bincount(self.row[self.stays[went_on]], minlength=len(self.n_handed))
        n_legs: Ints = self.n_handed + called + (self.first_stay >= 0)
        return n_legs

    @cached_property
    def _duties(self) -> list[int]:
        """State in which each agent has nothing to do."""
        teams = [
            self.expected.team(n) if self.expected else None for n in self.journal.names("teams")
        ]
        states = [STATE[team.duties if team and team.duties else "idle"] for team in teams]
        return [states[team] if 0 <= team < len(states) else 0 for team in self.about.agent_team]

    def duty_of(self, agent: int) -> int:
        """Return the state in which an agent has nothing to do: idle, or other duties."""
        return self._duties[agent]

    @cached_property
    def first_stay(self) -> Ints:
        """Leg of each contact's first stay, -1 for none."""
        return self._per_contact(self.is_first)

    @cached_property
    def last_stay(self) -> Ints:
        """Leg of each contact's last stay, -1 for none."""
        return self._per_contact(self.is_last)

    def _per_contact(self, which: Flags) -> Ints:
        found = np.full(len(self.contacts["contact"]), -1, dtype=np.int64)
        found[self.row[self.stays[which]]] = self.stays[which]
        return found

    @cached_property
    def waited_until(self) -> Ints:
        """When each leg stopped waiting: answered, gone, or the end of the run."""
        answered, ended = self.legs["answered_ms"], self.legs["ended_ms"]
        return np.where(answered >= 0, answered, np.where(ended >= 0, ended, self.end))

    @cached_property
    def wait(self) -> Ints:
        """How long each leg waited [ms]."""
        return self.waited_until - self.legs["queued_ms"]

    @cached_property
    def conferences(self) -> Conferences:
        """The conference rows, by what they belong to."""
        return conferences_of(self)

    @cached_property
    def services(self) -> Services:
        """The legs that reached an agent."""
        return services_of(self)

    @cached_property
    def is_first_stay(self) -> Flags:
        """Whether each leg is the first stay of its contact."""
        first = np.zeros(len(self.legs["leg"]), dtype=bool)
        first[self.stays[self.is_first]] = True
        return first

    @cached_property
    def is_ticket(self) -> Flags:
        """Whether each leg is work on a ticket, or the wait for it: its customer has left."""
        legs, offline = self.legs, self.legs["kind"] == KIND["offline"]
        ticket: Flags = offline & (legs["how"] != HOW["missed"])
        if self.expected is not None and self.expected.tickets:
            left = self.contacts["left_ms"][self.row]
            gone = (left >= 0) & (legs["queued_ms"] >= left) & ~self.is_first_stay
            waits = (legs["kind"] == KIND["queue"]) & ~self.is_called_back
            ticket |= gone & waits & (legs["how"] != HOW["abandoned"])
        return ticket

    @cached_property
    def is_aside(self) -> Flags:
        """Whether each leg goes on with work that had been set aside: its agent keeps it."""
        aside = np.zeros(len(self.legs["leg"]), dtype=bool)
        set_aside = self.legs["how"][self.stays] == HOW["set_aside"]
        aside[self.stays[1:]] = set_aside[:-1] & ~self.is_first[1:]
        return aside

    @cached_property
    def last_present(self) -> Ints:
        """Leg of each contact's last stay but for ghosts and tickets, -1 for none."""
        legs = self.legs
        aside = (legs["kind"] == KIND["ghost"]) | self.is_ticket
        found = np.full(len(self.contacts["contact"]), -1, dtype=np.int64)
        stays = self.stays[~aside[self.stays]]
        # The last of equal places stays.
        found[self.row[stays]] = stays
        return found

    @cached_property
    def parted(self) -> Ints:
        """When the customer left each contact; -1 without a stay or while in it."""
        legs, last = self.legs, self.last_present
        gone = np.where(last >= 0, legs["ended_ms"][last] if len(legs["leg"]) else -1, -1)
        services = self.services
        of_leg = np.full(len(legs["leg"]) + 1, -1, dtype=np.int64)
        of_leg[services.leg] = np.where(services.open, -1, services.parted)
        served = np.zeros(len(of_leg), dtype=bool)
        served[services.leg] = True
        return np.where(served[last], of_leg[last], gone)

    @cached_property
    def left(self) -> Ints:
        """When each customer left, at the latest the end of the run."""
        left: Ints = self.contacts["left_ms"]
        return np.where(left >= 0, left, self.end)

    @cached_property
    def went(self) -> Ints:
        """When each customer was no longer on the line: gone, or to be called back."""
        went = self.left.copy()
        diverted = np.flatnonzero(self.legs["how"] == HOW["diverted"])[::-1]
        went[self.row[diverted]] = self.legs["ended_ms"][diverted]
        return went

    @cached_property
    def entered(self) -> Ints:
        """When each contact's self-service was over."""
        queued: Ints = self.contacts["queued_ms"]
        return np.where(queued >= 0, queued, self.left)
