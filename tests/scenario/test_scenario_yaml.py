"""The guarded YAML subset: bombs, limits, what scalars mean, files that are no scenario."""

import os
import time
from pathlib import Path
from typing import Any

import pytest
from bank import BANK, changed, refusal

from cssim.errors import InputError
from cssim.scenario import load, parse, yaml_subset
from cssim.scenario.yaml_subset import MAX_BYTES, read_text

SECONDS = 2.0
"""Longest time that refusing a file may take."""

MERGE_BOMB = "a0: &a0 {x: 1}\n" + "".join(
    f"a{i}: &a{i} {{<<: [{', '.join([f'*a{i - 1}'] * 9)}]}}\n" for i in range(1, 10)
)
ALIAS_BOMB = "a0: &a0 [x, x]\n" + "".join(
    f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12)
)
M = MAX_BYTES
BOMBS = {
    "merge keys": MERGE_BOMB,
    "aliases": ALIAS_BOMB,
    "nested lists": "[" * 500_000,
    "nested maps": "{a: " * 200_000,
    "nested dashes": "- " * 400_000,
    "nested keys": "? " * 400_000,
    "deep but short": "name: " + "[" * 30 + "]" * 30,
    "many items": "a: [" + "1," * 400_000 + "1]",
    "many lines": "- 1\n" * 200_000,
    "many keys": "".join(f"k{i}: 1\n" for i in range(70_000)),
    "many nulls": "-\n" * 400_000,
    "empty lists": "[" + "[]," * 200_000 + "]",
    "tags": "!" * 900_000,
    "tags in lines": ("!" * 9_000 + "\n") * 100,
    "one anchor": "&" + "a" * 900_000,
    "one word": "a" * 900_000,
    "many words": "a " * 450_000,
    "one number": "a: " + "1" * 900_000,
    "one key": "a" * 900_000 + ": 1",
    "escapes": '"' + "\\n" * 400_000 + '"',
    "open quote": '"' + "a\n" * 400_000,
    "quotes": "'" + "''" * 400_000 + "'",
    "block text": "|\n" + " a\n" * 300_000,
    "folded text": ">\n" * 400_000,
    "only spaces": " " * 900_000,
    "only newlines": "\n" * 900_000,
    "only comments": "#\n" * 400_000,
    "only tabs": "\t" * 900_000,
    "colons": ":" * 900_000,
    "commas": "[" + "," * 900_000,
    "documents": "---\n" * 200_000,
    "too large": "a: b\n" * 200_001,
    "too large, one line": "a" * 5_000_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_bomb_is_refused_fast(name: str) -> None:
    started = time.process_time()
    lines = refusal(BOMBS[name])
    assert time.process_time() - started < SECONDS
    assert len(lines) <= 21


def test_thousands_of_wrong_values_are_told_shortly_and_fast() -> None:
    started = time.process_time()
    rows = "".join(f"  r{i}: {{chanel: 1, tier: x}}\n" for i in range(5_000))
    lines = refusal(BANK.replace("reasons:\n", "reasons:\n" + rows))
    assert len(lines) <= 21
    assert time.process_time() - started < 10


def test_thousands_of_unknown_names_are_told_shortly_and_fast() -> None:
    started = time.process_time()
    skills = ", ".join(f"skill-with-a-long-name-{i}" for i in range(200))
    teams = "".join(f"  t{i}: {{size: 0, skills: [{skills}]}}\n" for i in range(150))
    lines = refusal(BANK.replace("teams:\n", "teams:\n" + teams))
    assert len(lines) == 21
    assert time.process_time() - started < 10


def test_number_of_values_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cheap count lets a tenth more pass than the true one, which then refuses."""
    monkeypatch.setattr(yaml_subset, "MAX_NODES", 30)
    assert read_text(f"[{'1,' * 28}1]").content == [1] * 29
    with pytest.raises(InputError, match=r"more than 30 values$"):
        read_text(f"[{'1,' * 29}1]")
    with pytest.raises(InputError, match=r"more than 30 values$"):
        read_text("{" + "".join(f"k{i}: 1," for i in range(16)) + "}")
    with pytest.raises(InputError, match=r"more than 30 values or lines$"):
        read_text(f"[{'1,' * 40}1]")


TEXTS = {
    "": "empty",
    "\n\n# nothing\n": "empty",
    "null": "must be a mapping",
    "[]": "must be a mapping",
    "5": "must be a mapping",
    "bank": "must be a mapping",
    "{}": "name: is required",
    "a: b: c": "not YAML",
    "\x00": "not YAML",
    "{name: bank": "not YAML",
    "--- !!map {}": "tags",
    "&a {}": "anchors",
    "*a": "aliases",
    "{name: [}": "not YAML",
}


@pytest.mark.parametrize(("text", "said"), TEXTS.items())
def test_text_that_is_no_scenario(text: str, said: str) -> None:
    assert said in "\n".join(refusal(text))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("12", 12), ("-3", -3), ("+3", 3), ("1.5", 1.5), ("1e3", 1000.0), ("1E3", 1000.0),
        ("-0.0", 0.0), (".5", 0.5), ("1.", 1.0), ("0", 0), ("0.5", 0.5),
        ("true", True), ("True", True), ("false", False), ("null", None), ("~", None), ("", None),
        ("yes", "yes"), ("no", "no"), ("on", "on"), ("off", "off"), ("y", "y"), ("NO", "NO"),
        ("17:00", "17:00"), ("08:30", "08:30"), ("1:30:00", "1:30:00"), ("190:20:30", "190:20:30"),
        ("2024-01-31", "2024-01-31"), ("1999-02-01 08:00", "1999-02-01 08:00"),
        ("5 min", "5 min"), ("07:00-15:00", "07:00-15:00"), ("tRUE", "tRUE"), ("nan", "nan"),
        ('"12"', "12"), ("'null'", "null"), ('"true"', "true"), ("=", "="), ("1.2.3", "1.2.3"),
        ("1e", "1e"), ("e3", "e3"), ("+", "+"), ("0.1.", "0.1."), ("12e03", 12000.0),
    ],
)  # fmt: skip
def test_scalar_means_what_yaml_1_2_says(written: str, meant: object) -> None:
    found = read_text(f"a: {written}\n").content["a"]
    assert (found, type(found)) == (meant, type(meant))


@pytest.mark.parametrize(
    "written",
    ["010", "0o17", "0x1F", "0b11", "1_000", "-010", "00", "0_1", ".inf", "-.inf", "+.INF",
     ".nan", ".NaN", "9" * 19, "1" * 5000, "1e309", "-1e309", "0." + "1" * 60],
)  # fmt: skip
def test_number_that_others_read_differently_is_refused(written: str) -> None:
    with pytest.raises(InputError, match=r"^bank.yaml:1: a: "):
        read_text(f"a: {written}\n", "bank.yaml")


MISREAD = [
    ('shift: "08:00-17:00"', "shift: 08:00-17:00", "teams.seniors.patterns[0].shift"),
    ('at: "10:00"', "at: 10:00", "teams.frontline.patterns[0].breaks[0].at"),
    ('"13:00": [30]', "13:00: [30]", "reasons.billing.arrivals.per_hour"),
    ('start: "1999-02-01 00:00"', "start: 1999-02-01 00:00", "start"),
    ('start: "1999-02-01 00:00"', "start: 1999-02-01", "start"),
    ('"07:00-12:00", "13:00-24:00"', "07:00-12:00, 13:00-24:00", "channels.phone.opening_hours"),
    ("max_attempts: 8", "max_attempts: +8", "limits"),
    ("memory_months: 12\n", "memory_months: 1.2e1\n", "loyalty"),
    ("fixed: 100", "fixed: 1e2", "costs"),
    ("drain: true", "drain: True", "drain"),
    ("horizon: 7 d", "horizon: 168 h", "horizon"),
    ("horizon: 7 d", "horizon: 1 w", "horizon"),
    ("horizon: 7 d", "horizon: 10080min", "horizon"),
]


@pytest.mark.parametrize(("old", "new", "_"), MISREAD)
def test_other_way_of_writing_means_the_same(old: str, new: str, _: str) -> None:
    assert parse(changed(old, new)) == parse(BANK)


def test_names_that_yaml_1_1_misreads_stay_names() -> None:
    text = changed("  reserve:\n", "  y:\n").replace("vip", "n")
    assert "y" in parse(text).teams
    assert parse(text).segment_names == ("n", "standard")


@pytest.mark.parametrize("data", [
    "name: bänk".encode("utf-16"), "name: bänk".encode("latin-1"), b"\x1f\x8b\x08\x00",
    b"\x80\x04.", b"\xff" * 100, b"name: \xed\xa0\x80",
])  # fmt: skip
def test_file_that_is_no_utf8_text(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "bank.yaml"
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"^bank.yaml: is not UTF-8 text"):
        load(path)


def test_file_is_read_as_the_same_text_is(tmp_path: Path) -> None:
    path = tmp_path / "bank.yaml"
    for text in (BANK, "\ufeff" + BANK, BANK.replace("\n", "\r\n")):
        path.write_text(text, encoding="utf-8", newline="")
        assert load(path) == parse(BANK)
    assert load(str(path), ["volume=2"]) == parse(BANK, {"volume": 2})


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _link_out(path: Path) -> None:
    path.symlink_to("/etc/hostname")


def _loop(path: Path) -> None:
    path.symlink_to(path)


def _large(path: Path) -> None:
    path.write_bytes(b"a" * (MAX_BYTES + 1))


PLACES: dict[str, tuple[Any, str]] = {
    "folder": (Path.mkdir, "regular file|directory"),
    "missing": (lambda path: None, "No such file"),
    "fifo": (_fifo, "must be a regular file"),
    "link out": (_link_out, "leads out of its folder"),
    "link to device": (lambda path: path.symlink_to("/dev/zero"), "leads out of its folder"),
    "link to itself": (_loop, "cannot be read"),
    "too large": (_large, "at most 1,000,000 bytes"),
}


@pytest.mark.skipif(os.name == "nt", reason="no FIFOs and devices")
@pytest.mark.parametrize("kind", PLACES)
def test_only_a_small_regular_file_is_read(tmp_path: Path, kind: str) -> None:
    make, said = PLACES[kind]
    path = tmp_path / "bank.yaml"
    make(path)
    with pytest.raises(InputError, match=f"^bank.yaml: .*({said})"):
        load(path)


@pytest.mark.parametrize(
    "path",
    [
        "/dev/zero",
        "/dev/stdin",
        "http://127.0.0.1/a.yaml",
        "file:///etc/passwd",
        "a\0b",
        "",
        "x" * 5000,
    ],
)
def test_path_that_is_no_file(path: str) -> None:
    with pytest.raises(InputError) as caught:
        load(path)
    assert all(line.isprintable() and len(line) <= 300 for line in caught.value.lines())


def test_link_inside_the_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real.yaml").write_text(BANK, encoding="utf-8")
    link = tmp_path / "bank.yaml"
    link.symlink_to(tmp_path / "real.yaml")
    assert load(link) == parse(BANK)


def test_error_names_the_line() -> None:
    lines = refusal(changed("absence: 0.06", "absence: 6"))
    number = BANK.splitlines().index("    absence: 0.06") + 1
    assert lines[0].startswith(f"bank.yaml:{number}: teams.frontline.absence: ")


def test_error_shows_little_of_the_file() -> None:
    (line,) = refusal(changed("absence: 0.06", f"absence: {'secret' * 100}"))
    assert line.count("secret") <= 7
