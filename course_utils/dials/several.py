"""Several questions that are answered together, with one button: sentences to judge, a quiz."""

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from .guesses import Guess, Review, checked, place_of, reviews

if TYPE_CHECKING:
    from .widget import SeveralFace  # ipywidgets, only when shown

AND = "; "  # between two choices, where all are recorded as one


class Question(NamedTuple):
    """One of several: a text, and what can be answered."""

    text: str
    choices: Sequence[str]


class Answer(NamedTuple):
    """What is right, why, and the notebooks that show it: {what the link says: where it leads}."""

    right: str
    words: str
    where: dict[str, str]


def guess_all(title: str, questions: Sequence[Question], *, name: str) -> "Several":
    """Ask several questions at once, all to be committed to with one button.

    title: stands above them.  name: under what name they are recorded.  Returns what `guess` does;
    its `review` takes an Answer for each question.
    """
    return Several(title, questions, name)


class Several(Guess):
    """Questions, and what was chosen in each (None until the learner commits)."""

    def __init__(self, title: str, questions: Sequence[Question], name: str):
        asked = [Question(text, checked(choices)) for text, choices in questions]
        if len({question.text for question in questions}) != len(questions) or not questions:
            raise ValueError("Several questions need to be different, and at least one.")
        super().__init__(title, ["open", "answered"], name)
        self.questions = asked
        self.picked: list[int] = []  # places of the choices, once they are made
        self.face: SeveralFace | None = None

    def choose(self, choice: Any) -> None:
        """Commit to a choice in each question, by place (0, 1, ...) or text.  ValueError if there
        is none.  The first answers stand until the cell that asks is run again."""
        if isinstance(choice, int | str) or len(choice) != len(self.questions):
            raise ValueError(f"An answer is needed to each of {len(self.questions)} questions.")
        pairs = zip(self.questions, choice, strict=True)
        picked = [place_of(one, question.choices) for question, one in pairs]
        if self.chosen is None:
            self.picked = picked
            self._commit(AND.join(self.said()))

    def said(self) -> list[str]:
        """What was chosen in each question, once it is."""
        pairs = zip(self.questions, self.picked, strict=True)
        return [question.choices[place] for question, place in pairs]

    def review(self, what_happened: Any) -> "SeveralReview":
        """What was answered beside what is right, to show as a cell's last line.

        what_happened: an Answer for each question.
        """
        reviews[self.name] = shown = SeveralReview(self, what_happened)
        return shown

    def __repr__(self) -> str:
        lines = [self.question]
        for number, question in enumerate(self.questions, 1):
            lines.append(f"{number}. {question.text}")
            lines += [f"   {mark} {choice}" for mark, choice in self._marked(number - 1)]
        return "\n".join(lines).replace("○", "( )").replace("◉", "(•)")

    def _marked(self, number: int) -> list[tuple[str, str]]:
        picked = self.picked[number] if self.picked else None
        choices = self.questions[number].choices
        return [("◉" if place == picked else "○", choice) for place, choice in enumerate(choices)]

    def _repr_html_(self) -> str:
        items = []
        for number, question in enumerate(self.questions):
            choices = " &nbsp; ".join(
                f"{mark}&nbsp;{html.escape(choice)}" for mark, choice in self._marked(number)
            )
            items.append(f"<li>{html.escape(question.text)}<br>{choices}</li>")
        return (
            f"<p><strong>Your guess first.</strong> {html.escape(self.question)}</p>"
            f"<ol>{''.join(items)}</ol>"
        )

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        from .widget import show_several  # ipywidgets, only when shown

        return show_several(self)


class SeveralReview(Review):
    """What was answered, and what is right: folded away until there are answers."""

    def __init__(self, guess: Several, answers: Sequence[Answer]):
        for question, answer in zip(guess.questions, answers, strict=True):
            if answer.right not in question.choices:
                raise ValueError(f"“{answer.right}” is none of the choices of: {question.text}")
        self.several, self.answers = guess, list(answers)
        super().__init__(guess, "\n".join(self._lines()))

    @property
    def score(self) -> int:
        """How many answers are right."""
        pairs = zip(self._said(), self.answers, strict=True)
        return sum(said == answer.right for said, answer in pairs)

    def _said(self) -> list[str] | list[None]:
        several = self.several
        return several.said() if several.picked else [None] * len(several.questions)

    def _lines(self) -> list[str]:
        numbered = enumerate(zip(self.several.questions, self.answers, strict=True), 1)
        return [
            f"{number}. {question.text} {_from_a_capital(answer.right)}. "
            f"{answer.words} ({', '.join(answer.where)})"
            for number, (question, answer) in numbered
        ]

    def __repr__(self) -> str:
        return f"{self.several.question}\n{self.what_happened}"

    def _repr_html_(self) -> str:
        triples = zip(self.several.questions, self.answers, self._said(), strict=True)
        told = f"<ol>{''.join(_told(*triple) for triple in triples)}</ol>"
        if self.several.picked:
            return f"<div><p>As you said: {self.score} of {len(self.answers)}.</p>{told}</div>"
        return (
            "<div><details><summary>Guess first; then click here to see the answers.</summary>"
            f"{told}</details></div>"
        )


def _from_a_capital(words: str) -> str:
    """The first letter as a sentence begins; names further on keep theirs."""
    return words[0].upper() + words[1:]


def _told(question: Question, answer: Answer, said: str | None) -> str:
    links = ", ".join(
        f'<a href="{html.escape(target)}">{html.escape(text)}</a>'
        for text, target in answer.where.items()
    )
    yours = "" if said is None else f"{'✓' if said == answer.right else '✗'} You: {said}. "
    return (
        f"<li style='margin-bottom: 8px'><em>{html.escape(question.text)}</em><br>"
        f"{html.escape(yours)}<strong>{html.escape(_from_a_capital(answer.right))}.</strong> "
        f"{html.escape(answer.words)} ({links})</li>"
    )
