"""What keeps learners apart on one machine, as words put before the command of their server.

accounts   the hub runs as root: each learner's processes get a user number of their own (setpriv),
           and no account is made. Where Python or the course lies in a folder that is closed to
           others (a home), they see it in a mount of their own (unshare), and of that folder
           nothing else.
sandbox    bubblewrap: the system read-only, one's own folder, no other learner's and not the hub's.
none       neither: all run as whoever started the hub, which the start says in capitals.
"""

import os
import shlex
import shutil
import sys
from pathlib import Path

from .place import ROOT, hub_folder, learners_folder

OPEN = 0o001  # others may pass through a folder


def here() -> str:
    """What this machine allows: "accounts", "sandbox" or "none"."""
    tools = all(map(shutil.which, ("setpriv", "unshare", "mount")))
    if hasattr(os, "geteuid") and os.geteuid() == 0 and tools:
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


def _opened(room: Path) -> list[str]:
    """A mount in which closed folders hold only what is needed; no words where none is closed."""
    ways = {path.resolve(): closed(path) for path in _needed(room)}
    ways = {path: way for path, way in ways.items() if way}
    if not ways:
        return []
    script = ["umask 022", "mount -t tmpfs -o mode=700 none /mnt"]
    for i, path in enumerate(ways):
        script += [f"mkdir /mnt/{i}", f"mount --rbind {shlex.quote(str(path))} /mnt/{i}"]
    script += [
        f"mount -t tmpfs -o mode=755 none {shlex.quote(str(way))}"
        for way in sorted(set(ways.values()))
    ]
    for i, path in enumerate(ways):
        place = shlex.quote(str(path))
        script += [f"mkdir -p {place}", f"mount --move /mnt/{i} {place}"]
    script += ["umount /mnt", "umask 077", 'exec "$@"']
    return ["unshare", "--mount", "--propagation=private", "sh", "-c", " && ".join(script), "sh"]


def _bubble(room: Path, home: Path) -> list[str]:
    hidden = [hub_folder(room), learners_folder(room)]
    words = ["bwrap", "--unshare-pid", "--new-session"]
    words += ["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp"]
    if room.is_relative_to("/tmp"):
        words += ["--ro-bind", str(room), str(room)]
    for place in hidden:
        words += ["--tmpfs", str(place)]
    return [*words, "--bind", str(home), str(home), "--chdir", str(home)]
