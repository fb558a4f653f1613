"""Work on several notebooks, each in a process of its own: one asks for devices before JAX begins,
and none meets what another left behind."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from course_site.fresh import ROOT

AT_ONCE = 2  # notebooks at the same time


def each_alone(module: str, arguments: dict[str, list[str]]) -> list[str]:
    """`python -m module …` with each notebook's arguments; the notebooks at which it failed."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "site"), str(ROOT)])}

    def one(stem: str) -> int:
        command = [sys.executable, "-m", module, *arguments[stem]]
        return subprocess.run(command, env=environment, cwd=ROOT).returncode

    with ThreadPoolExecutor(AT_ONCE) as crew:
        return [
            stem for stem, code in zip(arguments, crew.map(one, arguments), strict=True) if code
        ]
