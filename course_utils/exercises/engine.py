"""An exercise: checks an answer in words, gives hints in stages, shows a solution on request.

An exercise is written as the code that solves it, and each mistake that it recognises is written as
the code that makes it, so both can be run by a test:

    @exercise("easy", minutes=3, cases=[(2.0, 1.0, 10.0)], hints=["Multiply first, then add."])
    def predict(a, b, x):
        return a * x + b

    @predict.mistake("b is missing: with x = 0 the answer should be b.")
    def forgot_b(a, b, x):
        return a * x
"""

import ast
import copy
import html
import inspect
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

CORRECT, NOT_YET, NOT_ATTEMPTED = "Correct", "Not yet", "Not attempted"

listeners: list[Callable[[str], None]] = []  # each is told the name of an exercise that was solved


@dataclass(frozen=True)
class Verdict:
    """What came of a check: a status and a sentence or two. Shown as the output of a cell."""

    status: str
    words: str

    def __repr__(self) -> str:
        return f"{self.status}. {self.words}".rstrip()

    def _repr_html_(self) -> str:
        colour = {CORRECT: "#009e73", NOT_YET: "#d55e00", NOT_ATTEMPTED: "#767676"}[self.status]
        sign = {CORRECT: "✓", NOT_YET: "✗", NOT_ATTEMPTED: "…"}[self.status]
        words = html.escape(self.words).replace("\n", "<br>")
        return (
            f'<div role="status" style="border-left: 4px solid {colour}; padding: 2px 10px">'
            f"<strong>{sign} {self.status}.</strong> {words}</div>"
        )


@dataclass(frozen=True)
class Note:
    """Text or code to read: a hint or a solution."""

    title: str
    text: str
    is_code: bool = False

    def __repr__(self) -> str:
        return f"{self.title}\n{self.text}"

    def _repr_html_(self) -> str:
        tag = "pre" if self.is_code else "span"
        gap = "" if self.is_code else " "
        title, text = html.escape(self.title), html.escape(self.text)
        return f"<div><strong>{title}</strong>{gap}<{tag}>{text}</{tag}></div>"


class Exercise:
    """One exercise, made by the decorator `exercise`.

    The decorated function is the solution. With `cases` the answer is a function and is called with
    each case; without, the answer is the value that the solution returns.
    """

    def __init__(self, solution, difficulty, minutes, cases, hints, rtol):
        self.name = f"{_lesson_of(solution)}.{solution.__name__}"
        self.difficulty, self.minutes = difficulty, minutes
        self.cases, self.hints, self.rtol = cases, tuple(hints), rtol
        self.mistakes: list[tuple[Callable, str]] = []
        self._solution, self._hints_shown = solution, 0

    def mistake(self, words: str) -> Callable:
        """Decorator: a wrong answer, as code, and the sentence for a learner who gave it."""

        def keep(wrong: Callable) -> Callable:
            self.mistakes.append((wrong, words))
            return wrong

        return keep

    def check(self, answer) -> Verdict:
        """Compare an answer with the solution. Never raises: whatever is off is said in words."""
        verdict = self._check_function(answer) if self.cases else self._check_value(answer)
        if verdict.status == CORRECT:
            for listener in listeners:
                listener(self.name)
        return verdict

    def hint(self) -> Note:
        """The next hint; after the last one, the last one again."""
        self._hints_shown = min(self._hints_shown + 1, len(self.hints))
        title = f"Hint {self._hints_shown} of {len(self.hints)}."
        return Note(title, self.hints[self._hints_shown - 1])

    def solution(self) -> Note:
        """The solution, as code that runs."""
        return Note("One solution:", solution_code(self._solution, bool(self.cases)), is_code=True)

    def __repr__(self) -> str:
        return f"Exercise {self.name}: {self.difficulty}, about {self.minutes} minutes"

    def _check_value(self, answer) -> Verdict:
        if _is_blank(answer):
            return Verdict(
                NOT_ATTEMPTED, "Put your answer in place of the dots, then run the cell."
            )
        wanted = self._solution()
        if _same(answer, wanted, self.rtol):
            return Verdict(CORRECT, "")
        for wrong, words in self.mistakes:
            if _same(answer, wrong(), self.rtol):
                return Verdict(NOT_YET, words)
        return Verdict(NOT_YET, _difference(answer, wanted))

    def _check_function(self, answer) -> Verdict:
        if _is_blank(answer):
            return Verdict(NOT_ATTEMPTED, "Write the function, then run the cell again.")
        if not callable(answer):
            return Verdict(NOT_YET, f"A function is wanted here; this is {_kind(answer)}.")
        given = []
        for case in self.cases:
            try:
                given.append(answer(*copy.deepcopy(case)))
            except Exception as error:
                said = f"{type(error).__name__}: {error}".rstrip(": ")
                return Verdict(NOT_YET, f"With {_call(self, case)} your function stopped: {said}.")
        if all(_is_blank(value) for value in given):
            words = "The function returns nothing yet: replace the dots, and return the result."
            return Verdict(NOT_ATTEMPTED, words)
        return self._judge_results(given)

    def _judge_results(self, given: list) -> Verdict:
        def agrees(function):
            pairs = zip(given, self.cases, strict=True)
            return all(_same(g, function(*copy.deepcopy(c)), self.rtol) for g, c in pairs)

        if agrees(self._solution):
            return Verdict(CORRECT, "")
        for wrong, words in self.mistakes:
            if agrees(wrong):
                return Verdict(NOT_YET, words)
        for value, case in zip(given, self.cases, strict=True):
            wanted = self._solution(*copy.deepcopy(case))
            if not _same(value, wanted, self.rtol):
                words = f"With {_call(self, case)}: {_difference(value, wanted, reveal=True)}"
                return Verdict(NOT_YET, words)
        raise AssertionError("an answer that agrees everywhere was not called correct")


def exercise(
    difficulty: str,
    minutes: int,
    *,
    cases: Sequence[tuple] | None = None,
    hints: Sequence[str],
    rtol: float = 1e-3,
) -> Callable[[Callable], Exercise]:
    """Decorator that makes an exercise of the function that solves it.

    difficulty: easy, medium or hard. minutes: what a learner should need. cases: the arguments to
    try an answer with, if the answer is a function. rtol: relative tolerance of the comparison.
    """
    if difficulty not in ("easy", "medium", "hard"):
        raise ValueError(f"difficulty is easy, medium or hard, not {difficulty!r}")
    return lambda solution: Exercise(solution, difficulty, minutes, cases, hints, rtol)


def _lesson_of(function: Callable) -> str:
    """`two_dials` for a function of `course_utils.lessons.two_dials.exercises`."""
    *_, folder, file = ["", *function.__module__.split(".")]
    return folder if file == "exercises" else file


def solution_code(function: Callable, as_function: bool) -> str:
    """Source of a solution: the function without its decorator, or its body with `answer =`."""
    source = textwrap.dedent(inspect.getsource(function))
    node = ast.parse(source).body[0]
    lines = source.splitlines()
    if as_function:
        return "\n".join(lines[node.lineno - 1 :])
    body = textwrap.dedent("\n".join(lines[node.body[0].lineno - 1 :]))
    before, _, value = body.rpartition("return ")
    return f"{before}answer = {value}"


def _is_blank(answer) -> bool:
    return answer is None or answer is Ellipsis


def _as_array(value) -> np.ndarray | None:
    """The value as an array of numbers, truth values or text; None if it is nothing of the kind."""
    try:
        array = np.asarray(value)
    except Exception:
        return None
    return array if array.dtype.kind in "biufcU" else None


def _same(answer, wanted, rtol: float) -> bool:
    got, want = _as_array(answer), _as_array(wanted)
    if got is None or want is None or got.shape != want.shape:
        return False
    if got.dtype.kind == "U" or want.dtype.kind == "U" or want.dtype.kind == "b":
        return got.dtype.kind == want.dtype.kind and bool(np.all(got == want))
    if got.dtype.kind == "b":
        return False
    # Small entries are judged against the size of the whole answer, not against themselves.
    scale = float(np.max(np.abs(want), initial=0.0))
    return bool(np.allclose(got, want, rtol=rtol, atol=rtol * scale * 1e-3))


def _difference(answer, wanted, reveal: bool = False) -> str:
    """One sentence on how an answer differs. `reveal` adds what was wanted."""
    got, want = _as_array(answer), _as_array(wanted)
    if got is None or (got.dtype.kind == "U") != (want.dtype.kind == "U"):
        return f"{_kind(wanted)} is wanted here; this is {_kind(answer)}.".capitalize()
    if got.shape != want.shape:
        return f"The shape should be {want.shape}; yours is {got.shape}."
    if want.dtype.kind == "b" or want.dtype.kind == "U":
        return f"{_show(answer)} is not it."
    if got.dtype.kind == "b":
        return f"{_kind(wanted)} is wanted here; this is {_kind(answer)}.".capitalize()
    if not np.all(np.isfinite(got)):
        return "There is a NaN (not a number) or an infinity in the answer."
    if reveal:
        return f"expected {_show(wanted)}, got {_show(answer)}."
    if want.ndim == 0:
        return f"{_show(answer)} is too {'small' if got < want else 'large'}."
    off = int(np.sum(~np.isclose(got, want, rtol=1e-3)))
    return f"{off} of the {want.size} numbers {'is' if off == 1 else 'are'} off."


def _kind(value) -> str:
    array = _as_array(value)
    if callable(value):
        return "a function"
    if array is None:
        return f"a {type(value).__name__}"
    word = {"U": "text", "b": "a truth value"}.get(array.dtype.kind, "a number")
    return word if array.ndim == 0 else f"an array of shape {array.shape}"


def _show(value) -> str:
    if callable(value):
        return getattr(value, "__name__", "a function")
    array = _as_array(value)
    if array is None or array.dtype.kind == "U":
        return repr(value)
    if array.ndim == 0:
        return f"{array.item():.4g}" if array.dtype.kind in "iuf" else str(array.item())
    shown = np.array2string(array, precision=3, threshold=8, separator=", ")
    return " ".join(shown.split())


def _call(exercise_: Exercise, case: tuple) -> str:
    names = list(inspect.signature(exercise_._solution).parameters)
    return ", ".join(f"{name} = {_show(value)}" for name, value in zip(names, case, strict=True))
