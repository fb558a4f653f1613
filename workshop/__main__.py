"""Starts a room and keeps it running: `python -m workshop`, or `make hub`.

The hub runs in a process of its own. If it is killed it is started again, and learners' servers,
which go on meanwhile, are found again. Ctrl-C ends everything, and deletes what was counted.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from . import certificate, limits, place, walls
from .counts import end_of_day
from .preflight import port
from .questions import pages
from .seats import Seats

PASSWORD = "DIALS_ROOM_PASSWORD"  # for who wants to choose it; else one is made
SHORTEST = 12  # letters: learners' programs can try passwords all day
CONFIG = Path(__file__).with_name("jupyterhub_config.py")
SHORT, TRIES = 10.0, 5  # a hub that ends within so many seconds so many times has a fault
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def main(words: list[str] | None = None) -> int:
    """Set up the room, say how to come in, run the hub until it is told to end."""
    asked = arguments().parse_args(words)
    folder = Path(asked.folder).resolve()
    if not asked.host:
        raise SystemExit("HOST is the address of this machine in the local network.")
    password = os.environ.get(PASSWORD) or place.new_password()
    if len(password) < SHORTEST:
        raise SystemExit(f"The instructor's password has at least {SHORTEST} letters.")
    settings = chosen(asked, folder, password)
    if settings.walls == "none" and walls.as_root():
        raise SystemExit("On this system learners' servers would run as root: leave sudo out.")
    if fault := port(settings.host, settings.port).mends:
        print(fault, file=sys.stderr)
        return 1
    place.save(folder, settings)
    end_of_day(place.hub_folder(folder), pages(), keep=settings.keep)
    print_start(folder, settings, password)
    try:
        return keep_running(folder, settings)
    finally:
        end_learners(folder, settings)
        kept = end_of_day(place.hub_folder(folder), pages(), settings.keep)
        print(f"The counts are kept: {kept}" if kept else "What was counted is deleted.")


def arguments() -> argparse.ArgumentParser:
    """What may be chosen."""
    parser = argparse.ArgumentParser(prog="python -m workshop", description=__doc__)
    add, default = parser.add_argument, place.Settings("", "")
    add(
        "--host", default=default.host, help="this machine's address in the local network: over TLS"
    )
    add("--port", type=int, default=default.port)
    add("--folder", default=str(place.ROOT / ".room"), help="where the learners' folders are")
    add("--memory", type=int, default=default.memory, help="MB that a learner may use")
    add("--disk", type=int, default=default.disk, help="MB that a learner's folder may hold")
    add("--cores", type=float, default=default.cores, help="cores that a learner may keep busy")
    add("--at-once", type=int, default=default.at_once, help="servers that start at the same time")
    add("--idle", type=int, default=default.idle_server, help="seconds until an idle server ends")
    add("--keep", action="store_true", help="keep the counts (without names) when the hub ends")
    add("--new-code", action="store_true", help="another room code than last time")
    return parser


def chosen(asked: argparse.Namespace, folder: Path, password: str) -> place.Settings:
    """The room's settings. The code of an earlier day stays, so learners find their folders."""
    try:
        code = "" if asked.new_code else place.load(folder).code
    except (OSError, ValueError, TypeError):
        code = ""
    return place.Settings(
        code=code or place.new_code(),
        password=place.hashed(password),
        host=asked.host,
        port=asked.port,
        ports=place.free_ports(3),
        tls=asked.host not in LOOPBACK,
        walls=walls.here(),
        memory=asked.memory,
        disk=asked.disk,
        cores=asked.cores,
        at_once=asked.at_once,
        idle_server=asked.idle,
        keep=asked.keep,
    )


WALLS = {
    "accounts": "Learners are kept apart: each has a user number of their own.",
    "sandbox": "Learners are kept apart: bubblewrap shows each their own folder alone.",
    "none": "LEARNERS ARE NOT KEPT APART: their code runs as you, and can read what you can. Start "
    "the hub as root, or install bubblewrap, unless you trust everyone in the room.",
}


def print_start(folder: Path, settings: place.Settings, password: str) -> None:
    """How to come in, and what holds."""
    scheme = "https" if settings.tls else "http"
    address = f"{scheme}://{settings.host}:{settings.port}"
    print(f"\nThe room:        {address}")
    print(f"Room code:       {settings.code}")
    print(f"Instructor:      {password}")
    print(f"Your page:       {address}/services/room/")
    if settings.tls:
        print(f"Certificate:     {certificate.make(place.hub_folder(folder), settings.host)}")
        print("                 (SHA-256; browsers warn once: compare it, then go on)")
    print(WALLS[settings.walls])
    print(f"A learner may use {settings.memory} MB of memory, {settings.disk} MB of disk.")
    models = [sys.executable, "-m", "workshop.models", str(place.models_folder(folder))]
    missing = subprocess.run(models, cwd=place.ROOT, capture_output=True, text=True)
    if missing.returncode or missing.stdout.strip():
        print("Not fetched yet: the models of 21 and 22. `make models` does it, then start again.")
    print(f"Log: {place.hub_folder(folder) / 'hub.log'}.  Ctrl-C ends the room.\n", flush=True)


class Ended(Exception):
    """The room was told to end."""


def keep_running(folder: Path, settings: place.Settings) -> int:
    """Run the hub, again and again if it is killed, until a signal says that it is enough."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)
    short = 0
    path = place.hub_folder(folder) / "hub.log"
    path.touch(mode=0o600)
    path.chmod(0o600)  # nor may who was handed it open it once more
    with path.open("ab") as log:
        while True:
            began, hub = time.monotonic(), start(folder, log)
            try:
                code = hub.wait()
            except Ended:
                return stop(hub)
            short = short + 1 if time.monotonic() - began < SHORT else 0
            if short >= TRIES:
                print(f"The hub does not start ({code}); its log says why.", file=sys.stderr)
                return 1
            print(f"The hub ended ({code}) and is started again.", flush=True)
            time.sleep(0.5)


def start(folder: Path, log) -> subprocess.Popen:
    """A hub for this room."""
    node = Path(sys.prefix) / "bin"
    environment = os.environ | {
        place.FOLDER: str(folder),
        "PYTHONPATH": str(place.ROOT),
        "PATH": f"{node}{os.pathsep}{os.environ.get('PATH', '')}",
    }
    environment.pop(PASSWORD, None)
    return subprocess.Popen(
        [sys.executable, "-m", "jupyterhub", "--config", str(CONFIG)],
        cwd=place.hub_folder(folder),
        env=environment,
        stdin=subprocess.DEVNULL,  # the instructor's terminal is nobody's
        stdout=log,
        stderr=log,
        start_new_session=True,  # Ctrl-C is for us: we tell the hub to end
    )


def end_learners(folder: Path, settings: place.Settings) -> None:
    """End what learners' programs left running, which no server's end had ended."""
    if settings.walls == "accounts":
        for seat in Seats(place.hub_folder(folder) / "seats.json").table.values():
            limits.end_all(seat["number"])


def _end(number: int, frame) -> None:
    raise Ended


def stop(hub: subprocess.Popen) -> int:
    """Tell the hub to end, with all servers, and wait for it."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    print("The room closes ...", flush=True)
    hub.terminate()
    try:
        hub.wait(timeout=60)
    except subprocess.TimeoutExpired:
        hub.kill()
    return 0


if __name__ == "__main__":
    sys.exit(main())
