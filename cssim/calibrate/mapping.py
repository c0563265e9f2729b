"""The column mapping: which columns of an ACD export hold what, and what their values mean.

The mapping is a YAML file written by hand, once per kind of export; together with the log
it is all that `cssim.calibrate` reads. It is data from a stranger like the log itself:
every key is known, every value has a range, and all faults are told at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from cssim import units
from cssim.calibrate import guarded
from cssim.calibrate.guarded import refused, span, written
from cssim.errors import InputError

T = TypeVar("T")
Column = Annotated[str, StringConstraints(min_length=1, max_length=200)]
"""Name of a column, as the header line writes it."""
Value = Annotated[str, StringConstraints(max_length=200)]
"""A value of a column, compared as text after blanks at both ends are cut."""
Span = Annotated[int, span("1 s", "14 d")]
Name = Annotated[str, written(guarded.name, guarded.NAME)]
Title = Annotated[str, guarded.text(200)]
Text = Annotated[str, guarded.text(2000)]
Moment = Annotated[datetime, written(units.parse_datetime, f"must be {units.DATETIME}")]
Window = Annotated[tuple[int, int], written(units.parse_window, f"must be {units.WINDOW}")]
Weekday = Annotated[int, written(units.parse_weekday, f"must be {units.WEEKDAY}")]
Listed = Annotated[
    tuple[T, ...], BeforeValidator(lambda value: tuple(value) if isinstance(value, list) else value)
]
"""A list in the file, a tuple inside."""

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class FileForm(_Part):
    """How the export is written down: one row per contact under one header line."""

    delimiter: Literal["comma", "semicolon", "tab", "pipe"] = "comma"
    encoding: Literal["utf-8", "latin-1", "cp1252", "utf-16"] = "utf-8"
    compression: Literal["none", "gzip"] = "none"
    quote: Literal["double", "none"] = "double"


class DateColumn(_Part):
    """A column with the date, where the times say only the time of day."""

    column: Column
    format: Annotated[str, StringConstraints(min_length=2, max_length=40)] = "%Y-%m-%d"


class Times(_Part):
    """How instants and durations are written.

    `format` is ``clock`` (h:mm or h:mm:ss, with `date` beside it), ``iso`` (ISO 8601, an
    offset is ignored: local wall time counts) or a strptime pattern with date and time.
    Durations are plain numbers of `unit`, or clocks such as 0:02:13.
    """

    date: DateColumn | None = None
    format: Annotated[str, StringConstraints(min_length=3, max_length=40)] = "iso"
    never: Listed[Value] = ("",)
    unit: Literal["ms", "s", "min"] = "s"

    @model_validator(mode="after")
    def _date_goes_with_clock(self) -> Self:
        if (self.format == "clock") != (self.date is not None):
            raise refused('must have "date" with format "clock", and only then')
        return self


class SelfService(_Part):
    """Time in a voice-response unit, from arrival to its exit."""

    exit: Column | None = None
    seconds: Column | None = None


class Queue(_Part):
    """Time in the queue: `seconds`, or both end points (then checked against it)."""

    enter: Column | None = None
    exit: Column | None = None
    seconds: Column | None = None

    @model_validator(mode="after")
    def _enough(self) -> Self:
        if self.seconds is None and (self.enter is None or self.exit is None):
            raise refused('must name "seconds", or both "enter" and "exit"')
        return self


class Service(_Part):
    """Conversation with an agent: `seconds`, or both end points (then checked)."""

    start: Column | None = None
    end: Column | None = None
    seconds: Column | None = None

    @model_validator(mode="after")
    def _enough(self) -> Self:
        if self.seconds is None and (self.start is None or self.end is None):
            raise refused('must name "seconds", or both "start" and "end"')
        return self


class Outcome(_Part):
    """Which values mean answered, hung up, and rows to leave out; any other is a fault."""

    column: Column
    answered: Listed[Value]
    abandoned: Listed[Value]
    ignored: Listed[Value] = ()


class Customer(_Part):
    """Who called, where the log knows."""

    column: Column
    unknown: Listed[Value] = ("",)


class Reason(_Part):
    """What the contact was about; values not in `names` are dropped, empty = made from values."""

    column: Column
    names: dict[Value, Name] = Field(default_factory=dict)


class Agent(_Part):
    """Who answered; `aliases` says which spellings are the same person."""

    column: Column
    nobody: Listed[Value] = ("",)
    aliases: dict[Value, Value] = Field(default_factory=dict)


class Segment(_Part):
    """Value segment; `head_start` is the waiting time that the router credits to it."""

    column: Column
    names: dict[Value, Name]
    head_start: dict[Name, Span] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _known(self) -> Self:
        for name in self.head_start:
            if name not in self.names.values():
                raise refused(f'head_start must be of a segment in names, not "{name}"')
        return self


class Exclude(_Part):
    """A stretch that is not how the desk normally is; left out of every fit but staffing."""

    start: Moment = Field(alias="from")
    until: Moment
    why: Title

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.start < self.until:
            raise refused('"until" must be after "from"')
        return self


class Judgement(_Part):
    """Choices of the calibration that a log cannot make.

    Attributes
    ----------
    interval : int, ms
        Length of the intervals of the arrival rates; divides a day.
    opening_hours : dict of weekday to windows
        None = found from when contacts were answered.
    away_after : int, ms
        An agent who took nobody for so long while customers waited was off the floor.
    longest_idle : int, ms
        A longer gap between contacts counts as off the floor even if nobody waited.
    shift_gap : int, ms
        A longer gap parts two shifts.
    shift_contacts : int
        Shifts with fewer contacts are not used for the representative week.
    return_window : int, ms
        A later contact of the same customer within it may be a return.
    """

    interval: Annotated[int, span("5 min", "6 h")] = 30 * units.MINUTE_MS
    opening_hours: dict[Weekday, Listed[Window]] | None = None
    exclude: Listed[Exclude] = ()
    away_after: Span = 30 * units.SECOND_MS
    longest_idle: Span = 30 * units.MINUTE_MS
    shift_gap: Span = 4 * units.HOUR_MS
    shift_contacts: Annotated[int, Field(ge=1, le=1000)] = 10
    return_window: Annotated[int, span("1 h", "7 d")] = units.DAY_MS

    @model_validator(mode="after")
    def _divides_a_day(self) -> Self:
        if units.DAY_MS % self.interval:
            raise refused("interval must divide 24 h, such as 15 min, 30 min or 1 h")
        return self


class ColumnMapping(_Part):
    """A whole mapping file; see the fields' own classes."""

    name: Name
    title: Title = ""
    source: Text = ""
    file: FileForm = FileForm()
    times: Times = Times()
    contact: Listed[Column] = ()
    arrived: Column
    self_service: SelfService | None = None
    queue: Queue
    service: Service
    outcome: Outcome
    customer: Customer | None = None
    reason: Reason | None = None
    agent: Agent | None = None
    segment: Segment | None = None
    team: Name = "desk"
    separate_teams: dict[Name, Listed[Name]] = Field(default_factory=dict)
    calibration: Judgement = Judgement()

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

    def excluded(self, moment: datetime) -> str:
        """Return why an instant is left out of the fits, empty if it is not."""
        for stretch in self.calibration.exclude:
            if stretch.start <= moment < stretch.until:
                return stretch.why
        return ""


def load_mapping(path: Path | str) -> ColumnMapping:
    """Read a column mapping file.

    Parameters
    ----------
    path : path
        A YAML file of at most 1 MB.

    Returns
    -------
    ColumnMapping

    Raises
    ------
    InputError
        Not readable, not the accepted YAML, or wrong; holds every problem with its path.
    """
    path = Path(path)
    return parse_mapping(guarded.read_mapping_text(path), source=path.name)


def parse_mapping(text: str, source: str = "") -> ColumnMapping:
    """Return the column mapping written in `text`; `source` names it in messages."""
    data = guarded.parse_yaml(text, source)
    try:
        return ColumnMapping.model_validate(data)
    except ValidationError as wrong:
        errors = wrong.errors(include_url=False)
        raise InputError([guarded.problem_of(e, KNOWN_KEYS, source) for e in errors]) from None


KNOWN_KEYS = sorted(
    {
        field.alias or name
        for part in (ColumnMapping, *_Part.__subclasses__())
        for name, field in part.model_fields.items()
    }
)
"""Every key that a mapping file may hold; the nearest one is suggested for an unknown one."""
