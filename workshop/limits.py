"""What a learner may use, and what holds them to it.

memory   each process by the system (RLIMIT_DATA: Python says MemoryError in the cell); all of a
         learner's processes together by a look every few seconds, which ends the largest kernel
disk     one file by the system (RLIMIT_FSIZE); the folder by the same look
cores    by the system's scheduler: all of a learner's processes stay on as many cores as are
         allowed, and stand back behind the hub
"""

import asyncio
import contextlib
import os
import random
import signal
import stat
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from .place import Settings

try:
    import resource
except ImportError:  # Windows, where JupyterHub does not run anyway
    resource = None

EVERY = 5.0  # seconds between two looks
MB = 1024 * 1024
NOTE = "WHY A KERNEL STOPPED.md"  # in the learner's folder
THREADS = 600  # processes and threads of one learner, where each has a user number


def before_start(number: int | None, settings: Settings) -> Callable[[], None]:
    """What a learner's process does first: it takes on its limits. (Its number: walls.py.)"""
    most = {
        resource.RLIMIT_DATA: settings.memory * MB,
        resource.RLIMIT_FSIZE: settings.disk * MB // 2,
        resource.RLIMIT_CORE: 0,
    }
    if number is not None:
        most[resource.RLIMIT_NPROC] = THREADS
    cores = chosen_cores(settings.cores)

    def prepare() -> None:
        os.umask(0o077)
        os.nice(5)
        if cores:
            os.sched_setaffinity(0, cores)
        for what, limit in most.items():
            resource.setrlimit(what, (limit, limit))

    return prepare


def chosen_cores(count: float) -> set[int]:
    """As many cores as a learner may keep busy, drawn by lot; none where they cannot be chosen."""
    if not hasattr(os, "sched_getaffinity"):
        return set()
    there = sorted(os.sched_getaffinity(0))
    return set(random.sample(there, min(len(there), max(1, round(count)))))


# Looking ------------------------------------------------------------------------------------

_looking: set[asyncio.Task] = set()


def watch(seat) -> None:
    """Look at a learner's server every few seconds until it has ended."""
    task = asyncio.ensure_future(_watch(seat))
    _looking.add(task)
    task.add_done_callback(_looking.discard)


async def _watch(seat) -> None:
    loop = asyncio.get_running_loop()
    while await seat.poll() is None:
        try:
            said = await loop.run_in_executor(None, look, seat.pid, seat.home, seat.settings)
        except (psutil.Error, OSError):
            said = ""
        if said:
            seat.log.warning("%s: %s", seat.user.name, said)
            tell(seat.home, said, seat.number())
        await asyncio.sleep(EVERY)


def look(pid: int, home: Path, settings: Settings) -> str:
    """End the largest kernel of who is over a limit; the sentence to tell them, else ""."""
    server = psutil.Process(pid)
    kernels = server.children(recursive=True)
    used = sum(map(_memory, [server, *kernels])) / MB
    held = size(home) / MB
    if used > settings.memory:
        said = f"Your kernels held {used:,.0f} MB of memory; {settings.memory:,} MB are yours."
    elif held > settings.disk and kernels:
        said = (
            f"Your folder holds {held:,.0f} MB; {settings.disk:,} MB are yours. Delete something."
        )
    else:
        return ""
    if kernels:
        max(kernels, key=_memory).send_signal(signal.SIGKILL)
    return said


def tell(home: Path, said: str, number: int | None = None) -> None:
    """Put a sentence where the learner sees it: a note in their folder, newest last.

    The folder is theirs, so a name in it may be a link to anywhere: none is followed.
    """
    # They may have made something else of that name; or the disk is full.
    with contextlib.suppress(OSError):
        folder = os.open(home, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            _append(folder, f"- {time.strftime('%H:%M')}: A kernel was ended. {said}\n", number)
        finally:
            os.close(folder)


def _append(folder: int, line: str, number: int | None) -> None:
    how = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_NONBLOCK
    with open(os.open(NOTE, how, 0o600, dir_fd=folder), "ab") as note:
        about = os.fstat(note.fileno())
        if not stat.S_ISREG(about.st_mode) or about.st_nlink > 1 or about.st_size > MB:
            return
        if number is not None:
            os.fchown(note.fileno(), number, number)
        note.write(line.encode())


def _memory(process: psutil.Process) -> int:
    try:
        return process.memory_info().rss
    except psutil.Error:
        return 0


def size(folder: Path) -> int:
    """Bytes that a folder's files take, links not followed."""
    total = 0
    for place, _, files in os.walk(folder):
        for name in files:
            try:
                total += os.lstat(os.path.join(place, name)).st_blocks * 512
            except OSError:
                continue
    return total


def end_all(number: int | None) -> None:
    """End every process that runs under a learner's own user number."""
    if number is None:
        return
    for process in psutil.process_iter(["uids"]):
        uids = process.info["uids"]
        if uids and uids.real == number:
            try:
                process.kill()
            except psutil.Error:
                continue
