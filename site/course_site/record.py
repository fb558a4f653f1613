"""Record what a notebook's panels show: `python -m course_site.record 01_two_dials FOLDER`.

Runs the cells in this process, one after the other, and turns each panel right after the cell that
shows it, when what it draws is what the notebook's reader sees.  In the folder:

    cells.json       for each cell that shows a panel or a guess: what the page needs at once
    NAME/first.bin   index, shared picture and first picture; each after its length (4 bytes)
    NAME/0.bin ...   the other pictures
"""

import ast
import contextlib
import gzip
import io
import json
import os
import shutil
import struct
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import numpy as np

from course_site import fresh, pictures
from course_site.settings import MOST, Setting, settings
from course_utils.dials import Button, Choice, Guess, Panel, Several
from course_utils.dials.guesses import Review
from course_utils.dials.knob import Knob
from course_utils.dials.several import SeveralReview
from course_utils.dials.widget import PanelFace

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 40.0  # seconds of computing that one panel may take; a slow view has fewer pictures


def main(stem: str, folder: Path) -> None:
    """Record one notebook into a folder, which is made anew."""
    folder = folder.resolve()  # the cells run in another place
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    path, start = ROOT / "notebooks" / f"{stem}.ipynb", time.monotonic()
    recorder = Recorder(folder)
    for cell, value in shown(path):
        recorder.take(cell, value)
    ended = {"cells": recorder.cells, "seconds": round(time.monotonic() - start, 1)}
    text = json.dumps(fresh.made_from(path) | ended, ensure_ascii=False, indent=1)
    (folder / "cells.json").write_text(text, encoding="utf-8")
    print(f"{stem}: {recorder.count} pictures, {ended['seconds']:.0f} s", flush=True)


def shown(path: Path) -> Iterator[tuple[str, Any]]:
    """Run a notebook; (cell's id, what its last line shows), cell by cell.

    A panel that a later cell fills comes last, turned back to its start.  What a cell raises ends
    the program.
    """
    empty = []
    names: dict[str, Any] = {"__name__": "__main__"}
    with tempfile.TemporaryDirectory() as nothing_kept, contextlib.chdir(path.parent):
        os.environ |= {"DIALS_DATA": nothing_kept, "CI": "true"}
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                value = _run(cell.source, names, cell.id)
                if isinstance(value, Panel) and _says_one_thing(value):
                    empty.append((cell.id, value))
                else:
                    yield cell.id, value
        for cell_id, panel in empty:
            panel.reset()
            yield cell_id, panel


def _says_one_thing(panel: Panel) -> bool:
    """Whether a panel says the same wherever one of its dials stands: it is yet to be filled."""
    first = panel.text
    with panel.left_as_it_was():
        for name, knob in panel.knobs.items():
            for stop in knob.dial.stops():
                panel.try_setting(panel.starts | {name: stop})
                if panel.text != first:
                    return False
    return True


def _run(code: str, names: dict[str, Any], where: str) -> Any:
    tree = ast.parse(code, where)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(tree, where, "exec"), names)
        if isinstance(last, ast.Expr):
            return eval(compile(ast.Expression(last.value), where, "eval"), names)
    return None


class Recorder:
    """What is recorded of one notebook."""

    def __init__(self, folder: Path):
        self.folder, self.cells, self.count = folder, {}, 0
        self.knobs: dict[
            Knob, str
        ] = {}  # each dial's name on the page: several panels may share it

    def take(self, cell: str, value: Any) -> None:
        """Keep what a cell shows, if it is something that the page brings to life."""
        if isinstance(value, Panel):
            self.cells[cell] = self.panel(cell, value)
        elif isinstance(value, Several):
            asked = [question._asdict() for question in value.questions]
            about = {"name": value.name, "title": value.question, "questions": asked}
            self.cells[cell] = {"kind": "several", **about}
        elif isinstance(value, SeveralReview):
            answers = [answer._asdict() for answer in value.answers]
            self.cells[cell] = {"kind": "answers", "name": value.several.name, "answers": answers}
        elif isinstance(value, Guess):
            about = {"name": value.name, "question": value.question, "choices": value.choices}
            self.cells[cell] = {"kind": "guess", **about}
        elif isinstance(value, Review):
            about = {"name": value.guess.name, "question": value.guess.question}
            happened = {"happened": value.what_happened}
            self.cells[cell] = {"kind": "review", **about, **happened}
        elif isinstance(value, Button):
            self.cells[cell] = {"kind": "button", "label": value.label, "sure": value.sure}

    def panel(self, cell: str, panel: Panel) -> dict[str, Any]:
        """Record one panel; what the page needs before it is turned."""
        folder = self.folder / cell
        folder.mkdir()
        start = {"text": panel.text, "goal": goal_of(panel)}
        index, base, first = record(panel, folder)
        self.count += len(index["settings"])
        parts = [
            gzip.compress(json.dumps(index, ensure_ascii=False).encode(), mtime=0),
            base,
            first,
        ]
        framed = b"".join(struct.pack("<I", len(part)) + part for part in parts)
        (folder / "first.bin").write_bytes(framed)
        shared = {n: self.knobs.setdefault(k, f"{cell}.{n}") for n, k in panel.knobs.items()}
        return {
            "kind": "panel",
            "spec": PanelFace(panel).spec,
            "start": start,
            "refusals": {name: refusals(knob) for name, knob in panel.knobs.items()},
            "shared": shared,
            "after": panel.after.name if panel.after else None,
            "size": sum(path.stat().st_size for path in folder.iterdir()),
        }


def record(panel: Panel, folder: Path, most: int = MOST) -> tuple[dict[str, Any], bytes, bytes]:
    """Turn a panel and write its pictures; (index, shared picture, what the first one differs in).

    index: dials (the recorded values of each, in words, and how far along they lie), settings (for
    each the places of its values), texts, goals, boxes [left, top, width, height, file, first byte,
    length] and sizes of the files.
    """
    wanted = fewer(panel, settings(panel, most))
    values = {n: _in_order(knob, [s[n] for s in wanted]) for n, knob in panel.knobs.items()}
    index: dict[str, Any] = {"dials": [_dial(panel.knobs[n], v) for n, v in values.items()]}
    with tempfile.TemporaryFile() as room:
        taken, told = _turned(panel, wanted, room)
        base = pictures.shared(taken)
        pack = pictures.Pack(folder)
        patches = [pictures.patch(picture, base) for picture in taken]
    index["boxes"] = [[*box, *pack.add(data)] for box, data in patches]
    pack.close()
    index["settings"] = [[values[n].index(s[n]) for n in values] for s in wanted]
    index["texts"], index["goals"] = ([row[i] for row in told] for i in (0, 1))
    index["sizes"] = pack.sizes
    return index, pictures.webp(base), patches[0][1]


def _turned(
    panel: Panel, wanted: list[Setting], room: Any
) -> tuple[np.ndarray, list[tuple[str, Any]]]:
    """All pictures, kept in a file, and what is said of each."""
    told = []
    height, width, _ = panel.picture.pixels.shape
    taken = np.memmap(room, np.uint32, "w+", shape=(len(wanted), height, width))
    with panel.left_as_it_was():
        for i, setting in enumerate(wanted):
            panel.try_setting(setting)
            taken[i] = pictures.packed(panel.picture.pixels)
            told.append((panel.text, goal_of(panel)))
    return taken, told


def fewer(panel: Panel, wanted: list[Setting]) -> list[Setting]:
    """As many settings as can be drawn in PATIENCE, judged by a few of them."""
    tried = wanted[:: max(len(wanted) // 5, 1)][:5]
    start = time.process_time()
    with panel.left_as_it_was():
        for setting in tried:
            panel.try_setting(setting)
    most = int(PATIENCE * len(tried) / max(time.process_time() - start, 1e-3))
    return wanted if most >= len(wanted) else settings(panel, max(most, 40))


def goal_of(panel: Panel) -> list[Any] | None:
    """[sentence, whether the goal is reached at this setting, how near it is], as if it was never
    reached before; None for a panel without a goal."""
    if panel.goal is None:
        return None
    panel.goal.reached = False
    return [panel.goal.text(), panel.goal.now, round(panel.goal.closeness(), 4)]


def _in_order(knob: Knob, values: list) -> list:
    if isinstance(knob.dial, Choice):
        return list(knob.dial.options)
    return sorted(set(values))


def _dial(knob: Knob, values: list) -> dict[str, Any]:
    dial = knob.dial
    said = {"values": values, "words": [dial.words(value) for value in values]}
    if isinstance(dial, Choice):
        return said
    return said | {"places": [round(dial.fraction(value), 6) for value in values]}


def refusals(knob: Knob) -> dict[str, Any] | None:
    """What is said of a value that the dial cannot take, with {} for what was typed."""
    dial = knob.dial
    if isinstance(dial, Choice):
        return None
    low, high, nothing = dial.words(dial.low), dial.words(dial.high), "Nothing was changed."
    return {
        "none": f"“{dial.label}” needs a number; {{}} is not one. {nothing}",
        "outside": f"“{dial.label}” goes from {low} to {high}; {{}} lies outside. {nothing}",
        "half": f"“{dial.label}” takes whole numbers; {{}} is not one. {nothing}",
        "whole": dial.whole,
    }


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
