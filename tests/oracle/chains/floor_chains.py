"""Contacts of several classes, agents of several teams, one line in order of arrival.

The state is (how many contacts of each class each team has in hand, classes waiting in
order). Times are exponential. The rules by which agents and contacts find each other are
plain functions, so that a rule made wrong on purpose is a chain as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import markov
from markov import Move

Hands = tuple[tuple[int, ...], ...]
State = tuple[Hands, tuple[int, ...]]
Idle = tuple[int, ...]


@dataclass(frozen=True)
class Floor:
    """A floor with exponential times.

    Attributes
    ----------
    arrive, give_up : sequence of float, per hour
        By class: rate of arrivals, and at which one who waits gives up.
    serve : sequence of sequence of float, per hour
        Team x class: rate at which an agent finishes; 0 without the skill.
    agents : tuple of int
        By team.
    most : int
        Most contacts present: the lines.
    choose_team : callable
        ``(class, idle by team) -> [(probability, team)]``, empty to let it wait.
    choose_place : callable
        ``(team, classes waiting, idle of the team) -> place in the line or None``.
    """

    arrive: Sequence[float]
    give_up: Sequence[float]
    serve: Sequence[Sequence[float]]
    agents: tuple[int, ...]
    most: int
    choose_team: Callable[[int, Idle], list[tuple[float, int]]]
    choose_place: Callable[[int, tuple[int, ...], int], int | None]
    classes: Sequence[str] = field(default=("first", "second", "third"))
    teams: Sequence[str] = field(default=("north", "south", "both"))

    def expected(self, hours: float) -> dict[str, float]:
        """Return the figures of a run that starts empty."""
        empty = tuple((0,) * len(self.arrive) for _ in self.agents)
        chain = markov.explore((empty, ()), self.moves)
        levels = {f"queue {self.classes[k]}": _waiting(k) for k in range(len(self.arrive))}
        levels |= {f"busy {self.teams[i]}": _busy(i) for i in range(len(self.agents))}
        return markov.expected(chain, hours, levels)

    def moves(self, state: State) -> Iterator[Move]:
        """Yield what may happen next."""
        hands, line = state
        for k, rate in enumerate(self.arrive):
            yield from self._arrival(hands, line, k, rate)
        for i, held in enumerate(hands):
            for k, n in enumerate(held):
                if n:
                    yield from self._end(hands, line, (i, k), n * self.serve[i][k])
        for place, k in enumerate(line):
            after = line[:place] + line[place + 1 :]
            yield self.give_up[k], (hands, after), (f"abandoned {self.classes[k]}",)

    def _arrival(self, hands: Hands, line: tuple[int, ...], k: int, rate: float) -> Iterator[Move]:
        name = self.classes[k]
        if sum(map(sum, hands)) + len(line) >= self.most:
            yield rate, (hands, line), (f"blocked {name}",)
            return
        chances = self.choose_team(k, self._idle(hands))
        for chance, i in chances:
            yield rate * chance, (_with(hands, i, k, 1), line), (self._answered(k, i),)
        if not chances:
            after, events = self._settle(hands, (*line, k), ())
            yield rate, after, (f"waits {name}", *events)

    def _end(
        self, hands: Hands, line: tuple[int, ...], who: tuple[int, int], rate: float
    ) -> Iterator[Move]:
        """An agent is free, takes who is due; then so may others who are idle."""
        after, events = self._settle(_with(hands, *who, -1), line, (who[0],))
        yield rate, after, events

    def _settle(
        self, hands: Hands, line: tuple[int, ...], first: tuple[int, ...]
    ) -> tuple[State, tuple[str, ...]]:
        """Let idle agents take whom they may, until nobody moves; some teams first."""
        events: tuple[str, ...] = ()
        for i in (*first, *range(len(hands))):
            while idle := self._idle(hands)[i]:
                place = self.choose_place(i, line, idle)
                if place is None:
                    break
                events += (self._answered(line[place], i),)
                hands = _with(hands, i, line[place], 1)
                line = line[:place] + line[place + 1 :]
        return (hands, line), events

    def _idle(self, hands: Hands) -> Idle:
        return tuple(n - sum(held) for n, held in zip(self.agents, hands, strict=True))

    def _answered(self, k: int, i: int) -> str:
        return f"{self.classes[k]} by {self.teams[i]}"


def _with(hands: Hands, i: int, k: int, more: int) -> Hands:
    held = list(hands[i])
    held[k] += more
    return (*hands[:i], tuple(held), *hands[i + 1 :])


def _waiting(k: int) -> Callable[[State], float]:
    return lambda state: state[1].count(k)


def _busy(i: int) -> Callable[[State], float]:
    return lambda state: sum(state[0][i])


def in_order(teams_for: Sequence[Sequence[int]]) -> Callable[[int, Idle], list[tuple[float, int]]]:
    """Return the rule that a class tries its teams in order."""

    def choose(k: int, idle: Idle) -> list[tuple[float, int]]:
        return [(1.0, i) for i in teams_for[k] if idle[i]][:1]

    return choose


def at_random(
    teams_for: Sequence[Sequence[int]],
) -> Callable[[int, Idle], list[tuple[float, int]]]:
    """Return the rule that every idle agent with the skill is as likely."""

    def choose(k: int, idle: Idle) -> list[tuple[float, int]]:
        total = sum(idle[i] for i in teams_for[k])
        return [(idle[i] / total, i) for i in teams_for[k] if idle[i]]

    return choose


def by_class(
    classes_for: Sequence[Sequence[int]],
) -> Callable[[int, tuple[int, ...], int], int | None]:
    """Return the rule that a team serves its classes in order, each first come first served."""

    def choose(i: int, line: tuple[int, ...], _: int) -> int | None:
        return next((line.index(k) for k in classes_for[i] if k in line), None)

    return choose


def first_come(
    classes_for: Sequence[Sequence[int]],
) -> Callable[[int, tuple[int, ...], int], int | None]:
    """Return the rule that a team serves who has waited longest among its classes."""

    def choose(i: int, line: tuple[int, ...], _: int) -> int | None:
        return next((place for place, k in enumerate(line) if k in classes_for[i]), None)

    return choose


def longest_line(
    classes_for: Sequence[Sequence[int]],
) -> Callable[[int, tuple[int, ...], int], int | None]:
    """Return the rule that a team serves the class of which most wait; ties: the first class."""

    def choose(i: int, line: tuple[int, ...], _: int) -> int | None:
        known = [k for k in classes_for[i] if k in line]
        if not known:
            return None
        return line.index(min(known, key=lambda k: (-line.count(k), k)))

    return choose


def keeping_idle(
    kept: int,
) -> tuple[
    Callable[[int, Idle], list[tuple[float, int]]],
    Callable[[int, tuple[int, ...], int], int | None],
]:
    """Return both rules of one team that serves class 1 only while more than `kept` are idle."""

    def team(k: int, idle: Idle) -> list[tuple[float, int]]:
        return [(1.0, 0)] if idle[0] > (kept if k else 0) else []

    def place(_: int, line: tuple[int, ...], idle: int) -> int | None:
        return next((at for at, k in enumerate(line) if idle > (kept if k else 0)), None)

    return team, place


def joining(
    above: int,
) -> tuple[
    Callable[[int, Idle], list[tuple[float, int]]],
    Callable[[int, tuple[int, ...], int], int | None],
]:
    """Return both rules of a second team that helps only while more than `above` wait."""

    def team(_: int, idle: Idle) -> list[tuple[float, int]]:
        return [(1.0, 0)] if idle[0] else []

    def place(i: int, line: tuple[int, ...], _: int) -> int | None:
        return 0 if len(line) > (above if i else 0) else None

    return team, place
