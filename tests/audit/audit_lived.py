"""Live a random plan with the reference simulator, and write its journal."""

from audit_builder import FOREVER, about_of, build, states_of
from audit_plans import REASONS, TEAMS, random_plan
from audit_reference import Reference

from cssim.audit import AgentFacts, ChannelFacts, Expected, ReasonFacts


def lived(seed, wrong=(), stop=None):
    """Return the journal of a random day, and what is expected of it."""
    plan = random_plan(seed)
    day = Reference(plan, wrong, stop).run()
    return journal(plan, day, wrong), expected(plan)


def expected(plan):
    return Expected(
        channels={
            "phone": ChannelFacts(
                lines=plan.lines,
                opening=plan.hours and {0: tuple(plan.hours)},
                waits_when_closed=plan.waits,
                disconnects=plan.disconnects,
            )
        },
        reasons={r: ReasonFacts(r, 1, self_service=True) for r in REASONS},
        agents={f"a{a.index}": AgentFacts(a.team, a.tier, a.skills) for a in plan.agents},
    )


def policy(plan):
    rank = {"term": "rank", "by": "reason_team", "values": plan.ranks}
    wait = {"term": "wait", "weight": plan.weights}
    return {
        "name": "agents_preference_with_delays",
        "checked": True,
        "eligible_after_ms": plan.delays,
        "contact_key": [rank, wait],
        "agent_key": [rank],
    }


def journal(plan, day, wrong=()):
    agents = {f"a{a.index}": TEAMS.index(a.team) for a in plan.agents}
    end = day.stop or max([day.now, *(s.until for a in plan.agents for s in a.shifts)])
    legs = day.legs + [leg for call in day.here.values() for leg in call.legs]
    spans = day.spans + [
        (a.index, a.on, end) for a in plan.agents if getattr(a, "on", None) is not None
    ]
    lost = day.lost + [
        (a.index, s.start, s.until, "absent") for a in plan.agents for s in a.shifts if s.absent
    ]
    twice = 2 if "transfer twice" in wrong else 1
    contacts = [contact_row(call, twice) for call in day.contacts]
    return build(
        about_of(agents, TEAMS, REASONS, end=end, start="2024-01-01", policy=policy(plan)),
        contacts=contacts,
        legs=[finished(leg, day.stop) for leg in legs],
        agent_states=states(legs, spans, lost, day.stop),
        issues=issue_rows(plan, day, contacts),
        people=people(plan),
    )


def contact_row(call, twice):
    stays = [leg for leg in call.legs if leg["kind"] != "conference"]
    return {
        "contact": call.id,
        "issue": call.point.issue,
        "attempt": call.attempt,
        "reason": call.point.reason,
        "channel": "phone",
        "cause": call.cause,
        "arrived_ms": call.arrived,
        "queued_ms": call.first_queued,
        "first_reply_ms": call.reply,
        "left_ms": call.left,
        "patience_ms": FOREVER if call.luck["legs"][0]["patience"] is None
        else call.luck["legs"][0]["patience"],
        "outcome": call.outcome or "open",
        "resolved": call.resolved,
        "n_legs": len(stays),
        "n_transfers": twice * sum(leg["how"] == "escalated" for leg in stays),
        "followed_by": call.followed_by,
    }  # fmt: skip


def finished(leg, stop):
    """Return a leg as the journal has it: no end when it was still going on."""
    ended = leg.get("ended_ms", -1)
    over = ended >= 0 and (stop is None or ended <= stop)
    return {**leg, "ended_ms": ended if over else -1}


def states(legs, spans, lost, stop):
    whole = []
    for leg in legs:
        if leg.get("agent") is None:
            continue
        parts = sum(leg.get(c, 0) for c in ("joined", "talk_ms", "hold_ms", "handed", "acw_ms"))
        whole.append({"ended_ms": leg["answered_ms"] + parts, **leg})
    rows = states_of(whole, spans, lost)
    if stop is None:
        return rows
    return [{**r, "until_ms": min(r["until_ms"], stop)} for r in rows if r["from_ms"] < stop]


def issue_rows(plan, day, contacts):
    made = [c["issue"] for c in contacts]
    arisen = (p for p in plan.points if day.stop is None or p.arrived < day.stop)
    for p in arisen:
        yield dict(
            issue=p.issue,
            reason=p.reason,
            arose_ms=p.arrived,
            n_attempts=made.count(p.issue),
            **day.issues[p.issue],
        )


def people(plan):
    rows = []
    for a in plan.agents:
        for shift in a.shifts:
            what = "absent" if shift.absent else "shift_start"
            rows.append(
                {"at_ms": shift.start, "agent": a.index, "what": what, "until_ms": shift.until}
            )
            rows += [
                {"at_ms": p.start, "agent": a.index, "what": "away_due",
                     "until_ms": p.start + p.length, "state": p.state}
                for p in shift.breaks
            ]  # fmt: skip
    rows.sort(key=lambda row: row["at_ms"])
    return [row | {"n": n} for n, row in enumerate(rows)]
