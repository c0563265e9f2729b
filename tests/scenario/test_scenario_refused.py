"""Every malformed or extreme input is refused with the path, the value and what is accepted."""

import pytest
from bad_hub import BY_TIME, CHANNELS, EVENTS, LANGUAGES, MIXES, WAYS
from bad_parts import DISTRIBUTIONS, WHOLES, WORDS, YAML_LEVEL
from bad_values import NUMBERS, TIMES
from bank import changed, refusal
from hub import HUB

CATALOGUE = [*NUMBERS, *TIMES, *DISTRIBUTIONS, *WORDS, *WHOLES, *YAML_LEVEL]
HUB_CATALOGUE = [*CHANNELS, *MIXES, *BY_TIME, *WAYS, *LANGUAGES, *EVENTS]


def test_catalogue_is_broad() -> None:
    assert len({(old, new) for old, new, *_ in CATALOGUE}) == len(CATALOGUE) >= 150


@pytest.mark.parametrize(("old", "new", "where", "said"), CATALOGUE)
def test_bad_input_is_refused_with_place_and_value(
    old: str, new: str, where: str, said: str
) -> None:
    lines = refusal(changed(old, new))
    assert any(where in line and said in line for line in lines), lines


@pytest.mark.parametrize(("old", "new", "where", "said"), HUB_CATALOGUE)
def test_bad_channel_way_or_event_is_refused_with_place_and_value(
    old: str, new: str, where: str, said: str
) -> None:
    lines = refusal(changed(old, new, HUB))
    assert any(where in line and said in line for line in lines), lines


def test_catalogue_of_the_hub_repeats_nothing() -> None:
    assert len({(old, new) for old, new, *_ in HUB_CATALOGUE}) == len(HUB_CATALOGUE)
