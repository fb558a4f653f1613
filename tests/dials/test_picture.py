"""Quick pictures against full ones, pixel for pixel, on views of many kinds."""

import importlib.util
import io
import random
import sys
import zlib

import matplotlib
import matplotlib.style
import numpy as np
import pytest
from isal import isal_zlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from course_utils.dials import Choice, Dial, panel, png
from course_utils.dials.card import card
from course_utils.dials.parts import Part
from course_utils.dials.picture import Picture, ways
from course_utils.dials.sweep import check_picture
from tests.dials import views as dials_views
from tests.dials.views import OPTIONS, VIEWS, anew, bars, limits, lines, subfigures, unusual

IN_FULL = (anew, unusual)  # each of their pictures is a full drawing anyway

pytestmark = pytest.mark.usefixtures("both_ways")


DIALS = {
    "a": Dial(-5, 5, 1, 0.1, "a"),
    "b": Dial(-5, 5, 0, 0.1, "b"),
    "kind": Choice(OPTIONS, "plain", "kind"),
}


def make(view):
    return panel(view, **DIALS, size=(4, 3))


def random_turns(made, count, seed=0):
    """Sometimes all dials, sometimes one, sometimes none, as a hand would."""
    chance = random.Random(seed)
    dials = {name: knob.dial for name, knob in made.knobs.items()}
    for _ in range(count):
        names = chance.choice([list(dials), ["a"], ["b"], ["a", "b"], ["kind"], []])
        yield {name: dials[name].at(chance.random()) for name in names}


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
def test_every_quick_picture_is_a_full_one(view):
    made = make(view)
    for setting in random_turns(made, 6 if view in IN_FULL else 16):
        made.try_setting(setting)
        check_picture(made.picture)
    assert made.picture.ways == ways()  # none was given up


@pytest.mark.parametrize("view", VIEWS[:6], ids=lambda view: view.__name__)
def test_sixty_turns_between_two_full_pictures(view):
    """A full drawing tidies up; without one in between, nothing may add up either."""
    made = make(view)
    for seed in range(2):
        for setting in random_turns(made, 20 if view is limits else 60, seed):
            made.try_setting(setting)
        check_picture(made.picture)
    assert made.picture.ways == ways()


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
def test_the_picture_is_the_one_of_plain_matplotlib(view):
    """Not only of our own full drawing: a figure that never saw a panel, turned once."""
    if view is subfigures:
        pytest.skip("a layout engine runs at every plain drawing; a panel lets it run once")
    values = {"a": -2.5, "b": 1.5, "kind": "dotted"}
    made = make(view)
    for setting in [*random_turns(made, 5), values]:
        made.try_setting(setting)
    figure = Figure(figsize=(4, 3), dpi=100)
    canvas = FigureCanvasAgg(figure)
    if view is anew:
        view(figure, **values)
    elif view is dials_views.comings_and_goings or view is limits:
        return  # these keep something of earlier turns
    else:
        view(figure)(**values)
    canvas.draw()
    assert np.array_equal(made.picture.pixels, canvas.buffer_rgba())


def test_only_what_changed_is_drawn_again(monkeypatch):
    made = make(lines)
    made.try_setting({"a": 2})
    monkeypatch.setattr(Picture, "_draw_all", lambda self: 1 / 0)
    drawn, draw = [], Part.draw
    monkeypatch.setattr(Part, "draw", lambda self, on: drawn.append(self.artist) or draw(self, on))
    made.try_setting({"a": 3})
    assert made.picture.ways == ways()
    assert sorted({type(artist).__name__ for artist in drawn}) == ["Line2D", "Text"]


def test_a_change_behind_the_back_is_found():
    def sly(figure):
        axes = figure.add_subplot()
        image = axes.imshow(np.zeros((4, 4, 4)))

        def turn(a, b, kind):
            image.get_array()[:] = a / 10  # no set_data: matplotlib cannot know
            image._imcache = None
            return "sly"

        return turn

    made = make(sly)
    made.try_setting({"a": 5})
    with pytest.raises(AssertionError, match="without matplotlib noticing"):
        check_picture(made.picture)


def test_fine_screens_get_more_pixels_of_the_same_picture():
    made = make(lines)
    made.picture.set_ratio(2)
    made.try_setting({"a": 2})
    assert made.picture.pixels.shape == (600, 800, 4)
    check_picture(made.picture)


def test_a_layout_engine_runs_once():
    made = make(subfigures)
    before = [axes.get_position().bounds for axes in made.picture.figure.axes]
    for setting in random_turns(made, 5):
        made.try_setting(setting)
    assert before == [axes.get_position().bounds for axes in made.picture.figure.axes]
    assert before[0] != Figure().subplots().get_position().bounds


@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (300, 400)])
@pytest.mark.parametrize("packer", [isal_zlib, zlib])
def test_quick_png_is_lossless(monkeypatch, packer, shape):
    monkeypatch.setattr(png, "zlib", packer)
    pixels = np.random.default_rng(0).integers(0, 256, (*shape, 4), dtype=np.uint8)
    assert np.array_equal(Image.open(io.BytesIO(png.quick(pixels))), pixels)


def test_pngs_without_isal(monkeypatch):
    monkeypatch.setitem(sys.modules, "isal", None)  # import raises ImportError
    name = "course_utils.dials.png"
    fresh = importlib.util.module_from_spec(importlib.util.find_spec(name))
    fresh.__spec__.loader.exec_module(fresh)
    assert fresh.zlib is zlib
    pixels = np.arange(48, dtype=np.uint8).reshape(3, 4, 4)
    assert np.array_equal(Image.open(io.BytesIO(fresh.quick(pixels))), pixels)


def test_small_png_is_small_and_close():
    made = make(lines)
    kept = png.small(made.picture.pixels)
    assert len(kept) < 0.6 * len(png.quick(made.picture.pixels))
    difference = png.read(kept).astype(int) - made.picture.pixels[..., :3]
    assert np.abs(difference).mean() < 2


# ---- A learner's own settings of matplotlib ----------------------------------------------------

OWN = [
    {"text.usetex": True},
    dict(matplotlib.style.library["dark_background"]),
    {"font.family": "monospace", "font.size": 20, "mathtext.fontset": "stix"},
    {"axes.unicode_minus": False, "lines.antialiased": False, "path.sketch": (3, 50, 2)},
    {"axes.grid": True, "figure.dpi": 50, "figure.autolayout": True, "axes.xmargin": 0.3},
]


def all_pictures(view):
    """A panel's picture at the start and turned, drawn in full, and on its card."""
    made = make(view)
    pictures = [made.picture.pixels.copy()]
    for setting in ({"a": -2.5}, {"b": 1.5, "kind": "dotted"}):
        assert made.set(**setting) is None
        pictures += [made.picture.pixels.copy(), made.picture.full()]
    return [*pictures, png.read(card(made)[0])]


@pytest.mark.parametrize("own", OWN, ids=lambda own: next(iter(own)))
@pytest.mark.parametrize("view", [bars, limits, anew], ids=lambda view: view.__name__)
def test_a_learners_own_settings_change_no_picture(view, own):
    wanted = all_pictures(view)
    with matplotlib.rc_context(own):
        before = dict(matplotlib.rcParams)
        found = all_pictures(view)
        assert dict(matplotlib.rcParams) == before
    assert all(map(np.array_equal, found, wanted))


def test_settings_that_change_between_two_turns_change_no_picture():
    made = make(limits)
    for own in OWN:
        with matplotlib.rc_context(own):
            assert made.set(a=2, b=-1) is None and made.set(a=-2, b=1) is None
        check_picture(made.picture)


def test_a_strip_is_drawn_as_the_panel_was():
    def strip():
        made = panel(lines, **DIALS, size=(4, 3), strip=[{"a": -2}, {"a": 3}])
        return png.read(card(made)[0])

    wanted = strip()
    with matplotlib.rc_context(OWN[1]):
        assert np.array_equal(strip(), wanted)


# ---- The picture that is kept -----------------------------------------------------------------


def kept(dials, **options):
    """The pixels of the card of a panel over an empty picture."""
    made = panel(lambda figure: lambda **values: "An empty picture.", **dials, **options)
    return png.read(card(made)[0])


MANY = {f"d{i}": Dial(-1, 1, 0, 0.1, f"red from {i}") for i in range(12)}
LONG = Choice([f"the word number {i}" for i in range(30)], "the word number 7", "word")


@pytest.mark.parametrize("dials", [MANY, {"word": LONG}, MANY | {"word": LONG}])
def test_a_card_cuts_nothing_off(dials):
    pixels = kept(dials)
    assert (pixels[:, -4:] == 255).all() and (pixels[-4:] == 255).all()


def test_a_card_puts_many_dials_into_two_columns():
    few = {name: MANY[name] for name in list(MANY)[:5]}
    six = {name: MANY[name] for name in list(MANY)[:6]}
    assert len(kept(MANY)) - len(kept(six)) == 3 * 30
    assert len(kept(six)) < len(kept(few))
    wordy = {name: Dial(-1, 1, 0, 0.1, f"{name}, the share of red in it") for name in six}
    assert len(kept(wordy)) > len(kept(few))


@pytest.mark.parametrize(("size", "shape"), [((7, 4), (2 * 289, 920)), ((9, 4), (3 * 337, 700))])
def test_wide_pictures_of_a_strip_stand_below_one_another(size, shape):
    strip = [{"d0": value} for value in (-1, 0, 1)]
    with_strip, without = (kept(MANY, size=size, strip=each) for each in (strip, None))
    assert with_strip.shape[1] == shape[1]
    below = len(without) - 100 * size[1]
    assert len(with_strip) == shape[0] + below
