"""Notebook 22 where the model cannot be had: it says so, shows what is kept, and ends."""

import pytest

from course_utils.lessons.sixteen_notches import opening
from course_utils.pretrained import NotFetched
from tests.small import shows_what_is_kept
from tools.notebooks import NOTEBOOKS

PATH = next(path for path in NOTEBOOKS if path.stem == "22_sixteen_notches")


def test_it_says_so_shows_what_is_kept_and_ends(no_model):
    shows_what_is_kept(PATH, "open_both()", 5)


def test_in_ci_a_missing_model_is_an_error(no_model, monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(NotFetched):
        opening.open_both()
