"""At which settings of its dials a panel is recorded.

All of them where they are few.  Otherwise, for each position of its choices: every dial by itself,
finely around the start and evenly to its ends; every pair of dials coarsely; and the surroundings
of a setting at which the panel's goal is reached.
"""

import itertools
import math
import os
from collections.abc import Iterable, Iterator
from typing import Any

from course_utils.dials import Choice, Dial, Panel

MOST = int(os.environ.get("DIALS_PICTURES", 300))  # pictures of a panel; tests are content with few
FOR_THE_GOAL = 0.2  # of the pictures, where there is a goal
TRIES = 600  # measures that are taken to find a setting at which the goal is reached
Setting = dict[str, Any]


def settings(panel: Panel, most: int = MOST) -> list[Setting]:
    """Up to `most` settings, the start first, neighbours mostly beside one another."""
    dials = {name: knob.dial for name, knob in panel.knobs.items()}
    places = {name: positions(dial) for name, dial in dials.items()}
    if math.prod(map(len, places.values())) <= most:
        found = _product(panel.starts, places)
    else:
        found = _some(panel, places, most)
    wanted = [panel.starts, *(panel.starts | setting for setting in panel.strip)]
    return _once([*wanted, *found])[:most]


def positions(dial: Dial | Choice) -> list[Any]:
    """Every value that the arrow keys reach, from one end to the other."""
    if isinstance(dial, Choice):
        return list(dial.options)
    low, high = (math.log10(x) if dial.log else x for x in (dial.low, dial.high))
    steps = max(math.ceil((high - low) / dial.step - 1e-9), 1)
    reached = [dial.at(min(i * dial.step / (high - low), 1.0)) for i in range(steps)]
    return list(dict.fromkeys([*reached, dial.read(dial.high)]))


def thinned(values: list[Any], start: Any, most: int) -> list[Any]:
    """Up to `most` of the values, in order: half evenly from end to end, half around `start`."""
    if len(values) <= most:
        return values
    count = max(most // 2, 2)
    kept = {round(i * (len(values) - 1) / (count - 1)) for i in range(count)}
    middle = nearest(values, start)
    around = sorted(range(len(values)), key=lambda i: abs(i - middle))
    for place in around:
        if len(kept) < most:
            kept.add(place)
    return [values[i] for i in sorted(kept)]


def even(values: list[Any], most: int) -> list[Any]:
    """Up to `most` (2 or more) of the values, evenly from end to end."""
    if len(values) <= most:
        return values
    return [values[round(i * (len(values) - 1) / (most - 1))] for i in range(most)]


def nearest(values: list[Any], value: Any) -> int:
    """The place of the value that comes nearest."""
    if value in values:
        return values.index(value)
    return min(range(len(values)), key=lambda i: abs(values[i] - value))


def _some(panel: Panel, places: dict[str, list], most: int) -> list[Setting]:
    numbers = {n: v for n, v in places.items() if isinstance(panel.knobs[n].dial, Dial)}
    choices = {n: v for n, v in places.items() if n not in numbers}
    bases = list(_product(panel.starts, choices))
    if len(bases) * 6 * max(len(numbers), 1) > most:  # each choice by itself
        bases = _once(panel.starts | {n: option} for n, v in choices.items() for option in v)
        bases = bases or [panel.starts]
    rest = most - 1 - len(panel.strip)
    solved = _solved(panel, numbers) if panel.goal and numbers else None
    near = round(rest * FOR_THE_GOAL) if solved else 0
    each = (rest - near) // len(bases)
    found = [s for base in bases for s in _lines_and_pairs(base, panel.starts, numbers, each)]
    return [*found, *(_around(solved, numbers, near) if solved else [])]


def _lines_and_pairs(
    base: Setting, starts: Setting, numbers: dict[str, list], most: int
) -> Iterator[Setting]:
    """Each dial by itself, then each pair over a grid; up to about `most` settings."""
    pairs = list(itertools.combinations(numbers, 2))
    if not numbers:
        yield base
        return
    along = most // len(numbers) if not pairs else max(most * 2 // 5 // len(numbers), 3)
    for name, values in numbers.items():
        for value in thinned(values, starts[name], along):
            yield base | {name: value}
    for pair in pairs:
        grid = _grid([numbers[name] for name in pair], (most - along * len(numbers)) // len(pairs))
        for both in itertools.product(*grid):
            yield base | dict(zip(pair, both, strict=True))


def _grid(axes: list[list], most: int) -> list[list]:
    """Two lists of values whose product has up to `most` members; the short list is kept whole."""
    side = max(math.isqrt(max(most, 4)), 2)
    short = min(len(axes[0]), len(axes[1]))
    if short < side:
        other = max(most // short, 2)
        return [even(axis, short if len(axis) == short else other) for axis in axes]
    return [even(axis, side) for axis in axes]


def _around(centre: Setting, numbers: dict[str, list], most: int) -> Iterator[Setting]:
    """Each dial a few steps to both sides of a setting, then two dials together."""
    yield centre
    along = max(most // (2 * len(numbers)), 3)
    for name, values in numbers.items():
        for value in thinned(values, centre[name], along):
            yield centre | {name: value}
    pairs = list(itertools.combinations(numbers, 2))
    side = math.isqrt(most // (2 * len(pairs))) if pairs else 0
    for pair in pairs:
        near = [_beside(numbers[name], centre[name], side) for name in pair]
        for both in itertools.product(*near):
            yield centre | dict(zip(pair, both, strict=True))


def _beside(values: list, value: Any, count: int) -> list:
    first = min(max(nearest(values, value) - count // 2, 0), max(len(values) - count, 0))
    return values[first : first + count]


def _solved(panel: Panel, numbers: dict[str, list]) -> Setting | None:
    """A setting at which the goal is reached, searched downhill; None if none was found."""
    goal = panel.goal
    assert goal is not None
    sign = -1 if goal.goal.at_least else 1
    place = {name: nearest(values, panel.starts[name]) for name, values in numbers.items()}

    def setting(at: dict[str, int]) -> Setting:
        return panel.starts | {name: numbers[name][i] for name, i in at.items()}

    def measured(at: dict[str, int]) -> float:
        try:
            return sign * goal.measure(setting(at))
        except Exception:  # a measure that wants its picture drawn first
            return math.inf

    best = measured(place)
    strides = {name: max(len(values) // 3, 1) for name, values in numbers.items()}
    tries = 0
    while best > sign * goal.target and tries < TRIES:
        around = list(_moves(place, strides, numbers))
        tries += len(around)
        value, there = min(((measured(at), i) for i, at in enumerate(around)), default=(best, 0))
        if value < best:
            best, place = value, around[there]
        elif all(stride == 1 for stride in strides.values()):
            break
        else:
            strides = {name: max(stride // 2, 1) for name, stride in strides.items()}
    return setting(place) if best <= sign * goal.target else None


def _moves(
    place: dict[str, int], strides: dict[str, int], numbers: dict[str, list]
) -> Iterator[dict[str, int]]:
    """One dial or two, a stride to either side."""
    names = list(place)
    several = [*((n,) for n in names), *itertools.combinations(names, 2)]
    for moved in several:
        for signs in itertools.product((-1, 1), repeat=len(moved)):
            steps = zip(moved, signs, strict=True)
            at = place | {n: place[n] + sign * strides[n] for n, sign in steps}
            if all(0 <= i < len(numbers[n]) for n, i in at.items()):
                yield at


def _product(start: Setting, places: dict[str, list]) -> list[Setting]:
    return [
        start | dict(zip(places, values, strict=True))
        for values in itertools.product(*places.values())
    ]


def _once(many: Iterable[Setting]) -> list[Setting]:
    return list({tuple(setting.items()): setting for setting in many}.values())
