"""`cssim floor`: a film or a picture of a journal on disk, and what is refused."""

import shlex
import shutil
from pathlib import Path

import pytest
from command_line import TWO, cli, left_in, refusal, write_toys


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results with one journal, and results with two."""
    folder = tmp_path_factory.mktemp("lived")
    write_toys(folder)
    for name, n in (("one", 1), ("two", 2)):
        words = ("-n", n, "--journal", "--out", folder / name)
        assert cli("run", folder / TWO, *words).exit_code == 0
    return folder


@pytest.fixture
def here(lived: Path, desk: Path) -> Path:
    """The working directory, with a copy of both."""
    for name in ("one", "two"):
        shutil.copytree(lived / name, desk / name)
    return desk


def floor(words: str) -> object:
    return cli("floor", *shlex.split(words))


def test_a_film_is_one_page(here: Path) -> None:
    result = cli("floor", "one", "--from", "09:00", "--until", "09:10", "--every", "1 min",
                 "--out", "hour.html")  # fmt: skip
    assert result.exit_code == 0 and result.stderr == ""
    first, last = result.stdout.splitlines()
    assert first.startswith("The floor, Mon 09:00 to 09:10: 11 pictures, 0.")
    assert last == "Film: hour.html"
    page = (here / "hour.html").read_text("utf-8")
    assert page.startswith("<!DOCTYPE html>") and page.count("data:image/webp") == 12


def test_without_times_the_film_is_the_first_day_on_the_floor(here: Path) -> None:
    result = floor("two/journals/0001 --every '1 h' --speed 3600")
    assert result.exit_code == 0
    assert result.stdout.startswith("The floor, Mon 08:00 to ")
    page = (here / "floor.html").read_text("utf-8")
    assert "1000 / speed.value" in page


def test_one_instant_is_a_picture(here: Path) -> None:
    result = floor("one --at 10:15")
    assert result.exit_code == 0 and result.stdout == "Picture: floor.png\n"
    assert (here / "floor.png").read_bytes().startswith(b"\x89PNG")


def test_an_older_film_is_replaced_only_by_force(here: Path) -> None:
    (here / "floor.png").write_text("mine")
    (line,) = refusal(floor("one --at 10:15"))
    assert line.startswith("--out: exists; --force replaces it")
    assert (here / "floor.png").read_text() == "mine"
    assert floor("one --at 10:15 --force").exit_code == 0


def test_a_journal_alone_is_enough(here: Path) -> None:
    shutil.copytree(here / "one/journals/0000", here / "bare")
    (here / "bare" / "scenario.yml").unlink()
    assert floor("bare --at 10:15").exit_code == 0


REFUSED = {
    "floor": "FOLDER",
    "floor nowhere": "must be a folder that holds a journal",
    "floor .": "holds no journal",
    "floor two": "holds 2 journals; name one, such as journals/0000",
    "floor one --from 9": '--from: must be a time of day such as "09:30"',
    "floor one --from 2024-03-01": "--from: must be within the run: 2024-01-01 00:00 to",
    "floor one --until 25:00": "--until: must be a time of day",
    "floor one --from 10:00 --until 09:00": '--until: must not come before the start (got "09:00")',
    "floor one --every 10": "--every: a duration with its unit",
    "floor one --every '10 ms'": "--every: must give at most 2,000 pictures",
    "floor one --speed fast": "must be a decimal number",
    "floor one --speed 0": "--speed: must be above 0",
    "floor one --speed 1000000": "60 pictures a second",
    "floor one --at noon": "--at: must be a time of day",
    "floor one --at 10:00 --from 09:00": "--at: is one picture: without --from",
    "floor one --out film.mp4": "--out: must end in .html",
    "floor one --at 10:00 --out film.html": "--out: must end in .png",
    "floor one --out no/film.html": "--out: its folder does not exist",
    "floor one --out two": "--out: must end in .html",
}


@pytest.mark.parametrize("words", REFUSED)
def test_bad_input_is_one_line_and_nothing_is_written(here: Path, words: str) -> None:
    before = left_in(here)
    (line,) = refusal(cli(*shlex.split(words)))
    assert REFUSED[words] in line
    assert left_in(here) == before


def test_a_broken_journal_is_bad_input(here: Path) -> None:
    (here / "one/journals/0000/legs.parquet").write_bytes(b"PAR1 no more")
    (line,) = refusal(floor("one --at 10:00"))
    assert "is not a readable journal" in line
