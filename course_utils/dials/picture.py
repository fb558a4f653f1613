"""A picture that is drawn again quickly: only what changed, exactly as a full drawing would be.

Matplotlib itself knows what changed: an artist that is set (`line.set_ydata(...)`) is `stale`
until it is drawn.  So a view is ordinary matplotlib code.  A picture is a list of parts (the
figure's and the axes' artists in drawing order), each with its recorded strokes:

- if only parts have gone stale, these are recorded anew and the canvas is put together again,
  starting from a cached background of everything below the lowest part that ever changed;
- if anything else has (limits, ticks, positions, a new artist), the whole figure is.
"""

from contextlib import contextmanager
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.collections import Collection
from matplotlib.figure import Figure, FigureBase
from matplotlib.image import AxesImage
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import ConnectionPatch, Patch
from matplotlib.text import Annotation, Text

from .ground import aligns_labels, cut, ground, pushes_titles
from .tape import Tape

DPI = 100


class Picture:
    """A matplotlib figure of `size` inches and its pixels, without pyplot.

    `ratio` is the number of screen pixels a point of the page has (1, or 2 on a fine screen).
    """

    def __init__(self, size, ratio=1.0):
        self.figure = Figure(figsize=size, dpi=DPI * ratio)
        FigureCanvasAgg(self.figure)
        self.parts = None  # None: nothing recorded yet
        self.settled = False

    @property
    def pixels(self):
        """The picture as it stands: [height, width, 4] uint8, the canvas itself (do not keep)."""
        return self.tape.pixels

    def set_ratio(self, ratio):
        """Draw with more or fewer pixels from now on."""
        if self.figure.dpi != DPI * ratio:
            self.figure.set_dpi(DPI * ratio)
            self.parts = None

    def settle_layout(self):
        """Let a layout engine place the axes once; from then on they stay where they are."""
        if not self.settled and self.figure.get_layout_engine() is not None:
            self.figure.draw_without_rendering()
            self.figure.set_layout_engine("none")
        self.settled = True

    def draw(self):
        """Bring the pixels up to date.  What a view did wrong may be raised here as well."""
        try:
            with self.figure._render_lock:  # matplotlib's own: fonts are shared between figures
                changed = self._changed()
                if changed is None:
                    self._draw_all()
                elif changed:
                    self._draw_again(changed)
        except BaseException:
            self.parts = None  # half a recording is none
            raise

    def full(self):
        """The same picture drawn by matplotlib from nothing: the oracle of every test."""
        width, height = self._shape()
        renderer = RendererAgg(width, height, self.figure.dpi)
        self.figure.draw(renderer)
        self._all_fresh()
        return np.array(renderer.buffer_rgba())

    def forget(self):
        """Draw everything anew next time, and keep nothing until then."""
        self.parts = self.background = None

    def _shape(self):
        return tuple(int(side) for side in self.figure.bbox.size)

    def _draw_all(self):
        tape, order = Tape(*self._shape(), self.figure.dpi), []
        self.containers = self.figure.findobj(_is_container)
        with _recording(self.containers, order):
            self.figure.draw(tape)
        self.tape = tape  # only now: should drawing raise, the picture before is still there
        if tape.missed or len(order) != len(set(order)):
            self.parts = None  # an unusual figure: drawn in full every time
            return
        self.parts, self.lowest, self.background = order, len(order), None
        self.grounds = self._grounds()
        self._all_fresh()

    def _all_fresh(self):
        for part in self.parts or []:
            part.freshen()
        for box in self.containers:
            box.stale, box.stale_callback = False, _stay_here

    def _grounds(self):
        return [ground(box, self.tape) for box in self.containers]

    def _changed(self):
        """The parts to record anew; None when the whole figure has to be."""
        if self.parts is None or self._grounds() != self.grounds:
            return None
        changed = [part for part in self.parts if part.stale]
        if any(part.moves_others(self._titles_move) for part in changed):
            return None
        if changed:
            changed += [part for part in self.parts if part.leans and part not in changed]
        return changed

    def _titles_move(self):
        return any(pushes_titles(box) for box in self.containers if isinstance(box, Axes))

    def _draw_again(self, changed):
        self.tape.live = False
        for part in changed:
            part.record(self.tape)
            part.freshen()
        self.tape.live = True
        if any(part.makes_room for part in changed) and self._grounds() != self.grounds:
            self._draw_all()  # new ticks brought an offset that pushes the title
            return
        lowest = min(self.parts.index(part) for part in changed)
        if lowest < self.lowest or self.background is None:
            self._make_background(min(lowest, self.lowest))
        np.copyto(self.pixels, self.background)
        for part in self.parts[self.lowest :]:
            self.tape.play(part.reel)

    def _make_background(self, lowest):
        self.lowest = lowest
        self.tape.agg.clear()
        for part in self.parts[:lowest]:
            self.tape.play(part.reel)
        self.background = self.pixels.copy()


class Part:
    """One artist of a figure or an axes, and the strokes it was last drawn with."""

    def __init__(self, artist, box):
        self.artist, self.box = artist, box
        self.reel, self.family = [], []
        self.leans = _leans_on_others(artist)
        self.makes_room = self.leans or isinstance(artist, Axis)
        self.cuts = isinstance(box, Axes) and artist is box.patch
        self.is_title = artist in [getattr(box, name, None) for name in TITLES]

    def record(self, tape):
        """Draw the artist onto the tape, keeping its strokes."""
        before, self.reel = tape.reel, []
        tape.reel = self.reel
        try:
            type(self.artist).draw(self.artist, tape)
        finally:
            tape.reel = before

    @property
    def stale(self):
        """Whether the artist, or anything it is made of, was set since it was last drawn."""
        return any(artist.stale for artist in self.family)

    def freshen(self):
        """Note that what is recorded is what the artist is now."""
        self.zorder, self.family = self.artist.zorder, self.artist.findobj()
        for artist in self.family:
            artist.stale = False
        self.artist.stale_callback = _stay_here
        self.cut = cut(self.box) if self.cuts else None

    def moves_others(self, titles_move):
        """Whether a change of this artist can change how others are drawn."""
        artist, box = self.artist, self.box
        if artist.zorder != self.zorder or artist.get_animated():
            return True
        if isinstance(artist, Axis):
            return titles_move() or box.name != "rectilinear" or aligns_labels(box)
        if self.cuts and self.cut != cut(box):
            return True
        return self.is_title and titles_move()


TITLES = ["title", "_left_title", "_right_title"]
SIMPLE = (Line2D, Patch, Collection, AxesImage, Text)


def _leans_on_others(artist):
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


def _is_container(artist):
    return isinstance(artist, FigureBase | Axes)


def _stay_here(artist, value):
    """Artists tell their axes that they are stale; here each keeps it to itself."""


@contextmanager
def _recording(containers, order):
    """While the figure is drawn, note which artist draws when, and record each on its own."""

    def draw(part, tape):
        order.append(part)
        part.record(tape)

    parts = [
        Part(artist, box)
        for box in containers
        for artist in box.get_children()
        if not _is_container(artist)
    ]
    for part in parts:
        part.artist.draw = partial(draw, part)
    try:
        yield
    finally:
        for part in parts:
            del part.artist.draw
