"""Films and pictures of the floor: what they say, how long they are, that they need nobody."""

from __future__ import annotations

import io
import re
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from days import Day, card, luck, shift, ten_contacts
from floor_days import crowd, mixed_day, nothing
from matplotlib.figure import Figure
from matplotlib.image import imread
from matplotlib.text import Text

from cssim.errors import InputError
from cssim.journal import Journal
from cssim.measures import Options
from cssim.plots.floor import Film, floor_at, floor_film, instant_of, on_the_floor, step_ms
from cssim.plots.floor_player import KEY, packed
from cssim.plots.floor_stage import Stage
from cssim.plots.floor_state import Floor

AWAY = r"https?:|//cdn|<link|<iframe|@import|url\(|fetch\(|XMLHttp|import\(|src=\"(?!data:)"
"""What would ask for something from elsewhere."""


def texts(figure: Figure) -> list[str]:
    figure.draw_without_rendering()
    found = figure.findobj(Text)
    return [text.get_text() for text in found if text.get_visible() and text.get_text()]


# ---- one instant -------------------------------------------------------------------


def test_a_picture_says_who_waits_who_works_and_who_has_left() -> None:
    told = texts(floor_at(mixed_day(), "2024-01-01 09:04:10"))
    for words in (
        "Mon 09:04:10", "4, the longest 2:40 min", "2 busy, 1 free", "desk", "seniors",
        "self-service", "billing · chat", "technical · phone, tier 2", "talking", "writing",
        "9 contacts have come since Mon 09:00", "turned away", "call back later",
        "waiting: dark red beyond 20 s", "answered within 20 s, so far",
    ):  # fmt: skip
        assert words in told, words


def test_acceptable_waits_of_several_channels_are_not_named() -> None:
    told = texts(floor_at(mixed_day(), 0, Options(awt_s={"phone": 20, "chat": 60, "email": 900})))
    assert "waiting: dark red beyond the acceptable wait" in told
    assert "answered in time, so far" in told


def test_the_ten_contacts_at_four_minutes() -> None:
    told = texts(floor_at(ten_contacts().live(), 240_000))
    assert "Mon 00:04" in told and "2 busy, 0 free" in told
    assert "1, the longest 0:40 min" in told and "billing" in told


def test_lines_that_overflow_say_how_many_are_not_drawn() -> None:
    told = texts(floor_at(crowd(), 110_000))
    assert any(re.fullmatch(r"\+\d+", text) for text in told)
    assert "140 busy, 0 free" in told and "400, the longest 1:08 min" in told


@pytest.mark.parametrize("agents", [True, False])
def test_an_hour_without_contacts_is_drawn(agents: bool) -> None:
    told = texts(floor_at(nothing(agents=agents), "09:30"))
    assert "nobody" in told and "No contact came in this time." in told
    assert ("0 busy, 1 free" if agents else "nobody on shift") in told


def test_names_are_only_names() -> None:
    evil = "$\\frac{1}{0}$ <b>"
    journal = mixed_day()
    journal.about.categories["reasons"] = (evil, "orders", "technical")
    told = texts(floor_at(journal, 0))
    assert any(text.startswith("$\\frac") for text in told)


def test_the_users_own_style_stays() -> None:
    before = dict(mpl.rcParams)
    floor_film(ten_contacts().live(), 0, 60_000, every_s=30)
    assert dict(mpl.rcParams) == before


# ---- when --------------------------------------------------------------------------


def late_start(**about: Any) -> Journal:
    """Return two hours from 09:00 with one agent from 09:30 to 10:30."""
    day = Day([(0, luck((60, 0, 0)))], [card("a")], [shift(0, 1800, 5400)],
              {"start": "2024-01-02T09:00:00", "horizon": 7_200_000, **about})  # fmt: skip
    return day.live()


def test_instants_are_times_of_day_dates_or_ms() -> None:
    journal = late_start()
    assert instant_of(journal, "10:15") == instant_of(journal, "2024-01-02 10:15") == 4_500_000
    assert instant_of(journal, 4_500_000) == 4_500_000
    assert on_the_floor(journal, 0) == (1_800_000, 5_400_000)
    assert on_the_floor(nothing(agents=False), 0) == (0, 3_600_000)


def test_a_time_of_day_is_after_the_warm_up() -> None:
    journal = nothing()
    object.__setattr__(journal.about, "warm_up_ms", 1_800_000)
    object.__setattr__(journal.about, "end_ms", 90_000_000)
    assert instant_of(journal, "09:10") == 600_000 + 86_400_000
    assert instant_of(journal, "09:40") == 2_400_000


@pytest.mark.parametrize("when", ["08:59", "11:01", "2024-01-03", -1, 7_200_001])
def test_instants_outside_the_run_are_refused(when: str | int) -> None:
    with pytest.raises(InputError, match="within the run: 2024-01-02 09:00 to 2024-01-02 11:00"):
        instant_of(late_start(), when)


@pytest.mark.parametrize("when", ["", "9:00", "25:00", "noon", "2024-02-30 10:00"])
def test_other_texts_are_refused(when: str) -> None:
    with pytest.raises(InputError, match=r"a time of day such as .* \(got"):
        instant_of(late_start(), when)


# ---- films -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def film() -> Film:
    return floor_film(mixed_day(), "09:00", "09:10", every_s=15)


def test_a_film_has_a_picture_per_step_and_both_ends(film: Film) -> None:
    assert film.instants == tuple(range(0, 600_001, 15_000))
    assert len(film.pictures) == 41 and str(film) == "The floor, Mon 09:00 to 09:10: 41 pictures"
    uneven = floor_film(mixed_day(), 0, 100_000, every_s=40)
    assert uneven.instants == (0, 40_000, 80_000)
    assert len(floor_film(mixed_day(), 5_000, 5_000).pictures) == 1


def test_the_usual_film_has_at_most_241_pictures() -> None:
    assert len(floor_film(nothing(), 0, 50_000).pictures) == 51
    for minutes, seconds in ((4, 1), (5, 2), (60, 15), (600, 300), (20_000, 5_000)):
        step = step_ms(0, 60_000 * minutes, None)
        assert step == 1000 * seconds and 60_000 * minutes // step <= 240


def test_speed_is_clock_time_over_time_watched() -> None:
    usual, fast = (floor_film(nothing(), 0, 60_000, every_s=10, speed=x) for x in (None, 100))
    assert (usual.per_second, fast.per_second) == (6, 10)
    assert "100 / speed.value" in fast.html


BAD = {
    "no step": ({"every_s": 0}, "at most 2,000 pictures"),
    "tiny step": ({"every_s": 1e-5}, "at most 2,000 pictures"),
    "too many": ({"every_s": 0.5}, "at most 2,000 pictures"),
    "not a number": ({"every_s": float("nan")}, "at most 2,000 pictures"),
    "stands still": ({"speed": 0}, "above 0"),
    "too fast": ({"speed": 1e9}, "60 pictures a second"),
}


@pytest.mark.parametrize(("pace", "words"), BAD.values(), ids=BAD)
def test_paces_that_make_no_film_are_refused(pace: dict[str, float], words: str) -> None:
    with pytest.raises(InputError, match=words):
        floor_film(nothing(), 0, 3_600_000, **pace)


def test_a_film_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(InputError, match="until: must not come before the start"):
        floor_film(nothing(), 1000, 0)


def test_a_film_needs_nothing_from_elsewhere(film: Film) -> None:
    shell = re.sub(r"data:image/webp;base64,[\w+/=]+", "data:", film.html)
    assert re.findall(AWAY, shell) == []
    assert "default-src 'none'" in shell and len(shell) < 8_000
    assert shell.count("data:") == 41 + 2  # the pictures, the still one, the policy
    for control in ("Play", "Pause", "Back", "Step", 'type="range"', "ArrowLeft"):
        assert control in shell
    assert "@" not in re.sub(r"[^@]", "", re.sub(r"@media", "", shell))


def test_the_search_for_requests_finds_them() -> None:
    for request in ('<img src="a.png">', "fetch('x')", '<link rel="x">', "http://example.org"):
        assert re.search(AWAY, request)


def rgba(picture: bytes) -> np.ndarray:
    pixels = imread(io.BytesIO(picture), format="webp")
    if pixels.shape[2] == 3:
        pixels = np.dstack([pixels, np.full(pixels.shape[:2], 255, pixels.dtype)])
    return pixels


def test_pictures_laid_over_each_other_are_the_moments_themselves(film: Film) -> None:
    journal = mixed_day()
    stage = Stage(Floor(journal, 0, 600_000, 0), np.array(film.instants), 15_000, 100)
    seen = np.zeros((film.size[1], film.size[0], 4), np.uint8)
    for i, (at, picture) in enumerate(zip(film.instants, film.pictures, strict=True)):
        layer = rgba(picture)
        seen = layer if i % KEY == 0 else np.where(layer[..., 3:] > 0, layer, seen)
        stage.show(at)
        assert np.array_equal(seen, stage.picture()), i


def test_a_moment_does_not_depend_on_what_was_shown_before() -> None:
    journal = mixed_day()
    stage = Stage(Floor(journal, 0, 600_000, 0), np.array([100_000, 310_000]), 15_000, 100)

    def shown(at: int) -> np.ndarray:
        stage.show(at)
        return stage.picture().copy()

    first = shown(310_000)
    assert not np.array_equal(shown(100_000), first)
    assert np.array_equal(shown(310_000), first)


def test_equal_pictures_cost_next_to_nothing() -> None:
    noise = (np.arange(500 * 500 * 4) * 7919 % 251).astype(np.uint8).reshape(500, 500, 4)
    noise[..., 3] = 255
    whole, same = packed([noise, noise])
    assert len(same) < 500 < len(whole)


def test_a_crowded_film_stays_small() -> None:
    film = floor_film(crowd(), 0, 120_000, every_s=5)
    assert len(film.html) / len(film.pictures) < 15e6 / 300


def test_a_saved_film_is_a_page_and_knows_its_name(film: Film, tmp_path: Any) -> None:
    saved = film.save(tmp_path / "new" / "hour.html")
    assert (tmp_path / "new" / "hour.html").read_text("utf-8") == film.html
    assert "it plays in hour.html" in saved._repr_html_()
    assert "it plays in" not in film._repr_html_()
    assert film.html.startswith("<!DOCTYPE html>")


def test_the_same_journal_makes_the_same_film(film: Film) -> None:
    assert floor_film(mixed_day(), "09:00", "09:10", every_s=15) == film
