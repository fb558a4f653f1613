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

pytestmark = pytest.mark.slow

PLACES = ("notebooks", "course_utils/lessons", "tests/lessons")
WRITTEN = [
    ROOT / "README.md",
    *(p for place in PLACES for p in sorted((ROOT / place).rglob("*.*"))),
]
TEXTS = [path for path in WRITTEN if path.suffix in (".ipynb", ".md", ".py")]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_left_to_be_written(path):
    assert not unwritten(path)


BEFORE, AFTER = list(stems(ROOT / "notebooks").values())[2:4]
NUMBER = AFTER[:2]  # which is taken
NEW = f"{NUMBER}_folding_paper"


def in_copy(copy: Path, *command: str) -> subprocess.CompletedProcess:
    """Run Python there, with the copy's own library and tools."""
    environment = os.environ | {"PYTHONPATH": str(copy), "PYTHONPYCACHEPREFIX": str(copy / ".pyc")}
    environment.pop("PYTEST_ADDOPTS", None)
    return subprocess.run(
        [sys.executable, *command], cwd=copy, env=environment, capture_output=True, text=True
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """The repository with one more notebook, for which others moved up."""
    copy = tmp_path_factory.mktemp("copy")
    subprocess.run(["git", "clone", "-q", "--no-hardlinks", str(ROOT), str(copy)], check=True)
    for path in files_of(ROOT):  # as they are here, committed or not
        if path.is_file():
            there = copy / path.relative_to(ROOT)
            there.parent.mkdir(parents=True, exist_ok=True)
            there.write_bytes(path.read_bytes())
    done = in_copy(copy, "-m", "tools.new_notebook", NUMBER, "folding_paper", "Folding paper")
    assert done.returncode == 0, done.stderr
    return copy


def test_the_others_moved_up_and_nothing_is_lost(copy):
    before, after = stems(ROOT / "notebooks"), stems(copy / "notebooks")
    assert after[NUMBER] == NEW and len(after) == len(before) + 1
    assert [stem[3:] for stem in before.values()] == [
        stem[3:] for stem in after.values() if stem != NEW
    ]
    listed = json.loads((copy / "course_utils" / "progress" / "contents.json").read_text())
    assert [things["notebook"] for things in listed.values()] == list(after.values())
    for stem in after.values():
        assert stem == NEW or not faults(copy / "notebooks" / f"{stem}.ipynb")


def test_the_new_page_runs_and_passes_every_test_but_that_of_the_stub(copy):
    page = copy / "notebooks" / f"{NEW}.ipynb"
    assert any("No output" in fault for fault in faults(page))
    done = in_copy(copy, "-m", "tools.notebooks", NUMBER)
    assert done.returncode == 0, done.stderr
    assert not faults(page)
    files = [
        *["tests/test_notebooks.py", "tests/test_glossary.py", "tests/test_structure.py"],
        *["tests/test_reading.py", "tests/workshop/test_guide.py"],
        *["tests/exercises", "tests/lessons/folding_paper"],
    ]
    about = "(folding or test_every_notebook or links_lead or leads_to_its) and not strictly"
    done = in_copy(copy, "-m", "pytest", "-q", "-p", "no:xdist", "-k", about, *files)
    assert done.returncode == 0, done.stdout[-3000:]


def test_a_stub_is_refused_until_it_is_written(copy):
    page = copy / "notebooks" / f"{NEW}.ipynb"
    assert STUB in unwritten(page)[0] and unwritten(copy / "README.md")
    said = in_copy(copy, "-m", "tools.notebooks", "--check", str(page))
    assert said.returncode == 1 and STUB in said.stderr
    for name in ("views.py", "exercises.py"):
        assert unwritten(copy / "course_utils" / "lessons" / "folding_paper" / name)
    for name in ("answers.py", "rivals.py", "test_views.py"):
        assert unwritten(copy / "tests" / "lessons" / "folding_paper" / name)


def test_links_lead_both_ways(copy):
    folder = copy / "notebooks"
    moved = next(stem for stem in stems(folder).values() if stem[3:] == AFTER[3:])
    before, new, after = (folder / f"{stem}.ipynb" for stem in (BEFORE, NEW, moved))
    assert before.read_text().count(f"[Next: {NUMBER} Folding paper]({NEW}.ipynb)") == 2
    assert f"[Previous: {NUMBER} Folding paper]({NEW}.ipynb)" in after.read_text()
    links = new_notebook.link("Previous", before), new_notebook.link("Next", after)
    assert " · ".join(links) in new.read_text()


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
