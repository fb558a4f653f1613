"""A new notebook: made in a copy of the repository, run there, and refused while it is a stub."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import new_notebook
from tools.notebooks import NOTEBOOKS, ROOT, STUB, faults, unwritten
from tools.renumber import files_of, stems

PLACES = ("notebooks", "course_utils/lessons", "tests/lessons")
WRITTEN = [
    ROOT / "README.md",
    *(p for place in PLACES for p in sorted((ROOT / place).rglob("*.*"))),
]
TEXTS = [path for path in WRITTEN if path.suffix in (".ipynb", ".md", ".py")]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_left_to_be_written(path):
    assert not unwritten(path)


def in_copy(copy: Path, *command: str) -> subprocess.CompletedProcess:
    """Run Python there, with the copy's own library and tools."""
    environment = os.environ | {"PYTHONPATH": str(copy), "PYTHONPYCACHEPREFIX": str(copy / ".pyc")}
    environment.pop("PYTEST_ADDOPTS", None)
    return subprocess.run(
        [sys.executable, *command], cwd=copy, env=environment, capture_output=True, text=True
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """The repository with a new notebook 04, for which ten others moved up."""
    copy = tmp_path_factory.mktemp("copy")
    subprocess.run(["git", "clone", "-q", "--no-hardlinks", str(ROOT), str(copy)], check=True)
    for path in files_of(ROOT):  # as they are here, committed or not
        if path.is_file():
            there = copy / path.relative_to(ROOT)
            there.parent.mkdir(parents=True, exist_ok=True)
            there.write_bytes(path.read_bytes())
    done = in_copy(copy, "-m", "tools.new_notebook", "4", "folding_paper", "Folding paper")
    assert done.returncode == 0, done.stderr
    return copy


def test_the_others_moved_up_and_nothing_is_lost(copy):
    before, after = stems(ROOT / "notebooks"), stems(copy / "notebooks")
    assert after["04"] == "04_folding_paper" and len(after) == len(before) + 1
    assert [stem[3:] for stem in before.values()] == [
        stem[3:] for stem in after.values() if stem != "04_folding_paper"
    ]
    listed = json.loads((copy / "course_utils" / "progress" / "contents.json").read_text())
    assert [things["notebook"] for things in listed.values()] == list(after.values())
    for stem in after.values():
        assert stem == "04_folding_paper" or not faults(copy / "notebooks" / f"{stem}.ipynb")


def test_the_new_page_runs_and_passes_every_test_but_that_of_the_stub(copy):
    page = copy / "notebooks" / "04_folding_paper.ipynb"
    assert any("No output" in fault for fault in faults(page))
    done = in_copy(copy, "-m", "tools.notebooks", "04")
    assert done.returncode == 0, done.stderr
    assert not faults(page)
    files = [
        *["tests/test_notebooks.py", "tests/test_glossary.py", "tests/test_structure.py"],
        *["tests/exercises", "tests/lessons/folding_paper"],
    ]
    about = "(folding or test_every_notebook or links_lead or leads_to_its) and not strictly"
    done = in_copy(copy, "-m", "pytest", "-q", "-p", "no:xdist", "-k", about, *files)
    assert done.returncode == 0, done.stdout[-3000:]


def test_a_stub_is_refused_until_it_is_written(copy):
    page = copy / "notebooks" / "04_folding_paper.ipynb"
    assert STUB in unwritten(page)[0] and unwritten(copy / "README.md")
    said = in_copy(copy, "-m", "tools.notebooks", "--check", str(page))
    assert said.returncode == 1 and STUB in said.stderr
    for name in ("views.py", "exercises.py"):
        assert unwritten(copy / "course_utils" / "lessons" / "folding_paper" / name)
    for name in ("answers.py", "rivals.py", "test_views.py"):
        assert unwritten(copy / "tests" / "lessons" / "folding_paper" / name)


def test_links_lead_both_ways(copy):
    why_b, vectors = (copy / "notebooks" / f"{n}.ipynb" for n in ("03_why_b", "05_vectors"))
    assert why_b.read_text().count("[Next: 04 Folding paper](04_folding_paper.ipynb)") == 2
    assert "[Previous: 04 Folding paper](04_folding_paper.ipynb)" in vectors.read_text()
    new = (copy / "notebooks" / "04_folding_paper.ipynb").read_text()
    assert "[Previous: 03 Why b](03_why_b.ipynb) · [Next: 05 Vectors](05_vectors.ipynb)" in new


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "number and its name"),
        (["x", "folding"], "number and its name"),
        (["100", "folding"], "number and its name"),
        (["18", "Folding"], "small letters"),
        (["18", "a__b"], "small letters"),
        (["18", NOTEBOOKS[0].stem[3:]], "a notebook of that name"),
    ],
)
def test_what_cannot_be_made_is_refused_in_words(arguments, said):
    with pytest.raises(SystemExit, match=said):
        new_notebook.main(arguments)


def test_a_page_is_cut_into_cells():
    cells = new_notebook.cells_of(
        "# A\n\nText.\n\n```python\n1 + 1\n```\n\n```python\n2\n```\n\nEnd.\n"
    )
    assert [cell.cell_type for cell in cells] == ["markdown", "code", "code", "markdown"]
    assert [cell.source for cell in cells] == ["# A\n\nText.", "1 + 1", "2", "End."]
