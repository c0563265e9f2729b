"""Write the pages of docs/ that follow from the code: ``python docs/make.py``.

``scenario.md`` comes from the JSON schema of scenario files, ``measures.md`` from the
registry of measures, ``journal.md`` from the journal's tables, ``assumptions.md`` from the
ledger of behavioural numbers. A test fails while a page
differs from what is made here; ``--check`` says so without writing.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from texts import ASSUMPTIONS, JOURNAL, MEASURES, SCENARIO, SOURCES, TABLE_TITLES, TITLES

from cssim.journal import FIXED_CATEGORIES, KEYS, TABLES, Column
from cssim.measures import get, names
from cssim.scenario import json_schema
from cssim.scenario.ledger import CONFIDENCE, Assumption, assumptions

HERE = Path(__file__).parent
MADE = "<!-- Made by docs/make.py: change the code or make.py, then run it again. -->\n\n"
Node = Mapping[str, Any]


# ---- scenario.md -------------------------------------------------------------------


PATTERNS = {
    "90 s": "duration",
    "08:30": 'time of day, `"08:30"`',
    "07:00-15:00": 'window, `"07:00-15:00"`',
    "22:00-06:00": 'shift, `"22:00-06:00"`',
    "2024-01-31 08:00": 'date-time, `"2024-01-31 08:00"`',
    "2024-01-31 08:00 or 10 h": 'date-time, or time since the start, `"10 h"`',
    "+08:00": 'offset, `"+08:00"`',
}
"""What a text is, by the first example that the schema gives of it."""
WORDS = {"monday": "weekday", "january": "month", "break": "state"}
"""What a key of a mapping is, by one of the words it may be."""
TEXTS = {"^[a-z]": "name", "^[A-Z]{3}$": "3 capitals", r"^(?!\s*[=+@-])": "text"}
"""What a text is, by the start of its pattern."""


def scenario_page() -> str:
    """Return the page of all keys of a scenario file."""
    schema = json_schema()
    places = _places(schema, "Scenario", "", {})
    kinds: dict[str, list[Node]] = {}
    for part, path in places.items():
        kinds.setdefault(path, []).append(_part(schema, part))
    texts = [_section(path, nodes, places) for path, nodes in kinds.items()]
    return MADE + SCENARIO + "\n" + "\n".join(texts) + "\n" + _distributions(schema)


def _places(schema: Node, part: str, path: str, seen: dict[str, str]) -> dict[str, str]:
    """Return the path at which each part occurs first; its own parts come after it."""
    seen[part] = path
    for key, child in _part(schema, part)["properties"].items():
        for below, steps in _references(child):
            if below not in seen and below not in DISTRIBUTIONS:
                _places(schema, below, f"{path}.{key}{steps}".strip("."), seen)
    return seen


def key_paths() -> set[str]:
    """Return the path of every key that the page explains."""
    schema = json_schema()
    places = _places(schema, "Scenario", "", {})
    keys = (
        (path, key) for part, path in places.items() for key in _part(schema, part)["properties"]
    )
    return {f"{path}.{key}".strip(".") for path, key in keys}


def _part(schema: Node, part: str) -> Node:
    return schema if part == "Scenario" else schema["$defs"][part]


def _references(node: Any, steps: str = "") -> Iterator[tuple[str, str]]:
    """Yield the parts that a value may hold, with the steps down to them."""
    if not isinstance(node, dict):
        return
    if "$ref" in node:
        yield node["$ref"].rpartition("/")[2], steps
    for option in (*node.get("anyOf", ()), *node.get("oneOf", ())):
        yield from _references(option, steps)
    for child in node.get("patternProperties", {}).values():
        yield from _references(child, f"{steps}.NAME")
    yield from _references(node.get("items"), f"{steps}[]")


def _is_distribution(node: Node) -> bool:
    return "distribution" in node["properties"]


DISTRIBUTIONS = {name for name, node in json_schema()["$defs"].items() if _is_distribution(node)}


def _section(path: str, nodes: Sequence[Node], places: Mapping[str, str]) -> str:
    """Return the section of a place in the file; `nodes` are the kinds of part it may hold."""
    title = f"## `{path}`" if path else "## Top level"
    lines = [node.get("description", "").splitlines()[0] for node in nodes] if path else []
    about = "".join(f"{line}\n" for line in lines) + "\n" if lines else ""
    keys = dict.fromkeys(key for node in nodes for key in node["properties"])
    rows = [_key_row(path, key, nodes, places) for key in keys]
    return f"{title}\n\n{about}{_table(('key', 'value', 'default', 'meaning', 'source'), rows)}"


def _key_row(
    path: str, key: str, nodes: Sequence[Node], places: Mapping[str, str]
) -> Sequence[str]:
    having = {_kind(node): node for node in nodes if key in node["properties"]}
    children = [node["properties"][key] for node in having.values()]
    only = f"*{', '.join(having)}*: " if len(having) < len(nodes) else ""
    meaning = only + (children[0].get("description") or _meaning_of(children[0]))
    defaults = {kind: _shown_default(key, node) for kind, node in having.items()}
    values = dict.fromkeys(map(_value, children))
    value = ", ".join(values) + _below(children[0], places)
    source = _source(f"{path}.{key}".strip("."))
    return (f"`{key}`", value, _by_kind(defaults), meaning, source)


def _source(path: str) -> str:
    """Return where a default comes from: from the page's own list, else from the ledger."""
    own = path.replace("NAME", "*").replace("[]", ".*")
    listed = {line.path: line for line in assumptions()}
    if path in SOURCES or own not in listed:
        return SOURCES.get(path, "")
    line = listed[own]
    if line.source == "none":
        return "assumption"
    assumed = line.confidence == "A" and "assumed" not in line.source
    return f"{line.source}; value assumed" if assumed else line.source


def _kind(node: Node) -> str:
    """Return the word that says which kind of part it is, where there are several."""
    word: str = node["properties"].get("kind", {}).get("const", "")
    return word


def _shown_default(key: str, node: Node) -> str:
    child = node["properties"][key]
    if key in node.get("required", ()):
        return "–"
    is_part = "$ref" in child and "default" in child
    return "its own" if is_part else _default(child.get("default", "see meaning"))


def _by_kind(defaults: Mapping[str, str]) -> str:
    """Return a default, or one for each kind where they differ."""
    alike = len(set(defaults.values())) == 1
    shown = [text if alike else f"{kind} {text}" for kind, text in defaults.items()]
    return shown[0] if alike else ", ".join(shown)


def _below(child: Node, places: Mapping[str, str]) -> str:
    """Return a link to the section of the part that a value holds."""
    parts = [part for part, _ in _references(child) if part in places]
    return f", [see below](#{_anchor(places[parts[0]])})" if parts else ""


def _anchor(path: str) -> str:
    """Return the anchor that a heading with this path gets."""
    return re.sub(r"[^a-z_]", "", path.lower())


def _meaning_of(child: Node) -> str:
    part = child["$ref"].rpartition("/")[2]
    about: str = json_schema()["$defs"][part].get("description", "")
    return about.splitlines()[0]


def _default(value: Any) -> str:
    """Return a default in file form."""
    if value is None or value == "see meaning":
        return value or "none"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, dict) and value:
        inner = ", ".join(f"{k}: {v}" for k, v in value.items())
        return f"`{{{inner}}}`"
    if isinstance(value, list | dict | str) and not value:
        return "empty"
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


def _value(node: Node) -> str:
    """Return in words which values a key takes."""
    if "$ref" in node:
        return "keys"
    options = [*node.get("anyOf", ()), *node.get("oneOf", ())]
    if options:
        return " or ".join(dict.fromkeys(_option(option) for option in options))
    if "const" in node or "enum" in node:
        return ", ".join(f"`{word}`" for word in node.get("enum", [node.get("const")]))
    kinds = {"object": _mapping, "array": _list, "string": _text}
    return kinds.get(node.get("type", ""), _number)(node)


def _option(node: Node) -> str:
    if node.get("$ref", "").rpartition("/")[2] in DISTRIBUTIONS:
        return "[distribution](#distributions)"
    return "null" if node.get("type") == "null" else _value(node)


def _mapping(node: Node) -> str:
    inner = [*node.get("patternProperties", {}).items()]
    if not inner:
        names_ = node["propertyNames"]
        who = next((of for word, of in WORDS.items() if word in names_.get("enum", ())), "")
        return f"{who or 'time of day'} → {_value(node['additionalProperties'])}"
    pattern, child = inner[0]
    who = "tier" if "9]" in pattern[:6] else "time of day" if "2[0-3]" in pattern else "NAME"
    return f"{who} → {_value(child)}"


def _list(node: Node) -> str:
    return f"list of {_value(node['items'])}"


def _text(node: Node) -> str:
    examples = node.get("examples")
    if examples:
        return PATTERNS[examples[0]]
    pattern = node.get("pattern", "^[a-z]")
    return next(word for start, word in TEXTS.items() if pattern.startswith(start))


def _number(node: Node) -> str:
    if node.get("type") == "boolean":
        return "`true`, `false`"
    low, high = node.get("minimum", node.get("exclusiveMinimum")), node["maximum"]
    if node["type"] == "number" and (low, high) == (0, 1):
        return "share"
    word = "whole number" if node["type"] == "integer" else "number"
    start = f"above {low:,.10g}" if "exclusiveMinimum" in node else f"{low:,.10g}"
    return f"{word}, {start} to {high:,.10g}"


def _distributions(schema: Node) -> str:
    text = "## Distributions\n\nOf times: handle time, patience, delays. One of:\n\n"
    rows = []
    for node in schema["$defs"].values():
        if _is_distribution(node):
            keys = [key for key in node["properties"] if key != "distribution"]
            shown = ", ".join(f"`{key}` ({_value(node['properties'][key])})" for key in keys)
            kind = node["properties"]["distribution"]["const"]
            rows.append((f"`{kind}`", shown.replace(" or null", ""), node["description"]))
    example = "`{distribution: lognormal, mean: 5 min, cv: 0.8}`"
    return (
        f"{text}{_table(('distribution', 'parameters', 'what it is'), rows)}\nExample: {example}\n"
    )


# ---- measures.md -------------------------------------------------------------------


def measures_page() -> str:
    """Return the page of all measures."""
    heads = ("measure", "name", "what it is", "unit", "basis", "good", "options")
    sections: dict[str, list[str]] = {}
    for name in names():
        sections.setdefault(get(name).formula.__module__.rpartition(".")[2], []).append(name)
    texts = []
    for section, members in sections.items():
        table = _table(heads, [_measure_row(name) for name in members])
        notes = "".join(_notes(name) for name in members)
        texts.append(f"## {TITLES[section]}\n\n{table}{notes}")
    return MADE + MEASURES + "\n" + "\n".join(texts)


def _measure_row(name: str) -> tuple[str, ...]:
    m = get(name)
    better = m.better if m.better != "none" else ""
    return (f"`{m.name}`", m.label, m.definition, m.unit, m.basis, better, ", ".join(m.uses))


def _notes(name: str) -> str:
    """Return the notes of a measure's docstring as a paragraph."""
    text = inspect.getdoc(get(name).formula) or ""
    _, found, after = text.partition("Notes\n-----\n")
    if not found:
        return ""
    note = after.partition("\nReferences\n")[0]
    return f"\n`{name}`: " + " ".join(note.split()).replace("``", "`") + "\n"


# ---- journal.md --------------------------------------------------------------------


def journal_page() -> str:
    """Return the page of the journal's tables."""
    heads = ("column", "type", "inside", "meaning")
    texts = []
    for table, columns in TABLES.items():
        key = ", ".join(f"`{_outside(table, name)}`" for name in KEYS[table])
        shown = _table(heads, [_column_row(column) for column in columns])
        texts.append(f"## `{table}`\n\n{TABLE_TITLES[table]} Key: {key}.\n\n{shown}")
    lists = [(f"`{name}`", ", ".join(words)) for name, words in FIXED_CATEGORIES.items()]
    words = "## Words\n\nNames that codes stand for; those not here come from the scenario.\n\n"
    return (
        MADE + JOURNAL + "\n" + "\n".join(texts) + "\n" + words + _table(("list", "names"), lists)
    )


def _outside(table: str, inside: str) -> str:
    return next(column.outside for column in TABLES[table] if column.name == inside)


def _column_row(column: Column) -> tuple[str, ...]:
    kinds = {"instant": "seconds", "duration": "seconds", "code": f"one of {column.categories}"}
    kind = kinds.get(column.kind, column.kind)
    return (f"`{column.outside}`", kind, f"`{column.name}` {column.dtype}", column.meaning)


# ---- assumptions.md ----------------------------------------------------------------


def assumptions_page() -> str:
    """Return the page of every behavioural number."""
    letters = _table(("letter", "the default is"), [(f"**{k}**", v) for k, v in CONFIDENCE.items()])
    groups: dict[str, list[Assumption]] = {}
    for line in assumptions():
        groups.setdefault(line.group, []).append(line)
    heads = ("number", "default", "low", "high", "rests on", "source", "off with")
    texts = [
        f"## {title}\n\n{_table(heads, [_assumption_row(line) for line in lines])}"
        for title, lines in groups.items()
    ]
    return MADE + ASSUMPTIONS.format(letters=letters) + "\n" + "\n".join(texts)


def _assumption_row(line: Assumption) -> tuple[str, ...]:
    ends = (_bare(line.default), _bare(line.low), _bare(line.high))
    switch = f"`{line.switch}`" if line.switch != "-" else ""
    return (f"`{line.path}`", *ends, line.confidence, line.source, switch)


def _bare(value: Any) -> str:
    return "–" if value is None else value if isinstance(value, str) else f"{value:g}"


# ---- all of them -------------------------------------------------------------------


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def pages() -> dict[str, str]:
    """Return the text of every made page, by file name."""
    return {
        "scenario.md": scenario_page(),
        "measures.md": measures_page(),
        "journal.md": journal_page(),
        "assumptions.md": assumptions_page(),
    }


def drifted() -> list[str]:
    """Return the pages that differ from what would be made."""
    paths = {HERE / name: text for name, text in pages().items()}
    return [p.name for p, text in paths.items() if not p.is_file() or p.read_text("utf-8") != text]


def main() -> int:
    """Write the pages, or with ``--check`` only say which would change."""
    late = drifted()
    if "--check" not in sys.argv[1:]:
        for name, text in pages().items():
            (HERE / name).write_text(text, encoding="utf-8")
    for name in late:
        sys.stdout.write(f"docs/{name} {'is out of step' if sys.argv[1:] else 'written'}\n")
    return int(bool(late) and "--check" in sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
