"""A lock on an open file, on every system that has one."""

import contextlib
import errno
import importlib
import os
import time
from typing import Any

PATIENCE = 3.0  # seconds to wait for a lock
FAR_OUT = 1 << 30  # the byte that is locked on Windows: bytes that are locked cannot be read

fcntl: Any = importlib.import_module("fcntl") if os.name == "posix" else None
msvcrt: Any = importlib.import_module("msvcrt") if os.name == "nt" else None


def lock(descriptor: int, patience: float | None = None) -> bool:
    """Wait for the lock; False if there are no locks here, or it is held for too long.

    patience: seconds to wait; None: PATIENCE.
    """
    end = time.monotonic() + (PATIENCE if patience is None else patience)
    while True:
        try:
            _take(descriptor)
            return True
        except OSError as error:
            held = error.errno in (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
            if not held or time.monotonic() > end:
                return False
        time.sleep(0.005)


def _take(descriptor: int) -> None:
    if fcntl:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    else:
        os.lseek(descriptor, FAR_OUT, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)


def unlock(descriptor: int) -> None:
    """Let the next one write."""
    with contextlib.suppress(OSError):
        if fcntl:
            fcntl.flock(descriptor, fcntl.LOCK_UN)
        else:
            os.lseek(descriptor, FAR_OUT, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
