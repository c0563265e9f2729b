"""How much work each team has had, as a review of headcount sees it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Workload:
    """One team since the last review.

    Attributes
    ----------
    busy_ms, idle_ms : int
        Agents' time at work and waiting for it.
    covered_ms : int
        Time in which anybody was there.
    n_served, work_ms : int
        Services, and their work.
    n_days, agent_days : int
        Days since then, and days of agents who held a seat and took contacts.
    """

    busy_ms: int = 0
    idle_ms: int = 0
    covered_ms: int = 0
    n_served: int = 0
    work_ms: int = 0
    n_days: int = 0
    agent_days: int = 0
    n_present: int = 0
    since: int = 0

    def comes(self, now: int) -> None:
        """Count an agent who signs on."""
        if self.n_present == 0:
            self.since = now
        self.n_present += 1

    def goes(self, now: int) -> None:
        """Count an agent who signs off."""
        self.n_present -= 1
        if self.n_present == 0:
            self.covered_ms += now - self.since

    @property
    def load(self) -> float:
        """Mean agents busy while anybody is there [erlangs]."""
        return self.busy_ms / self.covered_ms if self.covered_ms else 0.0

    @property
    def present(self) -> float:
        """Mean agents on the floor while anybody is there."""
        return (self.busy_ms + self.idle_ms) / self.covered_ms if self.covered_ms else 0.0

    @property
    def employed(self) -> float:
        """Mean agents on the books who take contacts, day by day."""
        return self.agent_days / self.n_days if self.n_days else 0.0

    @property
    def mean_work_s(self) -> float:
        """Mean work of a service [s]."""
        return self.work_ms / self.n_served / 1000 if self.n_served else 0.0

    def begin_anew(self) -> None:
        """Forget what was, at a review."""
        self.busy_ms = self.idle_ms = self.covered_ms = self.n_served = self.work_ms = 0
        self.n_days = self.agent_days = 0
