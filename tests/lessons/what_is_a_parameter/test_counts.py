"""The last line of the count, against what each notebook printed."""

import re
from itertools import pairwise

import jax
import nbformat
import numpy as np
import pytest

from course_utils.lessons.beyond_one_machine import machines
from course_utils.lessons.what_is_a_parameter.counts import Linked, all_counts
from tools.notebooks import ROOT

ROWS = all_counts()


def shown(stem: str) -> str:
    """All that a notebook's cells have printed or shown as text."""
    notebook = nbformat.read(ROOT / "notebooks" / f"{stem}.ipynb", as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return "\n".join(o.get("text", "") or o.get("data", {}).get("text/plain", "") for o in outputs)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_notebook_itself_gives_this_count(row):
    numbers = re.findall(r"\d[\d,]*\d|\d", shown(row.stem))
    assert f"{row.dials:,}" in numbers or str(row.dials) in numbers


def test_from_2_to_671_billion_and_most_notebooks_have_a_point():
    sizes = [row.dials for row in ROWS]
    assert sizes[0] == 2 and sizes[-1] == 671_026_419_200
    assert all(one <= after for one, after in pairwise(sizes))
    assert len({row.stem for row in ROWS}) >= 15


def test_counting_leaves_no_shape_where_a_model_should_be():
    """A function that keeps what it has made once would keep shapes for numbers."""
    with jax.checking_leaks():
        all_counts()
    assert np.isfinite(np.asarray(machines.start().embedding)).all()


def test_the_table_leads_to_the_notebooks():
    table = Linked(ROWS)
    for row in ROWS:
        assert f"href='{row.stem}.ipynb'" in table._repr_html_()
        assert f"{row.dials:,}  {row.name} ({row.stem[:2]})" in repr(table)
