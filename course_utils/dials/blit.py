"""A background of what stays, and over it what moves: matplotlib's blitting, kept exact.

Drawn over everything, a curve would cover the frame and the ticks that belong above it.  So the
background lacks two kinds of strokes, which are laid each time, in their order: those of parts that
ever changed, and those that lie above one of these and touch it.  All others touch none that lies
below them; and whichever of two that do not touch is laid first, the pixels are the same.  Most of
what is slow, the numbers along the axes, touches nothing.
"""

from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg

from .parts import Part
from .strokes import Replaying, Stroke, Tape, lay

Box = tuple[int, int, int, int]  # left, top, right, bottom in pixels
NOWHERE = (0, 0, 0, 0)


class Mark:
    """A stroke, or all that an artist draws through a filter, and where it leaves ink."""

    def __init__(self, strokes: list[Stroke]):
        self.strokes = strokes
        self.ink: Box | None = None  # None: not measured yet


class Blitter(Replaying):
    """A pen that lays what changed, and what lies over it, onto a background."""

    def __init__(self, width: int, height: int, dpi: float):
        super().__init__(width, height, dpi)
        self.renderer = Tape(self.canvas)
        self.forget()

    def forget(self) -> None:
        """Keep nothing but the pixels."""
        super().forget()
        self.marks: dict[Part, list[Mark]] = {}
        self.reach: dict[Part, Box] = {}  # of parts that ever changed: where they have been
        self.lifted: set[Mark] = set()  # of all others: what is laid each time
        self.background: Any = None
        self.aside: Any = None  # a second canvas, made when needed

    def put_together(self, parts: list[Part]) -> None:
        """Lay all parts, one after another."""
        self.canvas.clear()
        for part in parts:
            lay(self.reels[part], self.canvas)

    def prepare(self, parts: list[Part], changed: list[Part]) -> None:
        """Record anew what changed.  What cannot be drawn raises, the pixels kept."""
        self.record(changed)
        for part in changed if self.marks else parts:
            self.marks[part] = _marks(self.reels[part])
        self.aside = self.aside or RendererAgg(*self.size)
        before = dict(self.reach)
        for run in self._runs(parts, changed):
            ink = self._ink([stroke for part in run for stroke in self.reels[part]])
            for part in run:
                self.reach[part] = _around(self.reach.get(part, NOWHERE), ink)
        if self.reach != before:
            self._lift(parts)
            self.background = None

    def finish(self, parts: list[Part]) -> None:
        """Bring the pixels up to date."""
        if self.background is None:
            self.aside.clear()
            self._lay(parts, moving=False)
            self.background = self.aside.copy_from_bbox(self.aside.bbox)
        self.aside.restore_region(self.background)
        self._lay(parts, moving=True)
        self.canvas, self.aside = self.aside, self.canvas

    def _lay(self, parts: list[Part], moving: bool) -> None:
        for part in parts:
            for mark in self.marks[part]:
                if moving == (part in self.reach or mark in self.lifted):
                    lay(mark.strokes, self.aside)

    def _runs(self, parts: list[Part], changed: list[Part]) -> list[list[Part]]:
        """Those that changed, together where nothing that stays lies between them."""
        runs: list[list[Part]] = [[]]
        for part in parts:
            if part in changed:
                runs[-1].append(part)
            elif part not in self.reach and self.reels[part]:
                runs.append([])
        return [run for run in runs if run]

    def _lift(self, parts: list[Part]) -> None:
        """Find what lies above a part that ever changed, or such a stroke, and touches it."""
        below: list[Box] = []
        for part in parts:
            if part in self.reach:
                below.append(self.reach[part])
                continue
            for mark in self.marks[part] if below else []:
                mark.ink = mark.ink or self._ink(mark.strokes)
                if mark in self.lifted or any(_touch(mark.ink, box) for box in below):
                    self.lifted.add(mark)
                    below.append(mark.ink)

    def _ink(self, strokes: list[Stroke]) -> Box:
        """A box around the pixels that strokes touch, seen on a canvas without colour."""
        self.aside.clear()
        lay(strokes, self.aside)
        touched = np.asarray(self.aside.buffer_rgba())[..., 3] > 0
        rows, columns = (np.flatnonzero(touched.any(axis)) for axis in (1, 0))
        if not len(rows):
            return NOWHERE
        return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _marks(reel: list[Stroke]) -> list[Mark]:
    if any(stroke.draw == "start_filter" for stroke in reel):
        return [Mark(reel)]
    return [Mark([stroke]) for stroke in reel]


def _touch(one: Box, other: Box) -> bool:
    return (
        max(one[0], other[0]) < min(one[2], other[2])
        and max(one[1], other[1]) < min(one[3], other[3])
    )  # fmt: skip


def _around(one: Box, other: Box) -> Box:
    """The smallest box around two."""
    if NOWHERE in (one, other):
        return one if other == NOWHERE else other
    left, top, right, bottom = zip(one, other, strict=True)
    return min(left), min(top), max(right), max(bottom)
