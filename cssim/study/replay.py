"""Replay a log through a center, in place of drawn demand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cssim.center import Settings, live, settings_of
from cssim.demand.replay import Logged, replayed
from cssim.journal import Journal
from cssim.roster import Roster, draw_roster
from cssim.scenario import Scenario

HALF = 0.5
"""Between the marks of those who hung up in self-service (0) and those who did not (1)."""


def replay(
    scenario: Scenario,
    rows: Logged,
    *,
    seed: int = 0,
    replication: int = 0,
    roster: Roster | None = None,
    policy: Any = None,
) -> Journal:
    """Live a log's own attempts through a scenario's roster and rules.

    Parameters
    ----------
    scenario : Scenario
        Staffing, routing and policies; its arrivals, retries and repeats are not used.
        Instant 0 is 00:00 of the log's first day.
    rows : Logged
        The attempts (`cssim.calibrate.replay_demand_tables`).
    seed, replication : int, >= 0
        Luck for what the log does not hold, absences among it.
    roster : Roster, optional
        Who works when on the log's days; drawn from the scenario if not given.
    policy : object, optional
        A routing policy of the user's own.

    Returns
    -------
    Journal
        Every attempt is fresh, so issue-based measures say nothing; customers are not
        modelled, so neither does retention.

    Raises
    ------
    InputError
        As `cssim.demand.replay.replayed`.
    """
    demand = replayed(scenario, rows, seed, replication)
    roster = draw_roster(scenario, seed, replication) if roster is None else roster
    settings = _without_returns(settings_of(scenario))
    return live(settings, demand, roster, policy, luck=(seed, replication))


def _without_returns(settings: Settings) -> Settings:
    reasons = tuple(
        replace(r, retry={}, repeat=0.0, after_contained=0.0, spill=None) for r in settings.reasons
    )
    queues = tuple(replace(queue, hang_up=HALF) for queue in settings.all_queues)
    return replace(
        settings, reasons=reasons, queues=queues, feelings=replace(settings.feelings, loyalty=None)
    )
