"""What the room has done, counted without names: one SQLite file, gone when the day ends.

Who did something is kept only as a keyed hash, so that nobody counts twice and whoever says no can
be taken out; the key is made for the day and deleted with the file.
"""

import hashlib
import hmac
import json
import secrets
import sqlite3
import time
from pathlib import Path

from .questions import Page

MADE = """
create table if not exists done (
    who text, notebook text, kind text, name text, value text, at real,
    primary key (who, notebook, kind, name)
) without rowid;
create table if not exists uncounted (who text primary key) without rowid;
"""
FILE, KEY = "guesses.sqlite", "guesses.key"


class Forged(ValueError):
    """An event that no notebook of the course sends."""


class Counts:
    """The events of a room.  folder: the hub's own."""

    def __init__(self, folder: Path, pages: dict[str, Page]):
        self.folder, self.pages, self.version = folder, pages, 0
        self.key = _key(folder / KEY)
        self.table = sqlite3.connect(folder / FILE, isolation_level=None)
        (folder / FILE).chmod(0o600)
        self.table.execute("pragma journal_mode = wal")
        self.table.execute("pragma synchronous = full")  # what was confirmed outlives the machine
        self.table.executescript(MADE)

    def who(self, name: str) -> str:
        """The keyed hash in place of a name."""
        return hmac.new(self.key, name.encode(), hashlib.sha256).hexdigest()

    def add(self, name: str, event: object) -> bool:
        """Count an event {notebook, kind, name, value} of somebody's; False if it counts already.

        Once this returns it is on the disk. Forged if no notebook can have sent it; the first guess
        stands, whatever is sent later.
        """
        slug, kind, rows = self._read(event)
        if not self.counted(name):
            return False
        who, now = self.who(name), time.time()
        done = self.table.executemany(
            "insert or ignore into done values (?, ?, ?, ?, ?, ?)",
            [(who, slug, kind, what, value, now) for what, value in rows],
        )
        self.version += done.rowcount
        return bool(done.rowcount)

    def _read(self, event: object) -> tuple[str, str, list[tuple[str, str]]]:
        if not isinstance(event, dict) or event.keys() != {"notebook", "kind", "name", "value"}:
            raise Forged("An event has a notebook, a kind, a name and a value, and nothing else.")
        slug, kind, name = event["notebook"], event["kind"], event["name"]
        page = self.pages.get(slug) if isinstance(slug, str) else None
        rows = page.rows(kind, name, event["value"]) if page else []
        if not rows:
            raise Forged("This is nothing that a notebook of the course asks for.")
        return slug, kind, rows

    # Saying no --------------------------------------------------------------------------------

    def counted(self, name: str) -> bool:
        """Is what somebody does counted?"""
        found = self.table.execute("select 1 from uncounted where who = ?", [self.who(name)])
        return found.fetchone() is None

    def count(self, name: str, yes: bool) -> None:
        """Count somebody or not; a no also takes out what was counted."""
        who = self.who(name)
        if yes:
            self.table.execute("delete from uncounted where who = ?", [who])
        else:
            self.table.execute("insert or ignore into uncounted values (?)", [who])
            self.table.execute("delete from done where who = ?", [who])
        self.version += 1

    # Telling ----------------------------------------------------------------------------------

    def told(self, slug: str) -> dict:
        """How many did what in a notebook: {people, guesses: {name: [a count a choice]}, …}."""
        page = self.pages[slug]
        return {
            "people": self._one("select count(distinct who) from done where notebook = ?", slug),
            "guesses": {q.name: self._choices(slug, q.name, q.choices) for q in page.guesses},
            "goals": {name: self._done(slug, "goals", name) for name in page.goals},
            "exercises": {name: self._done(slug, "exercises", name) for name in page.exercises},
        }

    def all(self) -> dict:
        """Of every notebook in which something was done: what to keep, without anybody's hash."""
        told = {slug: self.told(slug) for slug in self.pages}
        return {slug: what for slug, what in told.items() if what["people"]}

    def _one(self, query: str, *values: str) -> int:
        return self.table.execute(query, values).fetchone()[0]

    def _done(self, slug: str, kind: str, name: str) -> int:
        query = "select count(*) from done where notebook = ? and kind = ? and name = ?"
        return self._one(query, slug, kind, name)

    def _choices(self, slug: str, name: str, choices: tuple[str, ...]) -> list[int]:
        query = (
            "select value, count(*) from done "
            "where notebook = ? and kind = 'guesses' and name = ? group by value"
        )
        found = dict(self.table.execute(query, [slug, name]).fetchall())
        return [found.get(choice, 0) for choice in choices]

    def forget(self) -> None:
        """Begin anew: nothing was done. Who said no still is not counted."""
        self.table.execute("delete from done")
        self.table.execute("vacuum")
        self.version += 1

    def close(self) -> None:
        """Close the file."""
        self.table.close()


def _key(path: Path) -> bytes:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(secrets.token_bytes(32))
    return path.read_bytes()


def end_of_day(folder: Path, pages: dict[str, Page], keep: bool) -> Path | None:
    """Delete all that was counted. keep: write the counts (and nobody's hash) beside it first."""
    kept = None
    if keep and (folder / FILE).exists():
        counts = Counts(folder, pages)
        kept = folder / f"guesses-{time.strftime('%Y-%m-%d')}.json"
        kept.write_text(json.dumps(counts.all(), indent=1, ensure_ascii=False), encoding="utf-8")
        counts.close()
    for path in [folder / KEY, *folder.glob(f"{FILE}*")]:
        path.unlink(missing_ok=True)
    return kept
