"""A room on this machine for the tests: started as `make hub` starts it, on free ports."""

import asyncio
import contextlib
import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from workshop import place
from workshop.walls import LOG

PATIENCE = 180  # seconds that anything may take on a busy machine
PASSWORD = "the instructor's"
GUESS = {"notebook": "two_dials", "kind": "guesses", "name": "one_step", "value": "by 20 g"}


def run(coroutine: Coroutine) -> Any:
    """What a coroutine comes to, in a thread of its own: Playwright's loop may run in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def come_in(page: Any, code: str, name: str) -> None:
    """A learner fills in the form at the entrance."""
    page.get_by_label("The room's code").fill(code)
    page.get_by_label("A name of your choice").fill(name)
    page.get_by_role("button", name="Come in", exact=True).click()


def commit(page: Any, choice: str) -> None:
    """Run the notebook that the server opened, and commit to a guess."""
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=PATIENCE * 1000)
    page.get_by_text("(ipykernel) | Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.get_by_role("radio", name=choice, exact=True).check()
    page.locator(".dials-guess").filter(has_text=choice).get_by_role("button").click()


class Hub:
    """with Hub() as hub: its address, code and folder.

    host: any but 127.0.0.1 is met over TLS, with a certificate that nobody signed.
    """

    def __init__(self, *options: str, host: str = "127.0.0.1"):
        self.options, self.host = options, host
        self.folder = Path(tempfile.mkdtemp(prefix="room-"))
        self.folder.chmod(0o755)

    def __enter__(self) -> "Hub":
        (port,) = place.free_ports(1)
        self.address = f"http{'' if self.host == '127.0.0.1' else 's'}://{self.host}:{port}"
        self.said = (self.folder / "said").open("w+")
        self.process = subprocess.Popen(
            [
                *[sys.executable, "-m", "workshop", "--folder", str(self.folder / "room")],
                *["--host", self.host, "--port", str(port), *self.options],
            ],
            cwd=place.ROOT,
            env=os.environ | {"DIALS_ROOM_PASSWORD": PASSWORD},
            stdout=self.said,
            stderr=self.said,
        )
        try:
            self.wait()
        except BaseException:
            self.__exit__()
            raise
        self.code = place.load(self.folder / "room").code
        return self

    def __exit__(self, *_) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(90)
        self.said.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def log(self) -> str:
        """All that the hub and its servers logged, and what the start printed."""
        room = self.folder / "room"
        logs = [room / "hub" / "hub.log", *room.glob(f"learners/*/{LOG}"), self.folder / "said"]
        return "".join(log.read_text() for log in logs if log.exists())

    def wait(self) -> None:
        """Wait until the entrance and the room's service answer."""
        end = time.monotonic() + PATIENCE
        unsigned = ssl.create_default_context()
        unsigned.check_hostname, unsigned.verify_mode = False, ssl.CERT_NONE
        while time.monotonic() < end and self.process.poll() is None:
            with contextlib.suppress(OSError):
                for path in ("/hub/login", "/services/room/static/room.css"):
                    urllib.request.urlopen(self.address + path, timeout=5, context=unsigned).close()
                return
            time.sleep(0.2)
        raise RuntimeError(f"The hub did not start:\n{self.log[-5000:]}")

    def pid(self, words: str) -> int:
        """The process of this room whose command holds such words."""
        listed = subprocess.run(
            ["ps", "-ww", "-eo", "pid,ppid,args"], capture_output=True, text=True
        )
        lines = [line.split(None, 2) for line in listed.stdout.splitlines()[1:]]
        ours, grown = {str(self.process.pid)}, True
        while grown:
            more = ours | {pid for pid, parent, _ in lines if parent in ours}
            ours, grown = more, more != ours
        return next(int(pid) for pid, _, args in lines if pid in ours and re.search(words, args))
