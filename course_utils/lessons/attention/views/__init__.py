"""Views of attention: notebook 10.

`cards.py`: one query, five keys, the mixture.   `sharp.py`: what the width does to a softmax.
`maps.py`: who looks at whom, still and turning.  `cheat.py`: a model without a mask, as it learns.
"""

from .cards import cards, weights_of
from .cheat import cheat
from .maps import maps, story
from .sharp import sharp, typical_top

__all__ = ["cards", "cheat", "maps", "sharp", "story", "typical_top", "weights_of"]
