"""How lists of words are marked: each by a colour and by a shape."""

from ...kit.style import BLACK, BLUE, GREEN, GREY, ORANGE, PINK, RED, SKY

MARKS = tuple(zip((BLUE, RED, GREEN, PINK, ORANGE, SKY, BLACK, GREY), "os^DvPX*", strict=True))
OTHERS = "#c4c4c4"  # words of no list
