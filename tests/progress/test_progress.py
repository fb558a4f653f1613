"""Progress: kept across restarts, never lost half-way, never a traceback."""

import ast
import json
import re

import nbformat
import numpy as np
import pytest

from course_utils import dials, progress
from course_utils.exercises import engine as exercises
from course_utils.lessons.two_dials import exercises as fitting
from tools.notebooks import NOTEBOOKS


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setenv("DIALS_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(progress, "_here", {})
    monkeypatch.setattr(exercises, "listeners", [])
    monkeypatch.setattr(dials, "listeners", [])
    monkeypatch.setattr(dials.listening, "listeners", dials.listeners)
    monkeypatch.setattr(dials, "reviews", {})
    monkeypatch.setattr(dials.guesses, "reviews", dials.reviews)
    return tmp_path / "data"


def test_nothing_is_kept_before_a_notebook_starts(data):
    fitting.by_hand.check(4550)
    progress.record("goals", "x")
    assert not data.exists()


def test_what_was_done_survives_a_restart(data):
    assert repr(progress.start("01_two_dials")) == "01_two_dials: nothing yet"
    fitting.by_hand.check(1)
    fitting.by_hand.check(4550)
    for listener in dials.listeners:
        listener("goal", "342 penguins", 412.0)
        listener("guess", "01.one_step", "by 1 g")
    progress._here.clear()  # a new kernel knows nothing
    assert repr(progress.start("01_two_dials")) == (
        "01_two_dials: 1 exercise solved, 1 goal reached, 1 guess made"
    )
    assert repr(progress.start("02_downhill")) == "02_downhill: nothing yet"


def test_starting_twice_counts_once_and_the_first_guess_stays(data):
    progress.start("01_two_dials")
    progress.start("01_two_dials")
    fitting.by_hand.check(4550)
    progress.record("guesses", "q", "first")
    progress.record("guesses", "q", "second")
    kept, warning = progress.load()
    assert kept == {
        "01_two_dials": {"exercises": {"two_dials.by_hand": True}, "guesses": {"q": "first"}}
    }
    assert warning == ""


def test_overview_and_starting_over(data):
    for name in ("02_downhill", "01_two_dials"):
        progress.start(name)
        progress.record("goals", "a")
        progress.record("goals", "b")
    assert repr(progress.overview()) == (
        "01_two_dials: 2 goals reached\n02_downhill: 2 goals reached"
    )
    assert "<td" in progress.overview()._repr_html_()
    for nothing in (progress.start_over(), progress.overview()):
        assert repr(nothing).startswith("Nothing is kept so far")
        assert "<table>" not in nothing._repr_html_()
    progress.record("goals", "a")
    assert repr(progress.overview()) == "01_two_dials: 1 goal reached"  # the one started last


CELLS = """answer = ...
exercises.one.check(answer)
exercises.one.check(answer)
exercises.two.check(answer)
first = guess(
    "Which?", ["a", "b"], name="x")
second = guess("Which?", ["a", "b"], name="y")
panel(view, goal=Goal(error, target=1, label="error"))
"""


def row(shown, number):
    cells = re.findall(r"<td[^>]*>(.*?)</td>", shown._repr_html_())
    return cells[4 * number : 4 * number + 4]


def test_the_overview_says_of_how_many_where_the_notebook_lies_beside(data, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    notebook = {"cells": [{"cell_type": "code", "source": CELLS.splitlines(keepends=True)}]}
    (tmp_path / "01_here.ipynb").write_text(json.dumps(notebook))
    (tmp_path / "02_no_notebook.ipynb").write_text("{")
    for name in ("01_here", "02_no_notebook", "03_elsewhere"):
        progress.start(name)
        progress.record("exercises", "one")
        progress.record("guesses", "x", "a")
    shown = progress.overview()
    assert row(shown, 0) == ["01_here", "1 of 2", "0 of 1", "1 of 2"]
    assert row(shown, 1) == ["02_no_notebook", "1", "0", "1"]
    assert row(shown, 2) == ["03_elsewhere", "1", "0", "1"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_a_notebook_holds_is_counted_as_its_code_is_read(path, monkeypatch):
    """The quick look at a notebook's text finds what a reader of its syntax tree finds."""
    monkeypatch.chdir(path.parent)
    cells = nbformat.read(path, as_version=4).cells
    tree = ast.parse("\n\n".join(c.source for c in cells if c.cell_type == "code"))
    found = [n.func for n in ast.walk(tree) if isinstance(n, ast.Call)]
    names = [f.id for f in found if isinstance(f, ast.Name)]
    checked = {f.value.attr for f in found if isinstance(f, ast.Attribute) and f.attr == "check"}
    wanted = (len(checked), names.count("Goal"), names.count("guess"))
    assert min(wanted) >= 1
    assert tuple(progress._asked(path.stem)[kind] for kind in progress.KINDS) == wanted


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_notebook_keeps_progress_under_its_own_name(path):
    cells = nbformat.read(path, as_version=4).cells
    first = next(c.source for c in cells if c.cell_type == "code")
    assert first == f'from course_utils import progress\n\nprogress.start("{path.stem}")'


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_each_guess_is_reviewed_and_all_are_shown_again_at_the_end(path):
    cells = nbformat.read(path, as_version=4).cells
    code = "\n".join(c.source for c in cells if c.cell_type == "code")
    asked = re.findall(r"^(\w+) = guess\(", code, flags=re.M)
    reviews = [(m[1], m.start()) for m in re.finditer(r"^(\w+)\.review\(", code, flags=re.M)]
    assert sorted(asked) == sorted(name for name, _ in reviews)
    assert code.index("progress.predictions()") > max(place for _, place in reviews)


def test_guesses_are_shown_beside_what_happened_also_after_a_restart(data):
    progress.start("01_two_dials")
    assert repr(progress.predictions()).startswith("You have committed to no guess")
    first = dials.guess("Is 1 < 2?", ["yes", "<no>"], name="first")
    second = dials.guess("And 2?", ["yes", "no"], name="second")
    first.choose("<no>")
    first.review("It was.")
    second.review("It was not.")
    told = (
        "The question: Is 1 < 2?\nYour guess: <no>\nWhat happened: It was.\n\n"
        "Without a guess so far: 1 of 2."
    )
    assert repr(progress.predictions()) == told
    shown = progress.predictions()._repr_html_()
    assert "&lt;no&gt;" in shown and "1 &lt; 2" in shown and "<no>" not in shown

    progress._here.clear()  # a new kernel, in which the guess is not made again
    dials.reviews.clear()
    progress.start("01_two_dials")
    dials.guess("Is 1 < 2?", ["yes", "<no>"], name="first").review("It was.")
    second = dials.guess("And 2?", ["yes", "no"], name="second")
    second.review("It was not.")
    assert repr(progress.predictions()) == told
    second.choose("no")
    assert "Without a guess" not in repr(progress.predictions())


def test_guesses_are_shown_when_nothing_can_be_kept(data, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("DIALS_DATA", str(tmp_path / "file" / "data"))
    progress.start("01_two_dials")
    asked = dials.guess("Which?", ["this", "that"], name="q")
    asked.choose("that")
    asked.review("It was this.")
    assert "Your guess: that" in repr(progress.predictions())


def test_the_button_starts_over_and_says_so(data):
    progress.start("01_two_dials")
    progress.record("goals", "a")
    start_over = dials.button("Start <over>", progress.start_over, sure="Really?")
    assert "Start <over>" in repr(start_over) and "Start &lt;over&gt;" in start_over._repr_html_()
    assert progress.load()[0] != {}
    assert start_over.press().startswith("Nothing is kept so far")
    assert progress.load() == ({}, "")


def test_a_button_says_what_went_wrong():
    said = dials.button("Divide", lambda: 1 / 0, sure="By nothing?").press()
    assert "did not work" in said and "ZeroDivisionError" in said


def test_a_button_is_committed_without_anything_live():
    shown = dials.button("Start over", lambda: "done", sure="Really?")
    data, _ = shown._repr_mimebundle_()
    assert data.keys() == {"text/plain", "text/html", "application/vnd.jupyter.widget-view+json"}
    told = []
    shown.face.send = told.append
    shown.face.hear({"kind": "press"})
    assert told == [{"kind": "said", "text": "done"}]


@pytest.mark.parametrize("damage", ["", "{", "[1]", '{"01": 3}', '{"01": {"x": {}}}', "\xff"])
def test_a_damaged_file_is_set_aside_with_a_sentence(data, damage):
    data.mkdir()
    (data / "progress.json").write_bytes(damage.encode("latin-1"))
    shown = progress.start("01_two_dials")
    assert "could not be read" in repr(shown) and "set aside" in shown._repr_html_()
    (aside,) = data.glob("progress-damaged-*.json")
    assert aside.read_bytes() == damage.encode("latin-1")
    progress.record("goals", "a")
    assert progress.load() == ({"01_two_dials": {"goals": {"a": True}}}, "")


def test_a_crash_while_writing_loses_nothing(data, monkeypatch):
    progress.start("01_two_dials")
    progress.record("goals", "a")

    def crash(kept, file, **options):
        file.write('{"01_two_')  # half of it
        file.flush()
        raise KeyboardInterrupt

    monkeypatch.setattr(json, "dump", crash)
    with pytest.raises(KeyboardInterrupt):
        progress.record("goals", "b")
    monkeypatch.undo()
    monkeypatch.setenv("DIALS_DATA", str(data))
    assert progress.load() == ({"01_two_dials": {"goals": {"a": True}}}, "")


def test_a_folder_that_cannot_be_made_is_said_and_the_course_goes_on(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("DIALS_DATA", str(tmp_path / "file" / "data"))
    assert "could not be written" in progress.save({})
    assert "course goes on" in repr(progress.start_over())
    assert "course goes on" in progress.start_over()._repr_html_()


def test_names_are_escaped():
    shown = progress.Progress((("<b>", {"goals": 1}),), warning="a < b")
    assert "&lt;b&gt;" in shown._repr_html_() and "a &lt; b" in shown._repr_html_()


@pytest.mark.parametrize("target", [np.float64(2.0), np.float32(2.0), np.int64(2)])
def test_a_goal_whose_target_numpy_computed_can_be_told_to_the_page(target):
    shown = dials.goal.GoalState(dials.Goal(lambda a: a, target=target, label="a"))
    for value in (5, 3, 2):
        shown.note(shown.measure({"a": value}))
        told = json.dumps([shown.text(), shown.now, shown.reached, shown.closeness()])
    assert "true, true, 1.0" in told
