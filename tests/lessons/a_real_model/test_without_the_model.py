"""Notebook 21 where the model cannot be had: it says so, shows what is kept, and ends."""

import pytest

from course_utils.lessons.a_real_model import opening
from tests.small import shows_what_is_kept
from tools.notebooks import NOTEBOOKS

PATH = next(path for path in NOTEBOOKS if path.stem == "21_a_real_model")


def test_it_says_so_shows_what_is_kept_and_ends(no_model):
    run = shows_what_is_kept(PATH, "model = open_model()", 6)
    printed = [cell.outputs for cell in run.cells if "count(model.params)" in cell.source]
    assert all("134,515,008" in str(o) or "134515008" in str(o) for o in printed)


def test_in_ci_a_missing_model_is_an_error(no_model, monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(opening.NotFetched):
        opening.open_model()
