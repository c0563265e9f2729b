"""What-if changes: paths, values, relative changes, what is remembered, what is refused."""

from typing import Any

import numpy as np
import pytest
from bank import BANK, changed

from cssim.errors import InputError
from cssim.scenario import Scenario, load, parse

BASE = parse(BANK)


def at(scenario: Scenario, path: str) -> Any:
    node: Any = scenario.tree()
    for part in path.split("."):
        node = node[int(part)] if isinstance(node, list) else node[part]
    return node


@pytest.mark.parametrize(
    ("override", "path", "value"),
    [
        ("teams.frontline.size=14", "teams.frontline.size", 14),
        ("teams.frontline.size = 14", "teams.frontline.size", 14),
        ("teams.frontline.size=+2", "teams.frontline.size", 14),
        ("teams.frontline.size=-1", "teams.frontline.size", 11),
        ("teams.frontline.size=*1.1", "teams.frontline.size", 13),
        ("teams.frontline.size=*1.125", "teams.frontline.size", 14),
        ("teams.frontline.size=*0.875", "teams.frontline.size", 11),
        ("teams.seniors.absence=*1.1", "teams.seniors.absence", 0.066),
        ("teams.seniors.absence=+0.01", "teams.seniors.absence", 0.07),
        ("teams.seniors.proficiency=+0.1", "teams.seniors.proficiency", 0.858),
        ("teams.frontline.patterns[0].agents=4", "teams.frontline.patterns.0.agents", 4),
        ("teams.frontline.patterns.1.agents=*2", "teams.frontline.patterns.1.agents", 4),
        ("teams.frontline.patterns[0].breaks[1].length=*2",
         "teams.frontline.patterns.0.breaks.1.length", "1 h"),
        ("volume=1.2", "multipliers.volume", 1.2),
        ("volume=*1.2", "multipliers.volume", 1.2),
        ("handle_time=-0.1", "multipliers.handle_time", 0.9),
        ("patience=+1", "multipliers.patience", 2.0),
        ("staff=0.5", "multipliers.staff", 0.5),
        ("reasons.billing.handle_time.mean=*1.5", "reasons.billing.handle_time.mean", "6 min"),
        ("reasons.billing.handle_time.mean=+30 s", "reasons.billing.handle_time.mean", "270 s"),
        ("reasons.billing.handle_time.mean=-1.5 min", "reasons.billing.handle_time.mean", "150 s"),
        ("reasons.billing.handle_time.cv=*0.5", "reasons.billing.handle_time.cv", 0.4),
        ("reasons.billing.repeat.delay.median=*0.5", "reasons.billing.repeat.delay.median", "12 h"),
        ("reasons.loans.retry.after_abandoned=*0.5", "reasons.loans.retry.after_abandoned", 0.25),
        ("reasons.loans.arrivals.per_hour=*1.5", "reasons.loans.arrivals.per_hour", 9.0),
        ("reasons.loans.arrivals.interval=*2", "reasons.loans.arrivals.interval", "1 h"),
        ("reasons.billing.arrivals.per_hour.monday.07:00[2]=+1",
         "reasons.billing.arrivals.per_hour.monday.07:00.2", 21.0),
        ("reasons.billing.arrivals.per_hour.sunday={'10:00': [1, 2]}",
         "reasons.billing.arrivals.per_hour.sunday", {"10:00": [1.0, 2.0]}),
        ("reasons.billing.escalate.1=0.2", "reasons.billing.escalate.1", 0.2),
        ("reasons.billing.complexity==-1", "reasons.billing.complexity", -1.0),
        ("reasons.billing.complexity=-1", "reasons.billing.complexity", -1.5),
        ("routing.base.billing=-5", "routing.base.billing", -15.0),
        ("routing.base.loans==-5", "routing.base.loans", -5.0),
        ("routing.policy=single_fifo", "routing.policy", "single_fifo"),
        ("routing.teams_for.loans=[seniors, frontline]", None, "has not the skill"),
        ("routing.delays.loans.frontline=10 s", "routing.delays.loans.frontline", "10 s"),
        ("routing.ranks={}", "routing.ranks", {}),
        ("channels.phone.lines=null", "channels.phone.lines", None),
        ("channels.phone.lines=*1.01", "channels.phone.lines", 61),
        ("channels.phone.opening_hours=null", "channels.phone.opening_hours", None),
        ('channels.phone.opening_hours.tuesday=["07:00-12:00"]',
         "channels.phone.opening_hours.tuesday", ["07:00-12:00"]),
        ("reasons.loans.patience={distribution: deterministic, mean: 1 min}",
         "reasons.loans.patience.mean", "1 min"),
        ("reasons.billing.patience=infinite", "reasons.billing.patience", "infinite"),
        ("reasons.billing.ivr=null", "reasons.billing.ivr", None),
        ("channels.phone.callback.accept=0.5", "channels.phone.callback.accept", 0.5),
        ("channels.phone.callback.accept=0.5", "channels.phone.callback.tries", 3),
        ("channels.phone.voicemail={}", "channels.phone.voicemail.after", "2 min"),
        ("reasons.loans.bot.contains=0.2", "reasons.loans.bot.contains", 0.2),
        ("reasons.loans.ivr.time={distribution: exponential, mean: 9 s}",
         "reasons.loans.ivr.time.mean", "9 s"),
        ("reasons.billing.retry.switch.phone=0.1", "reasons.billing.retry.switch.phone", 0.1),
        ("root_causes.fixes=0.1", None, "needs avoidable above 0"),
        ("demand.season.july=0.5", "demand.season.july", 0.5),
        ("events=[{kind: surge, at: 10 h, length: 1 h}]", "events.0.factor", 2.0),
        ("drain=false", "drain", False),
        ("title=5 min", "title", "5 min"),
        ("warm_up=-1 h", "warm_up", "0 s"),
        ("teams.temps={size: 2, skills: [loans], on_call: true}", "teams.temps.size", 2),
    ],
)  # fmt: skip
def test_override_sets_one_value(override: str, path: str | None, value: Any) -> None:
    if path is None:
        with pytest.raises(InputError, match=value):
            BASE.with_overrides([override])
        return
    after = BASE.with_overrides([override])
    assert at(after, path) == value
    assert type(at(after, path)) is type(value)
    changed_parts = [key for key in BASE.tree() if BASE.tree()[key] != after.tree()[key]]
    assert changed_parts == [path.split(".")[0]]


def test_product_of_a_whole_number_is_rounded_half_up() -> None:
    sizes = [at(BASE.with_overrides([f"teams.frontline.size=*{f}"]), "teams.frontline.size")
             for f in ("1.125", "1.2083", "0.7916")]  # fmt: skip
    assert sizes == [14, 14, 9]  # 13.5, 14.4996, 9.4992


REFUSED = [
    ("teams.frontlin.size=14", "teams.frontlin: unknown path; did you mean frontline?"),
    ("teams.frontline.sizes=14", "teams.frontline.sizes: unknown path; did you mean size?"),
    ("team.frontline.size=14", "did you mean teams?"),
    ("vollume=1.2", "vollume: unknown path"),
    ("teams.new.size=14", "teams.new: unknown path"),
    ("teams.new=14", "teams.new: must be a mapping"),
    ("teams.new={}", "teams.new.size: is required"),
    ("teams.frontline.size.x=1", "teams.frontline.size is 12"),
    (
        "teams.frontline.patterns[2].agents=1",
        "teams.frontline.patterns[2]: unknown index; there are 2",
    ),
    ("teams.frontline.patterns[-1].agents=1", "dotted path"),
    ("teams.frontline.patterns.x.agents=1", "unknown index"),
    ("teams[0].size=1", "teams[0]"),
    ("reasons.billing.handle_time.median=1 min", "needs exactly"),
    ("reasons.billing.handle_time.meen=1 min", "did you mean mean"),
    ("reasons.loans.ivr.hang_up=0.1", "reasons.loans.ivr.time: is required"),
    ("channels.phone.callback.acept=0.5", "unknown path; did you mean accept?"),
    ("channels.phone.callback.accept=+0.1", "has no present value"),
    ("channels.phone.slots=2", "goes with chat, not with phone"),
    ("channels.phone.slots.most=2", "channels.phone.slots is None"),
    ("channels.phone.kind=email", "it goes with phone or chat, not with email"),
    ("events[0].factor=2", "unknown index; there are 0"),
    ("reasons.loans.channels={phone: {share: 1}}", "must not stand beside channels"),
    ("reasons.loans.patience=*2", '"infinite" is no number or duration'),
    ("reasons.billing.arrivals.per_hour=*2", "is no number or duration"),
    ("routing.base.loans=+5", "has no present value"),
    ("routing.policy=*2", "is no number or duration"),
    ("title=*2", "has no present value"),
    ("drain=+1", "True is no number or duration"),
    ("channels.phone.lines=+0.5", "stays whole"),
    ("teams.frontline.size=-13", "from 0 to 5,000"),
    ("teams.frontline.size=*1e3", "+ takes|* takes"),
    ("teams.frontline.size=*1000", "12000"),
    ("teams.frontline.size=*nan", "takes"),
    ("teams.frontline.size=--1", "takes"),
    ("teams.frontline.size=+", '"+"'),
    ("horizon=+7", "takes a duration"),
    ("horizon=*2 d", "takes a number"),
    ("horizon=-8 d", "not longer than the present one"),
    ("horizon=8", "with its unit"),
    ("horizon=*1000", "3650 d"),
    ("teams.frontline.size=14: 15", "a value, [list] or {mapping}"),
    ("teams.frontline.size=- 14", "(got -2)"),
    ("teams.frontline.size=!!int 14", "tags"),
    ("teams.frontline.size=&a 14", "anchors"),
    ("teams.frontline.size=014", "leading zeros"),
    ("teams.frontline.size=[14", "is not YAML"),
    ("teams.frontline.size=" + "[" * 5000, "nested deeper"),
    ("teams.frontline.size=", "needs a value"),
    ("teams.frontline.size=14\nteams.seniors.size: 3", "one line"),
    ("teams.frontline.size", "must be path=value"),
    ("", "must be path=value"),
    ("=5", "dotted path"),
    ("teams..size=5", "dotted path"),
    ("teams.frontline.__class__=5", "unknown path"),
    ("__class__.__init__=5", "unknown path"),
    ("teams.{0}.size=5", "dotted path"),
    ("x" * 400 + "=5", "dotted path"),
    ("customers.segments.vip.share=0.3", "sum to 1"),
    ("teams.seniors.skills=[loans]", "tier 2"),
    ("warm_up=8 d", "shorter than the horizon"),
    ("volume=10000", "from 0 to 100"),
]


@pytest.mark.parametrize(("override", "said"), REFUSED)
def test_wrong_override_is_refused(override: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        BASE.with_overrides([override])
    lines = caught.value.lines()
    assert any(part in line for line in lines for part in said.split("|")), lines
    assert all(line.startswith("override: ") and line.isprintable() for line in lines)
    assert all(len(line) <= 300 for line in lines)


@pytest.mark.parametrize(
    ("value", "inside"),
    [(14, 14), (np.int64(14), 14), (np.float64(0.5), 0.5), ("*0.5", 6), (True, None), (14.0, None),
     (float("nan"), None), (float("inf"), None), (None, None), (object(), None), (10**30, None),
     ([1], None), ({"a": object()}, None), (b"14", None), ({1: 2}, None)],
)  # fmt: skip
def test_value_given_in_python(value: Any, inside: Any) -> None:
    path = "teams.frontline.size" if inside != 0.5 else "teams.frontline.absence"
    if inside is None:
        with pytest.raises(InputError, match=path):
            BASE.with_overrides({path: value})
    else:
        assert at(BASE.with_overrides({path: value}), path) == inside


def test_endless_value_given_in_python_is_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(InputError, match="nested deeper than 24"):
        BASE.with_overrides({"teams.frontline.size": endless})


def test_what_if_remembers_its_base() -> None:
    first = BASE.with_overrides({"volume": "*1.2", "reasons.billing.complexity": -1})
    second = first.with_overrides(["teams.frontline.size=+2"])
    assert BASE.overrides == ()
    assert BASE.base_hash == BASE.hash
    assert first.overrides == ("multipliers.volume=*1.2", "reasons.billing.complexity==-1")
    assert second.overrides == (*first.overrides, "teams.frontline.size=+2")
    assert second.base_hash == first.base_hash == BASE.hash
    assert len({BASE.hash, first.hash, second.hash}) == 3


def test_record_can_be_replayed(tmp_path) -> None:
    values = {"volume": 1.1, "drain": False, "teams.seniors.size": "+1", "routing.ranks": {},
              "reasons.billing.complexity": -2.5, "title": "what if"}  # fmt: skip
    changed_once = BASE.with_overrides(values)
    assert parse(BANK, changed_once.overrides) == changed_once
    path = tmp_path / "bank.yaml"
    path.write_text(BANK, encoding="utf-8")
    assert load(path, changed_once.overrides) == changed_once


def test_base_stays_as_it_was() -> None:
    before = BASE.dump()
    BASE.with_overrides(["teams.frontline.patterns[0].breaks=[]", "routing.delays.billing={}"])
    assert BASE.dump() == before


def test_no_change_gives_the_scenario_itself() -> None:
    assert BASE.with_overrides(()) is BASE
    assert BASE.with_overrides({}) is BASE


def test_several_changes_are_validated_together() -> None:
    shares = {"customers.segments.vip.share": 0.3, "customers.segments.standard.share": 0.7}
    assert BASE.with_overrides(shares).customers.segments["vip"].share == 0.3


def test_one_override_may_stand_alone() -> None:
    assert BASE.with_overrides("volume=2") == BASE.with_overrides(["volume=2"])


def test_number_of_overrides_is_limited() -> None:
    with pytest.raises(InputError, match="at most 1000 at once"):
        BASE.with_overrides({f"reasons.r{i}": 1 for i in range(1001)})


def test_same_path_twice_is_refused() -> None:
    with pytest.raises(InputError, match=r"multipliers.volume: must not be overridden twice"):
        BASE.with_overrides(["volume=2", "multipliers.volume=3"])


def test_faulty_base_is_refused_even_if_the_override_would_mend_it() -> None:
    with pytest.raises(InputError, match=r"teams\.frontline\.size"):
        parse(changed("size: 12\n", "size: -1\n"), ["teams.frontline.size=1"])
