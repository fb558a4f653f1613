"""Views of a transformer, part by part: notebook 15.

`diagram.py`: the architecture.      `parts.py`: the norm, and rotary positions.
`stream.py`: what each part writes.  `sizes.py`: where the dials sit, and one of them turned.
"""

from .diagram import architecture
from .parts import normed, rotary_score
from .sizes import one_by_one, one_dial, where_dials_sit
from .stream import logit_attribution, logit_lens

__all__ = [
    "architecture",
    "logit_attribution",
    "logit_lens",
    "normed",
    "one_by_one",
    "one_dial",
    "rotary_score",
    "where_dials_sit",
]
