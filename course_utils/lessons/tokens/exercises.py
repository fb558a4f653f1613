"""Exercises of notebook 11: byte-pair encoding, from counting pairs to cutting a word."""

from collections import Counter
from itertools import pairwise

from ...exercises import exercise, open_exercise

# pyright: reportArgumentType=false, reportCallIssue=false
# `max(seen, key=seen.get)`, as beginners meet it, is more than the types of dict.get allow.


@exercise(
    "easy",
    minutes=3,
    hints=[
        "After the first merge the cards read r·ed, b·ed, r·o·d: count the pairs on them again.",
        "Count each card as often as its word comes up: red three times, bed twice, rod once.",
        "r and ed stand side by side three times, b and ed twice. Join the more frequent pair.",
    ],
)
def second_merge():
    return "red"


@second_merge.mistake("That is the first merge. Write the cards down again with it, then count.")
def second_merge_first():
    return "ed"


@second_merge.mistake("b and ed stand side by side twice. There is a pair that does so more often.")
def second_merge_bed():
    return "bed"


@second_merge.mistake("r and o stand side by side once only.")
def second_merge_ro():
    return "ro"


@second_merge.mistake(
    "That is the right pair. Now write the one piece that it becomes, without the dot."
)
def second_merge_with_a_dot():
    return "r·ed"


@second_merge.mistake(
    "That is the right pair. Now write the one piece that it becomes, without the space."
)
def second_merge_with_a_space():
    return "r ed"


@second_merge.mistake(
    "These are the two pieces of the right pair. Write the one piece that they become, in one pair "
    "of quotation marks."
)
def second_merge_two_pieces():
    return "r", "ed"


CARDS = [["r", "e", "d"], ["b", "e", "d"], ["r", "o", "d"]]
OTHERS = [["b", "a", "n", "a", "n", "a"], ["a", "n"], ["th", "e", "n"], ["th", "e"]]


@exercise(
    "medium",
    minutes=8,
    cases=[
        (CARDS, [3, 2, 1]),
        ([["r", "o", "d"], ["r", "o"], ["a"]], [2, 1, 5]),  # an a has no neighbour
        (OTHERS, [3, 1, 2, 3]),  # a·n seven times, th·e five, if both of a banana's are counted
        (OTHERS, [1, 1, 5, 6]),
    ],
    hints=[
        "Two loops: over the words with their counts, and inside each over its neighbours.",
        "zip(pieces, pieces[1:]) gives the neighbours of one word, pair by pair.",
        "Keep a dictionary from pair to count, and add the word's count each time a pair comes up: "
        "seen[pair] = seen.get(pair, 0) + count.",
        "max(seen, key=seen.get) is the key with the largest value.",
    ],
)
def most_frequent_pair(cut, counts):
    seen = {}
    for pieces, count in zip(cut, counts):
        for pair in zip(pieces, pieces[1:]):
            seen[pair] = seen.get(pair, 0) + count
    return max(seen, key=seen.get)


def pairs_of(cut, counts, worth=lambda pair, count: count):
    """How often each pair comes up: a Counter."""
    seen = Counter()
    for pieces, count in zip(cut, counts, strict=True):
        for pair in pairwise(pieces):
            seen[pair] += worth(pair, count)
    return seen


@most_frequent_pair.mistake("Each word was counted once. A word that comes up often counts often.")
def most_frequent_pair_words_once(cut, counts):
    seen = pairs_of(cut, [1] * len(cut))
    return max(seen, key=seen.get)


@most_frequent_pair.mistake("That is the rarest pair: max, not min.")
def most_frequent_pair_rarest(cut, counts):
    seen = pairs_of(cut, counts)
    return min(seen, key=seen.get)


@most_frequent_pair.mistake("This is how often the pair comes up. Give the pair itself.")
def most_frequent_pair_count(cut, counts):
    return max(pairs_of(cut, counts).values())


@most_frequent_pair.mistake("The two pieces are joined already. Return them as a pair: (a, b).")
def most_frequent_pair_joined(cut, counts):
    seen = pairs_of(cut, counts)
    return "".join(max(seen, key=seen.get))


@most_frequent_pair.mistake("max went by the alphabet. Which pair has the largest count?")
def most_frequent_pair_by_the_alphabet(cut, counts):
    return max(pairs_of(cut, counts))


@most_frequent_pair.mistake(
    "A pair that stands twice in one word counts twice each time: go through all neighbours."
)
def most_frequent_pair_once_a_word(cut, counts):
    seen = Counter()
    for pieces, count in zip(cut, counts, strict=True):
        for pair in set(pairwise(pieces)):
            seen[pair] += count
    return max(seen, key=seen.get)


@exercise(
    "medium",
    minutes=6,
    cases=[
        (["r", "e", "d"], ("e", "d")),
        (["b", "a", "n", "a", "n", "a"], ("a", "n")),
        (["a", "a", "a", "a", "a"], ("a", "a")),
        (["re", "d", "d"], ("e", "d")),
    ],
    hints=[
        "Go through the pieces one by one and build a new list.",
        "Compare the last piece of the new list and the piece at hand with the pair.",
        "If they are the pair, join the piece to the last one; otherwise append it.",
    ],
)
def merge(pieces, pair):
    merged = []
    for piece in pieces:
        if merged and (merged[-1], piece) == tuple(pair):
            merged[-1] = merged[-1] + piece
        else:
            merged.append(piece)
    return merged


@merge.mistake("The last piece is lost when it is not part of a pair: it has no neighbour.")
def merge_loses_last(pieces, pair):
    merged, i = [], 0
    while i < len(pieces) - 1:
        together = (pieces[i], pieces[i + 1]) == tuple(pair)
        merged.append(pieces[i] + pieces[i + 1] if together else pieces[i])
        i += 2 if together else 1
    return merged


@merge.mistake("Only the first occurrence was merged. Go on to the end of the word.")
def merge_only_first(pieces, pair):
    for i in range(len(pieces) - 1):
        if (pieces[i], pieces[i + 1]) == tuple(pair):
            return [*pieces[:i], pair[0] + pair[1], *pieces[i + 2 :]]
    return list(pieces)


@merge.mistake("After a merge skip both pieces: the second one stands there again.")
def merge_keeps_second(pieces, pair):
    merged = []
    for i, piece in enumerate(pieces):
        together = tuple(pieces[i : i + 2]) == tuple(pair)
        merged.append(pair[0] + pair[1] if together else piece)
    return merged


@merge.mistake(
    "Pieces were merged that only end or begin like the pair. A piece takes part if it is exactly "
    "one of the two."
)
def merge_parts_of_pieces(pieces, pair):
    return "|".join(pieces).replace("|".join(pair), "".join(pair)).split("|")


@merge.mistake("The word is one text now. It should stay a list of pieces.")
def merge_joined(pieces, pair):
    return "".join(pieces)


@exercise(
    "medium",
    minutes=5,
    cases=[
        ("red", [("e", "d"), ("r", "ed")]),
        ("bedded", [("e", "d"), ("r", "ed"), ("b", "ed")]),
        ("then", [("h", "e"), ("t", "h"), ("e", "n"), ("he", "n")]),
        ("banana", [("a", "n"), ("an", "a"), ("b", "an")]),
    ],
    hints=[
        "Begin with the letters: list(word).",
        "Apply the merges in the order in which they were learned, each to the whole word.",
        "You have written a function that applies one merge. Use it in a loop.",
    ],
)
def cut_word(word, merges):
    pieces = list(word)
    for pair in merges:
        merged = []
        for piece in pieces:
            if merged and (merged[-1], piece) == tuple(pair):
                merged[-1] = merged[-1] + piece
            else:
                merged.append(piece)
        pieces = merged
    return pieces


@cut_word.mistake("These are the letters. Now apply the merges, one after another.")
def cut_word_letters(word, merges):
    return list(word)


@cut_word.mistake("The merges were applied in the wrong order: the first one learned comes first.")
def cut_word_backwards(word, merges):
    pieces = list(word)
    for pair in reversed(merges):
        pieces = merge._solution(pieces, pair)
    return pieces


@cut_word.mistake("Only the first merge was applied. A return inside the loop ends it.")
def cut_word_first_only(word, merges):
    return merge._solution(list(word), merges[0])


@cut_word.mistake(
    "The longest pieces were taken first. Go by the order in which the merges were learned: an "
    "early one may take away the letters of a later one."
)
def cut_word_longest(word, merges):
    known = sorted({a + b for a, b in merges}, key=len, reverse=True)
    pieces = []
    while word:
        pieces.append(next((piece for piece in known if word.startswith(piece)), word[0]))
        word = word[len(pieces[-1]) :]
    return pieces


@cut_word.mistake("Each merge was applied in one place only. Apply it wherever its pair stands.")
def cut_word_one_place_each(word, merges):
    pieces = list(word)
    for pair in merges:
        pieces = merge_only_first(pieces, pair)
    return pieces


@open_exercise(
    "medium",
    minutes=6,
    hints=[
        "How many tokens would you need, and how often would each be met in training?",
        "Think of adding in columns: where would a model look for the tens?",
    ],
)
def your_own_cut():
    """There is no one right answer; here is what people who build tokenizers weigh.

    A token for each whole number: 1947 is then one token with a row of its own, and has nothing to
    do with 1948 unless training brings the two together. There would be no end of such rows, and
    most of them would be met once or never. A token for each digit: ten rows, each met all the
    time, and the columns of a sum are there to be seen; but a long number costs as many tokens as
    it has digits. SmolLM2 does this. Groups of up to three digits lie in between, and then it
    matters where the groups begin: 1234 as 123·4 has its hundreds in the middle of a token, 567
    at the beginning of one. Singh and Strouse ("Tokenization counts", 2024) found that two
    large models added much better once commas made them group from the right: 1,234. If merges
    may do as they please, 1947 may be 19·47 and 1948 a single piece, just because 1948 came up
    more often.

    So a choice made before training, in which no dial takes part, decides what the dials find easy.
    """
