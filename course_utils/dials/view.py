"""The two forms of a view, seen as one: a function of the dials that draws and tells."""

import inspect
from collections.abc import Callable, Collection
from typing import cast

from matplotlib.figure import Figure


def bind(view: Callable, figure: Figure, names: Collection[str]) -> tuple[Callable[..., str], bool]:
    """A function turn(**values) -> sentence, from a view of either form; and which form it is.

    `view(figure) -> turn` draws once and returns what to do at a turn.
    `view(figure, **values) -> sentence` draws everything anew each time.
    Returns (turn, anew) with anew True for the second form.  ValueError when it is neither.
    """
    if not callable(view):
        raise ValueError(f"A view is a function of a figure; it was {view!r}.")
    if _takes(view, names):
        return _anew(view, figure), True
    turn = cast(Callable[..., str], view(figure))
    if not callable(turn):
        raise ValueError(
            "A view either takes the dials by name, view(figure, a, b), or returns a function "
            f"that does; this one takes none and returned {turn!r}."
        )
    return turn, False


def _takes(view, names):
    try:
        known = inspect.signature(view).parameters.values()
    except (TypeError, ValueError):  # some built-in callables do not tell
        return False
    return any(known.kind is known.VAR_KEYWORD or known.name in names for known in known)


def _anew(view, figure):
    def turn(**values):
        figure.clear()
        return view(figure, **values)

    return turn
