"""From an export to a scenario: a made-up ACD that writes everything differently."""

import gzip
import re

import numpy as np
import pytest
from made_logs import poisson_instants

from cssim import scenario
from cssim.calibrate import calibrate, parse_mapping, read_log, replay_demand_tables
from cssim.calibrate.scenario_text import distribution_content
from cssim.distributions import Deterministic, Empirical, Exponential, Gamma, LogNormal, Weibull
from cssim.errors import InputError

MAPPING = """
name: helpdesk
title: A made-up help desk
file: {delimiter: semicolon, compression: gzip, encoding: utf-8, quote: double}
times: {format: iso, never: ["", "n/a"]}
contact: ["Call ID"]
arrived: Offered
queue: {seconds: "Wait (m:ss)"}
service: {seconds: Handle}
outcome: {column: Disposition, answered: [Handled, Moved], abandoned: [Abandon], ignored: [Test]}
reason: {column: Skill}
agent: {column: Agent, nobody: ["n/a"], names: {zoe: ["Zoë", "Zoe B."]}}
team: support
separate_teams: {web: [web_shop]}
calibration: {interval: 1 h}
"""
HEADER = '"Call ID";Offered;Skill;"Wait (m:ss)";Handle;Disposition;Agent;Notes'
AGENTS = {"Order status": ["Zoë", "Zoe B.", "Müller, Jörg", "O'Neill"], "Web-Shop": ["Kim", "null"]}
FORMATS = {"Order status": LogNormal(150.0, 0.6), "Web-Shop": Exponential(300.0)}


def line(number, at, skill, rng):
    """Return a call: ISO instant with offset, wait as m:ss, quoted names."""
    wait = 0 if rng.random() < 0.4 else int(rng.exponential(40)) + 1
    gone = wait > 0 and rng.random() < 0.2
    day, second = divmod(int(at), 86_400)
    clock = f"{second // 3600:02d}:{second % 3600 // 60:02d}:{second % 60:02d}"
    instant = f"2024-03-{day + 4:02d}T{clock}+01:00"
    talk = "n/a" if gone else f"{FORMATS[skill].quantile(rng.random()):.0f}"
    agent = "n/a" if gone else AGENTS[skill][rng.integers(len(AGENTS[skill]))]
    how = "Abandon" if gone else "Handled"
    return f'A-{number};{instant};{skill};{wait // 60}:{wait % 60:02d};{talk};{how};"{agent}";ok'


@pytest.fixture(scope="module")
def export(tmp_path_factory):
    rng = np.random.default_rng(1)  # noqa: TID251
    hours = [0.0] * 9 + [25.0] * 8 + [0.0] * 7
    calls = [("Order status", at) for at in poisson_instants(rng, hours, 21)]
    calls += [("Web-Shop", at) for at in poisson_instants(rng, [h / 5 for h in hours], 21)]
    calls = [(skill, at) for skill, at in sorted(calls, key=lambda c: c[1]) if at // 86_400 % 7 < 5]
    lines = [line(i, at, skill, rng) for i, (skill, at) in enumerate(calls)]
    lines[5] = 'X-1;yesterday;Order status;0:00;10;Handled;"Kim";ok'
    lines[6] = 'X-2;2024-03-04T10:00:00;Order status;0:00;10;Lost;"Kim";ok'
    path = tmp_path_factory.mktemp("acd") / "export.dat"
    path.write_bytes(gzip.compress("\n".join(["\ufeff" + HEADER, *lines]).encode()))
    return path


@pytest.fixture(scope="module")
def found(export):
    return calibrate(export, parse_mapping(MAPPING))


def test_the_text_is_a_scenario_that_reads_back(found):
    made = scenario.parse(found.scenario_yaml())
    assert made.name == "helpdesk" and set(made.reasons) == {"order_status", "web-shop"}
    assert scenario.parse(made.dump()).hash == made.hash
    assert made.channels["phone"].opening_hours[0] == ((9 * 3_600_000, 17 * 3_600_000),)
    assert set(made.channels["phone"].opening_hours) == {0, 1, 2, 3, 4}


def test_rates_of_the_scenario_times_attempts_per_issue_are_the_logged_ones(found):
    made = scenario.parse(found.scenario_yaml())
    fresh = made.rates("order_status").sum()
    logged = len(found.log.attempts.query("reason == 'order_status'")) / 3
    assert found.returns.after_abandoned.source == "default"
    assert fresh * found.returns.attempts_per_issue == pytest.approx(logged, rel=0.03)


def test_handle_times_kinds_and_agents_are_found(found):
    assert found.handling["order_status"].fit.kind == "lognormal"
    assert found.handling["web-shop"].fit.kind == "exponential"
    assert set(found.pace) == {"zoe", "muller_jorg", "o_neill", "kim", "null_"}
    assert found.pace["zoe"].n > 1.5 * found.pace["o_neill"].n


def test_separate_team_gets_its_own_people_and_the_others_the_rest():
    text = MAPPING.replace("separate_teams: {web: [web_shop]}", "separate_teams: {web: [web-shop]}")
    assert parse_mapping(text).separate_teams == {"web": ("web-shop",)}


def test_teams_follow_who_served_what(export):
    text = MAPPING.replace("[web_shop]", "[web-shop]")
    made = scenario.parse(calibrate(export, parse_mapping(text)).scenario_yaml())
    members = {team: {m.name for m in made.teams[team].members} for team in made.teams}
    assert members == {"support": {"zoe", "muller_jorg", "o_neill"}, "web": {"kim", "null_"}}
    assert set(made.teams["web"].skills) == {"web-shop"}


def test_report_names_what_was_dropped_and_chosen(found):
    told = found.report()
    assert re.search(r"dropped +1  unreadable arrival time: line 7 \(\"yesterday\"\)", told)
    assert re.search(r"dropped +1  unknown outcome: line 8 \(\"Lost\"\)", told)
    for word in (
        "ARRIVALS",
        "RETURNS",
        "HANDLE TIME",
        "PATIENCE",
        "STAFFING",
        "BEWARE",
        "ASSUMPTIONS",
    ):
        assert word in told


def test_tables_of_the_fit_sheet_are_tidy_and_agree(found):
    tables = found.observed_against_fitted()
    arrivals = tables["arrivals"]
    assert (arrivals["low"] <= arrivals["observed"]).all()
    assert (arrivals["observed"] <= arrivals["high"]).all()
    assert arrivals["fitted"].sum() == pytest.approx(arrivals["observed"].sum(), rel=1e-6)
    for name, few in (("handle_time", 0), ("patience", 50)):
        table = tables[name] if not few else tables[name][tables[name]["at_risk"] >= few]
        assert (table["observed"] - table["fitted"]).abs().max() < 0.06
        assert table["seconds"].gt(0).all() and len(table) > 40
    assert len(tables["staffing"]) == 168 and len(tables["days"]) == found.log.n_days


def test_replay_plays_every_attempt_with_its_own_wait_and_work(found):
    log = found.log
    u = np.full((len(log.attempts), 2), 0.5)
    played = replay_demand_tables(log, found, u)
    assert len(played) == len(log.attempts)
    assert played.arrived_s.tolist() == log.attempts["arrived_at"].tolist()
    gone = (log.attempts["outcome"] == "abandoned").to_numpy()
    wait = log.attempts["wait_s"].to_numpy()
    assert (played.patience_s[gone] == wait[gone]).all() and not played.imputed[gone, 0].any()
    assert (played.patience_s[~gone] > wait[~gone]).all() and played.imputed[~gone, 0].all()
    speed = np.array([found.pace[a].speed if a else 1.0 for a in log.attempts["agent"]])
    talk = log.attempts["talk_s"].to_numpy()[~gone] * speed[~gone]
    assert played.work_s[~gone] * (1 - played.acw_share[~gone]) == pytest.approx(talk)
    assert played.reasons == ("order_status", "web-shop") and played.imputed[gone, 1].all()


def test_replay_luck_belongs_to_the_row(found):
    u = np.random.default_rng(2).random((len(found.log.attempts), 2))  # noqa: TID251
    one, two = (
        replay_demand_tables(found.log, found, x)
        for x in (u, np.where(np.arange(len(u))[:, None] == 7, 0.9, u))
    )
    changed = one.patience_s != two.patience_s
    assert set(np.flatnonzero(changed)) <= {7}
    with pytest.raises(InputError, match="must be"):
        replay_demand_tables(found.log, found, u[:5])


@pytest.mark.parametrize(
    "days", [7, ("2024-03-04", "2024-03-10")], ids=["first seven", "from and to"]
)
def test_days_limit_what_is_used(export, days):
    log = read_log(export, parse_mapping(MAPPING))
    part = calibrate(log, log.mapping, days)
    assert part.log.n_days == 7 and len(part.log.attempts) < len(log.attempts) / 2
    assert np.isnan(part.busyness.cv) and "too few weeks" in part.scenario_yaml()


@pytest.mark.parametrize("days", [0, ("2024-03-32", "2024-03-33"), ("2025-01-01", "2025-01-02")])
def test_days_that_cannot_be_are_refused(export, days):
    log = read_log(export, parse_mapping(MAPPING))
    with pytest.raises(InputError, match="days"):
        calibrate(log, log.mapping, days)


@pytest.mark.parametrize("gone", ["agent", "reason"])
def test_export_may_lack_agents_or_reasons(export, gone):
    lines = [x for x in MAPPING.split("\n") if not x.startswith((gone, "separate"))]
    less = calibrate(export, parse_mapping("\n".join(lines)))
    made = scenario.parse(less.scenario_yaml())
    assert made.agent_count("support") >= 2
    assert ("cannot be seen" in less.report()) == (gone == "agent")


def test_log_without_an_answer_is_refused(export, tmp_path):
    packed = tmp_path / "none.gz"
    text = gzip.decompress(export.read_bytes()).decode().replace(";Handled;", ";Abandon;")
    packed.write_bytes(gzip.compress(text.encode()))
    with pytest.raises(InputError, match="answered contacts with talk time"):
        calibrate(packed, parse_mapping(MAPPING))


@pytest.mark.parametrize(
    "truth",
    [Exponential(90.0), LogNormal(60.0, 1.5), Gamma(0.7, 100.0), Weibull(0.8, 200.0),
     Deterministic(5.0), Empirical([1.0, 1.0, 2.5, 700.0])],
)  # fmt: skip
def test_distributions_are_written_as_they_are(truth):
    from pydantic import TypeAdapter

    from cssim.scenario.distributions import Distribution

    read = TypeAdapter(Distribution).validate_python(distribution_content(truth)).to_distribution()
    u = np.array([0.05, 0.3, 0.7, 0.95])
    assert read.quantile(u) == pytest.approx(truth.quantile(u), rel=1e-3)
    with pytest.raises(TypeError, match="cannot write"):
        distribution_content(object())  # type: ignore[arg-type]
