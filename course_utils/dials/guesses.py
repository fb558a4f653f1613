"""Guesses that the learner commits to before anything is turned."""

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol
from weakref import WeakSet

from . import listening

if TYPE_CHECKING:
    from .widget import GuessFace  # ipywidgets, only when shown

reviews: dict[str, "Review"] = {}  # by the guess's name: the review that was made last


class Waiting(Protocol):
    """What waits for a guess."""

    def wake(self) -> None:
        """Called once the guess is made."""


def guess(question: str, choices: Sequence[str], *, name: str) -> "Guess":
    """Ask for a guess: one of `choices` (2 or more texts), to be committed to with a button.

    name: under what name it is recorded.  Returns a Guess; show it as a cell's last line and
    hand it to `panel(after=...)`.  ValueError when there is nothing to choose from.
    """
    return Guess(question, choices, name)


class Guess:
    """A question, the choices, and what was chosen (None until the learner commits)."""

    def __init__(self, question: str, choices: Sequence[str], name: str):
        self.question, self.choices, self.name = question, checked(choices), name
        self.chosen: str | None = None
        self.panels: WeakSet[Waiting] = WeakSet()  # those that wait for it
        self.face: GuessFace | None = None  # what shows it in a browser, once it is shown

    def choose(self, choice: int | str) -> None:
        """Commit to a choice, by its place (0, 1, ...) or its text.  ValueError if there is none.

        The first guess stands until the cell that asks is run again.
        """
        place = place_of(choice, self.choices)
        if self.chosen is None:
            self._commit(self.choices[place])

    def _commit(self, chosen: str) -> None:
        self.chosen = chosen
        for waiting in [self, *self.panels]:
            waiting.wake()
        listening.notify("guess", self.name, self.chosen)

    def wake(self) -> None:
        """Show the choice in the browser, if the question is shown there."""
        if self.face is not None:
            self.face.show()

    def review(self, what_happened: object) -> "Review":
        """The guess beside what happened, to show as a cell's last line."""
        reviews[self.name] = Review(self, what_happened)
        return reviews[self.name]

    def __repr__(self) -> str:
        lines = [self.question, *(f"( ) {choice}" for choice in self.choices)]
        if self.chosen is not None:
            lines[1 + self.choices.index(self.chosen)] = f"(•) {self.chosen}"
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{_mark(self, choice)}</li>" for choice in self.choices)
        return (
            f"<p><strong>Your guess first.</strong> {html.escape(self.question)}</p>"
            f'<ul style="list-style: none">{items}</ul>'
        )

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        from .widget import show_guess  # ipywidgets, only when shown

        return show_guess(self)


class Review:
    """What was guessed, and what happened: folded away until there is a guess (a click opens)."""

    def __init__(self, guess: Guess, what_happened: object):
        self.guess, self.what_happened = guess, str(what_happened)
        self.rows = [
            ("The question", guess.question),
            ("Your guess", guess.chosen or "none this time, and that is fine; look:"),
            ("What happened", self.what_happened),
        ]

    def __repr__(self) -> str:
        return "\n".join(f"{head}: {text}" for head, text in self.rows)

    def _repr_html_(self) -> str:
        question, chosen, happened = (
            f"<p><strong>{head}:</strong> {html.escape(text)}</p>" for head, text in self.rows
        )
        if self.guess.chosen is not None:
            return f"<div>{question}{chosen}{happened}</div>"
        return (
            f"<div>{question}<details><summary>Guess first; then click here to see what happened."
            f"</summary>{happened}</details></div>"
        )


def checked(choices: Sequence[str]) -> list[str]:
    """The choices as a list.  ValueError if there is nothing to choose from."""
    if isinstance(choices, str) or len(set(choices)) != len(choices) or len(choices) < 2:
        raise ValueError(f"A guess needs at least two different choices: {choices!r}.")
    return list(choices)


def place_of(choice: int | str, choices: Sequence[str]) -> int:
    """The place of a choice, given by its place or its text.  ValueError if there is none."""
    place: Any = choices.index(choice) if choice in choices else choice
    if isinstance(place, bool) or place not in range(len(choices)):
        last = len(choices) - 1
        raise ValueError(f"The choices are numbered 0 to {last}; {choice!r} is none of them.")
    return place


def _mark(guess: Guess, choice: str) -> str:
    return f"{'◉' if choice == guess.chosen else '○'} {html.escape(choice)}"
