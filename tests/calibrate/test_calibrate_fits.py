"""Handle times, pace, patience and self-service: truth recovered, criteria kept.

Seeds are fixed; bounds are at least 4.9 standard errors wide (false alarm 1e-6 under a
free seed), and each has a broken twin beyond it.
"""

import numpy as np
import pytest
from made_logs import attempts

from cssim.calibrate.fits import condensed, conditional_quantile, fit_times
from cssim.calibrate.handle import handling_by_reason, paces
from cssim.calibrate.patience import fit_patience, kaplan_meier, patience_by
from cssim.calibrate.self_service import self_service_by_reason
from cssim.distributions import Empirical, Exponential, Gamma, LogNormal, Weibull


def rng(seed):
    return np.random.default_rng(seed)  # noqa: TID251


@pytest.mark.parametrize(
    ("kind", "truth"),
    [
        ("lognormal", LogNormal(120.0, 0.7)),
        ("gamma", Gamma(3.0, 60.0)),
        ("weibull", Weibull(0.6, 100.0)),
        ("exponential", Exponential(200.0)),
    ],
)
def test_the_true_kind_wins_and_its_mean_is_recovered(kind, truth):
    x = truth.quantile(rng(1).random(4000))
    found = fit_times(x)
    assert found.kind == kind and found.aic[kind] == 0.0 and found.distance < 0.03
    allowed = 4.9 * np.sqrt(truth.variance / 4000)
    assert abs(found.distribution.mean - truth.mean) < allowed
    assert abs(1.3 * found.distribution.mean - truth.mean) > allowed  # broken twin


def test_two_humps_are_left_as_they_are():
    x = np.concatenate(
        (
            LogNormal(10.0, 0.2).quantile(rng(2).random(500)),
            LogNormal(300.0, 0.3).quantile(rng(3).random(500)),
        )
    )
    found = fit_times(x)
    assert found.kind == "empirical" and "more than 0.050" in found.why
    assert found.distribution.mean == pytest.approx(x.mean(), rel=1e-12)


def test_a_kind_that_misses_the_mean_is_out_whatever_its_likelihood():
    # many tiny times pull the lognormal's tail, and mean, far off
    x = np.concatenate((np.full(100, 1.0), Gamma(2.0, 100.0).quantile(rng(4).random(1000))))
    assert np.isnan(fit_times(x, bound=1.0).aic["lognormal"])


def test_few_or_equal_times_are_not_fitted():
    assert fit_times(np.full(50, 30.0)).kind == "deterministic"
    assert fit_times(np.arange(1.0, 11.0)).why == "only 10 times"
    with pytest.raises(ValueError, match="got none"):
        fit_times(np.zeros(5))


def test_condensed_values_keep_the_mean_exactly():
    x = Gamma(0.7, 100.0).quantile(rng(5).random(777))
    assert len(condensed(x)) == 100
    assert condensed(x).mean() == pytest.approx(x.mean(), rel=1e-12)


def test_conditional_quantiles_lie_beyond_and_are_memoryless_for_the_exponential():
    u = rng(6).random(1000)
    beyond = conditional_quantile(Exponential(100.0), np.full(1000, 250.0), u)
    assert beyond == pytest.approx(250 + Exponential(100.0).quantile(u))
    ended = conditional_quantile(Empirical([10.0, 20.0]), np.array([5.0, 15.0, 30.0]), np.zeros(3))
    assert ended.tolist() == pytest.approx([10.0, 20.0, 30.0], abs=0.01)


def served(seed, speeds, n=400):
    truth = Gamma(2.0, 90.0)
    agent = np.repeat(list(speeds), n)
    speed = np.repeat(list(speeds.values()), n)
    work = truth.quantile(rng(seed).random(len(agent)))
    return attempts(len(agent), agent=agent, talk_s=work / speed), truth


def test_speeds_and_the_work_behind_them_are_recovered():
    speeds = {"fast": 1.25, "mean": 1.0, "slow": 0.8}
    frame, truth = served(7, speeds)
    pace = paces(frame)
    # standard error of a log speed: cv / sqrt(n) = 0.035; relative to the mean of three
    found = np.array([pace[name].speed for name in speeds])
    assert np.log(found / found[1]) == pytest.approx(np.log([1.25, 1, 0.8]), abs=0.17)
    handling = handling_by_reason(frame, pace, 0.0)["billing"]
    assert handling.fit.kind == "gamma"
    assert handling.fit.distribution.mean * np.mean(1 / found) == pytest.approx(
        frame["talk_s"].mean(), rel=0.01
    )
    assert abs(handling.fit.distribution.mean / truth.mean - 1) < 0.12


def test_agents_alike_are_drawn_to_one_and_few_contacts_more_than_many():
    alike = paces(served(8, dict.fromkeys("abcdef", 1.0))[0])
    assert max(abs(p.speed - 1) for p in alike.values()) < 0.06
    frame, _ = served(9, {"a": 2.0, "b": 1.0, "c": 0.5})
    rare = attempts(3, agent="new", talk_s=[400.0, 500.0, 600.0], arrived_at=[2e4, 3e4, 4e4])
    both = paces(
        attempts(
            len(frame) + 3,
            agent=[*frame["agent"], *rare["agent"]],
            talk_s=[*frame["talk_s"], *rare["talk_s"]],
        )
    )
    assert both["new"].weight < both["a"].weight and both["new"].speed > both["new"].raw


def test_delay_after_calls_is_added_as_a_share():
    frame = attempts(200, talk_s=np.full(200, 90.0))
    found = handling_by_reason(frame, {}, 10.0)["billing"]
    assert (found.acw_share, found.mean_talk) == (0.1, 90.0)
    assert found.fit.distribution.mean == pytest.approx(100.0)


def test_zero_second_calls_and_stretches_left_out_are_in_no_fit():
    frame = attempts(60, talk_s=[0.0] * 20 + [50.0] * 20 + [900.0] * 20)
    frame["is_excluded"] = frame["talk_s"] == 900
    found = handling_by_reason(frame, {}, 0.0)["billing"]
    assert (found.n, found.mean_talk) == (20, 50.0)


def test_kaplan_meier_by_hand():
    # waits 1, 2+, 3, 3+, 5 (+ = answered): 4/5, then 4/5 * 2/3, then 0
    curve = kaplan_meier(np.array([1.0, 2, 3, 3, 5]), np.array([True, False, True, False, True]))
    assert curve.seconds.tolist() == [1, 3, 5] and curve.at_risk.tolist() == [5, 3, 1]
    assert curve.share == pytest.approx([4 / 5, 8 / 15, 0])
    assert curve.restricted_mean == pytest.approx(1 + 2 * 4 / 5 + 2 * 8 / 15)
    with pytest.raises(ValueError, match="got 0 in 2 waits"):
        kaplan_meier(np.array([1.0, 2]), np.array([False, False]))


def waited(truth, seed, n=6000, offered=120.0):
    u = rng(seed).random((n, 2))
    patience, offer = truth.quantile(u[:, 0]), Exponential(offered).quantile(u[:, 1])
    return np.minimum(patience, offer), patience < offer


def test_patience_is_recovered_from_censored_waits():
    waits, events = waited(Exponential(180.0), 10)
    found = fit_patience(waits, events)
    allowed = 4.9 * 180 / np.sqrt(events.sum())
    assert abs(found.exponential_mean - 180) < allowed
    assert abs(found.fit.distribution.mean - 180) < allowed
    assert abs(waits[events].mean() - 180) > allowed  # the twin: mean time to abandon


@pytest.mark.parametrize(
    ("kind", "truth"), [("weibull", Weibull(0.7, 150.0)), ("lognormal", LogNormal(120.0, 1.2))]
)
def test_the_true_patience_wins(kind, truth):
    found = fit_patience(*waited(truth, 11))
    assert found.fit.kind == kind
    at = np.array([30.0, 60.0, 120.0])
    assert found.fit.distribution.cdf(at) == pytest.approx(truth.cdf(at), abs=0.04)


def test_a_jump_at_an_announcement_is_kept_from_the_curve():
    waits, events = waited(Exponential(600.0), 12)
    jump = (waits > 60) & (rng(13).random(len(waits)) < 0.4)
    found = fit_patience(np.where(jump, 60.0, waits), events | jump)
    assert found.fit.kind == "empirical" and "from Kaplan-Meier" in found.fit.why
    # 40 % of those still there leave at the announcement
    before, after = 1 - found.fit.distribution.cdf(np.array([58.0, 62.0]))
    assert after / before == pytest.approx(0.6, abs=0.05)


def patience_rows(n_gone, n_answered):
    outcome = ["abandoned"] * n_gone + ["answered"] * n_answered
    waits = Exponential(100.0).quantile(rng(14).random(n_gone + n_answered))
    return attempts(n_gone + n_answered, outcome=outcome, wait_s=waits)


def test_few_hang_ups_give_an_exponential_and_very_few_the_pooled_patience():
    frame = patience_rows(200, 400)
    frame.loc[frame.index[:2], "reason"] = "rare"
    some = frame.index[(frame["outcome"] == "abandoned")][-10:]
    frame.loc[some, "reason"] = "some"
    found = patience_by(frame, "reason")
    assert found["rare"].is_pooled and not found["some"].is_pooled
    assert found["some"].fit.kind == "exponential"
    assert patience_by(patience_rows(0, 50), "reason") == {}


def test_answered_at_once_says_nothing_and_self_service_is_apart():
    frame = patience_rows(100, 100)
    with_others = attempts(
        300,
        outcome=[*frame["outcome"], *["answered"] * 50, *["abandoned"] * 50],
        wait_s=[*frame["wait_s"], *[0.0] * 50, *[np.nan] * 50],
        queued_at=[*frame["queued_at"], *[0.0] * 50, *[np.nan] * 50],
        ivr_s=10.0,
    )
    assert (
        patience_by(with_others, "reason")["billing"].fit
        == patience_by(frame, "reason")["billing"].fit
    )
    service = self_service_by_reason(with_others)["billing"]
    assert service.hang_up == pytest.approx(50 / 300) and service.fit.kind == "deterministic"
