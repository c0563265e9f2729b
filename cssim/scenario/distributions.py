"""Distributions as a scenario file writes them: durations for places and scales."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Tag

from cssim import units
from cssim.errors import Problem
from cssim.scenario.base import Part, fault
from cssim.scenario.fields import Number, listed, required, setting, span

if TYPE_CHECKING:
    from cssim.distributions import Distribution as Quantiles

Mean = Annotated[int, span("1 ms", "365 d")]
Place = Annotated[int, span("0 s", "365 d")]
Variation = Annotated[float, Number(0.001, 20)]
MEAN = "Mean."
CV = "Coefficient of variation: standard deviation over mean."


class AnyDistribution(Part):
    """A distribution of times; one of its `forms` must be given, whole."""

    distribution: str
    forms: ClassVar[tuple[frozenset[str], ...]] = ()

    def given(self) -> dict[str, Any]:
        """Return the parameters that the file gives, durations in ms."""
        pairs = ((name, getattr(self, name)) for name in type(self).model_fields)
        return {n: v for n, v in pairs if n != "distribution" and v is not None}

    def faults(self) -> Iterator[Problem]:
        """Yield a wrong set of parameters."""
        given = self.given().keys()
        if self.forms and given not in self.forms:
            accepted = ", or ".join(" and ".join(sorted(form)) for form in self.forms)
            yield fault("", ", ".join(given) or "none", f"needs exactly {accepted}")

    def to_distribution(self) -> Quantiles:
        """Return the distribution of `cssim.distributions` of the same times in seconds."""
        from cssim.distributions import SCALE_PARAMETERS, make

        return make(
            self.distribution,
            **{n: _seconds(v) if n in SCALE_PARAMETERS else v for n, v in self.given().items()},
        )


def _seconds(ms: int | tuple[int, ...]) -> float | list[float]:
    return [v / units.SECOND_MS for v in ms] if isinstance(ms, tuple) else ms / units.SECOND_MS


class Exponential(AnyDistribution):
    """Exponential: memoryless."""

    distribution: Literal["exponential"] = required("Kind of distribution.")
    mean: Mean = required(MEAN)


class LogNormal(AnyDistribution):
    """Lognormal, by mean and cv or by median and sigma."""

    forms = (frozenset({"mean", "cv"}), frozenset({"median", "sigma"}))
    distribution: Literal["lognormal"] = required("Kind of distribution.")
    mean: Mean | None = setting(None, MEAN)
    cv: Variation | None = setting(None, CV)
    median: Mean | None = setting(None, "Half of the times are below it.")
    sigma: Annotated[float, Number(0.001, 5)] | None = setting(
        None, "Standard deviation of the logarithm."
    )


class Gamma(AnyDistribution):
    """Gamma, by mean and cv or by shape and scale."""

    forms = (frozenset({"mean", "cv"}), frozenset({"shape", "scale"}))
    distribution: Literal["gamma"] = required("Kind of distribution.")
    mean: Mean | None = setting(None, MEAN)
    cv: Variation | None = setting(None, CV)
    shape: Annotated[float, Number(0.001, 1e6)] | None = setting(None, "Shape, 1 = exponential.")
    scale: Mean | None = setting(None, "Scale: the mean is shape x scale.")


class Weibull(AnyDistribution):
    """Weibull, by mean and cv or by shape and scale."""

    forms = (frozenset({"mean", "cv"}), frozenset({"shape", "scale"}))
    distribution: Literal["weibull"] = required("Kind of distribution.")
    mean: Mean | None = setting(None, MEAN)
    cv: Variation | None = setting(None, CV)
    shape: Annotated[float, Number(0.1, 100)] | None = setting(None, "Shape, 1 = exponential.")
    scale: Mean | None = setting(None, "Scale: 63 % of the times are below it.")


class Hyperexponential(AnyDistribution):
    """Mixture of two exponentials with balanced means."""

    distribution: Literal["hyperexponential"] = required("Kind of distribution.")
    mean: Mean = required(MEAN)
    cv: Annotated[float, Number(1, 20, above=True)] = required(CV)


class Deterministic(AnyDistribution):
    """Always the same time."""

    distribution: Literal["deterministic"] = required("Kind of distribution.")
    mean: Mean = required("The time.")


class Uniform(AnyDistribution):
    """Every time between two ends equally likely."""

    distribution: Literal["uniform"] = required("Kind of distribution.")
    low: Place = required("Shortest time.")
    high: Mean = required("Longest time, above low.")

    def faults(self) -> Iterator[Problem]:
        """Yield ends in the wrong order."""
        if self.low >= self.high:
            yield fault("high", units.format_duration(self.high), "must be above low")


class Triangular(AnyDistribution):
    """Density rises from low to mode and falls to high."""

    distribution: Literal["triangular"] = required("Kind of distribution.")
    low: Place = required("Shortest time.")
    mode: Place = required("Most likely time, from low to high.")
    high: Mean = required("Longest time, above low.")

    def faults(self) -> Iterator[Problem]:
        """Yield parameters in the wrong order."""
        if self.low >= self.high:
            yield fault("high", units.format_duration(self.high), "must be above low")
        elif not self.low <= self.mode <= self.high:
            yield fault("mode", units.format_duration(self.mode), "must be from low to high")


class Empirical(AnyDistribution):
    """Observed times, each as likely as its weight."""

    distribution: Literal["empirical"] = required("Kind of distribution.")
    values: Annotated[tuple[Place, ...], *listed(20_000, 1)] = required("The times.")
    weights: Annotated[tuple[Annotated[float, Number(0, 1e9)], ...], *listed(20_000, 1)] | None = (
        setting(None, "Weight of each time; omitted, all count the same.")
    )

    def faults(self) -> Iterator[Problem]:
        """Yield times that are all 0, and weights that do not fit the times."""
        if not any(self.values):
            yield fault("values", None, "must not all be 0 s")
        if self.weights is None:
            return
        if len(self.weights) != len(self.values):
            yield fault("weights", len(self.weights), f"must be {len(self.values)}, one per value")
        elif not any(self.weights):
            yield fault("weights", None, "must not all be 0")


KINDS: dict[str, type[AnyDistribution]] = {
    "exponential": Exponential,
    "lognormal": LogNormal,
    "gamma": Gamma,
    "weibull": Weibull,
    "hyperexponential": Hyperexponential,
    "deterministic": Deterministic,
    "uniform": Uniform,
    "triangular": Triangular,
    "empirical": Empirical,
}
"""Every distribution that a file may name."""


def tag_of(value: object) -> str | None:
    """Return the tag of the kind of distribution that a mapping names; None when unknown."""
    if isinstance(value, AnyDistribution):
        return f"?{value.distribution}"
    kind = value.get("distribution") if isinstance(value, dict) else None
    return f"?{kind}" if isinstance(kind, str) and kind in KINDS else None


UNKNOWN_KIND = "unknown_kind"
"""Type of the pydantic error of a value that names no known distribution."""

_by_kind = Discriminator(
    tag_of,
    custom_error_type=UNKNOWN_KIND,
    custom_error_message="must be a distribution",
)

Distribution = Annotated[
    Annotated[Exponential, Tag("?exponential")]
    | Annotated[LogNormal, Tag("?lognormal")]
    | Annotated[Gamma, Tag("?gamma")]
    | Annotated[Weibull, Tag("?weibull")]
    | Annotated[Hyperexponential, Tag("?hyperexponential")]
    | Annotated[Deterministic, Tag("?deterministic")]
    | Annotated[Uniform, Tag("?uniform")]
    | Annotated[Triangular, Tag("?triangular")]
    | Annotated[Empirical, Tag("?empirical")],
    _by_kind,
]
"""A distribution of times in a scenario file."""
