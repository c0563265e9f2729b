"""Durations, times of day, windows, weekdays, date-times: what is read and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cssim import units
from cssim.errors import InputError

DAY = units.DAY_MS

DURATIONS = {
    "0 s": 0, "1 ms": 1, "90 s": 90_000, "90s": 90_000, "5 min": 300_000, "1.5 h": 5_400_000,
    "2 d": 2 * DAY, "1 w": 7 * DAY, "250 ms": 250, "007 s": 7_000, "36500 d": 36_500 * DAY,
    "0.5005 s": 500, "0.5015 s": 502, "1.0005 s": 1000, "0.0006 s": 1, "0.000 s": 0,
    "0.1 s": 100, "0.001 min": 60, "1.123456789 d": 97_066_667,
}  # fmt: skip

NOT_DURATIONS = [
    "", " ", "5", "5.0", "1:30", "00:05:00", "PT5M", "5 m", "5 M", "5 minutes", "5  min", " 5 s",
    "5 s ", "5 s\n", "-5 s", "+5 s", "1e3 s", "1_000 s", "1,5 s", ".5 s", "5. s", "nan s", "inf h",
    "5 min 3 s", "s", "٥ s", "5 µs", "5 y", "0x5 s", "36501 d", "9" * 16 + " ms", "0.4 ms",
    "0.5 ms", "0.0000000001 s", 5, 5.0, True, None, [], {}, b"5 s", "5\u00a0s",
]  # fmt: skip


@pytest.mark.parametrize(("text", "ms"), DURATIONS.items())
def test_duration(text: str, ms: int) -> None:
    assert units.parse_duration(text) == ms


@pytest.mark.parametrize("text", NOT_DURATIONS)
def test_no_duration(text: object) -> None:
    with pytest.raises(InputError, match="with its unit"):
        units.parse_duration(text)


@given(st.integers(0, units.LONGEST_MS))
def test_duration_reads_back(ms: int) -> None:
    assert units.parse_duration(units.format_duration(ms)) == ms


@given(st.integers(0, 10**6), st.integers(0, 999_999), st.sampled_from(sorted(units.UNITS)))
def test_duration_is_exact_to_half_a_millisecond(whole: int, millionths: int, unit: str) -> None:
    scaled = (whole * 1_000_000 + millionths) * units.UNITS[unit]
    text = f"{whole}.{millionths:06d} {unit}"
    if scaled > units.LONGEST_MS * 1_000_000 or 0 < scaled <= 500_000:
        with pytest.raises(InputError):
            units.parse_duration(text)
    else:
        assert abs(units.parse_duration(text) * 1_000_000 - scaled) <= 500_000


@pytest.mark.parametrize(
    ("ms", "text"),
    [(0, "0 s"), (1, "1 ms"), (1000, "1 s"), (90_000, "90 s"), (7_200_000, "2 h"),
     (7 * DAY, "7 d")],
)  # fmt: skip
def test_duration_is_shown_in_its_largest_whole_unit(ms: int, text: str) -> None:
    assert units.format_duration(ms) == text


def test_time_of_day() -> None:
    for minute in range(24 * 60):
        text = f"{minute // 60:02d}:{minute % 60:02d}"
        assert units.parse_time(text) == minute * 60_000
        assert units.format_time(minute * 60_000) == text


@pytest.mark.parametrize(
    "text",
    ["24:00", "25:00", "12:60", "8:30", "08:3", "0830", "08:30:00", "08.30", "08:30 ", "08:30\n",
     "8:30 am", "", "-1:00", 510, 8.5, True, None],
)  # fmt: skip
def test_no_time_of_day(text: object) -> None:
    with pytest.raises(InputError, match="time of day"):
        units.parse_time(text)


@pytest.mark.parametrize(
    ("text", "hours"),
    [("07:00-15:00", (7, 15)), ("00:00-24:00", (0, 24)), ("23:00-24:00", (23, 24)),
     ("22:00-06:00", (22, 30)), ("22:00-00:00", (22, 24))],
)  # fmt: skip
def test_shift_may_cross_midnight(text: str, hours: tuple[int, int]) -> None:
    window = units.parse_window(text, past_midnight=True)
    assert window == (hours[0] * units.HOUR_MS, hours[1] * units.HOUR_MS)
    assert units.parse_window(units.format_window(window), past_midnight=True) == window


@pytest.mark.parametrize(
    "text",
    ["22:00-06:00", "07:00-07:00", "24:00-24:00", "07:00", "07:00-", "07:00 - 15:00", "07:00–15:00",
     "7:00-15:00", "07:00-24:01", "07:00-15:00-16:00", "", 420, None, ["07:00", "15:00"]],
)  # fmt: skip
def test_no_window(text: object) -> None:
    with pytest.raises(InputError, match="a window such as"):
        units.parse_window(text)


@pytest.mark.parametrize("text", ["07:00-07:00", "24:00-06:00", "22:00-30:00"])
def test_no_shift_either(text: str) -> None:
    with pytest.raises(InputError, match="a window such as"):
        units.parse_window(text, past_midnight=True)


def test_weekdays_count_from_monday() -> None:
    assert [units.parse_weekday(name) for name in units.WEEKDAYS] == list(range(7))


@pytest.mark.parametrize("text", ["Monday", "mon", "montag", "every_day", "", 0, True, None])
def test_no_weekday(text: object) -> None:
    with pytest.raises(InputError, match="one of monday"):
        units.parse_weekday(text)


@pytest.mark.parametrize(
    ("text", "back"),
    [("1999-02-01", "1999-02-01 00:00"), ("1999-02-01 08:05", "1999-02-01 08:05"),
     ("2000-02-29T23:59:58", "2000-02-29 23:59:58")],
)  # fmt: skip
def test_date_time(text: str, back: str) -> None:
    moment = units.parse_datetime(text)
    assert moment.tzinfo is None
    assert units.format_datetime(moment) == back
    assert units.parse_datetime(back) == moment


@pytest.mark.parametrize(
    "text",
    ["1999-02-29", "1999-13-01", "1999-2-1", "99-02-01", "01.02.1999", "1899-12-31", "2200-01-01",
     "1999-02-01 24:00", "1999-02-01 8:00", "1999-02-01T08:00Z", "1999-02-01 08:00+01:00", "1999",
     "today", "", 19990201, None, "1999-W05-1"],
)  # fmt: skip
def test_no_date_time(text: object) -> None:
    with pytest.raises(InputError, match="local date-time"):
        units.parse_datetime(text)
