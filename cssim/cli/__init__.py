"""The command line: one module a command.

Commands are thin: they read what the user wrote, call the package, and print. Results go to
stdout, progress and messages to stderr. Whatever needs numpy, pandas and the like is
imported when a command runs, so that ``--help`` appears at once.
"""

from __future__ import annotations

from typing import Annotated

import typer

from cssim.cli.audit import audit
from cssim.cli.calibrate import calibrate
from cssim.cli.check import check
from cssim.cli.compare import compare
from cssim.cli.floor import floor
from cssim.cli.notebook import notebook
from cssim.cli.preset import preset
from cssim.cli.run import run
from cssim.cli.schema import schema
from cssim.cli.sensitivity import sensitivity
from cssim.cli.shell import Commands, listen, never_fail_to_print
from cssim.cli.theory import theory
from cssim.version import __version__

app = typer.Typer(
    name="cssim",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
for command in (
    check, run, compare, sensitivity, calibrate, audit, floor, theory, notebook, preset, schema,
):  # fmt: skip
    app.command(command.__name__)(command)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cssim {__version__}")
        raise typer.Exit


@app.callback()
def cssim(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Simulate a customer-service contact center, from the roster to the customer who stays.

    Exit codes: 0 done, 1 failed, 2 bad input (nothing written), 130 Ctrl-C.
    """


def main() -> None:
    """Run the command line of this process."""
    never_fail_to_print()
    listen()
    app()


__all__ = ["app", "main"]
