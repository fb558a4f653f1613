"""What is said about an answer: what came, what is wanted, and what that usually means.

Nothing here says "shape" before it is taught (`shapes=True`), shows a wall of numbers, or writes a
number in a way that a learner has not met.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .compare import as_array, as_truth, close, kind, largest, same

COUNT = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
ORDINAL = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
SHOWN = 6  # as many numbers of an array are shown, at most


@dataclass(frozen=True)
class Task:
    """What a sentence needs to know about the exercise that it speaks of.

    each: what there is one number for, such as "penguin". shapes: whether "shape" has been taught.
    averages, sums: whether the solution takes a mean, or adds up.
    """

    rtol: float = 1e-3
    each: str = ""
    shapes: bool = False
    averages: bool = False
    sums: bool = False


def number(value: Any, digits: int = 4) -> str:
    """A number as it is read: 886,272 · 0.3125 · −4.5 · 2 × 10^20; never 8.9e+05 or −0."""
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if not np.isfinite(value):
        return str(float(value))
    value = value + 0  # no −0
    size = abs(value)
    digits = digits if size >= 0.1 else digits - 1
    if size >= 1e15 or 0 < size < 1e-6:
        mantissa, _, power = f"{size:.{digits - 1}e}".partition("e")
        text = f"{_stripped(mantissa)} × 10^{int(power)}"
    else:
        decimals = 0 if size == 0 else max(0, digits - 1 - int(np.floor(np.log10(size))))
        text = _stripped(f"{size:,.{decimals}f}")
    return f"−{text}" if value < 0 and text != "0" else text


def _stripped(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def without_dust(array: np.ndarray) -> np.ndarray:
    """Numbers that are 0 but for rounding, such as the cosine of a right angle, as 0."""
    size = np.max(np.abs(array), initial=0.0)
    return np.where(np.abs(array) < 1e-12 * size, 0, array)


def apart(got: Any, want: Any) -> tuple[str, str]:
    """Two numbers that differ, with as many digits as it takes to see it."""
    for digits in range(4, 16):
        if number(got, digits) != number(want, digits):
            break
    return number(got, digits), number(want, digits)


def show(value: Any, at_most: int = SHOWN) -> str:
    """A value in a sentence: small ones in full, large ones by what they are."""
    if callable(value):
        return getattr(value, "__name__", "a function")
    array = as_array(value)
    if array is None or array.size > at_most:
        return describe(value)
    if array.dtype.kind == "U":
        return repr(array.tolist())
    return _nested(array)


def _nested(array: np.ndarray) -> str:
    if array.ndim == 0:
        return number(array.item())
    parts = [_nested(part) for part in array]
    return f"[{('; ' if any(',' in p for p in parts) and array.ndim == 1 else ', ').join(parts)}]"


def describe(value: Any, shapes: bool = False) -> str:
    """What a value is: "four numbers", "a table of 2 rows and 3 columns", "a function"."""
    if callable(value):
        return "a function"
    array = as_array(value)
    if array is None:
        return _odd(value)
    text = _arranged(array)
    return f"{text} (shape {array.shape})" if shapes and array.ndim else text


def _arranged(array: np.ndarray) -> str:
    word = _thing(array)
    if array.ndim == 0:
        return {"U": "one text", "b": "a truth value (True or False)"}.get(
            array.dtype.kind, "one number"
        )
    if array.size == 0:
        return f"no {word}s at all"
    if array.ndim == 1:
        return counted(len(array), word)
    *tables, rows, columns = array.shape
    if word == "text" and not tables:
        return f"{counted(rows, 'list')} of {counted(columns, word)}"
    table = f"{counted(rows, 'row', figures=True)} and {counted(columns, 'column', figures=True)}"
    if not tables:
        return f"a table of {table}"
    return f"{counted(int(np.prod(tables)), 'table')} of {table}"


def counted(many: int, thing: str = "", figures: bool = False) -> str:
    """ "four numbers", "one number", "886,272 numbers", "4 rows" in figures, or "four" alone."""
    name = COUNT[many] if many < len(COUNT) and not figures else f"{many:,}"
    return f"{name} {thing}{'' if many == 1 else 's'}" if thing else name


def _odd(value) -> str:
    if isinstance(value, dict):
        return "a dictionary"
    if isinstance(value, set | frozenset):
        return f"a {type(value).__name__}, which keeps no order (a list does)"
    if isinstance(value, complex):
        return "a complex number"
    if isinstance(value, list | tuple):
        return f"{counted(len(value), 'thing')} of different kinds or lengths"
    if hasattr(value, "__next__"):
        return f"a {type(value).__name__}, which has not been worked out yet (list(…) does that)"
    return f"something else (a {type(value).__name__})"


def difference(
    answer: Any, wanted: Any, task: Task, *, reveal: bool = False, inputs: dict | None = None
) -> str:
    """How an answer differs from what is wanted, as the end of a sentence.

    inputs: the arguments of a function, by name; None if the answer is a value. reveal: say also
    what is wanted.
    """
    if callable(answer):
        return _not_called(answer)
    if answer is None or answer is Ellipsis:
        return (
            "nothing comes out: a return is missing somewhere, or its dots are still to be replaced"
        )
    got, want = as_array(answer), as_array(wanted)
    in_parts = want is None or _lists_of_texts(wanted, want)
    if in_parts and isinstance(answer, list | tuple) and len(answer) == len(wanted):
        return _part_that_differs(answer, wanted, task, reveal, inputs)
    if got is None or want is None or (kind(got) != kind(want) and not as_truth(got, want)):
        return _other_kind(answer, wanted, task)
    if got.shape != want.shape and not got.size == want.size == 1:
        return _other_arrangement(got, want, answer, task, inputs or {})
    if want.dtype.kind in "Ub":
        if got.size > SHOWN:
            return _several(got, want, task, reveal)
        text = f"{show(answer)} is not it"
        return f"{text}: {show(wanted)} is wanted." if reveal else f"{text}."
    if not np.all(np.isfinite(got)):
        return _not_finite(got)
    if got.size == 1:
        return _one_number(got.item(), want.item(), reveal, is_value=inputs is None)
    return _several(without_dust(got), without_dust(want), task, reveal)


def _lists_of_texts(wanted: Any, array: np.ndarray) -> bool:
    """Whether these are several lists of texts: equally long by chance, so no table."""
    return isinstance(wanted, list | tuple) and array.dtype.kind == "U" and array.ndim == 2


def _part_that_differs(answer, wanted, task: Task, reveal: bool, inputs: dict | None) -> str:
    """For several things of different shapes: what is off in the first that is."""
    scale = largest(*wanted)
    for place, (got, want) in enumerate(zip(answer, wanted, strict=True)):
        if not same(got, want, task.rtol, scale):
            words = difference(got, want, task, reveal=reveal, inputs=inputs)
            return f"result {place + 1} of {len(wanted)}: {words}"
    return _other_kind(answer, wanted, task)


def _not_called(answer: Callable) -> str:
    name = getattr(answer, "__name__", "it")
    return (
        f"this is the function {name} itself, not what it gives: a pair of parentheses is missing, "
        f"as in {name}()."
    )


def _other_kind(answer, wanted, task: Task) -> str:
    if as_array(wanted) is None and isinstance(wanted, list | tuple):
        several = isinstance(answer, list | tuple) and len(answer) != len(wanted)
        came = counted(len(answer)) if several else describe(answer)
        which = "the exercise says which, and in which order"
        return f"{counted(len(wanted), 'result')} are wanted ({which}); what came out: {came}."
    words = f"{describe(wanted, task.shapes)} {_is(wanted)} wanted here; this is {describe(answer)}"
    array = as_array(answer)
    quoted = array is not None and array.dtype.kind == "U"
    tip = (
        " Write numbers without quotation marks." if quoted and as_array(wanted) is not None else ""
    )
    return f"{words}.{tip}"


def _is(wanted) -> str:
    array = as_array(wanted)
    if array is None or not 0 < array.ndim <= (2 if array.dtype.kind == "U" else 1):
        return "is"
    return "is" if len(array) == 1 else "are"


def _other_arrangement(got, want, answer, task: Task, inputs: dict) -> str:
    if isinstance(answer, tuple | list) and _comma_in_a_number(got, want):
        one, *rest = (str(abs(int(part))) for part in got)
        return (
            f"a comma cannot stand inside a number: Python reads {one},{','.join(rest)} as "
            f"{counted(len(got), 'number')}. Leave it out, and write decimals with a point."
        )
    came, wanted = describe(got, task.shapes), describe(want, task.shapes)
    this = "these are" if _is(got) == "are" else "this is"
    came = f"{came} came out{_one_for_each(got, task, inputs)}" if inputs else f"{this} {came}"
    return f"{came}; {wanted} {_is(want)} wanted{_what_it_means(got, want, task, inputs)}"


def _comma_in_a_number(got: np.ndarray, want: np.ndarray) -> bool:
    whole = got.dtype.kind in "iu" and got.ndim == 1 and got.size in (2, 3)
    return bool(whole and want.ndim == 0 and np.all((got[1:] >= 0) & (got[1:] < 1000)))


def _one_for_each(got: np.ndarray, task: Task, inputs: dict) -> str:
    """Which input has as many numbers (or rows) as came out; pieces of texts go with no text."""
    if got.ndim != 1 or got.size == 1:
        return ""
    for name, value in inputs.items():
        array = as_array(value)
        pieces = array is not None and array.dtype.kind == got.dtype.kind == "U"
        if array is not None and array.ndim and len(array) == len(got) and not pieces:
            return f", one for each {task.each or _part_of(name, array)}"
    return ""


def _part_of(name: str, array: np.ndarray) -> str:
    thing = "word" if array.dtype.kind == "U" else "number"
    return f"row of {name}" if array.ndim > 1 else f"{thing} in {name}"


def _what_it_means(got: np.ndarray, want: np.ndarray, task: Task, inputs: dict) -> str:
    if got.ndim == 2 and got.T.shape == want.shape:
        return ". Have rows and columns been swapped?"
    if got.size == want.size and got.dtype.kind not in "Ub":
        right = same(got.ravel(), want.ravel(), task.rtol)
        return ". The numbers are right, their arrangement is not." if right else "."
    if want.ndim == 0 and got.size:
        if task.averages:
            return ": did you average?"
        return ": did you add them up?" if task.sums else "."
    if got.ndim == 0 and want.ndim == 1:
        return f"{_one_for_each(want, task, inputs) or _commas(want, inputs)}."
    if got.ndim == want.ndim == 1 and abs(got.size - want.size) == 1:
        return f": one too {'many' if got.size > want.size else 'few'}."
    return "."


def _commas(want: np.ndarray, inputs: dict) -> str:
    """How to write a few numbers, where the learner has not been handed arrays to work on."""
    arrays = [as_array(value) for value in inputs.values()]
    on_arrays = any(array is not None and array.ndim for array in arrays)
    between = "a comma" if want.size == 2 else "commas"
    return "" if on_arrays or want.size > 3 else f", with {between} between them"


def _not_finite(got: np.ndarray) -> str:
    if np.any(np.isnan(got)):
        return (
            "there is a nan (not a number) in the answer: it comes from 0/0, from inf/inf or inf·0 "
            "(numbers grew too large), or from the root or the logarithm of a negative number."
        )
    return (
        "there is an inf (infinity) in the answer: something was divided by 0, or e was taken to a "
        "power far too large."
    )


def _one_number(got, want, reveal: bool, is_value: bool) -> str:
    shown, wanted = apart(got, want)
    if reveal:
        return f"{wanted} is wanted, yours is {shown}."
    side = "small" if got < want else "large"
    if is_value:
        return f"{shown} is too {side}."
    places = isinstance(want, int) and abs(want) < 10  # a place, a label: "too large" means nothing
    return f"yours is {shown}, which is {'not right' if places else f'too {side}'}."


def _several(got: np.ndarray, want: np.ndarray, task: Task, reveal: bool) -> str:
    """Which of several numbers, truth values or texts are off, and one of them."""
    off, thing = _off(got, want, task), _thing(want)
    place = tuple(int(i) for i in np.argwhere(off)[0])
    shown, wanted = _apart(got[place].item(), want[place].item())
    many = int(np.sum(off))
    some = f"{counted(many)} of the {counted(want.size, thing)} {'is' if many == 1 else 'are'} off"
    every = f"both {thing}s are off" if want.size == 2 else f"all {thing}s are off"
    count = every if many == want.size else some
    if reveal:
        return f"{_where(place, thing)} should be {wanted}, yours is {shown} ({count})."
    if thing != "truth value" and sorted(got.ravel().tolist()) == sorted(want.ravel().tolist()):
        return f"the right {thing}s, but not in their places."
    return f"{count}; look at {_where(place, thing)}: yours is {shown}."


def _off(got: np.ndarray, want: np.ndarray, task: Task) -> np.ndarray:
    """Where the two differ."""
    if want.dtype.kind == "U":
        return np.char.lower(np.char.strip(got)) != np.char.lower(want)
    off = ~close(got, want, task.rtol)
    return off if np.any(off) else got != want  # near enough one by one, yet not as a whole


def _thing(array: np.ndarray) -> str:
    """What an array holds."""
    return {"U": "text", "b": "truth value"}.get(array.dtype.kind, "number")


def _apart(got: Any, want: Any) -> tuple[str, str]:
    """Two things that differ, as they are read."""
    return (f"“{got}”", f"“{want}”") if isinstance(want, str) else apart(got, want)


def _where(place: Sequence[int], thing: str) -> str:
    names = [ORDINAL[i] if i < len(ORDINAL) else f"{i + 1}th" for i in place]
    if len(names) == 1:
        return f"the {names[0]} {thing}"
    if len(names) == 2:
        return f"the {thing} in the {names[0]} row, {names[1]} column"
    return f"the {thing} in the {names[0]} table, {names[-2]} row, {names[-1]} column"


def call(inputs: dict, room: int = 12) -> str:
    """The arguments of a case, "a = 2, x = [1, 2]"; where they are too many, some are described.

    room: how many numbers may be shown.
    """
    parts = {name: _argument(name, value) for name, value in inputs.items()}
    for write in (lambda n: f"{n} ({describe(inputs[n])})", lambda n: n):
        for name in sorted(inputs, key=lambda n: _figures(parts[n]), reverse=True):
            if _figures(*parts.values()) <= room and len(", ".join(parts.values())) <= 130:
                break
            parts[name] = write(name)
    return ", ".join(parts.values())


def _argument(name: str, value) -> str:
    array = None if callable(value) else as_array(value)
    if array is None and isinstance(value, list) and len(repr(value)) <= 40:
        return f"{name} = {value}"  # a short list of lists of several lengths
    small = callable(value) or (array is not None and array.size <= SHOWN)
    return f"{name} = {show(value)}" if small else f"{name} ({describe(value)})"


def _figures(*texts: str) -> int:
    """How many numbers stand in some texts, those in names and sizes of tables not counted."""
    plain = [re.sub(r"\d+ (row|column)|[a-zA-Z]\w*", "", text) for text in texts]
    return sum(len(re.findall(r"\d[\d,.]*", text)) for text in plain)


def pattern(given: list, wanted: list) -> str:
    """A sentence, if all cases are wrong in one way; otherwise "".

    Always the same number, the wrong sign, or so many times (or so much more than) what is wanted.
    """
    gots, wants = ([as_array(value) for value in values] for values in (given, wanted))
    arrays = [array for array in gots + wants if array is not None and array.dtype.kind not in "Ub"]
    many = len(given)
    if len(arrays) < 2 * many or [a.size for a in arrays[:many]] != [a.size for a in arrays[many:]]:
        return ""
    got = np.concatenate([np.ravel(array) for array in arrays[:many]])
    want = np.concatenate([np.ravel(array) for array in arrays[many:]])
    if got.dtype.kind not in "iuf" or np.sum(want != 0) < 2 or not np.all(np.isfinite(got)):
        return ""
    if np.ptp(got) == 0 and np.ptp(want) > 0:
        return " It is the same number every time, whatever your function is given."
    more = float(np.mean(got - want))
    if abs(more) > 1e-6 * np.abs(want).max() and np.allclose(got - want, more, rtol=1e-4):
        return f" Everywhere it is {_more(more)} than what is wanted."
    times = got @ want / (want @ want)
    if not 0.01 <= abs(times) <= 1000 or np.isclose(times, 1):
        return ""
    largest_one = np.abs(want).max()
    small = np.abs(want) < 1e-9 * largest_one  # 0 but for rounding
    allowed = np.where(small, 1e-6 * largest_one, 1e-4 * np.abs(want))
    if np.any(np.abs(got - times * want) > allowed):
        return ""
    if np.isclose(times, -1, rtol=1e-4):
        return " The size is right everywhere, the sign is wrong everywhere."
    return f" Everywhere it is {number(times, 3)} times what is wanted."


def _more(much: float) -> str:
    return f"{number(abs(much), 3)} {'more' if much > 0 else 'less'}"
