"""Column mapping files: what is accepted, and how refusals read."""

import pytest
from made_logs import plain_mapping

from cssim.calibrate import load_mapping, parse_mapping
from cssim.errors import InputError

LEAST = """
name: least
arrived: start
queue: {seconds: wait}
service: {seconds: talk}
outcome: {column: end, answered: [a], abandoned: [b]}
"""


UNKNOWN_SEGMENT = "segment: {column: s, names: {a: [x]}, head_start: {b: 1 s}}"
BACKWARD = "calibration: {exclude: [{start: 2024-01-02, until: 2024-01-01, why: x}]}"


def lines_of(text: str) -> str:
    with pytest.raises(InputError) as refused:
        parse_mapping(text, "m.yml")
    assert all(len(line) <= 300 for line in refused.value.lines())
    return "\n".join(refused.value.lines())


def test_least_mapping_names_its_columns_once():
    assert parse_mapping(LEAST).columns == ("start", "end", "wait", "talk")


def test_all_problems_are_told_at_once_with_line_value_and_range():
    text = LEAST.replace("arrived: start", "arived: start") + "calibration: {interval: 7 min}\n"
    told = lines_of(text)
    assert "m.yml:3: arived: unknown key; did you mean arrived?" in told
    assert 'm.yml:7: calibration.interval: must divide 24 h (got "7 min")' in told
    assert "arrived: is required and missing" in told


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("queue: {seconds: wait}", "queue: {enter: q}"), "needs seconds, or both enter and exit"),
        (("service: {seconds: talk}", "service: {end: q}"), "needs seconds, or both start and end"),
        (("abandoned: [b]", "abandoned: [a]"), 'may have only one meaning (got "a")'),
        (("abandoned: [b]", "abandoned: [0]"), 'in quotes: "0" (got 0)'),
        (("name: least", "name: null"), "must be a name"),
        (("arrived: start", "arrived: start\ntimes: {format: clock}"), 'goes with format "clock"'),
        (("arrived: start", "arrived: !!python/name:os.system start"), "tags are not accepted"),
        (("arrived: start", f"arrived: start\n{UNKNOWN_SEGMENT}"), "head_start.b: must be one"),
        (("arrived: start", "arrived: start\nself_service: {}"), "needs exit, seconds or both"),
        (("arrived: start", "arrived: start\nseparate_teams: {desk: [x]}"), "must not be the name"),
        (("arrived: start", f"arrived: start\n{BACKWARD}"), "until: must be after start"),
    ],
)  # fmt: skip
def test_refusals(change, said):
    assert said in lines_of(LEAST.replace(*change))


def test_reasons_of_separate_teams_must_exist():
    text = LEAST + "reason: {column: r, names: {a: [x]}}\nseparate_teams: {web: [b]}\n"
    assert 'separate_teams.web: must be one of a (got "b")' in lines_of(text)


def test_head_starts_are_seconds():
    assert plain_mapping().head_start_s == {"gold": 60.0}
    assert parse_mapping(LEAST).head_start_s == {}


def test_file_is_named_in_refusals(tmp_path):
    path = tmp_path / "broken.yml"
    path.write_text("name: [")
    with pytest.raises(InputError, match=r"broken\.yml"):
        load_mapping(path)
