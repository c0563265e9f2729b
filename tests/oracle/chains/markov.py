"""Exact expectations of small Markov chains over a run that starts empty.

A chain is given by its moves: `moves(state)` yields (rate per hour, next state, events).
All states that can be reached are numbered, their moves become a sparse matrix, and the
expected time spent in each state during [0, T] follows by uniformization. Everything that
is compared (counts of events, areas under levels) is linear in that vector. Nothing here
knows cssim.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import spsolve
from scipy.stats import poisson

State = Any
Move = tuple[float, State, tuple[str, ...]]
Moves = Callable[[State], Iterable[Move]]
MOST_STATES = 400_000


@dataclass(frozen=True)
class Chain:
    """A chain with numbered states; state 0 is the start.

    Attributes
    ----------
    states : list
        As reached from the start, breadth first.
    rates : csr_array, per hour
        Row from, column to; moves back to the same state are left out.
    events : dict of str to array, per hour
        Rate of each kind of event in each state.
    """

    states: list[State]
    rates: sparse.csr_array
    events: dict[str, np.ndarray]


def explore(start: Hashable, moves: Moves) -> Chain:
    """Return the chain of everything that can be reached from `start`."""
    number = {start: 0}
    states, triples, rates = [start], [], {}
    for i, state in enumerate(states):
        for rate, after, events in moves(state):
            j = number.setdefault(after, len(states))
            if j == len(states):
                states.append(after)
            if j != i:
                triples.append((rate, i, j))
            for event in events:
                rates.setdefault(event, []).append((i, rate))
        if len(states) > MOST_STATES:
            raise ValueError(f"more than {MOST_STATES} states")
    n = len(states)
    value, row, column = (np.array(part) for part in zip(*triples, strict=True))
    matrix = sparse.coo_array((value.astype(float), (row, column)), shape=(n, n)).tocsr()
    return Chain(states, matrix, {name: _by_state(pairs, n) for name, pairs in rates.items()})


def _by_state(pairs: list[tuple[int, float]], n: int) -> np.ndarray:
    where, rate = (np.array(part) for part in zip(*pairs, strict=True))
    return np.bincount(where, weights=rate, minlength=n)


def hours_spent(chain: Chain, hours: float) -> np.ndarray:
    """Return the expected hours in each state during the first `hours` from state 0.

    Uniformization: with P = I + Q / L, the integral of the law over [0, T] is the sum over
    k of P(N > k) / L times the law after k steps, N Poisson with mean L T.
    """
    out = np.asarray(chain.rates.sum(axis=1)).ravel()
    top = 1.02 * float(out.max())
    step = (chain.rates / top + sparse.diags_array(1.0 - out / top)).T.tocsr()
    law, total = np.zeros(len(out)), np.zeros(len(out))
    law[0] = 1.0
    weights = poisson.sf(np.arange(int(top * hours + 12 * np.sqrt(top * hours) + 50)), top * hours)
    rest = np.cumsum(weights[::-1])[::-1]
    for k, weight in enumerate(weights):
        after = step @ law
        if k % 64 == 0 and np.abs(after - law).sum() < 1e-15:
            total += rest[k] * law
            break
        total += weight * law
        law = after
    return total / top


def stationary(chain: Chain) -> np.ndarray:
    """Return the long-run law: pi Q = 0 with one balance replaced by sum(pi) = 1."""
    out = np.asarray(chain.rates.sum(axis=1)).ravel()
    balance = (chain.rates.T - sparse.diags_array(out)).tolil()
    balance[0, :] = 1.0
    right = np.zeros(len(out))
    right[0] = 1.0
    return np.asarray(spsolve(balance.tocsc(), right))


def expected(
    chain: Chain, hours: float, levels: Mapping[str, Callable[[State], float]]
) -> dict[str, float]:
    """Return expected counts of events, and areas under levels [hours], over the run.

    The event ``cut`` marks moves that were left out to keep the chain finite. Until the
    first of them the cut chain and the whole one are the same, so its expected number
    bounds the probability that they ever differ.
    """
    spent = hours_spent(chain, hours)
    counts = {name: float(rate @ spent) for name, rate in chain.events.items()}
    areas = {
        name: float(np.array([level(state) for state in chain.states]) @ spent)
        for name, level in levels.items()
    }
    return counts | areas
