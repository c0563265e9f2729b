"""The hash: the same for the same content however written, another for any other content."""

import json
import random  # noqa: TID251
from typing import Any

import pytest
from bank import BANK, changed

from cssim.scenario import Scenario, parse
from cssim.scenario.dump import to_yaml


def shuffled(tree: Any, luck: random.Random) -> Any:
    if isinstance(tree, list):
        return [shuffled(item, luck) for item in tree]
    if not isinstance(tree, dict):
        return tree
    keys = luck.sample(list(tree), len(tree))
    return {key: shuffled(tree[key], luck) for key in keys}


@pytest.mark.parametrize("seed", range(5))
def test_order_of_keys_means_nothing(seed: int) -> None:
    bank = parse(BANK)
    mixed = shuffled(bank.tree(), random.Random(seed))
    assert json.dumps(mixed) != json.dumps(bank.tree())
    assert parse(to_yaml(mixed)).hash == bank.hash


SAME = [
    ("volume: 1.0", "volume: 1"),
    ("horizon: 7 d", "horizon: 1 w"),
    ("A bank's phone desk", "Another title"),
    ('source: "made up"', 'source: "found"'),
    ("limits: {max_attempts: 8, max_legs: 4}\n", ""),
    ("skills: [loans]\n", "skills: {loans: {}}\n"),
    ("complexity: -0.5", "complexity: -0.50"),
    ("loss_aversion: 2.0", "loss_aversion: 2"),
]


@pytest.mark.parametrize(("old", "new"), SAME)
def test_same_content_has_the_same_hash(old: str, new: str) -> None:
    assert parse(changed(old, new)).hash == parse(BANK).hash


def test_zero_has_no_sign() -> None:
    zeros = [parse(changed("complexity: -0.5", f"complexity: {zero}")) for zero in ("0", "-0.0")]
    assert zeros[0].hash == zeros[1].hash


def _leaves(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(tree, dict):
        return [leaf for key, value in tree.items() for leaf in _leaves(value, (*path, key))]
    if isinstance(tree, list):
        return [leaf for i, value in enumerate(tree) for leaf in _leaves(value, (*path, i))]
    return [path]


def test_every_single_value_is_in_the_hash() -> None:
    """Each leaf changed to a marker in turn: the hash may ignore title and source only."""
    bank = parse(BANK)
    tree = bank.tree()
    ignored = []
    for path in _leaves(tree):
        other = json.loads(json.dumps(tree))
        node = other
        for part in path[:-1]:
            node = node[part]
        node[path[-1]] = "changed"
        if _with_tree(bank, other).hash == bank.hash:
            ignored.append(path)
    assert ignored == [("title",), ("source",)]


def _with_tree(bank: Scenario, tree: dict[str, Any]) -> Scenario:
    class Changed(Scenario):
        def tree(self) -> dict[str, Any]:
            return tree

    return Changed.model_construct(**bank.__dict__)


def test_equal_means_equal_in_all_fields_not_in_history() -> None:
    bank = parse(BANK)
    assert bank.with_overrides({"limits.max_legs": 4}) == bank
    assert parse(changed("A bank's phone desk", "Another")) != bank
    assert bank != BANK
    assert len({bank, parse(BANK)}) == 1
