"""The result of a study: tidy tables, one row per arm, replication, group and measure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from cssim.errors import InputError
from cssim.journal import write_whole
from cssim.study.arms import BASE, Plan


@dataclass(frozen=True)
class Study:
    """What a study found.

    Attributes
    ----------
    plan : Plan
        What was lived.
    replications : int
        How many, from 0.
    tables : dict of str to DataFrame
        The plan's tables: ``arm``, ``replication``, groups, ``measure``, ``value``,
        ``numerator``, ``denominator``. With customers, also ``value``: the uplift.
    fates : DataFrame
        Customers saved or lost by each arm within the projection, by number: ``arm``,
        ``replication``, ``customer``, ``segment``, ``fate``, ``survival``,
        ``base_survival``.
    """

    plan: Plan
    replications: int
    tables: Mapping[str, pd.DataFrame]
    fates: pd.DataFrame

    @property
    def arms(self) -> list[str]:
        """Names of the arms, the base first."""
        return [arm.name for arm in self.plan.arms]

    @property
    def alternatives(self) -> list[str]:
        """Names of the arms other than the base."""
        return [name for name in self.arms if name != BASE]

    def must_have(self, alternative: str) -> None:
        """Refuse what is not one of `alternatives`.

        Raises
        ------
        InputError
            Not a what-if of the study.
        """
        if alternative not in self.alternatives:
            accepted = f"must be one of {', '.join(self.alternatives)}"
            raise InputError.of("arm", alternative, accepted)

    def manifest(self) -> dict[str, Any]:
        """Return what fixes this result: scenarios, overrides, seed, versions."""
        from cssim.study.versions import versions

        return {
            "arms": {
                arm.name: {
                    "scenario": arm.scenario.name,
                    "hash": arm.scenario.hash,
                    "base_hash": arm.scenario.base_hash,
                    "overrides": list(arm.scenario.overrides),
                    "policy": getattr(arm.policy, "name", None),
                    "extras": [_name(extra) for extra in arm.extras],
                    "management": {when: _name(own) for when, own in arm.management.items()},
                }
                for arm in self.plan.arms
            },
            "seed": self.plan.seed,
            "replications": self.replications,
            "versions": versions(),
        }

    def save(self, folder: Path | str) -> list[Path]:
        """Write every table as Parquet into `folder`, each whole or not at all."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        frames = {**self.tables, "fates": self.fates}
        paths = []
        for name, frame in frames.items():
            path = folder / f"{name}.parquet"
            write_whole(path, partial(frame.to_parquet, index=False))
            paths.append(path)
        return paths


def _name(process: Any) -> str:
    return getattr(process, "__name__", "process")
