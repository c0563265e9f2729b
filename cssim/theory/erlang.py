"""Queues of patient customers: Erlang B, Erlang C and square-root staffing.

Loads are in erlangs and times in seconds. Every function is stable for thousands of
agents: the recursion runs on the logarithm of ``1 / B``.
"""

from __future__ import annotations

import math

from cssim.theory.checks import agents, at_least, between, positive


def erlang_b(load: float, n: int) -> float:
    """Probability that all agents are busy when blocked contacts leave (M/G/n/n).

    Parameters
    ----------
    load : float
        Offered load R in erlangs, >= 0.
    n : int
        Agents (or lines), >= 0.

    Returns
    -------
    float
        Blocking probability in [0, 1].

    Raises
    ------
    InputError
        `load` or `n` is out of range; the message shows it.

    Notes
    -----
    ``B_0 = 1``, ``B_k = R B_{k-1} / (k + R B_{k-1})``.

    References
    ----------
    Glossary, section 12.

    Examples
    --------
    >>> round(erlang_b(24, 27), 5)
    0.08326
    """
    return math.exp(-log_inverse_b(at_least("load", load, 0.0), agents(n, 0)))


def log_inverse_b(load: float, n: int) -> float:
    """Return ``-log B`` of Erlang B; infinite when nothing is offered to n >= 1 agents."""
    if load == 0:
        return math.inf if n else 0.0
    total, log_load = 0.0, math.log(load)
    for k in range(1, n + 1):
        # 1 / B_k = 1 + (k / R) / B_{k-1}, as logarithms and safe from overflow
        term = total + math.log(k) - log_load
        larger = max(term, 0.0)
        total = larger + math.log1p(math.exp(-abs(term)))
    return total


def erlang_c(load: float, n: int) -> float:
    """Probability of waiting when nobody abandons (M/M/n).

    Parameters
    ----------
    load : float
        Offered load R in erlangs, >= 0.
    n : int
        Agents, >= 1.

    Returns
    -------
    float
        Delay probability; 1 when ``load >= n``, where the queue grows without end.

    Raises
    ------
    InputError
        `load` or `n` is out of range; the message shows it.

    Notes
    -----
    ``C = n B / (n - R (1 - B))``.

    References
    ----------
    Glossary, section 12.

    Examples
    --------
    >>> round(erlang_c(24, 27), 5)
    0.44976
    """
    load, n = at_least("load", load, 0.0), agents(n)
    if load >= n:
        return 1.0
    blocking = erlang_b(load, n)
    return n * blocking / (n - load * (1.0 - blocking))


def erlang_c_sl(load: float, n: int, *, aht_s: float, awt_s: float) -> float:
    """Service level when nobody abandons, under each of the four rules.

    Parameters
    ----------
    load : float
        Offered load R in erlangs, >= 0.
    n : int
        Agents, >= 1.
    aht_s : float
        Average handle time in seconds, > 0.
    awt_s : float
        Acceptable waiting time in seconds, >= 0.

    Returns
    -------
    float
        P(W <= awt); 0 when ``load >= n``.

    Raises
    ------
    InputError
        A parameter is out of range; the message shows it.

    Notes
    -----
    First come, first served: ``P(W > t) = C exp(-(n - R) t / AHT)``.

    References
    ----------
    Glossary, section 12.

    Examples
    --------
    >>> round(erlang_c_sl(24, 27, aht_s=240, awt_s=20), 5)
    0.64972
    """
    aht_s, awt_s = positive("aht_s", aht_s), at_least("awt_s", awt_s, 0.0)
    delayed = erlang_c(load, n)
    spare = max(n - load, 0.0)
    # expm1: the answer near 0 (almost everybody waits too long) keeps its digits
    return (1.0 - delayed) - delayed * math.expm1(-spare * awt_s / aht_s)


def erlang_c_asa_s(load: float, n: int, *, aht_s: float) -> float:
    """Average speed of answer when nobody abandons.

    Parameters
    ----------
    load : float
        Offered load R in erlangs, >= 0.
    n : int
        Agents, >= 1.
    aht_s : float
        Average handle time in seconds, > 0.

    Returns
    -------
    float
        Seconds, zero waits included; infinite when ``load >= n``.

    Raises
    ------
    InputError
        A parameter is out of range; the message shows it.

    Notes
    -----
    ``ASA = C AHT / (n - R)``; also the mean wait, as everybody is answered.

    References
    ----------
    Glossary, section 12.

    Examples
    --------
    >>> round(erlang_c_asa_s(24, 27, aht_s=240), 3)
    35.981
    """
    aht_s, delayed = positive("aht_s", aht_s), erlang_c(load, n)
    return delayed * aht_s / (n - load) if load < n else math.inf


def erlang_c_wait_quantile_s(load: float, n: int, *, aht_s: float, q: float) -> float:
    """Wait that a share `q` of the contacts does not exceed when nobody abandons.

    Parameters
    ----------
    load : float
        Offered load R in erlangs, >= 0.
    n : int
        Agents, >= 1.
    aht_s : float
        Average handle time in seconds, > 0.
    q : float
        Share in [0, 1).

    Returns
    -------
    float
        Seconds; infinite when ``load >= n``.

    Raises
    ------
    InputError
        A parameter is out of range; the message shows it.

    Notes
    -----
    Inverse of ``P(W > t) = C exp(-(n - R) t / AHT)``.

    References
    ----------
    Glossary, sections 4 and 12.

    Examples
    --------
    >>> round(erlang_c_wait_quantile_s(24, 27, aht_s=240, q=0.8), 2)
    64.83
    """
    aht_s, q = positive("aht_s", aht_s), between("q", q, 0.0, 1.0)
    delayed = erlang_c(load, n)
    if load >= n:
        return math.inf
    return aht_s / (n - load) * math.log(max(delayed / (1.0 - q), 1.0))


def sqrt_staffing(load: float, beta: float) -> int:
    """Agents of the square-root rule, which keeps quality as the load grows.

    Parameters
    ----------
    load : float
        Offered load R in erlangs, >= 0.
    beta : float
        Grade of service; about 0 balances cost and quality, negative saves agents.

    Returns
    -------
    int
        ``R + beta sqrt(R)``, rounded up, at least 0.

    Raises
    ------
    InputError
        A parameter is not a finite number; the message shows it.

    References
    ----------
    Glossary, section 12. Halfin and Whitt (1981); Garnett, Mandelbaum, Reiman (2002).

    Examples
    --------
    >>> sqrt_staffing(100, 0.5)
    105
    """
    load, beta = at_least("load", load, 0.0), at_least("beta", beta, -1e9)
    # less a hair: a whole number that rounding lifted by an ulp is not one agent more
    return max(0, math.ceil((load + beta * math.sqrt(load)) * (1.0 - 1e-12)))


def sqrt_beta(load: float, n: int) -> float:
    """Grade of service of a staffing: the `beta` of the square-root rule.

    Parameters
    ----------
    load : float
        Offered load R in erlangs, > 0.
    n : int
        Agents, >= 0.

    Returns
    -------
    float
        ``(n - R) / sqrt(R)``.

    Raises
    ------
    InputError
        A parameter is out of range; the message shows it.

    References
    ----------
    Glossary, section 12.

    Examples
    --------
    >>> sqrt_beta(100, 105)
    0.5
    """
    load, n = positive("load", load), agents(n, 0)
    return (n - load) / math.sqrt(load)
