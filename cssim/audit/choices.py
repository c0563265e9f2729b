"""C6: who gets whom, checked by living the day again.

The journal's legs and states are replayed in the order of events of MODEL §2 (time, kind,
id). Where an event asks the router, the answer is worked out anew from the published keys
and the scenario, and compared with what the journal says happened; then the journal is
followed, so that one wrong choice is not blamed on the next. Two questions are asked:

- when a contact arrives, is handed on, or becomes eligible for more agents: an agent for it.
  Somebody idle; for a chat also those with fewest chats in hand and room; else, for who is on
  the line, somebody at deferred work, which is set aside. Best key first, then longest so;
- when an agent becomes free: a contact for the agent. Who is on the line; else the agent's
  own work set aside, oldest first; else new deferred work. Best key first, then longest wait.

Where numbers of idle agents or waiting contacts count, the second is asked for everybody
idle after each event.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

from cssim.audit.codes import HOW
from cssim.audit.course import Course
from cssim.audit.judge import Judge
from cssim.audit.keys import Routing
from cssim.audit.plot import (
    AGENT,
    AGENT_COMES,
    AGENT_GOES,
    ANSWERED,
    COMPOSED,
    DUE,
    ENTERS,
    GOES_ON,
    HELPS,
    JOINS,
    LEAVES,
    MOVES,
    MOVES_BACK,
    PUTS_DOWN,
    SHIFT_ENDS,
    TALK_ENDS,
    WORK_ENDS,
)
from cssim.audit.report import LawResult, Tally
from cssim.audit.scene import Choice
from cssim.audit.services import CHAT, DEFERRED

if TYPE_CHECKING:
    from cssim.audit.shifts import Shifts
    from cssim.audit.tables import View


def check(view: View, shifts: Shifts, routing: Routing) -> LawResult:
    """Check C6; needs a policy that publishes its keys."""
    replay = Replay(view, shifts, routing)
    replay.run()
    coin = ", which of them a coin decides is not checked" if routing.by_coin else ""
    replay.tally.note = f"{replay.n_choices} with more than one candidate{coin}"
    queued = view.contacts["queued_ms"]
    return replay.tally.result(bool(((queued >= 0) & (queued < view.end)).any()))


class Replay(Course):
    """The day lived again from the journal.

    Attributes
    ----------
    tally : Tally
        Decisions examined (an agent who becomes free while nobody waits makes none), and
        those that were not the best.
    n_choices : int
        Decisions with more than one candidate.
    """

    def __init__(self, view: View, shifts: Shifts, routing: Routing) -> None:
        super().__init__(view, shifts, routing)
        self.view, self.routing = view, routing
        self.tally = Tally("C6")
        self.judge = Judge(view, self.scene, self.tally)
        self.n_choices = 0
        self.assigned: set[int] = set()

    def run(self) -> None:
        """Live through all events."""
        events, scene = self.events, self.scene
        handlers = {
            AGENT_COMES: self._agent_comes,
            AGENT_GOES: scene.leave,
            TALK_ENDS: self._talk_ends,
            WORK_ENDS: self._work_ends,
            DUE: self._due,
            ENTERS: self._enters,
            JOINS: self._joins,
            LEAVES: scene.unjoin,
            ANSWERED: self._must_be_answered,
            SHIFT_ENDS: self._shift_ends,
            MOVES_BACK: self._moves_back,
            HELPS: scene.leave,
            PUTS_DOWN: self._set_aside,
            COMPOSED: self._composed,
            MOVES: self._moves,
        }
        while events:
            scene.now, _, _, _, what, subject = heappop(events)
            if scene.now >= self.view.end:
                break  # the run stopped somewhere among the events of this instant
            handlers[what](subject)
            if scene.counts and what != ANSWERED:
                self._settle()

    # ---- what happens ------------------------------------------------------------------

    def _agent_comes(self, agent: int) -> None:
        if agent in self.scene.idle_since:
            return
        self.scene.sit(agent)
        self._ask_for_agent(agent)

    def _talk_ends(self, leg: int) -> None:
        """The customer's part is over, and that of a colleague who was asked."""
        plot = self.plot
        self._composed(leg)
        if leg in plot.frees:
            # Nothing comes between, not even who is called in because the contact waits.
            heappush(self.events, (self.scene.now, GOES_ON, 0, 0, AGENT_COMES, plot.frees[leg]))
        following = plot.handed_on.get(leg)
        if following is not None:
            self._enters(following)
        if plot.freed_by_talk(leg):
            self._work_ends(leg)

    def _work_ends(self, leg: int) -> None:
        """The agent is done with a leg: free, or with a chat less in hand."""
        scene, agent = self.scene, self.plot.agent[leg]
        chats = scene.chats.get(agent)
        if chats is not None:
            chats.discard(leg)
            scene.since[agent] = scene.now
            if chats:
                self._fill(agent)
                return
            del scene.chats[agent]
        if (agent, scene.now) not in self.plot.becomes_idle:
            return
        if self.plot.how[leg] == HOW["handed_over"]:
            # Whoever hands over has left, and comes anew with the next shift.
            heappush(self.events, (scene.now, AGENT, agent, 4, AGENT_COMES, agent))
        else:
            self._agent_comes(agent)

    def _enters(self, leg: int) -> None:
        self._ask_for_contact(leg, joins=True)
        if leg in self.scene.in_queue:
            self._wait(leg)

    def _joins(self, leg: int) -> None:
        """A leg waits in a place that it had before."""
        self.scene.join(leg)
        self._wait(leg)

    def _wait(self, leg: int) -> None:
        scene, plot = self.scene, self.plot
        queued, until = plot.queued[leg], plot.waited_until[leg]
        for delay in sorted({d for _, d in scene.crews_of[scene.line[leg]] if d > 0}):
            if scene.now < queued + delay <= until:
                self._push(queued + delay, DUE, leg)
        if plot.gives_up(leg):
            self._push(until, LEAVES, leg)
        help_ = scene.now, plot.contact[leg]
        for agent, team in plot.moves.pop(help_, ()):
            scene.move(agent, team)
            self._offer(agent)
        for agent in plot.called.pop(help_, ()):
            heappush(self.events, (scene.now, AGENT, agent, 2, AGENT_COMES, agent))

    def _due(self, leg: int) -> None:
        if leg in self.scene.in_queue:
            self.scene.falls_due(leg)
            self._ask_for_contact(leg)

    def _shift_ends(self, agent: int) -> None:
        """Whatever deferred work an agent has begun waits for others."""
        self._set_aside(agent)
        for leg in self.scene.aside.pop(agent, ()):
            self._enters(leg)

    def _moves(self, move: int) -> None:
        agent, team = self.plot.moved[move]
        self.scene.move(agent, team)
        self._offer(agent)

    def _moves_back(self, agent: int) -> None:
        self.scene.move(agent)
        self._offer(agent)

    def _offer(self, agent: int) -> None:
        if agent in self.scene.idle_since:
            self._ask_for_agent(agent)
        else:
            self._fill(agent)

    def _must_be_answered(self, leg: int) -> None:
        """Come back to a leg that the journal says was answered, at the end of its instant."""
        if leg in self.assigned:
            return
        agent = self.plot.agent[leg]
        waits = leg in self.scene.in_queue
        reason = "the agent was not at hand" if waits else "it did not wait then"
        self.tally.wrong(f"{self.judge.told(leg)}, agent {self.view.agent(agent)}: {reason}", 1)
        self._assign(leg)

    # ---- what is decided ---------------------------------------------------------------

    def _ask_for_contact(self, leg: int, *, joins: bool = False) -> None:
        """Compare the best agent for a contact with the one it got now, if any."""
        scene, plot = self.scene, self.plot
        choice = scene.best_agent(leg)
        if joins and not plot.never_joins(leg):
            scene.join(leg)
        got = plot.agent[leg] if plot.answered[leg] == scene.now else -1
        got = got if got >= 0 and scene.is_at_hand(leg, got) else -1
        self._count(choice.n)
        if got == choice.best or got in choice.others:
            pass
        elif choice.best < 0 and (scene.counts or self._brings_help(leg, joins)):
            got = -1  # taken later in this instant, by somebody who may now, or is moved for it
        elif scene.is_deferred(leg) and self._puts_down(choice.best):
            self._begin_unseen(leg, choice.best)
            return
        elif choice.best >= 0 and self._gives_back(leg, choice.best):
            self._take_unseen(leg, choice.best)
            return
        else:
            self.judge.agent(leg, got, choice.best)
        if got >= 0:
            self._assign(leg)

    def _brings_help(self, leg: int, joins: bool) -> bool:
        """Tell whether somebody is moved to another team because a contact joins a line."""
        return joins and (self.scene.now, self.plot.contact[leg]) in self.plot.moves

    def _ask_for_agent(self, agent: int) -> bool:
        """Compare the best contact for a free agent with the one taken now; tell if any was."""
        got = self._taken(agent, self.scene.best_contact)
        if got >= 0:
            self._assign(got)
            self.scene.comes = agent
            self._fill(agent)
            self.scene.comes = -1
        return got >= 0

    def _fill(self, agent: int) -> None:
        """An agent with chats in hand takes more of them while there is room."""
        scene = self.scene
        while scene.chats.get(agent):
            if not any(scene.has_room(agent, line) for line in range(len(self.routing.lines))):
                return  # what is taken now comes after another end at this instant
            got = self._taken(agent, scene.best_chat)
            if got < 0:
                return
            self._assign(got)

    def _taken(self, agent: int, best_for) -> int:  # type: ignore[no-untyped-def]
        """Return the leg that an agent took now, having compared it with the best."""
        scene = self.scene
        choice: Choice = best_for(agent)
        takes = self.plot.takes.get((agent, scene.now), ())
        mine = [leg for leg in takes if leg not in self.assigned and self._is_open_to(leg, agent)]
        if scene.chats.get(agent):
            mine = [leg for leg in mine if scene.has_room(agent, scene.line[leg])]
        got = choice.best if choice.best in mine else mine[0] if mine else -1
        if choice.n:
            self._count(choice.n)
        if got < 0 and choice.best >= 0 and self._gives_back(choice.best, agent):
            self._take_unseen(choice.best, agent)
            return -1
        if got < 0 and self._at_once_aside(agent, choice.best):
            return -1
        if got != choice.best:
            self.judge.contact(agent, got, choice.best)
        return got

    def _gives_back(self, leg: int, agent: int) -> bool:
        """Tell whether an agent gives back at once what is taken now, because the shift ends now.

        Chats are kept.
        """
        scene, routing = self.scene, self.routing
        if (agent, scene.now) not in self.plot.shift_ends:
            return False
        hands_over = routing.expected.team(routing.crews[scene.crew[agent]].home).hands_over
        return hands_over and not routing.lines[scene.line[leg]].chat

    def _at_once_aside(self, agent: int, best: int) -> bool:
        """Tell whether an agent began deferred work, and set it aside, at this very instant.

        A stretch without length is in no journal; what is seen is who came in its place.
        """
        scene = self.scene
        if best < 0 or not scene.is_deferred(best):
            return False
        if not self._puts_down(agent):
            return False
        self._begin_unseen(best, agent)
        return True

    def _puts_down(self, agent: int) -> bool:
        """Tell whether an agent, later in this instant, goes away or takes who is on the line."""
        takes = self.plot.takes.get((agent, self.scene.now), ())
        coming = (leg for leg in takes if leg not in self.assigned)
        if any(not self.scene.is_deferred(leg) for leg in coming):
            return True
        here = agent, self.scene.now
        return here in self.plot.shift_ends or here in self.plot.goes_away

    def _settle(self) -> None:
        """Ask again for everybody idle, longest first, until nobody takes a contact."""
        scene, moved = self.scene, True
        while moved:
            moved = False
            for agent in sorted(scene.idle_since, key=lambda a: (scene.idle_since[a], a)):
                if agent in scene.idle_since:
                    moved |= self._ask_for_agent(agent)

    def _count(self, candidates: int) -> None:
        self.tally.examined += 1
        self.n_choices += candidates > 1

    # ---- small change ------------------------------------------------------------------

    def _assign(self, leg: int) -> None:
        """Follow the journal: the contact stops waiting, the agent has it in hand."""
        scene, plot, agent = self.scene, self.plot, self.plot.agent[leg]
        self.assigned.add(leg)
        scene.unjoin(leg)
        scene.leave(agent)
        if leg in scene.aside.get(agent, ()):
            scene.aside[agent].remove(leg)
        self._set_aside(agent)
        way = plot.way[leg]
        if way == CHAT:
            scene.chats.setdefault(agent, set()).add(leg)
        elif way == DEFERRED:
            scene.composing[agent] = leg
        scene.since[agent] = scene.now
        self._expect(leg)

    def _set_aside(self, agent: int) -> None:
        composed = self.scene.composing.pop(agent, -1)
        if composed in self.unseen:
            # Not begun after all: it waits as before, for anybody.
            self.unseen.remove(composed)
            self._enters(composed)
        elif composed >= 0 and composed not in self.assigned:
            self.scene.aside[agent].append(composed)
        elif composed in self.plot.aside:
            self.scene.aside[agent].append(self.plot.aside[composed])
