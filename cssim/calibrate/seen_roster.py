"""The roster of a log's own days: every shift and absence where the log saw it.

The scenario of a calibration has one representative week. To replay a log on the very days
on which it was written, the agents work here when they were seen to work, with all the
bias of such a view (`cssim.calibrate.floor`): nobody is on the floor before the first call
or after the last one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cssim.calibrate.floor import Seen, see_floor
from cssim.calibrate.log import Log
from cssim.roster import Away, Roster, Shift, draw_roster
from cssim.scenario import Scenario
from cssim.units import SECOND_MS

if TYPE_CHECKING:
    from cssim.calibrate.fit import Calibration


def with_everybody(scenario: Scenario, found: Calibration, log: Log) -> Scenario:
    """Return the scenario with all agents who took calls on the days of a log.

    Parameters
    ----------
    scenario : Scenario
        Of `found`; its week leaves out those who were seen too little.
    found : Calibration
        Gives the speed of those added; unknown ones work at speed 1.
    log : Log
        The days, and what skills those added have.
    """
    known = {plan.name for team in scenario.team_names for plan in scenario.agents_of(team)}
    skills = see_floor(log).skills
    added = [_member(found, name, skills[name]) for name in sorted(set(skills) - known)]
    if not added:
        return scenario
    path = f"teams.{scenario.team_names[0]}"
    if found.mapping.team in scenario.teams:
        path = f"teams.{found.mapping.team}"
    members = scenario.tree()["teams"][path.partition(".")[2]]["members"]
    return scenario.with_overrides(
        {f"{path}.size": f"+{len(added)}", f"{path}.members": [*members, *added]}
    )


def _member(found: Calibration, name: str, reasons: tuple[str, ...]) -> dict[str, Any]:
    speed = found.pace[name].speed if name in found.pace else 1.0
    skills = [r for r in reasons if r in found.reasons] or found.reasons[:1]
    return {"name": name, "skills": {skill: {"speed": speed} for skill in skills}}


def seen_roster(scenario: Scenario, log: Log) -> Roster:
    """Return the shifts and absences of a log's own days, for the agents of a scenario.

    Parameters
    ----------
    scenario : Scenario
        Has everybody (`with_everybody`); instant 0 is 00:00 of the log's first day.
    log : Log
        The days.
    """
    seen = see_floor(log)
    cards = draw_roster(scenario, 0, 0).agents
    index = {card.name: i for i, card in enumerate(cards)}
    columns = (seen.shifts[name] for name in ("shift", "agent", "start", "end"))
    shifts = [
        Shift(index[agent], _ms(start), _ms(end), _absences(seen, shift))
        for shift, agent, start, end in zip(*columns, strict=True)
    ]
    return Roster(cards, tuple(sorted(shifts, key=lambda s: (s.agent, s.start))))


def _absences(seen: Seen, shift: int) -> tuple[Away, ...]:
    gaps = seen.gaps[seen.gaps["is_away"] & (seen.gaps["shift"] == shift)]
    spans = sorted(zip(gaps["start"], gaps["end"], strict=True))
    return tuple(Away(_ms(start), _ms(end)) for start, end in spans)


def _ms(seconds: float) -> int:
    return round(seconds * SECOND_MS)
