"""Panels on a matplotlib whose private parts have other names, or do something else."""

import ast
import importlib
import inspect
import re
import sys
import types
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from matplotlib import ft2font
from matplotlib.backends import _backend_agg, backend_agg

import course_utils
from course_utils.dials import Choice, Dial, panel
from course_utils.dials import picture as pictures
from course_utils.dials.blit import Blitter
from course_utils.dials.parts import Part
from course_utils.dials.strokes import Plain
from course_utils.dials.sweep import check_picture
from tests.dials.views import OPTIONS, bars, heat, lines, texts

DIALS = Path(pictures.__file__).parent
AGG = "matplotlib.backends.backend_agg"
COMPILED = [ft2font, ft2font.FT2Font, _backend_agg.RendererAgg]  # where Agg's names come from
UNDOCUMENTED = ["RenderMode", "draw_text_image"]  # no underscore, and in no manual


def private_names(file):
    """The attributes with an underscore that a file takes from others than itself."""
    tree = ast.parse(file.read_text())
    taken = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    made = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return {name for name in taken | made if re.match("_[a-z]", name)}


USED = sorted(
    name
    for name in private_names(DIALS / "tape.py")
    if re.search(rf"\b{name}\b", inspect.getsource(backend_agg))
)


def make(kit, view):
    return kit.panel(
        view,
        a=kit.Dial(-5, 5, 1, 0.1, "a"),
        b=kit.Dial(-5, 5, 0, 0.1, "b"),
        kind=kit.Choice(OPTIONS, "plain", "kind"),
        size=(4, 3),
    )


SETTINGS = [{"a": 2}, {"a": -3, "b": 2.5}, {"kind": "dotted"}, {"a": 4.4}]


@contextmanager
def another_matplotlib(monkeypatch, names):
    """Within it Agg's private parts have other names; yields the dials, imported anew on it."""
    source = inspect.getsource(backend_agg)
    for name in names:
        source = re.sub(rf"\b{name}\b", f"{name}_anew", source)
        for owner in COMPILED:
            if hasattr(owner, name):
                monkeypatch.setattr(owner, f"{name}_anew", getattr(owner, name), raising=False)
                if name != "_set_transform":  # which the font manager needs too
                    monkeypatch.delattr(owner, name)
    module = types.ModuleType(AGG)
    module.__package__ = "matplotlib.backends"
    monkeypatch.setitem(sys.modules, AGG, module)
    exec(compile(source, AGG, "exec"), module.__dict__)
    ours = {name: sys.modules.pop(name) for name in dials_modules()}
    try:
        yield importlib.import_module("course_utils.dials")
    finally:
        for name in dials_modules():
            del sys.modules[name]
        sys.modules.update(ours)
        course_utils.dials = ours["course_utils.dials"]


def dials_modules():
    return [name for name in sys.modules if name.startswith("course_utils.dials")]


def test_the_private_parts_are_those_we_know():
    assert USED == [
        "_draw_text_glyphs_and_boxes",
        "_render_glyph",
        "_renderer",
        "_set_transform",
        "_update_methods",
    ]


@pytest.mark.parametrize("file", sorted(DIALS.glob("*.py")), ids=lambda file: file.stem)
def test_only_the_tape_uses_private_parts_of_others(file):
    """Besides what is asked for with getattr(..., a public way out)."""
    tree = ast.parse(file.read_text())
    taken = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    taken = [node for node in taken if ast.unparse(node.value) not in ("self", "other", "super()")]
    private = {node.attr for node in taken if re.match("_[a-z]", node.attr)} - {"_repr_html_"}
    assert bool(private) == (file.stem == "tape")


@pytest.mark.parametrize(
    "names",
    [[name] for name in [*USED, *UNDOCUMENTED]] + [[*USED, *UNDOCUMENTED]],
    ids=lambda names: names[0] if len(names) == 1 else "all of them",
)
def test_pictures_where_private_parts_have_other_names(monkeypatch, names):
    with another_matplotlib(monkeypatch, names) as kit:
        for view in (lines, heat, texts):
            made = make(kit, view)
            for setting in SETTINGS:
                assert made.set(**setting) is None
                check_picture(made.picture)
            whole = names != ["_draw_text_glyphs_and_boxes"]  # without, letters are not kept
            assert made.picture.ways[0].__name__ == ("Blitter" if whole else "Recorder")


def test_the_recorder_is_used_where_nothing_was_renamed(monkeypatch):
    with another_matplotlib(monkeypatch, []) as kit:
        made = make(kit, texts)
        assert made.set(**SETTINGS[1]) is None
        assert made.picture.ways[0].__name__ == "Recorder"


class Kit:
    """The dials as they are."""

    panel, Dial, Choice = staticmethod(panel), Dial, Choice


def recorder():
    return importlib.import_module("course_utils.dials.tape").Recorder


def test_a_private_part_that_is_called_otherwise(monkeypatch):
    tape = importlib.import_module("course_utils.dials.tape").AggTape
    monkeypatch.setattr(tape, "_draw_text_glyphs_and_boxes", lambda self, gc: None)
    made = make(Kit, lines)
    assert made.set(a=3) is None and made.picture.ways == [Blitter, Plain]
    check_picture(made.picture)


def test_a_recorder_whose_first_picture_differs_is_left_out(monkeypatch):
    monkeypatch.setattr(recorder(), "_lay", lambda self, parts: None)
    made = make(Kit, lines)
    assert made.picture.ways == [Blitter, Plain]
    assert made.set(a=3) is None
    check_picture(made.picture)


@pytest.mark.parametrize("error", [AttributeError, TypeError, RuntimeError, AssertionError])
@pytest.mark.parametrize("step", ["prepare", "finish"])
def test_what_the_recorder_raises_in_a_turn_reaches_nobody(monkeypatch, error, step):
    made = make(Kit, bars)
    assert made.set(a=2) is None and made.picture.ways[0] is recorder()

    def fail(self, *args):
        raise error("private")

    monkeypatch.setattr(recorder(), step, fail)
    assert made.set(a=3) is None and made.picture.ways == [Blitter, Plain]
    check_picture(made.picture)
    assert made.set(a=4) is None and type(made.picture.pen) is Blitter
    check_picture(made.picture)


def test_where_blitting_fails_too_everything_is_drawn(monkeypatch):
    monkeypatch.setenv("DIALS_RECORDER", "0")
    monkeypatch.setattr(Blitter, "_ink", lambda self, strokes: 1 / 0)
    made = make(Kit, bars)
    for setting in SETTINGS:
        assert made.set(**setting) is None
        check_picture(made.picture)
    assert made.picture.ways == [Plain]


@pytest.mark.usefixtures("both_ways")
def test_what_the_view_did_wrong_reaches_the_learner_and_costs_no_speed():
    def fragile(figure):
        axes = figure.add_subplot()

        def turn(a, b, kind):
            axes.set_title("$\\broken{$" if a > 3 else f"a = {a}")
            return f"a is {a}"

        return turn

    made = make(Kit, fragile)
    before, fast = made.picture.pixels.copy(), made.picture.ways
    assert "could not be drawn (ValueError" in made.set(a=4)
    assert np.array_equal(made.picture.pixels, before) and made.picture.ways == fast
    assert made.set(a=2) is None
    check_picture(made.picture)


@pytest.mark.usefixtures("both_ways")
def test_a_drawing_that_is_broken_off_leaves_the_picture_before(monkeypatch):
    made = make(Kit, bars)
    before = made.picture.pixels.copy()
    with monkeypatch.context() as broken:
        broken.setattr(Part, "draw", interrupted)
        with pytest.raises(KeyboardInterrupt):
            made.try_setting({"a": 3})
    assert np.array_equal(made.picture.pixels, before)
    made.try_setting({"a": 3})
    check_picture(made.picture)


def interrupted(self, renderer):
    raise KeyboardInterrupt
