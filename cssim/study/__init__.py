"""Studies: many replications, paired comparisons, with honest intervals.

A study lives several arms (a base and its what-ifs) through the same luck, replication by
replication, in as many processes as wanted; the results are the same bytes for any number.
"""

from cssim.study.arms import Arm, Plan, TableSpec
from cssim.study.base_churn import calibrate_base_churn
from cssim.study.compare import compare, differences, estimates, net_value, replicate
from cssim.study.lives import LiveError, live_replication, one_life
from cssim.study.replay import replay
from cssim.study.result import Study
from cssim.study.why import PAYBACK, csat_changes, payback, payback_days

__all__ = [
    "PAYBACK",
    "Arm",
    "LiveError",
    "Plan",
    "Study",
    "TableSpec",
    "calibrate_base_churn",
    "compare",
    "csat_changes",
    "differences",
    "estimates",
    "live_replication",
    "net_value",
    "one_life",
    "payback",
    "payback_days",
    "replay",
    "replicate",
]
