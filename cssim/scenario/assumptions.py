"""The table behind the ledger: every behavioural number, its range, and what it rests on.

A group says where its numbers stand, what turns the mechanism off and what must be given
for it to matter. A line says: name, low, high, how well founded the default is (S study, I
industry, P practice, D derived, A assumption, ``-`` a decision or own data), then
``{path=value}`` if the line has a switch of its own, then the source. ``*`` stands for any
name, ``<chat>`` for the name of a channel of that kind. What was read of the sources:
docs/behaviour.md.
"""

from __future__ import annotations

from typing import NamedTuple


class Group(NamedTuple):
    """Numbers that stand together.

    Attributes
    ----------
    title : str
        Heading for readers.
    place : str
        Path before the names; ``rules.MODULE`` for constants of `cssim.rules`.
    switch : str
        ``path=value`` that turns the mechanism off; ``-`` for none.
    needs : str
        Path of what must be given for the mechanism to matter; empty for nothing.
    lines : str
        One number a line.
    """

    title: str
    place: str
    switch: str
    needs: str
    lines: str


WORLD = (
    Group("Demand", "demand", "-", "", """
busyness_cv 0 0.25 A {demand.busyness_cv=0} form Avramidis et al. 2004; value assumed
"""),
    Group("Patience", "multipliers", "-", "", """
patience 0.33 2.67 D means from 1 to 8 min are published and contradict each other
"""),
    Group("Reasons", "reasons.*", "-", "", """
hold_share 0 0.2 A none
acw_share 0.05 0.3 A none
complexity -0.5 0.5 - own data
escalate 0 0.25 P {reasons.*.escalate=0} service desks: tier 1 5 to 15 %, technical 15 to 25 %
escalate_request 0 0.1 A {reasons.*.escalate_request=0} none
value_at_stake 0 1000 - {reasons.*.value_at_stake=0} own data
avoidable 0 0.6 P {reasons.*.avoidable=0} consultants' reports (ACXPA)
hostility 0 0.15 A {reasons.*.hostility=0} none; effects on agents Deery et al. 2002
diagnosis.time 10s 2min A {reasons.*.diagnosis=null} none
diagnosis.gain 0.1 0.6 A {reasons.*.diagnosis=null} none
articles.share 0.5 0.9 I {reasons.*.articles=null} Gartner 2019
articles.contains 0.05 0.2 I {reasons.*.articles=null} Gartner 2019
articles.false_share 0 0.4 A {reasons.*.articles=null} none
bot.share 0.08 0.5 I {reasons.*.bot=null} Gartner 2023
bot.contains 0.09 0.7 I {reasons.*.bot=null} Gartner 2023
bot.false_share 0 0.4 A {reasons.*.bot=null} none
bot.hang_up 0 0.2 A {reasons.*.bot=null} none
transfer.probability 0.05 0.2 I {reasons.*.transfer=null} SQM Group
consult.probability 0.02 0.3 A {reasons.*.consult=null} none
consult.gain 0.2 1 A {reasons.*.consult=null} none
spill.probability 0 0.3 A {reasons.*.spill=null} none
spill.after_answer 1 1.3 A {reasons.*.spill.after_answer=1} direction Ma, Sun and Kekre 2015
"""),
    Group("Trying again", "reasons.*.retry", "-", "", """
after_abandoned 0.2 0.8 A {reasons.*.retry.after_abandoned=0} that it matters: Aguir et al. 2004
after_blocked 0.2 0.8 A {reasons.*.retry.after_blocked=0} none
after_closed 0 0.8 A {reasons.*.retry.after_closed=0} none
after_disconnected 0.2 0.8 A {reasons.*.retry.after_disconnected=0} none
after_balked 0.2 0.8 A {reasons.*.retry.after_balked=0} none
after_diverted 0.2 0.8 A {reasons.*.retry.after_diverted=0} none
patience_loss 0 0.3 A {reasons.*.retry.patience_loss=0} direction Emadi and Swaminathan
delay.median 2min 1d A none
"""),
    Group("Coming back unsolved", "reasons.*.repeat", "-", "", """
probability 0.6 0.95 A {reasons.*.repeat.probability=0} that it matters: Aguir et al. 2004
delay.median 4h 3d A none
"""),
    Group("Acceptable waits", "channels", "-", "", """
<phone>.acceptable_wait 20s 3min I consumer surveys; form Antonides et al. 2002
<chat>.acceptable_wait 20s 3min I Comm100
<email>.acceptable_wait 1h 1d I SuperOffice
<social>.acceptable_wait 15min 6h I SuperOffice
"""),
    Group("Channels", "channels.*", "-", "", """
slowdown 0.04 0.35 S Goes et al. 2018, between two of its values
resolve_loss 0 0.25 A {channels.*.resolve_loss=0} direction Goes et al. 2018
silent_share 0.3 0.72 S {channels.*.silent_share=0} Castellanos et al. 2023
chase 0.2 0.8 A {channels.*.chase=0} none
chase_work 0.1 0.6 A none
announcement.perceived 0.7 1 A {channels.*.announcement.perceived=1} direction Antonides et al. 2002
announcement.hazard_before 0.8 1 S {channels.*.announcement.hazard_before=1} Webb et al.
announcement.hazard_after 1 1.52 S {channels.*.announcement.hazard_after=1} Webb et al. (up to)
announcement.balk 0 0.1 A {channels.*.announcement.balk=0} none
announcement.balk_long 0 0.6 A {channels.*.announcement.balk_long=0} none
callback.accept 0.2 0.65 S {channels.*.callback=null} Hathaway et al., a US bank
callback.unanswered 0 0.15 S {channels.*.callback=null} Hathaway et al., a US bank
callback.weight 0 0.5 A {channels.*.callback=null} direction Hathaway et al.
"""),
    Group("Teams", "teams.*", "-", "", """
proficiency 0.6 0.85 D where learning (De Grip et al. 2016) and forgetting balance
absence 0.03 0.12 I {teams.*.absence=0} survey (Cornell)
authority 0 0.9 - {teams.*.authority=0} a decision
late.share 0 0.2 A {teams.*.late=null} none
pressure.*.handle_factor 0.85 1.15 A {teams.*.pressure=[]} direction KC and Terwiesch 2009
wage_per_hour 15 28 I US median pay (BLS)
skills.*.resolve 0.6 0.8 I SQM Group
"""),
    Group("Escalation", "escalation", "-", "", """
handover_share 0.2 0.8 A none
concession_resolve 0 1 A {escalation.concession_resolve=0} none
"""),
    Group("Root causes", "root_causes", "root_causes=null", "", """
period 30d 180d - a decision
fixes 0.1 0.4 A none
"""),
    Group("Costs", "costs", "-", "", """
oncost 0.2 0.5 A none
overtime_premium 0.25 1 P time and a half, a custom
"""),
)  # fmt: skip

CUSTOMERS = (
    Group("Satisfaction", "satisfaction", "satisfaction.enabled=false", "", """
survey_response 0.01 0.6 I Vocalabs, automated phone surveys
survey_tilt -0.2 0.4 A {satisfaction.survey_tilt=0} direction Park et al. 2018
"""),
    Group("Goodwill and leaving", "loyalty", "loyalty.enabled=false", "customers", """
churn_per_year 0.05 0.35 A none
goodwill_start 0.7 0.9 A none
adjustment 0.2 0.5 A form Bolton 1998
loss_aversion 1 2.5 A {loyalty.loss_aversion=1} direction Anderson and Sullivan 1993
memory_months 6 24 A direction Bolton et al. 2006
sensitivity 2 7 D {loyalty.sensitivity=0} form Bolton et al. 2006; fitted to SQM's stated defection
discount_per_year 0.05 0.2 S Gupta, Lehmann and Stuart 2004
projection 180d 730d - a decision
"""),
    Group("Customers", "customers", "-", "customers", """
joining_per_month 0 1000 - {customers.joining_per_month=0} own data
segments.*.churn_multiplier 0.5 2 - {customers.segments.*.churn_multiplier=1} own data
segments.*.contact_propensity 0.33 4 I SQM Group: one or two calls a year for most
segments.*.patience 0.5 2 - {customers.segments.*.patience=1} own data
segments.*.acceptable_wait 0.5 2 - {customers.segments.*.acceptable_wait=1} own data
"""),
    Group("Making good", "care.recovery", "care.recovery=null", "customers", """
delay 1h 7d - a decision
work 3min 12min A none
success 0.5 0.95 A none
restores 0 0.9 A de Matos et al. 2007: satisfaction rises, loyalty does not beyond before
halving 1d 7d A none
share 0.2 1 - a decision
"""),
    Group("Following up bad ratings", "care.close_loop", "care.close_loop=null", "customers", """
below 2 4 - a decision
delay 1h 7d - a decision
work 3min 12min A none
success 0.5 0.95 A none
restores 0 0.9 A as for making good
halving 1d 7d A none
"""),
    Group("Reaching out", "care.outreach", "care.outreach=null", "customers", """
every 30d 180d - a decision
before 7d 30d A none
"""),
    Group("Own agents", "care.personal", "care.personal=null", "customers", """
gain 0 0.6 A {care.personal.gain=0} none
"""),
    Group("Ages of risk", "care.risk", "care.risk=null", "customers", """
days - - A none
length 14d 60d A none
factor 1 3 A {care.risk.factor=1} none
relief 0 0.8 A {care.risk.relief=0} none
oldest 365d 3650d A none
"""),
    Group("Growth and advocacy", "care", "-", "customers", """
referrals_per_promoter_year 0 0.3 A {care.referrals_per_promoter_year=0} none; illustrative
growth_per_year 0 0.1 A {care.growth_per_year=0} none; illustrative
"""),
)  # fmt: skip

PEOPLE = (
    Group("Learning and forgetting", "people.development", "people.development=null", "", """
shape "power_law" "exponential" S both fit the first year of De Grip et al. (log tenure)
experience_per_hour 0.001 0.01 A from ramps of 3 to 6 months (WFM Labs)
training_per_hour 0.01 0.03 S De Grip and Sauermann 2012, a field experiment
coaching_per_hour 0.0173 0.0692 A twice training; direction Liu and Batt 2010
staleness_per_week 0.012 0.03 S Tatel and Ackerman: half of a skill in 6.5 months; a proxy
releases.*.loss 0.02 0.3 A {people.development.releases=[]} Arthur et al. 1998, two readings
huddle.length 5min 20min - {people.development.huddle=null} a decision
huddle.relief 0.2 0.8 A {people.development.huddle=null} none
"""),
    Group("Training", "people.training", "people.training=null", "people.development", """
hours_per_month 0 8 - a decision
block 15min 2h A none
idle_usable 0.2 0.8 A none
content_age_weeks 0 104 A {people.training.content_age_weeks=0} fades like skill: Tatel and Ackerman
cost_per_hour 0 100 - own data
"""),
    Group("Courses", "people.courses.*", "people.courses=[]", "people.development", """
every 90d 730d - a decision
hours 4 40 - a decision
places 1 50 - a decision
speed 0.8 1 A none
relief 0.2 0.8 A none
cost_per_place 0 2000 - own data
"""),
    Group("Coaching", "people.coaching", "people.coaching=null", "people.development", """
hours_per_month 0 4 - a decision
hours_per_lead 0 40 - {people.coaching.hours_per_lead=null} a decision
share 0.1 1 - a decision
reviews_per_month 2 20 I SQM Group: 6 on average
noise 0.1 0.5 A SQM Group: scores of 20 % of agents track customers
period 7d 90d - a decision; Liu and Batt 2010: monthly
session 15min 60min A none
review_time 5min 20min A none
feedback_halflife 14d 180d A {people.coaching.feedback_halflife=null} none
learning_culture 0 2 A {people.coaching.learning_culture=0} none
reprimand 0 0.2 A {people.coaching.reprimand=0} none
pauses_above 0 50 - {people.coaching.pauses_above=null} a decision
"""),
    Group("Fatigue", "people.fatigue", "people.fatigue=null", "", """
handling 0 0.3 S London Ambulance: +5 % over a shift; Collewet and Sauermann 2017
quality 0 0.5 A none
builds 120min 480min D fitted to +4 to +5 % by the end of a shift
recovers 30min 120min D fitted to +4 to +5 % by the end of a shift
"""),
    Group("Strain", "people.strain", "people.strain=null", "people.fatigue", """
start 0.15 0.25 D mean of the target at 80 % busy
weeks 4 16 A none
hostile 0 0.6 A direction Deery et al. 2002
support 0 0.3 A direction SAJIP 34(2)
absence 0 4 A direction Swider and Zimmerman 2010
quality 0 0.5 A none
friction 0 0.1 A {people.strain.friction=0} none
overload 0 1 A {people.strain.overload=0} none
"""),
    Group("Leading", "people.climate", "people.climate=null", "", """
span 8 20 P usual in centers
one_to_ones_per_month 0 4 - a decision
one_to_one_length 15min 60min A none
lead_quality 0.5 1.5 A {people.climate.lead_quality=1} none
lead_wage 0 50 - own data
empowerment 0 0.9 S {people.climate.empowerment=0} Ozkan et al.: r = -0.22
friction 0s 2min A {people.climate.friction="0 s"} none
friction_removed_per_month 0 0.2 A {people.climate.friction_removed_per_month=0} none
heard_every 7d 90d - {people.climate.friction_removed_per_month=0} a decision
"""),
    Group("Goals", "people.goals", "people.goals=null", "", """
level 0.9 1.5 - a decision
best 1.05 1.3 A direction Locke and Latham 2002
gain 0 0.15 A d = 0.34 to 0.80 (Locke and Latham 2002; Epton et al.)
width 0.15 0.6 A none
review 7d 90d - a decision
drift_halflife 14d 120d A none
"""),
    Group("Quitting", "people.turnover", "people.turnover=null", "", """
quits_per_year 0.15 0.6 I 28 to 45 % (Cinareo; Metrigy), contradictory
early 0 1.4 A {people.turnover.early=0} 12 % gone by day 90; no source
early_weeks 6 26 A none
strain 1 5 D Swider and Zimmerman 2010: corrected R = 0.33
tenure_weeks 13 260 A none
recognition_factor 0.8 1 A direction Batt 2002
ladder_factor 0.7 1 A direction Batt 2002
removal.below 0.35 0.55 A {people.turnover.removal=null} none
removal.every 30d 180d - {people.turnover.removal=null} a decision
removal.after_weeks 13 52 - {people.turnover.removal=null} a decision
"""),
    Group("Hiring", "people.hiring", "people.hiring=null", "", """
lead_time 5d 315d I Cinareo; about 40 days
lead_cv 0 0.6 A none
class_size 1 15 - a decision
class_wait 0s 60d A none
onboarding 14d 112d S Batt, Doellgast and Kwon 2005: 4.2 weeks
cost 1750 14113 I ContactBabel 2017; Gartner
class_cost 0 20000 - own data
selectivity 0 1 - {people.hiring.selectivity=0} a decision; its effects are assumptions
prior 0 0.4 A {people.hiring.prior=0} none
"""),
    Group("Careers", "people.careers", "people.careers=null", "people.turnover", """
senior_share 0.1 0.3 A none
after_weeks 26 104 A none
above 0.6 0.8 A none
every 7d 90d - a decision
mentoring_hours_per_month 0 8 - a decision
wage_premium 0 0.25 A none
"""),
    Group("Survey of agents", "people.survey", "people.survey=null", "people.strain", """
every 30d 365d - a decision
response 0.4 0.9 A none
noise 0.05 0.3 A none
above 0.2 0.4 - a decision
relief 0.05 0.4 A none
cost 0 20000 - own data
"""),
    Group("Knowledge tool", "tools.knowledge", "tools.knowledge=null", "", """
gap_closed 0.2 0.5 S Brynjolfsson, Li and Raymond 2025: +34 % for novices
cost_per_month 0 20000 - own data
"""),
    Group("Without a tool", "tools", "-", "", """
without_crm.repeat_work 0 0.3 A {tools.without_crm=null} none
without_crm.transfer_penalty 1 3 A {tools.without_crm=null} none
without_ticketing.lost 0 0.15 A {tools.without_ticketing=null} none
without_social_desk.delay 0s 4h A {tools.without_social_desk=null} none
costs_per_month 0 50000 - {tools.costs_per_month=0} own data
"""),
    Group("Management", "management", "-", "", """
daily.period 12h 1d - {management.daily=null} a decision
daily.cancel_above 0 50 - {management.daily=null} a decision
quarterly.period 30d 180d - {management.quarterly=null} a decision
quarterly.service_target 0.7 0.95 - {management.quarterly=null} a decision
quarterly.max_change 0 10 - {management.quarterly=null} a decision
quarterly.forecast_error 0 0.3 A {management.quarterly=null} none
policy.review 30d 730d - {management.policy=null} a decision
policy.loss_per_quarter 0 0.15 A {management.policy=null} none
"""),
)  # fmt: skip

RULES = (
    Group("Rules of satisfaction", "rules.satisfaction", "satisfaction.enabled=false", "", """
BASE 1.5 2.2 I SQM Group: 86 % after one contact that solved it
PER_CONTACT 0.25 0.9 I SQM Group: 86 to 44 %; Monger: much less
UNRESOLVED 1.1 1.75 I SQM Group: 21 to 33 points
PER_DOUBLING 0 0.4 A form Antonides et al. 2002; kept small: Garcia et al. 2012
PER_HANDOVER 0 0.7 A direction SQM Group
MISMATCH 0 1.5 I CFI Group: 79 % against 58 %; CEB found none
PER_QUALITY 0.5 2.5 A none
AVERAGE_QUALITY 0.6 0.75 D proficiency 0.758 less usual fatigue and strain
UNSERVED_WEIGHT 0.25 1 A none
RATING_CUTS - - A none
"""),
    Group("Rules of handling and resolving", "rules.handling", "-", "", """
AVERAGE_PROFICIENCY 0.7 0.8 D where learning and forgetting balance
AVERAGE_RESOLVE 0.6 0.8 I SQM Group
PACE_SLOPE 0.6 1 S De Grip et al. 2016: +64 % in the first year
RESOLVE_SLOPE 0.5 2.5 A none
REPEAT_PENALTY 0 0.9 A none
TRANSFER_PENALTY 0.3 0.9 I SQM Group: 14 points
MISMATCH_PENALTY 0 1 I {languages={}} CFI Group: 17 points
HOSTILE_WORK 1 1.5 A {reasons.*.hostility=0} none
HOSTILE_LOSS 0 1.2 A {reasons.*.hostility=0} none
"""),
    Group("Rules of learning", "rules.proficiency", "people.development=null", "", """
PEERS_NONE 0.7 1 S {people.development.peers=false} De Grip et al. 2016: ramps 36 % shorter
PEERS_ALL 0 0.5 S {people.development.peers=false} De Grip et al. 2016: ramps 36 % shorter
REVIEWS_HALF 1 10 A {people.coaching=null} none
ONBOARDED_GAP 0.7 0.95 A {people.hiring=null} none
ONBOARDING_WEEKS 2 16 S {people.hiring=null} Batt, Doellgast and Kwon 2005
POWER 0.1 0.15 S {people.development.shape="exponential"} De Grip et al.: as much in the first year
USUAL_HOURS 20 30 A {people.development.shape="exponential"} none
"""),
    Group("Rules of wear", "rules.wear", "people.strain=null", "", """
USUAL_SPAN 8 20 P usual in centers
"""),
    Group("Rules of making good", "rules.care", "care=null", "customers", """
PROMPT_DAYS 0.5 2 A {care.recovery=null} none
"""),
)  # fmt: skip

GROUPS = (*WORLD, *CUSTOMERS, *PEOPLE, *RULES)
