"""Mutants of what only some centers have: chats, deferred work, pressure, offers, outages."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from mutating import mutant

# ---------------------------------------------------------------------------------------
# Chats


@mutant(
    "chats as fast together",
    "several chats in hand do not slow each other down",
    "chat only",
    at="cssim.center.hands:_rates",
)
def _chats_as_fast_together(right: Any) -> Any:
    return lambda slots, slowdown: right(slots, 0.0)


@mutant(
    "chat progress off by one",
    "at each change of the number of chats 1 ms of work is lost",
    "chat only",
    at="cssim.center.hands:Hands._bring_up_to_date",
)
def _chat_progress_off_by_one(right: Any) -> Any:
    def bring(hands: Any, agent: Any) -> None:
        right(hands, agent)
        for session in agent.sessions:
            session.todo += 1

    return bring


@mutant(
    "no room for a chat",
    "an agent with a chat in hand is never offered another",
    "chat only",
    at="cssim.center.hands:Hands.show_room",
)
def _no_room_for_a_chat(right: Any) -> Any:
    return lambda hands, agent: hands.no_more(agent)


@mutant(
    "busiest first",
    "a chat goes to the agent with the most chats in hand",
    "chat only",
    at="cssim.center.desk:Desk._with_room",
)
def _busiest_first(right: Any) -> Any:
    def with_room(desk: Any, contact: Any, line: Any, waited: int) -> Any:
        crews = desk.floor.crews_for(line, waited)
        found = [agent for crew in crews for agent in crew.chatting.values()]
        return max(found, key=lambda a: (len(a.sessions), a.since, a.index), default=None)

    return with_room


@mutant(
    "ghost at the end",
    "who left a chat without a sign loses the place in line",
    "chat only",
    at="cssim.center.comebacks:Comebacks.leaves_silently",
)
def _ghost_at_the_end(right: Any) -> Any:
    def leaves(comebacks: Any, contact: Any) -> Any:
        silently = right(comebacks, contact)
        if silently and contact.is_ghost:
            contact.queued = comebacks._clock.now
        return silently

    return leaves


@mutant(
    "ghost not served",
    "who left a chat without a sign is gone at once",
    "ghosts",
    at="cssim.center.comebacks:Comebacks.leaves_silently",
)
def _ghost_not_served(_: Any) -> Any:
    return lambda comebacks, contact: False


# ---------------------------------------------------------------------------------------
# Deferred work


@mutant(
    "calls do not interrupt",
    "nobody sets deferred work aside",
    "three channels",
    at="cssim.center.desk:Desk._at_other_work",
)
def _calls_do_not_interrupt(_: Any) -> Any:
    return lambda desk, contact, line, waited: None


@mutant(
    "work set aside lost",
    "at the end of a shift work set aside is forgotten",
    "three channels",
    at="cssim.center.hands:Hands.put_back",
)
def _work_set_aside_lost(right: Any) -> Any:
    def put_back(hands: Any, agent: Any) -> None:
        agent.aside = []
        right(hands, agent)

    return put_back


@mutant(
    "own work left",
    "an agent does not go on with work set aside",
    "three channels",
    at="cssim.center.desk:Desk._begun",
)
def _own_work_left(_: Any) -> Any:
    return lambda desk, agent: None


@mutant(
    "work begun anew",
    "work that was set aside is done from the start",
    "letters",
    at="cssim.center.hands:Hands.set_aside",
)
def _work_begun_anew(right: Any) -> Any:
    def set_aside(hands: Any, agent: Any, *rest: Any) -> None:
        contact = agent.contact
        parts = contact.parts
        right(hands, agent, *rest)
        contact.parts = parts

    return set_aside


@mutant(
    "idle one too few",
    "deferred work is taken with one idle agent too few",
    "deferred held back",
    at="cssim.center.floor:Floor.allows",
)
def _idle_one_too_few(right: Any) -> Any:
    return lambda floor, pair, **how: right(floor, pair._replace(keep=max(0, pair.keep - 1)), **how)


@mutant(
    "chaser as repeat",
    "a chaser is written down as a repeat",
    "three channels",
    at="cssim.center.comebacks:_CHASER",
)
def _chaser_as_repeat(_: Any) -> Any:
    from cssim.center.comebacks import _REPEAT

    return _REPEAT


@mutant(
    "chaser closes",
    "the answer to a chaser is what closes the issue",
    "three channels",
    at="cssim.center.comebacks:Comebacks.follow",
)
def _chaser_closes(right: Any) -> Any:
    def follow(comebacks: Any, contact: Any, *rest: Any) -> Any:
        chaser, contact.is_chaser = contact.is_chaser, False
        after = right(comebacks, contact, *rest)
        contact.is_chaser = chaser
        return after

    return follow


# ---------------------------------------------------------------------------------------
# Pressure


@mutant(
    "never hurried",
    "however many wait, work takes as long",
    "pressure",
    at="cssim.center.service:Service._pressure",
)
def _never_hurried(_: Any) -> Any:
    return lambda service, agent: 1.0


@mutant(
    "hurried by one",
    "as many as may wait hurry already",
    "pressure",
    at="cssim.center.service:Service._pressure",
)
def _hurried_by_one(right: Any) -> Any:
    def pressure(service: Any, agent: Any) -> Any:
        before = service._settings
        team = before.teams[agent.team]
        steps = tuple((above - 1, factor) for above, factor in team.pressure)
        teams = {agent.team: replace(team, pressure=steps)}
        service._settings = SimpleNamespace(teams=teams)
        found = right(service, agent)
        service._settings = before
        return found

    return pressure


# ---------------------------------------------------------------------------------------
# What customers are told and offered


@mutant(
    "callback place lost",
    "who accepts a callback gets the place of who came a minute earlier",
    "callbacks that keep their place",
    at="cssim.center.model:Center.wait_in_line",
)
def _callback_place_lost(right: Any) -> Any:
    def wait(center: Any, contact: Any) -> None:
        if contact.is_callback:
            contact.queued -= 60_000
        right(center, contact)

    return wait


@mutant(
    "calls without end",
    "who does not answer a callback is tried again and again",
    "callbacks when due",
    at="cssim.center.offers:Offers._rang",
)
def _calls_without_end(right: Any) -> Any:
    def rang(offers: Any, moment: Any) -> None:
        moment.subject[0].n_tries = 0
        right(offers, moment)

    return rang


@mutant(
    "told but unmoved",
    "an announcement does not change how long a customer waits",
    "announcement",
    at="cssim.center.comebacks:Comebacks.while_waiting",
)
def _told_but_unmoved(right: Any) -> Any:
    def while_waiting(comebacks: Any, contact: Any) -> Any:
        known = contact.patience
        contact.patience = contact.work.patience
        patience = right(comebacks, contact)
        contact.patience = known
        return patience

    return while_waiting


@mutant(
    "mailbox late",
    "the voice mailbox takes over a second late",
    "voicemail",
    at="cssim.center.comebacks:Comebacks.while_waiting",
)
def _mailbox_late(right: Any) -> Any:
    def while_waiting(comebacks: Any, contact: Any) -> Any:
        patience = right(comebacks, contact)
        return patience + 1000 if patience < contact.patience else patience

    return while_waiting


@mutant(
    "one place more",
    "one contact too many may wait",
    "places",
    at="cssim.center.model:Center._is_full",
)
def _one_place_more(_: Any) -> Any:
    return lambda center, contact: False


# ---------------------------------------------------------------------------------------
# The world


@mutant(
    "outage capacity inverted",
    "an outage turns away whom it should let through",
    "outages",
    at="cssim.center.world:World.stops",
)
def _outage_capacity_inverted(right: Any) -> Any:
    def stops(world: Any, contact: Any) -> Any:
        here, world._outages = (
            world._outages,
            [replace(outage, capacity=1.0 - outage.capacity) for outage in world._outages],
        )
        stopped = right(world, contact)
        world._outages = here
        return stopped

    return stops


@mutant(
    "outage without end",
    "an outage never ends",
    "total outage",
    at="cssim.center.world:World._ends",
)
def _outage_without_end(_: Any) -> Any:
    return lambda world, moment: None


@mutant(
    "nobody put off",
    "an outage puts nobody off who waits",
    "total outage",
    at="cssim.center.model:Center.put_off",
)
def _nobody_put_off(_: Any) -> Any:
    return lambda center, channel: None


@mutant(
    "tool never down",
    "agents whose tool is down take contacts all the same",
    "tool outage",
    at="cssim.roster.planned:Shift.without_tool",
)
def _tool_never_down(_: Any) -> Any:
    return lambda shift, start, until: shift
