"""The quickest pen: strokes of C++, and letters that are drawn once.

Below matplotlib's renderer lies a canvas in C++ (Agg), on which a text is many glyphs.  Recording
there, and keeping each glyph, saves most of what a text takes.

This module alone uses private parts of matplotlib.  They may be renamed or changed any day, so
picture.py does without it as soon as anything here fails.
"""

import sys
import weakref
from types import SimpleNamespace
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.ft2font import RenderMode

from .parts import Part
from .strokes import Recording, Replaying, Stroke

KEPT = 20_000  # glyphs remembered, of a few hundred bytes each

# All that Agg can lay onto a canvas.
STROKES = {
    "draw_path",
    "draw_markers",
    "draw_path_collection",
    "draw_quad_mesh",
    "draw_gouraud_triangles",
    "draw_image",
    "draw_text_image",
}


class Recorder(Replaying):
    """A pen that lays all strokes, from the lowest part that ever changed on."""

    def __init__(self, width: int, height: int, dpi: float):
        self.renderer = AggTape(width, height, dpi)
        self.forget()

    @property
    def pixels(self) -> np.ndarray:
        """What is on the canvas: [height, width, 4] uint8."""
        return self.renderer.pixels

    def forget(self) -> None:
        """Keep nothing but the pixels."""
        super().forget()
        self.lowest, self.background = sys.maxsize, None

    def put_together(self, parts: list[Part]) -> None:
        """Lay all parts, one after another."""
        self.renderer.agg.clear()
        self._lay(parts)

    def prepare(self, parts: list[Part], changed: list[Part]) -> None:
        """Record anew what changed.  What cannot be drawn raises, the pixels kept."""
        self.record(changed)
        lowest = min(parts.index(part) for part in changed)
        if lowest < self.lowest:
            self.lowest, self.background = lowest, None

    def finish(self, parts: list[Part]) -> None:
        """Bring the pixels up to date."""
        if self.background is None:
            self.put_together(parts[: self.lowest])
            self.background = self.pixels.copy()
        np.copyto(self.pixels, self.background)
        self._lay(parts[self.lowest :])

    def _lay(self, parts: list[Part]) -> None:
        for part in parts:
            for draw, args, kwargs in self.reels[part]:
                draw(*args, **kwargs)


class AggTape(Recording, RendererAgg):
    """An Agg canvas of width x height pixels that records what is laid on it."""

    def __init__(self, width: int, height: int, dpi: float):
        super().__init__(width, height, dpi)
        self.agg = self._renderer
        self.pixels = np.asarray(self.agg)  # [height, width, 4] uint8, the canvas itself
        # Everything that RendererAgg draws goes through this one attribute.
        self._renderer = self.writing = _Agg(self)
        self._update_methods()

    def _draw_text_glyphs_and_boxes(self, gc, x, y, angle, glyphs, boxes):
        """Every text comes through here; most glyphs were drawn before, in an earlier number."""
        glyphs = ((_glyphs_of(font), *rest) for font, *rest in glyphs)
        start = len(self.reel or [])
        super()._draw_text_glyphs_and_boxes(gc, x, y, angle, glyphs, boxes)
        if self.live and self.reel is not None:  # it may be played often as it is
            self.reel[start:] = _in_one(self.reel[start:])

    def buffer_rgba(self) -> memoryview:
        """The pixels of the canvas, or of the one that an artist's agg_filter works on."""
        canvas: Any = self.agg if self._renderer is self.writing else self._renderer
        return memoryview(canvas)


class _Agg:
    """Stands where the C++ canvas stood: passes strokes on and writes them down."""

    def __init__(self, tape: AggTape):
        self.tape = tape

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.tape.agg, name)
        return self.tape.stroke(method, method) if name in STROKES else method


def _in_one(strokes: list[Stroke]) -> list[Stroke]:
    """A text's strokes with those of its glyphs made one, which leaves the same pixels.

    Unless two glyphs have ink in the same place: there one after the other is darker than one.
    """
    letters = [args for draw, args, _ in strokes if draw.__name__ == "draw_text_image"]
    if len(letters) < 2:
        return strokes
    x = min(left for _, left, *_ in letters)
    y = min(bottom - pixels.shape[0] for pixels, _, bottom, *_ in letters)
    right = max(left + pixels.shape[1] for pixels, left, *_ in letters)
    end = max(bottom for _, _, bottom, *_ in letters)
    whole = np.zeros((end - y, right - x), np.uint8)
    for pixels, left, bottom, *_ in letters:
        height, width = pixels.shape
        place = whole[bottom - height - y : bottom - y, left - x : left - x + width]
        if np.minimum(place, pixels).any():
            return strokes
        place += pixels
    one = Stroke(strokes[0].draw, [whole, x, end, *letters[0][3:]], {})
    return [one, *strokes[len(letters) :]]


class _Glyphs:
    """A font that remembers the glyphs it has drawn.

    A glyph moved by whole pixels has the same pixels, so it is kept by what is left over: 1/64ths.
    """

    def __init__(self, font):
        self.font, self.drawn = weakref.proxy(font), {}

    def set_size(self, *size: float) -> None:
        """Remember the size that glyphs are asked for in."""
        self.size = size

    def _set_transform(self, matrix, place):
        self.matrix, self.place = matrix, place

    def _render_glyph(self, index, flags, mode):
        (x, x_left), (y, y_left) = (divmod(at, 64) for at in self.place)
        key = index, flags, mode, self.size, self.matrix.tobytes(), x_left, y_left
        if key not in self.drawn:
            if len(self.drawn) >= KEPT:
                self.drawn.clear()
            self.font.set_size(*self.size)
            self.font._set_transform(self.matrix, [x_left, y_left])
            glyph = self.font._render_glyph(index, flags, mode)
            self.drawn[key] = glyph.buffer, glyph.left, glyph.top
        pixels, left, top = self.drawn[key]
        if mode != RenderMode.NORMAL:
            pixels = pixels.copy()  # matplotlib writes into those of text without antialiasing
        return SimpleNamespace(buffer=pixels, left=left + x, top=top + y)


_known = WeakKeyDictionary()  # font -> _Glyphs; matplotlib has fonts of its own for each thread


def _glyphs_of(font):
    if font not in _known:
        _known[font] = _Glyphs(font)
    return _known[font]
