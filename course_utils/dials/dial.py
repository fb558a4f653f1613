"""One dial: what it may be set to, where it starts, and how its value is written."""

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from numbers import Integral
from typing import Any

MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Dial:
    """A number that the learner turns.

    low, high: the ends, both included.   start: where it stands at first.
    step: how far one arrow key moves it.  With `log=True` (then low > 0) the handle moves
    through powers of ten, and step counts in decades: 0.5 means half a power of ten.
    label: what the learner reads beside it.  unit: what the number counts, "g per mm".

    If start and step are whole numbers (and log is off) so is every value.
    Raises ValueError, in a sentence, when these do not make a dial.
    """

    low: float
    high: float
    start: float
    step: float
    label: str
    unit: str = ""
    log: bool = False

    def __post_init__(self):
        for field in ("low", "high", "start", "step"):
            _finite(getattr(self, field), f"A dial's {field}")
        _text(self.label, "A dial's label")
        if self.low >= self.high:
            raise ValueError(f"A dial needs low < high; low is {self.low} and high {self.high}.")
        if not self.low <= self.start <= self.high:
            raise ValueError(
                f"A dial's start lies between low and high, from {self.low} to {self.high}; "
                f"{self.start} does not."
            )
        if self.step <= 0:
            raise ValueError(f"A dial's step is above 0; it was {self.step}.")
        if self.log and self.low <= 0:
            raise ValueError(f"A dial with log=True needs low > 0; low was {self.low}.")

    @property
    def whole(self) -> bool:
        """Whether every value is a whole number."""
        counted = _is_whole(self.start) and _is_whole(self.step)
        return counted and not self.log and self.low % 1 == 0 == self.high % 1

    @property
    def decimals(self) -> int:
        """How many decimals its step needs: 0.25 -> 2, 100 -> 0."""
        return max(0, -int(Decimal(repr(float(self.step))).normalize().as_tuple().exponent))

    def read(self, value: Any) -> float | int:
        """The value as a float (an int for a dial of whole numbers).

        Raises ValueError with a sentence for the learner: text, NaN, out of range, half a step.
        """
        if isinstance(value, str) and self.unit:
            value = value.strip().removesuffix(self.unit)
        number = _finite(value, self.label)
        slack = 1e-9 * max(abs(self.low), abs(self.high))  # what a power of ten may be off
        if not self.low - slack <= number <= self.high + slack:
            raise ValueError(
                f"“{self.label}” goes from {self.words(self.low)} to {self.words(self.high)}; "
                f"{_plain(number)} lies outside."
            )
        number = min(max(number, self.low), self.high)
        if self.whole and number != int(number):
            raise ValueError(f"“{self.label}” takes whole numbers; {_plain(number)} is not one.")
        return int(number) if self.whole else float(number)

    def words(self, value: float) -> str:
        """The value as a reader sees it: "48.2 g per mm", "−5,300 g"."""
        return with_unit(self.figures(value), self.unit)

    def figures(self, value: float) -> str:
        """The value without its unit, with as many decimals as its step has."""
        if self.log:
            return _significant(value)
        text = f"{round(value, self.decimals + 2) + 0.0:,.{self.decimals + 2}f}"
        for _ in range(2):  # two more decimals, where something was typed between two steps
            text = text.removesuffix("0")
        return text.removesuffix(".").replace("-", MINUS)

    def stops(self) -> list[float | int]:
        """Its two ends and its middle: where a sweep looks first."""
        middle = math.sqrt(self.low * self.high) if self.log else (self.low + self.high) / 2
        ends = [self.low, middle, self.high]
        return [self.read(round(stop) if self.whole else stop) for stop in ends]

    def at(self, fraction: float) -> float | int:
        """The value at a fraction of the way, 0 to 1, rounded to the nearest step."""
        low, high = self._scale(self.low), self._scale(self.high)
        place = min(low + round(fraction * (high - low) / self.step) * self.step, high)
        value = float(f"{10**place:.4g}") if self.log else float(f"{place:.12g}")
        return self.read(min(max(value, self.low), self.high))

    def fraction(self, value: float) -> float:
        """How far from low to high a value lies, 0 to 1."""
        low, high = self._scale(self.low), self._scale(self.high)
        return (self._scale(value) - low) / (high - low)

    def _scale(self, value):
        return math.log10(value) if self.log else value


@dataclass(frozen=True)
class Choice:
    """A dial with named positions; its value is the name of the position it stands at."""

    options: tuple[str, ...]
    start: str
    label: str

    def __post_init__(self):
        object.__setattr__(self, "options", tuple(self.options))
        _text(self.label, "A choice's label")
        for option in self.options:
            _text(option, "Each option of a choice")
        if len(set(self.options)) < max(2, len(self.options)):
            raise ValueError(f"A choice needs at least two different options: {self.options}.")
        self.read(self.start)

    def read(self, value: Any) -> str:
        """The option itself.  Raises ValueError with a sentence when there is none of that name."""
        if isinstance(value, str) and value in self.options:
            return value
        known = ", ".join(f"“{option}”" for option in self.options)
        raise ValueError(f"“{self.label}” can be {known}; {_quoted(value)} is none of them.")

    def words(self, value: str) -> str:
        """The option as a reader sees it."""
        return value

    def stops(self) -> list[str]:
        """Every option: a sweep looks at all of them."""
        return list(self.options)

    def at(self, fraction: float) -> str:
        """The option at a fraction of the way through the list, 0 to 1."""
        return self.options[min(int(fraction * len(self.options)), len(self.options) - 1)]


def with_unit(figures: str, unit: str) -> str:
    """ "48.2 g", but "21%" and "90°"."""
    return f"{figures}{unit}" if unit in ("%", "°") else f"{figures} {unit}".rstrip()


def rounded(value: Any, digits: int = 3) -> str:
    """A number to three significant digits, which is what repeats on other processors."""
    return _significant(value, digits) if isinstance(value, int | float) else str(value)


def _is_whole(value):
    return isinstance(value, Integral) and not isinstance(value, bool)


def _text(value, what):
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{what} is a short text; it was {value!r}.")


def _finite(value, what):
    """A float from a number or from typed text, or a ValueError that says what was wrong."""
    name = what if what.startswith("A dial") else f"“{what}”"
    try:
        if isinstance(value, bool | bytes):
            raise TypeError
        number = _typed(value) if isinstance(value, str) else float(value)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{name} needs a number; {_quoted(value)} is not one.") from None
    if not math.isfinite(number):
        raise ValueError(f"{name} needs a finite number; {_quoted(value)} is not one.")
    return number


def _typed(text):
    """A float from what a hand types or copies: "−5,300", "1 000 000", "0,25", "1.234,5", "1e-3".

    Three digits after a comma are thousands, as in the course's own numbers ("5,300"), unless only
    a zero stands before it ("0,125").  Where comma and point both stand, the later one is the
    decimal sign.  ValueError for anything else: never another number.
    """
    plain = re.sub(r"(?<=\d)[\s'’](?=\d{3}(?!\d))", "", text.strip())
    plain = re.sub(r"(?:^|(?<=e))[−–]", "-", plain, flags=re.I)
    whole = r"[-+]?\d{1,3}"
    if re.fullmatch(rf"(?![-+]?0,){whole}(,\d{{3}})+(\.\d*)?", plain):
        plain = plain.replace(",", "")
    elif re.fullmatch(rf"{whole}(\.\d{{3}})+,\d*|{whole}(\.\d{{3}}){{2,}}", plain):
        plain = plain.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"[-+]?\d*,\d+", plain):
        plain = plain.replace(",", ".")
    if not re.fullmatch(
        r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?|[-+]?(inf|nan)", plain, re.I | re.A
    ):
        raise ValueError(text)
    return float(plain)


def _quoted(value):
    text = value if isinstance(value, str) else repr(value)
    return "an empty field" if not text.strip() else f"“{text[:40]}”"


def _plain(number):
    return f"{number:,.10g}".replace("-", MINUS)


def _significant(value, digits=3):
    if value == 0 or not math.isfinite(value):
        return f"{value:g}".replace("-", MINUS)
    exponent = math.floor(math.log10(abs(value)))
    if exponent < -6:
        return f"{value:.{digits - 1}g}".replace("-", MINUS)
    decimals = digits - 1 - exponent
    text = f"{round(value, decimals):,.{max(decimals, 0)}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", MINUS)
