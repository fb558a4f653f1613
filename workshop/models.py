"""Puts the real models that were fetched where all learners can read them, and none can write.

`python -m workshop.models FOLDER` runs in a process of its own: it imports JAX, which the hub does
not need. Prints how many models are missing.
"""

import os
import shutil
import sys
from pathlib import Path

from course_utils.pretrained._fetch import is_whole
from course_utils.pretrained._wheels import MINILM, SMOLLM2


def share(folder: Path) -> list[str]:
    """Link (or copy) the fetched models into a folder; the titles of those not fetched yet."""
    missing = []
    for wheel in (SMOLLM2, MINILM):
        if not is_whole(wheel):
            missing.append(wheel.title)
            continue
        if wheel.place.resolve() != (folder / wheel.folder).resolve():
            shutil.copytree(
                wheel.place, folder / wheel.folder, dirs_exist_ok=True, copy_function=_once
            )
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    return missing


def _once(source: str, target: str) -> str:
    """Copy a file unless its copy is there. (A link would share the owner's permissions.)"""
    if not os.path.exists(target) or os.path.getsize(target) != os.path.getsize(source):
        shutil.copyfile(source, target)
    return target


if __name__ == "__main__":
    chosen = Path(sys.argv[1])
    chosen.mkdir(parents=True, exist_ok=True)
    print("\n".join(share(chosen)))
