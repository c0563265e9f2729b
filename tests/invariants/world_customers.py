"""Random customers: their segments, what they feel and remember, and whether they stay."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from world_parts import Tree, mixed, pick, seldom


@st.composite
def population(draw: Any, languages: Tree | None = None) -> Tree:
    """Return customers in one segment or two, who leave soon if they like.

    The segments may differ in how they wait, and in the shares of the languages, if any.
    """
    spoken = seldom(pick(*({name: 1.0} for name in languages)), {}) if languages else st.just({})
    segments = draw(pick({"plain": 1.0}, {"vip": 0.25, "plain": 0.75}))
    return {
        "size": draw(pick(10, 60)),
        "segments": {
            name: {
                "share": share,
                "margin_per_month": draw(pick(30.0, 0.0)),
                "contact_propensity": draw(pick(0.5, 2.0)),
                "churn_multiplier": draw(pick(100.0, 1.0, 0.0)),
                "patience": draw(seldom(pick(0.25, 3.0), 1.0)),
                "acceptable_wait": draw(seldom(pick(0.1, 10.0), 1.0)),
                "languages": draw(spoken),
            }
            for name, share in segments.items()
        },
    }


def speak_one_language(tree: Tree) -> None:
    """Forget which languages the customers of a tree speak, where none are modelled."""
    for segment in (tree.get("customers") or {"segments": {}})["segments"].values():
        segment["languages"] = {}


STEPS = [(0.4, 2.0), (0.4, 2.0), (1.0, 1.0), (0.05, 10.0), (0.5, 0.0)]
"""Share of the gap to an experience that is closed, and the weight of a bad one."""

surveys = mixed(
    enabled=pick(True, True, False),
    survey_response=pick(0.08, 1.0, 0.0),
    survey_tilt=pick(0.2, -2.0, 0.0),
)


@st.composite
def loyalty(draw: Any) -> Tree:
    """Return how goodwill moves and customers leave; most leave within these short runs."""
    adjustment, loss_aversion = draw(st.sampled_from(STEPS))
    rest = mixed(
        enabled=pick(True, True, False),
        churn_per_year=pick(0.99, 0.99, 0.99, 0.1),
        goodwill_start=pick(0.8, 0.2, 1.0),
        memory_months=pick(12.0, 0.1),
        sensitivity=pick(4.0, 0.0, 20.0),
        projection=pick("365 d", "1 d"),
    )
    return {"adjustment": adjustment, "loss_aversion": loss_aversion, **draw(rest)}
