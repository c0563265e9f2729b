"""How long an agent takes, and whether the contact is resolved: BEHAVIOUR part (c)."""

from __future__ import annotations

import math

AVERAGE_PROFICIENCY = 0.758
"""Proficiency of the average agent: the k at which a scenario's handle time holds."""
AVERAGE_RESOLVE = 0.70
"""Share of first contacts that an average agent resolves (SQM's industry figure)."""
PACE_SLOPE = 0.818
"""Log handling time lost from proficiency 0 to 1; fitted to +64 % speed in year one."""
RESOLVE_SLOPE = 1.5
"""Logit of resolving gained from proficiency 0 to 1 (assumption)."""
REPEAT_PENALTY = 0.44
"""Logit lost when an earlier contact of the issue reached an agent: 0.70 becomes 0.60."""

TRANSFER_PENALTY = 0.61
"""Logit lost per sideways transfer so far: 14 points (SQM)."""
MISMATCH_PENALTY = 0.71
"""Logit lost when agent and customer do not share a language: 67 % becomes 50 % (CFI)."""

TIRED_HANDLING = 0.12
"""Handling time added at full fatigue: +4 to +5 % by the end of a shift (S)."""
HOSTILE_WORK = 1.25
"""Factor on the work of a contact whose customer arrives angry (assumption)."""
HOSTILE_LOSS = 0.6
"""Logit of satisfaction lost by such a contact (assumption)."""

_LN2 = math.log(2.0)


def logistic(z: float) -> float:
    """Return 1 / (1 + exp(-z)), safe for any finite `z`."""
    if z >= 0:
        return 1.0 / (1.0 + math.exp(-z))
    e = math.exp(z)
    return e / (1.0 + e)


def logit(p: float) -> float:
    """Return the log odds of a share strictly between 0 and 1."""
    return math.log(p / (1.0 - p))


def halved(elapsed: float, halflife: float) -> float:
    """Return what is left of 1 after `elapsed`, halving in every `halflife`."""
    return math.exp(-_LN2 * (elapsed / halflife))


def pace(proficiency: float, speed: float = 1.0) -> float:
    """Return the factor from stored work to handling time.

    Parameters
    ----------
    proficiency : float, share
        The agent's effective proficiency k.
    speed : float, > 0
        The agent's own rate of work on the skill, 1 = reference.

    Returns
    -------
    float
        ``exp(0.818 (0.758 - k)) / speed``; exactly 1 for an average agent.
    """
    return math.exp(PACE_SLOPE * (AVERAGE_PROFICIENCY - proficiency)) / speed


def tired_factor(F: float, handling: float = TIRED_HANDLING) -> float:
    """Return the factor of fatigue `F` on handling time; multiplies `pace`."""
    return 1.0 + handling * F


def hostile_work(empathy: bool = False) -> float:
    """Return the factor on an angry customer's work; empathy training halves what it adds."""
    return 1.0 + (HOSTILE_WORK - 1.0) / 2.0 if empathy else HOSTILE_WORK


def hostile_loss(empathy: bool = False) -> float:
    """Return the logit of satisfaction that anger costs; empathy training halves it."""
    return HOSTILE_LOSS / 2.0 if empathy else HOSTILE_LOSS


def resolve_logit(resolve: float, proficiency: float, complexity: float) -> float:
    """Return the logit of resolving a first contact; ±inf for a resolve of 1 or 0.

    Parameters
    ----------
    resolve : float, share
        The skill's chance of resolving at average proficiency.
    proficiency : float, share
        The agent's effective proficiency k.
    complexity : float
        The reason's ``c_issue``, subtracted from the logit.
    """
    if resolve in (0.0, 1.0):
        return math.inf if resolve else -math.inf
    return logit(resolve) + RESOLVE_SLOPE * (proficiency - AVERAGE_PROFICIENCY) - complexity


def resolve_chance(base_logit: float, *, repeat: bool, loss: float = 0.0) -> float:
    """Return P(resolve) of one service.

    Parameters
    ----------
    base_logit : float
        From `resolve_logit`.
    repeat : bool
        An earlier contact of the issue reached an agent.
    loss : float
        Logit lost to all else: hand-overs, language, other chats in hand, an outage; gains
        count against it.
    """
    if math.isinf(base_logit):
        return 1.0 if base_logit > 0 else 0.0
    return logistic((base_logit - REPEAT_PENALTY if repeat else base_logit) - loss)


def scaled_work(talk_ms: int, hold_ms: int, acw_ms: int, factor: float) -> tuple[int, int, int]:
    """Return talk, hold and after-contact work slowed or sped up by `factor`.

    The total is rounded once (half to even, at least 1 ms); after-contact work is what
    is left of it after talk and hold, so the parts always sum to the total.
    """
    total = max(1, round((talk_ms + hold_ms + acw_ms) * factor))
    hold = round(hold_ms * factor)
    talk = min(round(talk_ms * factor), total - hold) if acw_ms else total - hold
    return talk, hold, total - talk - hold
