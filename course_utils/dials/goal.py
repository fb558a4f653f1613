"""Something to reach by turning dials."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .dial import rounded, with_unit


@dataclass(frozen=True)
class Goal:
    """Turn until `measure(**values)` is at most `target` (at least, with at_least=True).

    measure: takes the dials' values by name and returns a number.
    label, unit: what that number is, for the learner: "typical error", "g".
    """

    measure: Callable[..., float]
    target: float
    label: str
    unit: str = ""
    at_least: bool = False

    def __post_init__(self):
        if not callable(self.measure):
            raise ValueError(f"A goal's measure is a function of the dials, not {self.measure!r}.")
        if not math.isfinite(self.target):
            raise ValueError(f"A goal's target is a finite number; it was {self.target}.")


class GoalState:
    """How near a goal is.

    value: the measure now.   target: what it should come to.   reached: whether it ever did.
    """

    def __init__(self, goal: Goal):
        self.goal, self.reached = goal, False
        self.value: Any = None  # until a measure was taken
        self.first: Any = None

    @property
    def target(self) -> float:
        """What the measure should come to."""
        return self.goal.target

    @property
    def now(self) -> bool:
        """Whether the goal is met at this very setting."""
        if self.value is None:
            return False
        there = self.value >= self.target if self.goal.at_least else self.value <= self.target
        return bool(there)  # a target computed with NumPy makes a NumPy truth value, unfit for JSON

    def measure(self, values: dict[str, Any]) -> float:
        """The measure at a setting of the dials."""
        return float(self.goal.measure(**values))

    def note(self, value: float) -> bool:
        """Take a measure down; returns True when the goal is reached for the first time."""
        self.value = value
        self.first = self.value if self.first is None else self.first
        news = self.now and not self.reached
        self.reached = self.reached or self.now
        return news

    def closeness(self) -> float:
        """How much of the way from the start is done, 0 to 1."""
        assert self.first is not None and self.value is not None  # a panel measures at once
        way = self.first - self.target
        if self.now or way == 0 or not math.isfinite(way):
            return 1.0 if self.now else 0.0
        return float(min(max((self.first - self.value) / way, 0.0), 1.0))

    def text(self) -> str:
        """One sentence: what is asked, and where the learner stands."""
        goal = self.goal
        if self.now:
            return f"Goal reached: {goal.label} {self._words(self.value)}, {self.aim()}."
        before = " You have been there before." if self.reached else ""
        return f"Goal: {goal.label} {self.aim()}. Now {self._words(self.value)}.{before}"

    def aim(self) -> str:
        """The target in words: "at most 395 g"."""
        return f"{'at least' if self.goal.at_least else 'at most'} {self._words(self.target)}"

    def _words(self, number):
        return with_unit(rounded(number), self.goal.unit)

    def __repr__(self):
        return f"GoalState(value={rounded(self.value)}, reached={self.reached})"
