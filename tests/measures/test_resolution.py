"""Resolution: transfers, tiers, repeats, and who a contact belongs to."""

from __future__ import annotations

import pytest
from handmade import Row, answered, day, journal, turned_away, unanswered

import cssim.measures as m
from cssim.journal import Journal


@pytest.fixture
def escalated() -> Journal:
    """Return one contact settled at tier 1, one handed up warm, one handed up in vain."""
    contacts = [
        {"arrived": 0, "queued": 0, "first_reply": 0, "left": 60, "resolved": True},
        {"arrived": 0, "queued": 0, "first_reply": 0, "left": 190, "resolved": True, "n_legs": 2,
         "n_transfers": 1},
        {"arrived": 10, "queued": 10, "first_reply": 20, "left": 200, "n_legs": 2,
         "n_transfers": 1},
    ]  # fmt: skip
    ann: Row = {"agent": "ann", "team": "front", "tier": 1}
    cy: Row = {"agent": "cy", "team": "senior", "tier": 2}
    joint: Row = {"kind": "conference", "answered": 50, "ended": 60}
    legs = [
        {"contact": 1, "queued": 0, "answered": 0, "talk": 60, "acw": 5, "ended": 65, **ann},
        {"contact": 2, "leg": 1, "queued": 0, "answered": 0, "talk": 50, "acw": 4, "ended": 64,
         "how": "escalated", **ann},
        {"contact": 2, "leg": 2, **joint, "how": "escalated", **ann},
        {"contact": 2, "leg": 3, **joint, "how": "joined", **cy},
        {"contact": 2, "leg": 4, "queued": 50, "answered": 50, "talk": 120, "hold": 10, "acw": 6,
         "ended": 196, **cy},
        {"contact": 3, "leg": 1, "queued": 10, "answered": 20, "talk": 30, "ended": 50,
         "how": "escalated", **ann},
        {"contact": 3, "leg": 2, "kind": "queue", "tier": 2, "queued": 50, "ended": 200,
         "how": "abandoned"},
    ]  # fmt: skip
    issues = [
        {"issue": 1, "arose": 0, "closed": 60, "how": "resolved"},
        {"issue": 2, "arose": 0, "closed": 190, "how": "resolved"},
        {"issue": 3, "arose": 10, "closed": 200, "how": "given_up"},
    ]
    return journal(contacts=contacts, legs=legs, issues=issues, horizon=300)


def test_fcr_allows_transfers_and_one_touch_does_not(escalated: Journal) -> None:
    assert m.fcr(escalated) == m.Ratio(2, 3)
    assert m.one_touch(escalated) == m.Ratio(1, 3)


def test_a_transfer_counts_once_and_its_contact_once(escalated: Journal) -> None:
    # C27: transfer counted twice (as two answered contacts, or by conference rows).
    assert m.n_answered(escalated).value == 3
    assert m.transfer_rate(escalated) == m.Ratio(2, 3)
    assert m.aht_s(escalated) == m.Mean(65 + 54 + 136 + 30, 3)
    assert m.talk_s(escalated) == m.Mean(60 + 50 + 120 + 30, 3)


def test_times_of_each_contact(escalated: Journal) -> None:
    times = m.contact_times(escalated)
    assert times.loc[2].tolist() == [0, 0, 170, 10, 10, 190]
    assert times.loc[3].tolist() == [10, 160, 30, 0, 0, 30]
    rows = [unanswered(0, 5), turned_away(0), answered(0, 7, 5)]
    times = m.contact_times(day(rows, horizon=10))
    assert times["wait_s"].dropna().to_dict() == {1: 5, 3: 7}
    assert times["handle_s"].dropna().to_dict() == {3: 5}
    assert len(m.contact_times(day(rows, horizon=10, warm_up=1))) == 0


def test_two_transfers_of_a_contact_are_one_contact_transferred() -> None:
    run = day([answered(0, 0, 5, n_transfers=2), answered(0, 0, 5)], horizon=10)
    assert m.transfer_rate(run) == m.Ratio(1, 2)


def test_abandoning_after_a_transfer_leaves_the_contact_answered(escalated: Journal) -> None:
    assert m.n_abandoned(escalated).value == 0
    assert m.asa_s(escalated) == m.Mean(10, 3)
    assert m.total_wait_s(escalated) == m.Mean(10 + 150, 3)
    assert m.mean_queue(escalated).numerator == 160


def test_resolution_and_escalation_by_tier(escalated: Journal) -> None:
    assert m.tier_resolution(escalated, tier=1) == m.Ratio(1, 3)
    assert m.tier_resolution(escalated, tier=2) == m.Ratio(1, 1)
    assert m.escalation_rate(escalated, tier=1) == m.Ratio(2, 3)
    assert m.escalation_rate(escalated) == m.Ratio(2, 4)
    rows = m.table(escalated, ["tier_resolution", "mean_queue"], by=["tier"][:1])
    assert rows["tier"].tolist() == [1, 2, 1, 2]
    assert rows["value"].tolist() == [1 / 3, 1, 10 / 300, 150 / 300]


def test_handling_by_team_is_each_teams_own_work(escalated: Journal) -> None:
    rows = m.table(escalated, ["aht_s", "n_answered", "fcr"], by=["team"])
    handled = rows[rows["measure"] == "aht_s"].set_index("team")
    assert handled["numerator"].to_dict() == {"front": 65 + 54 + 30, "senior": 136}
    assert handled["denominator"].to_dict() == {"front": 3, "senior": 1}
    first = rows[rows["measure"] == "n_answered"].set_index("team")["value"]
    assert first.to_dict() == {"front": 3, "senior": 0}


def test_first_answered_contact_is_not_the_first_contact() -> None:
    issue = {"issue": 1, "arose": 0, "closed": 360, "how": "resolved", "n_attempts": 3}
    contacts = [
        unanswered(0, 50, issue=1, followed_by="retry"),
        answered(100, 0, 60, issue=1, attempt=2, cause="retry", agent="bob", followed_by="repeat"),
        answered(300, 0, 60, issue=1, attempt=3, cause="repeat", resolved=True),
    ]
    run = day(contacts, issues=[issue], horizon=400)
    assert m.fcr(run) == m.Ratio(0, 1)
    assert m.resolution_rate(run) == m.Ratio(1, 1)
    assert m.fcr_observed(run, window_s=139.999) == m.Ratio(1, 1)
    assert m.fcr_observed(run, window_s=140) == m.Ratio(0, 1)
    assert m.repeat_rate(run) == m.Ratio(1, 2)
    assert m.contacts_per_resolution(run) == m.Ratio(3, 1)
    by = m.table(run, ["fcr"], by=["agent"]).set_index("agent")["denominator"]
    assert by.to_dict() == {"ann": 0, "bob": 1}


def test_a_silent_failure_is_seen_as_a_success() -> None:
    run = day([answered(0, 0, 60)], horizon=400)
    assert m.fcr(run).value == 0 and m.fcr_observed(run).value == 1


def test_a_retry_is_no_repeat() -> None:
    contacts = [
        unanswered(0, 50, issue=1), answered(60, 0, 5, issue=1, attempt=2, cause="retry"),
    ]  # fmt: skip
    run = day(contacts, horizon=100)
    assert m.repeat_rate(run) == m.Ratio(0, 1)
    assert m.n_retry(run).value == 1


def test_a_chaser_is_no_repeat_but_is_a_later_contact() -> None:
    contacts = [answered(0, 0, 5, issue=1), answered(60, 0, 5, issue=1, attempt=2, cause="chaser")]
    run = day(contacts, horizon=100)
    assert m.repeat_rate(run) == m.Ratio(0, 2)
    contained = [turned_away(0, "contained", issue=1)]
    contained += [answered(9, 0, 5, issue=1, attempt=2, cause="repeat")]
    assert m.repeat_rate(day(contained, horizon=100)) == m.Ratio(0, 1)
    assert m.fcr_observed(run) == m.Ratio(0, 1)


def test_an_issue_never_raised_counts_nowhere() -> None:
    contact, leg = answered(0, 0, 60, resolved=True)
    issues = [
        {"issue": 1, "arose": 0, "closed": 60, "how": "resolved"},
        {"issue": 2, "arose": 5, "closed": 5, "how": "not_raised", "n_attempts": 0},
    ]
    assert m.resolution_rate(day([(contact, leg)], issues=issues, horizon=100)) == m.Ratio(1, 1)


def test_issues_count_by_first_arrival_even_if_answered_after_the_warm_up() -> None:
    contacts = [
        unanswered(10, 20, issue=1),
        answered(60, 0, 5, issue=1, attempt=2, cause="retry", resolved=True),
        turned_away(70, issue=3),
    ]
    run = day(contacts, horizon=100, warm_up=50)
    assert m.fcr(run) == m.Ratio(0, 0)
    assert m.resolution_rate(run) == m.Ratio(0, 1)
    assert m.n_answered(run).value == 1


def test_a_callback_serves_the_issue_but_not_the_service_level() -> None:
    contact, leg = unanswered(0, 30, "diverted", resolved=True)
    legs: list[Row] = [
        {"contact": 1, "leg": 1, **(leg or {})},
        {"contact": 1, "leg": 2, "queued": 500, "answered": 510, "talk": 60, "ended": 570,
         "agent": "ann", "team": "front"},
    ]  # fmt: skip
    issues = [{"arose": 0, "closed": 570, "how": "resolved"}]
    run = journal(contacts=[{**contact, "n_legs": 2}], legs=legs, issues=issues, horizon=900)
    assert m.fcr(run) == m.Ratio(1, 1)
    assert m.service_level(run) == m.Ratio(0, 1)
    assert m.mean_wait_s(run) == m.Mean(30, 1)
    assert m.aht_s(run) == m.Mean(0, 0)


def test_what_is_at_stake_is_lost_only_with_an_issue_never_solved() -> None:
    ends = ("resolved", "given_up", "too_many", "open", "dropped")
    issues = [{"issue": n, "arose": 10 * n, "how": how} for n, how in enumerate(ends, 1)]
    contacts = [answered(10 * n, 0, 5, issue=n) for n in range(1, 6)]
    run = day(contacts, issues=issues, horizon=100)
    at_stake = m.Prices(at_stake={"billing": 40.0, "technical": 7.0})
    assert m.lost_value(run, prices=at_stake).value == 2 * 40
    assert m.lost_value(run, prices=m.Prices()).value == 0
