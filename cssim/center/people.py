"""The contact, the issue and the agent, as the center knows them while they live."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cssim.demand import NOTHING_MORE, Extra, LegLuck, Luck

if TYPE_CHECKING:
    from cssim.center.care_settings import MakingGood
    from cssim.center.clock import Moment, Signal
    from cssim.center.floor import Crew, Like, Line
    from cssim.center.hands import Session
    from cssim.center.life import Life


class Issue:
    """One need of one customer, across all contacts made about it."""

    __slots__ = (
        "__dict__", "attempts", "customer", "id", "n_served", "n_unserved", "quality", "reason",
        "row", "segment", "wait_ratio",
    )  # fmt: skip

    def __init__(self, id_: int, row: int, reason: int, customer: int, segment: int) -> None:
        self.id = id_
        self.row = row
        self.reason = reason
        self.customer = customer
        self.segment = segment
        self.attempts = 1
        """Contacts made about it so far."""
        self.n_served = self.n_unserved = 0
        self.wait_ratio = 0.0
        self.quality: float | None = None
        """Of the agent who served it last."""

    # What few customers go through; set on the instance when it changes.
    language = -1
    arose = 0
    n_abandoned = 0
    n_chasers = 0
    handovers = 0
    n_transfers = 0
    """Sideways, which make it harder to solve."""
    is_solved = False
    mismatch = 0.0
    """1 if the last agent did not speak the language, less where a course has bridged it."""
    is_hostile = False
    """Its customer arrives angry."""
    closed = -1
    """When it was closed; kept only where somebody may come back to it."""
    goodwill = 0.0
    """Of its customer just before it closed; kept only there, too."""
    worst = 6
    """Lowest rating surveyed so far; kept only there, too."""


class Contact:
    """One arrival of a customer at the center about an issue.

    Attributes
    ----------
    waited : int, ms
        On the line, over all legs so far.
    n_rows, row : int
        Rows of legs written down; number of the leg it is in, when rows after it have been
        written down already.
    has_notes : bool
        Something is to be written down of it that few contacts have.
    """

    # What every contact has or is asked for has a slot: quicker to find than in its dict or
    # on the class, and the same whichever contacts come first.
    __slots__ = (
        "__dict__", "agent", "answered", "arrived", "attempt", "begun", "cause", "conference",
        "give_up", "has_notes", "holds_line", "home", "id", "is_ghost", "is_ticket", "issue",
        "left", "line", "luck", "n_legs", "n_rows", "other_patience", "outcome", "parts",
        "passes_on", "queue", "queued", "row", "tier", "waited", "work",
    )  # fmt: skip

    def __init__(self, issue: Issue, attempt: int, cause: int, luck: Luck, queue: int) -> None:
        self.id = issue.id | attempt
        self.issue = issue
        self.attempt = attempt
        self.cause = cause
        self.luck = luck
        self.work: Luck | LegLuck = luck
        self.queue = queue
        self.line: Line | None = None
        self.home: Line | None = None
        """The line in which it waits or would wait, in this leg."""
        self.give_up: Moment | None = None
        self.agent: Agent | None = None
        self.outcome: str | None = None
        self.holds_line = self.passes_on = self.has_notes = self.is_ghost = self.is_ticket = False
        self.begun = False
        """Work on it was begun and stopped: what is left of it is in `parts`."""
        self.conference = self.n_rows = self.row = self.waited = 0
        self.parts: tuple[int, int, int] = (0, 0, 0)
        self.tier = self.n_legs = 1
        self.arrived = self.left = self.queued = self.answered = -1
        self.other_patience = -1
        """Patience in force in this leg, where it is not that of its luck."""

    @property
    def patience(self) -> int:
        """Longest wait accepted in this leg [ms]."""
        return self.work.patience if self.other_patience < 0 else self.other_patience

    @patience.setter
    def patience(self, patience: int) -> None:
        self.other_patience = patience

    @property
    def was_served(self) -> bool:
        """Whether an agent has talked or written to the customer."""
        return self.outcome == "answered" or self.called_back

    @property
    def first_queue(self) -> int:
        """Queue in which the contact began."""
        return self.queue if self.left_queue < 0 else self.left_queue

    left_queue = -1
    """Queue from which it was transferred first."""
    # What few contacts go through; set on the instance when it changes.
    extra: Extra = NOTHING_MORE
    leg_extra: Extra = NOTHING_MORE
    line_tier = 1
    waited_off = 0
    """For a callback, which bothers less [ms]."""
    called_back = False
    """An agent has reached the customer who had accepted a callback."""
    due = 0
    """Wait [ms] at which it was last looked at whether more agents may answer."""
    ends: Moment | None = None
    """When talk is to end."""
    escalated = False
    not_like: Like | None = None
    """Team and queues of the agent who has just found that it is in the wrong place."""
    goes_to = -1
    """Reason code of a sideways transfer to come."""
    read_articles = False
    tried_bot = False
    complains = False
    """In public, instead of giving up."""
    n_concessions = 0
    announced = -1
    perceived = 1.0
    """Perceived wait over true wait."""
    is_callback = False
    n_tries = 0
    is_chaser = False
    consults = False
    settled = False
    """An agent's own authority settled what would have needed the next tier."""
    sessions = 1
    """Contacts the agent had in hand when this one was taken, this one counted."""
    mismatch = False
    outage_loss = 0.0
    """Logit of resolving lost to an outage under way when its service began."""
    unsolved = False
    """Whoever could solve it had no time, so it cannot be solved here."""
    pace = 1.0
    """Of the agent who began it."""
    found: tuple[tuple[int, int, int], float] | None = None
    """Parts and pace as another had left them, where somebody goes on with it."""
    quality = 0.0
    """Service quality of the agent who took it, where agents change."""
    sat = 1.0
    """Satisfaction after it."""
    hostility = 0.0
    """Logit of satisfaction lost because the customer arrived angry."""
    is_over = False
    is_outbound = False
    """The center began it, so nobody waits on the line."""
    makes_good: MakingGood | None = None
    """What it does about an issue that is closed."""
    was_hidden = False
    """It got lost, or was seen later, after it had come."""
    burden = 1.0
    """Factor on work because of its circumstances: the customer, the queue, an outage."""

    def return_to(self, before: Contact) -> None:
        """Become again what it was, as a copy of it tells."""
        for name in self.__slots__:
            setattr(self, name, getattr(before, name))

    def number_leg(self) -> int:
        """Return the number of the row of the leg it is in, from 1."""
        row = self.row
        if row:
            self.row = 0
            return row
        self.n_rows += 1
        return self.n_rows

    def new_leg(self, luck: Luck | LegLuck, now: int) -> None:
        """Begin a leg with luck of its own."""
        self.n_legs += 1
        self.work = luck
        self.other_patience = -1
        self.queued = now
        self.line = self.home = self.agent = self.ends = None
        self.answered = self.goes_to = -1
        self.not_like = self.found = None
        self.parts = (0, 0, 0)
        self.passes_on = self.consults = self.settled = self.begun = self.unsolved = False
        self.sessions = 1


class Agent:
    """One person who handles contacts.

    Attributes
    ----------
    index : int
        Position in the roster; breaks ties.
    pace : dict of int to float
        Per queue: factor from stored work to handling time.
    logit, resolves, resolves_again : dict of int to float
        Per queue: logit of resolving, and the chance for a first contact and a later one.
    escalates, worthy : dict of int to float
        Per queue: chance that a contact here goes to the next tier, and that it would if the
        agent had no authority.
    quality : float
        Service quality q that customers feel.
    languages : frozenset of int or None
        Languages spoken; None = all.
    contact : Contact or None
        In hand; with chats, the first of them.
    idle_since : int
        Instant at which the agent last became idle; -1 when not idle.
    """

    __slots__ = (
        "aside", "called", "contact", "crew", "escalates", "idle_since", "index", "languages",
        "life", "logit", "name", "on_call", "pace", "proficiency", "quality", "resolves",
        "resolves_again", "sessions", "signed_on", "since", "skills", "team", "tier", "wanted",
        "worthy",
    )  # fmt: skip

    def __init__(self, index: int, name: str, team: int, tier: int, on_call: bool) -> None:
        self.index = index
        self.name = name
        self.team = team
        self.tier = tier
        self.on_call = on_call
        self.pace: dict[int, float] = {}
        self.logit: dict[int, float] = {}
        self.resolves: dict[int, float] = {}
        self.resolves_again: dict[int, float] = {}
        self.escalates: dict[int, float] = {}
        self.worthy: dict[int, float] = {}
        self.quality = 0.0
        self.skills: dict[int, tuple[float, float]] = {}
        """Per queue: speed, and chance of resolving at average proficiency."""
        self.proficiency: list[float] = []
        """By family of skills."""
        self.languages: frozenset[int] | None = None
        self.life: Life
        """What months do to the agent; missing where they do nothing."""
        self.crew: Crew
        self.contact: Contact | None = None
        self.idle_since = -1
        self.signed_on = -1
        self.called = False
        """On call, and at work or on the way."""
        self.wanted: Signal | None = None
        """Set while the agent is to leave the floor after the contact in hand."""
        self.sessions: list[Session] = []
        """Chats in hand."""
        self.since = -1
        """When the number of chats in hand, or the deferred work in hand, last changed."""
        self.aside: list[Contact] = []
        """Deferred work set aside, oldest first."""

    @property
    def like(self) -> Like:
        """Team and queues, by which agents are alike."""
        return self.team, frozenset(self.pace)

    def in_hand(self) -> list[Contact]:
        """Return the contacts in hand."""
        if self.sessions:
            return [session.contact for session in self.sessions]
        return [] if self.contact is None else [self.contact]
