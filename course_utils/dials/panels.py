"""The panel: dials, the picture they turn, and the sentence that tells what it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any

from . import listening, png
from .defaults import default_settings, one_at_a_time
from .dial import Choice, Dial
from .goal import Goal, GoalState
from .guesses import Guess
from .knob import Knob
from .picture import Picture
from .sweep import sweep, turns_asked_for
from .view import bind


def panel(
    view: Callable,
    *,
    title: str = "",
    goal: Goal | None = None,
    after: Guess | None = None,
    strip: list[dict[str, Any]] | None = None,
    size: tuple[float, float] = (7, 4),
    **dials: Dial | Choice | Knob,
) -> Panel:
    """Dials beside a picture that follows them.

    view: `view(figure)` draws once and returns `turn(**values) -> sentence`, which sets artists;
        or, simpler and slower, `view(figure, **values) -> sentence` draws everything anew.
    goal: a Goal.   after: a Guess; the panel sleeps until the learner has committed to one.
    strip: 3 to 5 settings, [dict(a=...), ...], for the picture that is kept in the notebook.
    size: of the picture, in inches of 100 pixels.
    dials: a=Dial(...), kind=Choice(...), or b=other_panel.dial("b") to share one.

    With DIALS_SWEEP=1 in the environment every dial is turned through its range at once, and what
    goes wrong is raised here.  Raises ValueError, in a sentence, for what cannot be a panel.
    """
    made = Panel(view, dials, title=title, goal=goal, after=after, strip=strip, size=size)
    if turns := turns_asked_for():
        sweep(made, turns)
    return made


class Panel:
    """What `panel(...)` returns: shown as the last line of a cell, and turned from code as well."""

    def __init__(
        self,
        view: Callable,
        dials: dict[str, Dial | Choice | Knob],
        *,
        title: str,
        goal: Goal | None,
        after: Guess | None,
        strip: list[dict[str, Any]] | None,
        size: tuple[float, float],
    ):
        _check(dials, goal, after)
        self.title, self.after, self.size = title, after, size
        self.text = self.problem = ""
        self.face: Any = None  # what shows it in a browser, once it is shown
        self.knobs = {name: _knob(dial) for name, dial in dials.items()}
        self.strip = [self._read(setting) for setting in strip or []]
        self.goal = GoalState(goal) if goal else None
        self._lock = one_at_a_time  # drawing may be asked for on several threads
        self.picture = Picture(size)
        with default_settings():
            self._turn, self._anew = bind(view, self.picture.figure, self.knobs)
        self._draw()
        self.start_picture, self.start_text = png.quick(self.picture.pixels), self.text
        self.start_goal = self.goal.text() if self.goal else ""
        for knob in self.knobs.values():
            knob.panels.add(self)
        if after is not None:
            after.panels.add(self)

    @property
    def values(self) -> dict[str, Any]:
        """What each dial stands at: {"a": 48.2, ...}."""
        return {name: knob.value for name, knob in self.knobs.items()}

    @property
    def starts(self) -> dict[str, Any]:
        """Where each dial stood at first."""
        return {name: knob.start for name, knob in self.knobs.items()}

    @property
    def asleep(self) -> bool:
        """Whether the panel still waits for a guess."""
        return self.after is not None and self.after.chosen is None

    def dial(self, name: str) -> Knob:
        """The dial of that name, to give to another panel: turned in one, it turns in both."""
        self._known([name])
        return self.knobs[name]

    def set(self, **values: Any) -> str | None:
        """Turn dials from code: panel.set(a=3, b=-1).

        A value that a dial cannot take changes nothing; the panel says so, and the sentence is
        returned (None when all is well).  ValueError for a dial that the panel does not have.
        """
        self._known(values)
        return self.turn(values)

    def reset(self) -> str | None:
        """Turn every dial back to where it started."""
        return self.turn(self.starts)

    def turn(self, values: dict[str, Any], asked: Any = None) -> str | None:
        """Set dials, draw all panels that have them, and tell; `asked` goes back with the answer.

        A turn made by code (which asks for no answer) is stopped as code is: KeyboardInterrupt.
        All panels have one lock, so that those which share dials cannot wait for one another.
        """
        try:
            fresh = self._read(values)
        except ValueError as wrong:
            self._answer(f"{wrong} Nothing was changed.", asked)
            return self.problem
        others = set()
        for name, value in fresh.items():
            self.knobs[name].value = value
            others.update(self.knobs[name].panels)
        by_code = asked is None
        self._redraw(asked, by_code)
        for other in others - {self}:
            other._redraw(by_code=by_code)
        return self.problem or None

    def show_again(self, ratio: float) -> None:
        """A page opened that has `ratio` screen pixels a point (1 to 2): give it the picture."""
        for knob in self.knobs.values():
            knob.panels.add(self)
        with self._lock:
            self.picture.set_ratio(min(max(float(ratio), 1.0), 2.0))
            if self.values != self._drawn:
                self._redraw()
            else:
                self.picture.draw()
            self._answer(self.problem, pictured=True)

    def pages_closed(self) -> None:
        """No page shows the panel any more: do not draw it when a dial it shares is turned."""
        with self._lock:
            self.picture.forget()
        for knob in self.knobs.values():
            knob.panels.discard(self)

    def try_setting(self, values: dict[str, Any]) -> None:
        """Draw with other values, telling nobody; what goes wrong is raised."""
        with self._lock:
            for name, value in self._read(values).items():
                self.knobs[name].value = value
            self._draw()

    @contextmanager
    def left_as_it_was(self) -> Iterator[None]:
        """Within it settings may be tried; afterwards dials, picture and goal are as before."""
        with self._lock:
            values, goal = self.values, copy(self.goal)
            try:
                yield
            finally:
                self.goal = goal
                for name, value in values.items():
                    self.knobs[name].value = value
            self._draw()

    def _read(self, values):
        self._known(values)
        return {name: self.knobs[name].dial.read(value) for name, value in values.items()}

    def _known(self, names):
        for name in names:
            if name not in self.knobs:
                known = " and ".join(self.knobs)
                raise ValueError(f"This panel has no dial {name!r}; it has {known}.")

    def _redraw(self, asked=None, by_code=False):
        problem, news = "", False
        with self._lock:
            try:
                news = self._draw()
            except KeyboardInterrupt:
                problem = "Drawing was stopped. The picture is the one before; turn on."
                if by_code:
                    self._answer(problem)
                    raise
            except Exception as error:  # a view may raise anything; the next turn may be fine
                problem = _could_not_draw(error)
            self._answer(problem, asked, pictured=not problem)
        if news and self.goal:
            listening.notify("goal", self.title or self.goal.goal.label, self.goal.value)

    def _draw(self):
        """Turn the view and draw; returns whether the goal was reached just now."""
        values, self._drawn = self.values, None
        with default_settings():
            text = self._turn(**values)
            if not isinstance(text, str) or not text.strip():
                raise ValueError(
                    f"A view tells in one sentence what it shows; it returned {text!r}."
                )
            measured: Any = self.goal.measure(values) if self.goal else None  # may raise as well
            if self._anew:
                self.picture.forget()
            else:
                self.picture.settle_layout()
            self.picture.draw()
        news = self.goal.note(measured) if self.goal and measured is not None else False
        self.text, self._drawn = text, values
        return news

    def _answer(self, problem, asked=None, pictured=False):
        with self._lock:
            self.problem = problem
            if self.face is not None:
                self.face.show(asked, self.picture.pixels if pictured else None)

    def wake(self) -> None:
        """Called when the guess that the panel waited for has been made."""
        self._answer(self.problem, pictured=True)

    def __repr__(self):
        lines = [self.title, self.text, self._settings(), self.goal and self.goal.text()]
        return "\n".join(line for line in lines if line)

    def _settings(self):
        return "; ".join(f"{k.dial.label}: {k.dial.words(k.value)}" for k in self.knobs.values())

    def _repr_mimebundle_(self, **kwargs):
        from .widget import show_panel  # ipywidgets, only when shown

        return show_panel(self)


def _knob(dial):
    return dial if isinstance(dial, Knob) else Knob(dial)


def _could_not_draw(error):
    """A sentence for the learner from whatever a view raised."""
    said = " ".join(str(error).split())[:200]
    return (
        f"This setting could not be drawn ({type(error).__name__}{': ' if said else ''}{said}). "
        "The picture is the one before; turn on."
    )


def _check(dials, goal, after):
    if not dials:
        raise ValueError("A panel needs at least one dial: panel(view, a=Dial(...)).")
    for name, dial in dials.items():
        if not isinstance(dial, Dial | Choice | Knob):
            raise ValueError(f"{name} should be a Dial or a Choice; it was {dial!r}.")
    if goal is not None and not isinstance(goal, Goal):
        raise ValueError(f"goal should be a Goal(measure, target, label); it was {goal!r}.")
    if after is not None and not isinstance(after, Guess):
        raise ValueError(f"after should be what guess(...) returned; it was {after!r}.")
