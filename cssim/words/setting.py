"""What a study is about, and what its answer rests on, as short named statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from cssim import units
from cssim.errors import printable
from cssim.measures.registry import get
from cssim.scenario import Scenario
from cssim.study import Study, estimates
from cssim.study.arms import BASE
from cssim.words.channels import channel_mix
from cssim.words.numbers import NBSP, awt_text, number, percent, rule_text, value
from cssim.words.people import not_modelled, people, who_joins
from cssim.words.results import base_options, period, quoted, worth_known

Statement = tuple[str, str]
"""What it is about, and what is said."""

DAY_MS = units.DAY_MS


def setting(study: Study) -> list[Statement]:
    """Return what center it is, its volume, staffing and rules, as the base has them.

    Parameters
    ----------
    study : Study

    Returns
    -------
    list of (str, str)
        Plain text; nothing in it is markup.
    """
    base, mix = study.plan.arms[0].scenario, channel_mix(study)
    return [
        ("Center", printable(base.title or base.name)),
        ("Period", _span(base)),
        ("Open", _hours(base)),
        ("Volume", _volume(study, base)),
        *([("Channels", mix)] if mix else []),
        ("Contact reasons", _reasons(base)),
        ("Staffing", _staffing(study, base)),
        ("Who is served first", _routing(base)),
        ("Customers", _customers(base)),
        *([("People", said)] if (said := people(base)) else []),
    ]


def _span(base: Scenario) -> str:
    counted = _long(base.horizon - base.warm_up)
    start = f"{base.start:%A} {base.start.day} {base.start:%B %Y}"
    warm = _warm_up(base.warm_up) if base.warm_up else ""
    return f"{_long(base.horizon)} from {start}{warm}; totals are of {counted}"


def _warm_up(ms: int) -> str:
    return f", of which the first {_long(ms).removeprefix('1 ')} not counted"


def _long(ms: int) -> str:
    """Return a duration, whole days written out."""
    days, rest = divmod(ms, DAY_MS)
    return units.format_duration(ms) if rest else f"{days} day{'s' * (days != 1)}"


def _hours(base: Scenario) -> str:
    """Return the opening hours of the channels, those alike together."""
    alike: dict[str, list[str]] = {}
    comma = ", " if len(base.channels) > 1 else "; "
    for name, channel in sorted(base.channels.items()):
        alike.setdefault(_week_hours(channel.opening_hours, comma), []).append(name)
    return "; ".join(f"{', '.join(names)}: {hours}" for hours, names in alike.items())


def _week_hours(hours: Mapping[int, tuple[tuple[int, int], ...]] | None, comma: str = "; ") -> str:
    if hours is None:
        return "always"
    texts = [", ".join(map(units.format_window, hours.get(day, ()))) for day in range(7)]
    spans, first = [], 0
    for day in range(1, 8):
        if day == 7 or texts[day] != texts[first]:
            spans.append(f"{_days(first, day - 1)} {texts[first] or 'closed'}")
            first = day
    return comma.join(spans)


def _days(first: int, last: int) -> str:
    names = [units.WEEKDAYS[day].capitalize()[:3] for day in (first, last)]
    return names[0] if first == last else f"{names[0]}–{names[1]}"


def fresh_per_week(base: Scenario, reason: str) -> float:
    """Return how many issues of a reason a full week brings on average."""
    rates = base.rates(reason)
    return float(np.sum(rates) * 24 / rates.shape[1] * base.multipliers.volume)


def _volume(study: Study, base: Scenario) -> str:
    fresh = sum(fresh_per_week(base, reason) for reason in base.reason_names)
    seen = _base_value(study, "n_offered")
    return (
        f"{number(fresh)} new issues in a full week; with the customers who come back, {seen}"
        f" contacts reach the queue per {period(study)}"
    )


def _reasons(base: Scenario) -> str:
    issues = {reason: fresh_per_week(base, reason) for reason in base.reason_names}
    total = sum(issues.values()) or 1.0
    ranked = sorted(issues, key=lambda reason: -issues[reason])
    return ", ".join(f"{reason} {number(100 * issues[reason] / total)}{NBSP}%" for reason in ranked)


def _staffing(study: Study, base: Scenario) -> str:
    teams = "; ".join(
        f"{name}: {_agents(base.agent_count(name))}, tier {base.teams[name].tier},"
        f" {base.teams[name].wage_per_hour:g}{NBSP}{base.currency} per hour"
        for name in base.team_names
    )
    busy = _base_value(study, "occupancy")
    return f"{teams}. Agents are busy {busy} of the time they are available"


def _agents(n: int) -> str:
    return "1 agent" if n == 1 else f"{n} agents"


def _base_value(study: Study, measure: str) -> str:
    rows = estimates(study)
    rows = rows[(rows["arm"] == BASE) & (rows["measure"] == measure)]
    return value(measure, float(rows["value"].iloc[0])) if len(rows) else "an unknown number of"


POLICY_WORDS = {
    "single_fifo": "whoever has waited longest",
    "queue_priority": "each team has an order of reasons; within a reason, whoever waited longest",
    "longest_weighted_wait": "the longest wait, weighted by reason",
    "agents_preference": "each reason has an order of teams",
    "agents_preference_with_delays": "each reason has an order of teams; others help after a delay",
    "score": "the highest score: points per second waited",
    "fewest_skills": "whoever has waited longest, by the agent with the fewest skills",
    "most_proficient": "whoever has waited longest, by the fastest agent",
}


def _routing(base: Scenario) -> str:
    routing = base.routing
    starts = ", ".join(
        f"{name} starts with {units.format_duration(ahead)}"
        for name, ahead in sorted(routing.head_start.items())
        if routing.policy == "score"
    )
    said = POLICY_WORDS.get(routing.policy, routing.policy)
    return f"{said} ({routing.policy}{'; ' + starts if starts else ''})"


def _customers(base: Scenario) -> str:
    if base.customers is None:
        return "not modelled: no goodwill, nobody leaves"
    segments = ", ".join(
        f"{name} {percent(s.share)}"
        + (
            f" worth {s.margin_per_month:g}{NBSP}{base.currency} a month"
            if s.margin_per_month
            else ""
        )
        for name, s in sorted(base.customers.segments.items())
    )
    joining = who_joins(base) or "nobody joins, so that their number only falls"
    return f"{number(base.customers.size)} ({segments}); {joining}"


def basis(
    study: Study, measures: Sequence[str] = ("service_level", "fcr", "csat")
) -> list[Statement]:
    """Return what the answer rests on: sources, assumptions, limits, luck, versions.

    Parameters
    ----------
    study : Study
    measures : sequence of str
        Measures whose definitions are repeated.
    """
    base = study.plan.arms[0].scenario
    return [
        ("Figures of the center", printable(base.source) or "no source given in the scenario"),
        *_definitions(study, measures),
        ("Coming back", _returns(base)),
        ("Satisfaction", _satisfaction(base)),
        ("Loyalty", _loyalty(base)),
        ("Money", _money(study, base)),
        ("Not modelled", not_modelled(base)),
        ("Luck", _luck(study)),
        ("Made with", _versions(study)),
        *_hashes(study),
    ]


def _definitions(study: Study, measures: Sequence[str]) -> Iterator[Statement]:
    for name in measures:
        found = get(name)
        yield found.label, _service_level(study) if name == "service_level" else found.definition


def _service_level(study: Study) -> str:
    options = base_options(study)
    return f"Share of contacts answered within {awt_text(options)}; {rule_text(options)}"


def _returns(base: Scenario) -> str:
    reasons = base.reasons.values()
    retry = _range([reason.retry.after_abandoned for reason in reasons])
    repeat = _range([reason.repeat.probability for reason in reasons])
    return (
        f"after hanging up {retry} try again, after an unsolved contact {repeat} come back; where"
        f" nothing was seen, the defaults (50{NBSP}% and 85{NBSP}%) are assumptions"
    )


def _range(shares: Sequence[float]) -> str:
    low, high = percent(min(shares)), percent(max(shares))
    return low if low == high else f"{low} to {high}"


def _satisfaction(base: Scenario) -> str:
    if not base.satisfaction.enabled:
        return "not modelled"
    response = percent(base.satisfaction.survey_response)
    return (
        "a rating falls with every extra contact, with an unsolved issue, a hand-over and each"
        " doubling of the wait beyond what is acceptable. Steps for resolution follow published"
        f" industry surveys, the others are assumptions. About {response} of the answered return"
        " the survey, content customers rather more often: surveyed CSAT flatters"
    )


def _loyalty(base: Scenario) -> str:
    if base.customers is None or not base.loyalty.enabled:
        return "not modelled"
    loyalty = base.loyalty
    ahead = _long(max(loyalty.projection, base.horizon - base.warm_up))
    return (
        f"{percent(loyalty.churn_per_year)} of customers leave in a year at unmoved goodwill; a"
        f" disappointment weighs {loyalty.loss_aversion:g} times a pleasant surprise and fades over"
        f" {loyalty.memory_months:g} months. Retention is projected {ahead} ahead from what each"
        " customer lived through in the run, as if no further issue came. The strength of these"
        " effects is assumed: trust the order of the changes more than their size"
    )


def _money(study: Study, base: Scenario) -> str:
    hired = "hiring is included" if base.people.hiring else "hiring is not included"
    wage = f"wages with {percent(base.costs.oncost)} on top, lines and fees; {hired}"
    if not worth_known(study):
        return f"{wage}; the scenario does not say what a customer is worth (margin_per_month)"
    return (
        f"{wage}. A customer is worth the margins of the expected stay, discounted by"
        f" {percent(base.loyalty.discount_per_year)} a year; value kept is the change in the"
        " chance to stay, times that worth"
    )


def _luck(study: Study) -> str:
    return (
        f"{study.replications} replications from seed {study.plan.seed}; in each, every arm meets"
        f" the same customers with the same issues, patience and staff absences. Intervals are"
        f" 95{NBSP}% Student-t intervals of paired differences, each for itself: of twenty"
        " independent ones, one is expected to miss"
    )


def _versions(study: Study) -> str:
    versions = study.manifest()["versions"]
    return ", ".join(f"{name} {version}" for name, version in versions.items())


def _hashes(study: Study) -> Iterator[Statement]:
    for arm in study.plan.arms:
        scenario = arm.scenario
        told = "; ".join(map(_shortened, scenario.overrides)) or "as in the file"
        yield f"Scenario of {quoted(arm.name)}", f"{told} (sha256 {scenario.hash[:12]}…)"


def _shortened(override: str, most: int = 120) -> str:
    text = printable(override)
    return text if len(text) <= most else f"{text[: most - 1]}…"
