"""The parts of satisfaction, and why it differs between two runs."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from handmade import Row, answered, day, journal, turned_away
from hypothesis import given
from hypothesis import strategies as st

import cssim.measures as m
from cssim.errors import InputError
from cssim.journal import Journal
from cssim.measures.csat_change import PARTS, Felt, change, shapley
from cssim.measures.csat_parts import Parts
from cssim.rules.satisfaction import BASE, eta, satisfaction


def _felt(at: float, *, effort: float = 1.0, resolved: bool = True, **more: Any) -> Any:
    """Return an answered contact with the satisfaction that the engine's rule gives it."""
    facts = {"wait_ratio": 0.0, "handovers": 0, "service_quality": 0.67, "hostility": 0.0}
    facts |= {name: more.pop(name) for name in facts if name in more}
    mismatch = more.pop("mismatch", False)
    z = eta(effort=effort, resolved=resolved, mismatch=mismatch, **facts)
    return answered(
        at, 0, 60, sat=satisfaction(z), wait_ratio=facts["wait_ratio"], mismatch=mismatch,
        quality=facts["service_quality"], hostility=facts["hostility"], resolved=resolved, **more,
    )  # fmt: skip


def _two() -> Journal:
    """Return one issue with two contacts and another with one; a third was not felt.

    First: 4 times the acceptable wait, unresolved. Second: two hand-overs in all, one of them
    in it. Third: a better agent of another language meets an angry customer.
    """
    contacts = [
        _felt(0, resolved=False, wait_ratio=4.0, handovers=1, how="transferred", issue=1),
        _felt(500, effort=2, wait_ratio=4.0, handovers=2, how="transferred", issue=1, attempt=2),
        _felt(600, service_quality=0.87, mismatch=True, hostility=0.6, issue=3),
        turned_away(700, issue=4),
    ]
    return day(contacts, issues=[{"issue": i, "arose": 0} for i in (1, 3, 4)], horizon=1000)


def test_three_parts_sum_to_the_logit() -> None:
    run = _two()
    timely, courteous = m.timeliness_logit(run), m.courtesy_logit(run)
    assert timely.denominator == courteous.denominator == 3
    assert timely.numerator == pytest.approx(-2 * 0.228 * 2)
    assert courteous.numerator == pytest.approx(1.5 * 0.2 - 1.0 - 0.6)
    solved = m.resolution_logit(run)
    assert solved.numerator == pytest.approx(-1.45 - 0.35 - 0.685 - 0.7)
    assert m.hand_offs_logit(run).numerator == pytest.approx(-0.35 * 3)
    sats = run.columns["contacts"]["sat"][:3]
    whole = np.log(sats / (1 - sats)).mean()
    parts = timely.value + courteous.value + solved.value
    assert BASE + parts == pytest.approx(whole)


def test_parts_by_group_and_without_feelings() -> None:
    by = m.table(_two(), ["timeliness_logit"], by=["interval"], interval_s=550)["value"]
    assert by.tolist() == pytest.approx([-0.456, 0.0])
    for run in (journal(horizon=10), day([turned_away(0)], horizon=10)):
        for name in ("timeliness_logit", "courtesy_logit", "resolution_logit", "hand_offs_logit"):
            assert math.isnan(m.get(name)(run).value)


def test_what_is_not_known_of_a_contact_counts_as_ordinary() -> None:
    """Nobody served: quality of an average agent; a hand-over may cost more without a history."""
    contact = answered(0, 0, 9, sat=0.5, how="transferred")
    parts = Parts.of(m.View(day([contact], horizon=10)), m.Options(handover_loss=0.7))
    assert parts.waiting == parts.quality == 0 and parts.hand_offs == -0.7
    assert parts.resolution == pytest.approx(-BASE + 0.7)


def test_a_chaser_knows_of_what_was_handed_over_by_then() -> None:
    """The message is handed over at 100 and at 300; its chaser is over at 200."""
    message, leg = answered(0, 0, 100, how="escalated", sat=0.5, issue=1)
    rest = [
        {**leg, "contact": 1, "leg": n, "answered": at, "ended": at + 100, "how": how}
        for n, at, how in ((2, 200, "transferred"), (3, 300, "resolved"))
    ]
    chaser = answered(150, 0, 50, sat=0.5, issue=1, attempt=2, cause="chaser")
    issues: list[Row] = [{"issue": 1, "arose": 0}]
    run = day([(message, leg), chaser], issues=issues, more_legs=rest, horizon=999)
    assert Parts.of(m.View(run), m.Options()).hand_offs.tolist() == [-0.7, -0.35]


def test_share_of_good_contacts() -> None:
    sats = [0.79, 0.8, 0.9, np.nan]
    run = day([answered(0, 0, 9, sat=s) for s in sats], horizon=10)
    assert m.share_above(run) == m.Ratio(2, 3)
    assert m.share_above(run, bar=0.85) == m.Ratio(1, 3)
    assert math.isnan(m.share_above(journal(horizon=1)).value)
    with pytest.raises(InputError, match=r"bar: must be in \[0, 1\] \(got 2\)"):
        m.share_above(run, bar=2)


# ---- why it changed ----------------------------------------------------------------


def test_one_part_alone_takes_all_of_the_change() -> None:
    base = day([_felt(0, wait_ratio=8.0)], horizon=100)
    new = day([_felt(0)], horizon=100)
    got = m.csat_change(new, base)
    gain = satisfaction(BASE) - satisfaction(BASE - 3 * 0.228)
    assert got["waiting"] == pytest.approx(gain)
    assert got.drop("waiting").tolist() == pytest.approx([0, 0, 0, 0])
    assert got.index.tolist() == [*PARTS, "others"]


def test_two_parts_share_the_change_by_the_mean_of_both_orders() -> None:
    base = day([_felt(0, wait_ratio=8.0, resolved=False)], horizon=100)
    new = day([_felt(0, service_quality=0.67)], horizon=100)
    w, u = -3 * 0.228, -1.45
    s = {(a, b): satisfaction(BASE + a + b) for a in (w, 0) for b in (u, 0)}
    waiting = (s[0, u] - s[w, u] + s[0, 0] - s[w, 0]) / 2
    resolution = (s[w, 0] - s[w, u] + s[0, 0] - s[0, u]) / 2
    got = m.csat_change(new, base)
    assert got["waiting"] == pytest.approx(waiting)
    assert got["resolution"] == pytest.approx(resolution)
    assert got.sum() == pytest.approx(s[0, 0] - s[w, u])


def test_contacts_of_one_run_only_are_the_others() -> None:
    """The second contact is not made any more: the mean rises by what it pulled down."""
    first = _felt(0, issue=1)
    base = day([first, _felt(50, effort=2, issue=1, attempt=2)], horizon=100)
    new = day([first], horizon=100)
    got = m.csat_change(new, base)
    pulled = (satisfaction(BASE) - satisfaction(BASE - 0.685)) / 2
    assert got["others"] == pytest.approx(pulled)
    assert got.drop("others").tolist() == pytest.approx([0, 0, 0, 0])
    # Issue by issue, both runs have the same one, which took a contact less.
    got = m.csat_change(new, base, per="issue")
    assert got["resolution"] == pytest.approx(2 * pulled) and got["others"] == pytest.approx(0)


def test_runs_with_nothing_in_common_and_runs_with_nothing() -> None:
    one, two = day([_felt(0)], horizon=99), day([_felt(0, resolved=False)], horizon=99)
    two.columns["contacts"]["contact"][:] = 7
    got = m.csat_change(two, one)
    gone = satisfaction(BASE - 1.45) - satisfaction(BASE)
    assert got.tolist() == pytest.approx([0, 0, 0, 0, gone])
    assert m.csat_change(one, journal(horizon=9)).isna().all()
    with pytest.raises(InputError, match='per: must be contact or issue \\(got "customer"\\)'):
        m.csat_change(one, one, per="customer")


def test_contacts_of_the_warm_up_do_not_count() -> None:
    contacts = [_felt(0, resolved=False), _felt(60)]
    base = day([_felt(0), _felt(60)], horizon=99, warm_up=50)
    assert m.csat_change(day(contacts, horizon=99, warm_up=50), base).tolist() == [0] * 5


def test_a_hand_over_may_cost_more_in_one_run_than_in_the_other() -> None:
    facts: Row = {"handovers": 1, "how": "transferred"}
    run = day([_felt(0, **facts)], horizon=99)
    worse = day([_felt(0, handovers=2, how="transferred")], horizon=99)
    got = m.csat_change(worse, run, m.Options(handover_loss=0.7), m.Options())
    assert got["hand_offs"] == pytest.approx(got.sum())
    assert got.sum() == pytest.approx(satisfaction(BASE - 0.7) - satisfaction(BASE - 0.35))


LOGITS = st.floats(-4, 2)
ROWS = st.lists(st.tuples(*[LOGITS] * 8), min_size=1, max_size=5)


@given(ROWS)
def test_shares_always_sum_and_have_the_sign_of_their_part(rows: list[tuple[float, ...]]) -> None:
    table = np.array(rows)
    new, old = table[:, :4], table[:, 4:]
    shares = shapley(new, old)
    chance = [1 / (1 + np.exp(-BASE - logits.sum(axis=1))) for logits in (new, old)]
    np.testing.assert_allclose(shares.sum(axis=1), chance[0] - chance[1], atol=1e-12)
    assert np.all(shares * (new - old) >= -1e-15)
    np.testing.assert_allclose(shapley(old, new), -shares, atol=1e-12)
    felt = [Felt(np.arange(len(rows)), c, p) for c, p in zip(chance, (new, old), strict=True)]
    got = change(*felt)
    assert got.sum() == pytest.approx(chance[0].mean() - chance[1].mean(), abs=1e-12)
    assert got["others"] == pytest.approx(0, abs=1e-12)
