"""Exercises of notebook 19: hide words, cut out spans, an order's mask, what it costs to write."""

import numpy as np

from ...exercises import exercise

STORY = ["Tom", "has", "the", "red", "kite", "."]
LONGER = ["a", "red", "kite", "was", "Mia", "'s", "and", "a", "blue", "ball", "was", "Ben", "'s"]


@exercise(
    "easy",
    minutes=4,
    cases=[(STORY, [3]), (LONGER, [4, 9]), (["who", "has", "it", "?"], [0, 2])],
    hints=[
        "Two lists of the length of the text. Begin with what the model reads: a copy of the words "
        'in which "<hidden>" stands at the given places.',
        "In the second list, each hidden word stands at its own place; everywhere else stands "
        '"-". `i in places` tells whether i is one of the places.',
    ],
)
def hide(words, places):
    reads, asked = [], []
    for i in range(len(words)):
        reads.append("<hidden>" if i in places else words[i])
        asked.append(words[i] if i in places else "-")
    return reads, asked


@hide.mistake(
    "The hidden words are still to be read: the model would only have to copy them. In the first "
    'list they give way to "<hidden>".'
)
def hide_nothing(words, places):
    return list(words), [words[i] if i in places else "-" for i in range(len(words))]


@hide.mistake(
    "The words that are NOT at the given places were hidden. The model reads most of the text."
)
def hide_the_others(words, places):
    n = range(len(words))
    reads = [words[i] if i in places else "<hidden>" for i in n]
    return reads, ["-" if i in places else words[i] for i in n]


@hide.mistake(
    "Every word is asked for. A word that stands there to be read need only be copied: at its "
    'place put "-".'
)
def hide_asks_for_all(words, places):
    return ["<hidden>" if i in places else words[i] for i in range(len(words))], list(words)


@hide.mistake("The two lists are swapped: first what the model reads, then what it is asked for.")
def hide_exchanged(words, places):
    reads, asked = (hide_all_right(words, places)[i] for i in (1, 0))
    return reads, asked


@hide.mistake(
    "The second list has only the hidden words. It should be as long as the text, so that each "
    "answer stands at its place."
)
def hide_short(words, places):
    return hide_all_right(words, places)[0], [words[i] for i in places]


def hide_all_right(words, places):
    """What the exercise asks for."""
    n = range(len(words))
    reads = ["<hidden>" if i in places else words[i] for i in n]
    return reads, [words[i] if i in places else "-" for i in n]


@exercise(
    "medium",
    minutes=7,
    cases=[
        (STORY, 2, 4, 5, 6),
        (LONGER, 1, 3, 4, 5),
        (LONGER, 0, 1, 9, 12),
        (["Mia", "has", "a", "very", "old", "green", "boat", "."], 0, 2, 3, 7),
    ],
    hints=[
        "words[:start_1] is what comes before the first span, words[stop_1:start_2] what stands "
        "between the two, words[stop_2:] the rest. Lists are put together with +.",
        'What the encoder reads: the three pieces, with ["<1>"] and ["<2>"] between them.',
        'What the decoder writes: ["<1>"], the first span, ["<2>"], the second, and ["<end>"].',
    ],
)
def spans(words, start_1, stop_1, start_2, stop_2):
    reads = words[:start_1]
    reads.append("<1>")
    reads += words[stop_1:start_2]
    reads.append("<2>")
    reads += words[stop_2:]
    writes = ["<1>"]
    writes += words[start_1:stop_1]
    writes.append("<2>")
    writes += words[start_2:stop_2]
    writes.append("<end>")
    return reads, writes


def _spans(words, a, b, c, d):
    reads = [*words[:a], "<1>", *words[b:c], "<2>", *words[d:]]
    return reads, ["<1>", *words[a:b], "<2>", *words[c:d], "<end>"]


@spans.mistake('The decoder does not know when to stop: "<end>" is missing behind the last span.')
def spans_no_end(words, a, b, c, d):
    reads, writes = _spans(words, a, b, c, d)
    return reads, writes[:-1]


@spans.mistake(
    "There is a sentinel for each word that was cut out. A span gets one, however long it is: how "
    "many words are missing is for the decoder to find out."
)
def spans_word_by_word(words, a, b, c, d):
    _, writes = _spans(words, a, b, c, d)
    n = range(len(words))
    reads = ["<1>" if a <= i < b else "<2>" if c <= i < d else words[i] for i in n]
    return reads, writes


@spans.mistake(
    "What is written has no sentinels, so nobody can tell which words belong in which gap."
)
def spans_unmarked(words, a, b, c, d):
    return _spans(words, a, b, c, d)[0], words[a:b] + words[c:d] + ["<end>"]


@spans.mistake("The whole text is written again. T5 writes only what is missing.")
def spans_whole_text(words, a, b, c, d):
    return _spans(words, a, b, c, d)[0], [*words, "<end>"]


@spans.mistake("The two are swapped: first what the encoder reads, then what the decoder writes.")
def spans_exchanged(words, a, b, c, d):
    reads, writes = _spans(words, a, b, c, d)
    return writes, reads


@spans.mistake("Both gaps have the same sentinel. The second needs one of its own.")
def spans_one_sentinel(words, a, b, c, d):
    reads, writes = _spans(words, a, b, c, d)
    return [w.replace("2", "1") for w in reads], [w.replace("2", "1") for w in writes]


@spans.mistake("A span goes up to its stop, without it, as words[start:stop] does in Python.")
def spans_one_more(words, a, b, c, d):
    return _spans(words, a, b + 1, c, d + 1)


@exercise(
    "medium",
    minutes=6,
    cases=[([2, 0, 1],), ([1, 4, 3, 0, 2],), ([3, 2, 1, 0],), ([0, 1, 2, 3],)],
    hints=[
        "Go through the places in the order in which they are guessed, and keep a list of those "
        "that have been guessed so far.",
        "When place t comes up, the places in that list are the ones it may see: their columns in "
        "row t become True.",
        "Only then put t itself on the list: nobody may see the word that it is to guess.",
    ],
)
def may_see(order):
    T = len(order)
    table = np.zeros((T, T), dtype=bool)
    before = []
    for t in order:
        for s in before:
            table[t, s] = True
        before.append(t)
    return table


def _turns(order):
    turn = np.argsort(order)
    return turn[None, :] < turn[:, None]


@may_see.mistake("Each place sees itself, too. Then it reads the very word that it is to guess.")
def may_see_itself(order):
    return _turns(order) | np.eye(len(order), dtype=bool)


@may_see.mistake(
    "That is the mask of a GPT, whatever the order says. Here the order decides who came before."
)
def may_see_left_to_right(order):
    T = len(order)
    return np.tril(np.ones((T, T), dtype=bool), -1)


@may_see.mistake(
    "Rows and columns are swapped: row t is for the place that is guessed, the columns for those "
    "it may see."
)
def may_see_transposed(order):
    return _turns(order).T


@may_see.mistake(
    "The order was read as turns: order[0] is the place that is guessed first, not the turn of "
    "place 0."
)
def may_see_order_as_turns(order):
    turn = np.asarray(order)
    return turn[None, :] < turn[:, None]


@may_see.mistake("Row i is for the place that is guessed i-th. It should be for place i.")
def may_see_rows_by_turn(order):
    return _turns(order)[np.asarray(order)]


@may_see.mistake("Only the place that was guessed just before is seen. All earlier ones may be.")
def may_see_the_last(order):
    turn = np.argsort(order)
    return turn[None, :] == turn[:, None] - 1


@exercise(
    "hard",
    minutes=7,
    cases=[(3, 2), (10, 1), (100, 20), (1, 5)],
    hints=[
        "Keep it small: a prompt of 3 words, and 2 to be written. Which rows are computed for the "
        "first new word, which for the second?",
        "With the causal mask: the 3 rows of the prompt give the first new word. Its own row, one "
        "more, gives the second. The row of the last word is never needed.",
        "Without it, everything is computed anew for each new word: 3 rows for the first, 4 for "
        "the second. In general m, m + 1 and so on, n numbers in all: add them up.",
    ],
)
def rows_to_write(m, n):
    with_causal_mask = m + n - 1
    without = 0
    for i in range(n):
        without = without + m + i
    return with_causal_mask, without


@rows_to_write.mistake(
    "Almost: the row of the very last word is never computed, for nothing is asked of it."
)
def rows_with_the_last(m, n):
    return m + n, sum(m + i + 1 for i in range(n))


@rows_to_write.mistake(
    "The first is right. Without the causal mask all rows change with each new word: they are "
    "computed again for every one of the n."
)
def rows_same_for_both(m, n):
    return m + n - 1, m + n - 1


@rows_to_write.mistake(
    "Without the causal mask the text grows by a word each time: m rows, then m + 1, then m + 2."
)
def rows_without_growth(m, n):
    return m + n - 1, m * n


@rows_to_write.mistake(
    "With the causal mask the rows of old words do not change when a new one comes: they are kept, "
    "not computed again."
)
def rows_nothing_kept(m, n):
    total = sum(m + i for i in range(n))
    return total, total


@rows_to_write.mistake("The two numbers are swapped: first with the causal mask, then without.")
def rows_exchanged(m, n):
    return sum(m + i for i in range(n)), m + n - 1
