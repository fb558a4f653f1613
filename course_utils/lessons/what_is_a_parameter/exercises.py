"""Exercises of notebook 24: count from a plan, refute in code, find the dial that matters."""

import numpy as np

from ...exercises import exercise, open_exercise

SMALL = (5, 4, 1, 2, 1, 6, True)
UNTIED = (7, 6, 2, 3, 1, 10, False)
SMOLLM2 = (49_152, 576, 30, 9, 3, 1536, True)


@exercise(
    "medium",
    minutes=6,
    cases=[SMALL, UNTIED, SMOLLM2],
    hints=[
        "Outside the blocks: a table of V rows, D wide, the scales of the last norm, and, where "
        "nothing is tied, a second table for the output head.",
        "A head has D // heads numbers, so keys and values are matrices of D by "
        "kv_heads * (D // heads). Queries and the way out are D by D.",
        "Feed-forward is gated: three matrices between D and hidden. Two norms a block, each with "
        "D scales.",
    ],
)
def dials_from_plan(V, D, blocks, heads, kv_heads, hidden, tied):
    keys = kv_heads * (D // heads)
    block = 2 * D * D + 2 * D * keys + 3 * D * hidden + 2 * D
    tables = V * D if tied else 2 * V * D
    return tables + blocks * block + D


@dials_from_plan.mistake("The last norm, after all blocks, is missing: D more scales.")
def dials_from_plan_no_last_norm(V, D, blocks, heads, kv_heads, hidden, tied):
    keys = kv_heads * (D // heads)
    block = 2 * D * D + 2 * D * keys + 3 * D * hidden + 2 * D
    return (V * D if tied else 2 * V * D) + blocks * block


@dials_from_plan.mistake("A tied table counts once. Only where nothing is tied are there two.")
def dials_from_plan_always_two(V, D, blocks, heads, kv_heads, hidden, tied):
    keys = kv_heads * (D // heads)
    block = 2 * D * D + 2 * D * keys + 3 * D * hidden + 2 * D
    return 2 * V * D + blocks * block + D


@dials_from_plan.mistake("Where nothing is tied, the output head has a table of its own.")
def dials_from_plan_always_one(V, D, blocks, heads, kv_heads, hidden, tied):
    keys = kv_heads * (D // heads)
    block = 2 * D * D + 2 * D * keys + 3 * D * hidden + 2 * D
    return V * D + blocks * block + D


@dials_from_plan.mistake("Keys and values have fewer heads than queries, so they are narrower.")
def dials_from_plan_wide_keys(V, D, blocks, heads, kv_heads, hidden, tied):
    block = 4 * D * D + 3 * D * hidden + 2 * D
    return (V * D if tied else 2 * V * D) + blocks * block + D


@dials_from_plan.mistake("Feed-forward is gated here: three matrices, not two.")
def dials_from_plan_plain(V, D, blocks, heads, kv_heads, hidden, tied):
    keys = kv_heads * (D // heads)
    block = 2 * D * D + 2 * D * keys + 2 * D * hidden + 2 * D
    return (V * D if tied else 2 * V * D) + blocks * block + D


@dials_from_plan.mistake("Each block has two norms, each with D scales.")
def dials_from_plan_one_norm(V, D, blocks, heads, kv_heads, hidden, tied):
    keys = kv_heads * (D // heads)
    block = 2 * D * D + 2 * D * keys + 3 * D * hidden + D
    return (V * D if tied else 2 * V * D) + blocks * block + D


@dials_from_plan.mistake(
    "The matrix that brings the heads' results back to the stream is missing: D by D."
)
def dials_from_plan_no_way_out(V, D, blocks, heads, kv_heads, hidden, tied):
    keys = kv_heads * (D // heads)
    block = D * D + 2 * D * keys + 3 * D * hidden + 2 * D
    return (V * D if tied else 2 * V * D) + blocks * block + D


WAY_IN = np.array([[1.0, 2.0], [3.0, 5.0], [-1.0, 4.0]])  # three neurons, two inputs
BIASES = np.array([0.5, -2.0, 7.0])
WAY_OUT = np.array([[6.0, 8.0, -3.0]])  # one output
WIDE = np.arange(1.0, 9.0).reshape(4, 2), np.array([9.0, -1.0, 0.5, 3.0])


@exercise(
    "medium",
    minutes=5,
    cases=[
        (WAY_IN, BIASES, WAY_OUT, 0, 1),
        (WAY_IN, BIASES, WAY_OUT, 0, 2),
        (*WIDE, np.arange(11.0, 19.0).reshape(2, 4), 1, 3),
    ],
    hints=[
        "A neuron has a row of A, a number of b, and a column of C.",
        "Make the order of the neurons first: order = list(range(len(b))), then exchange two of "
        "its entries.",
        "A[order] are the rows of A in that order, C[:, order] the columns of C.",
    ],
)
def exchanged(A, b, C, i, j):
    order = np.arange(len(b))
    order[[i, j]] = order[[j, i]]
    return A[order], b[order], C[:, order]


@exchanged.mistake("C is as it was. What goes out of the neurons must change places, too.")
def exchanged_not_out(A, b, C, i, j):
    order = np.arange(len(b))
    order[[i, j]] = order[[j, i]]
    return A[order], b[order], C


@exchanged.mistake("The biases are as they were: each neuron takes its own bias with it.")
def exchanged_no_bias(A, b, C, i, j):
    order = np.arange(len(b))
    order[[i, j]] = order[[j, i]]
    return A[order], b, C[:, order]


@exchanged.mistake("Nothing has changed places. The new arrays must differ from the old.")
def exchanged_nothing(A, b, C, i, j):
    return A, b, C


@exchanged.mistake("One neuron was put in the place of the other, and the other is gone.")
def exchanged_copied(A, b, C, i, j):
    order = np.arange(len(b))
    order[i] = j
    return A[order], b[order], C[:, order]


@exchanged.mistake(
    "A[i], A[j] = A[j], A[i] overwrites one row before it is moved. Use A[[i, j]] = A[[j, i]]."
)
def exchanged_overwritten(A, b, C, i, j):
    A, b, C = A.copy(), b.copy(), C.copy()
    A[i], A[j] = A[j], A[i]
    b[i], b[j] = b[j], b[i]
    C[:, i], C[:, j] = C[:, j], C[:, i]
    return A, b, C


X = np.array([[1.0, 2.0], [2.0, 1.0], [3.0, 5.0]])
MIXED = np.array([[1.0, -1, -1], [2, -3, 3], [5, 5, 2], [3, -3, -3]])
MIXED_2 = np.array([[0.0, 3, 4], [-2, -1, 5], [1, 2, 1], [-3, 3, 4]])
X3 = np.array([[1.0, 200.0, 1.0], [0.0, 190.0, 1.0], [1.0, 215.0, 1.0], [0.0, 181.0, 1.0]])


@exercise(
    "medium",
    minutes=5,
    cases=[
        (X, np.array([5.0, 4.0, 13.0]), np.array([1.0, 2.0])),
        (X, np.array([9.0, 15.0, 29.0]), np.array([8.0, 1.0])),
        (MIXED, np.array([-4.0, 5, -9, 4]), np.array([-3.0, -3, -3.5])),
        (MIXED_2, np.array([0.0, 0, -3, 11]), np.array([3.0, -1, 4])),
        (X3, np.array([4600.0, 3700.0, 5300.0, 3500.0]), np.array([500.0, 20.0, -100.0])),
        (X3, np.array([1.0, 2.0, 0.5, 4.0]), np.array([-3.0, 0.001, 2.0])),
    ],
    hints=[
        "For each place i: make a copy of the dials, set its i-th number to 0, and work out the "
        "loss.",
        "The loss is np.mean((x @ turned - y) ** 2).",
        "Keep the losses in a list; np.argmax gives the place of the largest.",
    ],
)
def most_needed(x, y, dials):
    losses = []
    for i in range(len(dials)):
        turned = np.array(dials)
        turned[i] = 0
        losses.append(np.mean((x @ turned - y) ** 2))
    return int(np.argmax(losses))


def _losses_without_each(x, y, dials):
    kept = np.array(dials) * (1 - np.eye(len(dials)))  # row i: all but the i-th
    return [np.mean((x @ turned - y) ** 2) for turned in kept]


@most_needed.mistake("That is the largest dial. How much one matters depends on what it meets.")
def most_needed_largest(x, y, dials):
    return int(np.argmax(np.abs(dials)))


@most_needed.mistake("That is the one that is needed least: the loss without it is the smallest.")
def most_needed_least(x, y, dials):
    return int(np.argmin(_losses_without_each(x, y, dials)))


@most_needed.mistake("Places are counted from 0: the first dial is number 0.")
def most_needed_from_one(x, y, dials):
    return int(np.argmax(_losses_without_each(x, y, dials))) + 1


@most_needed.mistake("That is a loss. Its place among the losses is wanted.")
def most_needed_loss(x, y, dials):
    return max(_losses_without_each(x, y, dials))


@open_exercise(
    "medium",
    minutes=5,
    hints=[
        "Say first what it is, then what it does. Does your sentence hold for the a and b of a "
        "line, too?",
        "Who sets it? When does it stay as it is?",
    ],
)
def a_sentence_to_print():
    """Two sentences that hold for a line and for a language model:

    A parameter is one of the numbers with which a model works out its answers. It is set
    beforehand, in language models by training, step by step, so that the model is less wrong on its
    examples, and then stays the same for every question.

    Each part of this does some work. One of the numbers: not a word, not a rule, not a vector. With
    which a model works out its answers: what one of them does depends on what it is multiplied by
    and added to, so alone it means little. Set beforehand: by training where there are many, by
    your hand in 01, never by what you ask. Stays the same: so temperature, the prompt and the
    attention weights are not parameters.

    What the sentences leave out: that somebody chose the examples and what counts as wrong; that
    being less wrong on examples is not yet being right on new ones; and that the number of
    parameters, which the newspaper wants to print beside them, says how much can be stored, and not
    how much is known.

    If yours has a picture in it, try where the picture breaks. Dials: nobody turns a large model's
    by hand. Synapses: they are alive. Knobs on a mixing desk: each of those has a label, but what
    most parameters are for, nobody knows.
    """
