"""What shows a panel, a guess or a button in a browser: the only place that knows ipywidgets.

Messages from the page (panel.js):
    {kind: "hello", view, ratio}     a view opened, on a screen with so many pixels a point
    {kind: "turn", values, asked}    dials were turned; `asked` comes back with the answer
    {kind: "bye", view}              a view closed
Messages to the page: {kind: "state", serial, asked, values, text, goal, problem, asleep}, with the
picture as PNG in a buffer when there is a new one.  A page shows no picture older than the one it
has (serial), and asks for the next setting only when at most one is unanswered, so that it skips
what the hand has already left.

A page without Python (a notebook that was saved and opened again) has the traits alone: `kept`, the
last state, and `picture`.  Python sets them once; then the page keeps them up to date for itself,
and JupyterLab saves them with the notebook (labconfig/ tells it to).
"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import numpy as np
import traitlets

from . import png
from .card import card
from .dial import Choice

if TYPE_CHECKING:  # these import this module, when shown
    from .buttons import Button
    from .guesses import Guess
    from .panels import Panel
    from .several import Several

HERE = Path(__file__).parent
LIVE = "application/vnd.jupyter.widget-view+json"
Bundle = tuple[dict[str, Any], dict[str, Any]]  # data by MIME type, and about them


class PanelFace(anywidget.AnyWidget):
    """A panel in a browser."""

    _esm = HERE / "panel.js"
    _css = HERE / "panel.css"
    spec = traitlets.Dict().tag(sync=True)
    kept = traitlets.Dict().tag(sync=True)
    picture = traitlets.Bytes().tag(sync=True)

    def __init__(self, panel: Panel):
        dials = [_spec(name, knob) for name, knob in panel.knobs.items()]
        width, height = (100 * side for side in panel.size)
        spec = {"title": panel.title, "dials": dials, "width": width, "height": height}
        super().__init__(spec=spec, kept=_state(panel), picture=png.quick(panel.picture.pixels))
        self.panel, self.serial, self.views = panel, 0, set()
        self.on_msg(lambda _, content, buffers: self.hear(content))

    def hear(self, content: dict[str, Any]) -> None:
        """Act on a message from the page."""
        if content["kind"] == "turn":
            self.panel.turn(content["values"], content["asked"])
        elif content["kind"] == "hello":
            self.views.add(content["view"])
            self.panel.show_again(content["ratio"])
        elif content["kind"] == "bye":
            self.views.discard(content["view"])
            if not self.views:
                self.panel.pages_closed()

    def show(self, asked: Any, pixels: np.ndarray | None) -> None:
        """Send the panel's state, and the picture if there is a new one."""
        self.serial += 1
        state = {"kind": "state", "serial": self.serial, "asked": asked, **_state(self.panel)}
        self.send(state, None if pixels is None else [png.quick(pixels)])


class GuessFace(anywidget.AnyWidget):
    """A guess in a browser."""

    _esm = HERE / "guess.js"
    _css = HERE / "panel.css"
    spec = traitlets.Dict().tag(sync=True)
    chosen = traitlets.Int(-1).tag(sync=True)  # -1: none yet

    def __init__(self, guess: Guess):
        self.guess = guess
        spec = {"question": guess.question, "choices": guess.choices}
        super().__init__(spec=spec)
        self.show()
        self.on_msg(lambda _, content, buffers: self.hear(content))

    def hear(self, content: dict[str, Any]) -> None:
        """Act on a message from the page: {kind: "choose", choice: its place}."""
        self.guess.choose(content["choice"])

    def show(self) -> None:
        """Show what was chosen."""
        guess = self.guess
        if guess.chosen is not None:
            self.chosen = guess.choices.index(guess.chosen)


class SeveralFace(anywidget.AnyWidget):
    """Several questions in a browser."""

    _esm = HERE / "several.js"
    _css = HERE / "panel.css"
    spec = traitlets.Dict().tag(sync=True)
    picked = traitlets.List().tag(sync=True)  # empty: none yet

    def __init__(self, several: Several):
        self.several = several
        questions = [{"text": text, "choices": choices} for text, choices in several.questions]
        super().__init__(spec={"title": several.question, "questions": questions})
        self.show()
        self.on_msg(lambda _, content, buffers: self.hear(content))

    def hear(self, content: dict[str, Any]) -> None:
        """Act on a message from the page: {kind: "choose", choices: a place for each question}."""
        self.several.choose(content["choices"])

    def show(self) -> None:
        """Show what was chosen."""
        self.picked = list(self.several.picked)


class ButtonFace(anywidget.AnyWidget):
    """A button in a browser."""

    _esm = HERE / "button.js"
    _css = HERE / "panel.css"
    spec = traitlets.Dict().tag(sync=True)

    def __init__(self, button: Button):
        super().__init__(spec={"label": button.label, "sure": button.sure})
        self.button = button
        self.on_msg(lambda _, content, buffers: self.hear(content))

    def hear(self, content: dict[str, Any]) -> None:
        """Act on a message from the page: {kind: "press"}, once the question got a yes."""
        if content["kind"] == "press":
            self.button.press()

    def show(self, text: str) -> None:
        """Show what came of it: {kind: "said", text}."""
        self.send({"kind": "said", "text": text})


def show_panel(panel: Panel) -> Bundle:
    """A panel for every kind of reader: live, as a picture, as text.  (data, metadata)."""
    if panel.face is None:
        panel.face = PanelFace(panel)
    picture, width, height = card(panel)
    data = {"image/png": base64.b64encode(picture).decode(), "text/plain": repr(panel)}
    about = {"alt": panel.start_text, "width": width, "height": height}
    return {**data, LIVE: _view(panel.face)}, {"image/png": about}


def show_guess(guess: Guess) -> Bundle:
    """A guess for every kind of reader.  (data, metadata)."""
    if guess.face is None:
        guess.face = GuessFace(guess)
    data = {"text/html": guess._repr_html_(), "text/plain": repr(guess)}
    return {**data, LIVE: _view(guess.face)}, {}


def show_several(several: Several) -> Bundle:
    """Several questions for every kind of reader.  (data, metadata)."""
    if several.face is None:
        several.face = SeveralFace(several)
    data = {"text/html": several._repr_html_(), "text/plain": repr(several)}
    return {**data, LIVE: _view(several.face)}, {}


def show_button(button: Button) -> Bundle:
    """A button for every kind of reader: live, or as words.  (data, metadata)."""
    if button.face is None:
        button.face = ButtonFace(button)
    data = {"text/html": button._repr_html_(), "text/plain": repr(button)}
    return {**data, LIVE: _view(button.face)}, {}


def _view(face):
    return {"version_major": 2, "version_minor": 0, "model_id": face.model_id}


def _spec(name, knob):
    dial = knob.dial
    if isinstance(dial, Choice):
        return {"name": name, "label": dial.label, "start": dial.start, "options": dial.options}
    return {
        "name": name,
        "label": dial.label,
        "unit": dial.unit,
        "low": dial.low,
        "high": dial.high,
        "step": dial.step,
        "start": knob.start,
        "log": dial.log,
        "decimals": dial.decimals,
    }


def _state(panel):
    return {
        "values": panel.values,
        "text": panel.text,
        "goal": _goal(panel.goal),
        "problem": panel.problem,
        "asleep": panel.asleep,
    }


def _goal(progress):
    if progress is None:
        return None
    return {
        "text": progress.text(),
        "now": progress.now,
        "reached": progress.reached,
        "closeness": progress.closeness(),
    }
