"""One setting of a view as a picture without dials."""

from typing import Any

from .still import Still, still
from .view import View


def snapshot(
    view: View, *, words: str | None = None, size: tuple[float, float] = (7.0, 4.0), **settings: Any
) -> Still:
    """What a panel of `view` would show at some settings.

    words: one sentence that says what it shows; by default the view's own. size: in inches of 100
    pixels. settings: a value for each of the view's dials.
    """
    said = []
    shown = still("", lambda figure: said.append(view(figure)(**settings)), size=size)
    shown.words = said[0] if words is None else words
    return shown
