"""Exercises of notebook 08: words as tokens, and tokens as rows of dials."""

import numpy as np

from ...exercises import exercise

WORDS = ["the", "bat", "saw", "the", "kite"]
VOCABULARY = ["bat", "kite", "saw", "the", "zebra"]


@exercise(
    "easy",
    minutes=4,
    cases=[(WORDS, VOCABULARY), (["kite", "kite", "zebra"], VOCABULARY)],
    hints=[
        "Go through the words one by one; each gives one number.",
        "vocabulary.index(word) says at which place of the list a word stands.",
        "[vocabulary.index(word) for word in words]",
    ],
)
def encode(words, vocabulary):
    return [vocabulary.index(word) for word in words]


@encode.mistake("Count from 0: the first word of the vocabulary is token 0.")
def encode_from_one(words, vocabulary):
    return [vocabulary.index(word) + 1 for word in words]


@encode.mistake(
    "These are places in the sentence. A token is a place in the vocabulary, "
    "so that a word has the same number in every sentence."
)
def encode_by_sentence(words, vocabulary):
    return [words.index(word) for word in words]


@encode.mistake("Each word once only: a word that comes twice gives its number twice.")
def encode_without_repeats(words, vocabulary):
    return [vocabulary.index(word) for word in dict.fromkeys(words)]


@encode.mistake(
    "These are the lengths of the words. Wanted is where each stands in the vocabulary."
)
def encode_lengths(words, vocabulary):
    return [len(word) for word in words]


@exercise(
    "easy",
    minutes=2,
    hints=[
        "One row for each token, 768 numbers in each row.",
        "Every number of the table is one dial: multiply.",
    ],
)
def gpt2_table():
    return 50_257 * 768


@gpt2_table.mistake("That is one number for each token. Each token has a row of 768.")
def gpt2_one_each():
    return 50_257


@gpt2_table.mistake("The table has 50,257 rows of 768 numbers: multiply, do not add.")
def gpt2_added():
    return 50_257 + 768


@gpt2_table.mistake("That is one row. Each of the 50,257 tokens has one of its own.")
def gpt2_one_row():
    return 768


@gpt2_table.mistake("A one-hot has 50,257 places, but it is no dial. The table is 50,257 by 768.")
def gpt2_one_hots():
    return 50_257 * 50_257


ARRIVING = np.array([[1.0, 2.0], [0.5, -1.0], [3.0, 0.0], [-2.0, 4.0]])


@exercise(
    "medium",
    minutes=7,
    cases=[
        (np.array([2, 0, 2, 4]), ARRIVING, 5),
        (np.array([1, 1, 1, 3]), ARRIVING, 4),
    ],
    hints=[
        "A look-up is one-hots · table. Notebook 07: a dial gets what it was multiplied by, "
        "times what arrives.",
        "Start with zeros of shape [V, D]. Place t hands its arriving row to row tokens[t].",
        "A token that stands there twice has two paths, and paths add: +=, not =.",
    ],
)
def table_gradient(tokens, arriving, V):
    gradient = np.zeros((V, arriving.shape[1]))
    for token, row in zip(tokens, arriving, strict=True):
        gradient[token] += row
    return gradient


@table_gradient.mistake(
    "A token that stands there twice got only one of its two rows: paths add, so use += "
    "(gradient[tokens] += arriving keeps only the last of several; a loop keeps them all)."
)
def table_gradient_last(tokens, arriving, V):
    gradient = np.zeros((V, arriving.shape[1]))
    gradient[tokens] = arriving
    return gradient


@table_gradient.mistake("Paths add; here the rows of a repeated token were averaged.")
def table_gradient_mean(tokens, arriving, V):
    times = np.maximum(np.bincount(tokens, minlength=V), 1)[:, None]
    return table_gradient_sum(tokens, arriving, V) / times


@table_gradient.mistake(
    "Every row got the same. Only the rows of the tokens that stand there were used; "
    "the others get zeros."
)
def table_gradient_everyone(tokens, arriving, V):
    return np.tile(arriving.sum(axis=0), (V, 1))


@table_gradient.mistake("The right rows, on their side: wanted is [V, D], a row for each token.")
def table_gradient_turned(tokens, arriving, V):
    return table_gradient_sum(tokens, arriving, V).T


def table_gradient_sum(tokens, arriving, V):
    """[V, D]: the arriving rows, added up token by token."""
    return np.eye(V)[tokens].T @ arriving


NEAR = np.array([[0.0, 0.0], [3.0, 4.0], [0.5, 0.0], [9.0, 9.0], [-1.0, 0.2], [1.4, 1.5]])


@exercise(
    "medium",
    minutes=6,
    cases=[(NEAR, 0, 3), (NEAR, 1, 2), (NEAR, 3, 4)],
    hints=[
        "table - table[i] takes the row away from every row; square, and add up along axis 1.",
        "np.argsort gives the places in order, the smallest distance first.",
        "The very first is the row itself, at distance 0: leave it out.",
    ],
)
def neighbours(table, i, k):
    distances = ((table - table[i]) ** 2).sum(axis=1)
    return np.argsort(distances)[1 : k + 1]


def by_distance(table, i):
    """Places of the rows, the nearest to row i first."""
    return np.argsort(np.sqrt(((table - table[i]) ** 2).sum(axis=1)))


@neighbours.mistake("The first of these is the row itself: nobody is their own neighbour.")
def neighbours_self(table, i, k):
    return by_distance(table, i)[:k]


@neighbours.mistake("These are the farthest. The smallest distances come first in np.argsort.")
def neighbours_farthest(table, i, k):
    return by_distance(table, i)[::-1][:k]


@neighbours.mistake("These are the distances. Wanted are the places of the rows in the table.")
def neighbours_distances(table, i, k):
    return np.sort(((table - table[i]) ** 2).sum(axis=1))[1 : k + 1]


@neighbours.mistake(
    "These have the largest dot products, and a long row has large ones with everybody. "
    "Wanted are the smallest distances."
)
def neighbours_dot(table, i, k):
    order = np.argsort(-(table @ table[i]))
    return order[order != i][:k]


@neighbours.mistake("One too few: leave out the row itself, and then k are left.")
def neighbours_one_short(table, i, k):
    return by_distance(table, i)[1:k]
