"""How an expert is drawn: a colour, a mark and a hatch each, so that no colour stands alone."""

from ...kit.style import BLUE, GREEN, ORANGE, PINK, RED, SKY

COLOURS = (BLUE, ORANGE, GREEN, PINK, SKY, RED, "#999999", "#f0e442")
MARKS = ("o", "s", "^", "D", "v", "P", "X", "*")
HATCHES = ("", "//", "..", "xx", "\\\\", "++", "oo", "--")


def pale(colour: str, share: float = 0.35) -> tuple[float, float, float]:
    """A colour thinned with white, as red, green and blue from 0 to 1. share: how much stays."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (1 - share * (1 - part) for part in parts)
    return red, green, blue
