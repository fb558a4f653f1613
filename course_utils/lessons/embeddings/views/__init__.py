"""Views of rows of dials for words: notebook 12."""

from .lookup import look_up
from .meanings import in_its_place
from .placing import place
from .rows import strips
from .stars import seen_from_widest_side, sky_of_words

__all__ = [
    "in_its_place",
    "look_up",
    "place",
    "seen_from_widest_side",
    "sky_of_words",
    "strips",
]
