"""Matplotlib's own settings while a panel is built and drawn, whatever the learner has set.

A learner may have chosen a dark style, other fonts or LaTeX for pictures of their own.  The words
around a panel speak of colours and places, so it looks the same for everybody.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import matplotlib

# What says where pictures go and how files are written, not what a panel looks like.
ELSEWHERE = ("animation", "backend", "date.epoch", "docstring", "figure.max", "interactive")
ELSEWHERE += ("keymap", "pdf", "pgf", "ps", "savefig", "svg", "timezone", "tk", "toolbar", "webagg")
DEFAULTS: list[tuple[Any, Any]] = [
    (k, v) for k, v in matplotlib.rcParamsDefault.items() if not k.startswith(ELSEWHERE)
]

# Settings and fonts are matplotlib's, one set for all threads, so there is one lock for all panels.
one_at_a_time = threading.RLock()
_within = False


@contextmanager
def default_settings() -> Iterator[None]:
    """Within it matplotlib's settings are its own, and no other panel is drawn."""
    global _within
    with one_at_a_time:
        if _within:
            yield
            return
        settings: Any = matplotlib.rcParams
        other: Any = {k: v for k, v in DEFAULTS if settings[k] != v}
        # To compare takes a tenth of a millisecond; to change settings and back, ten times that.
        with matplotlib.rc_context(other) if other else nullcontext():
            _within = True
            try:
                yield
            finally:
                _within = False
