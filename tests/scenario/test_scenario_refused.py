"""Every malformed or extreme input is refused with the path, the value and what is accepted."""

import re
import time

import pytest
from bad_inputs import DISTRIBUTIONS, NUMBERS, TIMES, WHOLES, WORDS, YAML_LEVEL
from bank import BANK, changed, refusal

from cssim.errors import InputError
from cssim.scenario import parse

CATALOGUE = [*NUMBERS, *TIMES, *DISTRIBUTIONS, *WORDS, *WHOLES, *YAML_LEVEL]


def test_catalogue_is_broad() -> None:
    assert len({(old, new) for old, new, *_ in CATALOGUE}) == len(CATALOGUE) >= 150


@pytest.mark.parametrize(("old", "new", "where", "said"), CATALOGUE)
def test_bad_input_is_refused_with_place_and_value(
    old: str, new: str, where: str, said: str
) -> None:
    lines = refusal(changed(old, new))
    assert any(where in line and said in line for line in lines), lines
