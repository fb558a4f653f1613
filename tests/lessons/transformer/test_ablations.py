"""The table of notebook 15 against what `benchmarks/ablations.py` wrote, and its machine."""

import json

import jax
import jax.numpy as jnp
import nbformat
import numpy as np
import pytest

from benchmarks import ablations
from course_utils.transformer import forward
from tools.notebooks import NOTEBOOKS, ROOT

from .test_machines import PLAN, SENTENCES, jittered

pytestmark = pytest.mark.slow

WRITTEN = json.loads((ROOT / "benchmarks" / "ablations.json").read_text(encoding="utf-8"))
ROWS = {
    "whole": "whole",
    "no feed-forward": "without feed-forward",
    "no feed-forward, one block": "without feed-forward, one block",
    "no attention": "without attention",
}


def prose() -> str:
    (path,) = [path for path in NOTEBOOKS if path.stem == "15_transformer"]
    cells = nbformat.read(path, as_version=4).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


@pytest.mark.parametrize("label", ROWS)
def test_the_notebooks_table_says_what_was_measured(label):
    row = WRITTEN["ablations"][ROWS[label]]
    ends = [sum(right == 512 for right in row[steps]) for steps in ("300", "1000")]
    cells = [label, f"{row['dials']:,}", *(f"{n} of {len(row['300'])}" for n in ends)]
    assert f"| {' | '.join(cells)} |" in prose()


def test_the_machine_with_switches_is_the_librarys():
    params, tokens = jittered(PLAN), jnp.asarray(SENTENCES[272, :9])
    whole = ablations.run(params, tokens, PLAN)
    np.testing.assert_allclose(whole, forward(params, tokens, PLAN), rtol=1e-3, atol=1e-3)
    deaf = ablations.run(params, tokens, PLAN, attention=False)
    other = ablations.run(params, jnp.asarray(SENTENCES[128, :9]), PLAN, attention=False)
    np.testing.assert_allclose(deaf[-1], other[-1], rtol=1e-5)
    assert np.abs(deaf - whole).max() > 0.1


def test_a_part_that_is_away_gets_no_slopes():
    params, tokens = jittered(PLAN), jnp.asarray(SENTENCES[272, :9])

    def first_logit(params):
        return ablations.run(params, tokens, PLAN, feed_forward=False)[-1, 0]

    slopes = jax.grad(first_logit)(params)
    assert all(not np.any(x) for p in slopes.blocks for x in jax.tree.leaves(p.mlp))
    assert all(np.any(p.attention.query) for p in slopes.blocks)
