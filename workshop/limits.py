"""What a learner may use, and what holds them to it.

memory   each process by the system (RLIMIT_DATA: Python says MemoryError in the cell); all of a
         learner's processes together by a look every few seconds, which ends the largest of them
disk     one file by the system (RLIMIT_FSIZE); the folder by the same look, which also closes it:
         until something is deleted, the learner's server can write no more
cores    by the system's scheduler: all of a learner's processes start on as many cores as are
         allowed, and stand back behind the hub

This is against accidents and mischief. Who is set on it finds memory that is no process's, files
that are in no folder any more, and other cores: a container for each learner would hold them too.
"""

import asyncio
import contextlib
import itertools
import os
import signal
import stat
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from .place import Settings
from .seats import FIRST_NUMBER

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


_turn = itertools.count()


def chosen_cores(count: float) -> set[int]:
    """As many cores as a learner may keep busy, in turn; none where they cannot be chosen."""
    if not hasattr(os, "sched_getaffinity"):
        return set()
    there = sorted(os.sched_getaffinity(0))
    wanted = min(len(there), max(1, round(count)))
    return {there[next(_turn) % len(there)] for _ in range(wanted)}


# Looking ------------------------------------------------------------------------------------

_looking: dict[int, asyncio.Task] = {}  # by the server's number


def watch(seat) -> None:
    """Look at a learner's server every few seconds until it has ended, and end what it left."""
    pid = seat.pid
    if pid and pid not in _looking:
        _looking[pid] = asyncio.ensure_future(_watch(seat))
        _looking[pid].add_done_callback(lambda _: _looking.pop(pid, None))


async def _watch(seat) -> None:
    pid, number = seat.pid, seat.number()
    while await seat.poll() is None and seat.pid == pid:
        try:
            said = await asyncio.to_thread(look, pid, seat.home, seat.settings, number)
        except (psutil.Error, OSError) as error:  # it ended meanwhile, or something is amiss
            seat.log.warning("%s cannot be looked at: %s", seat.user.name, error)
            said = ""
        if said:
            seat.log.warning("%s: %s", seat.user.name, said)
            tell(seat.home, said, number)
        await asyncio.sleep(EVERY)
    if seat.pid in (0, pid):  # no new server has started meanwhile
        await asyncio.to_thread(end_all, number)


def look(pid: int, home: Path, settings: Settings, number: int | None = None) -> str:
    """End the largest kernel of who is over a limit; the sentence to tell them, else ""."""
    server = _server(pid)
    kernels = processes(pid, number, server)
    used = sum(map(_memory, [server, *kernels])) / MB
    held = size(home) / MB
    was_open = may_write(server.pid, number, settings, held <= settings.disk)
    if used > settings.memory:
        said = f"Your kernels held {used:,.0f} MB of memory; {settings.memory:,} MB are yours."
    elif held > settings.disk and (kernels or was_open):
        said = (
            f"Your folder holds {held:,.0f} MB; {settings.disk:,} MB are yours. Delete something."
        )
    else:
        return ""
    if kernels:
        max(kernels, key=_memory).send_signal(signal.SIGKILL)
    return said


def ask_to_end(pid: int) -> None:
    """Ask the server that the hub started as this process to save what it has to, and end."""
    with contextlib.suppress(psutil.Error):
        _server(pid).terminate()


def _server(pid: int) -> psutil.Process:
    """The server itself, which in a sandbox is not what the hub started."""
    first = psutil.Process(pid)
    for one in [first, *first.children(recursive=True)]:
        with contextlib.suppress(psutil.Error):
            if "jupyterhub.singleuser" in one.cmdline():
                return one
    return first


def processes(pid: int, number: int | None, but: psutil.Process) -> list[psutil.Process]:
    """A learner's processes but the server: all of their number's, even those that left it."""
    if number is None:
        wrapped = but.parents()
        below = psutil.Process(pid).children(recursive=True)
        return [one for one in below if one != but and one not in wrapped]
    return [one for one in of_number(number) if one != but]


def of_number(number: int) -> list[psutil.Process]:
    """All processes of a user number."""
    each = psutil.process_iter(["uids"])
    return [one for one in each if one.info["uids"] and one.info["uids"].real == number]


def may_write(pid: int, number: int | None, settings: Settings, yes: bool) -> bool:
    """Let a server (and the kernels that it starts) write, or not; might it until now?"""
    try:
        told = Path(f"/proc/{pid}/limits").read_text(encoding="ascii")
    except OSError:
        return True
    open_now = told.partition("Max file size")[2].split()[0] != "0"
    if yes != open_now:
        most = settings.disk * MB // 2 if yes else 0
        words = [*as_learner(number), "prlimit", f"--pid={pid}", f"--fsize={most}:"]
        subprocess.run(words, stderr=subprocess.DEVNULL)
    return open_now


def as_learner(number: int | None) -> list[str]:
    """Words before a command that runs as a learner: they may what root in a container may not."""
    if number is None:
        return []
    return ["setpriv", f"--reuid={number}", f"--regid={number}", "--clear-groups"]


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
    """Bytes that a folder and what is in it take, however deep (`du`), links not followed."""
    words = ["du", "-skx", "--", str(folder)]
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    lines = done.stdout.splitlines()
    return int(lines[-1].split()[0]) * 1024 if lines else 0


def end_all(number: int | None) -> None:
    """End every process of a learner's own user number, at one blow: new ones do not outrun it."""
    if number is None or number < FIRST_NUMBER or not of_number(number):
        return
    subprocess.run([*as_learner(number), "sh", "-c", "kill -9 -1"], stderr=subprocess.DEVNULL)
