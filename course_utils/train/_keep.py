"""Runs kept from one notebook for the next, each under the plan that it belongs to.

A file is called after what it holds and a short hash of the plan and the vocabulary:
storyteller-1f0c93ab.safetensors. A second run of the same plan goes into ...-2, a third into ...-3:
no file is ever written over, whatever is in it.
"""

import contextlib
import hashlib
import itertools
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from ..files import why
from ..transformer import Config
from ._checkpoint import holds, load, save
from ._fit import Run

END = ".safetensors"


def keep(folder: Path, name: str, run: Run, vocab: Sequence[str]) -> None:
    """Write a run into a file of its own, unless it lies there already.

    If that cannot be done (a full disk, a read-only folder), it is said, and the course goes on.
    """
    stem = _stem(name, run.config, vocab)
    if any(holds(path, run, vocab) for path in _kept(folder, stem)):
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _free(folder, stem) as path:
            save(path, run, vocab)
    except OSError as error:
        print(f"This run is not kept: {folder} cannot be written ({why(error)}).")


def load_or_train(
    folder: Path, name: str, config: Config, vocab: Sequence[str], train: Callable[[], Run]
) -> Run:
    """The run of this plan that went furthest, of those kept; else what `train()` returns, kept.

    A file that cannot be read, is damaged, or does not fit is named, and left as it is.
    """
    runs = []
    for path in [folder / f"{name}{END}", *_kept(folder, _stem(name, config, vocab))]:
        try:
            if path.exists() and path.stat().st_size > 0:
                runs.append(load(path, config, vocab))
        except OSError as error:
            print(f"{path} cannot be read just now ({why(error)}). It is left as it is.")
        except ValueError as error:
            print(f"{error} It is left as it is.")
    if runs:
        return max(reversed(runs), key=lambda run: run.step)  # of equals, the one kept last
    run = train()
    keep(folder, name, run, vocab)
    return run


def _stem(name: str, config: Config, vocab: Sequence[str]) -> str:
    """The plan in eight letters: its fields and the vocabulary, as a checkpoint holds them."""
    plan = json.dumps([asdict(config), list(vocab)], sort_keys=True)
    return f"{name}-{hashlib.sha256(plan.encode()).hexdigest()[:8]}"


def _kept(folder: Path, stem: str) -> list[Path]:
    """The files of a plan, in the order in which they were kept."""
    numbered = re.compile(re.escape(stem) + r"(?:-(\d+))?" + re.escape(END))
    try:
        found = [(numbered.fullmatch(path.name), path) for path in folder.iterdir()]
    except OSError:
        return []
    return [path for _, path in sorted((int(m[1] or 1), path) for m, path in found if m)]


@contextlib.contextmanager
def _free(folder: Path, stem: str) -> Iterator[Path]:
    """A name that nobody has, taken with an empty file meanwhile, so that nobody else takes it."""
    for number in itertools.count(1):
        path = folder / f"{stem}{f'-{number}' if number > 1 else ''}{END}"
        with contextlib.suppress(FileExistsError):
            path.open("xb").close()
            break
    try:
        yield path
    finally:
        if path.stat().st_size == 0:
            path.unlink()
