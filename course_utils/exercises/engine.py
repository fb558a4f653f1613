"""An exercise: checks an answer in words, gives hints in stages, shows a solution on request.

An exercise is written as the code that solves it, and each mistake that it recognises is written as
the code that makes it, so both can be run by a test:

    @exercise("easy", minutes=3, cases=[(2.0, 1.0, 10.0)], hints=["Multiply first, then add."])
    def predict(a, b, x):
        return a * x + b

    @predict.mistake("b is missing: with x = 0 the answer should be b.")
    def forgot_b(a, b, x):
        return a * x

An open-ended one is written as what is to be said about it, and is not judged:

    @open_exercise("medium", minutes=10, hints=["What do two misses, 1 g and 99 g, cost?"])
    def why_squares():
        "Squares make one large miss worse than many small ones. ..."
"""

import ast
import copy
import html
import inspect
import textwrap
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .compare import BY_HAND, largest, same
from .errors import does_nothing, explain, prints, uses_caret, wrong_arguments
from .words import Task, call, describe, difference, pattern

CORRECT, NOT_YET, NOT_ATTEMPTED = "Correct", "Not yet", "Not attempted"
NOTED = "Noted"  # an open-ended exercise was answered; nobody judges it

listeners: list[Callable[[str], None]] = []  # each is told the name of an exercise that was solved


COLOURS = {CORRECT: "#009e73", NOTED: "#0072b2", NOT_YET: "#d55e00", NOT_ATTEMPTED: "#767676"}
SIGNS = {CORRECT: "✓", NOTED: "✎", NOT_YET: "✗", NOT_ATTEMPTED: "…"}


@dataclass(frozen=True)
class Verdict:
    """What came of a check: a status and a sentence or two. Shown as the output of a cell."""

    status: str
    words: str

    def __repr__(self) -> str:
        return f"{self.status}. {self.words}".rstrip()

    def _repr_html_(self) -> str:
        colour = COLOURS[self.status]
        sign = SIGNS[self.status]
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


class _Hinting:
    """What both kinds of exercise have: a name, how hard and how long, and hints in stages."""

    def __init__(
        self, function: Callable, difficulty: str, minutes: int, hints: Sequence[str]
    ) -> None:
        self.name = f"{_lesson_of(function)}.{function.__name__}"
        self.difficulty, self.minutes, self.hints = difficulty, minutes, tuple(hints)
        self._hints_shown = 0

    def hint(self) -> Note:
        """The next hint; after the last one, the last one again."""
        self._hints_shown = min(self._hints_shown + 1, len(self.hints))
        title = f"Hint {self._hints_shown} of {len(self.hints)}."
        return Note(title, self.hints[self._hints_shown - 1])

    def _tell(self) -> None:
        for listener in listeners:
            listener(self.name)

    def __repr__(self) -> str:
        return f"Exercise {self.name}: {self.difficulty}, about {self.minutes} minutes"


class OpenExercise(_Hinting):
    """One open-ended exercise, made by the decorator `open_exercise`: any answer is taken down.

    The decorated function's docstring is the discussion.
    """

    def __init__(
        self, discussed: Callable, difficulty: str, minutes: int, hints: Sequence[str]
    ) -> None:
        super().__init__(discussed, difficulty, minutes, hints)
        self._text = inspect.cleandoc(discussed.__doc__ or "")

    def check(self, answer: Any) -> Verdict:
        """Take down any answer that is not blank."""
        blank = isinstance(answer, str) and not answer.strip(" .…\n")
        if _is_blank(answer) or blank:
            words = "Write your answer in place of the dots, in your own words."
            return Verdict(NOT_ATTEMPTED, words)
        self._tell()
        short = self.name.rpartition(".")[2]
        return Verdict(NOTED, f"Compare it with exercises.{short}.discussion().")

    def discussion(self) -> Note:
        """What there is to be said about it."""
        return Note("One answer, discussed:", self._text)

    solution = discussion


class Exercise(_Hinting):
    """One exercise, made by the decorator `exercise`.

    The decorated function is the solution. With `cases` the answer is a function and is called with
    each case; without, the answer is the value that the solution returns.
    """

    def __init__(
        self,
        solution: Callable,
        difficulty: str,
        minutes: int,
        cases: Sequence[tuple] | None,
        hints: Sequence[str],
        rtol: float,
        each: str,
        shapes: bool,
    ) -> None:
        super().__init__(solution, difficulty, minutes, hints)
        self.cases, self.rtol = cases, rtol
        self.mistakes: list[tuple[Callable, str]] = []
        used = solution.__code__.co_names
        self._task = Task(rtol, each, shapes, "mean" in used, "sum" in used)
        self._solution, self._misses = solution, 0
        self._results: dict[Callable, list] = {}
        self._parameters = list(inspect.signature(solution).parameters)

    def mistake(self, words: str) -> Callable:
        """Decorator: a wrong answer, as code, and the sentence for a learner who gave it."""

        def keep(wrong: Callable) -> Callable:
            self.mistakes.append((wrong, words))
            return wrong

        return keep

    def check(self, answer: Any) -> Verdict:
        """Compare an answer with the solution. Never raises: whatever is off is said in words."""
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            verdict = self._check_function(answer) if self.cases else self._check_value(answer)
        if verdict.status == CORRECT:
            self._tell()
        return verdict

    def solution(self) -> Note:
        """The solution, as code that runs."""
        return Note("One solution:", solution_code(self._solution, bool(self.cases)), is_code=True)

    def _check_value(self, answer) -> Verdict:
        if _is_blank(answer):
            return Verdict(
                NOT_ATTEMPTED, "Put your answer in place of the dots, then run the cell."
            )
        wanted = self._solution()
        if same(answer, wanted, self.rtol):
            return Verdict(CORRECT, "")
        for wrong, words in self.mistakes:
            if same(answer, wrong(), self.rtol):
                return Verdict(NOT_YET, words)
        words = difference(answer, wanted, self._task)
        return Verdict(NOT_YET, words[0].upper() + words[1:])

    def _check_function(self, answer) -> Verdict:
        if _is_blank(answer):
            return Verdict(NOT_ATTEMPTED, "Write the function, then run the cell again.")
        if not callable(answer):
            words = f"A function is wanted here; this is {describe(answer)}."
            return Verdict(NOT_YET, f"{words} Hand it over without parentheses.")
        if words := wrong_arguments(answer, self.cases[0], self._parameters):
            return Verdict(NOT_YET, words)
        given = []
        for case in self.cases:
            try:
                given.append(answer(*copy.deepcopy(case)))
            except Exception as error:
                words = explain(error, answer, self._parameters)
                if given:  # others went through, so it matters which one did not
                    inputs = dict(zip(self._parameters, case, strict=True))
                    words = f"{words} That was with {call(inputs)}."
                return Verdict(NOT_YET, words)
        if all(_is_blank(value) for value in given):
            return _nothing(answer, given)
        return self._judge_results(answer, given)

    def _judge_results(self, answer, given: list) -> Verdict:
        wanted = self._results_of(self._solution)
        if self._agree(given, wanted):
            return Verdict(CORRECT, "")
        for wrong, words in self.mistakes:
            if self._makes(wrong, given):
                return Verdict(NOT_YET, words)
        if uses_caret(answer):
            return Verdict(NOT_YET, "In Python ^ does not mean “to the power of”: write **.")
        self._misses += 1
        return Verdict(NOT_YET, self._miss(given, wanted))

    def _results_of(self, function: Callable) -> list:
        """What the solution, or a mistake, gives in each case: worked out once."""
        if function not in self._results:
            self._results[function] = [function(*copy.deepcopy(case)) for case in self.cases]
        return self._results[function]

    def _makes(self, wrong: Callable, given: list) -> bool:
        """Whether a recognised mistake gives just what was given."""
        try:
            return self._agree(given, self._results_of(wrong))
        except Exception:  # a mistake that cannot be made with some case
            return False

    def _scales(self, wanted: list) -> list[float]:
        """How large the numbers are that each result was worked out from; see `same`."""
        return [max(largest(*wanted), largest(*case)) for case in self.cases]

    def _agree(self, given: list, wanted: list) -> bool:
        triples = zip(given, wanted, self._scales(wanted), strict=True)
        return all(same(g, w, self.rtol, scale) for g, w, scale in triples)

    def _miss(self, given: list, wanted: list) -> str:
        """What is off in the first wrong case; from the second miss on, also what is wanted."""
        rows = zip(given, wanted, self.cases or (), self._scales(wanted), strict=True)
        got, want, case = next((g, w, c) for g, w, c, s in rows if not same(g, w, self.rtol, s))
        inputs = dict(zip(self._parameters, case, strict=True))
        words = difference(got, want, self._task, inputs=inputs, reveal=self._misses > 1)
        return f"With {call(inputs)}: {words}{pattern(given, wanted)}"


def exercise(
    difficulty: str,
    minutes: int,
    *,
    cases: Sequence[tuple] | None = None,
    hints: Sequence[str],
    rtol: float = 1e-3,
    by_hand: bool = False,
    each: str = "",
    shapes: bool = False,
) -> Callable[[Callable], Exercise]:
    """Decorator that makes an exercise of the function that solves it.

    difficulty: easy, medium or hard. minutes: what a learner should need. cases: the arguments to
    try an answer with, if the answer is a function; the first should be small enough to work out on
    paper, since it is shown. rtol: relative tolerance; whole numbers are compared exactly. by_hand:
    a pencil is meant, so an answer may be rounded to 1%. each: what an array has one number for,
    such as "penguin". shapes: the learner knows the word "shape".
    """
    _check_difficulty(difficulty)
    rtol = BY_HAND if by_hand else rtol
    return lambda solution: Exercise(
        solution, difficulty, minutes, cases, hints, rtol, each, shapes
    )


def open_exercise(
    difficulty: str, minutes: int, *, hints: Sequence[str]
) -> Callable[[Callable], OpenExercise]:
    """Decorator that makes an open-ended exercise: a function whose docstring is the discussion."""
    _check_difficulty(difficulty)
    return lambda discussed: OpenExercise(discussed, difficulty, minutes, hints)


def _check_difficulty(difficulty: str) -> None:
    if difficulty not in ("easy", "medium", "hard"):
        raise ValueError(f"difficulty is easy, medium or hard, not {difficulty!r}")


def _lesson_of(function: Callable) -> str:
    """`two_dials` for a function of `course_utils.lessons.two_dials.exercises`."""
    *_, folder, file = ["", *function.__module__.split(".")]
    return folder if file == "exercises" else file


def solution_code(function: Callable, as_function: bool) -> str:
    """Source of a solution: the function without its decorator, or its body with `answer =`."""
    source = textwrap.dedent(inspect.getsource(function))
    node = next(n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef))
    lines = source.splitlines()
    if as_function:
        return "\n".join(lines[node.lineno - 1 :])
    body = textwrap.dedent("\n".join(lines[node.body[0].lineno - 1 :]))
    before, _, value = body.rpartition("return ")
    return f"{before}answer = {value}"


def _is_blank(answer) -> bool:
    return answer is None or answer is Ellipsis


def _nothing(answer: Callable, given: list) -> Verdict:
    """What to say of a function that returned nothing, or dots, in every case."""
    if Ellipsis in given or does_nothing(answer):
        words = "The function returns nothing yet: replace the dots, and return the result."
        return Verdict(NOT_ATTEMPTED, words)
    if prints(answer):
        words = "Your function prints its result and returns nothing: write return, not print."
        return Verdict(NOT_YET, words)
    words = "Your function works something out, but returns nothing: its last line begins with"
    return Verdict(NOT_YET, f"{words} return.")
