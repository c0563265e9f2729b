"""The luck of attempts and legs: uniforms looked up by address, quantiles applied once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cssim.demand.tables import CELL_SHIFT, Ints, LegLuck, Luck, unpack
from cssim.streams import Generator, Streams
from cssim.units import INFINITE

if TYPE_CHECKING:
    from cssim.scenario import Scenario

Floats = NDArray[np.float64]
Quantile = Callable[[Floats], Floats]

LUCK_COLUMNS = (
    "work", "patience", "escalate", "resolve", "policy", "ivr", "hang_up",
    "repeat", "repeat_delay", "retry", "retry_delay", "response", "rating",
)  # fmt: skip
LEG_COLUMNS = ("work", "patience", "escalate", "resolve", "policy", "conference")
CELLS_KEPT = 256
"""Cells of later attempts kept at hand; more are drawn again when asked for."""


@dataclass(frozen=True)
class Recipe:
    """How uniforms of one reason become work, patience and delays [ms].

    Attributes
    ----------
    name : str
        The reason.
    work, patience, ivr, repeat_delay, retry_delay, conference : callable or None
        Inverse cdf, from uniforms to seconds; None when it does not occur (patience: without
        end).
    hold_share, acw_share : float
        Parts of the work.
    escalates, feels : bool
        Escalation and satisfaction are modelled; what is not costs no uniform in the run.
    """

    name: str
    work: Quantile
    patience: Quantile | None
    ivr: Quantile | None
    repeat_delay: Quantile | None
    retry_delay: Quantile | None
    conference: Quantile | None
    hold_share: float
    acw_share: float
    escalates: bool
    feels: bool

    def luck(self, uniforms: Floats) -> Iterator[Luck]:
        """Return one `Luck` a row of uniforms, shape (n, len(LUCK_COLUMNS))."""
        u = dict(zip(LUCK_COLUMNS, uniforms.T, strict=True))
        columns = (
            *self._parts(u["work"]),
            self._patience(u["patience"]),
            u["escalate"] if self.escalates else 1.0,
            u["resolve"],
            u["policy"],
            milliseconds(self.ivr, u["ivr"], least=0) if self.ivr else 0,
            u["hang_up"] if self.ivr else 1.0,
            u["repeat"] if self.repeat_delay else 1.0,
            milliseconds(self.repeat_delay, u["repeat_delay"]) if self.repeat_delay else 1,
            u["retry"] if self.retry_delay else 1.0,
            milliseconds(self.retry_delay, u["retry_delay"]) if self.retry_delay else 1,
            u["response"] if self.feels else 1.0,
            u["rating"] if self.feels else 1.0,
        )
        return map(Luck, *(c.tolist() if isinstance(c, np.ndarray) else repeat(c) for c in columns))

    def leg_luck(self, uniforms: Floats) -> LegLuck:
        """Return the luck of one later leg from its row of uniforms."""
        u = dict(zip(LEG_COLUMNS, uniforms.reshape(-1, 1), strict=True))
        conference = milliseconds(self.conference, u["conference"])[0] if self.conference else 0
        times = (*self._parts(u["work"]), self._patience(u["patience"]))
        talk, hold, acw, patience = (int(np.ravel(time)[0]) for time in times)
        needs, solves, coin = (float(u[n][0]) for n in ("escalate", "resolve", "policy"))
        return LegLuck(talk, hold, acw, patience, needs, solves, coin, int(conference))

    def _parts(self, uniforms: Floats) -> tuple[Ints, Ints | int, Ints | int]:
        """Return talk, hold and after-contact work [ms]; the parts sum to the rounded whole."""
        total = milliseconds(self.work, uniforms)
        if self.hold_share == self.acw_share == 0.0:
            return total, 0, 0
        hold = np.rint(total * self.hold_share).astype(np.int64)
        if self.acw_share == 0.0:
            return total - hold, hold, 0
        talk = np.rint(total * (1.0 - self.hold_share - self.acw_share)).astype(np.int64)
        talk = np.minimum(talk, total - hold)
        return talk, hold, total - talk - hold

    def _patience(self, uniforms: Floats) -> Ints | int:
        return INFINITE if self.patience is None else milliseconds(self.patience, uniforms)


def milliseconds(quantile: Quantile, uniforms: Floats, least: int = 1) -> Ints:
    """Return whole ms of the quantiles [s]: round half to even, at least `least`."""
    ms = np.rint(quantile(uniforms) * 1000.0)
    return np.asarray(np.clip(ms, least, INFINITE - 1), dtype=np.int64)


def recipe(scenario: Scenario, name: str) -> Recipe:
    """Return how a scenario turns uniforms of one reason into work, patience and delays."""
    reason, multipliers = scenario.reasons[name], scenario.multipliers
    conference = scenario.escalation.conference
    work = reason.handle_time.to_distribution().scaled(multipliers.handle_time)
    patience, retry = reason.patience, reason.retry
    may_repeat = reason.repeat.probability > 0.0
    may_retry = any(
        chance > 0.0
        for chance in (
            retry.after_abandoned,
            retry.after_blocked,
            retry.after_closed,
            retry.after_disconnected,
        )
    )
    return Recipe(
        name=name,
        work=work.quantile,
        patience=None
        if patience == "infinite"
        else patience.to_distribution().scaled(multipliers.patience).quantile,
        ivr=reason.ivr.time.to_distribution().quantile if reason.ivr else None,
        repeat_delay=reason.repeat.delay.to_distribution().quantile if may_repeat else None,
        retry_delay=reason.retry.delay.to_distribution().quantile if may_retry else None,
        conference=conference.to_distribution().quantile if conference else None,
        hold_share=reason.hold_share,
        acw_share=reason.acw_share,
        escalates=any(reason.escalate_at(tier) > 0.0 for tier in range(10)),
        feels=scenario.satisfaction.enabled,
    )


class DrawnBook:
    """Luck drawn by address: attempt 1 of every issue at once, the rest when asked for.

    Parameters
    ----------
    streams : Streams
        Which luck.
    issue : array of int, shape (n_issues,)
        Number, and so address, of the issue in each row of the demand.
    recipes : list of Recipe
        One a reason, by code.
    """

    def __init__(self, streams: Streams, issue: Ints, recipes: Sequence[Recipe]) -> None:
        self._streams = streams
        self._issue, self._recipes = issue, recipes
        reason, _, _, k = unpack(issue)
        self._reason: Ints = reason
        self._k: Ints = k
        self._later = lru_cache(maxsize=CELLS_KEPT)(self._draw_cell)
        self._rows_of = self._group()
        # Uniforms of attempt 1 as they come, cell by cell, and where each row's are.
        drawn = [self._uniforms(rows, 1) for rows in self._rows_of.values()]
        self._drawn = np.concatenate(drawn) if drawn else np.empty((0, len(LUCK_COLUMNS)))
        self._place = np.empty(len(issue), dtype=np.int64)
        if drawn:
            self._place[np.concatenate(list(self._rows_of.values()))] = np.arange(len(issue))

    def first(self, start: int, stop: int) -> Iterator[Luck]:
        """Return the luck of attempt 1 of the issues in rows ``start:stop``."""
        uniforms = self._drawn[self._place[start:stop]]
        codes = np.unique(self._reason[start:stop]).tolist()
        if len(codes) == 1:
            only: Recipe = self._recipes[codes[0]]
            return only.luck(uniforms)
        out: list[Luck | None] = [None] * (stop - start)
        for code in codes:
            rows = np.flatnonzero(self._reason[start:stop] == code)
            luck = self._recipes[code].luck(uniforms[rows])
            for row, lucky in zip(rows.tolist(), luck, strict=True):
                out[row] = lucky
        return iter(out)  # type: ignore[arg-type]

    def attempt(self, row: int, attempt: int) -> Luck:
        """Return the luck of a later attempt of the issue in `row`."""
        return self._later(int(self._issue[row]) >> CELL_SHIFT, attempt)[row]

    def leg(self, row: int, attempt: int, leg: int) -> LegLuck:
        """Return the luck of leg 2, 3, … of an attempt: one row of its own stream."""
        recipe_: Recipe = self._recipes[self._reason[row]]
        draws = self._stream(f"leg/{recipe_.name}", row, attempt, leg)
        # Each .random() takes one step of the generator, so row k starts 6 k steps on.
        draws.bit_generator.advance(int(self._k[row]) * len(LEG_COLUMNS))  # type: ignore[attr-defined]
        return recipe_.leg_luck(draws.random(len(LEG_COLUMNS)))

    def _stream(self, purpose: str, row: int, *address: int) -> Generator:
        _, day, layer, _ = unpack(int(self._issue[row]))
        return self._streams.of(purpose, day, layer, *address)

    def _group(self) -> dict[int, Ints]:
        """Return the rows of each cell of the sheet."""
        if not len(self._issue):
            return {}
        cell = self._issue >> CELL_SHIFT
        order = np.argsort(cell, kind="stable")
        starts = np.flatnonzero(np.diff(cell[order], prepend=-1))
        rows = np.split(order, starts[1:])
        return dict(zip(cell[order][starts].tolist(), rows, strict=True))

    def _uniforms(self, rows: Ints, attempt: int) -> Floats:
        """Return the uniforms of the issues of one cell, one row each, in order of `rows`."""
        k = self._k[rows]
        name = self._recipes[self._reason[rows[0]]].name
        draws = self._stream(f"luck/{name}", int(rows[0]), attempt)
        return np.asarray(draws.random((int(k.max()) + 1, len(LUCK_COLUMNS)))[k])

    def _draw_cell(self, cell: int, attempt: int) -> dict[int, Luck]:
        rows = self._rows_of[cell]
        luck = self._recipes[self._reason[rows[0]]].luck(self._uniforms(rows, attempt))
        return dict(zip(rows.tolist(), luck, strict=True))
