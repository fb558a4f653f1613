"""Hold recordings against live panels: `python -m course_site.compare [01 ...]`.

Runs each notebook anew, turns its panels to every recorded setting, in another order than they were
recorded in, and compares the sentence, the goal and, pixel by pixel, the picture that a page puts
together.  Ends with status 1, and says where, if anything differs.
"""

import gzip
import json
import random
import struct
import sys
from pathlib import Path
from typing import Any

import numpy as np

from course_site import pictures
from course_site.alone import each_alone
from course_site.record import ROOT, goal_of, shown
from course_utils.dials import Panel


class Recorded:
    """A panel's recording, read as recorded.js reads it."""

    def __init__(self, folder: Path):
        self.folder = folder
        parts = list(_parts((folder / "first.bin").read_bytes()))
        self.index: dict[str, Any] = json.loads(gzip.decompress(parts[0]))
        self.base, self.first = pictures.read(parts[1]), parts[2]

    def values(self, number: int) -> list[Any]:
        """The dials' values at a setting, in the panel's order."""
        places = zip(self.index["dials"], self.index["settings"][number], strict=True)
        return [dial["values"][i] for dial, i in places]

    def picture(self, number: int) -> np.ndarray:
        """[height, width] uint32."""
        left, top, width, height, file, start, length = self.index["boxes"][number]
        data = (self.folder / f"{file}.bin").read_bytes()[start : start + length] if length else b""
        if number == 0 and data != self.first:
            raise ValueError("The first picture is not the first setting's.")
        return pictures.patched(self.base, (left, top, width, height), data)


def _parts(data: bytes):
    while data:
        (length,) = struct.unpack("<I", data[:4])
        yield data[4 : 4 + length]
        data = data[4 + length :]


def differences(panel: Panel, recorded: Recorded) -> list[str]:
    """A sentence for each recorded setting at which the live panel shows or says something else."""
    numbers, found = list(range(len(recorded.index["settings"]))), []
    random.Random(0).shuffle(numbers)
    with panel.left_as_it_was():
        for number in numbers:
            setting = dict(zip(panel.knobs, recorded.values(number), strict=True))
            panel.try_setting(setting)
            live = pictures.packed(panel.picture.pixels)
            if panel.text != recorded.index["texts"][number]:
                found.append(f"{setting}: it says {panel.text!r}")
            if goal_of(panel) != recorded.index["goals"][number]:
                found.append(f"{setting}: its goal says {goal_of(panel)}")
            if count := int((live != recorded.picture(number)).sum()):
                found.append(f"{setting}: {count} pixels differ")
    return found


def compare(stem: str, recordings: Path) -> list[str]:
    """What differs in one notebook; the recordings' cells must be those that show panels."""
    found, seen = [], set()
    for cell, value in shown(ROOT / "notebooks" / f"{stem}.ipynb"):
        if isinstance(value, Panel):
            seen.add(cell)
            differ = differences(value, Recorded(recordings / stem / cell))
            print(f"{stem} {cell} {value.title}: {len(differ)} differ", flush=True)
            found += [f"{stem} {cell} {said}" for said in differ]
    kept = {path.parent.name for path in (recordings / stem).glob("*/first.bin")}
    return found + [f"{stem} {cell}: recorded, and not shown" for cell in sorted(kept - seen)]


def main(numbers: list[str]) -> None:
    """Compare all recordings, or those of the notebooks named by number."""
    recordings = ROOT / "build" / "site" / "recordings"
    stems = sorted(path.parent.name for path in recordings.glob("*/cells.json"))
    chosen = [stem for stem in stems if stem[:2] in (numbers or stem[:2])]
    if len(chosen) == 1:
        sys.exit("\n".join(compare(chosen[0], recordings)) or None)
    if failed := each_alone("course_site.compare", {stem: [stem[:2]] for stem in chosen}):
        sys.exit(f"These differ: {', '.join(failed)}.")


if __name__ == "__main__":
    main(sys.argv[1:])
