"""Routing: an agent for this contact, a contact for this agent.

A policy answers these two questions about what it is offered and sees only what a real
router sees: never patience, never work. The named ones are in `named`; a user's own class
is wrapped by `custom`.
"""

from cssim.center.routing.conditions import conditions_of
from cssim.center.routing.custom import (
    CustomPolicy,
    Policy,
    Refused,
    RouterAgent,
    RouterContact,
    RouterView,
)
from cssim.center.routing.keyed import KeyedPolicy, Names
from cssim.center.routing.named import POLICIES, policy_of

__all__ = [
    "POLICIES",
    "CustomPolicy",
    "KeyedPolicy",
    "Names",
    "Policy",
    "Refused",
    "RouterAgent",
    "RouterContact",
    "RouterView",
    "conditions_of",
    "policy_of",
]
