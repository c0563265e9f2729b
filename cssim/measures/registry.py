"""Declaring measures, and finding them by name.

A measure is declared by a formula that returns a quotient of two amounts; the first line
of its docstring is the definition managers read::

    @measure("s", "mean", basis="contact", better="lower", label="Average speed of answer")
    def asa_s(view, options):
        \"\"\"Mean wait of answered contacts, zero waits included.\"\"\"
        ...

The name then is a function of a journal, ``asa_s(journal)``, and a word for tables.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cssim.errors import InputError, Problem, show
from cssim.journal import Journal
from cssim.measures.codes import divide
from cssim.measures.groups import KEYS, Grouping, Quotient
from cssim.measures.parameters import Options
from cssim.measures.periods import Array
from cssim.measures.ratio import Figure, Mean, Quantile, Ratio, Total
from cssim.measures.view import View

Formula = Callable[[View, Options], Quotient]

BASES = ("contact", "leg", "issue", "customer", "agent time", "clock time", "money")
KINDS: dict[str, type[Ratio]] = {"ratio": Ratio, "mean": Mean, "total": Total}
"""Kinds of measures besides "quantile", and what each returns."""
BETTER = ("higher", "lower", "none")
SPEC = re.compile(r"(?P<name>\w+)(?:\((?P<options>[^()]*)\))?")


@dataclass(frozen=True, eq=False)
class Measure:
    """A measure: its formula and what a reader needs to know of it.

    Attributes
    ----------
    name : str
        Glossary name.
    unit : str
        ``s``, ``h``, ``weeks``, ``1`` (share, count or quotient), ``points``, ``erlang`` or
        ``currency``.
    basis : str
        What is counted, one of `BASES`.
    kind : str
        ``ratio``, ``mean``, ``total`` or ``quantile`` (any figure that cannot be pooled).
    better : str
        Whether ``higher`` or ``lower`` is better, or ``none``.
    label : str
        Short name for axes and tables.
    definition : str
        One line for managers.
    uses : tuple of str
        The `Options` it reads.
    formula : callable
        Makes the quotient from a view and options.
    """

    name: str
    unit: str
    basis: str
    kind: str
    better: str
    label: str
    definition: str
    uses: tuple[str, ...]
    formula: Formula

    def __reduce__(self) -> tuple[Callable[[str], Measure], tuple[str]]:
        return get, (self.name,)

    def __call__(self, journal: Journal | View, **options: Any) -> Figure:
        """Return the measure over the whole run after the warm-up.

        Parameters
        ----------
        journal : Journal or View
            What happened.
        **options
            The options it uses (`uses`), such as ``awt_s=20``.

        Raises
        ------
        InputError
            An option that it does not use, or a value out of range.
        """
        for name, given in options.items():
            if name not in self.uses:
                accepted = f"{self.name} takes {', '.join(self.uses) or 'no options'}"
                raise InputError.of(name, given, accepted)
        view, chosen = View.of(journal), Options(**options)
        value, numerator, denominator = self.by_group(view, chosen, view.grouping((), 1.0))
        if self.kind == "quantile":
            return Quantile(float(value[0]), float(denominator[0]))
        return KINDS[self.kind](float(numerator[0]), float(denominator[0]))

    def by_group(self, view: View, options: Options, g: Grouping) -> tuple[Array, Array, Array]:
        """Return value, numerator and denominator of every group of a grouping.

        Raises
        ------
        InputError
            A group key that makes no sense for the measure.
        """
        return self.sums(self.quotient(view, options, g.keys), g)

    def sums(self, quotient: Quotient, g: Grouping) -> tuple[Array, Array, Array]:
        """Return value, numerator and denominator of every group, of the amounts to divide."""
        numerator, denominator = quotient.numerator.sum_by(g), quotient.denominator.sum_by(g)
        if self.kind == "quantile":
            return numerator, np.full(g.n_cells, np.nan), denominator
        return divide(numerator, denominator), numerator, denominator

    def quotient(self, view: View, options: Options, keys: Sequence[str] = ()) -> Quotient:
        """Return the amounts to divide, once sure that they can be grouped by some keys.

        Raises
        ------
        InputError
            A group key that makes no sense for the measure; the message names those
            that do.
        """
        quotient = self.formula(view, options)
        wrong = [key for key in keys if key not in quotient.accepts]
        if wrong:
            known = ", ".join(key for key in KEYS if key in quotient.accepts)
            accepted = f"{self.name} can be grouped by {known or 'nothing'}"
            raise InputError(Problem("by", show(key), accepted) for key in wrong)
        return quotient

    def title(self, options: Options) -> str:
        """Return the label with the rule and thresholds it was taken with."""
        shown = [_said(options, name) for name in self.uses if _is_said(options, name)]
        return f"{self.label} ({', '.join(shown)})" if shown else self.label


SAID_ALWAYS = ("awt_s", "acceptable_s", "rule", "q", "sl_target", "age_s", "bar", "months")
SAID_IF_CHANGED = ("count_blocked", "window_s", "tier", "full_time_hours")


def _is_said(options: Options, name: str) -> bool:
    changed = name in SAID_IF_CHANGED and getattr(options, name) != getattr(Options, name)
    return name in SAID_ALWAYS or changed


def _said(options: Options, name: str) -> str:
    value = getattr(options, name)
    if isinstance(value, Mapping):
        distinct = set(value.values())
        same = len(distinct) == 1
        value = distinct.pop() if same else "/".join(f"{k}:{v:g}" for k, v in value.items())
    return f"{name}={value:g}" if isinstance(value, float) else f"{name}={value}"


SECTIONS = (
    "contacts", "self_service", "waiting", "responses", "callbacks", "handling", "chats", "agents",
    "coverage", "resolution", "escalation", "satisfaction", "csat_parts", "consistency",
    "development", "wellbeing", "turnover", "outages", "retention", "staying", "value", "revenue",
    "staff_cost", "money",
)  # fmt: skip
"""Modules with measures, in the order of the glossary."""

_MEASURES: dict[str, Measure] = {}


def measure(
    unit: str,
    kind: str,
    *,
    basis: str,
    better: str,
    label: str,
    uses: tuple[str, ...] = (),
) -> Callable[[Formula], Measure]:
    """Declare the decorated formula as a measure; see the module's example."""

    def declare(formula: Formula) -> Measure:
        definition = (formula.__doc__ or "").splitlines()[0].rstrip(".")
        name = formula.__name__
        made = Measure(name, unit, basis, kind, better, label, definition, uses, formula)
        _MEASURES[name] = made
        return made

    return declare


def names() -> tuple[str, ...]:
    """Return the names of all measures, in the order of the glossary."""
    return tuple(sorted(_MEASURES, key=_section))


def _section(name: str) -> int:
    module = _MEASURES[name].formula.__module__.rpartition(".")[2]
    return SECTIONS.index(module) if module in SECTIONS else len(SECTIONS)


def get(name: str) -> Measure:
    """Return the measure of that name.

    Raises
    ------
    InputError
        Unknown name; the message suggests a near one.
    """
    if name in _MEASURES:
        return _MEASURES[name]
    near = difflib.get_close_matches(name, _MEASURES, n=1)
    hint = f'; did you mean "{near[0]}"?' if near else ""
    raise InputError.of("measures", name, f"must be a measure of cssim.measures.names(){hint}")


def parse(spec: str, options: Options) -> tuple[Measure, Options]:
    """Return the measure and options of a word such as ``service_level(rule=offered)``.

    Parameters
    ----------
    spec : str
        A name, or a name with ``option=value`` pairs in parentheses.
    options : Options
        Options that hold where the word says nothing.

    Raises
    ------
    InputError
        Not of that form, an unknown name, or an option the measure does not use.
    """
    match = SPEC.fullmatch(spec.strip())
    if match is None:
        raise InputError.of("measures", spec, "must look like name or name(option=value, …)")
    found = get(match["name"])
    changes = {}
    for pair in filter(None, (match["options"] or "").split(",")):
        name, _, text = (part.strip() for part in pair.partition("="))
        if name not in found.uses:
            accepted = f"{found.name} takes {', '.join(found.uses) or 'no options'}"
            raise InputError.of("measures", spec, accepted)
        changes[name] = _value(text)
    return found, options.but(**changes)


def _value(text: str) -> Any:
    words = {"true": True, "false": False, "none": None}
    if text.lower() in words:
        return words[text.lower()]
    try:
        return int(text) if re.fullmatch(r"[+-]?\d+", text) else float(text)
    except ValueError:
        return text


def definitions() -> pd.DataFrame:
    """Return all measures with unit, basis, kind, better direction, label and definition."""
    fields = ("name", "label", "unit", "basis", "kind", "better", "definition")
    rows = [{f: getattr(m, f) for f in fields} for m in map(get, names())]
    return pd.DataFrame(rows, columns=list(fields))
