"""Puts the real models that were fetched where all learners can read them, and none can write.

`python -m workshop.models FOLDER` runs in a process of its own: it imports JAX, which the hub does
not need. Prints which models are missing.
"""

import os
import shutil
import sys
from pathlib import Path

from course_utils.pretrained._fetch import is_whole
from course_utils.pretrained._wheels import MINILM, SMOLLM2

WHEELS = (SMOLLM2, MINILM)


def missing() -> list[str]:
    """The titles of those not fetched yet."""
    return [wheel.title for wheel in WHEELS if not is_whole(wheel)]


def share(folder: Path) -> None:
    """Copy the fetched models into a folder, for all to read."""
    for wheel in filter(is_whole, WHEELS):
        if wheel.place.resolve() != (folder / wheel.folder).resolve():
            shutil.copytree(
                wheel.place, folder / wheel.folder, dirs_exist_ok=True, copy_function=_once
            )
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)


def _once(source: str, target: str) -> str:
    """Copy a file unless its copy is there. (A link would share the owner's permissions.)"""
    if not os.path.exists(target) or os.path.getsize(target) != os.path.getsize(source):
        shutil.copyfile(source, target)
    return target


if __name__ == "__main__":
    chosen = Path(sys.argv[1])
    chosen.mkdir(parents=True, exist_ok=True)
    share(chosen)
    print("\n".join(missing()))
