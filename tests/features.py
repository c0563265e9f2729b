"""A small busy scenario per mechanism, so that the audit is tried on what the engine makes."""

from toys import read

BASE = """
name: feature
start: "2024-01-01 00:00"
horizon: 6 h
demand: {busyness_cv: 0}
channels:
  phone: {kind: phone}
  chat: {kind: chat, slots: 3, slowdown: 0.15}
  email: {kind: email, acceptable_wait: 20 min, chase: 0.7}
reasons:
  help:
    channels: {phone: {share: 0.5}, chat: {share: 0.3}, email: {share: 0.2}}
    arrivals: {per_hour: 60}
    handle_time: {distribution: exponential, mean: 6 min}
    patience: {distribution: exponential, mean: 3 min}
    acw_share: 0.2
    retry: {delay: {distribution: exponential, mean: 5 min}}
    repeat: {delay: {distribution: exponential, mean: 20 min}}
  repair:
    channel: phone
    arrivals: {per_hour: 15}
    handle_time: {distribution: lognormal, mean: 8 min, cv: 0.8}
    escalate: 0.3
teams:
  desk:
    size: 6
    skills: [help, repair]
    absence: 0
    patterns: [{days: [monday], shift: "00:00-24:00"}]
  late:
    size: 3
    skills: [help]
    absence: 0
    patterns: [{days: [monday], shift: "01:00-04:30", breaks: [{at: "02:00", length: 20 min}]}]
  seniors:
    size: 2
    tier: 2
    skills: [help, repair]
    absence: 0
    patterns: [{days: [monday], shift: "00:00-24:00"}]
escalation: {conference: {distribution: deterministic, mean: 1 min}}
"""

FEATURES = {
    "three channels": {},
    "chat only": {
        "reasons.help.channels": {"chat": {"share": 1.0}},
        "reasons.help.arrivals.per_hour": 110,
    },
    "chats that take turns": {"channels.chat.slots": 2, "channels.chat.slowdown": 0.35},
    "no silent leavers": {"channels.chat.silent_share": 0.0},
    "deferred held back": {"channels.email.idle_above": 1},
    "no drain": {"drain": False},
    "announcement": {
        "channels.phone.announcement": {
            "hazard_before": 0.9, "hazard_after": 1.5, "balk": 0.1, "balk_long": 0.3,
        },
        "reasons.help.arrivals.per_hour": 90,
    },
    "callbacks that keep their place": {
        "channels.phone.callback": {"offer_above": "30 s", "unanswered": 0.4, "accept": 0.6,
                                    "retry_after": "5 min"},
        "reasons.help.arrivals.per_hour": 90,
    },
    "callbacks when due": {
        "channels.phone.callback": {"rule": "after_wait", "offer_above": "30 s",
                                    "unanswered": 0.4, "accept": 0.6, "tries": 2},
        "channels.phone.lines": 9,
        "reasons.help.arrivals.per_hour": 90,
    },
    "callbacks in slots": {
        "channels.phone.callback": {"rule": "slots", "offer_above": "30 s", "accept": 0.6,
                                    "capacity": 2, "slot": "10 min"},
        "reasons.help.arrivals.per_hour": 90,
    },
    "voicemail": {"channels.phone.voicemail": {"after": "1 min"},
                  "reasons.help.arrivals.per_hour": 90},
    "places": {"channels.phone.places": 3, "channels.chat.places": 2,
               "reasons.help.arrivals.per_hour": 100},
    "self-service": {
        "reasons.help.articles": {"share": 0.7},
        "reasons.help.bot": {"share": 0.5, "hang_up": 0.1},
        "reasons.help.ivr": {"time": {"distribution": "exponential", "mean": "30 s"},
                             "hang_up": 0.05},
        "channels.phone.lines": 9,
        "channels.phone.places": 2,
    },
    "switching": {
        "reasons.help.retry.switch": {"chat": 0.5, "email": 0.2},
        "reasons.help.repeat.switch": {"email": 0.5},
        "reasons.help.spill": {"channel": "email", "probability": 0.8},
        "reasons.help.repeat.probability": 0.4,
    },
    "transfers": {
        "reasons.help.transfer": {"probability": 0.3, "to": {"repair": {"share": 0.6},
                                  "help": {"share": 0.4, "if_busy": "lose"}}},
        "reasons.repair.channel": None,
        "reasons.repair.channels": {"phone": {"share": 0.8}, "chat": {"share": 0.1},
                                    "email": {"share": 0.1}},
    },
    "transfers to repair": {
        "reasons.help.transfer": {"probability": 0.3, "to": {"repair": {}}},
        "reasons.repair.channel": None,
        "reasons.repair.channels": {"phone": {"share": 0.8}, "chat": {"share": 0.1},
                                    "email": {"share": 0.1}},
    },
    "transfers to another team": {"reasons.help.transfer": {"probability": {"desk": 0.4}}},
    "consults": {"reasons.repair.consult": {"probability": 0.5},
                 "reasons.help.consult": {"probability": 0.3, "skill": "repair"}},
    "escalation by waiting": {"reasons.help.escalate_waiting": "1 min",
                              "reasons.help.arrivals.per_hour": 85},
    "escalation by age": {"reasons.help.escalate_age": "20 min", "reasons.help.escalate": 0.1},
    "escalation cold": {"escalation.mode": "cold", "escalation.conference": None,
                        "reasons.help.escalate": 0.2},
    "tickets": {"escalation.mode": "ticket", "escalation.conference": None,
                "reasons.help.escalate": 0.3},
    "lost when busy": {"escalation.if_busy": "lose", "reasons.help.escalate": 0.3},
    "skipped when busy": {"escalation.if_busy": "skip", "reasons.help.escalate": 0.3},
    "take-over": {"escalation.take_over_after": "5 min", "reasons.help.escalate": 0.1},
    "asked for": {"reasons.repair.escalate_request": 0.3, "teams.desk.authority": 0.5},
    "hand-over": {"teams.late.at_shift_end": "hand_over",
                  "reasons.help.arrivals.per_hour": 80},
    "overtime limit": {"teams.late.overtime_limit": "2 min",
                       "reasons.help.arrivals.per_hour": 80},
    "movable breaks": {
        "teams.late.patterns": [{"days": ["monday"], "shift": "01:00-04:30", "breaks": [
            {"at": "02:00", "length": "20 min", "movable": "15 min"},
            {"at": "02:45", "length": "10 min", "movable": "30 min"}]}],
        "reasons.help.arrivals.per_hour": 90,
    },
    "coming late": {"teams.late.late": {"share": 0.8, "time": {"distribution": "exponential",
                                                              "mean": "30 min"}}},
    "duties": {"teams.seniors.duties": "coaching", "teams.seniors.joins_above": 2,
               "teams.seniors.tier": 1, "reasons.repair.escalate": 0,
               "reasons.help.arrivals.per_hour": 80},
    "moves": {"intraday": [{"from": "seniors", "to": "desk", "waiting_above": 3,
                            "length": "20 min"}],
              "teams.seniors.tier": 1, "reasons.repair.escalate": 0,
               "reasons.help.arrivals.per_hour": 85,
              "routing": {"policy": "queue_priority",
                          "teams_for": {"help": ["desk", "late"], "repair": ["desk", "seniors"]}}},
    "called in": {"teams.reserve": {"size": 2, "skills": ["help"], "on_call": True, "absence": 0,
                                    "call_in": {"waiting_above": 2, "hours": "30 min"}},
                  "reasons.help.arrivals.per_hour": 85},
    "languages": {"languages": {"english": 0.6, "french": 0.4},
                  "teams.desk.languages": ["english"], "teams.late.languages": ["french"],
                  "routing.mismatch_after": "1 min"},
    "languages never mixed": {"languages": {"english": 0.6, "french": 0.4},
                              "teams.desk.languages": ["english"],
                              "teams.late.languages": ["french"],
                              "teams.late.skills": ["help", "repair"]},
    "sites": {"sites": {"manila": {"utc_offset": "+09:00"}}, "utc_offset": '"+01:00"',
              "teams.late.site": "manila",
              "teams.late.patterns": [{"days": ["monday"], "shift": "09:00-11:00"}]},
    "weeks in turn": {"horizon": "15 d", "reasons.help.arrivals.per_hour": 2,
                      "reasons.repair.arrivals.per_hour": 1,
                      "teams.late.patterns": [{"weeks": [{"monday": "01:00-04:30"},
                                                         {"tuesday": "02:00-05:00"}]}]},
    "shrinkage": {"teams.late.shrinkage": {"training": 0.1, "coaching": 0.05}},
    "root causes": {"horizon": "3 d", "reasons.help.avoidable": 0.8,
                    "reasons.help.arrivals.per_hour": 10, "reasons.repair.arrivals.per_hour": 2,
                    "root_causes": {"period": "1 d", "fixes": 0.5}},
    "outage": {"events": [{"kind": "outage", "at": "1 h", "length": "1 h", "channels": ["phone"],
                           "capacity": 0.4, "handle_factor": 1.5, "disconnect": True,
                           "plan": {"divert": {"chat": 0.5}, "message": 0.2, "delay": "10 min",
                                    "call_in": {"reserve": 1}, "hours": "1 h"}}],
               "teams.reserve": {"size": 2, "skills": ["help"], "on_call": True, "absence": 0}},
    "total outage": {"events": [{"kind": "outage", "at": "1 h", "length": "30 min",
                                 "capacity": 0.0, "disconnect": True}]},
    "tool outage": {"events": [{"kind": "outage", "at": "1 h", "length": "30 min",
                                "teams": ["desk"]}]},
    "surge": {"events": [{"kind": "surge", "at": "1 h", "length": "1 h", "factor": 2.5}]},
    "reserve": {"routing": {"policy": "reserve", "keep_idle": {"help": {"desk": 2}}}},
    "longest queue": {"routing.policy": "longest_queue"},
    "random idle": {"routing.policy": "random_idle"},
    "bonus": {"routing": {"policy": "score", "bonus": {"escalated": 60, "repeat": 30},
                          "base": {"help": 5}, "segment_base": {"vip": 40}},
              "customers": {"size": 3000, "segments": {
                  "standard": {"share": 0.8, "margin_per_month": 20},
                  "vip": {"share": 0.2, "margin_per_month": 80}}}},
    "most proficient": {"routing.policy": "most_proficient",
                        "teams.late.skills": {"help": {"speed": 1.3}}},
    "fewest skills": {"routing.policy": "fewest_skills"},
    "overflow": {"routing": {"policy": "agents_preference_with_delays",
                             "delays": {"help": {"late": "30 s"}},
                             "ranks": {"help": {"late": 2}}}},
    "weighted": {"routing": {"policy": "longest_weighted_wait", "weights": {"repair": 3.0}}},
}  # fmt: skip
"""Changes of `BASE` by mechanism."""


def feature(name):
    """Return the scenario of a mechanism."""
    return read(BASE).with_overrides(FEATURES[name])
