"""A button for what cannot be undone: it asks once more before it acts."""

import html
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .widget import ButtonFace  # ipywidgets, only when shown


def button(label: str, act: Callable[[], object], *, sure: str) -> "Button":
    """A button that calls `act()` when it is pressed and the question `sure` is answered with yes.

    What `act` returns is shown below the button, as text.  Show it as a cell's last line.
    """
    return Button(label, act, sure)


class Button:
    """What `button(...)` returns; `press()` does what the second press does."""

    def __init__(self, label: str, act: Callable[[], object], sure: str):
        self.label, self.act, self.sure = label, act, sure
        self.face: ButtonFace | None = None  # what shows it in a browser, once it is shown

    def press(self) -> str:
        """Act, and return in words what came of it; whatever goes wrong is said, never raised."""
        try:
            said = str(self.act())
        except Exception as error:
            said = f"That did not work ({type(error).__name__}: {error})."
        if self.face is not None:
            self.face.show(said)
        return said

    def __repr__(self) -> str:
        return f"A button, once this cell is run: {self.label}."

    def _repr_html_(self) -> str:
        return (
            f"<p>A button, once this cell is run: <strong>{html.escape(self.label)}</strong>.</p>"
        )

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        from .widget import show_button  # ipywidgets, only when shown

        return show_button(self)
