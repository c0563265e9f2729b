"""Mutants: the engine, the draws, the measures and the statistics, each broken in one way.

A mutant replaces one or two functions while it is active and changes nothing on disk. It
must run without crashing: a mistake that crashes needs no test. Each names the quick check
of `mutant_checks` that notices it; `run.py` shows which test of the suite does.
"""

import mutants_center
import mutants_customers
import mutants_figures
import mutants_levers
import mutants_lives
import mutants_staff
from mutating import MUTANTS

__all__ = [
    "MUTANTS",
    "mutants_center",
    "mutants_customers",
    "mutants_figures",
    "mutants_levers",
    "mutants_lives",
    "mutants_staff",
]
