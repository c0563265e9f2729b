"""Segments: head starts read off the served order, shares by those identified."""

import heapq

import numpy as np
import pytest
from made_logs import attempts

from cssim.calibrate.segments import find_segments, served_before


def served_by_score(head_start, seed=1, n=1500):
    """Return contacts of two segments served one at a time, highest wait + head start first."""
    rng = np.random.default_rng(seed)  # noqa: TID251
    queued = np.cumsum(rng.exponential(50, n))
    gold = rng.random(n) < 0.4
    work = rng.exponential(46, n)
    start, free, waiting, i = np.zeros(n), 0.0, [], 0
    for _ in range(n):
        if not waiting and i < n:
            free = max(free, queued[i])
        while i < n and queued[i] <= free:
            heapq.heappush(waiting, (queued[i] - head_start * gold[i], i))
            i += 1
        served = heapq.heappop(waiting)[1]
        start[served], free = free, free + work[served]
    return attempts(
        n, arrived_at=queued, wait_s=start - queued, talk_s=work,
        segment=np.where(gold, "gold", "plain"),
    )  # fmt: skip


@pytest.mark.parametrize("truth", [0.0, 60.0, 180.0])
def test_head_start_is_recovered_from_the_served_order(truth):
    found = find_segments(served_by_score(truth), {"gold": 60.0}).head_starts[0]
    assert found.n_pairs > 500 and found.agreement > 0.99
    assert found.low_s - 5 <= truth <= found.high_s + 5 and found.high_s - found.low_s <= 40
    assert (found.agreement_given > 0.99) == (truth == 60)


def test_pair_by_hand_says_what_it_needs_and_allows():
    frame = attempts(
        3, arrived_at=[0.0, 40.0, 50.0], wait_s=[100.0, 30.0, 200.0],
        segment=["plain", "gold", "gold"],
    )  # fmt: skip
    needed, allowed = served_before(frame, "gold", "plain")
    assert needed.tolist() == [40.0]  # gold of 40 s was taken while plain of 0 s waited on
    assert allowed.tolist() == [50.0]  # plain of 0 s was taken before gold of 50 s


def test_few_pairs_give_no_estimate():
    found = find_segments(served_by_score(60.0, n=60), {"gold": 60.0}).head_starts[0]
    assert np.isnan(found.best_s) and found.n_pairs < 200


def test_unidentified_customers_do_not_dilute_a_segment():
    segment = ["gold"] * 30 + ["plain"] * 30 + ["plain"] * 40
    customer = [str(i) for i in range(60)] + [""] * 40
    found = find_segments(attempts(100, segment=segment, customer=customer), {})
    assert found.logged_share["gold"] == 0.3 and found.share["gold"] == pytest.approx(0.5)


def test_reasons_without_identified_customers_count_as_logged():
    reason = ["billing"] * 50 + ["new"] * 50
    segment = ["gold"] * 25 + ["plain"] * 75
    customer = [str(i) for i in range(50)] + [""] * 50
    found = find_segments(attempts(100, reason=reason, segment=segment, customer=customer), {})
    assert found.share_by_reason == {"billing": {"gold": 0.5, "plain": 0.5}, "new": {"plain": 1.0}}
    assert found.share["gold"] == pytest.approx(0.25)


def test_population_is_chaos_bound():
    # five seen once, two twice: 7 + 5 * 4 / (2 * 3)
    customer = [*list("abcde"), "f", "f", "g", "g"]
    found = find_segments(attempts(9, customer=customer), {})
    assert (found.n_customers, found.population) == (7, 10)
