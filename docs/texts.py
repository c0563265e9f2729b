"""Words of the made pages: their introductions, and where the defaults come from."""

from __future__ import annotations

SCENARIO = """# The scenario file

Everything a manager decides and everything the world imposes, in one YAML file. Here is a
complete small one:

```yaml
name: desk
start: "2024-01-01 09:00"        # a Monday
horizon: 8 h
channels: {phone: {kind: phone}}
reasons:
  help:
    channel: phone
    arrivals: {per_hour: 60}
    handle_time: {distribution: lognormal, mean: 6 min, cv: 0.8}
teams:
  desk:
    size: 8
    skills: [help]
    patterns: [{days: [monday], shift: "09:00-17:00"}]
```

A reason may come in on several channels, each with what differs there, and everything beyond
the plain phone queue is off until its key is given:

```yaml
name: support
start: "2024-01-01 09:00"
horizon: 8 h
channels:
  phone: {kind: phone, callback: {}} # with all defaults
  chat: {kind: chat, slots: 2}
  email: {kind: email}
reasons:
  help:
    channels:
      phone: {share: 0.6}
      chat: {share: 0.3, handle_time: {distribution: lognormal, mean: 11 min, cv: 0.8}}
      email: {share: 0.1}
    arrivals: {per_hour: 60}
    handle_time: {distribution: lognormal, mean: 6 min, cv: 0.8}
teams:
  desk:
    size: 9
    skills: [help]
    patterns: [{days: [monday], shift: "09:00-17:00"}]
events:
  - {kind: surge, at: 3 h, length: 1 h, factor: 1.5}
```

- **Units are part of a value**: durations as `90 s`, `5 min`, `1.5 h`, `2 d`; times of day as
  `"08:30"`, windows as `"07:00-15:00"` (in quotes); weekdays by their English names. Shares lie
  between 0 and 1. A bare number is never a duration.
- **Names** (of channels, reasons, skills, teams, segments, people): a lower-case letter, then
  up to 39 of `a-z 0-9 _ -`.
- **YAML** is read in a safe subset: no tags, anchors, aliases, merge keys or duplicate keys.
- **All problems are reported at once**, each with its path, the value found and what is
  accepted: `cssim check FILE`. For completion in an editor: `cssim schema`.
- **What-ifs** change values by path: `teams.desk.size=10`, `=+2`, `=*1.1`;
  `teams.desk.patterns[0].shift=10:00-18:00`. A path into a part that is null switches the
  part on: `channels.phone.callback.accept=0.5`. `volume`, `handle_time`, `patience` and `staff` are
  short for the multipliers of that name.

In the tables below, *NAME* in a path stands for any name, and a default of `–` means that the
key must be given. The last column says where a default comes from; an *assumption* has no
source and is to be varied before anything is built on it. [behaviour.md](behaviour.md) has
the formulas behind satisfaction and loyalty.
"""

MEASURES = """# Measures

Every figure is a pure function of the [journal](journal.md): nothing is counted while the clock
runs. A measure returns numerator and denominator as well as their quotient; a denominator of
0 gives no value, never 0.

```python
from cssim import measures, study
from cssim.scenario import load

desk = load("desk.yml")
journal = study.one_life(study.Arm("base", desk), seed=1, replication=0)

measures.asa_s(journal).value  # one figure of the whole run
measures.service_level(journal, awt_s=30, rule="offered").value
measures.table(journal, ["asa_s", "abandonment"], by=["hour", "reason"])
measures.summary(journal)  # the headline
```

Groups are `interval`, `hour`, `weekday`, `day`, `reason`, `channel`, `segment`, `language`,
`team`, `tier` and `agent`, in any mix that makes sense for the measure. A contact counts in the
period in which it *arrived*; agent time in the period in which it was *spent*; contacts and time
before the warm-up or after the horizon do not count.

`measures.by_channel(journal, options=measures.Options.of(desk))` shows the channels side by side,
each with its own thresholds, and `measures.pareto(journal)` what contacts are about.
`measures.weekly(journal, ["csat_true"])` goes week by week, and `measures.season_removed` takes a
known season out of such a series. `measures.retention_curve(journal)` shows who stays, month after
month, and `measures.ramp(journal)` how fast hires become proficient.

Of two runs that lived through the same luck, `measures.csat_change(new, base)` says how much of the
change in satisfaction came through waiting, resolution, hand-offs and quality, and how much through
contacts made in one of them only; the five sum to the change.
`measures.payback_date(new, base, options)` is the day from which what customers brought in has made
up for what a change cost; `measures.payback` shows how it got there.

What waits and what counts:

- The wait is that of the *first* leg; `total_wait_s` adds the waits after transfers. A
  *callback* waits with nobody on the line: it is outside waiting, queue length and service level,
  but once it reaches the customer it counts as answered in first-contact resolution. A *ticket*
  and work that was *set aside* are backlog (`mean_backlog`), not waits.
- *Chasers* and *contained* contacts are contacts and count as attempts. A *ghost*, the place
  in hand of a chat customer who left without a sign, is in no figure of contacts, only in
  agents' time.
- Contacts that the center makes (*outreach*: making good, getting in touch first) count among
  attempts and in agents' time, not as arrived, offered or answered, in no wait, no handle time
  and no issue of a customer: `n_attempts` is `n_contained` + `n_closed` + `n_arrived` +
  `n_outreach`.
- A leg that was set aside and resumed is one leg; a consult is none.
- A team's tier is the one it serves in; a team that served nobody stands under "(none)".

- A weekly reading of an agent (proficiency, strain, fatigue) counts once. Who might have been
  hired and was not has no rows and counts nowhere. Customers who join during the run bring
  revenue and may leave, but retention follows those who were there after the warm-up.

Units: `s` seconds; `h` hours; `weeks`; `1` a share, a count or a plain number; `points` -100 to
100; `erlang`; `currency` the scenario's. *Basis* is what is counted. *Good* is the side that is
better, if there is one. *Options* are the arguments the measure takes.
"""

JOURNAL = """# The journal

What happened in one replication: six flat tables, sorted by key. All figures and all checks
are made from them.

- `journal.frame(table)` returns a table as you see it *outside*: instants (`…_at`) and durations
  (`…_s`) are float seconds, codes are names, what never came is null.
- `journal.columns[table]` holds it *inside*: whole milliseconds (`…_ms`; -1 = never; 2^62 =
  for ever) and integer codes. A float second is always ms / 1000, so both say the same.
- `journal.save(folder)` writes one Parquet file a table and `schema.json`;
  `cssim.journal.load(folder)` reads them back. `cssim audit FOLDER` checks them.

Instants count from the start of the run. The number of a contact packs its point on the
Poisson sheet (reason, day, layer, k) and the attempt: the same customer's contact has the
same number under every what-if. `cssim.demand.unpack(contact)` takes it apart.
"""

ASSUMPTIONS = """# What every number rests on

Every number that says how customers and agents behave, with the range over which to vary it
before you build on it, and what turns its mechanism off. In Python:

```python
import cssim
from cssim.scenario.ledger import ledger

table = ledger(cssim.load("desk.yml"))
weakest = table[table["is_on"] & (table["confidence"] == "A")]
assert "loyalty.adjustment" in set(table["path"])
assert "rules.satisfaction.PER_HANDOVER" in set(weakest["path"])
```

`cssim check desk.yml --assumptions` prints those that have an effect in a scenario. A source
speaks of the default: a value that you set counts as your own. `cssim run`, `cssim compare` and
`cssim calibrate` say how many are at work and how many of those have no source; a results folder
holds them as `assumptions.parquet`, the what-if report in full. Most studies were read as
abstracts only ([behaviour.md](behaviour.md)). Numbers under `rules.` are fixed in `cssim/rules/`;
all others are keys of the [scenario](scenario.md), and an override sets them to either end of their
range. In a path, `*` is any name or number, `<chat>` a channel of that kind.

{letters}"""

TITLES = {
    "contacts": "Volume",
    "self_service": "Self-service",
    "waiting": "Waiting and service level",
    "responses": "Response, chasers and backlog",
    "callbacks": "Announced waits and callbacks",
    "handling": "Handling and load",
    "chats": "Chats",
    "agents": "Agent time",
    "coverage": "Coverage and spread of work",
    "resolution": "Resolution",
    "escalation": "Transfers and escalation",
    "satisfaction": "Satisfaction",
    "csat_parts": "What satisfaction is made of",
    "consistency": "Service agent by agent",
    "development": "How agents develop",
    "wellbeing": "How agents fare",
    "turnover": "Who leaves, who comes",
    "outages": "Outages",
    "retention": "Retention",
    "staying": "Who stays, more closely",
    "value": "Value of customers",
    "revenue": "What customers bring in",
    "staff_cost": "Cost of keeping a team",
    "money": "Cost",
}
"""Headings of measures, by module."""

TABLE_TITLES = {
    "contacts": "One row a contact: one arrival of a customer about an issue.",
    "legs": "One row per part of a contact spent in one queue and with one agent.",
    "agent_states": "What each agent was doing; the rows tile each shift worked, without gaps.",
    "customers": "One row a customer, those who joined last, as they are at the end.",
    "issues": "One row an issue: one need of one customer, across all contacts about it.",
    "people": "Staff and management events, and a policy's refused answers.",
}

ASSUMED = "assumption"

SOURCES = {
    "demand.busyness_cv": "form: Avramidis et al. 2004; Oreshkin et al. 2016. Value: assumption",
    "channels.NAME.acceptable_wait": "form: Antonides et al. 2002. Values: consumer surveys; chat:"
    " Comm100; e-mail and social: SuperOffice",
    "channels.NAME.awt": "phone: the usual 80/20 target. Others: assumption",
    "channels.NAME.sl_target": "the usual 80/20 target",
    "channels.NAME.announcement.perceived": "direction: Antonides et al. 2002. Value: assumption",
    "channels.NAME.announcement.hazard_before": "off; Webb et al. measured 0.9",
    "channels.NAME.announcement.hazard_after": "off; Webb et al. measured up to 1.52; Yu et al."
    " 2017 found no clear effect",
    "channels.NAME.callback.accept": "Hathaway et al., a US bank",
    "channels.NAME.callback.unanswered": "Hathaway et al., a US bank",
    "channels.NAME.callback.weight": "direction: Hathaway et al. Value: assumption",
    "channels.NAME.slowdown": "between two values of Goes et al. 2018",
    "channels.NAME.resolve_loss": "direction: Goes et al. 2018. Value: assumption",
    "channels.NAME.silent_share": "Castellanos et al. 2023, 33 firms",
    **{
        f"channels.NAME.{key}": ASSUMED
        for key in (
            *("callback.offer_above", "callback.tries", "callback.retry_after", "callback.ring"),
            *("voicemail.after", "ghost_time", "chase", "chase_work"),
        )
    },
    "reasons.NAME.articles.share": "Gartner 2019, 8,000 journeys",
    "reasons.NAME.articles.contains": "Gartner 2019, 8,000 journeys: 0.09",
    "reasons.NAME.articles.false_share": ASSUMED,
    "reasons.NAME.bot.share": "Gartner 2023, 497 customers",
    "reasons.NAME.bot.contains": "between simple and complex issues (Gartner 2023)",
    "reasons.NAME.bot.false_share": ASSUMED,
    "reasons.NAME.bot.time": ASSUMED,
    "reasons.NAME.bot.cost": "Gartner 2019",
    "reasons.NAME.transfer.probability": "SQM Group: 19 % of callers",
    "reasons.NAME.consult.probability": ASSUMED,
    "reasons.NAME.consult.time": ASSUMED,
    "reasons.NAME.consult.gain": ASSUMED,
    "reasons.NAME.avoidable": "off; 0.2 to 0.6 by consultants' reports (ACXPA)",
    "reasons.NAME.hold_share": ASSUMED,
    "reasons.NAME.acw_share": ASSUMED,
    "reasons.NAME.patience": "between practitioners' 60 to 90 s and 379 s from a telephone"
    " company's day (Zeltyn and Mandelbaum)",
    "reasons.NAME.retry.after_abandoned": "assumption; that it matters: Aguir et al. 2004",
    "reasons.NAME.retry.after_blocked": ASSUMED,
    "reasons.NAME.retry.after_disconnected": ASSUMED,
    "reasons.NAME.retry.after_balked": ASSUMED,
    "reasons.NAME.retry.after_diverted": ASSUMED,
    "reasons.NAME.retry.patience_loss": "off; direction: Emadi and Swaminathan; value assumed",
    "reasons.NAME.retry.delay": ASSUMED,
    "reasons.NAME.spill.probability": ASSUMED,
    "reasons.NAME.spill.delay": ASSUMED,
    "events[].factor": ASSUMED,
    "events[].plan.delay": ASSUMED,
    "events[].plan.hours": ASSUMED,
    "root_causes.period": ASSUMED,
    "root_causes.fixes": ASSUMED,
    "reasons.NAME.repeat.probability": "assumption; that it matters: Aguir et al. 2004",
    "reasons.NAME.repeat.delay": ASSUMED,
    "teams.NAME.proficiency": "where learning (De Grip et al. 2016) and forgetting (Tatel and"
    " Ackerman) balance",
    "teams.NAME.wage_per_hour": "US median pay (BLS)",
    "teams.NAME.absence": "survey (Cornell)",
    "teams.NAME.skills.NAME.resolve": "SQM Group, first-contact resolution benchmark",
    "satisfaction.survey_response": "survey vendor (Vocalabs), automated phone survey",
    "satisfaction.survey_tilt": "direction: Park et al. 2018. Value: assumption",
    "loyalty.churn_per_year": ASSUMED,
    "loyalty.goodwill_start": ASSUMED,
    "loyalty.adjustment": "form: Bolton 1998. Value: assumption",
    "loyalty.loss_aversion": "direction: Anderson and Sullivan 1993. Value: assumption",
    "loyalty.memory_months": "direction: Bolton et al. 2006. Value: assumption",
    "loyalty.sensitivity": "form: Bolton et al. 2006. Value: fitted to SQM's stated defection",
    "loyalty.discount_per_year": "Gupta, Lehmann and Stuart 2004",
    "escalation.handover_share": ASSUMED,
    "costs.oncost": ASSUMED,
    "costs.overtime_premium": "time and a half, a custom",
}
"""Source of a default, by path of the key; the list with what was read is in behaviour.md."""
