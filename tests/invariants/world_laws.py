"""What is asked of random worlds: every law of the audit and of `laws`, and second lives.

In each world the audit must find nothing wrong, the laws written down once more in `laws`
must hold, and contacts must abandon exactly if their patience is shorter than the wait they
would have had.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from altered_tables import EndlessPatience
from audited import unaudited
from hypothesis import given, seed, settings
from hypothesis.strategies import SearchStrategy
from laws import check, same_tables
from world import OWN, World

from cssim import measures
from cssim.audit import LAWS, Expected, audit
from cssim.journal import LEG_ENDS, OUTCOMES, Journal
from cssim.measures import Options

ALWAYS = ("C1", "C2", "C3", "C4", "C5", "C8", "C9", "C10", "C11", "C12")
CHOSEN = ("C6", "C7")
"""Laws about a policy's choices; a user's own policy cannot be checked."""
FIGURES = (
    *measures.HEADLINE,
    "n_arrived",
    "n_blocked",
    "n_abandoned",
    "abandonment_long",
    "excess_wait_s",
    "mean_wait_s",
    "mean_abandon_s",
    "p_delay",
    "repeat_rate",
    "fcr_observed",
    "one_touch",
    "mean_csat",
)


def laws_of(policy: str) -> tuple[str, ...]:
    """Return the laws that can be checked of a policy."""
    return ALWAYS if policy == OWN else (*ALWAYS, *CHOSEN)


def of_its_own(name: str) -> Any:
    """Return a decorator that gives each name worlds of its own, the same on every quick run."""
    fixed = settings().derandomize
    return seed(zlib.crc32(name.encode())) if fixed else lambda test: test


# ---------------------------------------------------------------------------------------
# No law is broken


def hold_to_the_laws(name: str, worlds: SearchStrategy[World], n: int) -> Counter[str]:
    """Audit n worlds with their figures, and return how much of everything was examined."""
    examined: Counter[str] = Counter()

    @of_its_own(name)
    @settings(max_examples=n)
    @given(worlds)
    def hold(world: World) -> None:
        journal = lived_by_the_laws(world, examined, FIGURES)
        check(journal, world.demand)
        examined.update(contacts=len(journal.columns["contacts"]["contact"]))
        examined.update(OUTCOMES[code] for code in journal.columns["contacts"]["outcome"])
        examined.update(LEG_ENDS[code] for code in journal.columns["legs"]["how"])

    hold()
    return examined


def lived_by_the_laws(world: World, examined: Counter[str], figures: Sequence[str] = ()) -> Journal:
    """Live a world through, audit it and its figures, and count what was examined."""
    with unaudited():
        journal = world.live()
    told = Options.of(world.scenario)
    reported = measures.table(journal, figures, options=told) if figures else None
    report = audit(journal, Expected.of(world.scenario), reported)
    assert report.ok, report.lines()
    examined.update({law.law: law.examined for law in report.laws}, worlds=1)
    return journal


def told_of(name: str, examined: Counter[str], record_property: Any) -> None:
    """Put what was examined into the report of the tests, and print it."""
    record_property("examined", dict(examined))
    print(f"{name}: " + ", ".join(f"{what} {n}" for what, n in sorted(examined.items())))


def much_was_examined(policy: str, examined: Counter[str], *happened: str) -> None:
    """Guard: every law was examined a hundred times, and each of these happened."""
    for law in laws_of(policy):
        assert examined[law] >= 100, f"{law} {LAWS[law][0]}: {examined[law]} examined"
    for what in happened:
        assert examined[what], f"nothing was {what}"


# ---------------------------------------------------------------------------------------
# Abandons iff patience < virtual wait


def first_waits(journal: Journal) -> dict[int, tuple[int, int, str]]:
    """Return row-independent facts of first contacts that queued: wait, patience, outcome."""
    contacts, legs = journal.columns["contacts"], journal.columns["legs"]
    rows = np.flatnonzero((contacts["attempt"] == 1) & (contacts["queued_ms"] >= 0))
    at = np.searchsorted(legs["contact"], contacts["contact"][rows])
    until = np.where(legs["answered_ms"] >= 0, legs["answered_ms"], legs["ended_ms"])[at]
    wait = until - contacts["queued_ms"][rows]
    # What was announced may have changed patience, so it is that of the leg.
    facts = zip(wait, legs["patience_ms"][at], contacts["outcome"][rows], strict=True)
    return {
        int(contacts["issue"][row]): (int(waited), int(patience), OUTCOMES[code])
        for row, (waited, patience, code) in zip(rows, facts, strict=True)
    }


def some(facts: dict[int, tuple[int, int, str]]) -> list[int]:
    """Return issues worth a second life: who abandoned, who waited, and who nearly gave up."""
    gave_up = [i for i, (_, _, how) in facts.items() if how == "abandoned"]
    waited = [i for i, (wait, _, how) in facts.items() if how == "answered" and wait > 0]
    nearly = sorted(waited, key=lambda i: facts[i][1] - facts[i][0])
    return [*gave_up[:2], *gave_up[-1:], *waited[:1], *nearly[:2]]


def live_again_with_endless_patience(name: str, worlds: SearchStrategy[World], n: int) -> None:
    """Each of some contacts lives again with endless patience: that wait is the virtual one."""
    seen: Counter[str] = Counter()

    @of_its_own(name)
    @settings(max_examples=n)
    @given(worlds)
    def live_again(world: World) -> None:
        with unaudited():
            facts = first_waits(world.live())
            row_of = {int(issue): row for row, issue in enumerate(world.demand.issue)}
            for issue in some(facts):
                book = EndlessPatience(world.demand.book, row_of[issue])
                again = first_waits(world.live(replace(world.demand, book=book)))
                seen[compare(facts[issue], again[issue])] += 1

    live_again()
    print(f"{name}: {dict(seen)}")
    assert seen["abandoned"] >= 10
    assert seen["answered"] >= 10


def compare(fact: tuple[int, int, str], again: tuple[int, int, str]) -> str:
    """Check one contact against its second life and return what it was an example of."""
    wait, patience, outcome = fact
    virtual, _, later = again
    if later != "answered":
        # Nobody ever came: the virtual wait is longer than anything.
        assert outcome in ("abandoned", later)
        return outcome if outcome == "abandoned" else "not told"
    assert (outcome == "abandoned") == (patience < virtual)
    assert wait == min(patience, virtual)
    if outcome == "answered" and virtual == patience:
        return "answered in the last instant"
    return outcome


# ---------------------------------------------------------------------------------------
# The same again


def live_the_same_again(world: World) -> None:
    """Living a world leaves its tables as they were; tables drawn anew are the same."""
    with unaudited():
        first, second = world.live(), world.live()
        fresh = replace(world).live()
    same_tables(first, second)
    same_tables(first, fresh)
    assert first.about == fresh.about
