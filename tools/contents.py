"""What there is to do in each notebook, read from its code: `python -m tools.contents`.

Writes course_utils/progress/contents.json, from which `progress.overview()` knows of how many.
"""

import ast
import json
from pathlib import Path

import nbformat

from course_utils.progress._contents import PATH
from course_utils.progress.names import slug, today

GUESSES = ("guess", "guess_all")


def things_of(path: Path) -> dict:
    """The names of a notebook's exercises, goals and guesses, in the order in which they come."""
    cells = nbformat.read(path, as_version=4).cells
    code = "\n\n".join(cell.source for cell in cells if cell.cell_type == "code")
    calls = _calls(ast.parse(code))
    place = slug(path.stem)
    found = {
        "exercises": [f"{place}.{name}" for name in map(_checked, calls) if name],
        "goals": [_title(call, path) for call in calls if _keyword(call, "goal")],
        "guesses": [_guess(call, path) for call in calls if _called(call) in GUESSES],
    }
    return {"notebook": path.stem} | {
        kind: list(dict.fromkeys(today(kind, place, name)[1] for name in names if name))
        for kind, names in found.items()
    }


def _calls(tree: ast.Module) -> list[ast.Call]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return sorted(calls, key=lambda call: (call.lineno, call.col_offset))


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _checked(call: ast.Call) -> str:
    """The exercise's name, of a call `exercises.<name>.check(...)`; else ""."""
    match call.func:
        case ast.Attribute(ast.Attribute(ast.Name("exercises"), name), "check"):
            return name
    return ""


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((k.value for k in call.keywords if k.arg == name), None)


def _plain(value: ast.expr | None, path: Path, line: int) -> str:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    raise ValueError(f"{path.name}, line {line} of its code: a title or name must be a plain text.")


def _title(call: ast.Call, path: Path) -> str:
    return _plain(_keyword(call, "title"), path, call.lineno)


def _guess(call: ast.Call, path: Path) -> str:
    """The name of a guess; "" for a function of the learner's that is called `guess`."""
    name = _keyword(call, "name")
    return _plain(name, path, call.lineno) if name else ""


def text(notebooks: list[Path]) -> str:
    """What the file should hold."""
    table = {slug(path.stem): things_of(path) for path in notebooks}
    return json.dumps(table, indent=1, ensure_ascii=False) + "\n"


def write(notebooks: list[Path]) -> None:
    """Write the file anew."""
    PATH.write_text(text(notebooks), encoding="utf-8")


if __name__ == "__main__":
    from tools.notebooks import NOTEBOOKS

    write(NOTEBOOKS)
