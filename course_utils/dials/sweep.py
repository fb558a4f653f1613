"""Turning every dial of a panel through its range, so that a test run meets what a learner may.

In a notebook's run: `DIALS_SWEEP=1` (20 random settings a panel, N: N of them).  Thousands of turns
over the panels of every notebook, as a hand makes them: `python -m tools.fuzz`.
"""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

import numpy as np

from .picture import Picture

if TYPE_CHECKING:  # panels.py imports this module
    from .panels import Panel

TURNS = 20  # random settings with DIALS_SWEEP=1
CHECKED = 4  # of these, as many are held against a full drawing, which takes ten times as long
ODD = [float("nan"), float("inf"), -float("inf"), 1e300, "text", "", None, [], True]


def turns_asked_for() -> int:
    """How many random settings the environment asks for: DIALS_SWEEP=1 means 20, N means N."""
    asked = os.environ.get("DIALS_SWEEP", "").strip() or "0"
    if not asked.isdigit():
        raise ValueError(f"DIALS_SWEEP is a whole number; it was {asked!r}.")
    return TURNS if int(asked) == 1 else int(asked)


def sweep(panel: Panel, turns: int = TURNS) -> None:
    """Turn each dial to its ends and middle, then all of them to `turns` seeded random settings.

    Raises what a view raises, with a note of the setting, and AssertionError when a quick picture
    is not, pixel for pixel, what matplotlib draws in full.  Leaves the panel as it was.
    """
    settings = list(_settings(panel, turns))
    every = max(1, len(settings) // CHECKED) if turns <= TURNS else 1
    with panel.left_as_it_was():
        for i, setting in enumerate(settings):
            try:
                panel.try_setting(setting)
                if i % every == 0:
                    check_picture(panel.picture)
            except Exception as error:
                error.add_note(f"This was at {setting}, where a sweep had turned the dials.")
                raise
        _refuses_odd_values(panel)


def _refuses_odd_values(panel):
    for name, knob in panel.knobs.items():
        for odd in ODD:
            before = panel.values
            if panel.turn({name: odd}) is None or panel.values != before:
                raise AssertionError(f"The dial {knob.dial} took {odd!r}.")


def check_picture(picture: Picture) -> None:
    """Hold the quick picture against one drawn in full: AssertionError if one pixel differs."""
    quick, full = picture.pixels.copy(), picture.full()
    if not np.array_equal(quick, full):
        count = int((quick != full).any(axis=-1).sum())
        raise AssertionError(
            f"The quick picture differs from a full drawing in {count} pixels: the view changes "
            "something without matplotlib noticing (use the artists' own set_... functions)."
        )


def _settings(panel, turns):
    dials = {name: knob.dial for name, knob in panel.knobs.items()}
    for name, dial in dials.items():
        for stop in dial.stops():
            yield panel.starts | {name: stop}
    chance = random.Random(0)
    for _ in range(turns):
        yield {name: dial.at(chance.random()) for name, dial in dials.items()}
