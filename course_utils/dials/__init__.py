"""Dials beside a picture that follows them, and guesses to make before turning them.

    from course_utils.dials import Dial, panel

    def view(figure):
        axes = figure.add_subplot(xlabel="x", ylabel="y", xlim=(0, 10), ylim=(-50, 50))
        (line,) = axes.plot([0, 10], [0, 0])

        def turn(a, b):
            line.set_ydata([b, 10 * a + b])
            return f"line with a = {a} and b = {b}"

        return turn

    panel(view, a=Dial(-5, 5, 1, 0.1, "a, slope"), b=Dial(-20, 20, 0, 1, "b, height at x = 0"))

`listeners`: append a function (kind, name, value) to hear of goals reached and guesses made.
`reviews`: what became of each guess that was reviewed, {name: Review}, in the notebook's order.
"""

from .buttons import Button, button
from .console import show_what_it_can
from .dial import Choice, Dial
from .goal import Goal
from .guesses import Guess, guess, reviews
from .listening import listeners
from .panels import Panel, panel
from .several import Answer, Question, Several, guess_all

__all__ = [
    "Answer",
    "Button",
    "Choice",
    "Dial",
    "Goal",
    "Guess",
    "Panel",
    "Question",
    "Several",
    "button",
    "guess",
    "guess_all",
    "listeners",
    "panel",
    "reviews",
]

show_what_it_can()
