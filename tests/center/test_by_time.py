"""Work and patience by the time of the week, and what differs between segments."""

from __future__ import annotations

from typing import Any

import numpy as np
from audited import audited, lived
from toys import always_open

from cssim.demand import draw_demand, unpack
from cssim.units import HOUR_MS, INFINITE

LONG = {"distribution": "deterministic", "mean": "20 min"}
NOON = {"window": "12:00-13:00", "handle_time": LONG, "patience": "infinite"}
SEGMENTS: dict[str, Any] = {"gold": {"share": 0.5}, "plain": {"share": 0.5}}


def _desk(**changes: Any) -> Any:
    return always_open(**{"reasons.help.by_time": [NOON], **changes})


def _of_fresh(scenario: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return hour of arrival, work and patience of every first attempt."""
    demand = draw_demand(scenario, 1, 0)
    luck = list(demand.book.first(0, len(demand.issue)))
    work = np.array([one.talk + one.hold + one.acw for one in luck])
    return demand.arrived_ms // HOUR_MS, work, np.array([one.patience for one in luck])


def test_only_issues_of_that_time_have_other_work_and_patience() -> None:
    hour, work, patience = _of_fresh(_desk())
    _, work_0, patience_0 = _of_fresh(always_open())
    noon = hour == 12
    assert np.all(work[noon] == 20 * 60_000) and np.all(patience[noon] == INFINITE)
    assert np.all(work[~noon] == work_0[~noon]) and np.all(patience[~noon] == patience_0[~noon])
    assert 30 < noon.sum() < 90


def test_the_first_entry_that_says_something_counts_on_its_days() -> None:
    """Monday's patience comes from the second entry: the first says nothing about it."""
    then = [
        {"window": "12:00-13:00", "handle_time": LONG},
        {**NOON, "handle_time": {"distribution": "deterministic", "mean": "1 min"}},
        {"days": ["tuesday"], "window": "00:00-24:00", "patience": LONG},
    ]
    hour, work, patience = _of_fresh(_desk(**{"reasons.help.by_time": then, "horizon": "2 d"}))
    noon, tuesday = hour % 24 == 12, hour >= 24
    assert np.all(work[noon] == 20 * 60_000) and np.all(patience[noon] == INFINITE)
    assert np.all(patience[tuesday & ~noon] == 20 * 60_000)
    assert len(set(patience[~tuesday & ~noon])) > 100


def test_the_whole_issue_keeps_what_held_when_it_arose() -> None:
    """Repeats of the noon issues are as long, whenever they come; nobody of noon gives up."""
    scenario = _desk(**{"reasons.help.repeat.probability": 1, "teams.desk.size": 30})
    with_repeats = scenario.with_overrides(
        {"reasons.help.repeat.delay": {"distribution": "deterministic", "mean": "3 h"}}
    )
    journal = lived(with_repeats)
    contacts = journal.frame("contacts").merge(journal.frame("legs"), on="contact")
    issues = journal.frame("issues").set_index("issue")["arose_at"]
    noon = contacts["issue"].map(issues) // 3600 == 12
    repeats = contacts[noon & (contacts["cause"] == "repeat")]
    assert len(repeats) > 5 and (repeats["arrived_at"] >= 15 * 3600).all()
    total = repeats["talk_s"] + repeats["hold_s"] + repeats["acw_s"]
    assert np.allclose(total, 1200)
    assert not ((contacts["outcome"] == "abandoned") & noon).any()
    audited(journal)


def test_a_channel_with_work_of_its_own_is_concerned_only_if_named() -> None:
    short = {"distribution": "deterministic", "mean": "1 min"}
    mix = {"phone": {"share": 0.5}, "line": {"share": 0.5, "handle_time": short}}
    both = {
        "channels": {"phone": {"kind": "phone"}, "line": {"kind": "phone"}},
        "reasons.help.channel": None,
        "reasons.help.channels": mix,
    }
    for channels, expected in (([], {60_000}), (["line"], {20 * 60_000})):
        then = [{**NOON, "channels": channels}]
        scenario = _desk(**{**both, "reasons.help.by_time": then})
        demand = draw_demand(scenario, 1, 0)
        hour, work, _ = _of_fresh(scenario)
        on_line = demand.queue == scenario.queue_names.index(("help", "line"))
        assert set(work[(hour == 12) & on_line]) == expected


def test_segments_differ_in_patience_language_and_what_they_expect() -> None:
    """The same customers, the same luck: gold waits twice as long and accepts half the wait."""
    population = {"size": 4000, "segments": SEGMENTS}
    base = always_open(customers=population, languages={"en": 1.0, "fr": 0.0}, volume=1.3)
    gold = {"patience": 2, "acceptable_wait": 0.5, "languages": {"fr": 1}}
    other = base.with_overrides({f"customers.segments.gold.{k}": v for k, v in gold.items()})
    before, after = draw_demand(base, 1, 0), draw_demand(other, 1, 0)
    patience = [np.array([x.patience for x in d.book.first(0, len(d.issue))])
                for d in (before, after)]  # fmt: skip
    is_gold = before.segment == base.segment_names.index("gold")
    assert np.all(np.abs(patience[1] - 2 * patience[0])[is_gold] <= 1)
    assert np.all(patience[1][~is_gold] == patience[0][~is_gold])
    assert after.language is not None
    assert np.all((after.language == base.language_names.index("fr")) == is_gold)
    impatient = base.with_overrides({"customers.segments.gold.acceptable_wait": 0.5})
    first, second = (lived(s).frame("contacts") for s in (base, impatient))
    waits = first["segment"].eq("gold") & first["wait_ratio"].gt(0)
    assert waits.sum() > 100 and (second["contact"] == first["contact"]).all()
    assert np.allclose(second["wait_ratio"], first["wait_ratio"] * np.where(waits, 2, 1))
    felt = waits & first["wait_ratio"].gt(1)
    assert (second["sat"][felt] < first["sat"][felt]).all()
    assert unpack(before.issue)[0].max() == 0
