"""Tables: every measure by every sensible group adds up to the whole; the rest is refused."""

from __future__ import annotations

import itertools
import math
import pickle
import warnings
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from handmade import KINDS, NAMES, Row, answered, day, journal, turned_away, unanswered
from hypothesis import given, settings
from hypothesis import strategies as st

import cssim.measures as m
from cssim.errors import InputError
from cssim.journal import Journal
from cssim.measures.groups import KEYS
from cssim.measures.periods import TIME_KEYS

PRICES = m.Prices({"front": 20.0, "senior": 30.0}, fixed=10.0, price_per_minute={"phone": 0.1})
OPTIONS = m.Options(prices=PRICES, loyalty=m.Loyalty(), interval_s=100.0, kinds=KINDS)
START = "1999-02-07 23:58"
CLOCK = ("mean_queue", "n_staffed", "fte", "load", "mean_backlog", "mean_old", "headcount")
REPEATED = (*CLOCK, "contacts_per_customer_year")
"""Measures whose denominator is the same for every name."""
EXTREMES = tuple(name for name in m.names() if m.get(name).kind == "quantile")
UNPOOLED = (*EXTREMES, "sl_attained", "rho", "outage_peak", "recovery_s")
"""Measures that are not a sum over one set of rows divided by another."""


@cache
def accepted(name: str) -> tuple[str, ...]:
    view = m.View(journal(horizon=1, start=START))
    return tuple(key for key in KEYS if key in m.get(name).quotient(view, OPTIONS).accepts)


@st.composite
def journals(draw: st.DrawFn) -> Journal:
    """Return a short run of arbitrary contacts, states and customers (no real center)."""
    seconds = st.integers(0, 330).map(float)
    contacts = []
    for _ in range(draw(st.integers(0, 8))):
        subject = {
            "reason": draw(st.sampled_from(NAMES["reasons"])),
            "channel": draw(st.sampled_from(NAMES["channels"])),
            "segment": draw(st.sampled_from([*NAMES["segments"], None])),
            "rating": draw(st.integers(-1, 5)), "nps": draw(st.integers(-1, 10)),
            "responded": draw(st.booleans()),
        }  # fmt: skip
        at, wait = draw(seconds), draw(st.sampled_from([0.0, 20.0, 21.0, 150.0]))
        kind = draw(st.sampled_from(["answered", "abandoned", "blocked", "disconnected"]))
        if kind == "answered":
            who, solved = draw(st.sampled_from(NAMES["agents"])), draw(st.booleans())
            contacts.append(answered(at, wait, 45, agent=who, resolved=solved, **subject))
        elif kind == "blocked":
            contacts.append(turned_away(at, **subject))
        else:
            contacts.append(unanswered(at, wait, kind, **subject))
    states = []
    for agent in NAMES["agents"]:
        times = sorted(draw(st.lists(seconds, max_size=4, unique=True)))
        for start, end in itertools.pairwise(times):
            state = draw(st.sampled_from(["idle", "talk", "acw", "break", "absent"]))
            states.append({"agent": agent, "state": state, "from": start, "until": end})
    people: list[Row] = [
        {"agent": "ann", "what": "shift_start", "at": 0, "until": 200},
        {"agent": "ann", "what": "away_due", "at": 50, "until": 120, "state": "break"},
    ]
    segments = draw(st.lists(st.sampled_from([*NAMES["segments"], None])))
    customers = [{"segment": segment} for segment in segments]
    warm_up = draw(st.sampled_from([0, 60, 130]))
    return day(
        contacts, agent_states=states, people=people, customers=customers, horizon=330,
        end=400, warm_up=warm_up, start=START,
    )  # fmt: skip


GROUPS = [(key,) for key in KEYS] + [
    ("interval", "reason"), ("day", "hour"), ("segment", "channel", "interval"), ("team", "hour"),
]  # fmt: skip


@given(journals())
@settings(max_examples=8, deadline=None)
def test_groups_add_up_to_the_whole(run: Journal) -> None:
    # C27: interval boundary counted twice, last partial interval dropped, NaN (no name) dropped.
    view = m.View(run)
    wholes = m.table(view, m.names(), options=OPTIONS).set_index("measure")
    for keys in GROUPS:
        fit = [n for n in m.names() if set(keys) <= set(accepted(n)) and n not in UNPOOLED]
        parts = m.table(view, fit, by=keys, options=OPTIONS)
        sums = parts.groupby("measure")[["numerator", "denominator"]].sum()
        sums = sums.reindex(fit, fill_value=0)  # without legs there is no tier, so no row
        both = sums.join(wholes[["numerator", "denominator"]].add_suffix("_of_all"))
        for name, part, n_parts, whole, n_whole in both.itertuples():
            if name != "load":
                assert math.isclose(part, whole, abs_tol=1e-6), (name, keys)
            if _adds_up(name, keys):
                assert math.isclose(n_parts, n_whole), (name, keys)


def _adds_up(name: str, keys: tuple[str, ...]) -> bool:
    """Tell whether denominators are parts of a whole; clock time is the same for every name."""
    by_time = set(keys) <= set(TIME_KEYS)
    by_leg = name in ("talk_s", "hold_s", "acw_s", "aht_s") and set(keys) & {"team", "agent"}
    return m.get(name).kind != "total" and (by_time or name not in REPEATED) and not by_leg


@given(journals())
@settings(max_examples=25, deadline=None)
def test_figures_equal_a_plain_count_over_the_frames(run: Journal) -> None:
    contacts = run.frame("contacts")
    contacts = contacts[contacts["arrived_at"] >= run.about.warm_up_ms / 1000]
    until = contacts["first_reply_at"].fillna(contacts["left_at"])
    wait = (until - contacts["queued_at"]).fillna(0)
    is_ = {name: contacts["outcome"] == name for name in ("answered", "abandoned", "blocked")}
    n_offered = (~is_["blocked"]).sum()
    met, short = (is_["answered"] & (wait <= 20)).sum(), (is_["abandoned"] & (wait <= 20)).sum()
    assert m.service_level(run) == m.Ratio(met, n_offered - short)
    assert m.asa_s(run) == m.Mean(wait[is_["answered"]].sum(), is_["answered"].sum())
    assert m.abandonment(run) == m.Ratio(is_["abandoned"].sum(), n_offered)
    states = run.frame("agent_states")
    low, high = run.about.warm_up_ms / 1000, 330
    spent = (states["until_at"].clip(low, high) - states["from_at"].clip(low, high)).groupby(
        states["state"], observed=False
    )
    total = spent.sum()
    busy = total[["talk", "acw"]].sum()
    assert m.occupancy(run) == m.Ratio(busy, busy + total["idle"])


def test_pooling_adds_sums_and_is_not_the_mean_of_ratios() -> None:
    # C27: mean of ratios for ratio.
    one = day([answered(0, 0, 5), answered(1, 0, 5), unanswered(2, 30)], horizon=100)
    two = day([unanswered(0, 30)], horizon=100)
    pooled = m.abandonment(one) + m.abandonment(two)
    assert pooled == m.Ratio(2, 4) and pooled.value == 0.5
    assert (m.n_offered(one) + m.n_offered(two)).value == 2
    rows = pd.concat([m.table(j, ["abandonment"], by=["reason"]) for j in (one, two)])
    sums = rows.groupby("reason")[["numerator", "denominator"]].sum()
    assert sums.loc["billing"].tolist() == [2, 4]


def test_customers_without_a_segment_have_their_own_row() -> None:
    # C27: NaN dropped.
    run = day([answered(0, 0, 5, segment="high"), answered(0, 0, 5)], horizon=10)
    rows = m.table(run, ["n_answered", "mean_queue"], by=["segment"])
    assert rows["segment"].tolist() == ["high", "standard", "(none)"] * 2
    assert rows["value"].tolist() == [1, 0, 1, 0, 0, 0]
    assert "(none)" not in m.table(run, ["n_answered"], by=["reason"])["reason"].tolist()


@pytest.mark.parametrize("by", [["reason"], ["interval", "team"], ["day"], []])
def test_an_empty_journal_gives_nothing_but_zeros_and_nan(by: list[str]) -> None:
    for horizon in (0, 300):
        run = journal(horizon=horizon, start=START)
        fit = [name for name in m.names() if set(by) <= set(accepted(name))]
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            rows = m.table(run, fit, by=by, options=OPTIONS).set_index("measure")
            summary = m.summary(run, options=OPTIONS)
        counts = [n for n in fit if m.get(n).kind == "total" and m.get(n).basis != "money"]
        assert (rows.loc[counts, "value"] == 0).all()
        shares = [n for n in fit if m.get(n).kind != "total" and n not in CLOCK]
        shares = [n for n in shares if m.get(n).basis != "money"]
        assert rows.loc[shares, "value"].isna().all()
        assert len(summary) == 30


def test_an_empty_journal_of_one_call_each() -> None:
    run = journal(horizon=300)
    assert m.service_level(run) == m.Ratio(0, 0) and math.isnan(m.service_level(run).value)
    assert math.isnan(m.wait_quantile_s(run).value)
    assert math.isnan(m.wait_quantile_s(run).numerator)
    assert m.mean_queue(run) == m.Mean(0, 300) and m.mean_queue(run).value == 0


@pytest.mark.parametrize(
    ("measure", "by", "text"),
    [
        ("occupancy", ["reason"], "occupancy can be grouped by interval, hour, weekday"),
        ("abandonment", ["agent"], "abandonment can be grouped by .*, segment, language$"),
        ("retention", ["hour"], "retention can be grouped by segment"),
        ("mean_queue", ["team"], "mean_queue can be grouped by .*, segment, language, tier"),
        ("asa_s", ["month"], "must be among interval, hour, weekday, day, reason"),
        ("asa_s", ["hour", "hour"], "must name each key once"),
    ],
)
def test_groups_that_make_no_sense_are_refused_by_name(
    measure: str, by: list[str], text: str
) -> None:
    with pytest.raises(InputError, match=text.replace("$", r" \(")) as caught:
        m.table(journal(horizon=10), [measure], by=by)
    assert f'"{by[0]}"' in str(caught.value) or "hour, hour" in str(caught.value)


def test_all_measures_that_do_not_fit_are_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        m.table(journal(horizon=10), ["asa_s", "occupancy", "retention"], by=["reason"])
    assert [p.source for p in caught.value.problems] == ["occupancy", "retention"]


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        ("asa", r'measures: must be a measure .*; did you mean "asa_s"\? \(got "asa"\)'),
        ("asa_s(awt_s=3)", r"measures: asa_s takes no options"),
        ("service_level(rule=best)", r'rule: must be one of exclude_short, .* \(got "best"\)'),
        ("service_level(count_blocked=true, rule=answered)", "count_blocked: needs a rule other"),
        ("service_level(awt_s=-1)", r"awt_s: must be >= 0 seconds \(got -1\)"),
        ("wait_quantile_s(q=high)", r'q: must be in \[0, 1\] \(got "high"\)'),
        ("asa_s; drop", r"measures: must look like name or name\(option=value"),
    ],
)
def test_words_for_measures_are_checked(spec: str, text: str) -> None:
    with pytest.raises(InputError, match=text):
        m.table(journal(horizon=10), [spec])


@pytest.mark.parametrize(
    ("option", "value"),
    [("interval_s", 0), ("interval_s", math.inf), ("sl_target", 1.1), ("window_s", -1),
     ("full_time_hours", 0), ("awt_s", math.nan), ("tier", -1), ("q", True), ("awt", 20)],
)  # fmt: skip
def test_options_are_checked(option: str, value: Any) -> None:
    with pytest.raises(InputError, match=option):
        m.table(journal(horizon=10), **{option: value})


def test_a_measure_takes_only_its_own_options() -> None:
    with pytest.raises(InputError, match=r"rule: asa_s takes no options"):
        m.asa_s(journal(horizon=10), rule="offered")


def test_a_word_is_no_list() -> None:
    with pytest.raises(InputError, match="measures: must be a list of names"):
        m.table(journal(horizon=10), "asa_s")  # type: ignore[arg-type]


def test_too_many_groups_are_refused() -> None:
    with pytest.raises(InputError, match="at most 5000000 groups"):
        m.table(journal(horizon=6_000), ["n_answered"], by=["interval"], interval_s=0.001)
    with pytest.raises(InputError, match="at most 5000000 groups"):
        m.table(journal(horizon=2_000), ["n_answered"], by=["interval", "agent"], interval_s=0.001)


def test_words_with_options_give_rows_of_that_name() -> None:
    run = day([answered(0, 30, 5), answered(0, 0, 5)], horizon=10)
    specs = ["service_level(awt_s=30, rule=offered)", "wait_quantile_s(q=0.5)", "service_level"]
    rows = m.table(run, specs, awt_s=20)
    assert rows["measure"].tolist() == specs
    assert rows["value"].tolist() == [1, 15, 0.5]
    assert rows.columns.tolist() == ["measure", "value", "numerator", "denominator"]
    assert math.isnan(rows["numerator"][1]) and rows["denominator"][1] == 2


def test_integrals_are_by_time_only() -> None:
    with pytest.raises(InputError, match=r'by: must be among interval, .*day \(got "team"\)'):
        m.integrals(journal(horizon=10), by=["team"])


def test_load_by_group_needs_an_answered_contact() -> None:
    rows = [answered(0, 0, 50), unanswered(0, 5), unanswered(150, 5, reason="technical")]
    run = day(rows, horizon=200)
    by = m.table(run, ["load"], by=["interval"], interval_s=100)["value"]
    assert by[0] == 2 * 50 / 100 and math.isnan(by[1])
    table = m.table(run, ["load"], by=["reason", "interval"], interval_s=100).set_index(
        ["reason", "interval"]
    )
    assert table.loc[("technical", 0.0), "value"] == 0


def test_every_measure_says_what_it_is() -> None:
    rows = m.definitions()
    assert len(rows) == len(m.names()) == rows["name"].nunique() == rows["label"].nunique()
    assert rows["kind"].isin(["ratio", "mean", "total", "quantile"]).all()
    assert rows["better"].isin(["higher", "lower", "none"]).all()
    assert (
        rows["basis"]
        .isin(["contact", "leg", "issue", "customer", "agent time", "clock time", "money"])
        .all()
    )
    assert rows["definition"].str.len().between(20, 120).all()
    assert rows["name"].iloc[0] == "n_attempts" and rows["name"].iloc[-1] == "cost_per_resolution"


def test_measures_survive_pickling_for_worker_processes() -> None:
    assert pickle.loads(pickle.dumps(m.retention)) is m.retention


def test_sums_are_whole_milliseconds_however_long_the_run() -> None:
    # 10 years of 3 agents at 1 ms offsets: a float32 or a running float sum would drift.
    year = 365 * 86_400.0
    states: list[Row] = [
        {"agent": a, "state": "idle", "from": 0.001, "until": 10 * year - 0.001}
        for a in NAMES["agents"]
    ]
    run = journal(agent_states=states, horizon=10 * year)
    assert m.available_s(run).value == 3 * (10 * 31_536_000_000 - 2) / 1000
    by_day = m.integrals(run, by=["day"])["available_ms"]
    assert by_day.dtype == np.int64 and by_day.sum() == 3 * (10 * 31_536_000_000 - 2)
