"""C5: whether an agent may have what he or she has in hand.

The agent has the skill that the leg's reason needs on the contact's channel, speaks the
customer's language (or the wait was long enough for one who does not), and belongs to the
leg's team and tier. A contact starts at its reason's tier, one higher if its issue is old;
it goes up when it is escalated, and agents of the next tier may answer after a wait.
"""

from __future__ import annotations

import numpy as np

from cssim.audit import lessons
from cssim.audit.codes import CAUSE, GOES_UP, HOW, KIND, OUTCOME, Flags, Ints
from cssim.audit.hands import told
from cssim.audit.report import LawResult, Tally
from cssim.audit.tables import View

NEVER = int(np.iinfo(np.int64).max)


def check(view: View) -> LawResult:
    """Check C5; needs to know the scenario."""
    tally = Tally("C5")
    _skills(view, tally)
    _languages(view, tally)
    _teams(view, tally)
    _tiers(view, tally)
    return tally.result(bool(np.any(view.contacts["outcome"] == OUTCOME["answered"])))


def _skills(view: View, tally: Tally) -> None:
    services, legs = view.services, view.legs
    able, later = _able(view), lessons.later_skills(view)
    reason = legs["reason"][services.leg].astype(np.int64)
    channel = view.contacts["channel"][services.row]
    tally.rows(
        able[services.agent, reason, channel] | later,
        lambda i: f"{told(view, i)}: lacks the skill for {view.name('reasons', reason[i])}",
    )


def _able(view: View) -> Flags:
    """Return agents by reasons by channels: who has the skill."""
    expected = view.expected
    assert expected is not None
    agents, reasons, channels = (view.journal.names(n) for n in ("agents", "reasons", "channels"))
    able = np.zeros((len(agents), len(reasons), len(channels)), dtype=bool)
    needed = [[_skill(view, reason, channel) for channel in channels] for reason in reasons]
    for a, agent in enumerate(agents):
        skills = expected.agents[agent].skills if agent in expected.agents else frozenset()
        for r, row in enumerate(needed):
            able[a, r] = [skill in skills for skill in row]
    return able


def _skill(view: View, reason: str, channel: str) -> str | None:
    assert view.expected is not None
    facts = view.expected.reasons.get(reason)
    return facts.skill_on(channel) if facts else None


def _languages(view: View, tally: Tally) -> None:
    """Agents speak the customer's language, or the wait was long enough for others."""
    services = view.services
    language = view.contacts["language"][services.row].astype(np.int64)
    if not (language >= 0).any():
        return
    assert view.expected is not None
    speaks = _speaks(view)[services.agent, language] | (language < 0)
    after = view.expected.mismatch_ms
    waited = view.wait[services.leg]
    late = np.zeros(len(waited), dtype=bool) if after is None else waited >= after
    tally.rows(
        speaks | late | view.is_aside[services.leg],
        lambda i: (
            f"{told(view, i)}: does not speak {view.name('languages', int(language[i]))}, "
            f"after a wait of {waited[i]} ms"
        ),
    )


def _speaks(view: View) -> Flags:
    """Return agents by languages; a team of which no languages are given speaks all."""
    expected = view.expected
    assert expected is not None
    agents, languages = view.journal.names("agents"), view.journal.names("languages")
    speaks = np.ones((len(agents), max(1, len(languages))), dtype=bool)
    for a, agent in enumerate(agents):
        facts = expected.agents.get(agent)
        spoken = expected.team(facts.team).languages if facts else frozenset()
        if spoken:
            speaks[a, : len(languages)] = [language in spoken for language in languages]
    return speaks


def _teams(view: View, tally: Tally) -> None:
    """Legs and conferences name the team and tier of their agent, moved or not."""
    legs = view.legs
    rows = np.flatnonzero((legs["agent"] >= 0) & (legs["answered_ms"] >= 0))
    agent = legs["agent"][rows].astype(np.int64)
    good = np.array(view.about.agent_team, dtype=np.int64)[agent] == legs["team"][rows]
    good &= agent_tiers(view)[agent] == legs["tier"][rows]
    tally.rows(good, lambda i: f"{view.leg_name(int(rows[i]))}: not its agent's team or tier")


def agent_tiers(view: View) -> Ints:
    """Return each agent's tier, -1 for agents the scenario does not know."""
    assert view.expected is not None
    known = view.expected.agents
    names = view.journal.names("agents")
    return np.array([known[n].tier if n in known else -1 for n in names], dtype=np.int64)


def line_tiers(view: View) -> Ints:
    """Return the tier of the line in which each leg waited; -1 for conferences.

    A contact starts at the tier of its reason, one higher about an old issue; an escalation
    leads one up from the agent's, a transfer to another reason to the tier of that, a call in
    vain and work set aside nowhere; else a contact stays with the tier of the agent who had it.
    """
    legs, stays = view.legs, view.stays
    tiers = np.full(len(legs["leg"]), -1, dtype=np.int64)
    if len(stays) == 0:
        return tiers
    how, reason = (legs[c][stays].astype(np.int64) for c in ("how", "reason"))
    before = np.append(-1, legs["tier"][stays][:-1]).astype(np.int64)
    came = np.append(-1, how[:-1])
    line = before + np.isin(came, GOES_UP)
    other = (came == HOW["transferred"]) & (np.append(-1, reason[:-1]) != reason)
    line = np.where(other, _reason_tiers(view)[reason], line)
    line = np.where(view.is_first, _starting_tiers(view)[view.row[stays]], line)
    stays_there = np.isin(came, (HOW["missed"], HOW["set_aside"])) & ~view.is_first
    for i in np.flatnonzero(stays_there).tolist():
        line[i] = line[i - 1]
    tiers[stays] = line
    return tiers


def _reason_tiers(view: View) -> Ints:
    assert view.expected is not None
    known, names = view.expected.reasons, view.journal.names("reasons")
    return np.array([known[n].tier if n in known else -1 for n in names], dtype=np.int64)


def _starting_tiers(view: View) -> Ints:
    """Return the tier at which each contact starts."""
    assert view.expected is not None
    contacts, known = view.contacts, view.expected.reasons
    names, tiers = view.journal.names("reasons"), _reason_tiers(view)
    start = tiers[contacts["reason"]]
    ages = [known[n].ages_ms if n in known else None for n in names]
    if all(age is None for age in ages) or len(view.issues["issue"]) == 0:
        return start
    limit = np.array([NEVER if age is None else age for age in ages], dtype=np.int64)
    place = np.searchsorted(view.issues["issue"], contacts["issue"])
    arose = view.issues["arose_ms"][np.minimum(place, len(view.issues["issue"]) - 1)]
    old = contacts["arrived_ms"] - arose > limit[contacts["reason"]]
    aside = np.isin(contacts["cause"], (CAUSE["chaser"], CAUSE["outreach"]))
    old &= (contacts["attempt"] > 1) & ~aside
    higher = np.array([_has_next(view, code) for code in range(len(names))], dtype=bool)
    up: Ints = np.where(old & higher[contacts["reason"]], start + 1, start)
    return up


def _has_next(view: View, reason: int) -> bool:
    """Tell whether somebody of the tier above could serve a reason at all."""
    assert view.expected is not None
    facts = view.expected.reasons.get(view.name("reasons", reason))
    if facts is None:
        return False
    skills = {facts.skill, *facts.skills.values()}
    return any(
        a.tier == facts.tier + 1 and a.skills & skills for a in view.expected.agents.values()
    )


def _tiers(view: View, tally: Tally) -> None:
    """Legs are of their line's tier, or of the next one after the wait that allows it."""
    assert view.expected is not None
    stays, legs = view.stays, view.legs
    if len(stays) == 0:
        return
    known = view.expected.reasons
    names = view.journal.names("reasons")
    after = [known[n].next_tier_ms if n in known else None for n in names]
    limit = np.array([NEVER if a is None else a for a in after], dtype=np.int64)
    line, tier = line_tiers(view)[stays], legs["tier"][stays].astype(np.int64)
    served = (legs["answered_ms"][stays] >= 0) & (legs["kind"][stays] != KIND["queue"])
    waited = view.wait[stays] >= limit[legs["reason"][stays].astype(np.int64)]
    # Whoever set work aside may go on with it, however long it waited.
    own = view.is_aside[stays] & (legs["agent"][stays] == np.append(-1, legs["agent"][stays])[:-1])
    good = (tier == line) | (served & (waited | own) & (tier == line + 1))
    tally.rows(
        good,
        lambda i: f"{view.leg_name(int(stays[i]))}: tier {tier[i]}, in a line of tier {line[i]}",
    )
