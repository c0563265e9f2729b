"""Exact queueing formulas: Erlang B, C, A, M/M/n+GI, and the staffing they ask for.

Loads are in erlangs (``rate_per_hour * aht_s / 3600``) and times in seconds. Nothing here
knows the simulator: the formulas are what it is checked against.
"""

from cssim.theory.erlang import (
    erlang_b,
    erlang_c,
    erlang_c_asa_s,
    erlang_c_sl,
    erlang_c_wait_quantile_s,
    sqrt_beta,
    sqrt_staffing,
)
from cssim.theory.patience import Endless, Patience
from cssim.theory.queue import RULES, SteadyQueue, erlang_a, mmn_gi
from cssim.theory.staffing import (
    agents_for_abandonment,
    agents_for_asa,
    agents_for_service_level,
)

__all__ = [
    "RULES",
    "Endless",
    "Patience",
    "SteadyQueue",
    "agents_for_abandonment",
    "agents_for_asa",
    "agents_for_service_level",
    "erlang_a",
    "erlang_b",
    "erlang_c",
    "erlang_c_asa_s",
    "erlang_c_sl",
    "erlang_c_wait_quantile_s",
    "mmn_gi",
    "sqrt_beta",
    "sqrt_staffing",
]
