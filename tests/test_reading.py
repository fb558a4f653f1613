"""What a learner has to read: how much of it, and that the code is at the level stated.

Code cells are of two kinds.  Those whose first line begins with `# just run` load, draw or train
and need not be understood; every other one is to be read, with school algebra, a little Python and
what was taught before.
"""

import ast
import re
from pathlib import Path

import nbformat
import pytest

from tools.notebooks import NOTEBOOKS

JUST_RUN = "# just run"
LONGEST = 15  # lines in a code cell
WORDS, CELLS = 2_750, 64  # in a notebook

# Names and forms above "a little Python", and the first notebook that explains one, if any does.
ABOVE = {"vmap", "islice", "takewhile", "partial", "map", "reduce", "itertools", "functools"}
TAUGHT = {"jit": "16"}

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells(path: Path, kind: str) -> list[str]:
    return [c.source for c in nbformat.read(path, as_version=4).cells if c.cell_type == kind]


def to_be_read(source: str) -> bool:
    return not source.startswith(JUST_RUN)


def above_the_level(source: str, number: str) -> list[str]:
    """What in a cell's code asks for more than the stated level, as words."""
    found = []
    for node in ast.walk(ast.parse(source)):
        name = getattr(node, "attr", getattr(node, "id", None))
        if name in ABOVE or (name in TAUGHT and number < TAUGHT[name]):
            found.append(name)
        if isinstance(node, ast.Lambda | ast.NamedExpr | ast.Starred | ast.Assert):
            found.append(type(node).__name__)
    return found


@each_notebook
def test_code_to_be_read_is_at_the_stated_level(path):
    found = [
        (word, source)
        for source in cells(path, "code")
        if to_be_read(source)
        for word in above_the_level(source, path.name[:2])
    ]
    assert not found


@each_notebook
def test_no_scaffolding_of_tests_is_left_in_a_notebook(path):
    """Checks belong into tests, what nbval is told into tags."""
    for source in cells(path, "code"):
        assert "NBVAL" not in source, source
        assert not any(isinstance(n, ast.Assert) for n in ast.walk(ast.parse(source))), source


@each_notebook
def test_a_notebook_is_one_sitting(path):
    words = sum(len(source.split()) for source in cells(path, "markdown"))
    assert words <= WORDS
    assert len(nbformat.read(path, as_version=4).cells) <= CELLS
    minutes = re.search(
        r"^\| Time \| about (\d+) minutes", "\n".join(cells(path, "markdown")), re.M
    )
    assert minutes and 30 <= int(minutes[1]) <= 60


@each_notebook
def test_code_cells_are_short(path):
    long = [s for s in cells(path, "code") if len(s.splitlines()) > LONGEST]
    assert not long


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("y = a * x + b", []),
        ("f = lambda x: x", ["Lambda"]),
        ("first, *rest = row", ["Starred"]),
        ("assert y == 1", ["Assert"]),
        ("jax.tree.map(f, params)", ["map"]),
        ("jax.jit(f)", ["jit"]),
    ],
)
def test_what_counts_as_above_the_level(source, found):
    assert above_the_level(source, "09") == found


def test_a_cell_that_is_just_run_says_so_first():
    assert not to_be_read("# just run: this trains\nfit()")
    assert to_be_read("fit()  # just run")


# How the course does not write: a pattern, and what stands in its place.
UNLIKE_US = {
    r"\d %": "21%",
    r"half-way": "halfway",
    r"nats a (token|word|letter)": "nats per token",
    r"\btrainings\b": "training runs",
    r"\bAt the (left|right)\b|\bat the left\b": "on the left",
    r"[“”]": 'straight quotes, in text cells ("…")',
}


def what_is_read(path: Path) -> str:
    """The text cells, and what the code cells print and say."""
    notebook = nbformat.read(path, as_version=4)
    printed = [
        output.get("text", "") or output.get("data", {}).get("text/plain", "")
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    ]
    return "\n".join([*cells(path, "markdown"), *(re.sub("[“”]", '"', text) for text in printed)])


@each_notebook
def test_the_same_thing_is_written_in_the_same_way(path):
    text = what_is_read(path)
    found = {
        (match.group(), instead)
        for pattern, instead in UNLIKE_US.items()
        for match in re.finditer(pattern, text)
    }
    assert not found


def test_the_pages_that_lead_to_the_notebooks_write_so_too():
    for name in ("README.md", "notebooks/glossary.md", "workshop/guide.md"):
        text = (NOTEBOOKS[0].parent.parent / name).read_text(encoding="utf-8")
        assert not [p for p in UNLIKE_US if p != r"[“”]" and re.search(p, text)], name
