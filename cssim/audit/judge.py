"""Whether a choice that differs from the best is wrong, and how that is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cssim.audit.keys import clearly_worse
from cssim.audit.report import Tally, seconds
from cssim.audit.scene import Scene

if TYPE_CHECKING:
    from cssim.audit.tables import View


class Judge:
    """Notes wrong choices; what another rounding of equal keys may explain is none.

    Parameters
    ----------
    view : View
    scene : Scene
        The floor as it is when the choice is made.
    tally : Tally
        Where violations are noted.
    """

    def __init__(self, view: View, scene: Scene, tally: Tally) -> None:
        self.view, self.scene, self.tally = view, scene, tally

    def agent(self, leg: int, got: int, best: int) -> None:
        """Judge that a leg got an agent, or none (-1), and not the best one."""
        scene = self.scene
        if got >= 0 and best >= 0 and scene.is_eligible(leg, got):
            line = scene.line[leg]
            keys = [scene.routing.agent_key(line, scene.crew[a]) for a in (got, best)]
            if keys[0] != keys[1] and not clearly_worse(*keys):
                return
        names = [self._named(agent) for agent in (best, got)]
        text = f"{self.told(leg)} at {seconds(scene.now)}"
        self.tally.wrong(f"{text}: agent {names[0]} was to be chosen, {names[1]} was")

    def contact(self, agent: int, got: int, best: int) -> None:
        """Judge that an agent took a leg, or none (-1), and not the best one."""
        scene = self.scene
        if got >= 0 and best >= 0 and scene.is_eligible(got, agent):
            crew = scene.crew[agent]
            keys = [scene.contact_key(scene.place(i), scene.line[i], crew) for i in (got, best)]
            if keys[0] != keys[1] and not clearly_worse(*keys):
                return
        told = [self.told(leg) if leg >= 0 else "none" for leg in (best, got)]
        where = f"agent {self.view.agent(agent)} free at {seconds(scene.now)}"
        self.tally.wrong(f"{where}: {told[0]} was to be chosen, {told[1]} was")

    def told(self, leg: int) -> str:
        """Return how a leg is called in a line."""
        since = seconds(self.scene.plot.queued[leg])
        return f"{self.view.leg_name(leg)} (waiting since {since})"

    def _named(self, agent: int) -> str:
        since = self.scene.idle_since.get(agent)
        idle = "" if since is None else f" (idle since {seconds(since)})"
        return f"{self.view.agent(agent)}{idle}"
