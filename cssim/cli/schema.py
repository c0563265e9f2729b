"""`cssim schema`: the JSON Schema of scenario files, for editors."""

from __future__ import annotations

from cssim.cli import options


def schema(*, out: options.File = None, force: options.Force = False) -> None:
    """Print the JSON Schema of scenario files.

    With it editors complete and check a file while it is written.

    Example: cssim schema --out cssim.schema.json, and as first line of a scenario
    "# yaml-language-server: $schema=cssim.schema.json"
    """
    from cssim.cli import folder
    from cssim.scenario.schema import to_text

    folder.write_or_say(out, to_text(), force=force)
