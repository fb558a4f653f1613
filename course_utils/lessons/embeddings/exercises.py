"""Exercises of notebook 12: words as tokens, and tokens as rows of dials."""

import numpy as np

from ...exercises import exercise

WORDS = ["the", "bat", "saw", "the", "kite"]
VOCABULARY = ["bat", "kite", "saw", "the", "zebra"]


@exercise(
    "easy",
    minutes=4,
    cases=[
        (["saw", "the", "saw"], ["bat", "the", "saw"]),
        (WORDS, VOCABULARY),
        (["kite", "kite", "zebra"], VOCABULARY),
    ],
    hints=[
        "Go through the words one by one, in the order of the text; each gives one number.",
        "vocabulary.index(word) says at which place of the list a word stands.",
        "The numbers can be collected by a list with a loop in it: [len(word) for word in words], "
        "for example, is the list of the words' lengths.",
    ],
)
def encode(words, vocabulary):
    return [vocabulary.index(word) for word in words]


@encode.mistake("Count from 0: the first word of the vocabulary is token 0.")
def encode_from_one(words, vocabulary):
    return [vocabulary.index(word) + 1 for word in words]


@encode.mistake(
    "These are places in the text itself. A token is a place in the vocabulary, "
    "so that a word has the same number in every text."
)
def encode_by_sentence(words, vocabulary):
    return [words.index(word) for word in words]


@encode.mistake("Each word once only: a word that comes twice gives its number twice.")
def encode_without_repeats(words, vocabulary):
    return [vocabulary.index(word) for word in dict.fromkeys(words)]


@encode.mistake(
    "These are the lengths of the words. The question is where each stands in the vocabulary."
)
def encode_lengths(words, vocabulary):
    return [len(word) for word in words]


@encode.mistake("These are the words themselves. Give the number of each.")
def encode_words(words, vocabulary):
    return list(words)


@encode.mistake(
    "These are one-hots. Give the number of each word: the place where its row has the 1."
)
def encode_one_hots(words, vocabulary):
    return [[int(entry == word) for entry in vocabulary] for word in words]


@encode.mistake(
    "The words were numbered in alphabetical order. A token is a place in the list as it stands."
)
def encode_alphabetical(words, vocabulary):
    return [sorted(vocabulary).index(word) for word in words]


@encode.mistake(
    "The words were numbered as they come up in this text. A token is a place in the vocabulary, "
    "so that a word has the same number in every text."
)
def encode_as_they_come(words, vocabulary):
    return [list(dict.fromkeys(words)).index(word) for word in words]


@exercise(
    "easy",
    minutes=2,
    hints=[
        "How many tokens are there in all: merges, bytes, and the mark?",
        "Each of them has a row of its own, and every number in a row is one dial.",
    ],
)
def gpt2_table():
    return 50_257 * 768


@gpt2_table.mistake("That is one number for each token. Each token has a whole row of them.")
def gpt2_one_each():
    return 50_257


@gpt2_table.mistake("The two were added. How many numbers are in 2 rows of 768? In 50,257 rows?")
def gpt2_added():
    return 50_257 + 768


@gpt2_table.mistake("The 256 bytes and the mark for the end have rows, too.")
def gpt2_merges_only():
    return 50_000 * 768


@gpt2_table.mistake("The mark for the end of a text is a token, too, with a row of its own.")
def gpt2_without_the_mark():
    return 50_256 * 768


@gpt2_table.mistake("That is one row. Each of the 50,257 tokens has one of its own.")
def gpt2_one_row():
    return 768


@gpt2_table.mistake(
    "A one-hot has 50,257 places, but its numbers are not dials. A token's row of dials has 768."
)
def gpt2_one_hots():
    return 50_257 * 50_257


@gpt2_table.mistake("That is 768 · 768. How many rows are there, and how many numbers per row?")
def gpt2_square():
    return 768 * 768


@gpt2_table.mistake(
    "50.257 is about fifty: Python's point begins the decimals. Write it as 50_257."
)
def gpt2_point():
    return 50.257 * 768


@gpt2_table.mistake("One dial too many for each token: a look-up adds no bias.")
def gpt2_with_biases():
    return 50_257 * (768 + 1)


ARRIVING = np.array([[1.0, 2.0], [0.5, -1.0], [3.0, 0.0], [-2.0, 4.0]])


@exercise(
    "medium",
    minutes=7,
    cases=[
        (np.array([1, 0, 1]), ARRIVING[:3], 3),
        (np.array([2, 0, 2, 4]), ARRIVING, 5),
        (np.array([1, 1, 1, 3]), ARRIVING, 4),
    ],
    hints=[
        "A look-up is one-hots · table. Notebook 09: a dial gets what it was multiplied by, "
        "times what arrives.",
        "Start with zeros of shape [V, D]. Place t hands its arriving row to row tokens[t].",
        "A token that stands there twice has two paths, and paths add. (If you fill all rows in "
        "one go, look closely at the row of such a token.)",
    ],
)
def table_gradient(tokens, arriving, V):
    gradient = np.zeros((V, arriving.shape[1]))
    for token, row in zip(tokens, arriving, strict=True):
        gradient[token] += row
    return gradient


@table_gradient.mistake(
    "A token that stands there twice got only the last of its rows, but paths add. (NumPy's "
    "gradient[tokens] += … keeps only the last, too; a loop over the places keeps them all.)"
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


@table_gradient.mistake(
    "A token that stands there twice got only the first of its rows, but paths add."
)
def table_gradient_first(tokens, arriving, V):
    gradient = np.zeros((V, arriving.shape[1]))
    gradient[tokens[::-1]] = arriving[::-1]
    return gradient


@table_gradient.mistake(
    "These are the arriving rows, in the order of the text. There should be a row for each token "
    "of the vocabulary: [V, D]."
)
def table_gradient_as_it_came(tokens, arriving, V):
    return arriving


@table_gradient.mistake(
    "Only the tokens of the sentence have rows here. Give the whole table, [V, D]: what is "
    "the gradient of a row that was not fetched?"
)
def table_gradient_only_fetched(tokens, arriving, V):
    return table_gradient_sum(tokens, arriving, V)[np.unique(tokens)]


@table_gradient.mistake(
    "This counts how often each row was fetched. What flows back to it are the rows in `arriving`."
)
def table_gradient_counts(tokens, arriving, V):
    return np.tile(np.bincount(tokens, minlength=V)[:, None], arriving.shape[1])


@table_gradient.mistake("The right rows, on their side: it should be [V, D], a row for each token.")
def table_gradient_turned(tokens, arriving, V):
    return table_gradient_sum(tokens, arriving, V).T


def table_gradient_sum(tokens, arriving, V):
    """[V, D]: the arriving rows, added up token by token."""
    return np.eye(V)[tokens].T @ arriving


THREE_ROWS = np.array([[1.0, 1.0], [2.0, 6.0], [4.0, 2.0]])
# Chosen so that no other measure of nearness gives the same rows in the same order: one number of
# each row, differences added up, the largest difference, dot products, angles, lengths. No ties.
NEAR = np.array([[0.0, -4.0], [-3.0, 3.0], [0.0, 3.0], [6.0, 3.0], [4.0, 2.0]])
WIDER = np.array(
    [
        [6.0, 0.0, 6.0],
        [-2.0, -1.0, 6.0],
        [6.0, -3.0, -3.0],
        [-4.0, 6.0, -1.0],
        [1.0, 6.0, 5.0],
        [-2.0, 0.0, 5.0],
    ]
)


@exercise(
    "medium",
    minutes=6,
    cases=[(THREE_ROWS, 0, 2), (NEAR, 0, 2), (WIDER, 2, 3), (NEAR, 3, 4)],
    hints=[
        "table - table[i] takes the row away from every row; square, and add up along axis 1.",
        "np.argsort gives the places in order, the smallest distance first.",
        "One of them is the row itself, at distance 0: leave it out.",
    ],
)
def neighbours(table, i, k):
    distances = ((table - table[i]) ** 2).sum(axis=1)
    order = np.argsort(distances)
    return order[order != i][:k]


def by_distance(table, i):
    """Places of the rows, the nearest to row i first: i itself, then the others."""
    return np.argsort(np.sqrt(((table - table[i]) ** 2).sum(axis=1)))


def by(measure, i, k):
    """Places of the k rows with the smallest measure [V], without i."""
    order = np.argsort(measure, kind="stable")
    return order[order != i][:k]


@neighbours.mistake("The first of these is the row itself: nobody is their own neighbour.")
def neighbours_self(table, i, k):
    return by_distance(table, i)[:k]


@neighbours.mistake("These are the furthest. The smallest distances come first in np.argsort.")
def neighbours_farthest(table, i, k):
    return by_distance(table, i)[::-1][:k]


@neighbours.mistake(
    "These are the right rows, the furthest of them first. The nearest comes first."
)
def neighbours_backwards(table, i, k):
    return by_distance(table, i)[1 : k + 1][::-1]


@neighbours.mistake("These are distances. Give the places of the rows in the table.")
def neighbours_distances(table, i, k):
    return np.sort(np.sqrt(((table - table[i]) ** 2).sum(axis=1)))[1 : k + 1]


@neighbours.mistake("These are squared distances. Give the places of the rows in the table.")
def neighbours_squares(table, i, k):
    return np.sort(((table - table[i]) ** 2).sum(axis=1))[1 : k + 1]


@neighbours.mistake("These are the rows themselves. Give their places in the table.")
def neighbours_rows(table, i, k):
    return table[by_distance(table, i)[1 : k + 1]]


@neighbours.mistake(
    "These have the largest dot products, and a long row has large ones with everybody. "
    "It is the smallest distances that count."
)
def neighbours_dot(table, i, k):
    return by(-(table @ table[i]), i, k)


@neighbours.mistake(
    "These point most nearly the same way. It is distances that count: a row that points "
    "the same way may still be far off."
)
def neighbours_angle(table, i, k):
    return by(-(table @ table[i]) / np.linalg.norm(table, axis=1), i, k)


@neighbours.mistake("Only the first number of each row was compared. All of them count.")
def neighbours_first_number(table, i, k):
    return by(np.abs(table - table[i])[:, 0], i, k)


@neighbours.mistake(
    "The differences were added up without their signs. A distance adds up their squares."
)
def neighbours_absolute(table, i, k):
    return by(np.abs(table - table[i]).sum(axis=1), i, k)


@neighbours.mistake(
    "The differences were added up as they are, so that those above and below 0 cancel. "
    "Square them first."
)
def neighbours_not_squared(table, i, k):
    return by((table - table[i]).sum(axis=1), i, k)


@neighbours.mistake(
    "Only how long the rows are was compared. Two rows of the same length may point anywhere."
)
def neighbours_length(table, i, k):
    lengths = np.linalg.norm(table, axis=1)
    return by(np.abs(lengths - lengths[i]), i, k)


@neighbours.mistake("One too few: leave out the row itself, and then k are left.")
def neighbours_one_short(table, i, k):
    return by_distance(table, i)[1:k]
