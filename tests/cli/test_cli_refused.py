"""Bad input: exit code 2, a clear line per problem, nothing on stdout, nothing written."""

import json
import os
import shlex
from pathlib import Path

import pytest
from command_line import DESK, TWO, cli, faults, left_in, process, refusal, write_toys
from hypothesis import given
from hypothesis import strategies as st
from toys import TWO_TIERS

LONG = "x" * 5_000
REFUSED = [
    # command line, what its line must say
    ("chek", "check"),
    ("run", "SCENARIO"),
    ("run nowhere.yml", "nowhere.yml"),
    ("run .", "cannot be read"),
    (f"run {TWO} extra", "extra"),
    (f"run {TWO} --nosuch 3", "--nosuch"),
    (f"run {TWO} --seed abc", '"abc"'),
    (f"run {TWO} --seed 1.5", '"1.5"'),
    (f"run {TWO} --seed -1", "(got -1)"),
    (f"run {TWO} --seed {1 << 128}", "2^128"),
    (f"run {TWO} -n 0", "(got 0)"),
    (f"run {TWO} -n 1e3", '"1e3"'),
    (f"run {TWO} -n", "-n"),
    (f"run {TWO} -n 5000000", "budget: expected contacts"),
    (f"run {TWO} -n 99999999999", "10,000,000"),
    (f"run {TWO} --workers 0", "workers: must be"),
    (f"run {TWO} --set volume", '"volume"'),
    (f"run {TWO} --set teams.frontline.siz=3", 'did you mean size'),
    (f"run {TWO} --set teams.frontline.size=many", '--set: teams.frontline.size: must be a whole'),
    (f"run {TWO} --set teams.frontline.size=+9999", "5,000"),
    (f"run {TWO} --set volume=.nan", "finite"),
    (f"run {TWO} --set volume=1 --set volume=2", "twice"),
    (f"run {TWO} --measures asa", 'did you mean "asa_s"'),
    (f"run {TWO} --measures 'asa_s(awt_s=3)'", "asa_s takes no options"),
    (f"run {TWO} --measures service_level --by team", "--by: service_level can be grouped by"),
    (f"run {TWO} --by reasom", '"reasom"'),
    (f"run {TWO} --by hour,hour", "each key once"),
    (f"run {TWO} --out {TWO}", "must be a folder"),
    (f"run {TWO} --out {TWO}/sub", "--out: cannot be written"),
    (f"run {TWO} --out .", "not a finished study"),
    (f"compare {TWO}", "--alt: at least one is needed"),
    (f"compare {TWO} --alt more", '"more"'),
    (f"compare {TWO} --alt More=volume=2", '"More=volume=2"'),
    (f"compare {TWO} --alt base=volume=2", "not base"),
    (f"compare {TWO} --alt more=", "--alt more: changes nothing"),
    (f"compare {TWO} --alt more=volume==-1", "--alt more: multipliers.volume"),
    (f"compare {TWO} --alt more=horizon=2d", "more.horizon"),
    (f"compare {TWO} --alt other=nowhere.yml", "nowhere.yml"),
    ("audit nowhere", '"nowhere"'),
    ("audit .", "holds no journal"),
    ("theory", "--load"),
    ("theory --load 3 --rate 3", "both"),
    ("theory --load x --agents 3", '"x"'),
    ("theory --load nan --agents 3", '"nan"'),
    ("theory --load 0 --agents 3", "(got 0.0)"),
    ("theory --load 3", "--agents: give"),
    ("theory --load 3 --agents 0", '"0"'),
    ("theory --load 3 --agents 5-4", '"5-4"'),
    ("theory --load 3 --agents 1-999", "at most 200"),
    ("theory --load 3 --agents 4 --aht 240", '--aht: a duration'),
    ("theory --load 3 --agents 4 --aht '0 s'", "--aht: must be above 0 s"),
    ("theory --load 3 --agents 4 --patience soon", "--patience"),
    ("theory --load 3 --target 120/20", "--target"),
    ("theory --load 3 --agents 4 --rule mine", '"mine"'),
    ("calibrate log.csv", "--columns"),
    ("calibrate log.csv --columns nowhere.yml -o new.yml", "nowhere.yml"),
    ("calibrate log.csv --columns nowhere.yml -o new.yml --days monday", "--days"),
    ("notebook nowhere", "nowhere"),
    ("notebook nowhere.ipynb", "nowhere.ipynb"),
    ("notebook https://example.org/x.ipynb", ".ipynb"),
    (f"schema --out {TWO}", "--force"),
    ("schema --out .", "must be a file"),
    ("schema --out nowhere/x.json", "its folder does not exist"),
    # hostile words: shown harmlessly, whatever they hold
    (f"run {LONG}", "cannot be read"),
    (f"run {TWO} --set {LONG}=1", "--set"),
    (f"run {TWO} --set 'a\x1b[31m\n\u202eb=1'", "�"),
    (f"run {TWO} --measures 'x\x1b[2J\ny'", "�"),
    (f"compare {TWO} --alt 'x\x1b[31m\n=1'", "�"),
    (f"run {TWO} --seed '\x1b[31m\n7'", "�"),
    ("'\x1b]0;title\x07'", "No such command"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "said"), REFUSED)
def test_refused_with_a_clear_line_and_nothing_written(line: str, said: str, desk: Path) -> None:
    before = left_in(desk)
    lines = refusal(cli(*shlex.split(line)))
    assert any(said in told for told in lines), lines
    assert left_in(desk) == before


def test_all_problems_of_several_files_and_options_at_once() -> None:
    Path("bad.yml").write_text(
        TWO_TIERS.replace("size: 9", "size: -9").replace("tier: 2", "tier: 99")
    )
    lines = cli("check", "bad.yml", DESK, "missing.yml").stderr.splitlines()
    assert not faults(lines)
    places = ["bad.yml:", "bad.yml:", "missing.yml: cannot be read"]
    assert [line[: len(place)] for line, place in zip(lines, places, strict=True)] == places


def test_many_problems_are_told_up_to_a_number() -> None:
    extra = "\n".join(f"unknown{i}: 1" for i in range(50))
    Path("bad.yml").write_text(f"{TWO_TIERS}\n{extra}\n")
    lines = cli("check", "bad.yml").stderr.splitlines()
    assert len(lines) == 21 and lines[-1] == "… and 30 more problems" and not faults(lines)


def test_problems_of_all_alternatives_at_once() -> None:
    words = ["compare", TWO, "--alt", "a=volume==-1", "--alt", "B=1", "--alt", "c=nothing=1"]
    lines = refusal(cli(*words))
    assert [line.split(":")[0] for line in lines] == ["--alt", "--alt a", "--alt c"]


@given(
    place=st.integers(0, len(TWO_TIERS)),
    text=st.text(max_size=12),
    cut=st.integers(0, 30),
)
def test_any_change_of_a_file_ends_in_0_or_2_with_lines(place: int, text: str, cut: int) -> None:
    changed = TWO_TIERS[:place] + text + TWO_TIERS[place + cut :]
    Path("fuzzed.yml").write_bytes(changed.encode("utf-8", "surrogatepass"))
    result = cli("check", "fuzzed.yml")
    lines = result.stderr.splitlines()
    assert result.exit_code in (0, 2)
    assert bool(lines) == (result.exit_code == 2) and not faults(lines)


def test_check_tells_problems_as_json_too() -> None:
    result = cli("check", DESK, "missing.yml", "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == 2 and found["ok"] is False
    assert [file["ok"] for file in found["files"]] == [True, False]
    assert found["files"][1]["problems"] == result.stderr.splitlines()


def test_a_path_of_odd_bytes_is_told_by_a_real_process(tmp_path: Path) -> None:
    write_toys(tmp_path)
    running = process(tmp_path, "run", os.fsdecode(b"\xff\xfe\n.yml"))
    out, told = running.communicate(timeout=60)
    assert (running.returncode, out) == (2, "")
    assert len(told.splitlines()) == 1 and not faults(told.splitlines())
