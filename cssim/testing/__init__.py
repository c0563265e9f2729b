"""What the center relies on in a routing policy of one's own, as checks to run on it.

`policy_contract` runs them all, with or without pytest; `CHECKS` holds them one by one::

    @pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
    def test_my_policy(check):
        check(MyPolicy)

A check is given what makes the policy, so that it can begin anew: a class that needs no
arguments, or ``lambda: MyPolicy(2)``. A policy that breaks the contract gets a
`PolicyFault` that says on which floor, what it answered and what is accepted.
"""

from cssim.testing.contract import CHECKS, policy_contract
from cssim.testing.faults import Make, PolicyFault

__all__ = ["CHECKS", "Make", "PolicyFault", "policy_contract"]
