"""The only place where random numbers are made.

Every number has an address: seed, replication, purpose, block. Nothing is taken from a
shared sequence, so a policy, a reason or a day more leaves every other number as it was,
and what a run may need later can be asked for in any order.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from numpy.random import PCG64, Generator, SeedSequence  # noqa: TID251

__all__ = ["Generator", "Streams", "purpose_key", "stream"]


@lru_cache(maxsize=4096)
def purpose_key(purpose: str) -> int:
    """Return the number of a purpose: the first 8 bytes of its SHA-256, big-endian."""
    return int.from_bytes(hashlib.sha256(purpose.encode("utf-8")).digest()[:8], "big")


def stream(seed: int, replication: int, purpose: str, *block: int) -> Generator:
    """Return the stream of random numbers at one address.

    Parameters
    ----------
    seed : int, >= 0
        The one integer that fixes an experiment; 0 is a valid seed.
    replication : int, >= 0
        Which independent run.
    purpose : str
        What the numbers are for, naming the reason or team it serves (``luck/billing``).
    *block : int, >= 0
        Address within the purpose, such as (day, layer).

    Returns
    -------
    numpy.random.Generator
        To be used only through ``.random()``, row by row.
    """
    key = (replication, purpose_key(purpose), *block)
    return Generator(PCG64(SeedSequence(seed, spawn_key=key)))


@dataclass(frozen=True, slots=True)
class Streams:
    """The streams of one replication.

    Attributes
    ----------
    seed, replication : int, >= 0
        As in `stream`.
    """

    seed: int
    replication: int

    def of(self, purpose: str, *block: int) -> Generator:
        """Return the stream of a purpose and block; see `stream`."""
        return stream(self.seed, self.replication, purpose, *block)
