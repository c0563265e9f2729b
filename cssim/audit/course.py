"""The course of a day as it is lived again: events to come, and work in hand that ends."""

from __future__ import annotations

from heapq import heapify, heappush
from typing import TYPE_CHECKING

from cssim.audit.keys import Routing
from cssim.audit.plot import AGENT, COMPOSED, ENTERS, PUTS_DOWN, TALK_ENDS, WORK_ENDS, Plot
from cssim.audit.scene import Scene
from cssim.audit.services import DEFERRED

if TYPE_CHECKING:
    from cssim.audit.shifts import Shifts
    from cssim.audit.tables import View


class Course:
    """What is to come, from the journal.

    Attributes
    ----------
    plot : Plot
    scene : Scene
    events : list of Event
        A heap.
    unseen : set of int
        Deferred work taken, and given back to its line, at one instant.
    """

    def __init__(self, view: View, shifts: Shifts, routing: Routing) -> None:
        self.plot = Plot(view, shifts)
        self.scene = Scene(routing, self.plot)
        self.events = self.plot.events()
        heapify(self.events)
        self.unseen: set[int] = set()

    def _composed(self, leg: int) -> None:
        """Composing is over, and cannot be set aside any more."""
        composing, agent = self.scene.composing, self.plot.agent[leg]
        if composing.get(agent) == leg:
            del composing[agent]

    def _is_open_to(self, leg: int, agent: int) -> bool:
        """Tell whether an agent could take a leg now, and not only after another event."""
        scene = self.scene
        if leg in scene.aside.get(agent, ()):
            return scene.may_resume(leg, agent)
        line, crew = scene.line[leg], scene.crew[agent]
        if leg not in scene.in_queue or not scene.allows(line, crew):
            return False
        return scene.has_waited(leg, scene.routing.delay(line, crew) or 0)

    def _begin_unseen(self, leg: int, agent: int) -> None:
        """Let an agent be at deferred work that is set aside before it takes any time."""
        scene = self.scene
        scene.unjoin(leg)
        scene.leave(agent)
        if leg in scene.aside.get(agent, ()):
            scene.aside[agent].remove(leg)
        else:
            self.unseen.add(leg)
        if (agent, scene.now) in self.plot.goes_away:
            heappush(self.events, (scene.now, AGENT, agent, 2, PUTS_DOWN, agent))
        scene.composing[agent], scene.since[agent] = leg, scene.now

    def _take_unseen(self, leg: int, agent: int) -> None:
        """Let an agent whose shift ends now have a contact until then: nobody else gets it."""
        scene = self.scene
        scene.unjoin(leg)
        scene.leave(agent)
        if leg not in scene.aside.get(agent, ()):
            heappush(self.events, (scene.now, AGENT, agent, 3, ENTERS, leg))

    def _push(self, at: int, what: int, leg: int) -> None:
        heappush(self.events, self.plot.event(max(at, self.scene.now), what, leg))

    def _expect(self, leg: int) -> None:
        """Expect the end of talk and of work of a leg that an agent has taken."""
        plot = self.plot
        if leg in plot.asks_at_once:
            heappush(self.events, plot.asks_at_once[leg])
        if leg in plot.aside:
            event = plot.puts_down(leg)
            if event is not None:
                heappush(self.events, event)
            return
        if plot.way[leg] == DEFERRED:
            self._push(plot.composed[leg], COMPOSED, leg)
        if leg in plot.handed_on or leg in plot.frees or plot.freed_by_talk(leg):
            self._push(plot.parted[leg], TALK_ENDS, leg)
        if not plot.freed_by_talk(leg) and not plot.is_open(leg):
            self._push(plot.done[leg], WORK_ENDS, leg)
