"""Fewest agents that meet a target.

More agents make the virtual wait smaller in likelihood ratio, and with it every measure
here better (under each of the four rules of service level), so bisection finds the
fewest.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from cssim.errors import InputError
from cssim.theory.checks import MOST_AGENTS, at_least, between, positive
from cssim.theory.patience import Endless, Patience
from cssim.theory.queue import RULES, SteadyQueue, mmn_gi


def agents_for_service_level(
    load: float,
    sl_target: float,
    *,
    aht_s: float,
    awt_s: float,
    patience: Patience | None = None,
    rule: str = "exclude_short",
) -> int:
    """Fewest agents whose service level reaches a target (`n_required` of the glossary).

    Parameters
    ----------
    load : float
        Offered load R in erlangs, >= 0.
    sl_target : float
        Share, above 0 and below 1.
    aht_s : float
        Average handle time in seconds, > 0.
    awt_s : float
        Acceptable waiting time in seconds, >= 0.
    patience : Patience, optional
        Distribution of patience in seconds; omitted, nobody abandons (Erlang C).
    rule : {"offered", "exclude_short", "short_met", "answered"}
        What is done with those who abandon (glossary, section 5).

    Returns
    -------
    int
        At least 1; 0 for a load of 0.

    Raises
    ------
    InputError
        A parameter is out of range, or no number of agents reaches the target.

    Examples
    --------
    >>> agents_for_service_level(24, 0.8, aht_s=240, awt_s=20)
    29
    """
    sl_target = between("sl_target", sl_target, 0.0, 1.0, above=True)
    awt_s = at_least("awt_s", awt_s, 0.0)
    if rule not in RULES:
        raise InputError.of("rule", rule, f"must be one of {', '.join(RULES)}")
    return _fewest(
        load, aht_s, patience, lambda queue: queue.service_level(awt_s, rule) >= sl_target
    )


def agents_for_abandonment(
    load: float, abandonment: float, *, aht_s: float, patience: Patience
) -> int:
    """Fewest agents that keep the share of contacts that abandon at or below a target.

    Parameters
    ----------
    load : float
        Offered load R in erlangs, >= 0.
    abandonment : float
        Highest accepted share, above 0 and below 1.
    aht_s : float
        Average handle time in seconds, > 0.
    patience : Patience
        Distribution of patience in seconds.

    Returns
    -------
    int
        At least 1; 0 for a load of 0.

    Raises
    ------
    InputError
        A parameter is out of range, or no number of agents reaches the target.

    References
    ----------
    Glossary, sections 3 and 7.

    Examples
    --------
    >>> from cssim.distributions import Exponential
    >>> agents_for_abandonment(24, 0.05, aht_s=240, patience=Exponential(120))
    27
    """
    accepted = between("abandonment", abandonment, 0.0, 1.0, above=True)
    return _fewest(load, aht_s, patience, lambda queue: queue.abandonment <= accepted)


def agents_for_asa(
    load: float, asa_s: float, *, aht_s: float, patience: Patience | None = None
) -> int:
    """Fewest agents that keep the mean wait of answered contacts at or below a target.

    Parameters
    ----------
    load : float
        Offered load R in erlangs, >= 0.
    asa_s : float
        Longest accepted average speed of answer in seconds, > 0.
    aht_s : float
        Average handle time in seconds, > 0.
    patience : Patience, optional
        Distribution of patience in seconds; omitted, nobody abandons (Erlang C).

    Returns
    -------
    int
        At least 1; 0 for a load of 0.

    Raises
    ------
    InputError
        A parameter is out of range, or no number of agents reaches the target.

    References
    ----------
    Glossary, sections 4 and 7.

    Examples
    --------
    >>> agents_for_asa(24, 36, aht_s=240)
    27
    """
    asa_s = positive("asa_s", asa_s)
    return _fewest(load, aht_s, patience, lambda queue: queue.asa_s <= asa_s)


def _fewest(
    load: float,
    aht_s: float,
    patience: Patience | None,
    meets: Callable[[SteadyQueue], bool],
) -> int:
    """Return the smallest n whose queue meets the target."""
    load, aht_s = at_least("load", load, 0.0), positive("aht_s", aht_s)
    if load == 0:
        return 0
    endless = patience is None or isinstance(patience, Endless)
    stable = math.floor(load) if endless else 0
    waits = Endless() if patience is None else patience

    def enough(n: int) -> bool:
        return meets(mmn_gi(load, n, aht_s=aht_s, patience=waits))

    return _bisect(enough, stable, max(math.ceil(load), stable + 1))


def _bisect(enough: Callable[[int], bool], too_few: int, start: int) -> int:
    """Return the smallest n above `too_few` that is enough, searching around `start`."""
    low, high, step = too_few, start, 1
    while not enough(high):
        if high >= MOST_AGENTS:
            raise InputError.of("target", high, "not met by this many agents")
        low, high, step = high, min(high + step, MOST_AGENTS), step * 2
    step = 1
    while high - low > 1:
        # close to the start first: the answer is seldom far below the load
        middle = max(high - step, (low + high) // 2)
        low, high, step = (low, middle, step * 2) if enough(middle) else (middle, high, step)
    return high
