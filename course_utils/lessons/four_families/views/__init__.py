"""Views of notebook 19.

masks.py      four masks side by side; one row of a mask at a time
answers.py    what each family puts into a gap
standings.py  the five questions, many runs
"""

from .answers import gap_answers
from .masks import four_masks, who_sees_whom
from .standings import five_questions, learning

__all__ = ["five_questions", "four_masks", "gap_answers", "learning", "who_sees_whom"]
