"""The audit: whether a journal obeys the laws of the model, whatever made it.

It shares no code with the engine. `audit(journal, Expected.of(scenario))` returns a
`Report`; the laws C1 to C12 are those of MODEL §10.
"""

from cssim.audit.expected import Expected
from cssim.audit.facts import (
    AgentFacts,
    CallbackFacts,
    CareFacts,
    ChannelFacts,
    MakingGoodFacts,
    OutageFacts,
    ReasonFacts,
    TeamFacts,
)
from cssim.audit.report import LAWS, LawResult, Report
from cssim.audit.run import audit

__all__ = [
    "LAWS",
    "AgentFacts",
    "CallbackFacts",
    "CareFacts",
    "ChannelFacts",
    "Expected",
    "LawResult",
    "MakingGoodFacts",
    "OutageFacts",
    "ReasonFacts",
    "Report",
    "TeamFacts",
    "audit",
]
