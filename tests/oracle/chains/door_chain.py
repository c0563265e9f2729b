"""One class of contacts from the door to the agent: bot, lines, places, retrials, wrap-up.

The state is (in self-service, talking, wrapping up, waiting, gone and coming back). All
times are exponential; a bot or menu that a share of the contacts meet thins them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import markov
from markov import Move


class State(NamedTuple):
    """How many are where."""

    bot: int = 0
    talk: int = 0
    wrap: int = 0
    queue: int = 0
    orbit: int = 0

    def plus(self, **more: int) -> State:
        return self._replace(**{place: getattr(self, place) + n for place, n in more.items()})


@dataclass(frozen=True)
class Door:
    """Rates per hour, and chances; None: no limit.

    Attributes
    ----------
    arrive, serve, wrap, give_up, bot, back : float, per hour
        Rates of arriving, of ending talk, wrap-up, patience, self-service, and of coming
        back; `wrap` 0: no after-contact work.
    bot_share, contains, hang_up : float
        Of the contacts, how many meet the bot; of those, how many hang up in it; of the
        rest, how many it contains.
    after_blocked, after_abandoned, after_contained : float
        Chance of coming back.
    balk : float
        Of those who would have to wait, how many do not.
    lines, places : int or None
        Most present before the end of talk; most waiting.
    most_bot, most_orbit, most_queue : int
        Where the chain is cut.
    """

    arrive: float
    serve: float
    agents: int
    give_up: float
    wrap: float = 0.0
    bot: float = 1.0
    back: float = 1.0
    bot_share: float = 0.0
    contains: float = 0.0
    hang_up: float = 0.0
    after_blocked: float = 0.0
    after_abandoned: float = 0.0
    after_contained: float = 0.0
    balk: float = 0.0
    lines: int | None = None
    places: int | None = None
    most_bot: int = 60
    most_orbit: int = 60
    most_queue: int = 60

    def expected(self, hours: float) -> dict[str, float]:
        """Return the figures of a run that starts empty."""
        levels = {
            "queue help": lambda s: s.queue,
            "busy desk": lambda s: s.talk + s.wrap,
            "time lines": lambda s: s.bot + s.talk + s.queue,
        }
        return markov.expected(markov.explore(State(), self.moves), hours, levels)

    def moves(self, s: State) -> Iterator[Move]:
        """Yield what may happen next."""
        yield from self._arrives(s, self.arrive, "arrived")
        if s.orbit:
            yield from self._arrives(s.plus(orbit=-1), s.orbit * self.back, "came back")
        if s.bot:
            yield from self._leaves_bot(s.plus(bot=-1), s.bot * self.bot)
        if s.talk:
            yield from self._talk_ends(s.plus(talk=-1), s.talk * self.serve)
        if s.wrap:
            yield self._free(s.plus(wrap=-1), s.wrap * self.wrap)
        if s.queue and self.give_up:
            away = s.plus(queue=-1)
            rate = s.queue * self.give_up
            yield from self._gone(away, rate, "abandoned help", self.after_abandoned)

    def _arrives(self, s: State, rate: float, how: str) -> Iterator[Move]:
        if self.lines is not None and s.bot + s.talk + s.queue >= self.lines:
            yield from self._gone(s, rate, "blocked help", self.after_blocked, how)
            return
        if self.bot_share:
            if s.bot >= self.most_bot:
                yield rate * self.bot_share, s, ("cut",)
            else:
                yield rate * self.bot_share, s.plus(bot=1), (how,)
        if self.bot_share < 1.0:
            yield from self._asks(s, rate * (1 - self.bot_share), how)

    def _leaves_bot(self, s: State, rate: float) -> Iterator[Move]:
        if self.contains:
            contained = rate * self.contains
            yield from self._gone(s, contained, "contained help", self.after_contained)
            rate -= contained
        if self.hang_up:
            out = rate * self.hang_up
            yield from self._gone(s, out, "abandoned help", self.after_abandoned)
            rate -= out
        yield from self._asks(s, rate)

    def _asks(self, s: State, rate: float, *how: str) -> Iterator[Move]:
        """Somebody asks for an agent: is answered, waits, or finds no place."""
        if s.talk + s.wrap < self.agents:
            yield rate, s.plus(talk=1), (*how, "help by desk")
        elif self.places is not None and s.queue >= self.places:
            yield from self._gone(s, rate, "blocked help", self.after_blocked, *how)
        elif s.queue >= self.most_queue:
            yield rate, s, ("cut",)
        else:
            yield rate * (1 - self.balk), s.plus(queue=1), (*how, "waits help")
            yield rate * self.balk, s, (*how, "balked help")

    def _talk_ends(self, s: State, rate: float) -> Iterator[Move]:
        if self.wrap:
            yield rate, s.plus(wrap=1), ()
        else:
            yield self._free(s, rate)

    def _free(self, s: State, rate: float) -> Move:
        if s.queue:
            return rate, s.plus(queue=-1, talk=1), ("help by desk",)
        return rate, s, ()

    def _gone(self, s: State, rate: float, what: str, chance: float, *how: str) -> Iterator[Move]:
        if chance:
            if s.orbit >= self.most_orbit:
                yield rate * chance, s, ("cut",)
            else:
                yield rate * chance, s.plus(orbit=1), (*how, what)
        yield rate * (1 - chance), s, (*how, what)
