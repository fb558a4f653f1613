"""What a view is."""

from collections.abc import Callable

from matplotlib.figure import Figure

# Draws once into an empty figure; returns `turn(**dials)`, which moves what is there and returns
# a sentence that says what can be seen now.
View = Callable[[Figure], Callable[..., str]]
