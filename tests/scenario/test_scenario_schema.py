"""The shipped JSON Schema: equal to the models, complete, and of use to an editor."""

import json
from typing import Any

import pytest
from bad_parts import DISTRIBUTIONS, WORDS
from bad_values import NUMBERS, TIMES
from bank import BANK, changed
from toys import ALWAYS_OPEN, PHONE_DESK, TWO_TIERS

from cssim.errors import InputError
from cssim.scenario import json_schema, parse
from cssim.scenario.schema import SHIPPED, to_text
from cssim.scenario.yaml_subset import read_text

jsonschema = pytest.importorskip("jsonschema")


@pytest.fixture(scope="module")
def validator() -> Any:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_shipped_file_is_the_schema_of_the_models() -> None:
    """If this fails: `python -c "from cssim.scenario.schema import ship; ship()"`."""
    assert SHIPPED.read_text("utf-8") == to_text()


def test_every_field_is_described() -> None:
    """In its own words, or in those of the part that stands there."""
    schema = json_schema()
    bare = []
    for part, content in {"Scenario": schema, **schema["$defs"]}.items():
        for name, field in content["properties"].items():
            part_there = schema["$defs"].get(field.get("$ref", "").rpartition("/")[2], {})
            described = field.get("description") or part_there.get("description", "")
            bare += [f"{part}.{name}"] if len(described) < 5 else []
    assert bare == []


def test_every_part_is_closed() -> None:
    for content in (json_schema(), *json_schema()["$defs"].values()):
        assert content["additionalProperties"] is False


@pytest.mark.parametrize("text", [BANK, PHONE_DESK, ALWAYS_OPEN, TWO_TIERS])
def test_good_files_and_their_dumps_are_valid(validator: Any, text: str) -> None:
    validator.validate(read_text(text).content)
    validator.validate(read_text(parse(text).dump()).content)


def test_most_wrong_values_are_invalid_in_the_editor_too(validator: Any) -> None:
    """Two of three: what hangs on several values, or on a duration's length, it cannot see."""
    missed = []
    rows = [*NUMBERS, *DISTRIBUTIONS, *WORDS, *TIMES][::4]
    for old, new, where, _ in rows:
        try:
            content = json.loads(json.dumps(read_text(changed(old, new)).content))
        except InputError:
            continue
        if validator.is_valid(content):
            missed.append((where, new))
    assert len(missed) < len(rows) / 3, missed


def test_units_have_a_pattern() -> None:
    horizon = json_schema()["properties"]["horizon"]
    assert (horizon["type"], "min" in horizon["pattern"]) == ("string", True)
