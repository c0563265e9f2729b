"""Names made from the values of a log: safe in a scenario, stable, and never two alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

from cssim.scenario.fields import RESERVED

LONGEST = 40


def slug(value: str, prefix: str = "x") -> str:
    """Return a scenario name made from any text.

    Parameters
    ----------
    value : str
        A value of the log.
    prefix : str
        Put in front where the text gives no name that starts with a letter.

    Examples
    --------
    >>> slug("Müller, Jörg"), slug("42", "agent"), slug("None")
    ('muller_jorg', 'agent_42', 'none_')
    """
    plain = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode().lower()
    word = re.sub(r"[^a-z0-9-]+", "_", plain).strip("_-")
    if not word or not word[0].isalpha():
        word = f"{prefix}_{word}".rstrip("_")
    word = word[:LONGEST]
    return f"{word[: LONGEST - 1]}_" if word in RESERVED else word


def slugs(values: Iterable[str], prefix: str = "x", taken: Collection[str] = ()) -> dict[str, str]:
    """Return a name for each distinct value; values that differ never share one.

    Spellings that differ only in case, accents or punctuation get a number at the end;
    say in the mapping that they are one person.

    Parameters
    ----------
    values : iterable of str
        Values of the log.
    prefix : str
        See `slug`.
    taken : collection of str
        Names that stand for something else already.
    """
    names: dict[str, str] = {}
    for value in sorted(set(values)):
        word, number = slug(value, prefix), 1
        while word in taken or word in names.values():
            number += 1
            word = f"{slug(value, prefix)[: LONGEST - 4]}_{number}"
        names[value] = word
    return names
