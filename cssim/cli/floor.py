"""`cssim floor`: watch a journal as a film of the floor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cssim.cli import options
from cssim.cli.shell import refused
from cssim.errors import InputError

if TYPE_CHECKING:
    from cssim.journal import Journal
    from cssim.measures import Options

FILM, PICTURE = ".html", ".png"
Folder = Annotated[
    Path,
    typer.Argument(metavar="FOLDER", help="A journal, or results with one journal."),
]
From = Annotated[
    str,
    typer.Option(
        "--from",
        metavar="TIME",
        help='When the film begins: 09:00, or "2024-01-31 09:00". Default: when the first agent'
        " of the first day after the warm-up comes.",
    ),
]
Until = Annotated[
    str,
    typer.Option(
        "--until",
        metavar="TIME",
        help="When it ends. Default: when the last agent of that day goes.",
    ),
]
Every = Annotated[
    str,
    typer.Option(
        "--every",
        metavar="DURATION",
        help='Time from picture to picture: "10 s". Default: what makes at most 240 pictures.',
    ),
]
Speed = Annotated[
    float | None,
    typer.Option(
        "--speed",
        parser=options.number,
        metavar="TIMES",
        help="How many times faster than the clock it plays. Default: 6 pictures a second.",
    ),
]
At = Annotated[
    str,
    typer.Option("--at", metavar="TIME", help="Draw this one instant, as PNG."),
]
OutFile = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="FILE",
        help="File to write. Default: floor.html, with --at floor.png.",
    ),
]


def floor(
    folder: Folder,
    *,
    start: From = "",
    until: Until = "",
    every: Every = "",
    speed: Speed = None,
    at: At = "",
    out: OutFile = None,
    force: options.Force = False,
) -> None:
    """Watch a journal: who waits, who talks, who has left.

    Writes one page that plays in any browser, without a network. Acceptable waits are those
    of the scenario.yml beside the journal; without one, 20 s.

    Example: cssim floor results/two-more --from 09:00 --until 10:00 --out floor.html
    """
    from cssim.cli.folder import refuse_existing
    from cssim.journal import load

    if at and (start or until or every or speed is not None):
        raise refused("--at", "is one picture: without --from, --until, --every, --speed", at)
    ending = PICTURE if at else FILM
    out = out or Path(f"floor{ending}")
    if out.suffix != ending:
        raise refused("--out", f"must end in {ending}", str(out))
    refuse_existing(out, "--out", force=force)
    path = _one(folder)
    journal, known = load(path), _options(path)
    if at:
        _draw(journal, known, at, out)
    else:
        _film(journal, known, (start, until), (every, speed), out)


def _one(folder: Path) -> Path:
    """Return the journal of a folder that holds just one."""
    from cssim.cli import journals

    found = journals.found(folder)
    if len(found) > 1:
        accepted = f"holds {len(found)} journals; name one, such as journals/{found[0].name}"
        raise refused("FOLDER", accepted, str(folder))
    return found[0]


def _options(path: Path) -> Options | None:
    """Return what the scenario beside a journal says about waiting."""
    from cssim.cli import inputs, journals
    from cssim.measures import Options

    beside = path / journals.SCENARIO
    return Options.of(inputs.scenario(beside, ())) if beside.exists() else None


def _instant(journal: Journal, option: str, text: str) -> int:
    from cssim.plots.floor import instant_of

    try:
        return instant_of(journal, text)
    except InputError as error:
        raise refused(option, error.problems[0].accepted, text) from None


def _draw(journal: Journal, known: Options | None, at: str, out: Path) -> None:
    from cssim.cli import show
    from cssim.plots.floor import floor_at
    from cssim.plots.picture import save

    save(floor_at(journal, _instant(journal, "--at", at), known), out)
    show.say(f"Picture: {out}")


def _film(
    journal: Journal,
    known: Options | None,
    span: tuple[str, str],
    pace: tuple[str, float | None],
    out: Path,
) -> None:
    from cssim.cli import show
    from cssim.cli.progress import Progress
    from cssim.plots.floor import floor_film, on_the_floor

    (start, until), (every, speed) = span, pace
    first, _ = on_the_floor(journal, journal.about.warm_up_ms)
    first = _instant(journal, "--from", start) if start else first
    _, last = on_the_floor(journal, first)
    last = _instant(journal, "--until", until) if until else last
    every_s = _seconds(every)
    given = {"until": ("--until", until or None), "every_s": ("--every", every or None)}
    with Progress("pictures") as progress:
        try:
            film = floor_film(
                journal, first, last, known, every_s=every_s, speed=speed,
                progress=progress,
            )  # fmt: skip
        except InputError as error:
            problem = error.problems[0]
            option, value = given.get(problem.where, ("--speed", speed))
            raise refused(option, problem.accepted, value) from None
    film.save(out)
    size = out.stat().st_size / 1e6
    show.say(f"{film.title}: {show.count(len(film.pictures), 'picture')}, {size:.1f} MB")
    show.say(f"Film: {out}")


def _seconds(every: str) -> float | None:
    """Return the time between pictures; None if it is not given."""
    from cssim import units

    if not every:
        return None
    try:
        return units.parse_duration(every) / 1000
    except InputError as error:
        raise refused("--every", error.problems[0].accepted, every) from None
