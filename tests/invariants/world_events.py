"""Random events, routing and rules of random worlds."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from world_parts import RESERVES, SHORT, Tree, maybe, mixed, pick, seldom
from world_reasons import needs


@st.composite
def routing(draw: Any, policy: str, tree: Tree, segments: list[str]) -> Tree:
    """Return the tables of all policies."""
    reasons, teams = tree["reasons"], tree["teams"]
    can = {r: [t for t, team in teams.items() if needs(one) & {*team["skills"]}]
           for r, one in reasons.items()}  # fmt: skip
    orders = {r: draw(st.permutations(can[r])) for r in reasons}
    serves = {t: [r for r in reasons if t in can[r]] for t in teams}
    # Reserves speak every language; above them somebody may have to answer without.
    may_wait_for_ever = all(reason["tier"] == 1 for reason in reasons.values())
    mismatch = pick(None, "0 s", "1 min") if may_wait_for_ever else pick("0 s", "1 min")
    return {
        "policy": policy,
        "teams_for": draw(pick({}, orders)),
        "reasons_for": draw(
            pick({}, {t: draw(st.permutations(rs)) for t, rs in serves.items() if rs})
        ),
        "ranks": {r: {t: draw(pick(1, 2)) for t in can[r]} for r in reasons},
        "delays": {r: {t: draw(pick("0 s", "30 s", "2 min")) for t in can[r]} for r in reasons},
        "keep_idle": {r: {t: draw(pick(0, 1, 2)) for t in can[r]} for r in reasons},
        "weights": {r: draw(pick(0.5, 1.0, 3.0)) for r in reasons},
        "base": {r: draw(pick(0.0, 60.0)) for r in reasons},
        "slope": {r: draw(pick(0.0, 1.0, 2.5)) for r in reasons},
        "bonus": draw(
            mixed(escalated=pick(0.0, 90.0), callback=pick(0.0, -50.0), repeat=pick(0.0, 30.0))
        ),
        "segment_base": {s: draw(pick(0.0, 40.0)) for s in segments},
        "head_start": {s: draw(pick("0 s", "1 min", "5 min")) for s in segments},
        "mismatch_after": draw(mismatch),
    }


@st.composite
def escalation(draw: Any) -> Tree:
    """Return how contacts go up."""
    mode = draw(pick("warm", "cold", "ticket"))
    return {
        "mode": mode,
        "if_busy": "queue" if mode == "ticket" else draw(pick("queue", "skip", "lose")),
        "handover_share": draw(pick(0.5, 1.0, 0.0)),
        "conference": draw(maybe(st.sampled_from(SHORT))),
        "take_over_after": draw(maybe(pick("2 min", "1 s"))),
        "concession_resolve": draw(pick(0.0, 1.0)),
    }


@st.composite
def events(draw: Any, hours: int, channels: list[str], tree: Tree) -> list[Tree]:
    """Return a surge and an outage, perhaps with a plan, or fewer."""
    out = []
    reasons = tree["reasons"]
    if draw(seldom(st.just(True))):
        whom = draw(pick([], [min(reasons)]))
        begin = draw(pick(0.0, 0.25, 0.5)) * hours
        surge = {"kind": "surge", "at": f"{begin} h", "reasons": whom}
        rest = mixed(length=pick("2 h", "20 min"), factor=pick(2.0, 0.0, 3.0))
        out.append(surge | draw(rest))
    if draw(seldom(st.just(True))):
        down = draw(st.lists(st.sampled_from(channels), unique=True))
        outage = {
            "kind": "outage",
            "at": f"{draw(pick(0.0, 0.25, 0.5)) * hours} h",
            "length": draw(pick("2 h", "30 min")),
            "channels": down,
            "capacity": draw(pick(1.0, 0.3, 0.0)),
            "handle_factor": draw(pick(1.0, 1.5, 0.5)),
            "resolve_loss": draw(pick(0.0, 1.0)),
            "disconnect": draw(st.booleans()),
            "teams": draw(st.lists(st.sampled_from(sorted(tree["teams"])), unique=True)),
            "plan": draw(maybe(plans(_refuges(down or channels, reasons)))),
        }
        out.append(outage)
    return out


def _refuges(down: list[str], reasons: Tree) -> list[str]:
    """Return the channels to which a plan may send contacts."""
    mixes = [set(r.get("channels", {r.get("channel"): 1})) for r in reasons.values()]
    return sorted({c for mix in mixes if mix & {*down} for c in mix} - {*down})


@st.composite
def plans(draw: Any, refuges: list[str]) -> Tree:
    """Return a plan against an outage."""
    return {
        "delay": draw(pick("10 min", "0 s")),
        "divert": draw(pick({}, *({name: 0.5} for name in refuges))),
        "message": draw(pick(0.0, 0.5)),
        "call_in": draw(pick({}, {RESERVES: 1}, {RESERVES: 2})),
        "hours": draw(pick("2 h", "5 min")),
        "retry_factor": draw(pick(1.0, 0.5, 2.0)),
        "wait_factor": draw(pick(1.0, 2.0)),
    }


@st.composite
def root_causes(draw: Any, reasons: Tree) -> Tree | None:
    """Return a daily review of root causes, if there is something to fix."""
    some = sorted(name for name, reason in reasons.items() if reason["avoidable"])
    if not some:
        return None
    choose = pick("largest", "random", some[0])
    return draw(maybe(mixed(period=pick("1 d", "2 d"), fixes=pick(0.5, 1.0, 0.0), choose=choose)))
