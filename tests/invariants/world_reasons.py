"""Random reasons: their channels, work, self-service, hand-overs, and how customers return."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from world_channels import KINDS, LIVE
from world_parts import PATIENCE, SHORT, SOON, WORK, Tree, chance, maybe, mixed, pick, seldom

from cssim.units import WEEKDAYS

menus = mixed(time=st.sampled_from(SHORT), hang_up=pick(0.0, 0.2))
articles = mixed(share=pick(0.7, 1.0), contains=pick(0.1, 0.5), false_share=pick(0.2, 1.0))
bots = mixed(
    share=pick(0.3, 1.0),
    contains=pick(0.3, 0.6),
    false_share=pick(0.2, 1.0),
    time=st.sampled_from(SHORT),
    hang_up=pick(0.0, 0.3),
)
WRITING = "writing"
"""Skill that some reasons need besides their own, on one of their channels."""


@dataclass(frozen=True)
class Frame:
    """What the reasons of one world share.

    Attributes
    ----------
    mixes : dict
        Reason -> channel -> share.
    per_hour : float
        Issues of each.
    top_tier : int
        Highest tier of the world.
    own_skills : bool
        Every reason needs a skill of its own.
    writing : bool
        Some channels need the skill of writing.
    known : bool
        Customers are modelled.
    """

    mixes: dict[str, dict[str, float]]
    per_hour: float
    top_tier: int
    own_skills: bool
    writing: bool
    known: bool

    def skill(self, name: str) -> str:
        """Return the skill that a reason needs."""
        return name if self.own_skills else "general"

    @property
    def skills(self) -> list[str]:
        """All skills that may be needed."""
        own = sorted({self.skill(name) for name in self.mixes})
        return [*own, WRITING] if self.writing else own

    def is_live(self, channel: str) -> bool:
        """Tell whether customers wait on a channel."""
        return KINDS[channel] in LIVE


def arrivals(per_hour: float) -> st.SearchStrategy[Tree]:
    """Return one rate, or a profile."""
    rates = pick(
        {"per_hour": per_hour},
        {"interval": "15 min", "per_hour": {"every_day": {"08:00": [2 * per_hour, 0] * 32}}},
        {"interval": "1 h", "per_hour": {day: {"00:00": [per_hour] * 24} for day in WEEKDAYS[:5]}},
    )
    drift = mixed(
        busyness_cv=pick(0.0, 0.3),
        trend_per_year=pick(0.0, 5.0),
        season=pick({}, {"january": 1.3}),
    )
    return st.builds(lambda some, more: {**some, **more}, rates, drift)


@st.composite
def ways(draw: Any, name: str, frame: Frame) -> Tree:
    """Return the channels of a reason; on some of them, something else counts."""
    mix = frame.mixes[name]
    if len(mix) == 1 and draw(st.booleans()):
        return {"channel": next(iter(mix))}
    channels = {}
    for channel, share in mix.items():
        on: Tree = {"share": share}
        if frame.writing and draw(st.booleans()):
            on["skill"] = WRITING
        if draw(seldom(st.just(True))):
            on |= {"handle_time": draw(st.sampled_from(WORK)), "hold_share": 0.0, "acw_share": 0.3}
        if frame.is_live(channel) and draw(seldom(st.just(True))):
            on |= {"patience": draw(st.sampled_from(PATIENCE)), "ivr": draw(menus)}
        channels[channel] = on
    return {"channels": channels}


@st.composite
def special_times(draw: Any, name: str, frame: Frame) -> list[Tree]:
    """Return a time or two of the week with other work or patience."""
    times = []
    for window in draw(pick(["08:00-12:00"], ["00:00-24:00"], ["10:00-11:30", "00:00-18:00"])):
        only = draw(pick([], [draw(st.sampled_from(sorted(frame.mixes[name])))]))
        other = {"handle_time": draw(st.sampled_from(WORK))}
        if any(frame.is_live(channel) for channel in only or frame.mixes[name]):
            patient = {"patience": draw(st.sampled_from(PATIENCE))}
            other = draw(pick(other, patient, other | patient))
        days = draw(pick([], ["monday", "friday"]))
        times.append({"days": days, "window": window, "channels": only, **other})
    return times


@st.composite
def handing_on(draw: Any, name: str, frame: Frame) -> Tree:
    """Return what brings contacts of a reason to other agents."""
    top, mix = frame.top_tier, frame.mixes
    tier = draw(pick(1, 1, 2)) if top == 3 else 1
    tree: Tree = {"tier": tier}
    if top > 1:
        several = {t: draw(chance) for t in range(1, top)}
        tree["escalate"] = several if top == 3 else several[1]
        tree["escalate_request"] = draw(pick(0.0, 0.0, 0.2))
        tree["escalate_waiting"] = draw(seldom(pick("1 min", "0 s", "5 min")))
        tree["escalate_age"] = draw(seldom(pick("10 min", "0 s")))
    others = [n for n in mix if n != name and mix[name].keys() <= mix[n].keys()]
    targets = [[n] for n in others]
    if tier == 1:
        targets += [[name], *([name, n] for n in others)]
    tree["transfer"] = draw(maybe(transfers(targets))) if targets else None
    helpers = [*([None] if top > tier else []), *frame.skills]
    tree["consult"] = draw(
        seldom(
            mixed(
                probability=pick(0.3, 1.0),
                skill=st.sampled_from(helpers),
                time=st.sampled_from(SHORT),
                gain=pick(0.5, 0.0, 5.0),
            )
        )
    )
    return tree


@st.composite
def transfers(draw: Any, targets: list[list[str]]) -> Tree:
    """Return sideways transfers to one or two reasons."""
    names = draw(st.sampled_from(targets))
    if_busy = [draw(pick("queue", "lose")) for _ in names]
    return {
        "probability": draw(pick(0.3, {"front": 0.5}, 1.0)),
        "to": {
            n: {"share": 1 / len(names), "if_busy": b} for n, b in zip(names, if_busy, strict=False)
        },
        "handover_share": draw(pick(None, 0.3, 1.0)),
    }


@st.composite
def coming_back(draw: Any, mix: dict[str, float], known: bool) -> Tree:
    """Return how often customers return, when, and on which channel."""
    elsewhere = pick({}, {}, *({name: 0.5} for name in mix), {name: 1 / len(mix) for name in mix})
    outcomes = ("abandoned", "blocked", "disconnected", "balked", "diverted")
    return {
        "retry": {f"after_{outcome}": draw(chance) for outcome in outcomes}
        | {
            "after_closed": draw(pick(0.0, 0.5)),
            "delay": draw(st.sampled_from(SOON)),
            "switch": draw(elsewhere),
            "patience_loss": draw(seldom(pick(0.15, 0.9, 1.0), 0.0)),
        },
        "repeat": {
            "probability": draw(chance),
            "after_contained": draw(pick(None, 0.0, 1.0)),
            "delay": draw(st.sampled_from(SOON)),
            "switch": draw(elsewhere),
        },
        "retry_keeps": draw(st.booleans()),
        "spill": draw(
            seldom(
                mixed(
                    channel=st.sampled_from(sorted(mix)),
                    probability=pick(0.5, 1.0),
                    after_answer=seldom(pick(1.5, 0.0), 1.0) if known else 1.0,
                    delay=st.sampled_from(SOON),
                )
            )
        ),
    }


@st.composite
def reason(draw: Any, name: str, frame: Frame) -> Tree:
    """Return one reason of a world."""
    mix = frame.mixes[name]
    tree: Tree = {
        **draw(ways(name, frame)),
        "skill": frame.skill(name),
        "arrivals": draw(arrivals(frame.per_hour)),
        "handle_time": draw(st.sampled_from(WORK)),
        "hold_share": draw(pick(0.0, 0.1)),
        "acw_share": draw(pick(0.0, 0.2)),
        "complexity": draw(pick(0.0, 1.0)),
        "articles": draw(seldom(articles)),
        "bot": draw(seldom(bots)),
        "avoidable": draw(pick(0.0, 0.6)),
        **draw(handing_on(name, frame)),
        **draw(coming_back(mix, frame.known)),
        "by_time": draw(seldom(special_times(name, frame), [])),
    }
    if any(frame.is_live(channel) for channel in mix):
        tree["patience"] = draw(st.sampled_from(PATIENCE))
        tree["ivr"] = draw(maybe(menus))
    return tree


def needs(reason: Tree) -> set[str]:
    """Return the skills that a reason needs on its channels."""
    on = reason.get("channels", {"": {}}).values()
    return {channel.get("skill", reason["skill"]) for channel in on}
