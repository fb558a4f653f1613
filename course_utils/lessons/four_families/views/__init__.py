"""Views of notebook 19.

masks.py      four masks side by side; one row of a mask at a time
answers.py    what each family puts into a gap
"""

from .answers import gap_answers
from .masks import four_masks, who_sees_whom

__all__ = ["four_masks", "gap_answers", "who_sees_whom"]
