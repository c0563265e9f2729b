"""Queues of impatient customers in steady state: Erlang A and M/M/n+GI."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from cssim.errors import InputError
from cssim.theory.checks import agents, at_least, between, positive, real
from cssim.theory.erlang import log_inverse_b
from cssim.theory.offered_wait import OfferedWait
from cssim.theory.patience import Endless, FloatArray, Memoryless, Patience


@dataclass(frozen=True)
class SteadyQueue:
    """A first-come-first-served queue in steady state; made by `erlang_a` and `mmn_gi`.

    Attributes
    ----------
    load : float
        Offered load R in erlangs.
    n : int
        Agents.
    aht_s : float
        Average handle time, seconds.
    patience : Patience
        Distribution of patience in seconds.
    p_delay : float
        Share of contacts not answered at once, those who abandon included.
    answered : float
        Share answered.
    abandonment : float
        Share that abandons.
    mean_wait_s : float
        Mean wait of all contacts, seconds.
    asa_s : float
        Mean wait of the answered, zero waits included, seconds.
    mean_abandon_s : float
        Mean wait of those who abandon, seconds; NaN when nobody does.
    mean_virtual_wait_s : float
        Mean wait of a customer who would never abandon, seconds.
    mean_queue : float
        Time-average number waiting.
    occupancy : float
        Share of the agents' time spent busy.
    """

    load: float
    n: int
    aht_s: float
    patience: Patience
    p_delay: float
    answered: float
    abandonment: float
    mean_wait_s: float
    asa_s: float
    mean_abandon_s: float
    mean_virtual_wait_s: float
    mean_queue: float
    occupancy: float
    _p_now: float = field(repr=False, compare=False)
    _delayed: OfferedWait = field(repr=False, compare=False)

    def service_level(self, awt_s: float, rule: str = "exclude_short") -> float:
        """Share of contacts answered within the acceptable waiting time.

        Parameters
        ----------
        awt_s : float
            Acceptable waiting time in seconds, >= 0.
        rule : {"offered", "exclude_short", "short_met", "answered"}
            What is done with those who abandon (glossary, section 5).

        Returns
        -------
        float
            In [0, 1].

        Raises
        ------
        InputError
            `awt_s` is out of range or `rule` is unknown; the message shows it.
        """
        awt_s = at_least("awt_s", awt_s, 0.0)
        if rule not in RULES:
            raise InputError.of("rule", rule, f"must be one of {', '.join(RULES)}")
        # rounding may leave a share an ulp above 1
        return min(RULES[rule](self, awt_s), 1.0)

    def answered_within(self, t_s: float) -> float:
        """Share of all contacts answered after at most `t_s` seconds (>= 0)."""
        t_s = at_least("t_s", t_s, 0.0)
        return self._p_now + self.p_delay * self._delayed.expect(self._stays, high=t_s)

    def short(self, t_s: float) -> float:
        """Share of all contacts that abandon after at most `t_s` seconds (>= 0)."""
        t_s = at_least("t_s", t_s, 0.0)
        early = self._delayed.expect(self.patience.cdf, high=t_s)
        late = self._delayed.expect(np.ones_like, low=t_s)
        return self.p_delay * (early + float(self.patience.cdf(t_s)) * late)

    def p_wait_over(self, t_s: float) -> float:
        """Share of all contacts that wait longer than `t_s` seconds (>= 0), then or ever."""
        t_s = at_least("t_s", t_s, 0.0)
        return self.p_virtual_wait_over(t_s) * float(1.0 - self.patience.cdf(t_s))

    def p_virtual_wait_over(self, t_s: float) -> float:
        """Probability that an endlessly patient customer waits longer than `t_s` seconds."""
        t_s = at_least("t_s", t_s, 0.0)
        return self.p_delay * self._delayed.expect(np.ones_like, low=t_s)

    def excess_wait_s(self, awt_s: float) -> float:
        """Mean wait beyond the acceptable waiting time, of all contacts, seconds."""
        awt_s = at_least("awt_s", awt_s, 0.0)
        limited = self.patience.limited_mean
        start = limited(awt_s)
        return self.p_delay * self._delayed.expect(lambda x: limited(x) - start, low=awt_s)

    def wait_quantile_s(self, q: float) -> float:
        """Wait that a share `q` of the answered contacts does not exceed.

        Parameters
        ----------
        q : float
            Share in [0, 1).

        Returns
        -------
        float
            Seconds; 0 when at least that share is answered at once.

        Raises
        ------
        InputError
            `q` is out of range; the message shows it.
        """
        waiting = between("q", q, 0.0, 1.0) * self.answered - self._p_now
        return self._delayed.reach(self._stays, waiting / self.p_delay) if waiting > 0 else 0.0

    def _stays(self, x: FloatArray) -> FloatArray:
        return 1.0 - self.patience.cdf(x)

    def _not_short(self, awt_s: float) -> float:
        """Return 1 - short, as a sum of what is neither: nothing cancels."""
        known = float(self.patience.cdf(awt_s))
        long = self._delayed.expect(lambda x: self.patience.cdf(x) - known, low=awt_s)
        return self.answered + self.p_delay * long


RULES: Mapping[str, Callable[[SteadyQueue, float], float]] = {
    "offered": lambda queue, awt_s: queue.answered_within(awt_s),
    "exclude_short": lambda queue, awt_s: queue.answered_within(awt_s) / queue._not_short(awt_s),
    "short_met": lambda queue, awt_s: queue.answered_within(awt_s) + queue.short(awt_s),
    "answered": lambda queue, awt_s: queue.answered_within(awt_s) / queue.answered,
}
"""The four rules of service level (glossary, section 5)."""


def erlang_a(load: float, n: int, *, aht_s: float, mean_patience_s: float) -> SteadyQueue:
    """Queue with exponential service and exponential patience (M/M/n+M).

    Parameters
    ----------
    load : float
        Offered load R in erlangs, >= 0; may exceed `n`.
    n : int
        Agents, >= 1.
    aht_s : float
        Average handle time in seconds, > 0.
    mean_patience_s : float
        Mean patience in seconds, > 0; infinite gives Erlang C and needs ``load < n``.

    Returns
    -------
    SteadyQueue

    Raises
    ------
    InputError
        A parameter is out of range; the message shows it.

    Notes
    -----
    Birth-death chain: birth ``λ``, death ``min(k, n) μ + max(k - n, 0) θ``. Solved through
    the virtual wait (see `mmn_gi`), which gives the whole distribution of waits as well;
    both agree to rounding.

    References
    ----------
    Glossary, section 12. Mandelbaum and Zeltyn (2005), *The Palm/Erlang-A queue*.

    Examples
    --------
    >>> queue = erlang_a(24, 22, aht_s=240, mean_patience_s=120)
    >>> round(queue.p_delay, 5), round(queue.mean_wait_s, 3)
    (0.58574, 17.146)
    """
    accepted = "must be a number > 0, or infinite"
    mean = real("mean_patience_s", mean_patience_s, accepted)
    if mean <= 0:
        raise InputError.of("mean_patience_s", mean, accepted)
    patience = Endless() if math.isinf(mean) else Memoryless(mean)
    return mmn_gi(load, n, aht_s=aht_s, patience=patience)


def mmn_gi(load: float, n: int, *, aht_s: float, patience: Patience) -> SteadyQueue:
    """Queue with exponential service and any distribution of patience (M/M/n+GI).

    Parameters
    ----------
    load : float
        Offered load R in erlangs, >= 0; may exceed `n`.
    n : int
        Agents, >= 1.
    aht_s : float
        Average handle time in seconds, > 0.
    patience : Patience
        Distribution of patience in seconds, such as those of `cssim.distributions`.

    Returns
    -------
    SteadyQueue

    Raises
    ------
    InputError
        A parameter is out of range, or nobody abandons and ``load >= n``.

    Notes
    -----
    With ``H(x) = E[min(patience, x)]``, ``J = ∫ exp(λ H(x) - n μ x) dx`` and B the Erlang B
    blocking of ``n - 1`` agents, ``P(V > 0) = λ J / (1 / B + λ J)``; the virtual wait V has
    a density proportional to the integrand, and a contact abandons iff its patience is
    below V. All measures are expectations of functions that are not negative, so none
    loses digits to cancellation; the relative error is about 1e-16 times the larger of 1
    and ``λ`` times the mean patience.

    References
    ----------
    Baccelli and Hebuterne (1981), *On queues with impatient customers*. Zeltyn and
    Mandelbaum (2005), *Call centers with impatient customers*, Queueing Systems 51.

    Examples
    --------
    >>> from cssim.distributions import Deterministic
    >>> queue = mmn_gi(24, 22, aht_s=240, patience=Deterministic(120))
    >>> round(queue.abandonment, 4), round(queue.service_level(20), 4)
    (0.106, 0.2351)
    """
    load, n, aht_s = at_least("load", load, 0.0), agents(n), positive("aht_s", aht_s)
    if isinstance(patience, Endless) and load >= n:
        raise InputError.of("load", load, f"must be < n = {n} when nobody abandons")
    delayed = OfferedWait(load / aht_s, n / aht_s, patience)
    return _measured(load, n, aht_s, delayed)


def _measured(load: float, n: int, aht_s: float, delayed: OfferedWait) -> SteadyQueue:
    """Return the queue with its means filled in."""
    patience, rate = delayed.patience, delayed.rate
    log_rate = math.log(rate) if rate > 0 else -math.inf
    log_odds = log_rate + delayed.log_integral - log_inverse_b(load, n - 1)
    p_delay, p_now = _share(log_odds), _share(-log_odds)
    stays = delayed.expect(lambda x: 1.0 - patience.cdf(x))
    leaves = delayed.expect(patience.cdf)
    waited = delayed.expect(patience.limited_mean)
    answered = p_now + p_delay * stays
    wait_answered = delayed.expect(lambda x: x * (1.0 - patience.cdf(x)))
    # E[patience; patience < x] inside the integral: outside, two equal numbers would cancel
    wait_left = delayed.expect(lambda x: patience.limited_mean(x) - x * (1.0 - patience.cdf(x)))
    return SteadyQueue(
        load=load,
        n=n,
        aht_s=aht_s,
        patience=patience,
        p_delay=p_delay,
        answered=answered,
        abandonment=p_delay * leaves,
        mean_wait_s=p_delay * waited,
        asa_s=p_delay * wait_answered / answered,
        mean_abandon_s=wait_left / leaves if leaves > 0 else math.nan,
        mean_virtual_wait_s=p_delay * delayed.expect(lambda x: x),
        mean_queue=p_delay * rate * waited,
        occupancy=load * answered / n,
        _p_now=p_now,
        _delayed=delayed,
    )


def _share(log_odds: float) -> float:
    """Return the probability of these log-odds."""
    odds = math.exp(-abs(log_odds))
    return (1.0 if log_odds >= 0 else odds) / (1.0 + odds)
