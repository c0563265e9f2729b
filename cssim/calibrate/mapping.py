"""The column mapping: which columns of an ACD export hold what, and what their values mean.

The mapping is a YAML file written by hand, once per kind of export; together with the log
it is all that `cssim.calibrate` reads. It is data from a stranger like the log itself:
every key is known, every value has a range, and all faults are told at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ValidationError

from cssim import units
from cssim.calibrate.assumptions import Assumptions
from cssim.errors import InputError, Problem
from cssim.scenario.base import Part, fault
from cssim.scenario.fields import (
    Listed,
    Moment,
    Name,
    Named,
    ReadOnly,
    Text,
    Title,
    Weekday,
    Whole,
    Window,
    Written,
    required,
    setting,
    span,
)
from cssim.scenario.files import read_file, source_of
from cssim.scenario.problems import problems_of
from cssim.scenario.yaml_subset import read_text

LONGEST_VALUE = 200


def _short(value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_VALUE or not value.isprintable():
        raise ValueError(value)
    return value


def _column(value: object) -> str:
    if not _short(value).strip():
        raise ValueError(value)
    return str(value)


_SCHEMA = {"type": "string", "maxLength": LONGEST_VALUE}
_VALUE = Written(
    _short, str, f'a text of at most {LONGEST_VALUE} characters, in quotes: "0"', _SCHEMA
)
_COLUMN = Written(_column, str, "the name of a column, as the header says it", _SCHEMA)
Value = Annotated[str, _VALUE]
"""A value of a column, compared as text after blanks at both ends are cut."""
Column = Annotated[str, _COLUMN]
Values = Listed[Value]
Span = Annotated[int, span("1 s", "14 d")]
Hours = Annotated[Mapping[Weekday, Listed[Window]], ReadOnly(1, 7)]

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}


class FileForm(Part):
    """How the export is written: one row per contact under one header line."""

    delimiter: Literal["comma", "semicolon", "tab", "pipe"] = setting("comma", "Between fields.")
    encoding: Literal["utf-8", "latin-1", "cp1252", "utf-16"] = setting("utf-8", "Characters.")
    compression: Literal["none", "gzip"] = setting("none", "The file as it lies on the disk.")
    quote: Literal["double", "none"] = setting("double", "Quotation marks around fields.")


class DateColumn(Part):
    """The date, where the times say only the time of day."""

    column: Column = required("Column with the date of arrival.")
    format: Value = setting("%Y-%m-%d", "strptime pattern of the date.")


class Times(Part):
    """How instants and durations are written."""

    date: DateColumn | None = setting(None, "Date beside the clock times.")
    format: Value = setting(
        "iso",
        "clock = h:mm or h:mm:ss, beside a date; iso = ISO 8601 (an offset is ignored: local"
        " wall time counts); or a strptime pattern of date and time.",
    )
    never: Values = setting([""], "Texts that mean that the instant or duration did not happen.")
    unit: Literal["ms", "s", "min"] = setting(
        "s", "Unit of durations that are plain numbers; clocks such as 0:02:13 are read too."
    )

    def faults(self) -> Iterator[Problem]:
        """Yield a clock without date, or a date beside whole instants."""
        if (self.format == "clock") != (self.date is not None):
            yield fault("date", None, 'goes with format "clock", and only with it')


class SelfService(Part):
    """Time in a voice-response unit, from arrival to its exit."""

    exit: Column | None = setting(None, "Column with the end of self-service.")
    seconds: Column | None = setting(None, "Column with its length.")

    def faults(self) -> Iterator[Problem]:
        """Yield a part without columns."""
        if self.exit is None and self.seconds is None:
            yield fault("", None, "needs exit, seconds or both")


class Queue(Part):
    """Time in the queue; where both are given, end points are checked against `seconds`."""

    enter: Column | None = setting(None, "Column with the start of the wait.")
    exit: Column | None = setting(None, "Column with its end.")
    seconds: Column | None = setting(None, "Column with its length.")

    def faults(self) -> Iterator[Problem]:
        """Yield a wait that cannot be known."""
        if self.seconds is None and (self.enter is None or self.exit is None):
            yield fault("", None, "needs seconds, or both enter and exit")


class Service(Part):
    """Conversation with an agent; end points are checked against `seconds`."""

    start: Column | None = setting(None, "Column with the start of the conversation.")
    end: Column | None = setting(None, "Column with its end.")
    seconds: Column | None = setting(None, "Column with its length.")

    def faults(self) -> Iterator[Problem]:
        """Yield a conversation of unknown length."""
        if self.seconds is None and (self.start is None or self.end is None):
            yield fault("", None, "needs seconds, or both start and end")


class Outcome(Part):
    """Which values mean answered, hung up, or nothing; rows with any other are dropped."""

    column: Column = required("Column with the outcome.")
    answered: Values = required("Values that mean an agent answered.")
    abandoned: Values = required("Values that mean the customer hung up.")
    ignored: Values = setting([], "Values of rows to be left out.")

    def faults(self) -> Iterator[Problem]:
        """Yield a value with two meanings."""
        yield from _twice([*self.answered, *self.abandoned, *self.ignored])


class Customer(Part):
    """Who called, where the log knows."""

    column: Column = required("Column with the customer.")
    unknown: Values = setting([""], "Values that mean nobody was identified.")


class Reason(Part):
    """What the contact was about."""

    column: Column = required("Column with the reason.")
    names: Named[Values] = setting(
        {}, "Reason -> its values; rows with others are dropped. Omitted: made from the values."
    )

    def faults(self) -> Iterator[Problem]:
        """Yield a value of two reasons."""
        yield from _twice([value for values in self.names.values() for value in values])


class Agent(Part):
    """Who answered."""

    column: Column = required("Column with the agent.")
    nobody: Values = setting([""], "Values that name no agent.")
    names: Named[Values] = setting(
        {}, "Agent -> spellings that are this person; others are named by their value."
    )

    def faults(self) -> Iterator[Problem]:
        """Yield a spelling of two agents."""
        yield from _twice([value for values in self.names.values() for value in values])


class Segment(Part):
    """Value segment of the customer."""

    column: Column = required("Column with the segment or priority.")
    names: Named[Values] = required("Segment -> its values; rows with others are dropped.")
    head_start: Named[Span] = setting({}, "Segment -> waiting time that the router credits to it.")

    def faults(self) -> Iterator[Problem]:
        """Yield a value of two segments, and head starts of unknown ones."""
        yield from _twice([value for values in self.names.values() for value in values])
        for name in self.head_start:
            if name not in self.names:
                yield fault(f"head_start.{name}", None, f"must be one of {', '.join(self.names)}")


def _twice(values: list[str]) -> Iterator[Problem]:
    for value in sorted({v for v in values if values.count(v) > 1}):
        yield fault("", value, "a value may have only one meaning")


class Exclude(Part):
    """A stretch that is not how the desk normally is."""

    start: Moment = required("Its start.")
    until: Moment = required("Its end.")
    why: Title = required("Why it is left out.")

    def faults(self) -> Iterator[Problem]:
        """Yield a stretch without length."""
        if self.start >= self.until:
            yield fault("until", units.format_datetime(self.until), "must be after start")


class Judgement(Part):
    """Choices of the calibration that a log cannot make."""

    interval: Annotated[int, span("5 min", "6 h")] = setting(
        "30 min", "Length of the intervals of the arrival rates; divides 24 h."
    )
    opening_hours: Hours | None = setting(None, "Omitted: found from when contacts were answered.")
    exclude: Listed[Exclude] = setting([], "Stretches left out of every fit but staffing.")
    away_after: Span = setting(
        "2 min",
        "An agent who takes nobody for so long while customers wait is off the floor; less is"
        " after-call work. A log cannot tell: tune it so that simulated abandonment fits.",
    )
    longest_idle: Span = setting(
        "30 min", "A longer gap between contacts is off the floor even if nobody waited."
    )
    shift_gap: Span = setting("4 h", "A longer gap parts two shifts.")
    shift_contacts: Annotated[int, Whole(1, 1000)] = setting(
        10, "Appearances with fewer contacts are not used as shifts of the representative week."
    )
    return_window: Annotated[int, span("1 h", "7 d")] = setting(
        "1 d", "A later contact of the same customer within it may be a return."
    )

    def faults(self) -> Iterator[Problem]:
        """Yield an interval that does not fit the day."""
        if units.DAY_MS % self.interval:
            yield fault("interval", units.format_duration(self.interval), "must divide 24 h")


class ColumnMapping(Part):
    """A whole mapping file."""

    name: Name = required("Name of the scenario that is made.")
    title: Title = setting("", "One line about it.")
    source: Text = setting("", "Where the log comes from.")
    file: FileForm = setting({}, "How the export is written.")
    times: Times = setting({}, "How times are written.")
    contact: Listed[Column] = setting([], "Columns that together name a contact.")
    arrived: Column = required("Column with the instant of arrival, before any self-service.")
    self_service: SelfService | None = setting(None, "Omitted: none.")
    queue: Queue = required("The wait.")
    service: Service = required("The conversation.")
    outcome: Outcome = required("How the contact ended.")
    customer: Customer | None = setting(None, "Omitted: nobody is identified.")
    reason: Reason | None = setting(None, "Omitted: one reason.")
    agent: Agent | None = setting(None, "Omitted: staffing cannot be seen.")
    segment: Segment | None = setting(None, "Omitted: no segments.")
    team: Name = setting("desk", "Team of everybody not in a separate one.")
    separate_teams: Named[Listed[Name]] = setting({}, "Team -> reasons that it alone serves.")
    calibration: Judgement = setting({}, "Choices that the log cannot make.")
    assumptions: Assumptions = setting({}, "Figures that the log does not hold.")

    def faults(self) -> Iterator[Problem]:
        """Yield teams that clash, and reasons and segments that no contact can have."""
        yield from self._unknown_segments()
        known = self.reason.names if self.reason else {}
        for team, reasons in self.separate_teams.items():
            if team == self.team:
                yield fault(f"separate_teams.{team}", None, "must not be the name of team")
            for reason in reasons:
                if known and reason not in known:
                    accepted = f"must be one of {', '.join(known)}"
                    yield fault(f"separate_teams.{team}", reason, accepted)

    def _unknown_segments(self) -> Iterator[Problem]:
        margins, segments = self.assumptions.margin_per_month, self.segment
        for name in margins.by_segment if margins else ():
            if segments is None or name not in segments.names:
                known = ", ".join(segments.names if segments else ()) or "none: segment is omitted"
                where = f"assumptions.margin_per_month.by_segment.{name}"
                yield fault(where, None, f"must be a segment of the mapping ({known})")

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column of the log that is read, each once, in the order of the mapping."""
        return tuple(dict.fromkeys(self._columns()))

    def _columns(self) -> Iterator[str]:
        yield from self.contact
        yield self.arrived
        if self.times.date:
            yield self.times.date.column
        for part in (self.outcome, self.customer, self.reason, self.agent, self.segment):
            if part is not None:
                yield part.column
        for times in (self.self_service, self.queue, self.service):
            if times is not None:
                yield from (name for name in times.model_dump().values() if name)

    @property
    def head_start_s(self) -> dict[str, float]:
        """Seconds of waiting credited per segment."""
        return {k: ms / 1000 for k, ms in self.segment.head_start.items()} if self.segment else {}


def load_mapping(path: Path | str) -> ColumnMapping:
    """Read a column mapping file.

    Parameters
    ----------
    path : path
        A YAML file of at most 1 MB, in the subset of `cssim.scenario.yaml_subset`.

    Returns
    -------
    ColumnMapping

    Raises
    ------
    InputError
        Not readable, not the accepted YAML, or wrong; holds every problem with its path.
    """
    return parse_mapping(read_file(path), source_of(path))


def parse_mapping(text: str, source: str = "") -> ColumnMapping:
    """Return the column mapping written in `text`; `source` names it in messages."""
    document = read_text(text, source)
    try:
        return ColumnMapping.model_validate(document.content)
    except ValidationError as wrong:
        found: list[Any] = problems_of(wrong, ColumnMapping)
        placed = [Problem(p.where, p.value, p.accepted, document.place(p.where)) for p in found]
        raise InputError(sorted(placed, key=lambda p: document.line_of(p.where))) from None
