"""A renderer that draws, and remembers each stroke so that it can be drawn again.

Matplotlib turns artists into strokes (a path, an image, a glyph) in Python, which is slow, and
then lays each stroke onto the canvas in C++ (Agg), which is fast.  The tape sits between the two:
it keeps the strokes of every artist, so that a picture in which one line moved is made by asking
that one line for new strokes, and playing all the others again.  The same strokes in the same
order give the same picture, to the pixel.
"""

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.transforms import Affine2D, Bbox, Transform, TransformedPath

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
