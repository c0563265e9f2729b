"""A film as one page that plays by itself: pictures, a few buttons, nothing from elsewhere.

Most of a picture is the same as the one before. So every `KEY`-th picture is kept whole,
the others only where they differ, as lossless WebP with holes; the page lays them over
each other. That makes a film some five times smaller.
"""

from __future__ import annotations

import base64
import hashlib
import html
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from matplotlib.image import imsave
from numpy.typing import NDArray

KEY = 25
"""Every how many pictures one is kept whole."""
LOSSLESS: dict[str, Any] = {"lossless": True, "method": 1}
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
"""What a browser lets the page do: play the pictures it holds, fetch nothing."""

Pixels = NDArray[np.uint8]


def packed(pictures: Iterable[Pixels]) -> Iterator[bytes]:
    """Yield each picture as WebP: every `KEY`-th whole, the others where they differ."""
    before: Pixels | None = None
    for i, pixels in enumerate(pictures):
        yield webp(pixels if i % KEY == 0 or before is None else changed(before, pixels))
        before = pixels.copy()


def changed(before: Pixels, pixels: Pixels) -> Pixels:
    """Return a picture with holes where it is as before."""
    whole, whole_before = (np.ascontiguousarray(p).view(np.uint32) for p in (pixels, before))
    return np.where(whole == whole_before, np.uint32(0), whole).view(np.uint8)


def webp(pixels: Pixels) -> bytes:
    """Return a picture as lossless WebP."""
    buffer = io.BytesIO()
    imsave(buffer, pixels, format="webp", pil_kwargs=LOSSLESS)
    return buffer.getvalue()


def data_url(picture: bytes) -> str:
    """Return a WebP picture as text that a page can hold."""
    return f"data:image/webp;base64,{base64.b64encode(picture).decode('ascii')}"


def player(pictures: Sequence[bytes], *, still: bytes, size: tuple[int, int], **told: Any) -> str:
    """Return the markup of a player, to stand in a page or a notebook.

    Parameters
    ----------
    pictures : sequence of bytes
        As `packed` makes them.
    still : bytes
        Shown where no script runs.
    size : (int, int)
        Width and height of a picture in pixels.
    **told
        ``per_second``: pictures; ``alt`` and ``note``: what the film shows, and what to say
        where it does not play; both plain text.
    """
    name = "floor-" + hashlib.sha256(b"".join(pictures)).hexdigest()[:12]
    data = json.dumps([data_url(picture) for picture in pictures])
    fields = {
        "NAME": name,
        "WIDTH": str(size[0]),
        "HEIGHT": str(size[1]),
        "LAST": str(len(pictures) - 1),
        "PERIOD": str(round(1000 / told["per_second"])),
        "KEY": str(KEY),
        "ALT": html.escape(told["alt"]),
        "NOTE": html.escape(told["note"]),
        "STILL": data_url(still),
        "DATA": data,
    }
    text = PLAYER
    for field, value in fields.items():
        text = text.replace(f"@{field}@", value)
    return text


def page(title: str, body: str) -> str:
    """Return a whole page around a player."""
    shown = html.escape(title)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{shown}</title>\n<style>{PAGE_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{shown}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )


PAGE_STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; color: #222;
  background: #fff; max-width: 62rem; margin: 1.2rem auto; padding: 0 1rem; }
h1 { font-size: 1.3rem; margin: 0 0 .8rem; }
"""

PLAYER = """<div id="@NAME@" style="max-width:@WIDTH@px">
<img alt="@ALT@" src="@STILL@" style="max-width:100%;height:auto">
<canvas width="@WIDTH@" height="@HEIGHT@" role="img" aria-label="@ALT@" tabindex="0" \
style="max-width:100%;height:auto;display:none"></canvas>
<p style="color:#555;font-size:.9rem">@NOTE@</p>
<div style="display:none;align-items:center;gap:.4rem;flex-wrap:wrap">
<button type="button" data-do="play" style="min-width:5rem">Play</button>
<button type="button" data-do="back" title="one picture back">Back</button>
<button type="button" data-do="on" title="one picture on">Step</button>
<input type="range" min="0" max="@LAST@" value="0" aria-label="where in the film" \
style="flex:1 1 12rem">
<label>speed <select>
<option value="0.25">&#188;</option><option value="0.5">&#189;</option>
<option value="1" selected>1</option><option value="2">2</option><option value="4">4</option>
</select></label>
</div>
</div>
<script>
(() => {
  const box = document.getElementById("@NAME@");
  if (!box || box.dataset.ready) return;
  box.dataset.ready = "yes";
  const find = (what) => box.querySelector(what);
  const canvas = find("canvas"), brush = canvas.getContext("2d"), bar = find("input");
  const play = find("[data-do=play]"), speed = find("select"), pictures = [];
  const data = @DATA@;
  let shown = -1, timer = null;

  const draw = (i) => {
    let k = i === shown + 1 ? i : i - i % @KEY@;
    for (; k <= i; k++) {
      if (k % @KEY@ === 0) brush.clearRect(0, 0, canvas.width, canvas.height);
      brush.drawImage(pictures[k], 0, 0);
    }
    shown = i;
    bar.value = i;
  };
  const stop = () => {
    clearInterval(timer);
    timer = null;
    play.textContent = "Play";
  };
  const go = (i) => draw(Math.min(Math.max(i, 0), pictures.length - 1));
  const step = () => (shown < pictures.length - 1 ? go(shown + 1) : stop());
  const start = () => {
    if (shown === pictures.length - 1) go(0);
    clearInterval(timer);
    timer = setInterval(step, @PERIOD@ / speed.value);
    play.textContent = "Pause";
  };
  const jump = (i) => { stop(); go(i); };

  play.onclick = () => (timer ? stop() : start());
  find("[data-do=back]").onclick = () => jump(shown - 1);
  find("[data-do=on]").onclick = () => jump(shown + 1);
  bar.oninput = () => jump(Number(bar.value));
  speed.onchange = () => timer && start();
  canvas.onclick = play.onclick;
  canvas.onkeydown = (event) => {
    const keys = { ArrowLeft: () => jump(shown - 1), ArrowRight: () => jump(shown + 1),
      " ": play.onclick };
    if (!keys[event.key]) return;
    keys[event.key]();
    event.preventDefault();
    event.stopPropagation();
  };

  const loaded = (source) => new Promise((done) => {
    const picture = new Image();
    picture.onload = done;
    picture.src = source;
    pictures.push(picture);
  });
  Promise.all(data.map(loaded)).then(() => {
    find("img").remove();
    find("p").remove();
    canvas.style.display = "block";
    play.parentElement.style.display = "flex";
    draw(0);
  });
})();
</script>
"""
