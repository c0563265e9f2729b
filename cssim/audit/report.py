"""What an audit says: per law how much was examined, and what was found to be wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cssim.errors import MAX_LINE, printable

PASSED, FAILED, NOT_CHECKED, EMPTY = "passed", "failed", "not checked", "empty"
MAX_EXAMPLES = 5
"""Most violations of one law that are told one by one."""

LAWS: dict[str, tuple[str, str]] = {
    "C1": ("contacts and customers add up", "sums and rows"),
    "C2": ("agent time adds up", "state rows and shifts"),
    "C3": ("Little's law as an identity", "instants"),
    "C4": ("what is in hand, on shift only", "legs and busy rows"),
    "C5": ("skills, languages and tiers", "legs"),
    "C6": ("who gets whom", "decisions"),
    "C7": ("nobody idle while a contact waits", "pairs"),
    "C8": ("lines, places and opening hours", "arrivals and edges"),
    "C9": ("patience", "legs"),
    "C10": ("times in order", "rows"),
    "C11": ("reported figures recomputed", "figures"),
    "C12": ("empty cases", "columns and figures"),
}
"""The laws of MODEL §10 with a title and the unit in which each counts what it examined."""


@dataclass(frozen=True, slots=True)
class LawResult:
    """What became of one law.

    Attributes
    ----------
    law : str
        ``C1`` to ``C12``.
    status : str
        ``passed``, ``failed``, ``not checked`` (see `note`) or ``empty``: nothing in the
        journal to which the law applies.
    examined : int
        How many things were looked at.
    violations : int
        How many of them broke the law.
    examples : tuple of str
        The first of them, at most 5, one line each.
    note : str
        Why it was not checked, or what was only partly checked; may be empty.
    """

    law: str
    status: str
    examined: int = 0
    violations: int = 0
    examples: tuple[str, ...] = ()
    note: str = ""

    @property
    def title(self) -> str:
        """The law in a few words."""
        return LAWS[self.law][0]

    @property
    def unit(self) -> str:
        """What `examined` counts."""
        return LAWS[self.law][1]

    def line(self) -> str:
        """Return the result as one line."""
        counts = f"{self.examined} {self.unit}, {self.violations} wrong"
        note = f" ({self.note})" if self.note else ""
        return f"{self.law:<3} {self.status:<11} {self.title}: {counts}{note}"


@dataclass(frozen=True, slots=True)
class Report:
    """What an audit found, law by law.

    Attributes
    ----------
    laws : tuple of LawResult
        C1 to C12, in order.
    """

    laws: tuple[LawResult, ...]

    @property
    def ok(self) -> bool:
        """Whether no law failed; laws that were not checked do not count as failed."""
        return not self.failed

    @property
    def failed(self) -> tuple[str, ...]:
        """The laws that failed."""
        return tuple(r.law for r in self.laws if r.status == FAILED)

    def __getitem__(self, law: str) -> LawResult:
        return next(r for r in self.laws if r.law == law)

    def lines(self) -> list[str]:
        """Return one line per law, each followed by its examples."""
        lines = []
        for result in self.laws:
            lines.append(result.line())
            lines += [f"    {example}" for example in result.examples]
        return lines

    def frame(self) -> pd.DataFrame:
        """Return one row per law: law, title, status, examined, unit, violations, note."""
        columns = ("law", "title", "status", "examined", "unit", "violations", "note")
        return pd.DataFrame([{c: getattr(r, c) for c in columns} for r in self.laws])


@dataclass
class Tally:
    """Counts what a law examines while it is being checked.

    Attributes
    ----------
    law : str
        ``C1`` to ``C12``.
    note : str
        Shown with the result.
    """

    law: str
    note: str = ""
    examined: int = 0
    violations: int = 0
    examples: list[str] = field(default_factory=list)

    def rows(self, good: NDArray[np.bool_], describe: Callable[[int], str]) -> None:
        """Examine one thing per element; `describe(i)` tells what is wrong with the i-th."""
        self.examined += len(good)
        bad = np.flatnonzero(~good)
        self.violations += len(bad)
        for i in bad[: MAX_EXAMPLES - len(self.examples)]:
            self._tell(describe(int(i)))

    def equal(self, left: int, right: int, what: str) -> None:
        """Examine one equality of whole numbers."""
        self.examined += 1
        if left != right:
            self.wrong(f"{what}: {left} is not {right}")

    def wrong(self, text: str, examined: int = 0) -> None:
        """Note a violation (of something that may have been counted as examined already)."""
        self.examined += examined
        self.violations += 1
        if len(self.examples) < MAX_EXAMPLES:
            self._tell(text)

    def add(self, other: Tally) -> None:
        """Take over what another tally of the same law has found."""
        self.examined += other.examined
        self.violations += other.violations
        self.examples += other.examples[: MAX_EXAMPLES - len(self.examples)]

    def joined(self, other: LawResult) -> LawResult:
        """Return the outcome together with another part of the same law."""
        self.examined += other.examined
        self.violations += other.violations
        self.examples += other.examples[: MAX_EXAMPLES - len(self.examples)]
        self.note = "; ".join(note for note in (other.note, self.note) if note)
        failed = other.status == FAILED
        return self.result() if not failed or self.violations else other

    def _tell(self, text: str) -> None:
        text = printable(text)
        self.examples.append(text if len(text) <= MAX_LINE else text[: MAX_LINE - 1] + "…")

    def result(self, applies: bool = True) -> LawResult:
        """Return the outcome; a law that applies must have examined something."""
        note = self.note
        if self.violations:
            status = FAILED
        elif self.examined:
            status = PASSED
        elif applies:
            status, note = FAILED, "nothing was examined although the law applies"
        else:
            status = EMPTY
        return LawResult(
            self.law, status, self.examined, self.violations, tuple(self.examples), note
        )


def not_checked(law: str, why: str) -> LawResult:
    """Return the result of a law that cannot be checked."""
    return LawResult(law, NOT_CHECKED, note=why)


def seconds(ms: int) -> str:
    """Return an instant or a duration as it is shown in a line."""
    return f"{ms / 1000:.3f} s"


def listed(names: Iterable[str], most: int = 3) -> str:
    """Return the first few names, and how many more there are."""
    names = list(names)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
