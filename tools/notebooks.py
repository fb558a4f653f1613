"""Run notebooks and write them in the form that is committed: `python -m tools.notebooks [04 ...]`.

Committed means: with outputs, so that a page without a kernel shows every picture; without live
widgets, which such a page cannot show; and with nothing that changes from run to run, so that a
second call changes nothing.  `--check` runs nothing: it names the notebooks (or those given) that
are in another form, or of which something is still TO BE WRITTEN.
"""

import ast
import copy
import os
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from tools import contents

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))

STUB = "TO BE WRITTEN"  # what no committed text says, in these letters
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def committed_form(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook as it is committed: fixed metadata, no live widget, numbered cells and ids."""
    kept = copy.deepcopy(notebook)
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


# What returns or prints a value, as the last call of a cell.
SHOWING = {"check", "count", "panel", "print", "review", "start", "still", "table"}


def shows_something(line: ast.stmt) -> bool:
    """Is a cell's last line a value? Of calls, those that are known to return or print one."""
    if not isinstance(line, ast.Expr):
        return False
    call = line.value.func if isinstance(line.value, ast.Call) else None
    return call is None or getattr(call, "attr", getattr(call, "id", "")) in SHOWING


def faults(path: Path) -> list[str]:
    """In what a notebook is not as it is committed: a sentence for each, none if all is well."""
    text = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=4)
    found = []
    if len(text.encode()) >= 500_000:
        found.append("It is larger than 500 kB.")
    if WIDGET_VIEW in text or "widget-state+json" in text:
        found.append("It holds live widgets.")
    if text != nbformat.writes(committed_form(nbformat.reads(text, as_version=4))) + "\n":
        found.append("It is not in committed form: run `make notebooks`.")
    for cell in notebook.cells:
        found += _faults_of(cell) if cell.cell_type == "code" else []
    return found


def _faults_of(cell: nbformat.NotebookNode) -> list[str]:
    """A cell that failed, that printed a warning, or whose last line should show and does not."""
    found, last = [], ast.parse(cell.source).body[-1:]
    if not cell.execution_count or (last and shows_something(last[0]) and not cell.outputs):
        found.append(f"No output: {cell.source}")
    for output in cell.outputs:
        if output.output_type == "error" or output.get("name") == "stderr":
            found.append(f"An error or a warning: {output}")
    return found


def unwritten(path: Path) -> list[str]:
    """A sentence if a writer has left something of what `make new-notebook` made, else none."""
    lines = path.read_text(encoding="utf-8").splitlines()
    left = [line.strip() for line in lines if STUB in line]
    return [f"Still {STUB}: {len(left)}×, first: {left[0][:60]}"] if left else []


def check(paths: list[Path]) -> None:
    """Ends with status 1, and says why, if a notebook is not as it is committed."""
    wrong = [f"{p.name}: {said}" for p in paths for said in [*faults(p), *unwritten(p)]]
    sys.exit("\n".join(wrong) or None)


def main(wanted: list[str]) -> None:
    """Run, or with `--check` look through, the notebooks that are named by number or file."""
    if "--check" in wanted:
        names = {Path(name).stem for name in wanted if name != "--check"}
        check([p for p in NOTEBOOKS if not names or p.stem in names or p.name[:2] in names])
        return
    chosen = [p for p in NOTEBOOKS if not wanted or p.name[:2] in wanted or p.stem in wanted]
    if not chosen:
        sys.exit(f"No notebook is called {' or '.join(wanted)}.")
    for path in chosen:
        changed = write(path, run(path))
        print(f"{path.name}: {'written' if changed else 'unchanged'}")
    contents.write(NOTEBOOKS)


if __name__ == "__main__":
    main(sys.argv[1:])
