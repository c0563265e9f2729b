"""`cssim check`: whether a scenario file is in order, and what it holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cssim.cli import options
from cssim.cli.shell import stop, tell
from cssim.errors import EXIT_BAD_INPUT, InputError

if TYPE_CHECKING:
    from cssim.scenario import Scenario

Coverage = Annotated[
    bool,
    typer.Option("--coverage", help="Say where too few agents are planned in the first week."),
]
Assumptions = Annotated[
    bool,
    typer.Option("--assumptions", help="List every number that says how people behave."),
]
Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Scenario files.")]


def check(
    files: Files,
    *,
    changes: options.Changes = None,
    replications: options.Replications = 1,
    coverage: Coverage = False,
    assumptions: Assumptions = False,
    json: options.Json = False,
) -> None:
    """Check scenario files and say what they hold.

    All problems of a file are told at once, one line each.

    Example: cssim check bank.yml --set teams.desk.size=+2
    """
    from cssim.cli import show

    wanted = {"coverage": coverage, "assumptions": assumptions}
    reports = [_checked(file, changes, replications, **wanted) for file in files]
    for report in reports:
        tell(*report["problems"])
    if json:
        show.as_json({"command": "check", "ok": all(r["ok"] for r in reports), "files": reports})
    else:
        for report in reports:
            _print(report)
    if not all(report["ok"] for report in reports):
        raise stop(EXIT_BAD_INPUT)


def _checked(
    file: Path,
    changes: list[str] | None,
    replications: int,
    *,
    coverage: bool,
    assumptions: bool,
) -> dict[str, Any]:
    from cssim.cli import inputs
    from cssim.scenario import check_budget

    try:
        scenario = inputs.scenario(file, changes)
        cost = check_budget(scenario, replications)
    except InputError as error:
        return {"file": str(file), "ok": False, "problems": error.lines()}
    return {
        "file": str(file),
        "ok": True,
        "problems": [],
        **_about(scenario),
        "replications": replications,
        "expected_contacts": cost.expected_contacts,
        "seconds": cost.seconds,
        "megabytes": cost.megabytes,
        "gaps": _gaps(scenario) if coverage else None,
        "assumptions": _assumptions(scenario) if assumptions else None,
    }


def _assumptions(scenario: Scenario) -> list[dict[str, Any]]:
    """Return the ledger of a scenario, what is off as well."""
    from dataclasses import asdict

    from cssim.scenario.ledger import entries

    return [{**asdict(entry), "rests_on": entry.rests_on} for entry in entries(scenario)]


def _gaps(scenario: Scenario) -> list[dict[str, Any]]:
    """Return for each queue how many half hours lack agents, and the worst of them."""
    from cssim.coverage import coverage

    found = []
    table = coverage(scenario)
    for (reason, channel), mine in table.groupby(["reason", "channel"]):
        short = mine[mine["uncovered"]]
        worst = short.sort_values("ratio").head(1).to_dict("records")
        found.append(
            {
                "queue": f"{reason} on {channel}",
                "open": int(mine["open"].sum()),
                "uncovered": len(short),
                "worst": worst[0] if worst else None,
            }
        )
    return found


def _about(scenario: Scenario) -> dict[str, Any]:
    from cssim.cli import studies

    return {
        "name": scenario.name,
        "title": scenario.title,
        "hash": scenario.hash,
        "overrides": list(scenario.overrides),
        "period": studies.period(scenario),
        "channels": len(scenario.channels),
        "reasons": len(scenario.reasons),
        "teams": len(scenario.teams),
        "agents": sum(scenario.agent_count(team) for team in scenario.teams),
        "customers": scenario.customers.size if scenario.customers else 0,
        "policy": scenario.routing.policy,
    }


def _print(report: dict[str, Any]) -> None:
    from cssim.cli.show import count, say

    if not report["ok"]:
        return
    title = f": {report['title']}" if report["title"] else ""
    parts = [count(report[f"{part}s"], part) for part in ("channel", "reason", "team", "agent")]
    people = count(report["customers"], "customer") if report["customers"] else "not modelled"
    say(f"{report['file']}: in order")
    say(f"  scenario   {report['name']}{title}")
    say(f"  hash       {report['hash']}")
    if report["overrides"]:
        say(f"  changed    {'; '.join(report['overrides'])}")
    say(f"  period     {report['period']}")
    say(f"  center     {', '.join(parts)}; routing {report['policy']}")
    say(f"  customers  {people}")
    say(f"  budget     {_budget(report)}")
    for gap in report["gaps"] or ():
        say(f"  coverage   {_gap(gap)}")
    if report["assumptions"] is not None:
        _print_assumptions(report["assumptions"])


def _print_assumptions(rows: list[dict[str, Any]]) -> None:
    """Print the numbers that have an effect, and how many have none."""
    from cssim.cli.show import count, say, table
    from cssim.scenario.ledger import CONFIDENCE

    heads = ("number", "value", "low", "high", "rests on", "source", "off with")
    keys = ("path", "value", "low", "high", "rests_on", "source", "switch")
    on = [
        row if row["is_default"] else {**row, "source": "set in the scenario"}
        for row in rows
        if row["is_on"]
    ]
    say()
    table(heads, [[_cell(row[key]) for key in keys] for row in on], text_columns=(0, 4, 5, 6))
    say()
    for letter, meaning in CONFIDENCE.items():
        found = sum(row["rests_on"] == letter for row in on)
        say(f"  {letter}  {count(found, 'number')}: {meaning}")
    say(f"  {count(len(rows) - len(on), 'number')} of what is switched off: see --json")


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    return value if isinstance(value, str) else f"{value:.6g}"


def _gap(gap: dict[str, Any]) -> str:
    told = f"{gap['queue']}: {gap['uncovered']} of {gap['open']} half hours lack agents"
    if gap["worst"] is None:
        return told
    worst = gap["worst"]
    day, hour = divmod(round(worst["at_s"] / 60), 24 * 60)
    at = f"day {day + 1}, {hour // 60:02d}:{hour % 60:02d} from the start"
    return f"{told}; worst {at}: {max(0.0, worst['expected']):.1f} of {worst['needed']:.0f} agents"


def _budget(report: dict[str, Any]) -> str:
    from cssim.cli.show import count

    return (
        f"about {report['expected_contacts']:,.0f} contacts, {report['megabytes']:,.0f} MB and"
        f" {report['seconds']:,.1f} s for {count(report['replications'], 'replication')}"
    )
