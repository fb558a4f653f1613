"""Reading from disks that are busy, far away or broken; writing whole files or none."""

import contextlib
import os
import time
from collections.abc import Callable
from pathlib import Path

PAUSES = (0.02, 0.1)  # seconds before the second and the third try


def read_bytes(path: Path, whole: Callable[[bytes], bool] = lambda raw: True) -> bytes:
    """What a file holds, read up to three times: errors of a network home or a virus scanner pass.

    whole: tells from the bytes whether the file is complete; one that is not may be just being
    written, so it is read again too, and taken as it is in the end.
    OSError if the last try fails; FileNotFoundError at once.
    """
    for pause in PAUSES:
        try:
            raw = path.read_bytes()
            if whole(raw):
                return raw
        except FileNotFoundError:
            raise
        except OSError:
            pass
        time.sleep(pause)
    return path.read_bytes()


def write_bytes(path: Path, raw: bytes) -> None:
    """Write a file beside `path` first and then put it in place: a crash halfway leaves the old
    one. OSError if it cannot be written (full, read-only)."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def why(error: OSError) -> str:
    """What the system says of an error, without its number and path: "Permission denied"."""
    return error.strerror or str(error)
