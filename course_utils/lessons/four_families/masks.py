"""Who may look at whom, on one short sentence: a table for each family."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

WORDS = ["Tom", "has", "the", "red", "kite", "."]
ORDERS = {  # in which order XLNet guesses the six places
    "1 2 3 4 5 6": (0, 1, 2, 3, 4, 5),
    "6 5 4 3 2 1": (5, 4, 3, 2, 1, 0),
    "4 1 6 2 5 3": (3, 0, 5, 1, 4, 2),
    "2 5 4 1 6 3": (1, 4, 3, 0, 5, 2),
}


class Table(NamedTuple):
    """Rows look at columns. Where `asked` has a word, the row is asked for it."""

    rows: Sequence[str]  # who looks
    columns: Sequence[str]  # who is looked at
    sees: np.ndarray  # bool [rows, columns]
    asked: Sequence[str]  # "" where nothing is asked
    split: int | None = None  # T5: where its decoder begins


def gpt() -> Table:
    """Each word looks at itself and back, and is asked for the one that follows."""
    return Table(WORDS, WORDS, np.tri(6, dtype=bool), [*WORDS[1:], "<end>"])


def bert() -> Table:
    """All look at all; one word is hidden, and asked for at its place."""
    words = [word if word != "red" else "<hidden>" for word in WORDS]
    return Table(words, words, np.ones((6, 6), bool), ["", "", "", "red", "", ""])


def t5() -> Table:
    """The encoder's words look at each other; what is written, at them, itself and back."""
    reads, writes = ["Tom", "has", "<1>", "kite", "."], ["<end>", "<1>", "the", "red"]
    sees = np.zeros((9, 9), bool)
    sees[:, :5] = True
    sees[5:, 5:] = np.tri(4, dtype=bool)
    words = [*reads, *writes]
    return Table(words, words, sees, [""] * 5 + ["<1>", "the", "red", "<end>"], 5)


def xlnet(order: Sequence[int] = ORDERS["4 1 6 2 5 3"]) -> Table:
    """Each place is asked for its own word, and looks at those whose turn came before."""
    turn = np.argsort(order)
    rows = [f"word {place + 1}?" for place in range(6)]
    return Table(rows, WORDS, turn[None, :] < turn[:, None], WORDS)


def table(family: str, order: str) -> Table:
    """The table of a family. order: one of ORDERS, of use to XLNet alone."""
    return (
        {"GPT": gpt, "BERT": bert, "T5": t5}[family]()
        if family != "XLNet"
        else xlnet(ORDERS[order])
    )


def off_target(family: str, row: int, order: str) -> int:
    """By how many words a row misses seeing just one word on its left and one on its right."""
    found = table(family, order)
    at = min(row, len(found.rows)) - 1
    sees = found.sees[at]
    return abs(int(sees[:at].sum()) - 1) + abs(int(sees[at + 1 :].sum()) - 1)
