"""Is everything ready for a room? `make preflight` on the machine, before the day, and
`make preflight ROOM=https://…` from a learner's laptop once the hub runs.

Each line says what was looked at; a fault comes with what mends it. Ends with 1 if there is one.
"""

import argparse
import asyncio
import errno
import os
import shutil
import socket
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from . import place, walls
from .needs import needed

MB = 1024 * 1024


@dataclass(frozen=True)
class Found:
    """What a look found.  mends: a sentence, "" where all is well."""

    what: str
    mends: str = ""
    serious: bool = True

    def __str__(self) -> str:
        mark = "ok " if not self.mends else "NO " if self.serious else "?  "
        return f"{mark} {self.what}" + (f"\n    {self.mends}" if self.mends else "")


# On the machine -----------------------------------------------------------------------------


def versions() -> Found:
    """Python, JupyterHub, JupyterLab, the proxy."""
    import jupyterhub
    import jupyterlab

    said = (
        f"Python {sys.version.split()[0]}, JupyterHub {jupyterhub.__version__}, "
        f"JupyterLab {jupyterlab.__version__}"
    )
    if not place.PROXY.exists():
        return Found(said, "JupyterHub's proxy is not installed: `make hub` does it, with npm.")
    try:
        node = subprocess.run([place.node(), "--version"], capture_output=True, text=True)
    except OSError:
        return Found(said, "Node does not start: install Node 20 or later.")
    return Found(f"{said}, Node {node.stdout.strip()}")


def port(host: str, number: int) -> Found:
    """Can the hub listen where learners will look for it?"""
    what = f"port {number} of {host}"
    try:
        socket.create_server((host, number)).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            other = "HUB_OPTIONS='--port 8100' takes another"
            return Found(what, f"It is taken: another hub? End what listens there; or {other}.")
        if error.errno in (errno.EADDRNOTAVAIL, socket.EAI_NONAME, socket.EAI_AGAIN):
            return Found(what, "This machine has no such address: `hostname -I` shows what it has.")
        return Found(what, f"It cannot be used: {error.strerror}.")
    return Found(f"{what} is free")


def memory(learners: int) -> Iterator[Found]:
    """Is there memory for so many, and for a real model each?"""
    free, wanted = psutil.virtual_memory().available / MB, needed(learners).memory
    what = f"memory: {free:,.0f} MB free, {wanted:,.0f} MB for {learners} learners in 01 to 15"
    if free < wanted:
        fit = max(n for n in range(1000) if needed(n).memory <= free or n == 0)
        more = "End other programs, or take a larger machine."
        yield Found(what, f"It is enough for {fit}. {more}")
        return
    yield Found(what)
    all_of_them = needed(learners, large=learners).memory
    what = f"memory: {all_of_them:,.0f} MB if all have a real model open (21, 22)"
    fit = max(n for n in range(learners + 1) if needed(learners, large=n).memory <= free)
    less = f"It is enough for {fit} at once: project these notebooks, or let people share."
    yield Found(what, less if fit < learners else "", serious=False)


def cores(learners: int) -> Found:
    """Do the first cells come soon enough?"""
    there, wanted = os.cpu_count() or 1, needed(learners).cores
    what = f"cores: {there}, for {learners} learners {wanted} or more"
    if there >= wanted:
        return Found(what)
    return Found(what, "The room works, but its first minutes will be slow.", serious=False)


def disk(folder: Path, learners: int) -> Found:
    """Is there room for everybody's folder?"""
    above = next(each for each in [folder, *folder.parents] if each.exists())
    free, wanted = shutil.disk_usage(above).free / MB, needed(learners).disk
    what = f"disk: {free:,.0f} MB free, {wanted:,.0f} MB for {learners} learners"
    return Found(what, "" if free >= wanted else "Delete something, or choose another --folder.")


def models() -> Found:
    """Are the two real models here?"""
    from .models import missing

    if not (titles := missing()):
        return Found("real models: fetched")
    what = f"real models: not fetched: {', '.join(titles)}"
    return Found(what, "`make models` fetches them (180 MB); 21 and 22 want them.", False)


def apart(folder: Path) -> Found:
    """Are learners kept apart?"""
    kind = walls.here()
    if kind == "none":
        helps = (
            "Every learner's code would run as you. Start the hub as root, or install bubblewrap."
        )
        return Found("learners are not kept apart", helps, serious=False)
    how = {"accounts": "user numbers", "sandbox": "bubblewrap"}[kind]
    folder.mkdir(parents=True, exist_ok=True)
    command = walls.before(kind, folder, folder, 61_000)
    tried = subprocess.run(
        [*command, sys.executable, "-c", "import course_utils"],
        capture_output=True,
        text=True,
        cwd="/",
    )
    if tried.returncode:
        last = (tried.stderr.strip().splitlines() or ["it says nothing"])[-1]
        return Found(f"learners are kept apart ({how})", f"Their Python does not start: {last}.")
    return Found(f"learners are kept apart by {how}, and their Python starts")


def notebook() -> Found:
    """Does one notebook run?"""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    path = place.ROOT / "notebooks" / "01_two_dials.ipynb"
    try:
        NotebookClient(nbformat.read(path, as_version=4), timeout=300).execute()
    except (CellExecutionError, TimeoutError, RuntimeError) as error:
        last = str(error).strip().splitlines()[-1]
        return Found("notebook 01", f"It stops: {last}. `make test` says more.")
    return Found("notebook 01 runs from top to bottom")


def on_the_machine(asked: argparse.Namespace) -> Iterator[Found]:
    """All that can be looked at before the hub runs."""
    folder = Path(asked.folder).resolve()
    yield versions()
    yield port(asked.host, asked.port)
    yield from memory(asked.learners)
    yield cores(asked.learners)
    yield disk(folder, asked.learners)
    yield apart(folder)
    yield models()
    yield notebook()


# From a learner's laptop ----------------------------------------------------------------------


def answers(room: str) -> Found:
    """Does the entrance answer?"""
    try:
        with urllib.request.urlopen(
            room.rstrip("/") + "/hub/login", timeout=10, context=anyone()
        ) as page:
            ours = b'name="code"' in page.read()
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        helps = (
            f"({reason}): is this laptop in the same network, and does a firewall let it through?"
        )
        return Found(room, f"It does not answer {helps}")
    if not ours:
        return Found(room, "Something else answers there: compare the address with the hub's.")
    return Found(f"{room}: the entrance answers")


def anyone() -> ssl.SSLContext:
    """Take any certificate: the room's is signed by nobody. Nothing secret is sent before one has
    compared its fingerprint."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def shown_certificate(room: str) -> Found:
    """The fingerprint, to compare."""
    from urllib.parse import urlsplit

    from cryptography import x509

    from .certificate import fingerprint

    where = urlsplit(room)
    if where.scheme != "https":
        local = where.hostname in ("127.0.0.1", "localhost")
        helps = "" if local else "It is not https: whoever is in the network can read along."
        return Found("certificate: none", helps)
    raw = ssl.get_server_certificate((where.hostname or "", where.port or 443), timeout=10)
    found = fingerprint(x509.load_pem_x509_certificate(raw.encode()))
    return Found(f"certificate {found}: the same as the start of the hub showed?")


def passes_websockets(room: str) -> Found:
    """Does what lies between let a websocket through? The entrance refuses it, but as one."""
    from tornado.httpclient import HTTPClientError, HTTPRequest
    from tornado.websocket import websocket_connect

    url = "ws" + room.rstrip("/").removeprefix("http") + "/services/room/echo"

    async def try_it() -> str:
        request = HTTPRequest(url, validate_cert=False, connect_timeout=10, request_timeout=10)
        socket = await websocket_connect(request)
        await socket.write_message("dials")
        said = await socket.read_message()
        socket.close()
        return str(said)

    try:
        said = asyncio.run(asyncio.wait_for(try_it(), 20))
    except (OSError, HTTPClientError, TimeoutError) as error:
        helps = f"It does not come through ({error or 'no answer'}): a proxy or a VPN between?"
        return Found("websocket", helps)
    return Found("a websocket comes through", "" if said == "dials" else "It came back changed.")


def from_a_laptop(room: str) -> Iterator[Found]:
    """What can be seen from outside."""
    first = answers(room)
    yield first
    if not first.mends:
        yield shown_certificate(room)
        yield passes_websockets(room)


def main(words: list[str] | None = None, say: Callable[[str], object] = print) -> int:
    """Look at everything, say what was found; 1 if something must be mended."""
    parser = argparse.ArgumentParser(prog="make preflight", description=__doc__)
    parser.add_argument("room", nargs="?", help="the address of a room that runs")
    parser.add_argument("--learners", type=int, default=30)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--folder", default=str(place.ROOT / ".room"))
    asked = parser.parse_args(words)
    faults = 0
    for found in from_a_laptop(asked.room) if asked.room else on_the_machine(asked):
        say(str(found))
        faults += bool(found.mends and found.serious)
    say("Something must be mended." if faults else "Ready.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
