"""Views of a transformer, part by part: notebook 11.

`machine.py`: the plan of the whole.   `parts.py`: the norm, and rotary positions.
`stream.py`: what each part writes.    `dials.py`: where the dials sit, and one of them turned.
"""

from .dials import census, one_dial, where_dials_sit
from .machine import machine
from .parts import normed, turned_apart
from .stream import desk, readings

__all__ = [
    "census",
    "desk",
    "machine",
    "normed",
    "one_dial",
    "readings",
    "turned_apart",
    "where_dials_sit",
]
