"""Progress: kept across restarts, never lost half-way, never a traceback."""

import json

import pytest

from course_utils import dials, progress
from course_utils.checks import exercise as exercises
from course_utils.checks import fitting


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setenv("DIALS_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(progress, "_here", {})
    monkeypatch.setattr(exercises, "listeners", [])
    monkeypatch.setattr(dials, "listeners", [])
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
        listener("prediction", "01.one_step", "by 1 g")
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
        "01_two_dials": {"exercises": {"fitting.by_hand": True}, "guesses": {"q": "first"}}
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
    assert repr(progress.start_over()) == "all notebooks: nothing yet"
    assert repr(progress.overview()) == ""


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

    def crash(*arguments, **options):
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


def test_names_are_escaped():
    shown = progress.Progress((("<b>", {"goals": 1}),), warning="a < b")
    assert "&lt;b&gt;" in shown._repr_html_() and "a &lt; b" in shown._repr_html_()
