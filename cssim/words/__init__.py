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
from cssim.words.ledger import ledger_summary, ledger_table
from cssim.words.luck import luck_saved, luck_table
from cssim.words.months import has_months, has_payback, over_months, paid_back
from cssim.words.numbers import Scale, change, interval, label, scale_of, value
from cssim.words.one_page import one_page, page_changes
from cssim.words.people import who_joins
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
from cssim.words.sensitivity import most_sensitive, sensitivity
from cssim.words.setting import basis, setting
from cssim.words.why import why, why_sentence

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
    "has_months",
    "has_payback",
    "headline",
    "interval",
    "is_one_queue",
    "label",
    "ledger_summary",
    "ledger_table",
    "luck_saved",
    "luck_table",
    "most_sensitive",
    "one_page",
    "over_months",
    "page_changes",
    "paid_back",
    "period",
    "question",
    "scale_of",
    "sensitivity",
    "sentence",
    "setting",
    "value",
    "waits_by_hour",
    "who_joins",
    "why",
    "why_sentence",
    "within",
    "worth_known",
]
