"""The ten-contact day of the glossary, §15, in full tables."""

from audit_builder import FOREVER, about_of, build

from cssim.audit import AgentFacts, ChannelFacts, Expected, ReasonFacts

# contact, issue, attempt, arrived, patience, talk, hold, acw, agent, answered, resolved, csat, nps
CONTACTS = (
    (1, 1, 1, 0, None, 180, 0, 30, "a", 0, True, 5, 10),
    (2, 2, 1, 60, None, 240, 30, 60, "b", 60, False, 2, 3),
    (3, 3, 1, 120, 300, 120, 0, 30, "a", 210, True, 4, 8),
    (4, 4, 1, 130, 15, 0, 0, 0, None, None, False, None, None),
    (5, 5, 1, 200, 100, 0, 0, 0, None, None, False, None, None),
    (6, 6, 1, 345, 60, 90, 0, 30, "a", 360, True, 5, 9),
    (7, 7, 1, 500, None, 150, 20, 30, "b", 500, False, None, None),
    (8, 8, 1, 600, None, 150, 0, 30, "a", 600, True, 3, 7),
    (9, 2, 2, 650, 200, 200, 20, 40, "b", 700, True, 4, 7),
    (10, 10, 1, 1000, None, 80, 0, 20, "a", 1000, True, None, None),
)

# agent, from, until, state, contact
STATES = (
    ("a", 0, 180, "talk", 1),
    ("a", 180, 210, "acw", 1),
    ("a", 210, 330, "talk", 3),
    ("a", 330, 360, "acw", 3),
    ("a", 360, 450, "talk", 6),
    ("a", 450, 480, "acw", 6),
    ("a", 480, 600, "idle", None),
    ("a", 600, 750, "talk", 8),
    ("a", 750, 780, "acw", 8),
    ("a", 780, 1000, "idle", None),
    ("a", 1000, 1080, "talk", 10),
    ("a", 1080, 1100, "acw", 10),
    ("a", 1100, 1200, "idle", None),
    ("b", 0, 60, "idle", None),
    ("b", 60, 300, "talk", 2),
    ("b", 300, 330, "hold", 2),
    ("b", 330, 390, "acw", 2),
    ("b", 390, 500, "idle", None),
    ("b", 500, 650, "talk", 7),
    ("b", 650, 670, "hold", 7),
    ("b", 670, 700, "acw", 7),
    ("b", 700, 900, "talk", 9),
    ("b", 900, 920, "hold", 9),
    ("b", 920, 960, "acw", 9),
    ("b", 960, 1100, "idle", None),
    ("b", 1100, 1160, "break", None),
    ("b", 1160, 1200, "idle", None),
)

EXPECTED = Expected(
    channels={"phone": ChannelFacts(lines=5, awt_ms=20_000)},
    reasons={"billing": ReasonFacts("billing", 1)},
    agents={name: AgentFacts("team", 1, frozenset({"billing"})) for name in "ab"},
)

ID = {number: issue << 6 | attempt for number, issue, attempt, *_ in CONTACTS}
"""Number in the journal of each contact of the example."""


def the_day():
    """Return the journal of the ten-contact day."""
    return build(
        about_of({"a": 0, "b": 0}, end=1_200_000, horizon=1_200_000),
        contacts=[contact(*row) for row in CONTACTS],
        legs=[leg(*row) for row in CONTACTS],
        agent_states=[
            {
                "agent": a,
                "from_ms": s * 1000,
                "until_ms": u * 1000,
                "state": what,
                "contact": ID.get(c),
            }
            for a, s, u, what, c in STATES
        ],
        issues=list(issues()),
        people=[
            {"at_ms": 0, "n": 0, "agent": "a", "what": "shift_start", "until_ms": 1_200_000},
            {"at_ms": 0, "n": 1, "agent": "b", "what": "shift_start", "until_ms": 1_200_000},
            {
                "at_ms": 1_100_000,
                "n": 2,
                "agent": "b",
                "what": "away_due",
                "until_ms": 1_160_000,
                "state": "break",
            },
        ],
    )


def contact(
    number, issue, attempt, arrived, patience, talk, hold, acw, agent, answered, resolved, csat, nps
):
    return {
        "contact": ID[number],
        "issue": issue << 6,
        "attempt": attempt,
        "reason": "billing",
        "channel": "phone",
        "cause": "fresh" if attempt == 1 else "repeat",
        "arrived_ms": arrived * 1000,
        "queued_ms": arrived * 1000,
        "first_reply_ms": answered * 1000 if agent else None,
        "left_ms": ((answered + talk + hold) if agent else arrived + patience) * 1000,
        "patience_ms": FOREVER if patience is None else patience * 1000,
        "outcome": "answered" if agent else "abandoned",
        "resolved": resolved,
        "n_legs": 1,
        "followed_by": "repeat" if number == 2 else "nothing",
        "rating": csat,
        "nps": nps,
        "responded": csat is not None,
    }


def leg(number, issue, attempt, arrived, patience, talk, hold, acw, agent, answered, resolved, *_):
    ended = answered + talk + hold + acw if agent else arrived + patience
    return {
        "contact": ID[number],
        "leg": 1,
        "kind": "service" if agent else "queue",
        "tier": 1,
        "team": "team" if agent else None,
        "agent": agent,
        "queued_ms": arrived * 1000,
        "answered_ms": answered * 1000 if agent else None,
        "talk_ms": talk * 1000,
        "hold_ms": hold * 1000,
        "acw_ms": acw * 1000,
        "ended_ms": ended * 1000,
        "patience_ms": FOREVER if patience is None else patience * 1000,
        "how": ("resolved" if resolved else "unresolved") if agent else "abandoned",
    }


def issues():
    left = {ID[row[0]]: contact(*row)["left_ms"] for row in CONTACTS}
    arrived = {row[1]: row[3] for row in reversed(CONTACTS)}
    for number in sorted(arrived):
        rows = [row for row in CONTACTS if row[1] == number]
        yield {
            "issue": number << 6,
            "reason": "billing",
            "arose_ms": arrived[number] * 1000,
            "closed_ms": left[ID[rows[-1][0]]],
            "n_attempts": len(rows),
            "how": "resolved" if rows[-1][10] else "given_up",
        }
