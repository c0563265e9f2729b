"""Mutants of the draws, the measures, money and the statistics."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from mutating import mutant
from scipy.special import ndtri

# ---------------------------------------------------------------------------------------
# The draws


@mutant(
    "seeds repeated",
    "all replications are the same day",
    "luck",
    at="cssim.streams:SeedSequence",
)
def _seeds_repeated(right: Any) -> Any:
    return lambda seed, spawn_key: right(seed, spawn_key=(0, *spawn_key[1:]))


@mutant(
    "streams shared",
    "all purposes read the same random numbers",
    "luck",
    at="cssim.streams:SeedSequence",
)
def _streams_shared(right: Any) -> Any:
    return lambda seed, spawn_key: right(seed, spawn_key=(spawn_key[0], 0, *spawn_key[2:]))


@mutant(
    "rate per interval",
    "a rate per hour is taken for one per interval",
    "arrivals",
    at="cssim.scenario.demand:Reason.rates",
)
def _rate_per_interval(right: Any) -> Any:
    return lambda reason: right(reason) * 3_600_000 / reason.arrivals.interval


# ---------------------------------------------------------------------------------------
# Measures


@mutant(
    "abandoned in time",
    "whoever abandons within the threshold counts as answered in time",
    "figures",
    at="cssim.measures.waiting:service_level.formula",
)
def _abandoned_in_time(right: Any) -> Any:
    def formula(view: Any, options: Any) -> Any:
        from cssim.measures.waiting import short

        quotient = right(view, options)
        early = view.contacts.total(short(view, options))
        return (quotient.numerator + early) / quotient.denominator

    return formula


@mutant(
    "strictly within",
    "a wait of exactly the threshold is too long",
    "figures",
    at="cssim.measures.waiting:within",
)
def _strictly_within(_: Any) -> Any:
    def within(view: Any, options: Any) -> Any:
        from cssim.measures.waiting import awt_ms

        return view.contacts.wait_ms < awt_ms(view, options)

    return within


@mutant(
    "boundary twice",
    "time at the end of an interval counts in the next one too",
    "intervals",
    at="cssim.measures.periods:Periods.clip",
)
def _boundary_twice(right: Any) -> Any:
    return lambda periods, from_ms, until_ms: right(periods, from_ms, until_ms + 1)


@mutant(
    "boundary to the left",
    "an arrival at the start of an interval counts in the one before",
    "intervals",
    at="cssim.measures.periods:Periods.locate",
)
def _boundary_to_the_left(right: Any) -> Any:
    return lambda periods, at_ms: right(periods, at_ms - 1)


@mutant(
    "last interval dropped",
    "an interval that the horizon cuts is left out",
    "intervals",
    at="cssim.measures.periods:Periods.of",
)
def _last_interval_dropped(right: Any) -> Any:
    def of(cls: Any, about: Any, keys: Any, interval_s: float) -> Any:
        step = round(1000 * interval_s)
        whole = about.horizon_ms // step * step
        return right.__func__(cls, replace(about, horizon_ms=whole), keys, interval_s)

    return classmethod(of)


@mutant(
    "not the local clock",
    "time of day is counted from the start of the run",
    "intervals",
    at="cssim.measures.periods:clock_offset_ms",
)
def _not_the_local_clock(_: Any) -> Any:
    return lambda about: 0


@mutant(
    "utilization of the clock",
    "utilization is busy time over clock time",
    "figures",
    at="cssim.measures.agents:utilization.formula",
)
def _utilization_of_the_clock(_: Any) -> Any:
    return lambda view, options: view.agents.busy / view.clock


@mutant(
    "warm-up ignored",
    "what happens in the warm-up counts",
    "intervals",
    at="cssim.measures.view:View.__init__",
)
def _warm_up_ignored(right: Any) -> Any:
    def init(view: Any, journal: Any) -> None:
        about = replace(journal.about, warm_up_ms=0)
        right(view, replace(journal, about=about))

    return init


def _or_zero(ratio: Any) -> float:
    return ratio.numerator / ratio.denominator if ratio.denominator else 0.0


@mutant(
    "nothing is zero",
    "a figure of nothing is 0 instead of missing",
    "figures",
    ("cssim.measures.ratio:Ratio.value", lambda _: property(_or_zero)),
    at="cssim.measures.registry:divide",
)
def _nothing_is_zero(right: Any) -> Any:
    return lambda numerator, denominator: np.nan_to_num(right(numerator, denominator))


# ---------------------------------------------------------------------------------------
# Money


@mutant(
    "classes free",
    "a class of hires costs nothing besides the hires",
    "classes",
    at="cssim.measures.staff_rows:StaffEvents.first_of_team",
)
def _classes_free(_: Any) -> Any:
    return property(lambda events: np.zeros(len(events.at_ms), dtype=bool))


@mutant(
    "a class for each",
    "every hire costs a class",
    "classes",
    at="cssim.measures.staff_rows:StaffEvents.first_of_team",
)
def _a_class_for_each(_: Any) -> Any:
    return property(lambda events: np.ones(len(events.at_ms), dtype=bool))


@mutant(
    "class price unread",
    "what a scenario says that a class costs is not read",
    "priced",
    at="cssim.measures.prices:_of_people",
)
def _class_price_unread(right: Any) -> Any:
    return lambda scenario: {**right(scenario), "hire_class": 0.0}


@mutant(
    "one place a course",
    "a course costs one place however many take part",
    "classes",
    at="cssim.measures.staff_cost:_places",
)
def _one_place_a_course(_: Any) -> Any:
    return lambda view, course, at_ms: 1


@mutant(
    "stakes unread",
    "what a scenario says is at stake is not read",
    "priced",
    at="cssim.measures.prices:Prices.of",
)
def _stakes_unread(right: Any) -> Any:
    return classmethod(lambda cls, scenario: replace(right.__func__(cls, scenario), at_stake={}))


@mutant(
    "losses uncounted",
    "an issue given up loses nothing of what is at stake",
    "stakes",
    at="cssim.measures.resolution:lost_value.formula",
)
def _losses_uncounted(right: Any) -> Any:
    def formula(view: Any, options: Any) -> Any:
        return right(view, replace(options, prices=replace(options.prices, at_stake={})))

    return formula


@mutant(
    "margins unread",
    "the value of a customer does not depend on the margin",
    "stakes",
    at="cssim.measures.value:per_segment",
)
def _margins_unread(right: Any) -> Any:
    # What is 0 unless given is the margin.
    return lambda view, values, otherwise: right(view, values if otherwise else {}, 1.0)


# ---------------------------------------------------------------------------------------
# Statistics


@mutant(
    "z for t",
    "intervals of few replications use the normal quantile",
    "statistics",
    at="cssim.stats.estimate:t_quantile",
)
def _z_for_t(_: Any) -> Any:
    return lambda freedom, level: float(ndtri(0.5 * (1.0 + level)))


@mutant(
    "ddof 0",
    "the variance is divided by n",
    "statistics",
    at="cssim.stats.estimate:spread_of",
)
def _ddof_0(right: Any) -> Any:
    return lambda parts: right(parts) * np.sqrt(max(parts.size - 1, 0) / max(parts.size, 1))


@mutant(
    "mean of ratios",
    "the pooled ratio is the mean of the days' ratios",
    "statistics",
    at="cssim.stats.single:influences",
)
def _mean_of_ratios(_: Any) -> Any:
    def influences(x: Any, y: Any) -> Any:
        ratios = x / y
        return float(ratios.mean()), ratios - ratios.mean()

    return influences


@mutant(
    "NaN dropped",
    "a day without a figure is silently left out",
    "statistics",
    at="cssim.stats.single:ratios",
)
def _nan_dropped(right: Any) -> Any:
    def ratios(x: Any, y: Any) -> Any:
        found = right(x, y)
        return found[~np.isnan(found)]

    return ratios
