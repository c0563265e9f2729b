"""An executed notebook as one page to read or send: no code, no scripts, no requests."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import nbformat

from cssim.report.files import from_text, to_text
from cssim.version import __version__

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'"
"""What a browser lets the page do: show the pictures it holds, nothing else."""

STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.55 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; color: #222;
  max-width: 60rem; margin: 2rem auto 4rem; padding: 0 1.25rem; background: #fff; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 .75rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; padding-top: 1rem; border-top: 1px solid #ddd; }
p { margin: .6rem 0; }
a.anchor-link { display: none; }
img { max-width: 100%; height: auto; }
table { border-collapse: collapse; margin: .75rem 0; font-size: .93rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .8rem .35rem 0;
  border-bottom: 1px solid #e4e4e4; }
thead th { border-bottom: 2px solid #999; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .85rem; }
footer { margin-top: 3rem; padding-top: .75rem; border-top: 1px solid #ddd; color: #666;
  font-size: .85rem; }
@media print { body { margin: 0; max-width: none; } h2 { break-after: avoid; } img, tr {
  break-inside: avoid; } }
"""


def html_page(node: nbformat.NotebookNode) -> str:
    """Return an executed notebook as a self-contained HTML page.

    Code, prompts and what cells wrote to stderr are left out; they are in the executed
    notebook. Markup that a cell put out is kept, but the page's policy lets no browser run
    a script or fetch anything for it.

    Parameters
    ----------
    node : NotebookNode
        Executed; not changed.
    """
    from nbconvert import HTMLExporter

    make: Callable[..., Any] = HTMLExporter
    exporter = make(
        template_name="basic",
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
        embed_images=True,
        sanitize_html=False,
    )
    body, _ = exporter.from_notebook_node(_quiet(node))
    title = html.escape(_title(node))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n"
        f"<footer>Made with cssim {html.escape(__version__)} by running a notebook; the executed"
        " notebook beside this page holds the code.</footer>\n</body>\n</html>\n"
    )


def _quiet(node: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return a copy without stderr and scripts, and without cells that show nothing."""
    node = from_text(to_text(node))
    for cell in node.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if _is_shown(output)]
    node.cells = [c for c in node.cells if c.cell_type == "markdown" or c.get("outputs")]
    return node


def _is_shown(output: nbformat.NotebookNode) -> bool:
    return not (output.output_type == "stream" and output.name == "stderr")


def _title(node: nbformat.NotebookNode) -> str:
    for cell in node.cells:
        for line in cell.source.splitlines() if cell.cell_type == "markdown" else ():
            if line.startswith("# "):
                return str(line[2:].strip())
    return "Report"
