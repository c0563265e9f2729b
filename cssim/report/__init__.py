"""Notebooks run strictly, and what they show: pages of plain words, tables and pictures.

`run_notebook` runs a notebook with parameters and believes it only by the marker that its
last cell leaves with `finish`; the other names are for use inside notebooks. Names are
imported when first used: a runner needs no tables, a notebook no runner.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cssim.report.files import (
        find_notebook,
        located,
        results_folder,
        write_json,
        write_table,
    )
    from cssim.report.marker import finish
    from cssim.report.one_page import ledger, pages, stacked
    from cssim.report.parameters import Parameter, notebook_parameters
    from cssim.report.runner import NotebookResult, run_notebook
    from cssim.report.show import Shown, changes_table, facts, paragraphs, table
    from cssim.report.varied import check_sensitivity, hangs_on

__all__ = [
    "NotebookResult",
    "Parameter",
    "Shown",
    "changes_table",
    "check_sensitivity",
    "facts",
    "find_notebook",
    "finish",
    "hangs_on",
    "ledger",
    "located",
    "notebook_parameters",
    "pages",
    "paragraphs",
    "results_folder",
    "run_notebook",
    "stacked",
    "table",
    "write_json",
    "write_table",
]

_HOME = {
    "NotebookResult": "runner",
    "Parameter": "parameters",
    "Shown": "show",
    "changes_table": "show",
    "check_sensitivity": "varied",
    "facts": "show",
    "find_notebook": "files",
    "finish": "marker",
    "hangs_on": "varied",
    "ledger": "one_page",
    "located": "files",
    "notebook_parameters": "parameters",
    "pages": "one_page",
    "paragraphs": "show",
    "results_folder": "files",
    "run_notebook": "runner",
    "stacked": "one_page",
    "table": "show",
    "write_json": "files",
    "write_table": "files",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'cssim.report' has no attribute {name!r}")
    return getattr(import_module(f"cssim.report.{_HOME[name]}"), name)
