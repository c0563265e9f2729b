"""What a waiting customer is told and offered: announcement, callback, voicemail."""

from __future__ import annotations

from typing import Annotated, Literal

from cssim.scenario.base import Part
from cssim.scenario.fields import Multiplier, Share, Whole, setting, span

Time = Annotated[int, span("0 s", "30 d")]


class Announcement(Part):
    """The wait a customer is told at the start of it."""

    predictor: Literal[
        "queue_over_rate", "last_served", "mean_of_last", "head_of_line", "with_abandonment"
    ] = setting("queue_over_rate", "How the wait is predicted.")
    factor: Multiplier = setting(
        1.0, "Announced over predicted wait; below 1 it promises too much."
    )
    perceived: Multiplier = setting(
        0.85, "Factor on the wait as felt by who was told (direction measured, value assumed)."
    )
    hazard_before: Multiplier = setting(
        1.0,
        "Factor on the chance per time of giving up, before the announced time (measured: 0.9).",
    )
    hazard_after: Multiplier = setting(
        1.0,
        "Factor on that chance for every whole minute beyond the announced time (measured: up to"
        " 1.52).",
    )
    balk: Share = setting(0.0, "Chance of leaving at once on being told of any wait.")
    balk_long: Share = setting(
        0.0, "Chance of leaving at once on being told of a wait longer than one's own patience."
    )


class Callback(Part):
    """The offer to be called back instead of waiting."""

    rule: Literal["keep_place", "after_wait", "slots"] = setting(
        "keep_place",
        "When the call is due: in its turn, after the predicted wait, or in a bookable slot.",
    )
    offer_above: Time = setting("2 min", "Predicted wait above which it is offered (assumption).")
    accept: Share = setting(0.37, "Share that accepts (field data of a bank).")
    unanswered: Share = setting(
        0.07, "Chance that the customer does not pick up (field data of a bank)."
    )
    tries: Annotated[int, Whole(1, 20)] = setting(3, "Most calls to one customer (assumption).")
    retry_after: Time = setting("15 min", "Time from a missed call to the next (assumption).")
    ring: Time = setting("30 s", "Agent time that a missed call takes (assumption).")
    weight: Share = setting(
        0.25,
        "Weight of a minute before the callback in satisfaction, against 1 in the queue (that it"
        " is lower is measured, value assumed).",
    )
    factor: Multiplier = setting(
        1.0, "after_wait: the call is due after so many times the predicted wait."
    )
    slot: Annotated[int, span("1 min", "24 h")] = setting("30 min", "slots: length of a slot.")
    capacity: Annotated[int, Whole(1, 100_000)] = setting(5, "slots: callbacks in a slot.")


class Voicemail(Part):
    """The line on which a customer who has waited leaves a message and goes."""

    after: Time = setting("2 min", "Wait after which it takes over (assumption).")
