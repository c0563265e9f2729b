"""The hub with everything that may happen to people and customers over months."""

from hub import HUB

PARTS = """\
people:
  development:
    shape: power_law
    experience_per_hour: 0.0030769
    training_per_hour: 0.0173
    coaching_per_hour: 0.0346
    staleness_per_week: 0.0246
    peers: true
    families: {written: [letters, typing], spoken: [help]}
    releases:
      - {at: "2024-01-08", loss: 0.12, skills: [help]}
      - {at: 10 d}
    huddle: {length: 12 min, at: "09:00", relief: 0.4}
  training:
    hours_per_month: 4
    block: 45 min
    placing: quiet
    idle_usable: 0.6
    content_age_weeks: 26
    cost_per_hour: 15
  courses:
    - name: cross-training
      at: "2024-01-03"
      every: 7 d
      hours: 16
      teams: [desk]
      places: 3
      skills: [help, typing]
      adds: [selling]
      speed: 0.9
      cost_per_place: 300
    - {name: care, at: 1 d, hours: 8, empathy: true, languages: [fr], relief: 0.4}
  coaching:
    hours_per_month: 3
    hours_per_lead: 20
    share: 0.5
    aim: weakest
    reviews_per_month: 8
    noise: 0.2
    period: 14 d
    session: 20 min
    review_time: 9 min
    feedback_halflife: 60 d
    learning_culture: 0.7
    reprimand: 0.1
    pauses_above: 15
  fatigue: {handling: 0.11, quality: 0.21, builds: 200 min, recovers: 50 min}
  strain:
    start: 0.22
    weeks: 9
    hostile: 0.31
    support: 0.16
    absence: 2.1
    quality: 0.19
    friction: 0.02
    overload: 0.3
  climate:
    span: 8
    one_to_ones_per_month: 2
    one_to_one_length: 25 min
    take_time: true
    recognition: true
    ladder: true
    lead_quality: 1.1
    lead_wage: 31
    empowerment: 0.9
    friction: 20 s
    friction_removed_per_month: 0.06
    heard_every: 29 d
  goals: {level: 1.05, best: 1.16, gain: 0.05, width: 0.33, review: 14 d, drift_halflife: 28 d}
  turnover:
    quits_per_year: 0.42
    early: 0.8
    early_weeks: 12
    strain: 2.5
    tenure_weeks: 90
    recognition_factor: 0.93
    ladder_factor: 0.86
    removal: {below: 0.44, every: 80 d, after_weeks: 27}
  hiring:
    lead_time: 41 d
    lead_cv: 0.35
    class_size: 4
    class_wait: 31 d
    class_cost: 700
    onboarding: 30 d
    cost: 2600
    selectivity: 0.23
    replace: false
    prior: 0.07
  careers:
    senior_share: 0.24
    after_weeks: 53
    above: 0.71
    every: 8 d
    mentoring_hours_per_month: 5
    wage_premium: 0.13
  survey:
    every: 91 d
    response: 0.72
    noise: 0.17
    action: true
    above: 0.26
    relief: 0.28
    cost: 1500
tools:
  knowledge: {gap_closed: 0.43, cost_per_month: 900}
  without_crm: {repeat_work: 0.17, transfer_penalty: 1.9}
  without_ticketing: {lost: 0.055}
  without_social_desk: {delay: 33 min}
  costs_per_month: 450
care:
  recovery:
    channel: phone
    delay: 2 d
    work: 7 min
    success: 0.83
    restores: 0.62
    halving: 4 d
    share: 0.52
  close_loop: {channel: mail, below: 4}
  outreach:
    reason: letters
    segments: [all]
    every: 92 d
    at_risk: true
    before: 13 d
    targeted: false
  risk: {days: [91, 366], length: 29 d, factor: 2.2, relief: 0.56, oldest: 1000 d}
  personal: {segment: all, gain: 0.1, team: desk}
  referrals_per_promoter_year: 0.03
  growth_per_year: 0.015
management:
  daily: {period: 12 h, cancel_above: 11}
  quarterly: {period: 93 d, service_target: 0.81, max_change: 3, forecast_error: 0.14}
  policy: {review: 94 d, loss_per_quarter: 0.058}
  suspended: [monthly]
"""

LIVES = HUB.replace(
    "customers:\n  size: 1000\n", "customers:\n  size: 1000\n  joining_per_month: 25\n"
)
LIVES = LIVES.replace(
    "    avoidable: 0.35\n",
    "    avoidable: 0.35\n    hostility: 0.045\n    diagnosis: {time: 31 s, gain: 0.34}\n",
)
LIVES += PARTS
"""Every key of people, tools, care and management, each with a value that is no default."""
