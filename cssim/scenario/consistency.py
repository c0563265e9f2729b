"""Wholes that do not fit together although each part is fine: how they are checked.

Every check yields all the problems it finds and says which fields it reads. When one of
them is itself wrong, the check is left out rather than let it complain about a stand-in.
"""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cssim.errors import Problem

if TYPE_CHECKING:
    from cssim.scenario.model import Scenario

MOST_OF_A_KIND = 50
"""Most problems told by one check: looking for what was meant costs time."""

Finder = Callable[["Scenario"], Iterator[Problem]]


@dataclass(frozen=True)
class Check:
    """One check of the whole.

    Attributes
    ----------
    find : callable
        Scenario to problems, with paths from the root of the file.
    fields : frozenset of str
        Fields it reads, such as ``warm_up`` or ``teams.size``.
    """

    find: Finder
    fields: frozenset[str]

    def applies(self, unread: Set[str]) -> bool:
        """Tell whether nothing it reads, field or whole section, is in `unread`."""
        sections = {field.partition(".")[0] for field in self.fields}
        return not (self.fields | sections) & unread


def reads(*fields: str) -> Callable[[Finder], Check]:
    """Make a check of a function that reads these fields."""
    return lambda find: Check(find, frozenset(fields))


def inconsistencies(scenario: Scenario, unread: Set[str] = frozenset()) -> Iterator[Problem]:
    """Yield every problem of the whole.

    Parameters
    ----------
    scenario : Scenario
        Valid in all its parts.
    unread : set of str
        Fields, or whole sections, whose values only stand in for wrong ones.
    """
    from cssim.scenario import (
        checks,
        checks_care,
        checks_events,
        checks_lives,
        checks_people,
        checks_reasons,
        checks_routing,
        checks_ways,
        staffing,
    )

    modules = (checks, checks_reasons, checks_ways, staffing, checks_people, checks_routing)
    later = (checks_events, checks_lives, checks_care)
    for check in itertools.chain(*(module.ALL for module in (*modules, *later))):
        if check.applies(unread):
            yield from itertools.islice(check.find(scenario), MOST_OF_A_KIND)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ``; did you mean x?`` for the nearest of the known names, or their list."""
    names = sorted(known)
    if close := difflib.get_close_matches(name, names, n=1):
        return f"; did you mean {close[0]}?"
    listed = ", ".join(names)
    listed = listed if len(listed) <= 100 else listed[:99] + "…"
    return f"; known: {listed}" if names else ""
