"""One server a learner: a folder of their own, limits, and a place in the queue.

JupyterHub's LocalProcessSpawner does the work. What is added: no account of the system is needed;
learners are kept apart in the way that this machine allows (walls.py); servers start a
few at a time, so that thirty learners who come in at once each wait their turn and none fails.
"""

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from jupyterhub.spawner import LocalProcessSpawner
from jupyterhub.utils import wait_for_http_server

from . import limits, names, place, walls

NOTEBOOKS = place.ROOT / "notebooks"
DATA = ".dials"
# -P: a learner's random.py is theirs to have, and no module of the server's.
SERVER = [sys.executable, "-P", "-m", "jupyterhub.singleuser"]


class Seat(LocalProcessSpawner):
    """A learner's server."""

    queue: asyncio.Semaphore | None = None  # one for all seats
    waiting: list["Seat"] = []  # noqa: RUF012  (shared on purpose: the queue is one)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.room = place.here()
        self.settings = place.load(self.room)

    @property
    def home(self) -> Path:
        """The learner's own folder."""
        return place.learners_folder(self.room) / names.folder_name(self.user.name)

    def number(self) -> int | None:
        """The user number of the learner's processes; None where all have the hub's."""
        if self.settings.walls != "accounts":
            return None
        return self.user.authenticator.seats.number(self.user.name)

    # Starting -------------------------------------------------------------------------------

    async def start(self):
        """Start the server when it is its turn; (address, port) once it answers."""
        number = self.number()
        make_home(self.home, number)
        kept = walls.before(self.settings.walls, self.room, self.home, number)
        self.cmd = [*kept, *walls.LOGGED, *SERVER]
        if Seat.queue is None:
            Seat.queue = asyncio.Semaphore(self.settings.at_once)
        Seat.waiting.append(self)
        try:
            async with Seat.queue:
                Seat.waiting.remove(self)
                address = await super().start()
                await self._answers(*address)
        finally:
            if self in Seat.waiting:
                Seat.waiting.remove(self)
        limits.watch(self)
        return address

    def load_state(self, state: dict) -> None:
        """A hub that was started again finds the server: it is looked at from now on too."""
        super().load_state(state)
        limits.watch(self)

    async def _answers(self, ip: str, port: int) -> None:
        """Wait until the server answers (or has ended: JupyterHub then says what happened)."""
        url = f"http://{ip}:{port}{self.server.base_url}api"
        answer = asyncio.ensure_future(wait_for_http_server(url, timeout=self.http_timeout))
        while not answer.done() and await self.poll() is None:
            await asyncio.wait([answer], timeout=0.5)
        answer.cancel()

    async def progress(self):
        """Sentences for the page that waits."""
        while self in Seat.waiting:
            before = Seat.waiting.index(self)
            yield {"progress": 10, "message": f"In the queue: {before} before you."}
            await asyncio.sleep(2)
        yield {"progress": 50, "message": "Your notebooks are being opened."}

    def user_env(self, env: dict) -> dict:
        """The environment of a learner's server, which kernels inherit."""
        env |= {
            "USER": self.user.name,
            "HOME": str(self.home),
            "SHELL": "/bin/sh",
            "DIALS_DATA": str(self.home / DATA),
            "DIALS_ROOM": f"http://127.0.0.1:{self.settings.ports[2]}/services/room/event",
            "DIALS_CACHE": str(place.models_folder(self.room)),
        }
        return env

    def make_preexec_fn(self, name: str) -> Callable[[], None]:
        """What the server's process does before it becomes the server: gives up what it may not."""
        return limits.before_start(self.number(), self.settings)

    def move_certs(self, paths: dict) -> dict:
        """There are none."""
        return paths

    # Ending ---------------------------------------------------------------------------------

    async def stop(self, now: bool = False) -> None:
        """End the server, and whatever is left of its processes."""
        if self.settings.walls == "sandbox" and not now and await self.poll() is None:
            limits.ask_to_end(self.pid)  # what holds the bubble would not hand it on
            await self.wait_for_death(self.interrupt_timeout)
            now = True
        await super().stop(now)
        limits.end_all(self.number())


def make_home(home: Path, number: int | None) -> None:
    """A folder with the learner's own copy of the notebooks, once; what is there is left alone.

    It is made whole beside its place and then put there, so root never writes where a learner can.
    """
    if home.exists():
        return
    made = Path(tempfile.mkdtemp(prefix=".new-", dir=home.parent))
    for path in sorted(NOTEBOOKS.iterdir()):
        if path.suffix in {".ipynb", ".md"}:
            shutil.copyfile(path, made / path.name)
    (made / DATA).mkdir()
    (made / "originals").symlink_to(NOTEBOOKS)  # to copy from, should one be spoiled
    made.chmod(0o700)
    if number is not None:
        for path in [made, *made.iterdir()]:
            os.chown(path, number, number, follow_symlinks=False)
    made.rename(home)
