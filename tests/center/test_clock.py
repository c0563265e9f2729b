"""The clock: whole milliseconds, and nobody stops it."""

import pytest
from days import Day, card, luck, shift

from cssim.center import clock
from cssim.errors import RunError


def day() -> Day:
    """Return a day of one contact."""
    return Day([(10, luck((60, 0, 0)))], [card("a")], [shift(0, 0, 1200)])


def test_a_process_may_wait_in_seconds() -> None:
    seen = []

    def watch(window):
        while True:
            seen.append((window.now_s, window.idle("desk")))
            yield window.wait(15)

    day().live(extras=[watch])
    # The agent comes at 0 s after the process has begun, talks from 10 s to 70 s.
    assert seen[:6] == [(0, 0), (15, 0), (30, 0), (45, 0), (60, 0), (75, 1)]


@pytest.mark.parametrize("delay", [0.5, -1, 60_000.0, True])
def test_a_delay_that_is_no_whole_number_of_ms_is_refused(delay) -> None:
    def process(window):
        yield window.env.timeout(delay)

    with pytest.raises(RunError, match=r"a delay must be a whole number of ms"):
        day().live(extras=[process])


def test_a_process_that_never_lets_time_pass_is_stopped(monkeypatch) -> None:
    monkeypatch.setattr(clock, "EVENTS_AT_ONCE", 1000)

    def process(window):
        yield window.wait(7)
        while True:
            yield window.env.timeout(0)

    with pytest.raises(RunError, match=r"more than 1,000 events at 7.0 s"):
        day().live(extras=[process])


def test_watching_changes_nothing() -> None:
    def process(window):
        yield window.wait(1)

    plain, watched = day().live(), day().live(extras=[process])
    for table in plain.columns:
        for name, column in plain.columns[table].items():
            assert repr(column.tolist()) == repr(watched.columns[table][name].tolist())
