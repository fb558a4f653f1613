"""Notebook 22 where the model cannot be had: it says so, shows what is kept, and ends."""

import nbformat
import pytest
from nbclient import NotebookClient

from course_utils.lessons.sixteen_notches import opening
from course_utils.pretrained import NotFetched
from tests.lessons.a_real_model.test_without_the_model import no_model, pictures
from tools.notebooks import NOTEBOOKS

__all__ = ["no_model"]
PATH = next(path for path in NOTEBOOKS if path.stem == "22_sixteen_notches")


def test_it_says_so_shows_what_is_kept_and_ends(no_model):
    kept = nbformat.read(PATH, as_version=4)
    run = nbformat.read(PATH, as_version=4)
    where = {"metadata": {"path": str(PATH.parent)}}
    NotebookClient(run, timeout=300, kernel_name="python3", resources=where).execute()
    opened = next(cell for cell in run.cells if "open_both()" in cell.source)
    said = "".join(output.get("text", "") for output in opened.outputs)
    assert "Until then this notebook shows what it showed where the model was." in said
    shown, committed = pictures(run), pictures(kept)
    assert sum(map(len, committed)) >= 5
    assert [[p.strip() for p in ps] for ps in shown] == [
        [p.strip() for p in ps] for ps in committed
    ]


def test_in_ci_a_missing_model_is_an_error(no_model, monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(NotFetched):
        opening.open_both()
