"""Demand: every random fact about every potential issue, laid down before the clock starts."""

from cssim.demand.draw import draw_customers, draw_demand
from cssim.demand.tables import (
    NOTHING_MORE,
    Customers,
    Demand,
    Extra,
    Fresh,
    LegLuck,
    Luck,
    TableBook,
    is_outreach,
    issue_id,
    unpack,
)

__all__ = [
    "NOTHING_MORE",
    "Customers",
    "Demand",
    "Extra",
    "Fresh",
    "LegLuck",
    "Luck",
    "TableBook",
    "draw_customers",
    "draw_demand",
    "is_outreach",
    "issue_id",
    "unpack",
]
