"""Build the wheel and the source archive, notebooks included: `python -m tools.wheel [FOLDER]`.

They are built from a copy, in which the notebooks and the figures that they show of long runs lie
inside the package: `dials` and `lessons.kit.measured` find them there.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = """
import sys
from flit_core import buildapi
buildapi.build_wheel(sys.argv[1])
buildapi.build_sdist(sys.argv[1])
"""


def build(into: Path) -> list[Path]:
    """The wheel and the source archive, in a folder that is made if it is not there."""
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        leave = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        for name in ("course_utils", "labconfig"):
            shutil.copytree(ROOT / name, copy / name, ignore=leave)
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copy(ROOT / name, copy)
        for source, name in (("notebooks", "_notebooks"), ("benchmarks/results", "_results")):
            shutil.copytree(ROOT / source, copy / "course_utils" / name, ignore=leave)
        subprocess.run([sys.executable, "-c", BUILD, into.resolve()], cwd=copy, check=True)
    return sorted(into.glob("dials_inside_a_language_model-*"))


if __name__ == "__main__":
    for made in build(Path(sys.argv[1] if len(sys.argv) > 1 else "dist")):
        print(made)
