"""Erlang B, C and A, M/M/n+GI, M/G/n loss, M/G/1 and priorities, against their exact values.

Each case is compared with every figure its theory gives; each also has twins, broken on
purpose, which the very same comparison must catch. False alarms: one in a million for the
whole folder (see `steady`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pytest
import steady
from steady import AHT_S, BOUND, Case, of_loss, of_queue, replications, scores, worst

from cssim import units
from cssim.distributions import Deterministic, Distribution, LogNormal, Uniform, Weibull
from cssim.theory import erlang_a, erlang_b, erlang_c, mmn_gi

SLOW = 16
"""Replications of a slow test over those of the quick one.

Standard errors are then below 0.5 % of most values, and 2 % of the mean waits of Erlang C.
"""

HALF_PATIENCE = {"multipliers__patience": 0.5}
ONE_FEWER = {"teams__desk__size": "-1"}
LONGER_WORK = {"multipliers__handle_time": 1.1}
COMING_BACK = {
    "reasons__help__retry": {
        "after_abandoned": 0.8,
        "after_blocked": 0.8,
        "delay": {"distribution": "exponential", "mean": "5 min"},
    }
}
EXPONENTIAL = {"distribution": "exponential", "mean": "120 s"}


def desk(
    load: float, n: int, hours: float, warm_up_min: float, patience: Any = "infinite", **more: Any
) -> dict[str, Any]:
    """Return overrides for one reason of `load` erlangs and one team of `n` agents."""
    return {
        "horizon": f"{hours + warm_up_min / 60:.4f} h",
        "warm_up": f"{warm_up_min} min",
        "reasons__help__arrivals__per_hour": load * 3600 / AHT_S,
        "reasons__help__handle_time": {"distribution": "exponential", "mean": f"{AHT_S} s"},
        "reasons__help__hold_share": 0,
        "reasons__help__acw_share": 0,
        "reasons__help__patience": patience,
        "teams__desk__size": n,
        **more,
    }


def erlang_a_case(load: float, n: int, hours: float, reps: int, **twins: Any) -> Case:
    queue = erlang_a(load, n, aht_s=AHT_S, mean_patience_s=120.0)
    twins = {"patience halved": HALF_PATIENCE, "one agent fewer": ONE_FEWER, **twins}
    return Case(desk(load, n, hours, 40, EXPONENTIAL), lambda: of_queue(queue), reps, twins)


def erlang_c_case(load: float, n: int, hours: float, warm_up_min: float, reps: int) -> Case:
    queue = erlang_a(load, n, aht_s=AHT_S, mean_patience_s=math.inf)
    twins = {
        "one agent fewer": ONE_FEWER,
        "patience left on": {"reasons__help__patience": EXPONENTIAL},
    }
    return Case(desk(load, n, hours, warm_up_min), lambda: of_queue(queue), reps, twins)


def gi_case(load: float, n: int, reps: int, patience: Distribution, written: Any) -> Case:
    queue = mmn_gi(load, n, aht_s=AHT_S, patience=patience)
    twins = {
        "patience halved": HALF_PATIENCE,
        "patience exponential": {"reasons__help__patience": EXPONENTIAL},
    }
    return Case(desk(load, n, 4, 40, written), lambda: of_queue(queue), reps, twins)


def loss_case(
    load: float, n: int, hours: float, reps: int, work: Any = None, warm_up_min: float = 40
) -> Case:
    changes = desk(load, n, hours, warm_up_min, channels__phone__lines=n)
    if work:
        changes["reasons__help__handle_time"] = work
    twins = {
        "one line fewer": {"channels__phone__lines": "-1"},
        "retry left on": COMING_BACK,
    }
    return Case(changes, lambda: of_loss(erlang_b(load, n), load, n), reps, twins)


def written(distribution: str, mean: str, cv: float) -> dict[str, Any]:
    return {"distribution": distribution, "mean": mean, "cv": cv}


CASES = {
    "B light": loss_case(4, 7, 24, 28),
    "B heavy": loss_case(24, 24, 4, 28),
    "B overloaded": loss_case(24, 16, 4, 28),
    # Long talks come late: with a cv of 2, a warm-up of 40 min would leave 1 % of the load out.
    "M/G/n loss, lognormal": loss_case(24, 24, 4, 40, written("lognormal", "240 s", 1.2), 120),
    "M/G/n loss, fixed": loss_case(
        24, 24, 4, 28, {"distribution": "deterministic", "mean": "240 s"}
    ),
    "C light": erlang_c_case(4, 7, 24, 60, 28),
    "C heavy": erlang_c_case(18, 21, 16, 240, 24),
    "A light": erlang_a_case(4, 6, 24, 28),
    "A heavy": erlang_a_case(24, 22, 4, 28, **{"retry left on": COMING_BACK}),
    "A overloaded": erlang_a_case(24, 16, 4, 48),
    "GI lognormal": gi_case(
        24, 22, 28, LogNormal.from_mean_cv(120.0, 2.0), written("lognormal", "120 s", 2.0)
    ),
    "GI Weibull": gi_case(
        24,
        18,
        28,
        Weibull(3.0, 130.0),
        {"distribution": "weibull", "shape": 3.0, "scale": "130 s"},
    ),
    "GI fixed": gi_case(
        24, 22, 28, Deterministic(120.0), {"distribution": "deterministic", "mean": "120 s"}
    ),
    "GI uniform": gi_case(
        24,
        16,
        28,
        Uniform(0.0, 240.0),
        {"distribution": "uniform", "low": "0 s", "high": "240 s"},
    ),
}
QUICK_TWINS = {
    "B light": "one line fewer",
    "M/G/n loss, fixed": "retry left on",
    "C light": "one agent fewer",
    "C heavy": "patience left on",
    "A light": "patience halved",
    "A heavy": "retry left on",
    "A overloaded": "one agent fewer",
    "GI lognormal": "patience exponential",
    "GI Weibull": "patience exponential",
    "GI fixed": "patience halved",
}
"""Twins of the quick run; the slow one takes all."""
TWINS = [
    pytest.param(name, twin, marks=() if QUICK_TWINS.get(name) == twin else pytest.mark.slow)
    for name, case in CASES.items()
    for twin in case.twins
]


@pytest.mark.parametrize("name", CASES)
def test_agrees_with_theory(name: str) -> None:
    case = CASES[name]
    found = scores(replications(case.scenario(), case.n), case.exact())
    assert worst(found)[0] < BOUND, worst(found)


@pytest.mark.parametrize(("name", "twin"), TWINS)
def test_a_broken_twin_is_caught(name: str, twin: str) -> None:
    case = CASES[name]
    found = scores(replications(case.scenario(twin), case.n), case.exact())
    assert worst(found)[0] > BOUND, worst(found)


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_agrees_with_theory_at_sixteen_times_the_size(name: str) -> None:
    case = CASES[name]
    journals = replications(case.scenario(), SLOW * case.n, seed=steady.SEED + 1)
    found = scores(journals, case.exact())
    assert worst(found)[0] < BOUND, worst(found)


class LastComeFirst:
    """A broken router: whoever waits least is answered first."""

    name = "last come first"

    def choose_agent(self, contact: Any, idle: Sequence[Any], floor: Any) -> Any:
        return idle[0]

    def choose_contact(self, agent: Any, waiting: Sequence[Any], floor: Any) -> Any:
        return waiting[-1]


def test_last_come_first_has_the_right_mean_and_the_wrong_tail() -> None:
    """LIFO keeps P(W > 0) and E[W]: only figures of the distribution betray it."""
    case = erlang_c_case(2.4, 3, 40, 120, 28)
    queue = erlang_a(2.4, 3, aht_s=AHT_S, mean_patience_s=math.inf)
    means = {word: case.exact()[word] for word in ("p_delay", "mean_wait_s", "mean_queue")}
    tail = {
        f"service_level(rule=answered, awt_s={limit})": queue.service_level(limit, "answered")
        for limit in (60, 120, 900)
    }
    for policy, is_right in ((None, True), (LastComeFirst(), False)):
        journals = replications(case.scenario(), case.n, policy=policy)
        found = scores(journals, means | tail)
        assert max(found[word] for word in means) < BOUND, found
        assert (max(found[word] for word in tail) < BOUND) is is_right, found


# ---------------------------------------------------------------------------------------
# Two reasons


def two_reasons(**more: Any) -> dict[str, Any]:
    """Return overrides with two reasons (12 and 4 erlangs) for one team of 20."""
    plain = {
        "channel": "phone",
        "handle_time": {"distribution": "exponential", "mean": f"{AHT_S} s"},
        "acw_share": 0,
        "patience": "infinite",
        "repeat": {"probability": 0},
    }
    return {
        "horizon": "14 h",
        "warm_up": "2 h",
        "reasons": {
            "first": {**plain, "arrivals": {"per_hour": 180}},
            "second": {**plain, "arrivals": {"per_hour": 60}},
        },
        "teams__desk__skills": ["first", "second"],
        "teams__desk__size": 20,
        **more,
    }


def priority_waits(case: Case, twin: str | None, n: int) -> dict[str, float]:
    """Return the scores of the mean wait of each reason."""
    exact = case.exact()
    sums: dict[str, list[Any]] = {reason: [] for reason in exact}
    for journal in replications(case.scenario(twin), n):
        table = steady.measures.table(journal, ["mean_wait_s"], by=["reason"])
        for row in table.itertuples():
            sums[row.reason].append(row.numerator - exact[row.reason] * row.denominator)
    return {reason: steady.mean_score(steady.np.array(x), 0.0) for reason, x in sums.items()}


def cobham() -> dict[str, float]:
    """Return the mean waits of a non-preemptive priority queue M/M/n, equal mean work.

    ``W_k = C AHT / n / ((1 - s_{k-1}) (1 - s_k))``, s_k the load of classes 1..k over n
    (Cobham 1954; Kella and Yechiali 1985).
    """
    base = erlang_c(16, 20) * AHT_S / 20
    return {"first": base / (1 - 12 / 20), "second": base / ((1 - 12 / 20) * (1 - 16 / 20))}


PRIORITY = Case(
    two_reasons(routing={"policy": "queue_priority", "reasons_for": {"desk": ["first", "second"]}}),
    cobham,
    28,
    {
        "no priority": {"routing": {"policy": "single_fifo"}},
        "priority the other way": {"routing__reasons_for": {"desk": ["second", "first"]}},
    },
)


def test_priorities_agree_with_theory() -> None:
    found = priority_waits(PRIORITY, None, PRIORITY.n)
    assert worst(found)[0] < BOUND, found


@pytest.mark.parametrize("twin", PRIORITY.twins)
def test_broken_priorities_are_caught(twin: str) -> None:
    assert worst(priority_waits(PRIORITY, twin, PRIORITY.n))[0] > BOUND


def pooled_case() -> Case:
    """Two reasons and two teams that all can serve are one Erlang A queue."""
    queue = erlang_a(16, 16, aht_s=AHT_S, mean_patience_s=120.0)
    changes = two_reasons(horizon="5 h", warm_up="40 min")
    for reason in changes["reasons"].values():
        reason["patience"] = EXPONENTIAL
        reason["retry"] = {"after_abandoned": 0}
    everybody = {
        "size": 8,
        "skills": ["first", "second"],
        "absence": 0,
        "patterns": [
            {
                "days": list(units.WEEKDAYS),
                "shift": "00:00-24:00",
            }
        ],
    }
    del changes["teams__desk__skills"], changes["teams__desk__size"]
    changes["teams"] = {"north": everybody, "south": everybody}
    specialists = {
        "teams__north__skills": ["first"],
        "teams__south__skills": ["second"],
    }
    return Case(changes, lambda: of_queue(queue), 28, {"skills not shared": specialists})


def test_pooled_teams_are_one_queue() -> None:
    case = pooled_case()
    found = scores(replications(case.scenario(), case.n), case.exact())
    assert worst(found)[0] < BOUND, worst(found)


def test_teams_that_do_not_share_are_caught() -> None:
    case = pooled_case()
    found = scores(replications(case.scenario("skills not shared"), case.n), case.exact())
    assert worst(found)[0] > BOUND, worst(found)


# ---------------------------------------------------------------------------------------
# M/G/1


def pollaczek_khinchine(cv: float) -> dict[str, float]:
    """Return mean wait and delay of M/G/1 at 0.7 erlangs: ``rho AHT (1 + cv^2) / 2 (1 - rho)``."""
    return {
        "mean_wait_s": 0.7 * AHT_S * (1 + cv**2) / (2 * 0.3),
        "p_delay": 0.7,
        "occupancy": 0.7,
        "aht_s": AHT_S,
    }


def one_server(cv: float, work: Any) -> Case:
    changes = desk(0.7, 1, 240, 600, reasons__help__handle_time=work)
    return Case(changes, lambda: pollaczek_khinchine(cv), 24, {"work a tenth longer": LONGER_WORK})


ONE_SERVER = {
    "fixed": one_server(0.0, {"distribution": "deterministic", "mean": "240 s"}),
    "lognormal": one_server(1.2, written("lognormal", "240 s", 1.2)),
    "gamma": one_server(0.5, written("gamma", "240 s", 0.5)),
}


@pytest.mark.parametrize("name", ONE_SERVER)
def test_one_agent_agrees_with_theory(name: str) -> None:
    case = ONE_SERVER[name]
    found = scores(replications(case.scenario(), case.n), case.exact())
    assert worst(found)[0] < BOUND, worst(found)


def test_one_agent_with_longer_work_is_caught() -> None:
    case = ONE_SERVER["gamma"]
    journals = replications(case.scenario("work a tenth longer"), case.n)
    assert worst(scores(journals, case.exact()))[0] > BOUND


def test_no_more_comparisons_than_the_bound_allows_for() -> None:
    """Steady cases quick and slow, the rest of the folder counted generously."""
    steady_ones = sum(len(case.exact()) for case in CASES.values())
    rest = 2 + len(pooled_case().exact()) + 4 * len(ONE_SERVER) + 60
    assert 2 * steady_ones + rest <= steady.MOST_COMPARISONS
