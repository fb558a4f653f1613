"""Progress as the output of a cell: as text and as a table."""

import html
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from .names import KINDS


@dataclass(frozen=True)
class Progress:
    """A few lines that tell how far the learner is; shown as the output of a cell."""

    rows: tuple[tuple[str, dict], ...]  # (notebook, {kind: how many})
    warning: str = ""

    def __repr__(self) -> str:
        lines = [f"{name}: {_in_words(counts)}" for name, counts in self.rows]
        return "\n".join([*([self.warning] if self.warning else []), *lines])

    def _repr_html_(self) -> str:
        warning = f"<p>{html.escape(self.warning)}</p>" if self.warning else ""
        rows = "".join(
            f'<tr><th scope="row" style="text-align: left">{html.escape(name)}</th>'
            f'<td style="text-align: left">{_in_words(counts)}</td></tr>'
            for name, counts in self.rows
        )
        return f"{warning}<table>{rows}</table>"


def _in_words(counts: dict) -> str:
    one = {"exercises": "exercise solved", "goals": "goal reached", "guesses": "guess made"}
    many = {"exercises": "exercises solved", "goals": "goals reached", "guesses": "guesses made"}
    parts = [f"{n} {(one if n == 1 else many)[kind]}" for kind, n in counts.items() if n]
    return ", ".join(parts) or "nothing yet"


class Part(NamedTuple):
    """One kind of thing in one notebook, by name."""

    done: list[str]
    open: list[str] | None  # None: nobody knows what there is

    @property
    def count(self) -> str:
        """ "1 of 4", or "1" where nobody knows of how many."""
        done = len(self.done)
        return str(done) if self.open is None else f"{done} of {done + len(self.open)}"

    def in_words(self) -> str:
        """ "1 of 4: by hand (open: best b; threshold)"."""
        words = f"{self.count}: {'; '.join(self.done)}" if self.done else self.count
        return f"{words} (open: {'; '.join(self.open)})" if self.open else words

    def as_list(self) -> str:
        """The same in HTML, a line for each name."""
        lines = [f"✓ {name}" for name in self.done] + [f"○ {name}" for name in self.open or []]
        return "<br>".join([self.count, *map(html.escape, lines)])


class Row(NamedTuple):
    """One notebook: what was done in it, and what is open."""

    notebook: str
    parts: dict[str, Part]

    @classmethod
    def of(cls, slug: str, done: dict[str, dict], things: dict | None) -> "Row":
        """From what was done, {kind: {name: value}}, and what there is (None: not of the course).

        What was done is listed in the notebook's order; a learner's own things come last.
        """
        parts = {}
        for kind in KINDS:
            made, there = done.get(kind, {}), (things or {}).get(kind, [])
            names = [name for name in there if name in made] + [n for n in made if n not in there]
            left = [_called(kind, name) for name in there if name not in made]
            parts[kind] = Part([_called(kind, name) for name in names], left if things else None)
        return cls(things["notebook"] if things else slug, parts)


def _called(kind: str, name: str) -> str:
    """A name as it is shown: "two_dials.by_hand" -> "by hand"; a goal's is its panel's title."""
    return name if kind == "goals" else name.rpartition(".")[2].replace("_", " ")


@dataclass(frozen=True)
class Overview:
    """A table over the course: what was done in each notebook that was begun, and what is open."""

    rows: tuple[Row, ...]
    warning: str = ""

    NOTHING = "Nothing is kept so far: solve an exercise, reach a goal or commit to a guess."

    def __repr__(self) -> str:
        lines = [self.warning] if self.warning else []
        for notebook, parts in self.rows:
            lines += [notebook, *(f"  {kind}, {part.in_words()}" for kind, part in parts.items())]
        return "\n".join(lines or [self.NOTHING])

    def _repr_html_(self) -> str:
        warning = f"<p>{html.escape(self.warning)}</p>" if self.warning else ""
        if not self.rows:
            return warning or f"<p>{self.NOTHING}</p>"
        heads = _line("th", 'scope="col"', ["notebook", *KINDS])
        rows = "".join(
            f'<tr><th scope="row"{LEFT}>{html.escape(notebook)}</th>'
            + "".join(f"<td{LEFT}>{part.as_list()}</td>" for part in parts.values())
            + "</tr>"
            for notebook, parts in self.rows
        )
        return f"{warning}<table>{heads}{rows}</table><p>✓ done, ○ still open</p>"


LEFT = ' style="text-align: left; vertical-align: top"'


def _line(tag: str, attributes: str, texts: Iterable[str]) -> str:
    style = f'<{tag} {attributes} style="text-align: left">'
    return f"<tr>{''.join(f'{style}{html.escape(text)}</{tag}>' for text in texts)}</tr>"


@dataclass(frozen=True)
class Guesses:
    """The guesses made in a notebook, each beside what happened."""

    rows: tuple[tuple[str, str, str], ...]  # (question, guess, what happened)
    missing: int = 0  # questions without a guess

    def _sentence(self) -> str:
        if not self.rows:
            return (
                "You have committed to no guess in this notebook yet. The questions stand above "
                "the panels. Once you have, run this cell again: it shows each guess beside what "
                "happened."
            )
        if self.missing:
            return f"Without a guess so far: {self.missing} of {self.missing + len(self.rows)}."
        return ""

    def __repr__(self) -> str:
        heads = ("The question", "Your guess", "What happened")
        told = [
            "\n".join(f"{h}: {text}" for h, text in zip(heads, row, strict=True))
            for row in self.rows
        ]
        return "\n\n".join([*told, *filter(None, [self._sentence()])])

    def _repr_html_(self) -> str:
        heads = _line("th", 'scope="col"', ["The question", "Your guess", "What happened"])
        rows = "".join(_line("td", "", row) for row in self.rows)
        table = f"<table>{heads}{rows}</table>" if rows else ""
        return f"{table}<p>{html.escape(self._sentence())}</p>"
