"""Distributions of times and factors: uniforms in, quantiles out.

Each is a frozen dataclass with `mean`, `variance`, `quantile(u)`, `cdf(x)`,
`limited_mean(x)` and `scaled(factor)`. Values are plain floats >= 0 in whatever unit the
parameters have. None draws: the same uniform gives the same luck under any parameters.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping

from cssim.distributions.base import Deterministic, Distribution, FloatArray
from cssim.distributions.bounded import Empirical, Triangular, Uniform
from cssim.distributions.mixture import Hyperexponential
from cssim.distributions.unbounded import Exponential, Gamma, LogNormal, Weibull
from cssim.errors import InputError, show

__all__ = [
    "KINDS",
    "SCALE_PARAMETERS",
    "Deterministic",
    "Distribution",
    "Empirical",
    "Exponential",
    "FloatArray",
    "Gamma",
    "Hyperexponential",
    "LogNormal",
    "Triangular",
    "Uniform",
    "Weibull",
    "make",
]

KINDS: Mapping[str, Mapping[tuple[str, ...], Callable[..., Distribution]]] = {
    "exponential": {("mean",): Exponential},
    "lognormal": {("mean", "cv"): LogNormal.from_mean_cv, ("median", "sigma"): LogNormal},
    "gamma": {("mean", "cv"): Gamma.from_mean_cv, ("shape", "scale"): Gamma},
    "weibull": {("mean", "cv"): Weibull.from_mean_cv, ("shape", "scale"): Weibull},
    "hyperexponential": {("mean", "cv"): Hyperexponential},
    "deterministic": {("mean",): Deterministic},
    "uniform": {("low", "high"): Uniform},
    "triangular": {("low", "mode", "high"): Triangular},
    "empirical": {("values",): Empirical, ("values", "weights"): Empirical},
}
"""Every kind of distribution: the parameters it may be given by, and what builds it."""

SCALE_PARAMETERS = frozenset({"mean", "median", "scale", "low", "mode", "high", "values"})
"""Parameters in the unit of the values (durations, in a scenario); the others are pure numbers."""


def make(kind: str, **parameters: object) -> Distribution:
    """Return the distribution of a kind from its parameters.

    Parameters
    ----------
    kind : str
        A key of `KINDS`.
    **parameters
        Exactly one of the sets of parameters that `KINDS` lists for the kind.

    Returns
    -------
    Distribution

    Raises
    ------
    InputError
        Unknown kind, a wrong set of parameters, or one out of range. The place named is
        ``distribution`` for an unknown kind, the kind for a wrong set, and
        ``kind.parameter`` for a value.

    Examples
    --------
    >>> make("lognormal", median=120, sigma=0.7)
    LogNormal(median=120.0, sigma=0.7)
    >>> round(make("gamma", mean=240, cv=0.5).variance)
    14400
    """
    if not isinstance(kind, str) or kind not in KINDS:
        raise InputError.of("distribution", kind, _unknown(kind))
    forms = KINDS[kind]
    for names, build in forms.items():
        if set(names) == set(parameters):
            return build(**parameters)
    accepted = " or ".join(", ".join(names) for names in forms)
    given = ", ".join(sorted(parameters)) or "nothing"
    raise InputError.of(kind, given, f"takes {accepted}")


def _unknown(kind: object) -> str:
    close = difflib.get_close_matches(str(kind), KINDS, n=1)
    hint = f"; did you mean {show(close[0])}?" if close else ""
    return f"must be one of {', '.join(KINDS)}{hint}"
