"""Types of single values in a scenario file: what is accepted, and in which words.

Each type is an annotation that checks, describes itself in the JSON Schema, and turns its
value back into file form when dumped as JSON. A refused value is told in one sentence
that says the whole accepted range.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from cssim import units
from cssim.scenario.frozen import FrozenDict

REFUSED = "refused"
"""Type of the pydantic error whose text is the complete sentence for the user."""

NAME_PATTERN = r"^[a-z][a-z0-9_-]{0,39}$"
RESERVED = frozenset(
    {"null", "none", "nan", "na", "inf", "true", "false", "yes", "no", "on", "off"}
    | {"con", "prn", "aux", "nul"}
    | {f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)}
)
"""Words that another program would read as no value, as a truth value or as a device."""
FORMULA_STARTS = ("=", "+", "-", "@")
"""First characters that make a spreadsheet read a text as a formula."""

T = TypeVar("T")
JsonSchema = dict[str, Any]


def _told(schema: CoreSchema, sentence: str) -> CoreSchema:
    """Return a schema whose every refusal reads as `sentence`."""
    return core_schema.custom_error_schema(
        schema,
        custom_error_type=REFUSED,
        custom_error_message="{sentence}",
        custom_error_context={"sentence": sentence},
    )


@dataclass(frozen=True)
class Number:
    """A finite number in a range; `above` leaves the lower end itself out."""

    low: float
    high: float
    above: bool = False

    def __get_pydantic_core_schema__(self, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        ends: dict[str, float] = {"gt" if self.above else "ge": self.low, "le": self.high}
        schema = core_schema.float_schema(strict=True, allow_inf_nan=False, **ends)  # type: ignore[arg-type]
        return _told(schema, self.sentence)

    @property
    def sentence(self) -> str:
        """What is accepted."""
        start = f"above {self.low:,g}" if self.above else f"from {self.low:,g}"
        return f"must be a number {start} to {self.high:,.12g}"


@dataclass(frozen=True)
class Whole:
    """A whole number in a range."""

    low: int
    high: int

    def __get_pydantic_core_schema__(self, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        schema = core_schema.int_schema(strict=True, ge=self.low, le=self.high)
        return _told(schema, f"must be a whole number from {self.low:,} to {self.high:,}")


@dataclass(frozen=True)
class Written:
    """A value written as text: `parse` reads it, `write` gives the text back.

    Attributes
    ----------
    parse : callable
        Text to value; raises ValueError.
    write : callable
        Value to text.
    sentence : str
        What is accepted.
    schema : dict
        JSON Schema of the text.
    """

    parse: Callable[[Any], Any]
    write: Callable[[Any], Any]
    sentence: str
    schema: JsonSchema

    def __get_pydantic_core_schema__(self, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        back = core_schema.plain_serializer_function_ser_schema(self.write, when_used="json")
        plain = core_schema.no_info_plain_validator_function(self.parse, serialization=back)
        return _told(plain, f"must be {self.sentence}")

    def __get_pydantic_json_schema__(self, _: CoreSchema, __: GetJsonSchemaHandler) -> JsonSchema:
        return dict(self.schema)

    def __hash__(self) -> int:
        return hash(self.sentence)


def span(shortest: str, longest: str) -> Written:
    """Return the annotation of a duration from `shortest` to `longest`, in ms."""
    low, high = units.parse_duration(shortest), units.parse_duration(longest)

    def parse(value: object) -> int:
        ms = units.parse_duration(value)
        if not low <= ms <= high:
            raise ValueError(value)
        return ms

    sentence = f"{units.DURATION}, from {shortest} to {longest}"
    schema = {"type": "string", "pattern": units.DURATION_PATTERN, "examples": ["90 s", "5 min"]}
    return Written(parse, units.format_duration, sentence, schema)


def _text(longest: int) -> Written:
    def parse(value: object) -> str:
        fits = isinstance(value, str) and len(value) <= longest and value.isprintable()
        if not fits or str(value).lstrip().startswith(FORMULA_STARTS):
            raise ValueError(value)
        return str(value)

    sentence = f"text of at most {longest} printable characters that does not start with = + - @"
    schema = {"type": "string", "maxLength": longest, "pattern": r"^(?!\s*[=+@-])"}
    return Written(parse, str, sentence, schema)


def _name(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(NAME_PATTERN, value) or value in RESERVED:
        raise ValueError(value)
    return value


def _currency(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch("[A-Z]{3}", value):
        raise ValueError(value)
    return value


def _tier(low: int) -> Written:
    """Return the annotation of a tier number used as a key, which is text in a file."""

    def parse(value: object) -> int:
        if not isinstance(value, str) or not re.fullmatch(f"[{low}-9]", value):
            raise ValueError(value)
        return int(value)

    return Written(parse, str, f"a tier from {low} to 9", {"pattern": f"^[{low}-9]$"})


def _pattern(pattern: str, example: str) -> JsonSchema:
    return {"type": "string", "pattern": pattern, "examples": [example]}


MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
"""Names of the months; the position is the number less 1."""


def _month(value: object) -> int:
    if value not in MONTHS:
        raise ValueError(value)
    return MONTHS.index(str(value)) + 1


def _instant(value: object) -> int | datetime:
    if isinstance(value, str) and re.fullmatch(units.DATETIME_PATTERN, value):
        return units.parse_datetime(value)
    return units.parse_duration(value)


def _instant_text(value: int | datetime) -> str:
    return units.format_duration(value) if isinstance(value, int) else units.format_datetime(value)


def _past_midnight(value: object) -> tuple[int, int]:
    return units.parse_window(value, past_midnight=True)


NAME = "a name: a lower-case letter, then at most 39 of a-z 0-9 _ - (reserved words excluded)"
SHIFT = f'{units.WINDOW} or, over midnight, "22:00-06:00"'

Share = Annotated[float, Number(0, 1)]
Cv = Annotated[float, Number(0, 2)]
Money = Annotated[float, Number(0, 1e9)]
Multiplier = Annotated[float, Number(0, 100)]
Tier = Annotated[int, Whole(1, 9)]

_NAME = Written(_name, str, NAME, {"type": "string", "pattern": NAME_PATTERN})
_CURRENCY = Written(
    _currency, str, '3 capitals, such as "USD"', {"type": "string", "pattern": "^[A-Z]{3}$"}
)
_WEEKDAY = Written(
    units.parse_weekday,
    lambda day: units.WEEKDAYS[day],
    units.WEEKDAY,
    {"type": "string", "enum": list(units.WEEKDAYS)},
)
_TIME = Written(
    units.parse_time, units.format_time, units.TIME, _pattern(units.TIME_PATTERN, "08:30")
)
_WINDOW = Written(
    units.parse_window,
    units.format_window,
    units.WINDOW,
    _pattern(units.WINDOW_PATTERN, "07:00-15:00"),
)
_SHIFT = Written(
    _past_midnight, units.format_window, SHIFT, _pattern(units.WINDOW_PATTERN, "22:00-06:00")
)
_MONTH = Written(
    _month,
    lambda month: MONTHS[month - 1],
    "a month, january to december",
    {"type": "string", "enum": list(MONTHS)},
)
_INSTANT = Written(
    _instant,
    _instant_text,
    'a local date-time such as "2024-01-31 08:00", or a time since the start such as "10 h"',
    {
        "type": "string",
        "pattern": f"{units.DATETIME_PATTERN}|{units.DURATION_PATTERN}",
        "examples": ["2024-01-31 08:00 or 10 h"],
    },
)
_MOMENT = Written(
    units.parse_datetime,
    units.format_datetime,
    units.DATETIME,
    _pattern(units.DATETIME_PATTERN, "2024-01-31 08:00"),
)

Name = Annotated[str, _NAME]
Title = Annotated[str, _text(200)]
Text = Annotated[str, _text(2000)]
Currency = Annotated[str, _CURRENCY]
TierKey = Annotated[int, _tier(1)]
LabelKey = Annotated[int, _tier(0)]
Weekday = Annotated[int, _WEEKDAY]
TimeOfDay = Annotated[int, _TIME]
Window = Annotated[tuple[int, int], _WINDOW]
Shift = Annotated[tuple[int, int], _SHIFT]
Moment = Annotated[datetime, _MOMENT]
Month = Annotated[int, _MONTH]
Instant = Annotated[int | datetime, _INSTANT]


@dataclass(frozen=True)
class ReadOnly:
    """Makes a validated mapping read-only and limits how many entries it may have."""

    least: int = 0
    most: int = 200

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        inner = {**handler(source), "min_length": self.least, "max_length": self.most}
        return core_schema.no_info_after_validator_function(FrozenDict, inner)


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def setting(default: Any, description: str) -> Any:
    """Return a field with a default in file form; the description is its documentation."""
    return Field(default=default, description=description)


def required(description: str) -> Any:
    """Return a field that must be given."""
    return Field(description=description)


def listed(most: int, least: int = 0) -> tuple[Any, Any]:
    """Return the annotations of a tuple that is a list of limited length in the file."""
    return Field(min_length=least, max_length=most), BeforeValidator(_as_tuple)


Listed = Annotated[tuple[T, ...], *listed(200)]
"""A list in the file, a tuple inside."""
Named = Annotated[Mapping[Name, T], ReadOnly()]
"""A mapping from names, read-only inside."""
