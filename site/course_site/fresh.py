"""What a recording was made from, so that what has not changed is not recorded again."""

import hashlib
import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "course_utils"
READER, RESULTS = LIBRARY / "lessons" / "kit" / "measured.py", ROOT / "benchmarks" / "results"
VERSIONS = ("jax", "matplotlib", "numpy", "pillow")
OURS = [Path(__file__).parent / name for name in ("record.py", "settings.py", "pictures.py")]
# What stands before the kernel, in JupyterLab and on a page. It is in no picture.
FRONT = ("panel.js", "panel.css", "guess.js", "several.js", "button.js")
UNSEEN = (*FRONT, "contents.json")


def made_from(path: Path) -> dict[str, Any]:
    """The notebook's code, each file of the library that it used, and the versions of others."""
    modules = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    code = {Path(file) for file in modules if file and Path(file).is_relative_to(LIBRARY)}
    data = {p for folder in {p.parent for p in code} for p in folder.glob("*") if _is_data(p)}
    data |= set(RESULTS.glob("*.json")) if READER in code else set()
    files = {str(p.relative_to(ROOT)): _hash(p.read_bytes()) for p in sorted(code | data)}
    return {"notebook": code_of(path), "files": files, "versions": versions()}


def is_fresh(path: Path, recording: Path) -> bool:
    """Whether a recording was made from the notebook and the library as they are now."""
    try:
        kept = json.loads((recording / "cells.json").read_text(encoding="utf-8"))
        now = {name: _hash((ROOT / name).read_bytes()) for name in kept["files"]}
    except (OSError, ValueError, KeyError):
        return False
    found = (kept["notebook"], kept["versions"], kept["files"])
    return found == (code_of(path), versions(), now)


def code_of(path: Path) -> str:
    """A hash of a notebook's code and its cells' names."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = [[c["id"], "".join(c["source"])] for c in cells if c["cell_type"] == "code"]
    return _hash(json.dumps(code).encode())


def versions() -> dict[str, str]:
    """Of the packages that draw and compute, and of the recorder itself."""
    ours = _hash(b"".join(path.read_bytes() for path in OURS))
    return {name: version(name) for name in VERSIONS} | {"recorder": ours}


def _is_data(path: Path) -> bool:
    return path.is_file() and path.suffix not in (".py", ".pyc") and path.name not in UNSEEN


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
