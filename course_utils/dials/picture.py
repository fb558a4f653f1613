"""A picture that is drawn again quickly: only what changed, exactly as a full drawing would be.

A view is ordinary matplotlib code.  Its figure is drawn whole once; from then on

- if only some parts have gone stale, these alone are drawn again (parts.py says which);
- if anything else has (limits, ticks, positions, a new artist), the whole figure is.

There are three ways to do so, each pixel for pixel a full drawing.  `Recorder` (tape.py) is the
quickest and uses private parts of matplotlib; `Blitter` and `Plain` (blit.py) use its public ones.
A picture takes the quickest, and goes over to the next as soon as one fails where plain drawing
does not, or its first picture is not the one that matplotlib draws.
"""

import os
from contextlib import suppress
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure

from .blit import Blitter
from .defaults import default_settings
from .parts import Part, Scene
from .strokes import Plain

DPI = 100


class Picture:
    """A matplotlib figure of `size` inches and its pixels, without pyplot.

    `ratio` is the number of screen pixels a point of the page has (1, or 2 on a fine screen).
    """

    def __init__(self, size: tuple[float, float], ratio: float = 1.0):
        with default_settings():
            self.figure = Figure(figsize=size, dpi=DPI * ratio)
            FigureCanvasAgg(self.figure)
        self.ways = ways()
        self.pen: Any = None  # what drew the pixels: one of the ways
        self.scene: Scene | None = None  # None: everything has to be drawn
        self.checked = self.settled = False

    @property
    def pixels(self) -> np.ndarray:
        """The picture as it stands: [height, width, 4] uint8, the canvas itself (do not keep)."""
        return self.pen.pixels

    def set_ratio(self, ratio: float) -> None:
        """Draw with more or fewer pixels from now on."""
        if self.figure.dpi != DPI * ratio:
            self.figure.set_dpi(DPI * ratio)
            self.scene, self.checked = None, False

    def settle_layout(self) -> None:
        """Let a layout engine place the axes once; from then on they stay where they are."""
        if not self.settled and self.figure.get_layout_engine() is not None:
            with default_settings():
                self.figure.draw_without_rendering()
            self.figure.set_layout_engine("none")
        self.settled = True

    def draw(self) -> None:
        """Bring the pixels up to date.  What a view did wrong may be raised here as well."""
        with default_settings():
            scene, self.scene = self.scene, None  # half a drawing is none
            with suppress(Exception):
                self.scene = self._draw_quickly(scene)
                return
            self.pen = self._draw_plainly()  # raises again if it was the view that was wrong
            self.ways, self.checked = self.ways[1:] or [Plain], False

    def full(self) -> np.ndarray:
        """The same picture drawn by matplotlib from nothing: the oracle of every test."""
        renderer = RendererAgg(*self._shape())
        with default_settings():
            self.figure.draw(renderer)
        if self.scene is not None:
            self.scene.freshen()
        return np.array(renderer.buffer_rgba())

    def forget(self) -> None:
        """Draw everything anew next time, and keep nothing until then."""
        self.scene = None
        if self.pen is not None:
            self.pen.forget()

    def _shape(self) -> tuple[int, int, float]:
        width, height = (int(side) for side in self.figure.bbox.size)
        return width, height, self.figure.dpi

    def _draw_quickly(self, scene: Scene | None) -> Scene | None:
        changed = None if scene is None else scene.changed()
        if scene is None or changed is None:
            return self._draw_all()
        return self._draw_again(scene, changed) if scene and changed else scene

    def _draw_plainly(self) -> Plain:
        pen = Plain(*self._shape())
        self.figure.draw(pen.renderer)
        return pen

    def _draw_all(self) -> Scene | None:
        pen: Any = self.ways[0](*self._shape())
        scene = Scene(self.figure, pen)
        again = pen.can_draw_again(scene)
        if not self.checked:
            self._check(pen, scene.parts if again else [])
        if again:
            scene.settle()
        self.pen = pen  # only now: should drawing raise, the picture before is still there
        return scene if again else None

    def _check(self, pen: Any, parts: list[Part]) -> None:
        """ValueError unless a picture, put together from its parts, is what matplotlib draws."""
        if parts:
            pen.put_together(parts)
        if not np.array_equal(pen.pixels, self._draw_plainly().pixels):
            raise ValueError("The first picture is not the one that matplotlib draws.")
        self.checked = True

    def _draw_again(self, scene: Scene, changed: list[Part]) -> Scene | None:
        self.pen.prepare(scene.parts, changed)
        for part in changed:
            part.freshen()
        if any(part.makes_room for part in changed) and scene.moved():
            return self._draw_all()  # new ticks brought an offset that pushes the title
        self.pen.finish(scene.parts)
        return scene


def ways() -> list[type[Plain]]:
    """The ways to draw, the quickest first.  DIALS_RECORDER=0 leaves the recorder out."""
    public = [Blitter, Plain]
    if os.environ.get("DIALS_RECORDER", "").strip() == "0":
        return public
    try:
        from .tape import Recorder
    except Exception:  # another matplotlib, whose private parts have other names
        return public
    return [Recorder, *public]
