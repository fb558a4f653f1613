"""Exercises of notebook 15: a norm, a block, why it can be read, and how many dials it has."""

import numpy as np

from ...exercises import exercise, open_exercise

TWO_TOKENS = np.array([[3.0, 4.0], [0.6, -0.2]])
THREE_TOKENS = np.array([[3.0, -1.0, 2.0], [0.2, 0.1, -0.4], [10.0, 8.0, -6.0]])
ONE_TOKEN = np.array([[0.3, -0.1, 0.2, 0.5]])


@exercise(
    "medium",
    minutes=5,
    # As many tokens as numbers, or one token: so means that lost their axis can be divided by.
    cases=[
        (TWO_TOKENS, np.array([1.0, 2.0]), 0.1),
        (THREE_TOKENS, np.array([1.0, 0.5, -2.0]), 1e-5),
        (ONE_TOKEN, np.array([1.0, 0.5, 2.0, -1.0]), 0.04),
    ],
    hints=[
        "Square every number: x**2. The mean over each token's row is np.mean(..., axis=-1).",
        "keepdims=True keeps the means as a column [T, 1], so that x can be divided by it.",
        "Where eps goes is said in the text above; scale comes at the very end.",
    ],
)
def norm_each_token(x, scale, eps):
    mean_square = np.mean(x**2, axis=-1, keepdims=True)  # [T, D] -> [T, 1]
    return x / np.sqrt(mean_square + eps) * scale


@norm_each_token.mistake(
    "The mean was taken down the columns, over the tokens. Each token has a size of its own: "
    "axis=-1 goes along its row."
)
def norm_wrong_axis(x, scale, eps):
    return x / np.sqrt(np.mean(x**2, axis=0, keepdims=True) + eps) * scale


@norm_each_token.mistake(
    "One size for the whole table: without axis=-1 a token of large numbers makes those of all the "
    "others small."
)
def norm_whole_table(x, scale, eps):
    return x / np.sqrt(np.mean(x**2) + eps) * scale


@norm_each_token.mistake(
    "Squaring came too late: this is the mean of x, squared. Positive and negative numbers cancel "
    "in it. Square first, then take the mean."
)
def norm_mean_of_x(x, scale, eps):
    return x / np.sqrt(np.mean(x, axis=-1, keepdims=True) ** 2 + eps) * scale


@norm_each_token.mistake(
    "The squares were summed, not averaged: a wider stream would come out smaller."
)
def norm_summed(x, scale, eps):
    return x / np.sqrt(np.sum(x**2, axis=-1, keepdims=True) + eps) * scale


@norm_each_token.mistake("The root is missing: this divides by the mean square itself.")
def norm_no_root(x, scale, eps):
    return x / (np.mean(x**2, axis=-1, keepdims=True) + eps) * scale


@norm_each_token.mistake("The dials are missing: multiply by scale at the end.")
def norm_no_scale(x, scale, eps):
    return x / np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + eps)


@norm_each_token.mistake(
    "The mean was taken away first. An RMS norm takes nothing away: it divides by the "
    "typical size, and multiplies by the scale."
)
def norm_centred(x, scale, eps):
    centred = x - np.mean(x, axis=-1, keepdims=True)
    return centred / np.sqrt(np.mean(centred**2, axis=-1, keepdims=True) + eps) * scale


@norm_each_token.mistake(
    "eps was left out. It looks like nothing, but it is what saves a row of zeros from 0/0."
)
def norm_no_eps(x, scale, eps):
    return x / np.sqrt(np.mean(x**2, axis=-1, keepdims=True)) * scale


@norm_each_token.mistake("eps was added after the root. It is added under the root, to the mean.")
def norm_eps_outside(x, scale, eps):
    return x / (np.sqrt(np.mean(x**2, axis=-1, keepdims=True)) + eps) * scale


@norm_each_token.mistake(
    "eps was added to x. Added to the mean of the squares, it keeps the root from being 0."
)
def norm_eps_in_x(x, scale, eps):
    return x / np.sqrt(np.mean((x + eps) ** 2, axis=-1, keepdims=True)) * scale


@norm_each_token.mistake(
    "The sizes met the wrong numbers: without keepdims=True the size of token 0 divides column 0, "
    "not row 0. The sizes have to stay a column."
)
def norm_no_keepdims(x, scale, eps):
    return x / np.sqrt(np.mean(x**2, axis=-1) + eps) * scale


@norm_each_token.mistake(
    "The sizes were averaged without squares. Typical size here: square, average, take the root."
)
def norm_of_absolutes(x, scale, eps):
    return x / (np.mean(np.abs(x), axis=-1, keepdims=True) + eps) * scale


@norm_each_token.mistake("The rows were multiplied by their typical size. Divide by it.")
def norm_multiplied(x, scale, eps):
    return x * np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + eps) * scale


@norm_each_token.mistake("These are the sizes. Each row is to be divided by its own.")
def norm_only_sizes(x, scale, eps):
    return np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + eps)


def mean_so_far(x):
    """A stand-in for attention: each token takes the mean of all up to itself. [T, D] -> [T, D]"""
    return np.cumsum(x, axis=0) / np.arange(1, len(x) + 1)[:, None]


def bend(x):
    """A stand-in for a feed-forward layer. [T, D] -> [T, D]"""
    return 3 * np.maximum(x - 0.2, 0)


def norm_of_size_1(x):
    """A norm whose scales are 1."""
    return x / np.sqrt(np.mean(x**2, axis=-1, keepdims=True))


def norm_of_size_2(x):
    """A norm whose scales are 2."""
    return 2 * norm_of_size_1(x)


@exercise(
    "medium",
    minutes=5,
    cases=[
        (TWO_TOKENS, mean_so_far, bend, norm_of_size_1, norm_of_size_2),
        (5 * THREE_TOKENS, bend, mean_so_far, norm_of_size_2, norm_of_size_1),
    ],
    hints=[
        "Attention reads a normed copy, attend(norm_1(x)), and what it gives is added to x.",
        "Give the sum a name, such as middle. The second half is the same again, on middle.",
    ],
)
def one_block(x, attend, think, norm_1, norm_2):
    middle = x + attend(norm_1(x))
    return middle + think(norm_2(middle))


@one_block.mistake(
    "Nothing is added to the stream: each part replaces it. Whatever was there before is lost."
)
def block_replaces(x, attend, think, norm_1, norm_2):
    return think(norm_2(attend(norm_1(x))))


@one_block.mistake(
    "Both parts read the stream as it came in. The feed-forward part should read it after "
    "attention has written."
)
def block_side_by_side(x, attend, think, norm_1, norm_2):
    return x + attend(norm_1(x)) + think(norm_2(x))


@one_block.mistake(
    "What attention wrote was thought about, then thrown away: the last sum starts from the old x."
)
def block_forgets_attention(x, attend, think, norm_1, norm_2):
    return x + think(norm_2(x + attend(norm_1(x))))


@one_block.mistake(
    "The second sum is missing: what `think` gives is added to the stream, as before."
)
def block_only_first_sum(x, attend, think, norm_1, norm_2):
    return think(norm_2(x + attend(norm_1(x))))


@one_block.mistake(
    "The first sum is missing: what `attend` gives is added to x, and does not replace it."
)
def block_only_second_sum(x, attend, think, norm_1, norm_2):
    middle = attend(norm_1(x))
    return middle + think(norm_2(middle))


@one_block.mistake("The two norms are swapped: `norm_1` serves `attend`, `norm_2` serves `think`.")
def block_norms_exchanged(x, attend, think, norm_1, norm_2):
    middle = x + attend(norm_2(x))
    return middle + think(norm_1(middle))


@one_block.mistake("`norm_1` served both parts. `think` has a norm of its own.")
def block_one_norm(x, attend, think, norm_1, norm_2):
    middle = x + attend(norm_1(x))
    return middle + think(norm_1(middle))


@one_block.mistake(
    "`think` comes first here. Attention fetches first; then `think` has more to read."
)
def block_thinks_first(x, attend, think, norm_1, norm_2):
    middle = x + think(norm_2(x))
    return middle + attend(norm_1(middle))


@one_block.mistake(
    "Attention's half is right. The second half, with `think` and `norm_2`, is still to come."
)
def block_first_half(x, attend, think, norm_1, norm_2):
    return x + attend(norm_1(x))


@one_block.mistake(
    "Each norm was applied to what its part gives. It should be applied to what the part reads."
)
def block_norms_the_results(x, attend, think, norm_1, norm_2):
    middle = x + norm_1(attend(x))
    return middle + norm_2(think(middle))


@one_block.mistake(
    "The second norm is missing: `think`, too, should read a normed copy of the stream."
)
def block_without_norm_2(x, attend, think, norm_1, norm_2):
    middle = x + attend(norm_1(x))
    return middle + think(middle)


@one_block.mistake("The norms are missing: each part should read a normed copy of the stream.")
def block_without_norms(x, attend, think, norm_1, norm_2):
    middle = x + attend(x)
    return middle + think(middle)


@one_block.mistake(
    "The stream itself was normed. Only the copy that a part reads is normed; the stream runs "
    "through untouched, and things are added to it."
)
def block_norms_the_stream(x, attend, think, norm_1, norm_2):
    x = norm_1(x)
    x = norm_2(x + attend(x))
    return x + think(x)


@one_block.mistake(
    "The norms come after the parts. That was the arrangement of 2017; here each norm comes before "
    "the part it serves."
)
def block_norms_behind(x, attend, think, norm_1, norm_2):
    middle = norm_1(x + attend(x))
    return norm_2(middle + think(middle))


@open_exercise(
    "medium",
    minutes=6,
    hints=[
        "Write the stream at the end as a sum. What does the head do to a sum?",
        "The last norm multiplies each place by its scale and divides all by one number. Does it "
        "matter whether the numbers were added before or after that?",
        "In the machine of 2017, what becomes of the first part's writing when the second norm "
        "comes? And is what it is divided by known before the second part has written?",
    ],
)
def read_by_parts():
    """Here the stream in front of the head is a plain sum: embedding + what each part wrote. The
    last norm divides it by one number, its size, and multiplies each place by a scale. Both may be
    done to each summand instead: (u + v)·scale/size = u·scale/size + v·scale/size. The head takes
    dot products, and the dot product of a sum is the sum of the dot products. So the logit is a sum
    of votes, one a part.

    Two things to be careful about. All votes are divided by the size of the whole stream: turn one
    part up, and the votes of the others change. And a later part has read what an earlier one
    wrote: a vote is what a part wrote itself, not all that happened because of it. (That is why
    attention has few points and is needed none the less.)

    Does feed-forward have most of the points in every machine? In eight of ten random starts it has
    at least 85%. Starts 2 and 3 found another way: they begin to combine in the animal's row, and
    the second attention part, with 62 and 46% of the points, carries the result to "is".

    In the machine of 2017 the stream is norm(norm(x + part 1) + part 2). What part 1 wrote is
    divided again by every later norm, each time by a size that depends on what was written since,
    and multiplied by that norm's scales. For one given text these factors can be worked out
    afterwards, and each summand followed through. But what a part wrote does not stay what it was,
    the stream is no longer the sum of the writings, and the head is used to rows that have been
    through all the norms: what it says of an earlier one means little."""


@exercise(
    "hard",
    minutes=6,
    cases=[(10, 2, 1, 3, 7), (32, 4, 2, 8, 128), (576, 9, 3, 64, 1536)],
    hints=[
        "A matrix has inputs × outputs dials. The query's has D in, and H heads of Dh numbers out.",
        "Attention has four matrices (query, key, value, output), feed-forward has two. Write down "
        "for each what goes in and what comes out.",
        "The norms have dials, too: how many norms are in a block, and how many scales in each?",
    ],
)
def dials_of_a_block(D, H, K, Dh, F):
    query_and_output = 2 * D * H * Dh
    key_and_value = 2 * D * K * Dh
    up_and_down = 2 * D * F
    norms = 2 * D
    return query_and_output + key_and_value + up_and_down + norms


@dials_of_a_block.mistake(
    "Keys and values were counted as large as the queries: they have K heads, not H."
)
def dials_all_heads(D, H, K, Dh, F):
    return 4 * D * H * Dh + 2 * D * F + 2 * D


@dials_of_a_block.mistake(
    "One matrix of attention is missing, as large as the query's. There are four: query, key, "
    "value and output."
)
def dials_no_output(D, H, K, Dh, F):
    return D * H * Dh + 2 * D * K * Dh + 2 * D * F + 2 * D


@dials_of_a_block.mistake(
    "One matrix of attention is missing, as large as the keys'. There are four: query, key, value "
    "and output."
)
def dials_no_value(D, H, K, Dh, F):
    return 2 * D * H * Dh + D * K * Dh + 2 * D * F + 2 * D


@dials_of_a_block.mistake(
    "Query and output were counted as D × D. The heads together have H·Dh numbers, and that need "
    "not be D."
)
def dials_square(D, H, K, Dh, F):
    return 2 * D * D + 2 * D * K * Dh + 2 * D * F + 2 * D


@dials_of_a_block.mistake(
    "Only one head was counted. There are H for the queries, and K for the keys and values."
)
def dials_one_head(D, H, K, Dh, F):
    return 4 * D * Dh + 2 * D * F + 2 * D


@dials_of_a_block.mistake(
    "Three feed-forward matrices were counted, as for gated neurons. Here there are two: up, and "
    "down again."
)
def dials_gated(D, H, K, Dh, F):
    return 2 * D * H * Dh + 2 * D * K * Dh + 3 * D * F + 2 * D


@dials_of_a_block.mistake(
    "Too many dials were counted for the norms. An RMS norm has D scales and nothing else, and a "
    "block has two."
)
def dials_layer_norms(D, H, K, Dh, F):
    return 2 * D * H * Dh + 2 * D * K * Dh + 2 * D * F + 4 * D


@dials_of_a_block.mistake("That is attention alone. Feed-forward and the norms are still to come.")
def dials_attention_only(D, H, K, Dh, F):
    return 2 * D * H * Dh + 2 * D * K * Dh


@dials_of_a_block.mistake("One of the two feed-forward matrices is missing: up, and down again.")
def dials_only_up(D, H, K, Dh, F):
    return 2 * D * H * Dh + 2 * D * K * Dh + D * F + 2 * D


@dials_of_a_block.mistake("The two norms are missing. They have dials as well: their scales.")
def dials_no_norms(D, H, K, Dh, F):
    return 2 * D * H * Dh + 2 * D * K * Dh + 2 * D * F


@dials_of_a_block.mistake("Only one norm was counted; a block has two, one in front of each part.")
def dials_one_norm(D, H, K, Dh, F):
    return 2 * D * H * Dh + 2 * D * K * Dh + 2 * D * F + D


@dials_of_a_block.mistake("The b of each matrix was counted; this block has none.")
def dials_with_biases(D, H, K, Dh, F):
    biases = H * Dh + 2 * K * Dh + D + F + D
    return 2 * D * H * Dh + 2 * D * K * Dh + 2 * D * F + 2 * D + biases
