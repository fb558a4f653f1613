"""A figure taken apart: its artists in drawing order, and which of them must be drawn again.

Matplotlib itself knows what changed: an artist that is set (`line.set_ydata(...)`) is `stale`
until it is drawn.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Protocol

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backend_bases import RendererBase
from matplotlib.collections import Collection
from matplotlib.figure import Figure, FigureBase
from matplotlib.image import AxesImage
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import ConnectionPatch, Patch
from matplotlib.text import Annotation, Text

from .ground import aligns_labels, cut, ground, pushes_titles

SIMPLE = (Line2D, Patch, Collection, AxesImage, Text)


class Part:
    """One artist of a figure or an axes (its box)."""

    def __init__(self, artist: Artist, box: Any):
        self.artist, self.box = artist, box
        self.family: list[Artist] = []
        self.leans = _leans_on_others(artist)
        self.makes_room = self.leans or isinstance(artist, Axis)
        self.cuts = isinstance(box, Axes) and artist is box.patch
        titled = isinstance(box, Axes) and isinstance(artist, Text)
        self.is_title = titled and artist not in box.texts

    def draw(self, renderer: RendererBase) -> None:
        """Draw the artist."""
        type(self.artist).draw(self.artist, renderer)

    @property
    def stale(self) -> bool:
        """Whether the artist, or anything it is made of, was set since it was last drawn."""
        return any(artist.stale for artist in self.family)

    def freshen(self) -> None:
        """Note that what was drawn is what the artist is now."""
        self.zorder, self.family = self.artist.zorder, self.artist.findobj()
        for artist in self.family:
            artist.stale = False
        self.artist.stale_callback = _stay_here
        self.cut = cut(self.box) if self.cuts and isinstance(self.box, Axes) else None

    def moves_others(self, titles_move: Callable[[], bool]) -> bool:
        """Whether a change of this artist can change how others are drawn."""
        artist, box = self.artist, self.box
        if artist.zorder != self.zorder or artist.get_animated():
            return True
        if isinstance(box, Axes):
            if isinstance(artist, Axis):
                return titles_move() or box.name != "rectilinear" or aligns_labels(box)
            if self.cuts and self.cut != cut(box):
                return True
        return self.is_title and titles_move()


class Pen(Protocol):
    """What draws parts onto a canvas."""

    renderer: Any

    def draw(self, part: Part) -> None:
        """Draw one part, for the first time."""


class Scene:
    """The parts of a figure in the order in which they are drawn, and what they stand on."""

    def __init__(self, figure: Figure, pen: Pen):
        """Draw the whole figure, part by part."""
        self.boxes: list[Any] = figure.findobj(_is_box)
        self.parts, self.renderer = [], pen.renderer
        with self._noting_the_order(pen):
            figure.draw(pen.renderer)

    @contextmanager
    def _noting_the_order(self, pen: Pen) -> Iterator[None]:
        def draw(part, renderer):
            self.parts.append(part)
            pen.draw(part)

        parts = [
            Part(artist, box)
            for box in self.boxes
            for artist in box.get_children()
            if not _is_box(artist)
        ]
        for part in parts:
            part.artist.draw = partial(draw, part)
        try:
            yield
        finally:
            for part in parts:
                del part.artist.draw

    @property
    def in_order(self) -> bool:
        """Whether each part was drawn once, so that there is an order to draw them in again."""
        return len(self.parts) == len(set(self.parts))

    def settle(self) -> None:
        """Note that the figure was drawn as it is now."""
        self.grounds = self._grounds()
        self.freshen()

    def freshen(self) -> None:
        """Note that nothing has changed since."""
        for part in self.parts:
            part.freshen()
        for box in self.boxes:
            box.stale, box.stale_callback = False, _stay_here

    def moved(self) -> bool:
        """Whether anything has changed that parts stand on: limits, places, order, number."""
        return self._grounds() != self.grounds

    def changed(self) -> list[Part] | None:
        """The parts to draw again; None when the whole figure has to be."""
        if self.moved():
            return None
        changed = [part for part in self.parts if part.stale]
        if any(part.moves_others(self._titles_move) for part in changed):
            return None
        if changed:
            changed += [part for part in self.parts if part.leans and part not in changed]
        return changed

    def _grounds(self) -> list[Any]:
        return [ground(box, self.renderer) for box in self.boxes]

    def _titles_move(self) -> bool:
        return any(pushes_titles(box) for box in self.boxes if isinstance(box, Axes))


def _leans_on_others(artist: Artist) -> bool:
    """Whether an artist may look different although it was not touched itself."""
    if isinstance(artist, Axis):
        return False
    if isinstance(artist, Legend):
        return getattr(artist, "_loc", 0) == 0  # "best" looks where the lines are
    if isinstance(artist, Annotation):
        return not all(isinstance(c, str) for c in (artist.xycoords, artist.anncoords))
    if isinstance(artist, ConnectionPatch):
        return True
    return not isinstance(artist, SIMPLE)


def _is_box(artist: Artist) -> bool:
    return isinstance(artist, FigureBase | Axes)


def _stay_here(artist: Artist, value: bool) -> None:
    """Artists tell their axes that they are stale; here each keeps it to itself."""
