"""Cells of the notebooks that the tests of the browser write."""

SETUP = """
import time
import numpy as np
from course_utils.dials import Choice, Dial, Goal, guess, panel

def straight(figure):
    axes = figure.add_subplot(xlim=(0, 1), ylim=(-10, 10))
    (line,) = axes.plot([0, 1], [0, 0])
    def turn(a, b=0, kind="plain"):
        seen.append(a)
        if kind == "slow":
            time.sleep(0.6)
        if kind == "broken":
            raise ValueError("<b id='planted'>this</b> cannot be")
        line.set_ydata([b, a + b])
        axes.set_title(f"a = {a:g}, b = {b:g}")
        return f"line with a = {a:g}, b = {b:g}"
    return turn

seen = []
A = Dial(-5, 5, 1.0, 0.1, "a, slope", "g per mm")
B = Dial(-3000, 3000, 0, 500, "b", "g")
"""
TWO = """
two = panel(straight, title="Two dials", a=A, b=B,
    kind=Choice(["plain", "slow", "broken"], "plain", "kind"),
    rate=Dial(1e-4, 1, 1e-2, 0.5, "rate", log=True),
    goal=Goal(lambda **v: abs(v["a"] - 2), 0.05, "distance", "g per mm"))
two
""".replace(
    "straight,", "lambda figure: (lambda turn: lambda rate, **v: turn(**v))(straight(figure)),"
)
GUESS = 'asked = guess("Up or down?", ["up", "<i>down</i>"], name="way")\nasked'
BUTTON = """
from course_utils.dials import button
button("Forget it", lambda: "gone", sure="Really?")
"""
LATER = 'later = panel(straight, after=asked, a=two.dial("a"))\nlater'
