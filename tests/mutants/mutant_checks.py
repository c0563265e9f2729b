"""Quick checks, at least one of which notices each mutant; all pass on the right code.

They stand for whole areas of the suite: the audit, hand-worked days, figures by hand. Each
raises `AssertionError` when something is wrong.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import mutant_checks_further
import mutant_checks_lives
import numpy as np
import toys
from audited import lived, unaudited
from days import ALWAYS, NEVER, Day, card, luck, s, shift, ten_contacts
from features import FEATURES, feature

from cssim import measures, stats
from cssim.center.settings import ChannelSettings, ReasonSettings, TeamSettings
from cssim.demand import draw_demand
from cssim.journal import OUTCOMES, Journal
from cssim.roster import draw_roster


def answers(journal: Journal) -> list[tuple[float, int]]:
    """Return when each service leg was answered [s], and by which agent."""
    legs = journal.columns["legs"]
    served = legs["answered_ms"] >= 0
    return [
        (at / 1000, agent)
        for at, agent in zip(legs["answered_ms"][served], legs["agent"][served], strict=True)
    ]


def audit() -> None:
    """The audit finds nothing wrong in a busy center of two tiers and a small one of one."""
    busy = {
        "channels.phone.lines": 9,
        "channels.phone.opening_hours.monday": ["08:00-12:00", "12:30-18:00"],
        "reasons.technical.retry.delay": {"distribution": "exponential", "mean": "5 min"},
        "reasons.billing.repeat.delay": {"distribution": "exponential", "mean": "20 min"},
        "teams.novices": {
            "size": 2,
            "skills": ["billing"],
            "patterns": [{"days": ["monday"], "shift": "09:00-15:00"}],
        },
        "routing": {"policy": "longest_weighted_wait", "weights": {"billing": 3.0}},
        "drain": False,
        "horizon": "15 h",
        "volume": 1.6,
    }
    lived(toys.two_tiers().with_overrides(busy), seed=4)
    lived(toys.always_open(horizon="5 h", teams__desk__size=5), seed=4)


def ties() -> None:
    """At 100 s two talks end, one wait is as long as its patience, and contacts arrive."""
    day = Day(
        contacts=[
            (0, luck((100, 0, 0))),
            (0, luck((100, 0, 0))),
            (0, luck((100, 0, 0))),
            (40, luck((70, 0, 0), 60)),
            (40, luck((80, 0, 0), 60)),
            (40, luck((90, 0, 0), 60)),
            (60, luck((60, 0, 0))),
            (100, luck((10, 0, 0))),
        ],
        agents=[card("a"), card("b"), card("c")],
        shifts=[shift(i, 0, 1000) for i in range(3)],
        settings={"reasons": (ReasonSettings("billing"),)},
    )
    expected = [(0, 0), (0, 1), (0, 2), (100, 0), (100, 1), (100, 2), (170, 0), (180, 1)]
    assert answers(day.live()) == expected


def overtime() -> None:
    """A contact in hand at the end of the shift is finished: 70 s of overtime."""
    day = replace(ten_contacts(), shifts=[shift(0, 0, 1200), shift(1, 0, 890)])
    assert measures.overtime_s(day.live()).numerator == 70.0


def overflow() -> None:
    """Another team may help after 30 s; patience of 50 s runs on and ends at 60 s."""
    day = Day(
        contacts=[(0, luck((300, 0, 0))), (0, luck((300, 0, 0))), (10, luck((9, 0, 0), 50))],
        agents=[card("a"), card("b", team=1)],
        shifts=[shift(0, 0, 1000), shift(1, 0, 1000)],
        settings={
            "reasons": (ReasonSettings("billing"),),
            "teams": (TeamSettings("first"), TeamSettings("second")),
            "routing": {
                "policy": "agents_preference_with_delays",
                "ranks": {},
                "weights": {},
                "delays": {"billing": {"second": s(30)}},
            },
        },
    )
    contacts = day.live().columns["contacts"]
    gave_up = contacts["outcome"] == OUTCOMES.index("abandoned")
    assert contacts["left_ms"][gave_up].tolist() == [s(60)]


def closing() -> None:
    """A channel is open from its opening up to, not at, its closing."""
    day = Day(
        contacts=[(at, luck((5, 0, 0))) for at in (99, 100, 199, 200)],
        agents=[card("a"), card("b")],
        shifts=[shift(0, 0, 1000), shift(1, 0, 1000)],
        settings={
            "reasons": (ReasonSettings("billing"),),
            "channels": (ChannelSettings(edges=(s(100), s(200))),),
        },
    )
    outcome = day.live().columns["contacts"]["outcome"]
    assert [OUTCOMES[code] for code in outcome] == ["closed", "answered", "answered", "closed"]


def roster() -> None:
    """A team of eight has eight agents on its roster."""
    assert len(draw_roster(toys.phone_desk(), 1, 0).agents) == 8


def repeats() -> None:
    """A uniform of 0.65 resolves a first contact (0.70) and not a second one (0.60)."""
    just = luck((10, 0, 0), resolve=0.65, repeat=NEVER)
    unsolved = luck((10, 0, 0), resolve=NEVER, repeat=ALWAYS, repeat_delay=50)
    day = Day([(0, just), (5, unsolved)], [card("a")], [shift(0, 0, 999)], later={(1, 2): just})
    assert day.live().columns["contacts"]["resolved"].tolist() == [True, False, False]


def luck_of_its_own() -> None:
    """Replications, reasons, purposes and attempts have different random numbers."""
    scenario = toys.two_tiers(horizon="11 h", teams__frontline__absence=0.5)
    days = [draw_demand(scenario, 1, replication) for replication in (0, 1)]
    assert days[0].arrived_ms.tolist() != days[1].arrived_ms.tolist()
    book, reason = days[0].book, days[0].reason
    firsts = list(book.first(0, len(days[0])))
    assert firsts[0] != book.attempt(0, 2, int(days[0].reason[0]))
    own = [{firsts[row].resolve for row in np.flatnonzero(reason == r)} for r in (0, 1)]
    assert not own[0] & own[1]


def arrivals() -> None:
    """Half-hour intervals at 60 per hour bring 1,440 issues a day, within 5 deviations."""
    n = len(draw_demand(toys.always_open(), 1, 0))
    assert abs(n - 1440) < 5 * math.sqrt(1440)


def figures() -> None:
    """The figures of the glossary's ten contacts, and of a day without any."""
    journal = ten_contacts().live()
    for word, exact in {
        "service_level(rule=offered, awt_s=20)": 0.6,
        "service_level(rule=exclude_short, awt_s=20)": 6 / 9,
        "service_level(rule=exclude_short, awt_s=15)": 6 / 9,
        "asa_s": 19.375,
        "utilization": 1550 / 2400,
        "occupancy": 1550 / 2340,
    }.items():
        (value,) = measures.table(journal, [word])["value"]
        assert math.isclose(value, exact, rel_tol=1e-12), (word, value)
    empty = replace(ten_contacts(), contacts=[], later={}).live()
    assert math.isnan(measures.asa_s(empty).value)
    assert np.isnan(measures.table(empty, ["asa_s"])["value"]).all()


def intervals() -> None:
    """Four intervals of 300 s, the last cut at 1,100 s, of a day that starts at 09:02.

    Contacts arrive at 0, 180 (a boundary of the wall clock), 480 and 1,000 s and talk for
    30 s; what comes before 100 s is warm-up.
    """
    day = Day(
        contacts=[(at, luck((30, 0, 0))) for at in (0, 180, 480, 1000)],
        agents=[card("a")],
        shifts=[shift(0, 0, 1100)],
        settings={
            "reasons": (ReasonSettings("billing"),),
            "start": "2024-01-01T09:02:00",
            "horizon": s(1100),
            "warm_up": s(100),
        },
    )
    frame = measures.table(
        day.live(), ["n_offered", "idle_s", "busy_s"], by=["interval"], interval_s=300
    )
    found = frame.pivot_table(index="interval", columns="measure", values="numerator")
    assert found.index.tolist() == [0.0, 180.0, 480.0, 780.0, 1080.0]
    assert found["n_offered"].tolist() == [0, 1, 1, 1, 0]
    assert found["busy_s"].tolist() == [0, 30, 30, 30, 0]
    assert found["idle_s"].tolist() == [80, 270, 270, 270, 20]


def statistics() -> None:
    """Intervals of three days by hand; a day without contacts makes a mean of days missing."""
    mean = stats.mean([1.0, 2.0, 3.0])
    assert math.isclose(mean.half_width, 4.302652729911275 / math.sqrt(3), rel_tol=1e-9)
    assert math.isclose(stats.pooled([8, 18], [10, 20]).value, 26 / 30)
    assert math.isnan(stats.per_day([8, 0], [10, 0]).value)


def ghosts() -> None:
    """Where all who leave a chat do so without a sign, each leaves a ghost."""
    silent = feature("chat only").with_overrides({"channels.chat.silent_share": 1.0})
    legs = lived(silent).frame("legs").query("reason == 'help'")
    gave_up = legs[(legs["kind"] == "queue") & (legs["how"] == "abandoned")]
    assert len(gave_up)
    assert len(gave_up) == (legs["kind"] == "ghost").sum()


def letters() -> None:
    """A letter of 100 s, put down for calls, takes its agent 100 s in all."""
    day = Day(
        contacts=[
            (0, luck((100, 0, 0))),
            (20, luck((10, 0, 0)), {"reason": 1}),
            (50, luck((10, 0, 0)), {"reason": 1}),
        ],
        agents=[card("a", skills=(0, 1))],
        shifts=[shift(0, 0, 1000)],
        settings={
            "channels": (ChannelSettings("mail", "email"), ChannelSettings()),
            "reasons": (ReasonSettings("letter", 0), ReasonSettings("call", 1)),
        },
    )
    legs = day.live().frame("legs")
    assert legs["talk_s"][legs["reason"] == "letter"].sum() == 100.0


def half_through() -> None:
    """An outage that lets 30 of 100 through turns about 70 away: of 200, within 5 deviations."""
    outage = {"kind": "outage", "at": "0 h", "length": "6 h", "capacity": 0.3}
    days = feature("overflow").with_overrides({"events": [outage], "reasons.help.retry": {}})
    contacts = lived(days).frame("contacts")
    blocked = int((contacts["outcome"] == "blocked").sum())
    assert abs(blocked - 0.7 * len(contacts)) < 5 * math.sqrt(0.21 * len(contacts))


def of_feature(name: str) -> Callable[[], None]:
    """Return the check that a center with one mechanism breaks no law."""

    def check() -> None:
        lived(feature(name))

    return check


CHECKS: dict[str, Callable[[], None]] = {
    "audit": audit,
    "ties": ties,
    "overtime": overtime,
    "overflow": overflow,
    "closing": closing,
    "roster": roster,
    "repeats": repeats,
    "luck": luck_of_its_own,
    "arrivals": arrivals,
    "figures": figures,
    "intervals": intervals,
    "statistics": statistics,
    "ghosts": ghosts,
    "letters": letters,
    "outages": half_through,
    **{name: of_feature(name) for name in FEATURES},
    **mutant_checks_lives.CHECKS,
    **mutant_checks_further.CHECKS,
}


def fails(check: str) -> bool:
    """Tell whether a check fails; whatever else it raises is no silent mistake and passes on.

    The audit of every run is off: only the check named may notice.
    """
    try:
        with unaudited():
            CHECKS[check]()
    except AssertionError:
        return True
    return False
