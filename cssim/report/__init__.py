"""Notebooks run strictly, and what they show: pages of plain words, tables and pictures.

`run_notebook` runs a notebook with parameters and believes it only by the marker that its
last cell leaves with `finish`; the other names are for use inside notebooks.
"""

from cssim.report.files import find_notebook, located, results_folder, write_json, write_table
from cssim.report.marker import finish
from cssim.report.parameters import Parameter, notebook_parameters
from cssim.report.runner import NotebookResult, run_notebook
from cssim.report.show import Shown, changes_table, facts, paragraphs, table

__all__ = [
    "NotebookResult",
    "Parameter",
    "Shown",
    "changes_table",
    "facts",
    "find_notebook",
    "finish",
    "located",
    "notebook_parameters",
    "paragraphs",
    "results_folder",
    "run_notebook",
    "table",
    "write_json",
    "write_table",
]
