"""Reading logs: every odd row is put right or dropped, and named either way."""

import gzip
import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_logs import HEADER, plain_mapping, row, written

from cssim import scenario
from cssim.calibrate import calibrate, read_log
from cssim.calibrate import rows as rows_module
from cssim.calibrate.names import slug, slugs
from cssim.errors import InputError

UNQUEUED = {"queued": "", "dequeued": "", "waited": ""}
UNSERVED = {"from_": "", "to": "", "talk": "", "agent": "-"}


def read(tmp_path, *rows):
    return read_log(written(tmp_path, rows), plain_mapping())


def kinds(log):
    return {(r.line, r.kind, r.is_kept) for r in log.remarks.rows}


def test_good_row_becomes_one_attempt_with_all_its_times(tmp_path):
    log = read(tmp_path, row(customer="77", class_="1"))
    found = log.attempts.iloc[0].to_dict()
    assert log.remarks.rows == []
    assert found == {
        "line": 2, "contact": "1", "customer": "77", "reason": "billing", "segment": "gold",
        "agent": "ann", "outcome": "answered", "arrived_at": 32400.0, "queued_at": 32410.0,
        "answered_at": 32430.0, "ivr_s": 10.0, "wait_s": 20.0, "talk_s": 120.0,
        "is_excluded": False,
    }  # fmt: skip


def test_answered_at_once_waits_zero_and_hang_up_in_self_service_has_no_wait(tmp_path):
    log = read(
        tmp_path,
        row(**UNQUEUED),
        row(id="2", arrived="9:30:00", ivr_end="9:30:05", outcome="GONE", **UNQUEUED, **UNSERVED),
    )
    assert log.attempts["wait_s"].tolist()[0] == 0.0
    assert np.isnan(log.attempts.loc[1, ["wait_s", "queued_at", "talk_s"]].astype(float)).all()


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"day": "2024-02-30"}, "unreadable date"),
        ({"arrived": "9:77:00"}, "unreadable arrival time"),
        ({"outcome": "HUH"}, "unknown outcome"),
        ({"outcome": "TEST"}, "outcome to be ignored"),
        ({"reason": "X"}, "unknown reason"),
        ({"class": "7"}, "unknown segment"),
        ({"waited": "abc"}, "unreadable duration in waited"),
        ({"waited": "inf"}, "unreadable duration in waited"),
        ({"waited": "-5"}, "negative wait"),
        ({"talk": "-1"}, "negative conversation"),
        ({"talk": "90000"}, "conversation longer than a day"),
        ({"queued": "soon"}, "unreadable time in queued"),
        ({"id": "1"}, "contact id seen before"),
        ({"agent": "x" * 501}, "a field longer than 500 characters"),
    ],
)
def test_bad_row_is_dropped_by_line_and_kind_and_the_others_stay(tmp_path, fields, kind):
    log = read(tmp_path, row(), row(**{"id": "2", **fields}), row(id="3"))
    dropped = {(line, what) for line, what, kept in kinds(log) if not kept}
    assert dropped == {(3, kind)}
    assert log.attempts["contact"].tolist() == ["1", "3"]
    assert log.n_rows == len(log.attempts) + log.remarks.n_dropped == 3


@pytest.mark.parametrize(
    ("bad", "kind"),
    [
        (row() + ",one more", "wrong number of fields"),
        ("1,2,3", "wrong number of fields"),
        (row(agent='"Ann'), "quotes do not close"),
    ],
)
def test_a_row_that_does_not_parse_spoils_no_other(tmp_path, bad, kind):
    log = read(tmp_path, row(), bad, "", row(id="3", agent='"Lee, Ann"'))
    assert kinds(log) == {(3, kind, False)}
    assert log.attempts["agent"].tolist() == ["ann", "lee_ann"]


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"waited": "25"}, "waited disagrees with its end points by more than 1 s"),
        ({"talk": "0", "to": "9:00:30"}, "answered without service time; counts as attempt"),
        ({"agent": "-"}, "answered by nobody named"),
        ({"ivr_end": "8:59:50"}, "self-service ends before it starts"),
    ],
)
def test_row_that_can_be_put_right_is_kept_and_noted(tmp_path, fields, kind):
    log = read(tmp_path, row(**fields))
    assert [r.kind.startswith(kind) and r.is_kept for r in log.remarks.rows] == [True]
    assert len(log.attempts) == 1


def test_a_second_of_disagreement_is_no_remark(tmp_path):
    assert read(tmp_path, row(waited="21")).remarks.rows == []


def test_negative_self_service_starts_where_it_ends(tmp_path):
    found = read(tmp_path, row(ivr_end="8:59:50", queued="8:59:50", waited="40")).attempts.iloc[0]
    assert (found["arrived_at"], found["ivr_s"], found["queued_at"]) == (32390.0, 0.0, 32390.0)


def test_times_over_midnight_go_on_the_next_day(tmp_path):
    night = {"arrived": "23:59:50", "ivr_end": "23:59:58", "queued": "23:59:58"}
    log = read(tmp_path, row(**night, dequeued="0:00:18", from_="0:00:18", to="0:02:18"))
    found = log.attempts.iloc[0]
    assert (found["wait_s"], found["answered_at"], found["talk_s"]) == (20.0, 86418.0, 120.0)
    assert {kind for _, kind, _ in kinds(log)} == {
        "runs over midnight; later times put on the next day"
    }
    assert log.n_days == 1


def test_services_of_one_agent_that_overlap_are_noted_but_not_those_of_two(tmp_path):
    second = {"arrived": "9:01:00", "ivr_end": "9:01:05", "queued": "9:01:05"}
    second |= {"dequeued": "9:01:25", "from_": "9:01:25", "to": "9:03:25"}
    apart = read(tmp_path, row(), row(id="2", agent="Bob", **second))
    assert apart.remarks.rows == []
    together = read(tmp_path, row(), row(id="2", **second))
    assert kinds(together) == {(3, "service overlaps the same agent's one before", True)}


def test_summary_counts_by_kind_with_examples(tmp_path):
    log = read(tmp_path, row(), *(row(id=str(i), outcome="HUH") for i in range(2, 7)))
    told = log.remarks.summary()
    assert told.loc[0, ["is_kept", "kind", "n"]].tolist() == [False, "unknown outcome", 5]
    assert told.loc[0, "examples"] == 'line 3 ("HUH"), line 4 ("HUH"), line 5 ("HUH"), …'
    assert log.remarks.lines() == [
        'dropped       5  unknown outcome: line 3 ("HUH"), line 4 ("HUH"), line 5 ("HUH"), …'
    ]


def test_log_that_has_no_usable_row_is_refused_with_the_reason(tmp_path):
    with pytest.raises(InputError, match=r"no row that can be used: dropped .* unknown outcome"):
        read(tmp_path, row(outcome="HUH"))
    with pytest.raises(InputError, match="it has no rows"):
        read(tmp_path)


def test_missing_columns_are_told_with_the_nearest(tmp_path):
    path = written(tmp_path, [row()], HEADER.replace("waited", "wait_ed"))
    with pytest.raises(InputError, match=r"must be a column of the log; did you mean wait_ed\?"):
        read_log(path, plain_mapping())


def test_gzip_is_read_by_the_mapping_and_never_by_the_name(tmp_path):
    packed = tmp_path / "log.csv"
    packed.write_bytes(gzip.compress(f"{HEADER}\n{row()}\n".encode()))
    gz = plain_mapping(change=("name: plain", "name: plain\nfile: {compression: gzip}"))
    assert len(read_log(packed, gz).attempts) == 1
    with pytest.raises(InputError):
        read_log(packed, plain_mapping())
    with pytest.raises(InputError, match="must be gzip"):
        read_log(written(tmp_path, [row()], name="log.csv.gz"), gz)


def test_bytes_of_another_encoding_spoil_only_their_row(tmp_path):
    path = tmp_path / "log.csv"
    bad = row(id="2", reason="B").replace("OK", "ÖK").encode("latin-1")
    path.write_bytes(
        f"\ufeff{HEADER}\n{row()}\n".encode() + bad + b"\n" + row(id="3", agent="-").encode()
    )
    log = read_log(path, plain_mapping())
    assert {(line, kind) for line, kind, _ in kinds(log)} >= {(3, "unknown outcome")}
    assert log.attempts["contact"].tolist() == ["1", "3"]


@pytest.mark.parametrize(
    ("cap", "limit", "said"),
    [
        ("MAX_ROWS", 1, "at most 1 rows"),
        ("MAX_LINE", 50, "line 1"),
        ("MAX_CHARACTERS", 200, "at most 200"),
        ("MAX_FILE_BYTES", 10, "at most 10 bytes"),
    ],
)
def test_caps_end_the_reading_in_one_line(tmp_path, monkeypatch, cap, limit, said):
    monkeypatch.setattr(rows_module, cap, limit)
    with pytest.raises(InputError, match=said):
        read(tmp_path, row(), row(id="2"), row(id="3"))


def test_only_regular_files_are_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, "/dev/zero"):
        with pytest.raises(InputError, match="must be a regular file"):
            read_log(path, plain_mapping())
    with pytest.raises(InputError, match="cannot be read"):
        read_log(tmp_path / "absent.csv", plain_mapping())


def test_part_of_a_log_starts_at_its_own_first_day(tmp_path):
    log = read(tmp_path, row(), row(id="2", day="2024-01-03"), row(id="3", day="2024-01-04"))
    part = log.between(log.first_day.replace(day=2), log.first_day.replace(day=3))
    assert (part.first_day.day, part.n_days, part.weekdays) == (2, 2, [1, 2])
    assert part.attempts["arrived_at"].tolist() == [86400.0 + 32400.0]
    with pytest.raises(InputError, match="the log runs 2024-01-01 to 2024-01-04"):
        log.between(log.first_day.replace(year=2025), log.first_day.replace(year=2025))


def test_names_are_safe_stable_and_never_shared():
    assert slug("=cmd|' /C calc'!A0") == "cmd_c_calc_a0"
    assert slug("Zoë") == "zoe" and slug("123", "agent") == "agent_123" and slug("NULL") == "null_"
    assert slugs(["Ann", "ANN", "ann!"], taken=["ann"]) == {
        "ANN": "ann_2",
        "Ann": "ann_3",
        "ann!": "ann_4",
    }


GOOD = "\n".join(
    [HEADER, row(), row(id="2", outcome="GONE", **UNSERVED), row(id="3", reason="T", class_="1")]
).encode()


@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), max_size=12))
def test_any_damage_ends_in_a_scenario_or_in_one_refusal(tmp_path_factory, damage):
    damaged = bytearray(GOOD)
    for place, byte in damage:
        damaged[place] = byte
    path = tmp_path_factory.mktemp("damaged") / "log.csv"
    path.write_bytes(bytes(damaged))
    try:
        found = calibrate(path, plain_mapping())
        assert scenario.parse(found.scenario_yaml()).name == "plain" and found.report()
    except InputError as refused:
        assert all(len(told) <= 300 for told in refused.lines())


def test_clocks_beyond_a_day_and_years_that_cannot_be_are_no_times(tmp_path):
    log = read(tmp_path, row(), row(id="2", from_="391:00:00"), row(id="3", day="2323-01-01"))
    assert {(line, kind) for line, kind, _ in kinds(log)} == {
        (3, "from over a day off arrival"), (4, "unreadable date"),
    }  # fmt: skip


def test_the_last_nights_calls_after_midnight_belong_to_that_night(tmp_path):
    night = {"arrived": "23:59:50", "ivr_end": "23:59:58", "queued": "23:59:58"}
    late = row(id="2", **night, dequeued="0:00:18", from_="0:00:18", to="0:02:18", agent="Bob")
    found = calibrate(written(tmp_path, [row(), late]), plain_mapping())
    assert found.floor.shifts["day"].tolist() == [0, 0]
