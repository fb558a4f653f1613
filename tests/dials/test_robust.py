"""Panels that are turned a lot, by several hands at once, and by views that misbehave."""

import gc
import itertools
import random
import threading
import tracemalloc
import weakref

import numpy as np
import pytest

from course_utils.dials import Choice, Dial, Goal, panel
from course_utils.dials.sweep import ODD, check_picture
from tests.dials.page import Page
from tests.dials.views import OPTIONS, VIEWS, anew, comings_and_goings, limits, lines, unusual
from tools.fuzz import fuzz

SLOW = {limits: 30, comings_and_goings: 25, anew: 15, unusual: 10}  # drawn in full each turn
OFTEN = 120  # 2 ways x (9 views x 120 + 80): 2,320 turns; `python -m tools.fuzz` turns more often
ODD_TYPES = [*ODD, "1e3", "0x1", 10**400, 1j, b"1", object(), {"a": 1}, "plain", "nan", np.nan]

KIND = Choice(OPTIONS, "plain", "kind")

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("both_ways")]


def make(view):
    return panel(
        view,
        a=Dial(-5, 5, 1, 0.1, "a"),
        b=Dial(-5, 5, 0, 0.1, "b"),
        kind=KIND,
        goal=Goal(lambda a, b, kind: abs(a - b), 0.1, "distance"),
        size=(4, 3),
    )


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
def test_thousands_of_random_turns_with_odd_values(view):
    made = make(view)
    page = Page(made)
    chance = random.Random(view.__name__)
    dials = {name: knob.dial for name, knob in made.knobs.items()}
    turns = SLOW.get(view, OFTEN)
    for i in range(turns):
        name = chance.choice(list(dials))
        before = made.values
        if i % 5 == 4:
            odd = chance.choice([value for value in ODD_TYPES if value not in OPTIONS])
            answer = page.turn(**{name: odd})
            assert answer["problem"] and made.values == before
        else:
            answer = page.turn(**{name: dials[name].at(chance.random())})
            assert answer["problem"] == "" and answer["text"] == made.text
        if i % (turns // 5) == 0:
            check_picture(made.picture)
    page.turn(a=1.5)
    assert np.array_equal(page.picture, made.picture.full()[..., :3])


def test_turned_from_many_threads_at_once():
    """JupyterLab may run callbacks on a second thread, beside cells."""
    first, second = make(lines), make(lines)
    shared = panel(lines, a=first.dial("a"), b=second.dial("b"), kind=first.dial("kind"))
    pages = [Page(made) for made in (first, second, shared)]
    failures = []

    def hand(seed):
        chance = random.Random(seed)
        try:
            for _ in range(40):
                page = chance.choice(pages)
                name = chance.choice(["a", "b"])
                page.panel.turn({name: chance.uniform(-5, 5)})
        except BaseException as error:
            failures.append(error)

    hands = [threading.Thread(target=hand, args=(seed,)) for seed in range(4)]
    for thread in hands:
        thread.start()
    for thread in hands:
        thread.join(120)
    assert not failures and not any(thread.is_alive() for thread in hands)
    for page in pages:
        serials = [state["serial"] for state in page.states]
        assert serials == sorted(serials) and not page.panel.problem
        assert page.states[-1]["values"] == page.panel.values
        assert np.array_equal(page.picture, page.panel.picture.full()[..., :3])


def growth(made, turns):
    """Bytes that stay behind after so many turns: the least of three measurements.

    Caches, here and in matplotlib, may grow in one of them; what is forgotten at each turn shows in
    all three.
    """
    page = Page(made)
    places = itertools.cycle(range(-5, 6))  # few, since matplotlib keeps the texts it has laid out

    def held(count):
        for a in itertools.islice(places, count):
            page.turn(a=a, b=-a)
            page.states.clear()
            page.pictures.clear()
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    held(33)
    tracemalloc.start()
    try:
        sizes = [held(turns) for _ in range(4)]
    finally:
        tracemalloc.stop()
    return min(after - before for before, after in itertools.pairwise(sizes))


def test_turning_leaves_nothing_behind():
    assert growth(make(lines), 22) < 22 * 600  # bytes a turn; a picture has 480,000


def test_what_is_left_behind_is_found():
    kept = []

    def forgetful(figure):
        turn = lines(figure)
        return lambda **values: kept.append(bytes(2000)) or turn(**values)

    assert growth(make(forgetful), 22) > 22 * 1500


def test_a_panel_that_is_let_go_is_gone():
    made = make(lines)
    keeper = panel(lines, a=Dial(-5, 5, 0, 1, "a"), b=made.dial("b"), kind=made.dial("kind"))
    gone = weakref.ref(keeper)
    del keeper
    gc.collect()
    assert gone() is None
    made.set(b=2)


def test_stopping_a_slow_view_is_answered():
    def stopped(figure):
        figure.add_subplot()

        def turn(a):
            if a > 3:
                raise KeyboardInterrupt
            return f"a is {a}"

        return turn

    page = Page(panel(stopped, a=Dial(0, 5, 1, 1, "a")))
    assert "stopped" in page.turn(a=4)["problem"]
    assert page.turn(a=2)["text"] == "a is 2"


def test_stopping_a_turn_made_by_code_stops_the_code():
    """Training turns a panel at each step; Stop must end the training, wherever it is caught."""

    def stopped(figure):
        figure.add_subplot()

        def turn(a):
            if a == 4:
                raise KeyboardInterrupt
            return f"a is {a}"

        return turn

    made = panel(stopped, a=Dial(0, 5, 1, 1, "a"))
    page = Page(made)
    steps = []
    with pytest.raises(KeyboardInterrupt):
        for step in range(6):
            made.set(a=step)
            steps.append(step)
    assert steps == [0, 1, 2, 3] and "stopped" in page.states[-1]["problem"]
    sharing = panel(lines, a=made.dial("a"), b=Dial(0, 1, 0, 1, "b"), kind=KIND)
    with pytest.raises(KeyboardInterrupt):
        sharing.set(a=4)
    assert made.reset() is None and made.text == "a is 1"


def test_a_page_that_opens_at_a_broken_setting_shows_the_picture_before():
    def fragile(figure):
        axes = figure.add_subplot()

        def turn(a):
            axes.set_title("$\\broken{$" if a > 3 else f"a = {a}")
            return f"a is {a}"

        return turn

    made = panel(fragile, a=Dial(0, 5, 1, 1, "a"))
    before = made.picture.pixels[..., :3].copy()
    made.set(a=4)
    page = Page(made)
    assert "could not be drawn" in page.states[-1]["problem"]
    assert page.states[-1]["text"] == "a is 1"
    assert np.array_equal(page.picture, before)


def test_the_fuzz_counts_what_goes_wrong(capsys):
    def broken(figure):
        axes = figure.add_subplot()
        image = axes.imshow(np.zeros((4, 4)), vmax=10)

        def turn(a, b):
            if a > 4:
                raise RuntimeError("planted")
            image.get_array()[:] = b  # matplotlib cannot know
            image._imcache = None
            return f"a is {a}, b is {b}"

        return turn

    dials = {"a": Dial(0, 5, 0, 0.5, "a"), "b": Dial(0, 9, 0, 1, "b")}
    raised, differ = fuzz("00", panel(broken, **dials, size=(4, 3)), 25, seed=0)
    assert raised >= 1 and differ >= 3
    said = capsys.readouterr().out
    assert "planted" in said and "without matplotlib noticing" in said
    assert fuzz("00", panel(lines, **dials, kind=Choice(OPTIONS, "plain", "k")), 12, 0) == (0, 0)
