"""The center: a SimPy model that lives the demand and the roster through.

Given (scenario, tables) it is deterministic; it holds no generator. The story of a contact
is in `model`, an agent's day in `workday`, who answers whom in `routing`.
"""

from cssim.center.from_scenario import settings_of
from cssim.center.routing import POLICIES, Policy, RouterAgent, RouterContact, RouterView
from cssim.center.run import Extra, live, run
from cssim.center.settings import Settings
from cssim.center.window import Window

__all__ = [
    "POLICIES",
    "Extra",
    "Policy",
    "RouterAgent",
    "RouterContact",
    "RouterView",
    "Settings",
    "Window",
    "live",
    "run",
    "settings_of",
]
