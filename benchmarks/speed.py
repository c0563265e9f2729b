"""How fast cssim is, beside idiomatic SimPy and Ciw, on the same work in the same minute.

The work: one phone queue as an M/M/n+M system, 10 contacts a minute, 5 minutes of work,
3 minutes of patience, 50 agents. Each contestant samples, simulates and returns waits and
outcomes as numpy arrays. CPU time only; start-up and imports are left out. Rounds are
interleaved; a ratio is the median over rounds of (contacts per CPU second of cssim) /
(contacts per CPU second of the other), printed with the smallest and the largest.

    python benchmarks/speed.py [--rounds 5] [--minutes 5000] [--markdown docs/speed.md]
"""

from __future__ import annotations

import argparse
import gc
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import simpy

from cssim.center import run
from cssim.demand import draw_demand
from cssim.roster import draw_roster
from cssim.scenario import Scenario, parse

RATE_PER_MINUTE, WORK_MIN, PATIENCE_MIN, AGENTS = 10.0, 5.0, 3.0, 50

DESK = """
name: benchmark
start: "2024-01-01 00:00"
horizon: {minutes} min
demand: {{busyness_cv: 0}}
channels: {{phone: {{kind: phone}}}}
reasons:
  calls:
    channel: phone
    arrivals: {{per_hour: 600, busyness_cv: 0}}
    handle_time: {{distribution: exponential, mean: 5 min}}
    hold_share: 0
    acw_share: 0
    patience: {{distribution: exponential, mean: 3 min}}
    retry: {{after_abandoned: 0, after_blocked: 0, after_disconnected: 0}}
    repeat: {{probability: 0}}
satisfaction: {{enabled: {feelings}}}
teams:
  desk:
    size: 50
    absence: 0
    skills: [calls]
    patterns:
      - days: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]
        shift: "00:00-24:00"
"""

PAGE = """# Speed

Written by `python benchmarks/speed.py --markdown docs/speed.md`; run it on your machine, and
trust the ratios rather than the rates. {work}. Each contestant samples, simulates and
returns waits and outcomes as arrays; start-up and imports are left out.

| | contacts per CPU second | cssim is … times as fast | least and most over rounds |
| --- | --- | --- | --- |
{rows}

{memory}
"""

Outcome = tuple[int, float]
"""Contacts, and the share that abandoned (all contestants must agree on it)."""


def desk(minutes: int, *, feelings: bool = False) -> Scenario:
    """Return the work as a scenario; satisfaction, ratings and surveys may be on."""
    return parse(DESK.format(minutes=minutes, feelings=str(feelings).lower()))


def cssim_days(scenario: Scenario, seed: int) -> Outcome:
    """Draw and live the desk; the journal's contact columns are the result."""
    journal = run(scenario, draw_demand(scenario, seed, 0), draw_roster(scenario, seed, 0))
    outcome = journal.columns["contacts"]["outcome"]
    return len(outcome), float(np.mean(outcome == 1))


def idiomatic_simpy(minutes: int, seed: int) -> Outcome:
    """The model of every SimPy tutorial: a process per contact, a resource of agents."""
    rng = np.random.default_rng(seed)  # noqa: TID251
    env = simpy.Environment()
    agents = simpy.PriorityResource(env, AGENTS)
    rows: list[tuple[float, float, bool]] = []

    def contact(patience: float, work: float):
        arrived = env.now
        with agents.request(priority=0) as turn:
            got = yield turn | env.timeout(patience)
            rows.append((arrived, env.now - arrived, turn in got))
            if turn in got:
                yield env.timeout(work)

    def source():
        while True:
            yield env.timeout(rng.exponential(1 / RATE_PER_MINUTE))
            env.process(contact(rng.exponential(PATIENCE_MIN), rng.exponential(WORK_MIN)))

    env.process(source())
    env.run(until=minutes)
    table = np.array(rows)
    return len(table), float(1 - table[:, 2].mean())


def ciw_days(minutes: int, seed: int) -> Outcome:
    """The same in Ciw, whose reneging is built in."""
    import ciw

    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(RATE_PER_MINUTE)],
        service_distributions=[ciw.dists.Exponential(1 / WORK_MIN)],
        reneging_time_distributions=[ciw.dists.Exponential(1 / PATIENCE_MIN)],
        number_of_servers=[AGENTS],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(minutes)
    records = simulation.get_all_records()
    waits = np.array([record.waiting_time for record in records])
    left = np.array([record.record_type == "renege" for record in records])
    return len(waits), float(left.mean())


def timed(work: Callable[[int], Outcome], seed: int) -> tuple[float, float]:
    """Return contacts per CPU second, and the share that abandoned."""
    gc.collect()
    start = time.process_time()
    n_contacts, abandonment = work(seed)
    return n_contacts / (time.process_time() - start), abandonment


def resident_mb() -> float:
    """Return the memory this process holds now, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


def memory_slope(replications: int) -> float:
    """Return MB gained per replication of a day of 3,000 contacts, after the first ten."""
    small = desk(300)
    held = []
    for replication in range(replications):
        cssim_days(small, replication)
        held.append(resident_mb())
    steps = np.arange(len(held) - 10)
    return float(np.polyfit(steps, held[10:], 1)[0])


def main() -> None:
    """Run the rounds and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--minutes", type=int, default=5000)
    parser.add_argument("--replications", type=int, default=100, help="for the memory slope, > 11")
    parser.add_argument("--markdown", type=Path, help="write the table there as well")
    args = parser.parse_args()
    if args.replications < 12:
        parser.error("--replications: at least 12, the slope begins after the tenth")
    plain, felt = desk(args.minutes), desk(args.minutes, feelings=True)
    contestants: dict[str, Callable[[int], Outcome]] = {
        "cssim": lambda seed: cssim_days(plain, seed),
        "cssim, satisfaction on": lambda seed: cssim_days(felt, seed),
        "idiomatic SimPy": lambda seed: idiomatic_simpy(args.minutes, seed),
        "Ciw": lambda seed: ciw_days(args.minutes, seed),
    }
    rates: dict[str, list[float]] = {name: [] for name in contestants}
    shares: dict[str, list[float]] = {name: [] for name in contestants}
    for seed in range(args.rounds + 1):
        for name, work in contestants.items():
            rate, share = timed(work, seed)
            if seed:  # the first round warms caches up
                rates[name].append(rate)
                shares[name].append(share)
    report(rates, shares, memory_slope(args.replications), args)


def report(
    rates: dict[str, list[float]],
    shares: dict[str, list[float]],
    slope: float,
    args: argparse.Namespace,
) -> None:
    """Print, and write if asked, what was measured."""
    work = f"M/M/50+M, {args.minutes * 10:,} contacts, {args.rounds} interleaved rounds, CPU time"
    print(work)
    print(f"{'':24}{'contacts/s':>12}{'cssim is':>10}  {'[least, most]':16}{'abandoned':>10}")
    rows = []
    for name, own in rates.items():
        ratios = [a / b for a, b in zip(rates["cssim"], own, strict=True)]
        median = statistics.median(ratios)
        span = f"[{min(ratios):.2f}, {max(ratios):.2f}]"
        share = statistics.mean(shares[name])
        rate = statistics.median(own)
        print(f"{name:24}{rate:12,.0f}{median:9.2f}x  {span:16}{share:10.4f}")
        rows.append(f"| {name} | {rate:,.0f} | {median:.2f} | {span} |")
    memory = f"Memory after replication 10: {slope:+.4f} MB per replication ({args.replications})."
    print(memory)
    if args.markdown:
        args.markdown.write_text(PAGE.format(work=work, rows="\n".join(rows), memory=memory))


if __name__ == "__main__":
    main()
