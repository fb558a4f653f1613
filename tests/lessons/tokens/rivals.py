"""Wrong answers to the exercises of this lesson, from a wrong method. See test_rivals.py."""

import itertools
import re
from collections import Counter

second_merge__first_again = "ed"
second_merge__as_pair_of_letters = "re"
second_merge__longest_word = "redbed"


def most_frequent_pair__of_letters_anywhere(cut, counts):
    letters = Counter()
    for pieces, count in zip(cut, counts, strict=True):
        for piece in pieces:
            letters[piece] += count
    (a, _), (b, _) = letters.most_common(2)
    return a, b


def most_frequent_pair__across_words(cut, counts):
    row = [piece for pieces, count in zip(cut, counts, strict=True) for piece in pieces * count]
    return Counter(itertools.pairwise(row)).most_common(1)[0][0]


def most_frequent_pair__longest_joined(cut, counts):
    pairs = {p for pieces in cut for p in itertools.pairwise(pieces)}
    return max(pairs, key=lambda pair: (len("".join(pair)), pair))


def merge__replaces_in_text(pieces, pair):
    joined = "".join(pair)
    return [p for p in re.split(f"({joined})", "".join(pieces)) if p]


def merge__everywhere_that_letters_match(pieces, pair):
    return [piece for piece in pieces if piece not in pair] + ["".join(pair)]


def merge__from_right_to_left(pieces, pair):
    done, left = [], list(pieces)
    while left:
        if len(left) > 1 and (left[-2], left[-1]) == tuple(pair):
            done.insert(0, left.pop(-2) + left.pop())
        else:
            done.insert(0, left.pop())
    return done


def cut_word__longest_piece_first(word, merges):
    known = {a + b for a, b in merges}
    pieces, i = [], 0
    while i < len(word):
        end = max((j for j in range(i + 1, len(word) + 1) if word[i:j] in known), default=i + 1)
        pieces.append(word[i:end])
        i = end
    return pieces


def cut_word__each_merge_once(word, merges):
    pieces = list(word)
    for a, b in merges:
        for i in range(len(pieces) - 1):
            if (pieces[i], pieces[i + 1]) == (a, b):
                pieces[i : i + 2] = [a + b]
                break
    return pieces
