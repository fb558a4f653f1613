"""The place where a dial stands, which several panels may share."""

from typing import Any
from weakref import WeakSet

from .dial import Choice, Dial


class Knob:
    """A dial and its present value.  `panels` are those that draw with it."""

    def __init__(self, dial: Dial | Choice):
        self.dial = dial
        self.value: Any = self.start
        self.panels = WeakSet()

    @property
    def start(self) -> float | int | str:
        """Where the dial stood at first, as the view gets it."""
        return self.dial.read(self.dial.start)
