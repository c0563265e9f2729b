"""Proficiency over weeks, worked out a second time from the journal."""

from __future__ import annotations

import math

import pytest
from months import DAY_S, WEEK_S, desk, events, handled_s, live, states, values

from cssim.journal import Journal
from cssim.rules.proficiency import PER_GAIN

ALONE = {"people__development__peers": False}


def _predicted(journal: Journal, agent: str, weeks: int, k: float = 0.5, more=None) -> list[float]:
    """Return k at the end of each week: a day at a time, as BEHAVIOUR (c) has it."""
    found = []
    for day in range(7 * weeks):
        hours = handled_s(journal, agent, day * DAY_S, (day + 1) * DAY_S) / 3600
        gained = 0.0030769 * hours + (more(agent, day) if more else 0.0)
        total = gained + 0.0246 / 7
        k = gained / total + (k - gained / total) * math.exp(-total)
        if day % 7 == 6:
            found.append(k)
    return found


def test_experience_raises_and_change_wears_off() -> None:
    journal = live(desk(**ALONE))
    for agent in ("desk-01", "desk-03"):
        seen = values(journal, "proficiency", agent)
        assert seen == pytest.approx(_predicted(journal, agent, 3)[: len(seen)], abs=1e-12)
        assert len(seen) == 3


def test_by_the_power_law_experience_grows_and_goes_stale() -> None:
    journal = live(desk(**ALONE, people__development__shape="power_law"))
    scale = 0.125 / 0.818
    z, seen = math.expm1(0.5 / scale), []
    for day in range(28):
        hours = handled_s(journal, "desk-01", day * DAY_S, (day + 1) * DAY_S) / 3600
        lost = 0.0246 / 7
        z = z * math.exp(-lost) + PER_GAIN * 0.0030769 * hours * -math.expm1(-lost) / lost
        seen += [scale * math.log1p(z)] if day % 7 == 6 else []
    assert values(journal, "proficiency", "desk-01") == pytest.approx(seen[:3], abs=1e-12)


def test_with_nothing_learned_or_lost_the_shape_is_no_matter() -> None:
    idle = {"experience_per_hour": 0, "staleness_per_week": 0}
    one, other = (
        live(desk(people__development={**idle, "shape": shape}))
        for shape in ("exponential", "power_law")
    )
    for table in ("contacts", "legs", "people"):
        assert one.frame(table).equals(other.frame(table))


def test_colleagues_matter_for_what_contacts_teach() -> None:
    # Nobody is experienced, so contacts teach 0.84 of what they teach alone.
    journal = live(desk(people__development={}))
    rate = 0.84 * 0.0030769
    k = 0.5
    for day in range(7):
        gained = rate * handled_s(journal, "desk-01", day * DAY_S, (day + 1) * DAY_S) / 3600
        total = gained + 0.0246 / 7
        k = gained / total + (k - gained / total) * math.exp(-total)
    assert values(journal, "proficiency", "desk-01")[0] == pytest.approx(k, abs=1e-12)


def test_training_is_credited_when_it_has_been_held() -> None:
    journal = live(desk(**ALONE, people__training__hours_per_month=8))
    held = events(journal, "trained")
    taught = states(journal, "desk-02")
    in_class = taught[taught["state"] == "training"]
    assert len(in_class) and len(held)
    mine = held[held["agent"] == "desk-02"]
    assert float(mine["value"].sum()) * 3600 == pytest.approx(
        float((in_class["until_at"] - in_class["from_at"]).sum())
    )

    def trained(agent: str, day: int) -> float:
        found = held[(held["agent"] == agent) & (held["at"] >= day * DAY_S)]
        return 0.0173 * float(found[found["at"] < (day + 1) * DAY_S]["value"].sum())

    seen = values(journal, "proficiency", "desk-02")
    assert seen == pytest.approx(_predicted(journal, "desk-02", 3, more=trained), abs=1e-12)


def test_hours_of_training_are_what_was_asked_for() -> None:
    journal = live(
        desk(horizon="182 d", people__development={}, people__training__hours_per_month=4)
    )
    hours = events(journal, "trained").groupby("agent", observed=True)["value"].sum()
    for agent in ("desk-01", "desk-02", "desk-03"):
        assert hours[agent] == pytest.approx(4 * 182 / 30.4375, abs=1.0)


def test_pace_follows_proficiency() -> None:
    journal = live(desk(**ALONE))
    legs = journal.frame("legs")
    first = legs[(legs["agent"] == "desk-01") & (legs["answered_at"] < DAY_S)].iloc[0]
    work = first[["talk_s", "hold_s", "acw_s"]].sum()
    assert work == pytest.approx(600 * math.exp(0.818 * (0.758 - 0.5)), abs=2e-3)
    later = legs[(legs["agent"] == "desk-01") & (legs["answered_at"] > 2 * WEEK_S)]
    later = later[later["kind"] == "service"].iloc[0]
    day = int(later["answered_at"] // DAY_S)
    k = 0.5
    for d in range(day):
        gained = 0.0030769 * handled_s(journal, "desk-01", d * DAY_S, (d + 1) * DAY_S) / 3600
        total = gained + 0.0246 / 7
        k = gained / total + (k - gained / total) * math.exp(-total)
    work = later[["talk_s", "hold_s", "acw_s"]].sum()
    assert work == pytest.approx(600 * math.exp(0.818 * (0.758 - k)), abs=2e-3)


def test_a_knowledge_tool_closes_part_of_the_gap() -> None:
    tool = live(desk(tools__knowledge={"gap_closed": 0.42}))
    legs = tool.frame("legs")
    first = legs[legs["kind"] == "service"].iloc[0]
    k = 0.5 + 0.42 * 0.5
    work = first[["talk_s", "hold_s", "acw_s"]].sum()
    assert work == pytest.approx(600 * math.exp(0.818 * (0.758 - k)), abs=2e-3)


def test_a_release_takes_from_everybody_and_a_huddle_spares_part_for_the_day() -> None:
    release = [{"at": "10 d", "loss": 0.2}]
    plain = live(desk(**ALONE))
    hit = live(desk(**ALONE, people__development__releases=release))
    huddle = {"length": "10 min", "relief": 0.5}
    spared = live(
        desk(
            **ALONE,
            people__development__releases=release,
            people__development__huddle=huddle,
        )
    )
    one, two, three = (values(j, "proficiency", "desk-01") for j in (plain, hit, spared))
    assert one[0] == two[0] == three[0]
    # Only who served what differs, and what the day's contacts taught, which took less time.
    assert two[1] == pytest.approx(three[1], abs=1e-3)
    assert two[1] < one[1] - 0.05
    works = [_work_by_day(journal) for journal in (plain, hit, spared)]
    assert all(works[0][d] == works[1][d] == works[2][d] for d in range(5))
    for day, spares in ((10, True), (11, False)):
        (hit_work,), (spared_work,) = works[1][day], works[2][day]
        assert (spared_work < hit_work - 5) == spares
        assert hit_work > max(works[0][day]) + 5
    met = states(spared, "desk-01")
    assert (
        float(
            (
                met[met["state"] == "meeting"]["until_at"]
                - met[met["state"] == "meeting"]["from_at"]
            ).sum()
        )
        == 600
    )


def test_who_was_not_in_the_meeting_is_spared_nothing() -> None:
    release = {"people__development__releases": [{"at": "10 d", "loss": 0.2}]}
    hit = live(desk(**ALONE, **release))
    late = live(desk(**ALONE, **release, people__development__huddle={"at": "13:00"}))
    nobody = live(desk(**ALONE, **release, people__development__huddle={"at": "20:00"}))
    for table in ("legs", "people"):
        assert nobody.frame(table).equals(hit.frame(table))
    before, after = (_work_by_day(journal)[10] for journal in (hit, late))
    # From one o'clock on only.
    assert before < after and len(after) == 2


def test_a_meeting_before_the_release_prepares_for_it() -> None:
    release = {"people__development__releases": [{"at": "251 h", "loss": 0.2}]}
    plain, hit = live(desk(**ALONE)), live(desk(**ALONE, **release))
    met = live(desk(**ALONE, **release, people__development__huddle={"relief": 0.5}))
    (usual,) = _work_by_day(plain)[10]
    works = [_work_by_day(journal)[10] for journal in (hit, met)]
    assert all(min(work) == usual and len(work) == 2 for work in works)
    assert usual < max(works[1]) < max(works[0])


def _work_by_day(journal: Journal) -> dict[int, set[float]]:
    """Return by day how long contacts take the first agent [s], to a tenth."""
    legs = journal.frame("legs")
    mine = legs[(legs["agent"] == "desk-01") & (legs["kind"] == "service")]
    work = (mine["talk_s"] + mine["hold_s"] + mine["acw_s"]).round(1)
    return {int(d): set(w) for d, w in work.groupby((mine["answered_at"] // DAY_S).astype(int))}


def test_a_huddle_has_its_time_of_day() -> None:
    met = {"length": "10 min", "at": "11:00"}
    release = {"people__development__releases": [{"at": "1 d"}]}
    journal = live(desk(**release, people__development__huddle=met, horizon="3 d"))
    found = journal.frame("agent_states")
    found = found[found["state"] == "meeting"].groupby("agent", observed=True)
    assert len(found) == 3
    for _, spans in found:
        # A contact in hand is finished first.
        assert 35 * 3600 <= spans["from_at"].iloc[0] < 35.5 * 3600


def test_a_course_teaches_adds_a_skill_and_takes_the_weakest() -> None:
    text = {
        "reasons.help.arrivals.per_hour": {"every_day": {"09:00": [1, 1, 1, 1, 1, 1]}},
        "people.development": {},
        "people.courses": [{"name": "basics", "at": "1 d", "hours": 6, "places": 1}],
        "teams.desk.members": [{"proficiency": 0.6}, {"proficiency": 0.4}, {"proficiency": 0.5}],
    }
    journal = live(desk(**{path.replace(".", "__"): value for path, value in text.items()}))
    trained = events(journal, "trained")
    assert set(trained["agent"]) == {"desk-02"}
    assert float(trained["value"].sum()) == pytest.approx(6.0)
    # At most four hours a shift, on consecutive shifts: Tuesday and Wednesday.
    days = (trained["at"] // DAY_S).astype(int)
    assert sorted(trained.groupby(days)["value"].sum()) == pytest.approx([2.0, 4.0])


def test_learning_in_idle_time_takes_nobody_off_the_floor() -> None:
    journal = live(
        desk(
            **ALONE,
            people__training={"hours_per_month": 6, "placing": "idle"},
        )
    )
    taught = journal.frame("agent_states")
    assert not (taught["state"] == "training").any()
    assert len(events(journal, "trained"))


def test_coaching_the_weakest_first() -> None:
    journal = live(
        desk(
            people__development={},
            people__coaching={"aim": "weakest", "share": 0.34, "noise": 0.0, "hours_per_month": 4},
            teams__desk__members=[{"proficiency": 0.7}, {"proficiency": 0.3}, {"proficiency": 0.5}],
            horizon="56 d",
        )
    )
    coached = events(journal, "coached")
    later = coached[coached["at"] > 3 * WEEK_S]
    # Two of three are coached at a share of 0.34; without noise never the best.
    assert set(later["agent"]) == {"desk-02", "desk-03"}
    assert len(events(journal, "reviewed"))


@pytest.mark.parametrize("share", [1.0, 0.5])
@pytest.mark.parametrize(("climate", "span"), [({}, 12), ({"people__climate__span": 8}, 8)])
def test_a_lead_shares_out_hours_among_those_coached(
    share: float, climate: dict[str, int], span: int
) -> None:
    """Half a lead's agents coached get twice as much each; hours_per_month is not read."""
    coaching = {"hours_per_lead": 60, "share": share, "hours_per_month": 1}
    months = {"people__development": {}, "people__coaching": coaching, "horizon": "182 d"}
    journal = live(desk(**months, **climate, teams__desk__size=4))
    hours = events(journal, "coached").groupby("agent", observed=True)["value"].sum()
    # Hours are due from the last Friday at nine; of each agent less than a session is not held.
    due = 60 * 4 / span * (179 + 9 / 24) / 30.4375
    assert due - 4 * 0.5 < hours.sum() <= due
    assert len(hours) == 4
