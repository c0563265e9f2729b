"""What replications say: means, ratios, differences, each with its interval.

One number per replication goes in, an `Estimate` comes out. All intervals are Student-t
over replications, two-sided, with ``n - 1`` degrees of freedom; one replication gives a
value and no interval (NaN), none gives NaN throughout, and a NaN that goes in comes out:
nothing is dropped unless the caller says so.

References
----------
Glossary, section 13. Law (2015), *Simulation Modeling and Analysis*, chapters 9 and 10.
"""

from cssim.stats.decide import probability_better, replications_needed
from cssim.stats.estimate import Estimate
from cssim.stats.paired import (
    difference,
    difference_per_day,
    difference_pooled,
    variance_ratio,
    variance_ratio_pooled,
)
from cssim.stats.single import mean, per_day, pooled

__all__ = [
    "Estimate",
    "difference",
    "difference_per_day",
    "difference_pooled",
    "mean",
    "per_day",
    "pooled",
    "probability_better",
    "replications_needed",
    "variance_ratio",
    "variance_ratio_pooled",
]
