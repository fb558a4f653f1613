"""Drawing a figure with matplotlib's public parts: whole, or stroke by stroke.

Matplotlib turns artists into strokes (a path, an image, a text) in Python, which is slow, and lays
each stroke onto a canvas, most of them fast.  A tape sits between the two: it keeps the strokes of
every artist, so that a picture in which one line moved is made by asking that one line for new
strokes and laying all the others as before.  The same strokes in the same order give the same
picture, to the pixel.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.transforms import Affine2D, Bbox, Transform, TransformedPath

from .parts import Part, Scene

STROKES = {
    "draw_path",
    "draw_markers",
    "draw_path_collection",
    "draw_quad_mesh",
    "draw_gouraud_triangles",
    "draw_image",
    "draw_text",
    "draw_tex",
    "start_filter",
    "stop_filter",
}


class Stroke(NamedTuple):
    """A method of a canvas (or its name), and what it is called with."""

    draw: Any
    args: list[Any]
    kwargs: dict[str, Any]


class Plain:
    """A pen that draws everything each time."""

    def __init__(self, width: int, height: int, dpi: float):
        self.size = width, height, dpi
        self.canvas = RendererAgg(*self.size)
        self.renderer: Any = self.canvas

    @property
    def pixels(self) -> np.ndarray:
        """What is on the canvas: [height, width, 4] uint8."""
        return np.asarray(self.canvas.buffer_rgba())

    def draw(self, part: Part) -> None:
        """Draw one part."""
        part.draw(self.renderer)

    def can_draw_again(self, scene: Scene) -> bool:
        """Whether it can draw the parts of a figure one by one."""
        return False

    def forget(self) -> None:
        """Keep nothing but the pixels."""


class Replaying(Plain):
    """A pen that keeps the strokes of each part."""

    renderer: Any  # a tape

    def forget(self) -> None:
        """Keep nothing but the pixels."""
        self.reels: dict[Part, list[Any]] = {}

    def draw(self, part: Part) -> None:
        """Draw one part, keeping its strokes."""
        with self.renderer.on_a_reel() as self.reels[part]:
            part.draw(self.renderer)

    def can_draw_again(self, scene: Scene) -> bool:
        """Whether all that was drawn was a part's, and is on its reel."""
        return scene.in_order and not self.renderer.missed

    def record(self, parts: list[Part]) -> None:
        """Ask parts for new strokes, without drawing them."""
        self.renderer.live = False
        for part in parts:
            self.draw(part)
        self.renderer.live = True


class Recording:
    """What every tape has.

    `reel` is the list that strokes are added to; None for none.
    `live` says whether strokes reach the canvas at once or are only recorded.
    `missed` turns True when something was drawn while there was no reel.
    """

    reel: list[Any] | None = None
    live, missed = True, False

    @contextmanager
    def on_a_reel(self) -> Iterator[list[Any]]:
        """A new reel, for what is drawn within."""
        before, self.reel = self.reel, []
        try:
            yield self.reel
        finally:
            self.reel = before

    def stroke(self, draw: Callable[..., None], name: Callable | str) -> Callable[..., None]:
        """What stands for a method that draws: it also writes down that it was called."""

        def stroke(*args, **kwargs):
            args = [_still(arg) for arg in args]
            if self.reel is None:
                self.missed = True
            else:
                self.reel.append(Stroke(name, args, kwargs))
            if self.live:
                draw(*args, **kwargs)

        return stroke


class Tape(Recording):
    """Stands where matplotlib's own renderer stood: passes on what is drawn, and writes it down."""

    def __init__(self, canvas: RendererAgg):
        self.canvas = canvas

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.canvas, name)
        return self.stroke(method, name) if name in STROKES else method


def lay(strokes: list[Stroke], canvas: RendererAgg) -> None:
    """Lay recorded strokes onto a canvas, in order."""
    for draw, args, kwargs in strokes:
        getattr(canvas, draw)(*args, **kwargs)


def _still(arg: Any) -> Any:
    """What a stroke was drawn with, cut loose from axes that may move later."""
    if isinstance(arg, Transform | Bbox):
        return arg.frozen()
    return _still_context(arg) if isinstance(arg, GraphicsContextBase) else arg


def _still_context(context: GraphicsContextBase) -> GraphicsContextBase:
    copy = GraphicsContextBase()
    copy.copy_properties(context)
    if (box := context.get_clip_rectangle()) is not None:
        copy.set_clip_rectangle(box.frozen())
    clip: Any = context.get_clip_path()
    path, transform = clip
    if path is not None:
        clip = TransformedPath(path, Affine2D(transform.get_matrix().copy()))
        copy.set_clip_path(clip)
    return copy
