"""A notebook that needs what is not on this machine: its cells show what they showed where it was.

Of a cell that uses a missing name, or one that such a cell would have made, only the imports are
run. In its place stands what the notebook's file holds as its output. All other cells run as
always.
"""

import ast
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from IPython.core.getipython import get_ipython
from IPython.display import publish_display_data

SHOWN = ("image/png", "text/plain", "text/html")
CHANGED = "This cell needs the model, which is not on this machine; nothing is kept of it."


def show_committed(missing: Iterable[str], notebook: str | Path) -> None:
    """From the next cell on, show what is kept in the notebook's file where a cell would need one
    of the missing names. Outside IPython nothing happens."""
    shell = get_ipython()
    if shell is not None:
        kept = outputs_by_code(Path(notebook)) if Path(notebook).exists() else {}
        shell.ast_transformers.append(Instead(set(missing), kept))


def outputs_by_code(path: Path) -> dict[str, list[dict[str, Any]]]:
    """What each code cell of a notebook's file has as its outputs, by what its code says."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    kept = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            try:
                kept[form_of(ast.parse("".join(cell["source"])))] = cell["outputs"]
            except SyntaxError:
                continue
    return kept


def form_of(tree: ast.AST) -> str:
    """Code without its comments and layout."""
    return ast.dump(tree)


class Instead(ast.NodeTransformer):
    """Puts what is kept in the place of each cell that needs what is missing."""

    def __init__(self, missing: set[str], kept: dict[str, list[dict[str, Any]]]):
        self.missing, self.kept = missing, kept

    def visit(self, node: ast.AST) -> ast.AST:
        """A cell's tree -> the same, or one that only imports."""
        if not names(node, ast.Load) & self.missing:
            return node
        self.missing |= names(node, ast.Store)
        for output in self.kept.get(form_of(node), [{"text": CHANGED}]):
            show(output)
        body = node.body if isinstance(node, ast.Module) else []
        imports: list[ast.stmt] = [
            line for line in body if isinstance(line, ast.Import | ast.ImportFrom)
        ]
        return ast.Module(body=imports, type_ignores=[])


def names(tree: ast.AST, use: type[ast.expr_context]) -> set[str]:
    """The names that code reads (ast.Load) or makes (ast.Store, functions included)."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    made = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return {node.id for node in found if isinstance(node.ctx, use)} | (
        made if use is ast.Store else set()
    )


def show(output: dict[str, Any]) -> None:
    """One output of a notebook's file, as it is."""
    if "text" in output:
        print("".join(output["text"]), end="")
        return
    data = {kind: text for kind, text in output.get("data", {}).items() if kind in SHOWN}
    joined = {k: "".join(v) if isinstance(v, list) else v for k, v in data.items()}
    if joined:
        publish_display_data(joined, output.get("metadata", {}))
