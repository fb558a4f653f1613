"""Views of attention: notebook 14.

`one_query.py`: one query, five keys, the mixture.  `scaling.py`: what the width does to a softmax.
`weights.py`: who looks at whom, still and turning.  `causal_mask.py`: training with and without.
`rows.py`: what a row becomes in different stories.
"""

from .causal_mask import causal_or_not
from .one_query import cards, share_of, weights_of
from .rows import moved_rows
from .scaling import scaled_or_not, typical_top
from .weights import attention_maps, attention_paths

__all__ = [
    "attention_maps",
    "attention_paths",
    "cards",
    "causal_or_not",
    "moved_rows",
    "scaled_or_not",
    "share_of",
    "typical_top",
    "weights_of",
]
