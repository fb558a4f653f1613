"""Is there memory for a model? Asked before anything large is loaded."""

from pathlib import Path

from ._addresses import limit


def check_memory(needed: int, what: str) -> None:
    """MemoryError, in a sentence, if so many bytes more are not to be had."""
    most, used = limit(), _status("/proc/self/status", "VmSize")
    rooms = [_status("/proc/meminfo", "MemAvailable"), _group()]
    if most is not None and used is not None:
        rooms.append(most - used)
    free = min((room for room in rooms if room is not None), default=needed)
    if free < needed:
        raise MemoryError(
            f"{what} needs {needed / 1e6:,.0f} MB of memory, and {max(free, 0) / 1e6:,.0f} MB are "
            "free. Please close other notebooks (Kernel, Shut Down All Kernels) or programs."
        )


def _status(file: str, name: str) -> int | None:
    """What Linux says of memory, in bytes; None elsewhere."""
    try:
        lines = Path(file).read_text(encoding="utf-8").splitlines()
        (value,) = [line.split()[1] for line in lines if line.startswith(f"{name}:")]
        return int(value) * 1024
    except (OSError, ValueError):
        return None


def _group() -> int | None:
    """What is left to the container that this runs in (control groups, version 2)."""
    folder = Path("/sys/fs/cgroup")
    try:
        limit = int((folder / "memory.max").read_text())
        used = int((folder / "memory.current").read_text())
        lines = (folder / "memory.stat").read_text().splitlines()
        cached = sum(int(line.split()[1]) for line in lines if line.startswith("inactive_file "))
        return limit - used + cached
    except (OSError, ValueError, IndexError):  # no limit is the word "max"
        return None
