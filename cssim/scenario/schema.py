"""JSON Schema of scenario files, for editors (yaml-language-server) and other validators."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cssim.scenario.model import Scenario

SHIPPED = Path(__file__).with_name("scenario.schema.json")
"""The schema as a file of the package; a test keeps it equal to `json_schema`."""
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """Return the schema of a scenario file; all descriptions are those of the models.

    It knows every key, type, unit and range. What hangs on several values at once (names
    that must exist, shifts within opening hours) only `cssim.scenario.load` checks.
    """
    schema = _tidied(Scenario.model_json_schema(mode="validation"))
    # a reason's skill is filled in before validation, so that pydantic calls it required
    parts = schema["$defs"]
    parts["Reason"]["required"].remove("skill")
    parts["Reason"]["anyOf"] = [{"required": ["channel"]}, {"required": ["channels"]}]
    for part in ("Team", "Member"):
        field = parts[part]["properties"]["skills"]
        field["anyOf"] = [*field.pop("anyOf", [_moved(field)]), _names()]
    return {"$schema": DRAFT, **schema}


def _moved(field: dict[str, Any]) -> dict[str, Any]:
    keys = [key for key in field if key not in ("description", "default")]
    return {key: field.pop(key) for key in keys}


def _names() -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 200}


def _tidied(node: Any) -> Any:
    """Return a schema without generated titles, its mappings from names closed."""
    if isinstance(node, list):
        return [_tidied(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {k: _tidied(v) for k, v in node.items() if k != "title" or isinstance(v, dict)}
    if "patternProperties" in kept:
        kept["additionalProperties"] = False
    return kept


def to_text() -> str:
    """Return the schema as the text of `SHIPPED`."""
    return json.dumps(json_schema(), indent=1) + "\n"


def ship() -> None:
    """Write `SHIPPED` anew, after a change of the models."""
    SHIPPED.write_text(to_text(), encoding="utf-8")
