"""The file that progress is kept in: one event a line, and lines are only ever added.

    {"notebook": "two_dials", "kind": "guesses", "name": "one_step", "value": "by 1 g"}
    {"carried over": "progress.json"}    what an older form of the course kept was copied to here
    {"start over": true}                 what stands above counts no more

A line is written whole, under a lock, so kernels that run at once lose nothing of each other's.
Where the disk knows no locks (some network homes), every machine writes to a file of its own, and
all files together are read. Nothing is ever deleted, renamed or written over. What cannot be
written is remembered while the kernel runs, and written with the next event if that works.
"""

import atexit
import contextlib
import json
import os
import platform
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import platformdirs

from ..files import read_bytes, why
from ..locks import lock, unlock
from .names import KINDS, today

Table = dict[str, dict[str, dict]]  # {notebook's slug: {kind: {name: value}}}

OLDER = "progress.json"  # holds a Table, with names as they were
STARTED_OVER, CARRIED_OVER = {"start over": True}, {"carried over": OLDER}

_waiting: list[dict] = []  # events that could not be written so far


@dataclass(frozen=True)
class Kept:
    """What was read, and in a sentence what could not be."""

    table: Table
    unread: str = ""  # a file that cannot be read just now
    skipped: str = ""  # what is in a file and not understood


def waiting() -> bool:
    """Is there anything that could not be written so far?"""
    return bool(_waiting)


# Where --------------------------------------------------------------------------------------


def folder() -> Path:
    """Where things are kept: the system's place for a program's data, or $DIALS_DATA.

    Without a home, a folder that lasts as long as the kernel.
    """
    chosen = os.environ.get("DIALS_DATA")
    return Path(chosen) if chosen else _home() or _passing()


def homeless() -> bool:
    """Is there no place that outlives the kernel?"""
    return not os.environ.get("DIALS_DATA") and _home() is None


def _home() -> Path | None:
    try:
        place = platformdirs.user_data_path("dials-course", appauthor=False)
    except (RuntimeError, OSError):
        return None
    return place if place.is_absolute() else None


@cache
def _passing() -> Path:
    try:
        made = tempfile.mkdtemp(prefix="dials-course-")
    except OSError:  # no folder for temporary files either: what cannot be written is said
        return Path(os.devnull) / "dials-course"
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return Path(made)


def _files() -> list[Path]:
    """All that hold events, the common one first; also copies that a syncing service made."""
    common, others = folder() / "progress.jsonl", set()
    with contextlib.suppress(OSError):
        others = set(folder().glob("progress*.jsonl"))
    return [common, *sorted(others - {common})]


def _own() -> Path:
    machine = re.sub(r"\W+", "-", platform.node()) or "machine"
    return folder() / f"progress-{machine}.jsonl"


# Writing ------------------------------------------------------------------------------------


def append(*events: dict) -> str:
    """Add events, after those that could not be written before. A sentence if it fails, else "".

    Without any, it makes the file and tells whether it could be written.
    """
    _waiting.extend(events)
    lines = "".join(json.dumps(event, default=str) + "\n" for event in _waiting).encode()
    try:
        folder().mkdir(parents=True, exist_ok=True)
        if not _add(folder() / "progress.jsonl", lines, locked=True):
            _add(_own(), lines, locked=False)
    except OSError as error:
        return _not_written(error)
    _waiting.clear()
    if homeless():
        return "There is no home folder, so what you do is kept only until this kernel ends."
    return ""


def _not_written(error: OSError) -> str:
    return (
        f"What you do is not kept: the file {folder() / 'progress.jsonl'} cannot be written "
        f"({why(error)}). The course goes on."
    )


def start_over() -> str:
    """Let nothing count that was kept so far, in any file. A sentence if that fails, else ""."""
    line = json.dumps(STARTED_OVER).encode() + b"\n"
    try:
        for path in filter(Path.exists, _files()):
            if not _add(path, line, locked=True):
                _add(path, line, locked=False)
        older = (folder() / OLDER).exists()
    except OSError as error:
        _waiting.append(STARTED_OVER)
        return _not_written(error)
    _waiting.clear()
    return append(CARRIED_OVER) if older else append()


def _add(path: Path, lines: bytes, locked: bool) -> bool:
    """Add whole lines to a file. False, and nothing written, if it was to be locked and cannot."""
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, 0o666)
    try:
        if locked and not lock(descriptor):
            return False
        try:
            if lines:
                _write(descriptor, lines, take_back=locked)
        finally:
            if locked:
                unlock(descriptor)
    finally:
        os.close(descriptor)
    return True


def _write(descriptor: int, lines: bytes, take_back: bool) -> None:
    """Write all of it, or take back what was written (which only who holds the lock may do)."""
    size = os.lseek(descriptor, 0, os.SEEK_END)
    if size and not _ends_a_line(descriptor):
        lines = b"\n" + lines  # what was left half-written stays on a line of its own
    try:
        while lines:  # more than one turn only where the disk is about to be full
            lines = lines[os.write(descriptor, lines) :]
        os.fsync(descriptor)
    except OSError:
        if take_back:
            with contextlib.suppress(OSError):
                os.ftruncate(descriptor, size)
        raise


def _ends_a_line(descriptor: int) -> bool:
    os.lseek(descriptor, -1, os.SEEK_END)
    return os.read(descriptor, 1) == b"\n"


# Reading ------------------------------------------------------------------------------------


def read() -> Kept:
    """What counts today, of all files and of what waits to be written. Changes no file."""
    table, skipped, unread, carried = {}, 0, "", False
    for path in _files():
        try:
            events, strange = _events(path)
        except OSError as error:
            unread = _not_read(path, error)
            continue
        skipped += strange
        carried = carried or CARRIED_OVER in events
        table = _joined(table, _replay(events))
    sentence = _of_skipped(skipped)
    if not (carried or unread or CARRIED_OVER in _waiting):
        older, trouble = _older()
        table, sentence = _joined(_replay(older), table), f"{sentence} {trouble}".strip()
    return Kept(_replay(_waiting, table), unread, sentence)


def carry_over() -> None:
    """Copy what the older form of the file holds to the new one, once; it stays where it is."""
    events, _ = _older()
    if events and not any(CARRIED_OVER in _quietly(path) for path in _files()):
        append(*events, CARRIED_OVER)


def _quietly(path: Path) -> list[dict]:
    try:
        return _events(path)[0]
    except OSError:
        return [CARRIED_OVER]  # perhaps: if so, copying again would undo a start over


def _events(path: Path) -> tuple[list[dict], int]:
    """The events in a file, and how many lines are none. OSError if it cannot be read just now."""
    try:
        raw = read_bytes(path, whole=lambda raw: not raw or raw.endswith(b"\n"))
    except FileNotFoundError:
        return [], 0
    events = [_event(line) for line in raw.split(b"\n") if line.strip()]
    return [event for event in events if event], events.count(None)


def _event(line: bytes) -> dict | None:
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if event in (STARTED_OVER, CARRIED_OVER):
        return event
    known = isinstance(event, dict) and event.keys() == {"notebook", "kind", "name", "value"}
    words = known and all(isinstance(event[key], str) for key in ("notebook", "name"))
    return event if words and event["kind"] in KINDS else None


def _replay(events: list[dict], table: Table | None = None) -> Table:
    """What counts after these events. What was done first stays."""
    table = table or {}
    for event in events:
        if event == STARTED_OVER:
            table = {}
        elif event != CARRIED_OVER:
            kind = event["kind"]
            place, name = today(kind, event["notebook"], event["name"])
            table.setdefault(place, {}).setdefault(kind, {}).setdefault(name, event["value"])
    return table


def _joined(first: Table, second: Table) -> Table:
    for place, kinds in second.items():
        for kind, names in kinds.items():
            known = first.setdefault(place, {}).setdefault(kind, {})
            known |= names | known  # in both: as in the first
    return first


def _older() -> tuple[list[dict], str]:
    """What the older form of the file holds, as events, and a sentence if that cannot be told."""
    path = folder() / OLDER
    try:
        return list(_older_events(json.loads(read_bytes(path)))), ""
    except FileNotFoundError:
        return [], ""
    except OSError as error:
        return [], _not_read(path, error)
    except (ValueError, AttributeError, RecursionError) as error:
        return [], f"The older file {path} is damaged ({error}); it is left as it is."


def _older_events(table: Table) -> Iterator[dict]:
    for place, kinds in table.items():
        for kind, names in kinds.items():
            if kind not in KINDS:
                raise ValueError("it holds something other than exercises, goals and guesses")
            for name, value in names.items():
                yield {"notebook": place, "kind": kind, "name": name, "value": value}


def _not_read(path: Path, error: OSError) -> str:
    return (
        f"The file {path} cannot be read just now ({why(error)}), so what it holds is not shown. "
        f"It is left as it is."
    )


def _of_skipped(lines: int) -> str:
    if not lines:
        return ""
    which = "One line is" if lines == 1 else f"{lines} lines are"
    return (
        f"{which} skipped in the file with your progress ({folder() / 'progress.jsonl'}): they "
        f"cannot be understood. The file is left as it is."
    )
