"""`cssim theory`: the check values of the glossary, and the inverse."""

import json

import pytest
from command_line import cli


def told(*words: object) -> dict[str, object]:
    result = cli("theory", *words, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_erlang_b_and_c() -> None:
    (row,) = told("--rate", 360, "--aht", "4 min", "--agents", 27)["agents"]
    assert row["erlang_b"] == pytest.approx(0.08326, abs=5e-6)
    assert row["p_delay"] == pytest.approx(0.44976, abs=5e-6)
    assert row["asa_s"] == pytest.approx(35.981, abs=5e-4)
    assert row["service_level"] == pytest.approx(0.64972, abs=5e-6)
    assert row["occupancy"] == pytest.approx(0.88889, abs=5e-6)


def test_erlang_a() -> None:
    (row,) = told("--load", 24, "--agents", 22, "--patience", "2 min")["agents"]
    assert row["p_delay"] == pytest.approx(0.58574, abs=5e-6)
    assert row["abandonment"] == pytest.approx(0.14288, abs=5e-6)
    assert row["mean_wait_s"] == pytest.approx(17.146, abs=5e-4)
    assert row["occupancy"] == pytest.approx(0.93503, abs=5e-6)


def test_the_fewest_agents_for_a_target() -> None:
    found = told("--load", 24, "--target", "80/20")
    levels = {row["n"]: row["service_level"] for row in found["agents"]}
    assert found["n_required"] == 29 and levels[29] >= 0.8 > levels[28]
    shown = cli("theory", "--load", 24, "--target", "80/20").stdout
    assert "29 agents on the phones meet 80/20" in shown


def test_a_queue_without_end_has_no_figures() -> None:
    rows = told("--load", 24, "--agents", "24-25")["agents"]
    assert [row["asa_s"] is None for row in rows] == [True, False]
    assert rows[0]["erlang_b"] == pytest.approx(0.14648, abs=5e-6)
    shown = cli("theory", "--load", 24, "--agents", "24-25").stdout
    assert "grows without end" in shown and "–" in shown


def test_every_rule_of_the_service_level_is_said() -> None:
    words = ["theory", "--load", 24, "--agents", 22, "--patience", "2 min"]
    levels = set()
    for rule in ("exclude_short", "offered", "short_met", "answered"):
        shown = cli(*words, "--rule", rule).stdout
        assert f"rule {rule}" in shown
        levels.add(shown.splitlines()[-1])
    assert len(levels) == 4
