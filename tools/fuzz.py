"""Turn the dials of every panel at random: `python -m tools.fuzz [04 ...] [--turns 5000]`.

Runs the cells of each notebook in this process, gathers the panels that they make, and divides
the turns over them.  A turn is what a hand does: one dial or all, by steps, to an end, or typed
between two steps; one in six is an odd value, which must be refused and change nothing.  After
each, the quick picture is held against one that matplotlib draws in full, pixel for pixel.  Ends
with the number of exceptions and of differing pictures, and with status 1 if there was one.
"""

import argparse
import ast
import contextlib
import io
import os
import random
import sys
import tempfile
import time
import traceback
from pathlib import Path

import nbformat
import numpy as np

from course_utils import dials
from course_utils.dials import Dial
from course_utils.dials.sweep import ODD, check_picture
from tools.notebooks import NOTEBOOKS

TURNS = ["one", "one", "all", "end", "typed", "odd"]


def main() -> None:
    """Read what is asked for, turn, and report."""
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("notebooks", nargs="*", help="numbers, such as 04; none: all of them")
    reader.add_argument("--turns", type=int, default=5000, help="over all panels together")
    reader.add_argument("--seed", type=int, default=0)
    wanted = reader.parse_args()
    chosen = [path for path in NOTEBOOKS if path.name[:2] in (wanted.notebooks or path.name[:2])]
    if not chosen:
        sys.exit(f"No notebook is called {' or '.join(wanted.notebooks)}.")
    panels = [(path.name[:2], panel) for path in chosen for panel in panels_of(path)]
    each = -(-wanted.turns // len(panels))
    wrong = [fuzz(where, panel, each, wanted.seed) for where, panel in panels]
    raised, differ = (sum(column) for column in zip(*wrong, strict=True))
    print(f"{each * len(panels)} turns of {len(panels)} panels: ", end="")
    print(f"{raised} exceptions, {differ} pictures that differ from a full redraw")
    sys.exit(bool(raised or differ))


def panels_of(path: Path) -> list[dials.Panel]:
    """Every panel that a notebook makes, in order.  What a cell raises ends the program."""
    made, panel = [], dials.panel

    def remembered(*args, **kwargs):
        made.append(panel(*args, **kwargs))
        return made[-1]

    start = time.monotonic()
    with (
        tempfile.TemporaryDirectory() as nothing_kept,
        contextlib.chdir(path.parent),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        os.environ |= {"DIALS_DATA": nothing_kept, "CI": "true"}
        dials.panel = remembered
        try:
            run_cells(nbformat.read(path, as_version=4))
        finally:
            dials.panel = panel
    print(f"{path.name}: {len(made)} panels, made in {time.monotonic() - start:.0f} s", flush=True)
    return made


def run_cells(notebook: nbformat.NotebookNode) -> None:
    """Run a notebook's code as one program, after which nothing of it is left but its panels."""
    names = {"__name__": "__main__"}
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "code":
            tree = ast.parse(cell.source, f"cell {number}")
            exec(compile(tree, f"cell {number}", "exec"), names)


def fuzz(where: str, panel: dials.Panel, turns: int, seed: int) -> tuple[int, int]:
    """Turn one panel; how many turns raised, and how many pictures differed."""
    rng = random.Random(f"{seed} {where} {panel.title}")
    start, raised, differ, before = time.monotonic(), 0, 0, panel.picture.full()
    for _ in range(turns):
        setting, odd = random_setting(panel, rng)
        try:
            before = turn(panel, setting, odd, before)
        except AssertionError as difference:
            differ += 1
            print(f"  {setting}: {difference}", flush=True)
        except Exception:
            raised += 1
            print(f"  {setting}:\n{traceback.format_exc()}", flush=True)
    took = f"{turns} turns, {time.monotonic() - start:.0f} s"
    print(f"{where} {panel.title[:50]:52}{took}: {raised} raised, {differ} differ", flush=True)
    return raised, differ


def turn(panel: dials.Panel, setting: dict, odd: bool, before: np.ndarray) -> np.ndarray:
    """One turn and its picture, drawn in full; AssertionError if the quick picture is another."""
    values = panel.values
    said = panel.turn(setting)
    if odd:
        assert said and panel.values == values, "an odd value was taken"
        assert (panel.picture.pixels == before).all(), "an odd value changed the picture"
        return before
    if said:
        raise RuntimeError(said)
    check_picture(panel.picture)
    return panel.picture.pixels.copy()


def random_setting(panel: dials.Panel, rng: random.Random) -> tuple[dict, bool]:
    """A setting that a hand may choose next, and whether it is an odd one."""
    kind = rng.choice(TURNS)
    names = list(panel.knobs) if kind == "all" else [rng.choice(list(panel.knobs))]
    found = {name: panel.knobs[name].dial for name in names}
    if kind == "odd":
        return {names[0]: rng.choice(ODD)}, True
    if kind == "end":
        return {names[0]: rng.choice(found[names[0]].stops())}, False
    dial = found[names[0]]
    if kind == "typed" and isinstance(dial, Dial):
        typed = rng.uniform(dial.low, dial.high)
        return {names[0]: str(round(typed) if dial.whole else typed)}, False
    return {name: dial.at(rng.random()) for name, dial in found.items()}, False


if __name__ == "__main__":
    main()
