"""A model of SmolLM2's kind, small and with random parameters; and a run without the real one."""

from pathlib import Path

import jax
import nbformat
from nbclient import NotebookClient

from course_utils import families, tokens, transformer


def small_model(text: str, context: int, layers: int, width: int, hidden: int) -> families.Model:
    """Random parameters, and pieces learned from a text."""
    cutter = tokens.train(text, 300)
    config = transformer.Config(
        vocab=len(cutter), context=context, layers=layers, width=width, heads=4, kv_heads=2,
        hidden=hidden, mlp="gated", activation="silu",
    )  # fmt: skip
    params = transformer.init(jax.random.key(0), config)
    return families.Model(families.llama, config, params, cutter)


def shows_what_is_kept(path: Path, opens: str, least: int) -> nbformat.NotebookNode:
    """Run a notebook whose model cannot be had: it says so where the model is opened, and shows its
    committed pictures, of which there are at least so many. Returns the notebook as it ran."""
    kept, run = nbformat.read(path, as_version=4), nbformat.read(path, as_version=4)
    where = {"metadata": {"path": str(path.parent)}}
    NotebookClient(run, timeout=300, kernel_name="python3", resources=where).execute()
    opened = next(cell for cell in run.cells if opens in cell.source)
    said = "".join(output.get("text", "") for output in opened.outputs)
    assert "Until then this notebook shows what it showed where the model was." in said
    assert "pip" in said
    assert sum(map(len, _pictures(kept))) >= least
    assert _pictures(run) == _pictures(kept)
    return run


def _pictures(notebook: nbformat.NotebookNode) -> list[list[str]]:
    """The pictures of a notebook's cells, cell by cell."""
    outputs = [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]
    found = [[o.get("data", {}).get("image/png") for o in of_cell] for of_cell in outputs]
    return [[png.strip() for png in pngs if png] for pngs in found]
