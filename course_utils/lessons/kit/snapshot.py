"""One setting of a view as a picture without dials."""

from typing import Any

from .still import Still, still
from .view import View


def snapshot(view: View, *, size: tuple[float, float] = (7.0, 4.0), **settings: Any) -> Still:
    """What a panel of `view` would show at some settings; its words are the view's sentence.

    size: in inches of 100 pixels. settings: a value for each of the view's dials.
    """
    said = []
    shown = still("", lambda figure: said.append(view(figure)(**settings)), size=size)
    shown.words = said[0]
    return shown
