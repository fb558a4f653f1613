"""Two real processes on this machine that train one model together: started, watched, ended."""

import contextlib
import json
import socket
import subprocess
import sys
import time
import weakref
from pathlib import Path

from ...train import save
from .machines import CHECKPOINT, new_run

WORKER = "course_utils.lessons.beyond_one_machine.worker"


class Pair:
    """Two processes at work; `start_two` starts them.

    They end with the Python that started them, and by themselves after ten minutes.
    """

    def __init__(self, folder: Path, steps: int, pause_at: int):
        self.folder = folder
        for told in folder.glob("process-*.jsonl"):
            told.unlink()
        port = str(free_port())
        command = [sys.executable, "-m", WORKER]
        self.children = []
        for number in ("0", "1"):
            words = [*command, number, port, str(folder), str(steps), str(pause_at)]
            with (folder / f"process-{number}.txt").open("w") as said:
                self.children.append(
                    subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
                )
        self._ended = weakref.finalize(self, _end, self.children)

    def losses(self, number: int) -> dict[int, float]:
        """What a process has told so far: {step: loss of its batch}."""
        told = self.folder / f"process-{number}.jsonl"
        lines = told.read_text().splitlines() if told.exists() else []
        return dict(json.loads(line) for line in lines if line.endswith("]"))

    def wait_for_step(self, number: int, step: int, seconds: float = 300) -> bool:
        """Wait until a process has told of a step: True, or False when that takes too long or the
        process has ended."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if step in self.losses(number):
                return True
            if self.children[number].poll() is not None:
                return step in self.losses(number)
            time.sleep(0.05)
        return False

    def alive(self, number: int) -> bool:
        """Is the process still there?"""
        return self.children[number].poll() is None

    def kill(self, number: int) -> None:
        """End a process at once, as a power cut would."""
        self.children[number].kill()
        self.children[number].wait()

    def wait(self, number: int, seconds: float = 300) -> int | None:
        """Wait for a process to end: 0 if all went well, another number if not; None if it has not
        ended by then."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.children[number].wait(seconds)
        return None

    def end(self) -> None:
        """End both, whatever they are doing."""
        self._ended()


def start_two(folder: str | Path, steps: int, pause_at: int = 0) -> Pair:
    """Two processes that train together in a folder, from its checkpoint on; where there is none
    yet, one is made of the notebook's start.

    steps: how many in all. pause_at: the step after which process 1 falls silent; 0: none.
    """
    if not (Path(folder) / CHECKPOINT).exists():
        save(Path(folder) / CHECKPOINT, new_run(steps))
    return Pair(Path(folder), steps, pause_at)


def free_port() -> int:
    """A port on loopback that nobody listens on just now."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def _end(children: list[subprocess.Popen]) -> None:
    for child in children:
        if child.poll() is None:
            child.kill()
            child.wait()
