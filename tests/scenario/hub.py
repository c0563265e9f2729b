"""A scenario of many channels, tiers, sites and events, which uses what the bank does not."""

HUB = """\
name: hub
start: "2024-01-01 00:00"
utc_offset: "+01:00"
horizon: 14 d
demand: {busyness_cv: 0.1, trend_per_year: 0.05, season: {january: 1.2, july: 0.8}}
channels:
  phone:
    kind: phone
    places: 40
    announcement:
      predictor: head_of_line
      factor: 0.9
      perceived: 0.85
      hazard_before: 0.9
      hazard_after: 1.5
      balk: 0.02
      balk_long: 0.3
    callback:
      rule: slots
      offer_above: 2 min
      accept: 0.37
      unanswered: 0.07
      tries: 3
      retry_after: 15 min
      ring: 30 s
      weight: 0.25
      factor: 1.1
      slot: 30 min
      capacity: 5
    voicemail: {after: 10 min}
  chat:
    kind: chat
    slots: 3
    slowdown: 0.15
    resolve_loss: 0.1
    silent_share: 0.7
    ghost_time: {distribution: deterministic, mean: 1 min}
  mail: {kind: email, chase: 0.5, chase_work: 0.3, idle_above: 1}
  wall: {kind: social}
  till: {kind: phone}
reasons:
  help:
    channels:
      phone: {share: 0.6, patience: infinite, ivr: {time: {distribution: deterministic, mean: 9 s}}}
      chat:
        share: 0.3
        skill: typing
        handle_time: {distribution: lognormal, mean: 11 min, cv: 0.8}
        hold_share: 0.0
        acw_share: 0.1
      mail: {share: 0.1}
      wall: {share: 0.0}
    arrivals: {per_hour: 20, trend_per_year: -0.1, season: {december: 2}}
    handle_time: {distribution: lognormal, mean: 6 min, cv: 0.8}
    by_time:
      - days: [monday]
        window: "08:00-10:00"
        handle_time: {distribution: exponential, mean: 8 min}
      - window: "12:00-13:00"
        channels: [phone, chat]
        patience: {distribution: exponential, mean: 50 s}
    articles: {share: 0.7, contains: 0.1, false_share: 0.2, cost: 0.01}
    bot:
      share: 0.25
      contains: 0.35
      false_share: 0.2
      time: {distribution: deterministic, mean: 2 min}
      hang_up: 0.05
      cost: 0.1
    transfer:
      probability: {desk: 0.1}
      to: {help: {share: 0.4}, sales: {share: 0.6, if_busy: lose}}
      handover_share: 0.3
    consult:
      probability: 0.1
      skill: selling
      time: {distribution: exponential, mean: 2 min}
      gain: 0.5
    escalate_request: 0.05
    escalate_waiting: 5 min
    escalate_age: 3 d
    retry:
      after_blocked: 0.6
      after_closed: 0.1
      after_disconnected: 0.6
      after_balked: 0.4
      after_diverted: 0.3
      patience_loss: 0.15
      switch: {chat: 0.2, mail: 0.1}
    repeat: {after_contained: 0.7, switch: {phone: 0.5}}
    spill: {channel: wall, probability: 0.1, after_answer: 1.1,
            delay: {distribution: exponential, mean: 1 h}}
    value_at_stake: 40
    avoidable: 0.35
  sales:
    channels: {phone: {share: 0.5}, chat: {share: 0.3}, mail: {share: 0.2}, wall: {share: 0}}
    skill: selling
    arrivals: {per_hour: 5}
    handle_time: {distribution: lognormal, mean: 6 min, cv: 0.8}
    consult: {}
  letters:
    channel: mail
    arrivals: {per_hour: 2}
    handle_time: {distribution: lognormal, mean: 6 min, cv: 0.8}
customers:
  size: 1000
  segments:
    all: {share: 1.0, patience: 1.2, acceptable_wait: 0.8, languages: {en: 1}}
languages: {en: 0.7, fr: 0.3}
sites: {manila: {utc_offset: "+08:00"}}
teams:
  desk:
    size: 10
    skills: [help, typing, letters]
    languages: [en]
    late: {share: 0.05, time: {distribution: exponential, mean: 5 min}}
    at_shift_end: finish
    overtime_limit: 30 min
    pressure:
      - {waiting_above: 2, handle_factor: 0.9}
      - {waiting_above: 9, handle_factor: 1.1}
    shrinkage: {training: 0.05}
    patterns:
      - weeks: [{monday: "08:00-16:00"}, {tuesday: "08:00-16:00"}]
        breaks: [{at: "12:00", length: 30 min, movable: 15 min}]
  shop:
    size: 3
    skills: [help, selling, typing]
    site: manila
    patterns: [{days: [monday], shift: "08:00-16:00"}]
  leads:
    size: 2
    tier: 2
    skills: [help, selling, typing]
    duties: coaching
    joins_above: 5
    patterns: [{days: [monday], shift: "08:00-16:00"}]
  reserve:
    size: 4
    skills: [help]
    on_call: true
    call_in: {waiting_above: 20, hours: 2 h}
intraday: [{from: shop, to: desk, agents: 2, waiting_above: 10, length: 1 h}]
routing:
  policy: reserve
  keep_idle: {help: {shop: 2}}
  bonus: {escalated: 30, callback: 20, repeat: 10}
  segment_base: {all: 5}
  mismatch_after: 2 min
escalation:
  mode: cold
  if_busy: skip
  take_over_after: 20 min
  concession_cost: 15
  concession_resolve: 0.5
events:
  - {kind: surge, at: "2024-01-02 10:00", length: 2 h, factor: 2.0, reasons: [sales]}
  - kind: outage
    at: 30 h
    length: 3 h
    channels: [phone]
    capacity: 0.2
    handle_factor: 1.2
    resolve_loss: 0.3
    disconnect: true
    plan:
      delay: 20 min
      divert: {chat: 0.3, mail: 0.2}
      message: 0.1
      call_in: {reserve: 3}
      hours: 2 h
      retry_factor: 0.8
      wait_factor: 1.5
root_causes: {period: 90 d, fixes: 0.2, choose: largest, cost: 1000}
"""
