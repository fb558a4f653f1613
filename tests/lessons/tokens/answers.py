"""Correct answers to the exercises of this lesson, written differently from the solutions."""

import re
from collections import defaultdict

second_merge = "".join(["r", "ed"])


def most_frequent_pair(cut, counts):
    seen = defaultdict(int)
    for number, pieces in enumerate(cut):
        for i in range(len(pieces) - 1):
            seen[pieces[i], pieces[i + 1]] += counts[number]
    return list(sorted(seen.items(), key=lambda item: -item[1])[0][0])


def merge(pieces, pair):
    done = []
    left = list(pieces)
    while left:
        piece = left.pop(0)
        if left and piece == pair[0] and left[0] == pair[1]:
            piece += left.pop(0)
        done.append(piece)
    return tuple(done)


def cut_word(word, merges):
    text = "|" + "|".join(word) + "|"
    for a, b in merges:
        text = re.sub(rf"(?<=\|){a}\|{b}(?=\|)", a + b, text)
    return text.strip("|").split("|")
