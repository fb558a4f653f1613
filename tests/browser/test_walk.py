"""A learner's walk through the notebooks, in JupyterLab: each exercise wrongly, then rightly, each
guess, each goal; and after the kernel was restarted all of it is still there."""

import importlib
import inspect
import json
import os
import re
import shutil
import textwrap

import nbformat
import pytest
from playwright.sync_api import expect

from course_utils.exercises.engine import Exercise, OpenExercise
from course_utils.progress.names import today
from tests.browser.lab import Lab, restart
from tools.notebooks import NOTEBOOKS

pytestmark = pytest.mark.slow

# The later notebooks train for long: WALK=all walks through them, too.
WALKED = NOTEBOOKS if os.environ.get("WALK") == "all" else NOTEBOOKS[:7]

# Settings that reach a panel's goal; those that are missing are searched for.
GOALS = {
    "342 penguins, two dials": {"a": 50, "b": -5850},
    "Three inputs, four dials": {"a1": 700, "b": 4200},
    "One matrix, 19,200 pixels": {"a11": 0, "a13": 1, "a31": 1, "a33": 0},
    "Four dials move the plane": {"a11": 0, "a12": -1, "a21": 1, "a22": 0},
    "Three hinges and their sum": {"b2": -2, "v2": -2, "b3": -3, "v3": 1},
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """JupyterLab on the course's notebooks, which draws all cells and not only those in view."""
    folder = tmp_path_factory.mktemp("walk") / "notebooks"
    shutil.copytree(NOTEBOOKS[0].parent, folder)
    lab = Lab(folder)
    settings = lab.home / "settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    whole = json.dumps({"windowingMode": "none"})
    (settings / "tracker.jupyterlab-settings").write_text(whole)
    with lab:
        yield lab


@pytest.fixture(scope="module")
def page(course, browser):
    """One page for all notebooks: starting JupyterLab takes longer than opening one of them."""
    opened = course.open(browser, NOTEBOOKS[0].name)
    opened.set_default_timeout(300_000)  # some notebooks train for a minute
    yield opened
    opened.close()


@pytest.fixture
def enter(course, page):
    """Opens a notebook in place of the one before; afterwards nothing may have gone wrong."""

    def enter(path):
        script = """async (path) => {
            const { commands, shell } = window.jupyterapp;
            const before = shell.currentWidget;
            await before.sessionContext.shutdown();
            before.dispose();
            await commands.execute('docmanager:open', { path, factory: 'Notebook' });
        }"""
        page.evaluate(script, path.name)
        page.wait_for_selector(".jp-Notebook .jp-Cell")
        course.wait_idle(page)

    page.said.clear()
    yield enter
    # JupyterLab's debugger complains of a kernel that is gone before it was asked.
    said = [words for words in page.said if "debugger state" not in words]
    assert not said, said


def search(panel, seed=0, tries=4000):
    """Settings with which a panel meets its goal, found by turning dials at random (or None).

    Runs in the notebook's kernel. Of each dial a large turn is tried as often as a tiny one, and
    what comes nearer to the goal is kept.
    """
    import random

    draw, goal = random.Random(seed), panel.goal.goal
    sign = -1 if goal.at_least else 1

    def turned(dial, value):
        if hasattr(dial, "options"):
            return draw.choice(dial.options)
        if dial.log:
            value *= 10 ** draw.choice([draw.gauss(0, 0.05), draw.uniform(-2, 2)])
        else:
            scale = (dial.high - dial.low) * 10 ** draw.uniform(-3, 0)
            value += max(1, round(abs(draw.gauss(0, scale)) / dial.step)) * draw.choice(
                [-dial.step, dial.step]
            )
        value = min(max(value, dial.low), dial.high)
        return round(value) if dial.whole else float(f"{value:.6g}")

    best = panel.starts
    off = sign * (goal.measure(**best) - goal.target)
    for _ in range(tries):
        if off <= 0:
            return best
        chosen = draw.sample(list(best), draw.randint(1, min(3, len(best))))
        new = best | {name: turned(panel.knobs[name].dial, best[name]) for name in chosen}
        farther = sign * (goal.measure(**new) - goal.target)
        if farther <= off:
            best, off = new, farther
    return None


LOOK = """
import json, warnings
from course_utils import dials, progress
found = {id(v): v for v in list(globals().values()) if isinstance(v, dials.Panel)}
told = []
warnings.simplefilter("ignore")
for panel in found.values():
    if panel.goal:
        values = KNOWN.get(panel.title) or search(panel)
        labels = {n: (k.dial.label, getattr(k.dial, "unit", ""), hasattr(k.dial, "options"))
                  for n, k in panel.knobs.items()}
        typed = None if values is None else [
            (*labels[n], v) for n, v in values.items() if v != panel.starts[n]]
        told.append({"title": panel.title, "typed": typed})
print(json.dumps(told))
"""


def goals_of(course, page):
    """Each panel with a goal: its title, and what to type: (label, unit, is it a choice, value)."""
    code = f"KNOWN = {GOALS!r}\n{textwrap.dedent(inspect.getsource(search))}\n{LOOK}"
    code = f"def _look():\n{textwrap.indent(code, '    ')}\n_look()"  # leave its names alone
    return json.loads(course.python(page, code))


def tasks_of(path):
    """The notebook's exercises: {number of the cell: Exercise}."""
    cells = nbformat.read(path, as_version=4).cells
    code = {i: cell.source for i, cell in enumerate(cells) if cell.cell_type == "code"}
    module = importlib.import_module(f"course_utils.lessons.{path.stem[3:]}.exercises")
    asked = {i: re.findall(r"exercises\.(\w+)\.check\(", source) for i, source in code.items()}
    return {i: getattr(module, names[-1]) for i, names in asked.items() if names}


def run_cells(page, sources):
    """Write into cells, {number: source}, run them as Shift + Enter does; what each one shows."""
    return page.evaluate(
        """async (sources) => {
            const notebook = window.jupyterapp.shell.currentWidget.content;
            const cells = Object.keys(sources).map((number) => notebook.widgets[number]);
            for (const [number, source] of Object.entries(sources))
                if (source !== null) notebook.widgets[number].model.sharedModel.setSource(source);
            notebook.activeCellIndex = Number(Object.keys(sources)[0]);
            notebook.deselectAll();
            for (const cell of cells) notebook.select(cell);
            await window.jupyterapp.commands.execute('notebook:run-cell');
            return cells.map((cell) => cell.node.querySelector('.jp-Cell-outputArea').innerText);
        }""",
        sources,
    )


def wrong(task: Exercise | OpenExercise):
    """A cell with the exercise's first recognised mistake as the answer; an open one has none."""
    name = task.name.partition(".")[2]
    if isinstance(task, OpenExercise):
        return f"exercises.{name}.check(...)"
    mistake = f"exercises.{name}.mistakes[0][0]"
    return f"exercises.{name}.check({mistake if task.cases else mistake + '()'})"


def right(task: Exercise | OpenExercise):
    """A cell with the solution as it is shown to learners; an open one takes any words."""
    name = task.name.partition(".")[2]
    if isinstance(task, OpenExercise):
        return f"exercises.{name}.check('In words of my own.')"
    return f"{task.solution().text}\n\nexercises.{name}.check({name if task.cases else 'answer'})"


def words(text):
    return " ".join(text.split())


def solve(page, tasks):
    """Answer every exercise wrongly, then rightly, and look at what the cells show."""
    shown = run_cells(page, {str(i): wrong(task) for i, task in tasks.items()})
    for text, task in zip(shown, tasks.values(), strict=True):
        open_one = isinstance(task, OpenExercise)
        said = "in your own words." if open_one else f"✗ Not yet. {task.mistakes[0][1]}"
        assert words(text).endswith(words(said)), task.name
    shown = run_cells(page, {str(i): right(task) for i, task in tasks.items()})
    for text, task in zip(shown, tasks.values(), strict=True):
        said = ".discussion()." if isinstance(task, OpenExercise) else "✓ Correct."
        assert words(text).endswith(said), (task.name, text)


def commit(page):
    """Commit to the last choice of every question on the page; returns the guesses, those of a box
    with several questions as one."""
    boxes, guesses = page.locator("fieldset.dials-guess"), []
    for i in range(boxes.count()):
        box = boxes.nth(i)
        groups = {radio.get_attribute("name") for radio in box.get_by_role("radio").all()}
        chosen = [box.locator(f"input[name='{group}']").last for group in sorted(groups)]
        for radio in chosen:
            radio.check()
        box.get_by_role("button").click()
        box.get_by_role("status").filter(has_text=re.compile("(is|are) noted")).wait_for()
        guesses.append("; ".join(radio.locator("..").inner_text().strip() for radio in chosen))
    return guesses


def reach(page, title, typed):
    """Type settings into a panel's fields, as fast as it goes, until its goal is reached."""
    panel = page.get_by_role("region", name=title, exact=True)
    for label, unit, chosen, value in typed:
        if chosen:
            panel.get_by_role("combobox", name=label, exact=True).select_option(value)
            continue
        name = f"{label} ({unit}), as a number" if unit else f"{label}, as a number"
        field = panel.get_by_role("textbox", name=name, exact=True)
        field.fill(str(value))
        field.press("Enter")
    panel.locator(".dials-goal").filter(has_text="Goal reached").wait_for(timeout=60_000)


@pytest.mark.parametrize("path", WALKED, ids=lambda path: path.stem)
def test_a_walk_through_the_notebook(path, course, page, enter):
    enter(path)
    course.run_all(page)
    expect(page.locator(".jp-OutputArea-output[data-mime-type*=error]")).to_have_count(0)

    tasks = tasks_of(path)
    solve(page, tasks)
    guesses = commit(page)
    assert len(guesses) >= 1
    goals = goals_of(course, page)
    assert len(goals) >= 1
    for goal in goals:
        assert goal["typed"] is not None, f"no setting found that reaches {goal['title']}: add one"
        reach(page, **goal)
    told = course.python(page, "print(progress.guesses())")
    assert all(f"Your guess: {guess}\n" in told for guess in guesses)
    assert "Without a guess" not in told

    restart(page)
    kept = json.loads(
        course.python(
            page,
            "import json\nfrom course_utils import progress\n"
            f"print(json.dumps(progress.load()[0][{path.stem[3:]!r}]))",
        )
    )
    assert kept["exercises"].keys() == {
        today("exercises", path.stem, task.name)[1] for task in tasks.values()
    }
    assert kept["goals"].keys() == {goal["title"] for goal in goals}
    assert sorted(kept["guesses"].values()) == sorted(guesses)


def test_the_button_starts_over_when_it_is_pressed_twice(course, page, enter):
    """The last section of notebook 01, with something kept: the overview, then the button."""
    path = NOTEBOOKS[0]
    cells = nbformat.read(path, as_version=4).cells
    at = {
        word: next(
            str(i)
            for i, cell in enumerate(cells)
            if word in cell.source and cell.cell_type == "code"
        )
        for word in ("progress.start(", "progress.overview()", "progress.start_over")
    }
    enter(path)
    run_cells(page, {at["progress.start("]: None})
    course.python(page, "progress.record('goals', '342 penguins, two dials')")
    (table,) = run_cells(page, {at["progress.overview()"]: None})
    assert re.search(r"01_two_dials\s+\d of 4", table)
    assert re.search(r"1 of 1\s+✓ 342 penguins, two dials", table)

    run_cells(page, {at["progress.start_over"]: None})
    kept = "print(len(progress.load()[0]))"
    page.get_by_role("button", name="Start over", exact=True).click()
    page.get_by_role("button", name="No, leave everything as it is").click()
    assert int(course.python(page, kept)) >= 1
    page.get_by_role("button", name="Start over", exact=True).click()
    page.get_by_role("button", name="Yes: start over").click()
    page.get_by_role("status").filter(has_text="Nothing is kept so far").wait_for()
    assert int(course.python(page, kept)) == 0
