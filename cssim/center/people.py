"""The contact, the issue and the agent, as the center knows them while they live."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cssim.demand import LegLuck, Luck

if TYPE_CHECKING:
    from cssim.center.clock import Moment, Signal
    from cssim.center.floor import Crew, Line


class Issue:
    """One need of one customer, across all contacts made about it."""

    def __init__(self, id_: int, row: int, reason: int, customer: int, segment: int) -> None:
        self.id = id_
        self.row = row
        self.reason = reason
        self.customer = customer
        self.segment = segment

    # What the customer has been through so far; set on the instance when it changes.
    n_served = 0
    n_unserved = 0
    handovers = 0
    wait_ratio = 0.0
    quality: float | None = None


class Contact:
    """One arrival of a customer at the center about an issue."""

    def __init__(self, issue: Issue, attempt: int, cause: int, luck: Luck) -> None:
        self.id = issue.id | attempt
        self.issue = issue
        self.attempt = attempt
        self.cause = cause
        self.luck = luck
        self.work: Luck | LegLuck = luck

    # The leg it is in, and what it has gone through; set on the instance when it changes.
    arrived = -1
    left = -1
    tier = 1
    holds_line = False
    queued = -1
    waited = 0
    n_rows = 0
    n_legs = 1
    outcome: str | None = None
    line: Line | None = None
    give_up: Moment | None = None
    agent: Agent | None = None
    answered = -1
    conference = 0
    parts: tuple[int, int, int] = (0, 0, 0)
    passes_on = False

    def passed_on(self, luck: LegLuck, now: int) -> None:
        """Begin a leg at the next tier with luck of its own."""
        self.n_legs += 1
        self.passes_on = False
        self.work = luck
        self.tier += 1
        self.issue.handovers += 1
        self.queued = now
        self.agent = None
        self.answered = -1
        self.parts = (0, 0, 0)


class Agent:
    """One person who handles contacts.

    Attributes
    ----------
    index : int
        Position in the roster; breaks ties.
    pace : dict of int to float
        Per reason: factor from stored work to handling time.
    resolves, resolves_again : dict of int to float
        Per reason: chance of resolving a first contact, and a later one.
    escalates : dict of int to float
        Per reason: chance that a contact here needs the next tier.
    quality : float
        Service quality q that customers feel.
    contact : Contact or None
        In hand.
    idle_since : int
        Instant at which the agent last became idle; -1 when not idle.
    """

    def __init__(self, index: int, name: str, team: int, tier: int, on_call: bool) -> None:
        self.index = index
        self.name = name
        self.team = team
        self.tier = tier
        self.on_call = on_call
        self.pace: dict[int, float] = {}
        self.resolves: dict[int, float] = {}
        self.resolves_again: dict[int, float] = {}
        self.escalates: dict[int, float] = {}
        self.quality = 0.0
        self.crew: Crew
        self.contact: Contact | None = None
        self.idle_since = -1
        self.signed_on = -1
        self.called = False
        """On call, and at work or on the way."""
        self.wanted: Signal | None = None
        """Set while the agent is to leave the floor after the contact in hand."""
