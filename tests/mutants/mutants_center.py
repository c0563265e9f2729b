"""Mutants of the center: who answers whom, agents, waiting, coming back, the journal."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from mutating import mutant

from cssim.journal import OUTCOMES

# ---------------------------------------------------------------------------------------
# Who answers whom


@mutant("lifo", "whoever waits least is answered first", "audit", at="cssim.center.floor:Line.join")
def _lifo(right: Any) -> Any:
    def join(line: Any, contact: Any) -> None:
        right(line, contact)
        line.waiting.move_to_end(contact.id, last=False)

    return join


@mutant(
    "any idle agent",
    "an idle agent is picked as if at random",
    "audit",
    at="cssim.center.floor:Crew.join",
)
def _any_idle_agent(right: Any) -> Any:
    def join(crew: Any, agent: Any) -> None:
        right(crew, agent)
        if (agent.index * 31 + agent.idle_since) % 2:
            crew.idle.move_to_end(agent.index, last=False)

    return join


@mutant(
    "priority inverted",
    "the contact with the worst key is chosen",
    "audit",
    at="cssim.center.routing.keyed:KeyedPolicy.choose_contact",
)
def _priority_inverted(_: Any) -> Any:
    def choose_contact(policy: Any, agent: Any, waiting: Any, now: int) -> Any:
        def worst(contact: Any) -> Any:
            key = policy.contact_key(agent, contact, now)
            return (*(-part for part in key), contact.queued, contact.id)

        return min(waiting.heads, key=worst)

    return choose_contact


def _last_in_line(line: Any, contact: Any) -> None:
    line.waiting[contact.id] = contact


@mutant(
    "ties by hash",
    "what happens at one instant is ordered by a hash of the contact",
    "ties",
    ("cssim.center.floor:Line.join", lambda _: _last_in_line),
    at="cssim.center.clock:Clock.after",
)
def _ties_by_hash(right: Any) -> Any:
    def after(clock: Any, delay: int, kind: int, id_: int, *rest: Any) -> Any:
        return right(clock, delay, kind, zlib.crc32(str(id_).encode()), *rest)

    return after


@mutant(
    "skill test skipped",
    "every agent is thought to have every skill",
    "audit",
    at="cssim.center.run:make_agents",
)
def _skill_test_skipped(right: Any) -> Any:
    def make_agents(settings: Any, roster: Any) -> Any:
        agents = right(settings, roster)
        for agent in agents:
            for queue in range(len(settings.all_queues)):
                agent.pace.setdefault(queue, 1.0)
                for chances in (agent.resolves, agent.resolves_again):
                    chances.setdefault(queue, 0.5)
                for chances in (agent.escalates, agent.worthy, agent.logit):
                    chances.setdefault(queue, 0.0)
        return agents

    return make_agents


# ---------------------------------------------------------------------------------------
# Agents


@mutant(
    "one agent short",
    "the last agent never signs on",
    "audit",
    at="cssim.center.workday:_working_life",
)
def _one_agent_short(right: Any) -> Any:
    def working_life(center: Any, agent: Any, shifts: Any) -> Any:
        last = agent.index == len(center.agents) - 1
        return right(center, agent, [] if last else shifts)

    return working_life


@mutant(
    "team one short",
    "a team of n has n - 1 agents",
    "roster",
    at="cssim.scenario.model:Scenario.agent_count",
)
def _team_one_short(right: Any) -> Any:
    return lambda scenario, team: max(0, right(scenario, team) - 1)


@mutant("break ignored", "nobody takes a break", "audit", at="cssim.center.workday:_shift")
def _break_ignored(right: Any) -> Any:
    return lambda center, agent, shift: right(center, agent, replace(shift, away=()))


@mutant(
    "wrap ignored",
    "an agent is free at the end of talk, after-contact work notwithstanding",
    "audit",
    at="cssim.center.model:Center.wrap_up",
)
def _wrap_ignored(right: Any) -> Any:
    return lambda center, agent, contact, length: right(center, agent, contact, 0)


_ends_of_shifts: dict[int, int] = {}


def _knows_its_end(right: Any) -> Any:
    def shift_(center: Any, agent: Any, shift: Any) -> Any:
        _ends_of_shifts[agent.index] = shift.until
        return right(center, agent, shift)

    return shift_


@mutant(
    "shift end cuts call",
    "a contact in hand ends with the shift",
    "overtime",
    ("cssim.center.workday:_shift", _knows_its_end),
    at="cssim.center.model:Center.answer",
)
def _shift_end_cuts_call(right: Any) -> Any:
    def answer(center: Any, contact: Any, agent: Any) -> None:
        work = contact.work
        left = _ends_of_shifts[agent.index] - center.clock.now
        if work.talk + work.hold + work.acw > left:
            contact.work = work._replace(talk=max(1, left), hold=0, acw=0)
        right(center, contact, agent)

    return answer


# ---------------------------------------------------------------------------------------
# Waiting and giving up


def _own_patience(contact: Any, patience: int, wait: Callable[[Any], None]) -> None:
    """Let a contact wait with another patience than the one it is known by."""
    work, known = contact.work, contact.patience
    contact.work, contact.patience = work._replace(patience=patience), patience
    wait(contact)
    contact.work, contact.patience = work, known


@mutant(
    "patience drawn late",
    "patience is drawn anew when the wait begins",
    "audit",
    at="cssim.center.model:Center.wait_in_line",
)
def _patience_drawn_late(right: Any) -> Any:
    def wait(center: Any, contact: Any) -> None:
        endless = contact.work.patience >= 1 << 62
        drawn = 1 + (contact.work.patience * 7919 + contact.id) % 240_000
        patience = contact.work.patience if endless else drawn
        _own_patience(contact, patience, lambda c: right(center, c))

    return wait


@mutant(
    "patience restarted",
    "patience starts anew when a contact overflows to more agents",
    "overflow",
    at="cssim.center.model:Center._is_due",
)
def _patience_restarted(right: Any) -> Any:
    def is_due(center: Any, moment: Any) -> None:
        from cssim.center.clock import GIVE_UP

        right(center, moment)
        contact, leg = moment.subject
        if contact.line is not None and contact.n_legs == leg and contact.give_up is not None:
            contact.give_up.cancel()
            contact.give_up = center.clock.after(
                contact.work.patience, GIVE_UP, contact.id, center._gives_up, contact
            )

    return is_due


def _give_up_first(at: Any) -> Any:
    from cssim.center.clock import GIVE_UP, MANAGEMENT

    return tuple(at[MANAGEMENT] if kind == GIVE_UP else value for kind, value in enumerate(at))


@mutant(
    "impatient at the tie",
    "a contact whose patience ends as an agent frees up abandons",
    "ties",
    at="cssim.center.clock:AT",
)
def _impatient_at_the_tie(right: Any) -> Any:
    return _give_up_first(right)


@mutant(
    "open at closing",
    "a contact that arrives as the channel closes is let in",
    "closing",
    at="cssim.center.settings:ChannelSettings.is_open",
)
def _open_at_closing(right: Any) -> Any:
    return lambda channel, now: right(channel, now) or right(channel, now - 1)


@mutant(
    "line freed early",
    "a line is free again as soon as an agent answers",
    "audit",
    at="cssim.center.model:Center.answer",
)
def _line_freed_early(right: Any) -> Any:
    def answer(center: Any, contact: Any, agent: Any) -> None:
        right(center, contact, agent)
        if contact.holds_line:
            center.free_line(contact)

    return answer


# ---------------------------------------------------------------------------------------
# Coming back and being passed on


@mutant(
    "redial lost",
    "whoever is due to call again never does",
    "audit",
    at="cssim.center.comebacks:Comebacks._comes_back",
)
def _redial_lost(_: Any) -> Any:
    return lambda comebacks, moment: None


@mutant(
    "the same luck again",
    "a second attempt has the luck of the first",
    "luck",
    at="cssim.demand.luck:DrawnBook.attempt",
)
def _the_same_luck_again(_: Any) -> Any:
    return lambda book, row, attempt, queue: next(iter(book.first(row, row + 1)))


@mutant(
    "as easy again",
    "a repeated contact is as easily resolved as a first one",
    "repeats",
    at="cssim.center.run:make_agents",
)
def _as_easy_again(right: Any) -> Any:
    def make_agents(settings: Any, roster: Any) -> Any:
        agents = right(settings, roster)
        for agent in agents:
            agent.resolves_again = agent.resolves
        return agents

    return make_agents


@mutant(
    "escalation stays",
    "an escalated contact queues again at its own tier",
    "audit",
    at="cssim.center.handing:Handing._move",
)
def _escalation_stays(right: Any) -> Any:
    def move(handing: Any, contact: Any) -> None:
        tier = contact.tier
        right(handing, contact)
        contact.tier = tier

    return move


@mutant(
    "left-overs forgotten",
    "contacts still there at the end are not written down",
    "audit",
    at="cssim.center.run:_still_here",
)
def _left_overs_forgotten(_: Any) -> Any:
    return lambda center: []


# ---------------------------------------------------------------------------------------
# The journal


@mutant(
    "blocked not counted",
    "a blocked contact leaves no trace",
    "audit",
    at="cssim.center.logbook:Logbook._seen",
)
def _blocked_not_counted(right: Any) -> Any:
    def seen(*args: Any) -> Any:
        columns = right(*args)
        kept = columns["outcome"] != OUTCOMES.index("blocked")
        return {name: values[kept] for name, values in columns.items()}

    return seen


@mutant(
    "transfer counted twice",
    "each hand-over counts as two",
    "audit",
    at="cssim.center.logbook:Logbook._contacts",
)
def _transfer_counted_twice(right: Any) -> Any:
    def contacts(*args: Any) -> Any:
        columns = right(*args)
        return columns | {"n_transfers": 2 * columns["n_transfers"]}

    return contacts
