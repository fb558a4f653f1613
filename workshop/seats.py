"""Who has taken which name: kept in one file, so that a restarted hub knows it too.

A name belongs to the browser that took it first (a random number in a cookie, of which a hash is
kept) and, if its owner chose a word to come back with, to whoever knows the word.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from .place import hashed, same, write

FIRST_NUMBER = 61_000  # user numbers for learners' processes, where the hub runs as root
FREE, BLOCK = range(1_900_000_000, 2_100_000_000), 1_000  # which no system gives to anybody


class Taken(Exception):
    """The name is somebody else's."""


@dataclass
class Seats:
    """Names and whose they are.  path: the file that they are kept in."""

    path: Path
    table: dict[str, dict] = field(default_factory=dict)

    def __post_init__(self):
        if self.path.exists():
            self.table = json.loads(self.path.read_text(encoding="utf-8"))

    def take(self, name: str, browser: str, word: str = "") -> str:
        """Take a name or come back to it; the browser's number ("": it has none yet) is returned.

        Raises Taken where it belongs to another browser, and the word is not the owner's.
        """
        browser = browser or secrets.token_urlsafe(32)
        seat = self.table.get(name) or {"number": self._number()}
        if not seat.get("browsers"):
            seat |= {"browsers": [], "word": word and hashed(word)}
        elif not (
            self.knows(name, browser) or (word and seat["word"] and same(word, seat["word"]))
        ):
            raise Taken(name)
        if _hash(browser) not in seat["browsers"]:
            seat["browsers"].append(_hash(browser))
            self.table[name] = seat
            write(self.path, self.table)
        return browser

    def knows(self, name: str, browser: str) -> bool:
        """Has this browser been here under this name?"""
        seat = self.table.get(name)
        return bool(seat and browser) and _hash(browser) in seat["browsers"]

    def number(self, name: str) -> int:
        """The user number of a name's processes; one is given to a name that has none yet."""
        if name not in self.table:
            self.table[name] = {"number": self._number(), "browsers": [], "word": ""}
            write(self.path, self.table)
        return self.table[name]["number"]

    def free(self, name: str) -> None:
        """Let the name be taken anew, by whoever asks first; its folder stays."""
        if name in self.table:
            self.table[name] |= {"browsers": [], "word": ""}
            write(self.path, self.table)

    def _number(self) -> int:
        return max((seat["number"] for seat in self.table.values()), default=_first() - 1) + 1


def _first() -> int:
    """A room's first user number: its own, or two rooms on one machine would share learners."""
    try:
        mapped = Path("/proc/self/uid_map").read_text(encoding="ascii").split()
    except OSError:
        return FIRST_NUMBER
    if int(mapped[0]) or int(mapped[2]) < FREE.stop:  # a container with few numbers
        return FIRST_NUMBER
    return secrets.choice(FREE[::BLOCK])


def _hash(browser: str) -> str:
    return hashlib.sha256(browser.encode()).hexdigest()
