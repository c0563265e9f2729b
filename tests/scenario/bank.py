"""A scenario that uses every key, as text; and how the tests change it."""

from cssim.errors import InputError
from cssim.scenario import parse

BANK = """\
name: bank
title: A bank's phone desk
source: "made up"
start: "1999-02-01 00:00"
horizon: 7 d
warm_up: 1 h
drain: true
currency: EUR
multipliers: {volume: 1.0, handle_time: 1.0, patience: 1.0, staff: 1.0}
demand: {busyness_cv: 0.10}
channels:
  phone:
    kind: phone
    opening_hours: {monday: ["07:00-12:00", "13:00-24:00"], friday: ["07:00-14:00"]}
    lines: 60
    after_hours: wait
    at_closing: disconnect
    acceptable_wait: 1 min
    awt: 20 s
    sl_target: 0.80
    price_per_minute: 0.02
    fee_per_contact: 0.1
reasons:
  billing:
    channel: phone
    skill: accounts
    tier: 1
    arrivals:
      interval: 30 min
      per_hour:
        monday: {"07:00": [12, 15.5, 20], "13:00": [30]}
        friday: {"07:00": [9]}
      busyness_cv: 0.05
    handle_time: {distribution: lognormal, mean: 4 min, cv: 0.8}
    hold_share: 0.05
    acw_share: 0.15
    patience: {distribution: weibull, shape: 1.2, scale: 3 min}
    complexity: -0.5
    ivr: {time: {distribution: uniform, low: 10 s, high: 1 min}, hang_up: 0.02}
    escalate: {1: 0.1}
    retry: {after_abandoned: 0.4, delay: {distribution: gamma, mean: 15 min, cv: 2}}
    repeat: {probability: 0.8, delay: {distribution: lognormal, median: 1 d, sigma: 1}}
    retry_keeps: true
  loans:
    channel: phone
    arrivals: {per_hour: 6}
    handle_time: {distribution: empirical, values: [3 min, 5 min, 9 min], weights: [1, 2, 1]}
    patience: infinite
customers:
  size: 50000
  segments:
    standard: {share: 0.8, margin_per_month: 30, contact_propensity: 1.0, churn_multiplier: 1.0}
    vip: {share: 0.2}
satisfaction: {enabled: true, survey_response: 0.08, survey_tilt: 0.2}
loyalty:
  enabled: true
  churn_per_year: 0.15
  goodwill_start: 0.8
  adjustment: 0.4
  loss_aversion: 2.0
  memory_months: 12
  sensitivity: 4
  discount_per_year: 0.1
  projection: 365 d
tiers: {1: agents, 2: "specialists, seniors"}
teams:
  frontline:
    size: 12
    tier: 1
    skills: {accounts: {speed: 1.1, resolve: 0.7}, loans: {}}
    proficiency: 0.7
    authority: 0.25
    wage_per_hour: 20.6
    absence: 0.06
    patterns:
      - agents: 6
        days: [monday, friday]
        shift: "07:00-15:00"
        breaks: [{at: "10:00", length: 15 min}, {at: "12:00", length: 30 min, state: training}]
      - {agents: 2, weekly: {monday: "22:00-06:00", friday: "07:00-14:00"}}
    members:
      - {name: anna, proficiency: 0.9, skills: [accounts, loans]}
      - {name: bert, weekly: {friday: "08:00-12:00"}, breaks: [{at: "09:00", length: 5 min}]}
  seniors:
    size: 3
    tier: 2
    skills: [accounts]
    patterns: [{days: [monday], shift: "08:00-17:00"}]
  reserve:
    size: 2
    skills: [loans]
    on_call: true
routing:
  policy: queue_priority
  teams_for: {billing: [frontline, seniors], loans: [frontline]}
  reasons_for: {frontline: [billing, loans]}
  ranks: {billing: {frontline: 1, seniors: 2}}
  delays: {billing: {seniors: 60 s}}
  weights: {billing: 1.5}
  base: {billing: -10}
  slope: {billing: 0.5}
  head_start: {vip: 90 s}
escalation:
  handover_share: 0.6
  conference: {distribution: triangular, low: 0 s, mode: 1 min, high: 2 min}
costs: {oncost: 0.3, overtime_premium: 0.5, fixed: 100}
limits: {max_attempts: 8, max_legs: 4}
"""


def changed(old: str, new: str, text: str = BANK) -> str:
    """Return the bank, or another text, with one place changed; it must be there just once."""
    assert text.count(old) == 1, f"{old!r} is in the text {text.count(old)} times"
    return text.replace(old, new)


def refusal(text: str) -> list[str]:
    """Return the lines of the error of a text that must be refused, checked for their form."""
    try:
        scenario = parse(text, source="bank.yaml")
    except InputError as error:
        lines = error.lines()
        assert lines
        for line in lines:
            assert len(line) <= 300
            assert line.isprintable()
            assert line.startswith(("bank.yaml", "…"))
        return lines
    raise AssertionError(f"accepted: {type(scenario).__name__} {scenario.name}")
