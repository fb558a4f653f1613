"""Guesses that the learner commits to before anything is turned."""

import html
from weakref import WeakSet

from . import listening

reviews = {}  # by the prediction's name: the Review that was made last


def predict(question, choices, *, name):
    """Ask for a guess: one of `choices` (2 or more texts), to be committed to with a button.

    name: under what name it is recorded.  Returns a Prediction; show it as a cell's last line and
    hand it to `panel(after=...)`.  ValueError when there is nothing to choose from.
    """
    return Prediction(question, choices, name)


class Prediction:
    """A question, the choices, and what was chosen (None until the learner commits)."""

    def __init__(self, question, choices, name):
        if isinstance(choices, str) or len(set(choices)) != len(choices) or len(choices) < 2:
            raise ValueError(f"A prediction needs at least two different choices: {choices!r}.")
        self.question, self.choices, self.name = question, list(choices), name
        self.chosen = None
        self.panels = WeakSet()  # those that wait for it
        self.face = None

    def choose(self, choice):
        """Commit to a choice, by its place (0, 1, ...) or its text.  ValueError if there is none.

        The first guess stands until the cell that asks is run again.
        """
        if choice in self.choices:
            choice = self.choices.index(choice)
        if isinstance(choice, bool) or choice not in range(len(self.choices)):
            last = len(self.choices) - 1
            raise ValueError(f"The choices are numbered 0 to {last}; {choice!r} is none of them.")
        if self.chosen is not None:
            return
        self.chosen = self.choices[choice]
        for waiting in [self, *self.panels]:
            waiting.wake()
        listening.tell("prediction", self.name, self.chosen)

    def wake(self):
        """Tell the browser, if it is shown there."""
        if self.face is not None:
            self.face.tell()

    def review(self, what_happened):
        """The guess beside what happened, to show as a cell's last line."""
        reviews[self.name] = Review(self, what_happened)
        return reviews[self.name]

    def __repr__(self):
        lines = [self.question, *(f"( ) {choice}" for choice in self.choices)]
        if self.chosen is not None:
            lines[1 + self.choices.index(self.chosen)] = f"(•) {self.chosen}"
        return "\n".join(lines)

    def _repr_html_(self):
        items = "".join(f"<li>{_mark(self, choice)}</li>" for choice in self.choices)
        return (
            f"<p><strong>Your guess first.</strong> {html.escape(self.question)}</p>"
            f'<ul style="list-style: none">{items}</ul>'
        )

    def _repr_mimebundle_(self, **kwargs):
        from .widget import show_prediction  # ipywidgets, only when shown

        return show_prediction(self)


class Review:
    """What was guessed, and what happened."""

    def __init__(self, prediction, what_happened):
        self.prediction, self.what_happened = prediction, str(what_happened)
        self.rows = [
            ("The question", prediction.question),
            ("Your guess", prediction.chosen or "none this time, and that is fine; look:"),
            ("What happened", self.what_happened),
        ]

    def __repr__(self):
        return "\n".join(f"{head}: {text}" for head, text in self.rows)

    def _repr_html_(self):
        items = "".join(
            f"<p><strong>{head}:</strong> {html.escape(text)}</p>" for head, text in self.rows
        )
        return f"<div>{items}</div>"


def _mark(prediction, choice):
    return f"{'◉' if choice == prediction.chosen else '○'} {html.escape(choice)}"
