"""The journal's tables: every column with its dtype, unit and meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NO_INSTANT = -1
"""Stands inside for an instant that never came; null outside."""
NOBODY = -1
"""Code for no agent, no team, no contact, no customer; null outside."""

OUTCOMES = (
    "answered", "abandoned", "balked", "diverted", "disconnected", "open",
    "blocked", "closed", "contained",
)  # fmt: skip
CAUSES = ("fresh", "retry", "repeat", "chaser", "outreach")
FOLLOWED_BY = ("nothing", "retry", "repeat")
LEG_KINDS = ("queue", "service", "conference", "offline", "ghost")
LEG_ENDS = (
    "resolved", "unresolved", "escalated", "transferred", "abandoned", "disconnected",
    "diverted", "open", "joined", "set_aside", "handed_over", "missed", "consulted",
    "taken_over",
)  # fmt: skip
STATES = (
    "idle", "ring", "talk", "hold", "acw", "deferred", "conference",
    "break", "training", "coaching", "meeting", "outage", "absent",
)  # fmt: skip
BUSY_STATES = ("ring", "talk", "hold", "acw", "deferred", "conference")
LOST_STATES = ("break", "training", "coaching", "meeting", "outage", "absent")
ISSUE_ENDS = ("resolved", "given_up", "too_many", "not_raised", "dropped", "open", "avoided")
PEOPLE_EVENTS = (
    "shift_start", "absent", "away_due", "called_in", "refused",
    "late", "moved", "outage_start", "outage_end", "plan_start", "surge_start", "surge_end",
    "cause_fixed", "movable",
    "hired", "joined", "quit", "removed", "promoted", "vacant", "headcount",
    "trained", "coached", "reviewed", "learned", "cancelled", "released",
    "proficiency", "strain", "fatigue", "surveyed", "acted", "recovered",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a journal table.

    Attributes
    ----------
    name : str
        Name inside; ``…_ms`` for an instant or a duration.
    dtype : str
        numpy dtype inside.
    kind : str
        How it is shown outside: ``instant`` (ms to ``…_at`` seconds, -1 to null),
        ``duration`` (ms to ``…_s`` seconds, -1 to null, 2^62 to inf), ``code`` (to a
        name of the category list `categories`, -1 to null), ``id``, ``count``, ``flag``,
        ``share`` (float) or ``score`` (-1 to null).
    meaning : str
        One sentence, with the unit.
    categories : str
        For a code, the category list it indexes.
    """

    name: str
    dtype: str
    kind: str
    meaning: str
    categories: str = ""

    @property
    def may_be_null(self) -> bool:
        """Whether a whole number of -1 stands for null."""
        return self.name in ("contact", "customer", "referrer") or self.kind == "score"

    @property
    def outside(self) -> str:
        """Name of the column in data frames and files."""
        if self.kind == "instant":
            return "at" if self.name == "at_ms" else self.name.removesuffix("_ms") + "_at"
        if self.kind == "duration":
            return self.name.removesuffix("_ms") + "_s"
        return self.name


def _instant(name: str, meaning: str) -> Column:
    return Column(f"{name}_ms", "int64", "instant", meaning)


def _duration(name: str, meaning: str) -> Column:
    return Column(f"{name}_ms", "int64", "duration", meaning)


def _code(name: str, categories: str, meaning: str) -> Column:
    return Column(name, "int32", "code", meaning, categories)


def _id(name: str, meaning: str) -> Column:
    return Column(name, "int64", "id", meaning)


def _count(name: str, meaning: str) -> Column:
    return Column(name, "int32", "count", meaning)


def _flag(name: str, meaning: str) -> Column:
    return Column(name, "bool", "flag", meaning)


def _share(name: str, meaning: str) -> Column:
    return Column(name, "float64", "share", meaning)


def _score(name: str, meaning: str) -> Column:
    return Column(name, "int32", "score", meaning)


TABLES: Mapping[str, tuple[Column, ...]] = {
    "contacts": (
        _id("contact", "key: the issue's number with the attempt in its low 6 bits"),
        _id("issue", "issue the contact is about"),
        _id("customer", "customer who makes the contact; null when customers are not modelled"),
        _count("attempt", "position of the contact in its issue, from 1"),
        _code("reason", "reasons", "contact reason"),
        _code("channel", "channels", "channel"),
        _code("segment", "segments", "segment of the customer; null when not modelled"),
        _code("language", "languages", "language of the customer; null when not modelled"),
        _code(
            "cause", "causes", "why the contact was made: fresh, retry, repeat, chaser, outreach"
        ),
        _instant("arrived", "when the customer started the contact, before any self-service"),
        _instant("queued", "when it entered its first queue or was answered; null if never"),
        _instant("first_reply", "when an agent first replied; null if never"),
        _instant("left", "when the customer left the contact; null if still in it at the end"),
        _duration("patience", "longest first wait the customer accepts"),
        _duration("announced", "wait the customer was told to expect; null if told nothing"),
        _code("outcome", "outcomes", "how the contact ended"),
        _flag("resolved", "the contact solved its issue (the true state)"),
        _count("n_legs", "legs with a queue or a service (conference rows not counted)"),
        _count("n_transfers", "times handed to another agent: transfers and escalations"),
        _flag("read_articles", "the customer looked at articles before contacting the center"),
        _flag("tried_bot", "the customer tried the bot before asking for an agent"),
        _count("n_concessions", "cases settled by an agent's own authority, at a cost"),
        _code("followed_by", "followed_by", "what the customer did next: nothing, retry, repeat"),
        _share("sat", "chance of a rating of 4 or 5 after this contact; null when not modelled"),
        _score("rating", "rating 1-5 the customer would give, asked or not; null if not modelled"),
        _score("nps", "0-10 answer the customer would give; null if not modelled"),
        _flag("responded", "the customer was sent a survey and answered it"),
        _share("wait_ratio", "felt waits of the issue so far over what is acceptable; null as sat"),
        _share("quality", "service quality of the last agent who served; null if none"),
        _share("mismatch", "1 if the last agent did not speak the language, less after a course"),
        _share("hostility", "logit of satisfaction that arriving angry cost; null as sat"),
    ),
    "legs": (
        _id("contact", "contact the leg belongs to"),
        _count("leg", "row number within the contact in order of time, from 1"),
        _code("kind", "leg_kinds", "queue (never reached an agent), service, conference, …"),
        _code("reason", "reasons", "reason of the queue; another one after a transfer"),
        _count("tier", "tier of the agent; in a queue leg, of the queue"),
        _code("team", "teams", "team of the agent; null in a queue leg"),
        _code("agent", "agents", "agent; null in a queue leg"),
        _count("slot", "place of the contact among those the agent has in hand, from 0"),
        _instant("queued", "when the leg began to wait; null in a conference leg"),
        _instant("answered", "when the agent took it (start of a conference); null if never"),
        _duration("talk", "talk time, hold excluded"),
        _duration("hold", "hold time, taken after talk"),
        _duration("acw", "after-contact work, the last part of the leg"),
        _instant("ended", "end of the leg, after-contact work included; null if still going on"),
        _duration("patience", "patience in force while it waited"),
        _code("how", "leg_ends", "how the leg ended"),
    ),
    "agent_states": (
        _code("agent", "agents", "agent"),
        _instant("from", "start of the state"),
        _instant("until", "end of the state"),
        _code("state", "states", "what the agent was doing"),
        _id("contact", "contact in hand; null when none, or with chats"),
        _duration("slot", "time of contacts in hand: with two chats, twice the length"),
    ),
    "customers": (
        _id("customer", "key"),
        _code("segment", "segments", "segment"),
        _instant("joined", "when the customer joined; 0 for the starting population"),
        _instant("left", "00:00 of the day on which the customer left; null if still there"),
        _share("goodwill", "goodwill at the end of the run, or when the customer left"),
        _share("hazard", "cumulated leave hazard H at the end of the run, or when they left"),
        _duration("age", "time as a customer before the run; null when ages are not modelled"),
        _id("referrer", "customer who brought this one; null for who came by themselves"),
    ),
    "issues": (
        _id("issue", "key: the point's number (reason, day, layer, k), attempt bits zero"),
        _code("reason", "reasons", "contact reason"),
        _id("customer", "customer whose issue it is; null when not modelled"),
        _instant("arose", "when it arose"),
        _instant("closed", "when it was resolved or given up; null while open"),
        _count("n_attempts", "contacts made about it"),
        _share("sat", "satisfaction at closing; null while open or when not modelled"),
        _code("how", "issue_ends", "how it ended"),
    ),
    "people": (
        _instant("at", "when"),
        _count("n", "running number of the row in the run"),
        _code("agent", "agents", "agent concerned"),
        _id("contact", "contact concerned; null when none"),
        _code("what", "people_events", "what happened"),
        _instant("until", "end of the thing planned at `at` (absence, time away); null if none"),
        _code("state", "states", "planned state of time away; null if none"),
        _code("team", "teams", "team to which an agent is moved, or concerned; null if none"),
        _share("value", "hours, score, share or heads, as the event says; null if none"),
    ),
}
"""Every table of the journal with its columns, in order; rows are sorted by the key."""

KEYS: Mapping[str, tuple[str, ...]] = {
    "contacts": ("contact",),
    "legs": ("contact", "leg"),
    "agent_states": ("agent", "from_ms"),
    "customers": ("customer",),
    "issues": ("issue",),
    "people": ("at_ms", "n"),
}

FIXED_CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "outcomes": OUTCOMES,
    "causes": CAUSES,
    "followed_by": FOLLOWED_BY,
    "leg_kinds": LEG_KINDS,
    "leg_ends": LEG_ENDS,
    "states": STATES,
    "issue_ends": ISSUE_ENDS,
    "people_events": PEOPLE_EVENTS,
}
