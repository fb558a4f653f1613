"""Progress as the output of a cell: as text and as a table."""

import html
from dataclasses import dataclass

from .kept import KINDS


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


@dataclass(frozen=True)
class Overview:
    """A table over the course: what is kept of each notebook that was begun."""

    rows: tuple[tuple[str, dict, dict], ...]  # (notebook, {kind: how many}, {kind: of how many})
    warning: str = ""

    NOTHING = "Nothing is kept so far: solve an exercise, reach a goal or commit to a guess."

    def __repr__(self) -> str:
        rows = [f"{name}: {_in_words(counts)}" for name, counts, _ in self.rows]
        return "\n".join([*([self.warning] if self.warning else []), *(rows or [self.NOTHING])])

    def _repr_html_(self) -> str:
        warning = f"<p>{html.escape(self.warning)}</p>" if self.warning else ""
        if not self.rows:
            return f"{warning}<p>{self.NOTHING}</p>"
        heads = _line("th", 'scope="col"', ["notebook", *KINDS])
        rows = "".join(
            _line("td", "", [name, *(_of(counts[kind], asked.get(kind, 0)) for kind in KINDS)])
            for name, counts, asked in self.rows
        )
        return f"{warning}<table>{heads}{rows}</table>"


def _line(tag: str, attributes: str, texts: list[str]) -> str:
    style = f'<{tag} {attributes} style="text-align: left">'
    return f"<tr>{''.join(f'{style}{html.escape(text)}</{tag}>' for text in texts)}</tr>"


def _of(done: int, asked: int) -> str:
    return f"{done} of {asked}" if asked >= done and asked else str(done)


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
