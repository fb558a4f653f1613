"""Notebook 21 where the model cannot be had: it says so, shows what is kept, and ends."""

import nbformat
import pytest
from nbclient import NotebookClient

from course_utils.lessons.a_real_model import opening
from tools.notebooks import NOTEBOOKS

PATH = next(path for path in NOTEBOOKS if path.stem == "21_a_real_model")


@pytest.fixture
def no_model(monkeypatch, tmp_path):
    """No model in the cache, and no package index to fetch one from."""
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("DIALS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("DIALS_DATA", str(tmp_path / "progress"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")


def pictures(notebook):
    """The pictures of a notebook's cells, cell by cell."""
    outputs = [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]
    return [[o.data["image/png"] for o in os if "image/png" in o.get("data", {})] for os in outputs]


def test_it_says_so_shows_what_is_kept_and_ends(no_model):
    kept = nbformat.read(PATH, as_version=4)
    run = nbformat.read(PATH, as_version=4)
    where = {"metadata": {"path": str(PATH.parent)}}
    NotebookClient(run, timeout=300, kernel_name="python3", resources=where).execute()
    opened = next(cell for cell in run.cells if "model = open_model()" in cell.source)
    said = "".join(output.get("text", "") for output in opened.outputs)
    assert "Until then this notebook shows what it showed where the model was." in said
    assert "pip" in said
    shown, committed = pictures(run), pictures(kept)
    assert sum(map(len, committed)) >= 6
    assert [[p.strip() for p in ps] for ps in shown] == [
        [p.strip() for p in ps] for ps in committed
    ]
    printed = [cell.outputs for cell in run.cells if "count(model.params)" in cell.source]
    assert all("134,515,008" in str(o) or "134515008" in str(o) for o in printed)


def test_in_ci_a_missing_model_is_an_error(no_model, monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(opening.NotFetched):
        opening.open_model()
