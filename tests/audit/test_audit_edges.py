"""Journals that once broke a law although the engine was right: the edges of an instant.

Rings that take no time, letters without after-contact work, tickets beside limited places,
work put back in the line of another tier.
"""

import numpy as np
import pytest
from audited import unaudited
from days import ALWAYS, NEVER, Day, card, luck, s, shift
from features import FEATURES, feature

import cssim.center
from cssim import measures
from cssim.audit import Expected, ReasonFacts, audit
from cssim.audit.figures import recomputed
from cssim.audit.shifts import Shifts
from cssim.audit.tables import View
from cssim.center.settings import Feelings, ReasonSettings
from cssim.demand import Customers, draw_demand
from cssim.roster import draw_roster
from cssim.rules.loyalty import Loyalty

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


def test_a_skill_that_is_needed_on_no_channel_makes_nobody_a_generalist():
    """Loans need the skill loans, but on the phone, where they come, that of mortgages."""
    loans = ReasonFacts("loans", skills={"phone": "mortgages"}, channels=frozenset({"phone"}))
    assert loans.needs == {"mortgages"}
    assert ReasonFacts("loans").needs == {"loans"}


@pytest.mark.parametrize("talk", [60, 0])
def test_a_repeat_is_none_if_its_customer_leaves_before_however_short_the_talk(talk):
    """On day 4 the answer does not help; the customer leaves before day 6."""
    day = 86_400
    fate = luck((talk, 0, 5), resolve=NEVER, repeat=ALWAYS, repeat_delay=2 * day)
    settings = {
        "reasons": (ReasonSettings("call", repeat=1.0),),
        "feelings": Feelings(satisfaction=True, loyalty=Loyalty(), multipliers=(365.0,)),
        "segments": ("all",),
        "horizon": s(10 * day),
        "drain": False,
    }
    journal = Day(
        [(4 * day, fate, {"customer": 0, "segment": 0})], [card("a")], [shift(0, 0, 10 * day)],
        settings, customers=Customers(np.zeros(1, np.int64), np.array([0.5])),
        later={(0, 2): luck((1, 0, 0))},
    ).live()  # fmt: skip
    assert journal.frame("contacts")["followed_by"].tolist() == ["repeat"]
    view = View(journal, None)
    assert recomputed(view, Shifts(view))["repeat_rate"] == (0, 1)
    assert measures.repeat_rate(journal) == measures.Ratio(0, 1)
