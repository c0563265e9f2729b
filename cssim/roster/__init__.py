"""Who is planned when, and the people's own luck, drawn before the clock starts."""

from cssim.roster.luck import PeopleLuck
from cssim.roster.planned import AgentCard, Away, Roster, Shift, draw_roster, plan_roster

__all__ = ["AgentCard", "Away", "PeopleLuck", "Roster", "Shift", "draw_roster", "plan_roster"]
