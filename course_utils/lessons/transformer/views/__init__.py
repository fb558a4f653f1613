"""Views of a transformer, part by part: notebook 15.

`diagram.py`: the architecture.      `parts.py`: the norm, and rotary positions.
`stream.py`: what each part writes.  `sizes.py`: dials turned one at a time.
"""

from .diagram import architecture
from .parts import normed, rotary_score
from .sizes import one_by_one, one_dial
from .stream import WATCHED, logit_attribution, logit_lens, mixing_desk

__all__ = [
    "WATCHED",
    "architecture",
    "logit_attribution",
    "logit_lens",
    "mixing_desk",
    "normed",
    "one_by_one",
    "one_dial",
    "rotary_score",
]
