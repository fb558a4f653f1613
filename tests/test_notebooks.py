"""Every notebook: run strictly with every dial turned, in its committed form, and complete."""

import ast
import importlib
import itertools
import os
import re
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import nbformat
import pytest

from tools.notebooks import NOTEBOOKS, ROOT, WIDGET_VIEW, committed_form, faults
from workshop.schedule import TIME

pytestmark = pytest.mark.slow

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def cells(path: Path, kind: str) -> list[str]:
    return [cell.source for cell in read(path).cells if cell.cell_type == kind]


def code_of(path: Path) -> str:
    return "\n\n".join(cells(path, "code"))


def calls(path: Path, name: str) -> list[ast.Call]:
    """Calls of a function or method of that name in a notebook, imported names followed."""
    tree = ast.parse(code_of(path))
    aliases = {name}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            aliases |= {a.asname for a in node.names if a.name == name and a.asname}
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [
        node
        for node in found
        if (isinstance(node.func, ast.Name) and node.func.id in aliases)
        or (isinstance(node.func, ast.Attribute) and node.func.attr == name)
    ]


def run_strictly(path: Path, **settings: str) -> subprocess.CompletedProcess:
    """nbval in strict mode, each panel sweeping its dials when it is made.

    settings: environment variables that replace or join those of this process.
    """
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-q"]
    command += ["-p", "no:cacheprovider", "-p", "no:xdist", "--nbval-cell-timeout=900", str(path)]
    environment = os.environ | {"DIALS_SWEEP": os.environ.get("DIALS_SWEEP", "1")}
    environment |= settings
    environment.pop("PYTEST_ADDOPTS", None)
    with tempfile.TemporaryDirectory() as nothing_kept:
        environment["DIALS_DATA"] = nothing_kept
        return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT)


def test_there_are_notebooks():
    assert {"01_two_dials", "15_transformer", "16_training", "17_sampling"} <= {
        path.stem for path in NOTEBOOKS
    }


@each_notebook
def test_runs_strictly_with_every_dial_turned(path):
    done = run_strictly(path)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert f"{len(cells(path, 'code'))} passed" in done.stdout


def notebook_file(folder: Path, *sources: str, outputs: bool = True) -> Path:
    """A small notebook, written in committed form after a run (or without outputs)."""
    from tools.notebooks import run

    path = folder / "small.ipynb"
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(notebook, path)
    if outputs:
        nbformat.write(run(path), path)
    return path


def test_the_strict_run_notices_a_changed_output(tmp_path):
    path = notebook_file(tmp_path, "print('the same')", "1 + 1")
    assert run_strictly(path).returncode == 0
    path.write_text(path.read_text().replace("1 + 1", "1 + 2"))
    assert run_strictly(path).returncode == 1


def test_the_strict_run_notices_a_view_that_raises_at_one_end_of_a_dial(tmp_path):
    source = (
        "from course_utils.dials import Dial, panel\n"
        "def view(figure):\n"
        "    axes = figure.add_subplot()\n"
        "    def turn(a):\n"
        "        if a >= 10:\n"
        "            raise RuntimeError('only at the upper end')\n"
        "        return 'fine'\n"
        "    return turn\n"
        "shown = panel(view, a=Dial(0, 10, start=1, step=1, label='a'))\n"
    )
    path = notebook_file(tmp_path, source)
    done = run_strictly(path)
    assert done.returncode == 1 and "only at the upper end" in done.stdout


@each_notebook
def test_what_it_imports_is_there(path):
    """Every import of the library in a notebook's code; so a rename cannot leave one behind."""
    found = [n for n in ast.walk(ast.parse(code_of(path))) if isinstance(n, ast.ImportFrom)]
    found = [node for node in found if node.module.split(".")[0] == "course_utils"]
    assert found
    for node in found:
        module = importlib.import_module(node.module)
        for alias in node.names:
            is_there = hasattr(module, alias.name) or find_spec(f"{node.module}.{alias.name}")
            assert is_there, f"from {node.module} import {alias.name}"


@each_notebook
def test_is_in_committed_form(path):
    assert not faults(path)


@pytest.mark.parametrize("spoil", ["no outputs", "live widget", "state", "timing"])
def test_other_forms_are_refused(tmp_path, spoil):
    path = notebook_file(tmp_path, "'shown'", outputs=spoil != "no outputs")
    notebook = committed_form(read(path))
    if spoil == "live widget":
        notebook.cells[0].outputs[0].data[WIDGET_VIEW] = {"model_id": "0" * 32}
    if spoil == "state":
        notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {}}
    if spoil == "timing":
        notebook.cells[0].metadata["execution"] = {"shell.execute_reply": "now"}
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    assert faults(path)


@each_notebook
def test_every_panel_left_a_picture_with_words(path):
    pictures = [
        output
        for cell in read(path).cells
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {}) and output.metadata.get("image/png", {}).get("alt")
    ]
    assert len(pictures) >= len(calls(path, "panel")) >= 2


NAMES = {"Ada's", "Paris"}  # with which a goal's label may begin


@each_notebook
def test_a_goal_goes_on_with_a_small_letter(path):
    """It stands behind a colon: "Goal: error at most 413 g."."""
    labels = [
        part.value
        for call in calls(path, "Goal")
        for part in [*call.args[2:3], *(k.value for k in call.keywords if k.arg == "label")]
        if isinstance(part, ast.Constant)
    ]
    firsts = {label.split()[0] for label in labels}
    assert {first for first in firsts if first[0].isupper()} <= NAMES


@each_notebook
def test_has_what_every_notebook_has(path):
    prose = "\n\n".join(cells(path, "markdown"))
    number = path.name[:2]
    assert re.search(rf"\A# {number} · ", prose) and len(re.findall(r"^# ", prose, re.M)) == 1
    for section in ("Where is y = a·x + b here?", "In a real model", "Recap"):
        assert f"\n## {section}" in prose, section
    for words in ("| Time |", "| You need |", "| Afterwards you can |", "**Words introduced:**"):
        assert words in prose, words
    assert "**Dials so far**" in prose and calls(path, "count")
    assert len(calls(path, "Goal")) >= 1
    assert len(calls(path, "review")) >= 1
    assert "%" not in {source.strip()[0] for source in cells(path, "code")}, "a magic"


@each_notebook
def test_links_lead_to_notebooks_that_are_there(path):
    """Links to a notebook that is still to come are plain text until it is there."""
    prose = "\n\n".join(cells(path, "markdown"))
    for target in re.findall(r"\]\((?!https?:|#|attachment:)([^)]+)\)", prose):
        assert (path.parent / target).exists(), target
    here = NOTEBOOKS.index(path)
    for neighbour in NOTEBOOKS[max(0, here - 1) : here + 2]:
        if neighbour != path and abs(int(neighbour.name[:2]) - int(path.name[:2])) == 1:
            assert f"]({neighbour.name})" in prose, f"no link to {neighbour.name}"


@each_notebook
def test_exercises_state_their_number_difficulty_and_minutes_which_add_up(path):
    prose = "\n\n".join(cells(path, "markdown"))
    stated = re.findall(
        r"^### Exercise (\d+) · .* \((easy|medium|hard), (\d+) minutes?\)$", prose, re.M
    )
    slug = path.stem[3:]
    assert f"from course_utils.lessons.{slug} import exercises" in code_of(path)
    module = importlib.import_module(f"course_utils.lessons.{slug}.exercises")
    asked = re.findall(r"exercises\.(\w+)\.check\(", code_of(path))
    tasks = [getattr(module, name) for name in asked]
    assert len(tasks) >= 3
    assert stated == [
        (str(number), task.difficulty, str(task.minutes)) for number, task in enumerate(tasks, 1)
    ]
    assert TIME.search(prose)[2] == str(sum(task.minutes for task in tasks))


@each_notebook
def test_code_cells_are_short_and_prose_outweighs_code(path):
    lines = [line for source in cells(path, "code") for line in source.splitlines() if line.strip()]
    longest = max(len(source.splitlines()) for source in cells(path, "code"))
    words = " ".join(cells(path, "markdown")).split()
    assert longest <= 24, f"a cell of {longest} lines"
    assert len(words) >= 5 * len(lines)


@each_notebook
def test_headings_come_in_order(path):
    levels = [len(h) for h in re.findall(r"^(#+) ", "\n\n".join(cells(path, "markdown")), re.M)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
