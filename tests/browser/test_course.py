"""Notebooks as learners meet them: opened in JupyterLab, looked at, run, and turned by hand."""

import shutil
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

from tests.browser.lab import Lab, focus, restart

pytestmark = pytest.mark.slow

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
TALL = 16_000  # pixels: JupyterLab draws only the cells that are in view


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """JupyterLab on the course's notebooks."""
    folder = tmp_path_factory.mktemp("course") / "notebooks"
    shutil.copytree(NOTEBOOKS, folder)
    with Lab(folder) as running:
        yield running


def panel(page, title):
    return page.locator(".dials-panel").filter(has_text=title).first


def dial(page, title, name):
    return panel(page, title).get_by_role("slider", name=name, exact=True)


def source(page, title):
    """The picture that the panel shows, as text."""
    return panel(page, title).locator(".dials-picture").evaluate("picture => picture.toDataURL()")


def wait_for_another(page, title, old):
    picture = panel(page, title).locator(".dials-picture").element_handle()
    script = "([picture, old]) => picture.toDataURL() !== old"
    page.wait_for_function(script, arg=[picture, old], polling=100)


def commit(page, choice):
    page.get_by_role("radio", name=choice, exact=True).check()
    page.locator(".dials-guess").filter(has_text=choice).get_by_role("button").click()


def type_value(page, title, name, value):
    field = panel(page, title).get_by_role("textbox", name=f"{name} (")
    field.fill(value)
    field.press("Enter")


@pytest.fixture(scope="module")
def first(course, browser):
    """Notebook 01, just opened."""
    page = course.open(browser, "01_two_dials.ipynb", height=TALL)
    yield page
    assert not page.said, page.said
    page.close()


PENGUINS = "342 penguins, two dials"


def test_01_shows_its_committed_pictures_before_anything_runs(first):
    first.wait_for_function(
        """() => [...document.querySelectorAll('.jp-OutputArea-output img')]
            .filter((image) => image.complete && image.naturalWidth > 300).length >= 3"""
    )
    for words in ("Error displaying widget", "Traceback"):
        expect(first.locator(".jp-Notebook")).not_to_contain_text(words)
    expect(first.locator(".dials-panel")).to_have_count(0)  # nothing has run


def test_01_runs_and_its_dials_wake_after_the_guess(first, course):
    course.run_all(first)
    panel(first, PENGUINS).locator(".dials-picture").wait_for()
    expect(first.locator(".jp-OutputArea-output[data-mime-type*=error]")).to_have_count(0)
    expect(dial(first, PENGUINS, "a")).to_be_disabled()
    commit(first, "b must go far down, below zero")
    first.wait_for_function("document.querySelectorAll('.dials-asleep').length === 1")
    expect(dial(first, PENGUINS, "a")).to_be_enabled()


def test_01_dragging_a_changes_the_picture(first, course):
    before = source(first, PENGUINS)
    handle = dial(first, PENGUINS, "a")
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    middle = box["y"] + box["height"] / 2
    first.mouse.move(box["x"] + 8, middle)
    first.mouse.down()
    first.mouse.move(box["x"] + box["width"] / 2, middle, steps=12)
    first.mouse.up()
    wait_for_another(first, PENGUINS, before)  # which may still be one on the way
    a = float(panel(first, PENGUINS).locator(".dials-number").first.input_value())
    assert 40 < a < 60
    panel(first, PENGUINS).locator(".dials-text").get_by_text(f"Line with a = {a:g},").wait_for()
    assert float(course.python(first, "print(all_penguins.values['a'])")) == a
    expect(panel(first, PENGUINS).locator(".dials-text")).not_to_contain_text("not a number")


def test_01_the_goal_is_recognised(first, course):
    goal = panel(first, PENGUINS).locator(".dials-goal")
    expect(goal).not_to_contain_text("reached")
    type_value(first, PENGUINS, "a", "50")
    type_value(first, PENGUINS, "b", "-5850")
    goal.filter(has_text="Goal reached").wait_for()
    assert course.python(first, "print(all_penguins.goal.reached)").strip() == "True"


def test_01_a_wrong_then_a_right_answer_and_progress_after_a_restart(first, course):
    check = "print(exercises.{}.check({}))"
    assert "Not attempted" in course.python(first, check.format("by_hand", "answer"))
    assert "b has still to be added" in course.python(first, check.format("by_hand", "5250"))
    assert "Correct" in course.python(first, check.format("by_hand", "4550"))
    restart(first)
    said = course.python(first, "from course_utils import progress\nprint(progress.overview())")
    for words in ("exercises, 1 of 4: by hand", "goals, 1 of 1: 342 penguins", "guesses, 1 of 2"):
        assert words in said


# A storyteller that has hardly learned: to turn a dial over its probabilities it will do.
KEEP_A_MODEL = """
import jax
from course_utils import progress
from course_utils.tales import Words, tale_tokens
from course_utils.train import Settings, fit, keep
from course_utils.transformer import init, storyteller
words = Words()
config = storyteller(len(words.vocab))
run = fit(init(jax.random.key(0), config), tale_tokens(5000), config, Settings(steps=2))
keep(progress.folder(), "storyteller", run, words.vocab)
"""


def test_17_the_temperature_follows_the_keyboard(course, browser):
    path = course.root / "17_sampling.ipynb"
    notebook = nbformat.read(path, as_version=4)
    title = "One dial: temperature"
    shown = next(i for i, cell in enumerate(notebook.cells) if title in cell.source)
    notebook.cells = notebook.cells[: shown + 1]  # what comes later takes its time
    nbformat.write(notebook, path)
    page = course.open(browser, "17_sampling.ipynb", height=TALL)
    course.python(page, KEEP_A_MODEL)
    course.run_all(page)
    commit(page, "any word, all about equally")
    before = source(page, title)
    handle = dial(page, title, "temperature")
    focus(handle)
    page.keyboard.press("Home")
    panel(page, title).locator(".dials-text").filter(has_text="temperature 0 ").wait_for()
    wait_for_another(page, title, before)
    expect(handle).to_have_attribute("aria-valuetext", "0.00")
    panel(page, title).locator(".dials-goal").filter(has_text="Goal reached").wait_for()
    assert not page.said, page.said
    page.close()
