"""Run notebooks and write them in the form that is committed: `python -m tools.notebooks [04 ...]`.

Committed means: with outputs, so that a page without a kernel shows every picture; without live
widgets, which such a page cannot show; and with nothing that changes from run to run, so that a
second call changes nothing.
"""

import os
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from tools import contents

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def committed_form(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook as it is committed: fixed metadata, no live widget, numbered cells and ids."""
    kept = nbformat.from_dict(notebook)
    kept.metadata = nbformat.from_dict(METADATA)
    kept.nbformat, kept.nbformat_minor = 4, 5
    runs = 0
    for number, cell in enumerate(kept.cells, start=1):
        cell.id = f"cell-{number:02d}"
        cell.metadata = nbformat.from_dict(
            {key: cell.metadata[key] for key in ("tags",) if key in cell.metadata}
        )
        if cell.cell_type == "code":
            runs += 1
            cell.execution_count = runs
            cell.outputs = [_stable(output, runs) for output in _joined_streams(cell.outputs)]
    return kept


def _joined_streams(outputs: list) -> list:
    """Neighbouring pieces of one stream as one: how a kernel cuts them is left to chance."""
    joined = []
    for output in outputs:
        before = joined[-1] if joined else None
        if before and output.get("name") and output.get("name") == before.get("name"):
            before.text += output.text
        else:
            joined.append(output)
    return joined


def _stable(output: nbformat.NotebookNode, run: int) -> nbformat.NotebookNode:
    if "data" in output:
        output.data.pop(WIDGET_VIEW, None)
    if output.output_type == "execute_result":
        output.execution_count = run
    output.get("metadata", {}).pop(WIDGET_VIEW, None)
    return output


def run(path: Path) -> nbformat.NotebookNode:
    """Execute a notebook in its own folder; an exception in a cell ends the program with it."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        store_widget_state=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    with tempfile.TemporaryDirectory() as nothing_kept:  # as on the learner's first day
        client.execute(env=os.environ | {"DIALS_DATA": nothing_kept, "CI": "true"})
    return committed_form(notebook)


def write(path: Path, notebook: nbformat.NotebookNode) -> bool:
    """Write the notebook if it differs from what the file holds; tells whether it did."""
    text = nbformat.writes(notebook) + "\n"
    if path.read_text(encoding="utf-8") == text:
        return False
    path.write_text(text, encoding="utf-8")
    return True


def main(wanted: list[str]) -> None:
    chosen = [p for p in NOTEBOOKS if not wanted or p.name[:2] in wanted or p.stem in wanted]
    if not chosen:
        sys.exit(f"No notebook is called {' or '.join(wanted)}.")
    for path in chosen:
        changed = write(path, run(path))
        print(f"{path.name}: {'written' if changed else 'unchanged'}")
    contents.write(NOTEBOOKS)


if __name__ == "__main__":
    main(sys.argv[1:])
