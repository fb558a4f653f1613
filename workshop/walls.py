"""What keeps learners apart on one machine, as words put before the command of their server.

accounts   the hub runs as root: each learner's processes get a user number of their own (setpriv),
           and no account is made. Where Python or the course lies in a folder that is closed to
           others (a home), they see it in a mount of their own (unshare), and of that folder
           nothing else. /tmp and its like are their own too, small, and gone with the server.
sandbox    bubblewrap: the system's programs and the course read-only, one's own folder, and nothing
           else: no home, no other learner's folder, not the hub's, nothing that listens in /run.
none       neither: all run as whoever started the hub, which the start says in capitals.

What a learner's server and kernels print goes to a file in the learner's folder: they are handed
nothing of the hub's that is open, its log or the instructor's terminal.
"""

import functools
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from .place import ROOT, models_folder

OPEN = 0o001  # others may pass through a folder
PASSING = [Path("/tmp"), Path("/var/tmp"), Path("/dev/shm")]  # where everybody may write
PASSING_SIZE = "128m"
SYSTEM = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc", "/opt", "/nix/store"]
LOG = ".server.log"
LOGGED = [  # what a learner's server prints is the learner's: nothing of the hub's is handed on
    *["sh", "-c"],
    f'log=/dev/null; true >>{LOG} && log={LOG}; exec "$@" >$log 2>&1 </dev/null',
    "sh",
]


def as_root() -> bool:
    """Does this run as root?"""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def here() -> str:
    """What this machine allows: "accounts", "sandbox" or "none"."""
    tools = all(map(shutil.which, ("setpriv", "unshare", "mount")))
    if as_root() and tools:
        return "accounts"
    return "sandbox" if shutil.which("bwrap") else "none"


def before(walls: str, room: Path, home: Path, number: int | None) -> list[str]:
    """The words before a server's command."""
    at_home = ["sh", "-c", 'cd "$0" && exec "$@"', str(home)]
    if walls == "accounts":
        own = ["setpriv", f"--reuid={number}", f"--regid={number}", "--clear-groups"]
        return [*_opened(room), *own, "--no-new-privs", "--bounding-set=-all", *at_home]
    return _bubble(room, home) if walls == "sandbox" else at_home


def _needed(room: Path) -> list[Path]:
    """What a learner's processes must be able to read."""
    return [Path(sys.base_prefix), Path(sys.prefix), ROOT, room]


def closed(path: Path) -> Path | None:
    """The topmost folder above a path that others may not pass through."""
    above = [*reversed(path.resolve().parents), path.resolve()]
    return next((each for each in above if not each.stat().st_mode & OPEN), None)


@functools.cache
def can_mount() -> bool:
    """May mounts of one's own be made here? (Root in a container often may not.)"""
    words = ["unshare", "--mount", "--propagation=private", "mount", "-t", "tmpfs", "none", "/mnt"]
    return subprocess.run(words, capture_output=True).returncode == 0


def _opened(room: Path) -> list[str]:
    """A mount in which closed folders hold only what is needed, and /tmp and its like nothing.

    No words where none is closed and nothing can be mounted.
    """
    own = [path for path in PASSING if path.is_dir() and not path.is_symlink() and can_mount()]
    ways = {}
    for path in map(Path.resolve, _needed(room)):
        ways[path] = next((each for each in own if path.is_relative_to(each)), closed(path))
    ways = {path: way for path, way in ways.items() if way}
    if not (ways or own):
        return []
    script = ["umask 022", "mount -t tmpfs -o mode=700 none /mnt"]
    for i, path in enumerate(ways):
        script += [f"mkdir /mnt/{i}", f"mount --rbind {shlex.quote(str(path))} /mnt/{i}"]
    for way in sorted({*own, *ways.values()}):
        how = f"mode=1777,nosuid,nodev,size={PASSING_SIZE}" if way in own else "mode=755"
        script += [f"mount -t tmpfs -o {how} none {shlex.quote(str(way))}"]
    for i, path in enumerate(ways):
        place = shlex.quote(str(path))
        script += [f"mkdir -p {place}", f"mount --move /mnt/{i} {place}"]
    script += ["umount /mnt", "umask 077", 'exec "$@"']
    return ["unshare", "--mount", "--propagation=private", "sh", "-c", " && ".join(script), "sh"]


# Whoever ends a server ends the first process that was started for it. A bubble whose own first
# process that were would go on, with all that is in it: so it is a shell, which outlives the hub,
# and the bubble ends when the shell does.
HELD = ["sh", "-c", '"$@"; exit $?', "sh"]


def _bubble(room: Path, home: Path) -> list[str]:
    words = [*HELD, "bwrap", "--die-with-parent", "--unshare-pid", "--unshare-ipc", "--new-session"]
    words += ["--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp"]  # where the course may lie
    for path in [*SYSTEM, sys.base_prefix, sys.prefix, str(ROOT)]:
        words += ["--ro-bind-try", path, path]
    kept = str(models_folder(room))
    words += ["--tmpfs", str(room), "--ro-bind-try", kept, kept]
    return [*words, "--bind", str(home), str(home), "--chdir", str(home)]
