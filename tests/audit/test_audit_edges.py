"""Journals that once broke a law although the engine was right: the edges of an instant.

Rings that take no time, letters without after-contact work, tickets beside limited places,
work put back in the line of another tier.
"""

import pytest
from audited import unaudited
from features import FEATURES, feature

import cssim.center
from cssim import measures
from cssim.audit import Expected, audit
from cssim.demand import draw_demand
from cssim.roster import draw_roster

CALLBACK = FEATURES["callbacks that keep their place"]["channels.phone.callback"]
NIGHTS = [{"days": ["monday"], "shift": "00:00-03:00"}]
EDGES = {
    "calls in vain that take no time": (
        "callbacks that keep their place",
        {"channels.phone.callback": {**CALLBACK, "ring": "0 s"}},
    ),
    "advice about letters without after-contact work": (
        "three channels",
        {
            "reasons.help.acw_share": 0,
            "reasons.help.consult": {"probability": 0.8},
            "reasons.help.transfer": {"probability": 0.5, "to": {"help": {"share": 1.0}}},
        },
    ),
    "tickets beside places": ("tickets", {"channels.phone.places": 1, "channels.email.places": 1}),
    "letters put back in the line of a lower tier": (
        "escalation by waiting",
        {"reasons.help.arrivals.per_hour": 110, "teams.seniors.patterns": NIGHTS},
    ),
}


@pytest.mark.parametrize("name", EDGES)
@pytest.mark.parametrize("seed", [1, 2])
def test_no_law_is_broken_at_an_edge(name, seed):
    base, changes = EDGES[name]
    scenario = feature(base).with_overrides(changes)
    with unaudited():
        tables = draw_demand(scenario, seed, 0), draw_roster(scenario, seed, 0)
        journal = cssim.center.run(scenario, *tables)
    expected = Expected.of(scenario)
    awt = {channel: facts.awt_ms / 1000 for channel, facts in expected.channels.items()}
    report = audit(journal, expected, measures.summary(journal, awt_s=awt))
    assert all(law.status == "passed" for law in report.laws), "\n".join(report.lines())
