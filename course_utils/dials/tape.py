"""A renderer that draws, and remembers each stroke so that it can be drawn again.

Matplotlib turns artists into strokes (a path, an image, a glyph) in Python, which is slow, and
then lays each stroke onto the canvas in C++ (Agg), which is fast.  The tape sits between the two:
it keeps the strokes of every artist, so that a picture in which one line moved is made by asking
that one line for new strokes, and playing all the others again.  The same strokes in the same
order give the same picture, to the pixel.
"""

import weakref
from types import SimpleNamespace
from weakref import WeakKeyDictionary

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.ft2font import RenderMode
from matplotlib.transforms import Affine2D, Bbox, Transform, TransformedPath

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


class Tape(RendererAgg):
    """An Agg canvas of width x height pixels that records what is drawn on it.

    `reel` is the list that strokes are added to; None for none.
    `live` says whether strokes reach the canvas at once or are only recorded.
    `missed` turns True when something was drawn while there was no reel.
    """

    def __init__(self, width, height, dpi):
        super().__init__(width, height, dpi)
        self.reel, self.live, self.missed = None, True, False
        self.agg = self._renderer
        self.pixels = np.asarray(self.agg)  # [height, width, 4] uint8, the canvas itself
        # Everything that RendererAgg draws goes through this one attribute.
        self._renderer = _Recorder(self)
        self._update_methods()

    def play(self, reel):
        """Lay recorded strokes onto the canvas, in order."""
        for stroke, args, kwargs in reel:
            stroke(*args, **kwargs)

    def _draw_text_glyphs_and_boxes(self, gc, x, y, angle, glyphs, boxes):
        """Every text comes through here; most glyphs were drawn before, in an earlier number."""
        glyphs = ((_glyphs_of(font), *rest) for font, *rest in glyphs)
        start = len(self.reel or [])
        super()._draw_text_glyphs_and_boxes(gc, x, y, angle, glyphs, boxes)
        if self.live and self.reel is not None:  # it may be played often as it is
            self.reel[start:] = _in_one(self.reel[start:])

    def buffer_rgba(self):
        """The pixels of the canvas, or of the one that an artist's agg_filter works on."""
        canvas = self._renderer
        return memoryview(self.agg if isinstance(canvas, _Recorder) else canvas)


class _Recorder:
    """Stands where the C++ canvas stood: passes strokes on and writes them down."""

    def __init__(self, tape):
        self.tape = tape

    def __getattr__(self, name):
        method = getattr(self.tape.agg, name)
        if name not in STROKES:
            return method

        def stroke(*args, **kwargs):
            args = [_still(arg) for arg in args]
            if self.tape.reel is None:
                self.tape.missed = True
            else:
                self.tape.reel.append((method, args, kwargs))
            if self.tape.live:
                method(*args, **kwargs)

        return stroke


def _in_one(strokes):
    """A text's strokes with those of its glyphs made one, which leaves the same pixels.

    Unless two glyphs have ink in the same place: there one after the other is darker than one.
    """
    letters = [args for stroke, args, _ in strokes if stroke.__name__ == "draw_text_image"]
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
    one = strokes[0][0], [whole, x, end, *letters[0][3:]], {}
    return [one, *strokes[len(letters) :]]


class _Glyphs:
    """A font that remembers the glyphs it has drawn.

    A glyph moved by whole pixels has the same pixels, so it is kept by what is left over: 1/64ths.
    """

    def __init__(self, font):
        self.font, self.drawn = weakref.proxy(font), {}

    def set_size(self, *size):
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


def _still(arg):
    """What a stroke was drawn with, cut loose from axes that may move later."""
    if isinstance(arg, Transform | Bbox):
        return arg.frozen()
    return _still_context(arg) if isinstance(arg, GraphicsContextBase) else arg


def _still_context(context):
    copy = GraphicsContextBase()
    copy.copy_properties(context)
    if (box := context.get_clip_rectangle()) is not None:
        copy.set_clip_rectangle(box.frozen())
    path, transform = context.get_clip_path()
    if path is not None:
        copy.set_clip_path(TransformedPath(path, Affine2D(transform.get_matrix().copy())))
    return copy
