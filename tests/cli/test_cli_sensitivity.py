"""`cssim sensitivity`: the package's table, in words and as JSON."""

import json

from command_line import TWO, cli, refusal
from toys import two_tiers

from cssim.study.sensitivity import one_at_a_time

CHANGE = "teams.frontline.size=+2"
WORDS = ("--change", CHANGE, "--measure", "asa_s", "--number", "multipliers.patience", "-n", 1)


def test_json_holds_the_table_of_the_package() -> None:
    found = json.loads(cli("sensitivity", TWO, *WORDS, "--json").stdout)["found"]
    own = one_at_a_time(two_tiers(), [CHANGE], ["asa_s"], ["multipliers.patience"], replications=1)
    assert [row["difference"] for row in found] == own["difference"].tolist()
    assert [row["end"] for row in found] == ["as_is", "low", "high"]


def test_table_names_what_it_hangs_on() -> None:
    shown = cli("sensitivity", TWO, *WORDS)
    assert shown.exit_code == 0, shown.output
    assert "depends most on multipliers.patience" in shown.stdout
    rows = [line for line in shown.stdout.splitlines() if line.startswith("multipliers.patience")]
    assert len(rows) == 1 and "0.33" in rows[0]


def test_nothing_to_ask_is_refused() -> None:
    assert "--change" in refusal(cli("sensitivity", TWO))[0]
    assert "measures" in refusal(cli("sensitivity", TWO, *WORDS, "--measure", "assa_s"))[0]
    unknown = cli("sensitivity", TWO, "--change", "teams.nobody.size=+2")
    assert "--change" in refusal(unknown)[0]
