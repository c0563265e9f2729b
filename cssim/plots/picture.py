"""Keeping a figure as a file, and showing the very same picture in a notebook."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from cssim.errors import printable
from cssim.journal import write_whole
from cssim.plots.style import styled

DPI = 150
SHOWN_PER_INCH = 96
"""Pixels of a page per inch of figure: pictures stay sharp when enlarged."""


@dataclass(frozen=True)
class Picture:
    """A figure as PNG; a notebook shows it, and a reader who cannot see it is told `alt`.

    Attributes
    ----------
    png : bytes
        The picture.
    alt : str
        What it shows, in words.
    width : int
        Width on a page, in pixels.
    """

    png: bytes
    alt: str
    width: int

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        about = {"width": self.width, "alt": self.alt}
        return {"image/png": self.png, "text/plain": self.alt}, {"image/png": about}


def save(figure: Figure, path: Path | str, alt: str = "") -> Picture:
    """Write a figure as PNG, whole or not at all, and return it to be shown.

    Parameters
    ----------
    figure : Figure
    path : path
        A file in a folder; the folder is made if need be.
    alt : str
        What it shows, for those who cannot see it; default: its title.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)

    def write(temporary: Path) -> None:
        with styled():
            figure.savefig(temporary, dpi=DPI, format="png", metadata={"Software": None})

    write_whole(path, write)
    width = round(figure.get_figwidth() * SHOWN_PER_INCH)
    return Picture(path.read_bytes(), printable(alt or title_of(figure)), width)


def title_of(figure: Figure) -> str:
    """Return the title of a figure, or of its first axes."""
    titles = [figure.get_suptitle(), *(axes.get_title(loc="left") for axes in figure.axes)]
    return next((title for title in titles if title), "A figure")
