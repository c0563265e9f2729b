"""A week of a large center with everything on: what a replication costs, and where it goes.

Five channels, 100 agents in three tiers, about 60,000 contacts: chats, e-mail set aside for
the phone, a bot, announcements, callbacks, chasers, transfers, escalations, consults, two
languages, customers with goodwill. CPU time of one replication: draw, live, journal tables.

    python benchmarks/week.py [--rounds 3] [--profile] [--markdown docs/speed_week.md]
"""

from __future__ import annotations

import argparse
import cProfile
import io
import pstats
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from cssim import __version__
from cssim.center import run
from cssim.demand import Demand, draw_demand
from cssim.journal import TABLES, Journal
from cssim.roster import draw_roster
from cssim.scenario import Scenario, parse

WEEK = """
name: week
start: "2024-01-01 00:00"
horizon: 7 d
customers:
  size: 200000
  segments: {standard: {share: 0.9, margin_per_month: 20}, vip: {share: 0.1, margin_per_month: 90}}
languages: {english: 0.85, spanish: 0.15}
channels:
  phone:
    kind: phone
    opening_hours: <hours>
    lines: 150
    announcement: {hazard_before: 0.9, hazard_after: 1.2}
    callback: {offer_above: 3 min}
  vip-line:
    kind: phone
    opening_hours: <hours>
  chat: {kind: chat, opening_hours: <hours>}
  email: {kind: email}
  social: {kind: social}
reasons:
  billing:
    channels:
      phone: {share: 0.45}
      vip-line: {share: 0.05}
      chat: {share: 0.25, skill: written, handle_time: <chat>}
      email: {share: 0.2, skill: written, handle_time: <mail>}
      social: {share: 0.05, skill: written, handle_time: <mail>}
    arrivals: <arrivals>
    handle_time: {distribution: lognormal, mean: 5 min, cv: 0.8}
    bot: {share: 0.25, contains: 0.4}
    escalate: 0.06
    transfer: {probability: 0.05, to: {technical: {}}}
    retry: {switch: {chat: 0.1}}
  technical:
    channels:
      phone: {share: 0.5}
      vip-line: {share: 0.05}
      chat: {share: 0.25, skill: written, handle_time: <chat>}
      email: {share: 0.2, skill: written, handle_time: <mail>}
      social: {share: 0.0, skill: written, handle_time: <mail>}
    arrivals: <arrivals>
    handle_time: {distribution: lognormal, mean: 6 min, cv: 0.8}
    consult: {probability: 0.05}
    escalate: 0.1
    complexity: 0.3
    spill: {channel: social}
teams:
  frontline:
    size: 60
    skills: [billing, technical]
    languages: [english]
    patterns: <all>
  spanish: {size: 10, skills: [billing, technical, written], patterns: <all>}
  writers: {size: 20, skills: [written, billing], languages: [english], patterns: <all>}
  seniors: {size: 10, tier: 2, skills: [billing, technical, written], patterns: <all>}
routing: {policy: score, segment_base: {vip: 60}, mismatch_after: 2 min}
escalation: {conference: {distribution: deterministic, mean: 1 min}}
"""

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PARTS = {
    "hours": "{" + ", ".join(f'{day}: ["08:00-18:00"]' for day in _DAYS) + "}",
    "chat": "{distribution: lognormal, mean: 8 min, cv: 0.8}",
    "mail": "{distribution: lognormal, mean: 6 min, cv: 0.8}",
    "arrivals": '{interval: 1 h, per_hour: {every_day: {"08:00": '
    "[330, 420, 450, 430, 380, 360, 360, 370, 340, 260]}}}",
    "all": f'[{{days: [{", ".join(_DAYS)}], shift: "08:00-18:00", '
    'breaks: [{at: "12:00", length: 30 min, movable: 30 min}]}]',
}
"""What stands in several places of the scenario."""

PAGE = """# A week with everything on

Written by `python benchmarks/week.py --profile --markdown docs/speed_week.md`.

One replication of a week with five channels, 100 agents in two tiers, {contacts:,} contacts and
{legs:,} legs (the scenario is in `benchmarks/week.py`) took {median:.2f} s of CPU on one core
(median of {rounds}; {low:.2f} to {high:.2f}): {draw:.2f} s to draw demand and roster, {live:.2f} s
to live and write all journal tables. cssim {version}. Limit set for it: 10 s.

Where the time goes (profiled, so slower in all; own time of the first functions):

```
{profile}
```
"""


def scenario() -> Scenario:
    """Return the week."""
    text = WEEK
    for name, part in PARTS.items():
        text = text.replace(f"<{name}>", part)
    return parse(text)


def one(
    week: Scenario, replication: int, watch: Callable[[Demand], Demand] = lambda demand: demand
) -> tuple[float, float, Journal]:
    """Return the CPU seconds of drawing and of living a replication, and its journal.

    Who wants to `watch` the replication being lived puts its demand into one that does.
    """
    start = time.process_time()
    demand, roster = draw_demand(week, 1, replication), draw_roster(week, 1, replication)
    drawn, demand = time.process_time(), watch(demand)
    journal = run(week, demand, roster)
    for table in TABLES:
        journal.columns[table]
    return drawn - start, time.process_time() - drawn, journal


def profiled(week: Scenario, lines: int = 18) -> str:
    """Return the functions that take longest in a replication."""
    profile = cProfile.Profile()
    profile.runcall(one, week, 0)
    text = io.StringIO()
    pstats.Stats(profile, stream=text).strip_dirs().sort_stats("tottime").print_stats(lines)
    return "\n".join(text.getvalue().strip().splitlines()[4:])


def main() -> None:
    """Measure, print and, if asked, write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--markdown", type=Path)
    asked = parser.parse_args()
    week = scenario()
    rounds = [one(week, replication) for replication in range(asked.rounds)]
    totals = [draw + live for draw, live, _ in rounds]
    journal = rounds[0][2]
    page = PAGE.format(
        contacts=len(journal.columns["contacts"]["contact"]),
        legs=len(journal.columns["legs"]["contact"]),
        median=statistics.median(totals),
        rounds=asked.rounds,
        low=min(totals),
        high=max(totals),
        draw=statistics.median(draw for draw, _, _ in rounds),
        live=statistics.median(live for _, live, _ in rounds),
        version=__version__,
        profile=profiled(week) if asked.profile else "(not asked for)",
    )
    print(page)
    if asked.markdown:
        asked.markdown.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
