"""Results in plain words: numbers with their units, honest sentences, tables to read.

Shares are shown in per cent and their differences in points; every difference comes with
its interval, and one whose interval holds 0 is called "no clear difference", whatever its
sign.
"""

from cssim.words.channels import (
    about_erlang,
    channel_changes,
    is_one_queue,
    waits_by_hour,
)
from cssim.words.customers import customers_moved, first_customers
from cssim.words.luck import luck_saved, luck_table
from cssim.words.numbers import Scale, change, interval, label, scale_of, value
from cssim.words.results import (
    RESULT,
    answer,
    break_even,
    changes,
    headline,
    period,
    question,
    sentence,
    within,
    worth_known,
)
from cssim.words.setting import basis, setting

__all__ = [
    "RESULT",
    "Scale",
    "about_erlang",
    "answer",
    "basis",
    "break_even",
    "change",
    "changes",
    "channel_changes",
    "customers_moved",
    "first_customers",
    "headline",
    "interval",
    "is_one_queue",
    "label",
    "luck_saved",
    "luck_table",
    "period",
    "question",
    "scale_of",
    "sentence",
    "setting",
    "value",
    "waits_by_hour",
    "within",
    "worth_known",
]
