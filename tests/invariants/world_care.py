"""Random care for customers beyond answering them, and tools that agents have or lack."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from world_parts import Tree, maybe, mixed, pick, seldom


def tools() -> st.SearchStrategy[Tree]:
    """Return tools, or what their absence does."""
    crm = mixed(repeat_work=pick(0.15, 0.0, 1.0), transfer_penalty=pick(2.0, 0.0))
    return mixed(
        knowledge=maybe(mixed(gap_closed=pick(0.42, 1.0, 0.0))),
        without_crm=maybe(crm),
        without_ticketing=maybe(mixed(lost=pick(0.3, 1.0))),
        without_social_desk=maybe(mixed(delay=pick("30 min", "0 s", "2 d"))),
    )


def making_good(channels: list[str], **more: Any) -> st.SearchStrategy[Tree]:
    """Return contacts that make good what went wrong, on one of the channels."""
    return mixed(
        channel=st.sampled_from(channels),
        delay=pick("1 h", "1 d", "0 s"),
        work=pick("6 min", "1 s"),
        success=pick(0.8, 1.0, 0.0),
        restores=pick(0.6, 1.0, 0.0),
        halving=pick("3 d", "1 h"),
        **more,
    )


risks = mixed(
    days=pick([20, 90], [1], [5, 15, 25]),
    length=pick("7 d", "1 d"),
    factor=pick(2.0, 50.0, 0.0),
    relief=pick(0.5, 1.0, 0.0),
    oldest=pick("30 d", "1095 d", "1 h"),
)


@st.composite
def outreach(draw: Any, reasons: Tree, segments: list[str], risk: bool) -> Tree:
    """Return contacts before anything went wrong."""
    rest = mixed(
        every=pick("9 d", "4 d", "30 d"),
        at_risk=st.booleans() if risk else False,
        before=pick("14 d", "1 h", "60 d"),
        targeted=st.booleans(),
    )
    return {
        "reason": draw(st.sampled_from(sorted(reasons))),
        "segments": draw(pick([], segments[:1], segments[-1:])),
        **draw(rest),
    }


@st.composite
def care(draw: Any, tree: Tree) -> Tree:
    """Return care for customers who are modelled."""
    known = tree["customers"]
    if known is None:
        return {}
    reasons, segments = tree["reasons"], sorted(known["segments"])
    ways = {name: list(r.get("channels") or [r.get("channel")]) for name, r in reasons.items()}
    spoken = sorted({c for w in ways.values() for c in w if tree["channels"][c]["kind"] != "chat"})
    feels, loyal = tree["satisfaction"]["enabled"], tree["loyalty"]["enabled"]
    found: Tree = {"growth_per_year": draw(pick(0.0, -0.9, 10.0))}
    if spoken and loyal:
        found["recovery"] = draw(maybe(making_good(spoken, share=pick(0.5, 1.0, 0.0))))
        loop = making_good(spoken, below=pick(4, 2, 5))
        found["close_loop"] = draw(maybe(loop)) if feels else None
    if loyal:
        found["risk"] = draw(maybe(risks))
    if loyal and feels:
        found["referrals_per_promoter_year"] = draw(seldom(pick(3.0, 30.0), 0.0))
    found["outreach"] = draw(maybe(outreach(reasons, segments, bool(found.get("risk")))))
    own = mixed(
        segment=st.sampled_from(segments),
        team=pick("front", *sorted(tree["teams"])),
        gain=pick(0.0, 3.0),
    )
    found["personal"] = draw(maybe(own))
    return found
