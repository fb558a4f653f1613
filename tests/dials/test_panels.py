"""Panels: what they take and refuse, what they say, and who is told."""

import math
import re

import numpy as np
import pytest

from course_utils import dials
from course_utils.dials import Choice, Dial, Goal, guess, panel
from tests.dials.page import Page

pytestmark = pytest.mark.usefixtures("both_ways")


def straight(figure):
    """A view of one line."""
    (line,) = figure.add_subplot(xlim=(0, 1), ylim=(-10, 10)).plot([0, 1], [0, 0])

    def turn(a, b=0):
        line.set_ydata([b, a + b])
        return f"line with a = {a:g}, b = {b:g}"

    return turn


def fragile(figure):
    """A view that raises above a = 3, while drawing above a = 4."""
    axes = figure.add_subplot()

    def turn(a):
        if 3 < a <= 4:
            raise RuntimeError("<b>too\nmuch</b>")
        axes.set_title("$\\broken{$" if a > 4 else f"a = {a}")
        return f"a is {a}"

    return turn


A = Dial(-5, 5, 1.0, 0.5, "a, slope", "g per mm")
B = Dial(-3, 3, 0, 1, "b")


# ---- Dials ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((1, 1, 1, 1, "a"), "low < high"),
        ((2, 1, 1, 1, "a"), "low < high"),
        ((0, 1, 2, 1, "a"), "start lies between"),
        ((0, 1, 0, 0, "a"), "step is above 0"),
        ((0, 1, 0, -1, "a"), "step is above 0"),
        ((math.nan, 1, 0, 1, "a"), "finite"),
        ((0, math.inf, 0, 1, "a"), "finite"),
        (("x", 1, 0, 1, "a"), "needs a number"),
        ((0, 1, 0, 1, ""), "label"),
        ((0, 1, 0.5, 1, "a", "", True), "low > 0"),
    ],
)
def test_a_dial_that_is_none(arguments, words):
    with pytest.raises(ValueError, match=words):
        Dial(*arguments)


@pytest.mark.parametrize(
    ("options", "start", "words"),
    [
        (["x"], "x", "at least two"),
        (["x", "x"], "x", "at least two"),
        (["x", "y"], "z", "none of them"),
        (["x", 3], "x", "short text"),
    ],
)
def test_a_choice_that_is_none(options, start, words):
    with pytest.raises(ValueError, match=words):
        Choice(options, start, "kind")


def test_whole_dials_give_whole_numbers():
    assert [type(B.read(value)) for value in (1, 2.0, "3", np.float32(1))] == [int] * 4
    assert type(A.read(2)) is float
    assert type(Dial(0, 2.5, 1, 1, "c").read(2)) is float


@pytest.mark.parametrize(
    ("dial", "value", "words"),
    [
        (A, 1, "1.0 g per mm"),
        (A, -5, "−5.0 g per mm"),
        (A, 0.123, "0.123 g per mm"),
        (Dial(-1e4, 0, -5300, 100, "b", "g"), -5300, "−5,300 g"),
        (Dial(0, 1, 0, 0.25, "c"), 0.75, "0.75"),
        (Dial(1e-5, 1, 1e-3, 0.5, "rate", log=True), 1e-5, "0.00001"),
        (Dial(1e-5, 1e6, 1e-3, 0.5, "rate", log=True), 31623, "31,600"),
    ],
)
def test_values_in_words(dial, value, words):
    assert dial.words(value) == words


def test_positions_along_a_dial():
    log = Dial(1e-4, 1, 1e-2, 0.5, "rate", log=True)
    assert [log.at(f) for f in (0, 0.5, 1)] == [1e-4, 1e-2, 1]
    assert log.stops() == pytest.approx([1e-4, 1e-2, 1])
    assert log.fraction(1e-2) == pytest.approx(0.5)
    assert [B.at(f) for f in (0, 0.5, 0.99, 1)] == [-3, 0, 3, 3]
    assert [Choice("xyz", "x", "k").at(f) for f in (0, 0.5, 1)] == ["x", "y", "z"]


# ---- Turning --------------------------------------------------------------------------------


def test_values_set_and_reset():
    made = panel(straight, a=A, b=B)
    assert made.values == {"a": 1.0, "b": 0}
    assert made.set(a=2, b=-3) is None
    assert made.values == {"a": 2.0, "b": -3} and made.text == "line with a = 2, b = -3"
    made.reset()
    assert made.text == "line with a = 1, b = 0"


@pytest.mark.parametrize(
    "value", [math.nan, math.inf, "text", "", None, 5.1, -6, True, [1], 10**400, 1j, "<b>"]
)
def test_a_refused_value_changes_nothing_and_is_explained(value):
    made = panel(straight, a=A, b=B)
    page = Page(made)
    pictures = len(page.pictures)
    said = made.set(a=value, b=2)
    assert made.values == {"a": 1.0, "b": 0}
    assert said == made.problem == page.states[-1]["problem"]
    assert "a, slope" in said and said.endswith("Nothing was changed.")
    assert len(page.pictures) == pictures
    assert made.set(a=3) is None and made.problem == ""


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("5300", 5300),
        ("−5,300", -5300),
        ("–5,300 g", -5300),
        ("5 300", 5300),
        ("5\N{NARROW NO-BREAK SPACE}300,5", 5300.5),
        ("5’300.5", 5300.5),
        ("1,234,567.8", 1234567.8),
        ("1.234.567,8", 1234567.8),
        ("1.234.567", 1234567),
        ("0,125", 0.125),
        ("0.125", 0.125),
        ("-0,5", -0.5),
        (",5", 0.5),
        (".5", 0.5),
        ("1.234", 1.234),
        ("12,5", 12.5),
        ("1e−3", 0.001),
        ("+2.5E+2", 250),
    ],
)
def test_a_number_as_hands_write_it(typed, number):
    assert Dial(-1e7, 1e7, 0.0, 0.1, "b", "g").read(typed) == number


@pytest.mark.parametrize(
    "typed", ["1,23,456", "1 2", "--1", "1-", "1.2.3", "5,300,", "1,2.3,4", "0x10", "1_000", "½"]
)
def test_what_is_no_number_is_never_another_one(typed):
    with pytest.raises(ValueError, match="needs a number"):
        Dial(-1e7, 1e7, 0.0, 0.1, "b", "g").read(typed)


def test_half_a_step_of_a_whole_dial_is_refused():
    made = panel(straight, a=A, b=B)
    assert "whole numbers" in made.set(b=0.5)
    assert made.values["b"] == 0


def test_an_unknown_dial_is_an_error_in_words():
    made = panel(straight, a=A, b=B)
    with pytest.raises(ValueError, match="no dial 'zzz'; it has a and b"):
        made.set(zzz=1)
    with pytest.raises(ValueError, match="no dial 'zzz'"):
        made.dial("zzz")


def test_both_forms_of_a_view():
    def simple(figure, a):
        figure.add_subplot().plot([0, a])
        return f"a is {a}"

    made = panel(simple, a=B)
    made.set(a=2)
    assert made.text == "a is 2"
    assert len(made.picture.figure.axes) == 1


@pytest.mark.parametrize(
    ("view", "words"),
    [
        (None, "function of a figure"),
        (lambda figure: None, "returns a function"),
        (lambda figure, a: None, "one sentence"),
        (lambda figure: lambda a: " ", "one sentence"),
    ],
)
def test_a_view_that_is_none(view, words):
    with pytest.raises(ValueError, match=words):
        panel(view, a=A)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "at least one dial"),
        ({"a": 3}, "should be a Dial"),
        ({"a": A, "goal": 3}, "should be a Goal"),
        ({"a": A, "after": 3}, "what guess"),
        ({"a": A, "strip": [{"a": 99}]}, "lies outside"),
        ({"a": A, "strip": [{"c": 1}]}, "no dial 'c'"),
    ],
)
def test_a_panel_that_is_none(arguments, words):
    with pytest.raises(ValueError, match=words):
        panel(straight, **arguments)


@pytest.mark.parametrize("value", [3.5, 4.5])
def test_a_view_that_raises_leaves_a_panel_that_works(value):
    made = panel(fragile, a=Dial(0, 5, 1, 0.5, "a"))
    page = Page(made)
    pictures = len(page.pictures)
    answer = page.turn(a=value)
    assert "could not be drawn" in answer["problem"] and "\n" not in answer["problem"]
    assert answer["text"] == "a is 1.0" and len(page.pictures) == pictures
    answer = page.turn(a=2)
    assert answer["problem"] == "" and answer["text"] == "a is 2.0"
    assert np.array_equal(page.picture, made.picture.full()[..., :3])


def test_a_view_that_raises_at_once_raises_in_the_cell():
    with pytest.raises(RuntimeError, match="too"):
        panel(fragile, a=Dial(0, 5, 3.5, 0.5, "a"))


# ---- The page -------------------------------------------------------------------------------


def test_every_turn_is_answered_with_its_own_picture():
    made = panel(straight, a=A, b=B)
    page = Page(made)
    for value in (2, -5, 0.5):
        answer = page.turn(a=value)
        assert answer["text"] == f"line with a = {value:g}, b = 0"
        assert np.array_equal(page.picture, made.picture.full()[..., :3])
    serials = [state["serial"] for state in page.states]
    assert serials == sorted(set(serials))


def test_two_views_of_one_panel_see_the_same():
    made = panel(straight, a=A)
    first, second = Page(made, name="first"), Page(made, name="second")
    first.turn(a=3)
    assert second.states[-1]["values"] == {"a": 3.0}
    assert np.array_equal(first.picture, second.picture)


def test_a_fine_screen_is_drawn_for():
    made = panel(straight, a=A, size=(4, 3))
    assert Page(made, ratio=2).picture.shape == (600, 800, 3)
    assert Page(made, ratio=7, name="sharper").picture.shape == (600, 800, 3)


def test_shared_dials_turn_in_both_panels():
    first = panel(straight, a=A, b=B)
    second = panel(straight, a=Dial(-5, 5, 0, 1, "own"), b=first.dial("b"))
    page = Page(second)
    first.set(b=2)
    assert second.values == {"a": 0, "b": 2} and second.text == "line with a = 0, b = 2"
    assert page.states[-1]["text"] == second.text
    page.turn(b=-1)
    assert first.values["b"] == -1 and first.text == "line with a = 1, b = -1"


def test_a_panel_that_no_page_shows_is_not_drawn_for_another():
    first = panel(straight, a=A)
    turns = []

    def counting(figure):
        turn = straight(figure)
        return lambda a: turns.append(a) or turn(a)

    second = panel(counting, a=first.dial("a"))
    page = Page(second)
    page.leave()
    turns.clear()
    first.set(a=2)
    assert not turns
    Page(second, name="again")
    assert second.text == "line with a = 2, b = 0"


# ---- Goals ----------------------------------------------------------------------------------


def test_a_goal_is_reached_once_and_stays_reached(monkeypatch):
    heard = []
    monkeypatch.setattr(dials.listening, "listeners", [lambda *news: heard.append(news)])
    goal = Goal(lambda a: abs(a - 3), 0.5, "distance", "g")
    made = panel(straight, a=A, goal=goal, title="Near")
    assert (made.goal.value, made.goal.target, made.goal.reached) == (2.0, 0.5, False)
    assert made.goal.text() == "Goal: distance at most 0.5 g. Now 2 g."
    assert made.goal.closeness() == 0
    page = Page(made)
    state = page.turn(a=2.0)["goal"]
    assert state["closeness"] == pytest.approx(2 / 3) and not state["now"]
    state = page.turn(a=3.0)["goal"]
    assert state["now"] and state["text"].startswith("Goal reached: distance 0 g")
    assert not page.turn(a=0.0)["goal"]["now"] and made.goal.reached
    page.turn(a=3.0)
    assert heard == [("goal", "Near", 0.0)]


def test_a_goal_from_below():
    made = panel(straight, a=A, goal=Goal(lambda a: a, 4, "slope", at_least=True))
    made.set(a=3.5)
    assert not made.goal.reached and "at least 4" in made.goal.text()
    made.set(a=4)
    assert made.goal.reached


def test_a_measure_that_is_not_a_number_reaches_nothing():
    made = panel(straight, a=A, goal=Goal(lambda a: math.nan, 4, "slope"))
    assert not made.goal.reached and made.goal.closeness() == 0 and "nan" in made.goal.text()


def test_a_measure_that_raises_leaves_the_picture_before():
    made = panel(straight, a=A, goal=Goal(lambda a: 1 / (a - 3), 0, "slope"))
    page, before = Page(made), made.picture.pixels.copy()
    assert "ZeroDivisionError" in page.turn(a=3)["problem"]
    assert np.array_equal(made.picture.pixels, before)
    assert made.text == "line with a = 1, b = 0" and made.goal.value == -0.5
    assert page.turn(a=2)["problem"] == "" and made.goal.value == -1


def test_a_goal_that_is_none():
    with pytest.raises(ValueError, match="function"):
        Goal(3, 1, "x")
    with pytest.raises(ValueError, match="finite"):
        Goal(abs, math.nan, "x")


# ---- Guesses --------------------------------------------------------------------------------


def test_a_panel_sleeps_until_there_is_a_guess():
    asked = guess("What happens?", ["up", "down"], name="q")
    made = panel(straight, a=A, after=asked)
    page = Page(made)
    assert page.states[-1]["asleep"] and made.asleep
    assert made.set(a=2) is None and made.values["a"] == 2
    asked.choose(1)
    assert asked.chosen == "down" and not made.asleep and not page.states[-1]["asleep"]


def test_the_first_guess_stands_and_is_told(monkeypatch):
    heard = []
    monkeypatch.setattr(dials.listening, "listeners", [lambda *news: heard.append(news)])
    asked = guess("What happens?", ["up", "down"], name="q")
    asked.choose("up")
    asked.choose(1)
    assert asked.chosen == "up" and heard == [("guess", "q", "up")]


@pytest.mark.parametrize("choice", [2, -1, "left", None, 0.5, True])
def test_a_guess_that_is_none(choice):
    asked = guess("What happens?", ["up", "down"], name="q")
    with pytest.raises(ValueError, match="0 to 1"):
        asked.choose(choice)
    assert asked.chosen is None


@pytest.mark.parametrize("choices", [[], ["one"], ["same", "same"], "text"])
def test_a_question_without_a_choice(choices):
    with pytest.raises(ValueError, match="at least two"):
        guess("What happens?", choices, name="q")


def test_the_review_shows_the_guess_beside_what_happened():
    asked = guess("Is 1 < 2?", ["<yes>", "no"], name="q")
    assert "none this time" in repr(asked.review("It is."))
    assert "<details><summary>" in asked.review("It is.")._repr_html_()  # folded away
    asked.choose(0)
    review = asked.review("It <is>.")
    assert "<details" not in review._repr_html_()
    assert repr(review) == "The question: Is 1 < 2?\nYour guess: <yes>\nWhat happened: It <is>."
    assert "&lt;yes&gt;" in review._repr_html_() and "It &lt;is&gt;." in review._repr_html_()


def test_a_listener_that_raises_is_only_warned_of(monkeypatch):
    monkeypatch.setattr(dials.listening, "listeners", [lambda *news: 1 / 0])
    asked = guess("What happens?", ["up", "down"], name="q")
    with pytest.warns(UserWarning, match="ZeroDivisionError"):
        asked.choose(0)
    assert asked.chosen == "up"


# ---- The sweep ------------------------------------------------------------------------------


@pytest.mark.parametrize("ends", [(-5, 4), (-4, 5)])
def test_the_sweep_finds_a_view_that_raises_only_at_an_end(monkeypatch, ends):
    def brittle(figure):
        figure.add_subplot()

        def turn(a):
            if a in ends and abs(a) == 5:
                raise RuntimeError("at the end")
            return "fine"

        return turn

    panel(brittle, a=Dial(-5, 5, 0, 0.1, "a"))
    monkeypatch.setenv("DIALS_SWEEP", "1")
    with pytest.raises(RuntimeError, match="at the end") as caught:
        panel(brittle, a=Dial(-5, 5, 0, 0.1, "a"))
    assert re.search(r"This was at \{'a': -?5.0\}", caught.value.__notes__[0])


def test_the_sweep_turns_every_dial_and_leaves_no_trace(monkeypatch):
    seen = []

    def watched(figure):
        turn = straight(figure)
        return lambda a, k: seen.append((a, k)) or turn(a)

    heard = []
    monkeypatch.setattr(dials.listening, "listeners", [lambda *news: heard.append(news)])
    monkeypatch.setenv("DIALS_SWEEP", "1")
    goal = Goal(lambda a, k: abs(a - 5), 1, "distance")
    made = panel(watched, a=A, k=Choice("xyz", "y", "k"), goal=goal)
    assert {(-5.0, "y"), (0.0, "y"), (5.0, "y"), (1.0, "x"), (1.0, "z")} <= set(seen)
    assert len(seen) == 1 + 6 + 20 + 1
    assert made.values == {"a": 1.0, "k": "y"} and made.text == "line with a = 1, b = 0"
    assert not made.goal.reached and made.goal.value == 4 and not heard


@pytest.mark.parametrize("asked", ["yes", "-1", "1.5"])
def test_a_sweep_of_no_number(monkeypatch, asked):
    monkeypatch.setenv("DIALS_SWEEP", asked)
    with pytest.raises(ValueError, match="whole number"):
        panel(straight, a=A)
