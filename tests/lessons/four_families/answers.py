"""Correct answers to the exercises of this lesson, written differently from the solutions."""

import numpy as np


def hide(words, places):
    reads, asked = list(words), ["-"] * len(words)
    for place in places:
        reads[place], asked[place] = "<hidden>", words[place]
    return reads, asked


def spans(words, start_1, stop_1, start_2, stop_2):
    reads, writes = [], []
    for i, word in enumerate(words):
        if i in (start_1, start_2):
            reads.append("<1>" if i == start_1 else "<2>")
            writes.append(reads[-1])
        cut = start_1 <= i < stop_1 or start_2 <= i < stop_2
        (writes if cut else reads).append(word)
    return reads, [*writes, "<end>"]


def may_see(order):
    turn = np.argsort(order)
    return turn[None, :] < turn[:, None]


def rows_to_write(m, n):
    return m + n - 1, n * m + n * (n - 1) // 2
