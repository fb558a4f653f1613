"""Exercises of notebook 11: a norm, places as angles, a block, and how many dials it has."""

import math

import numpy as np

from ...exercises import exercise

STREAM = np.array([[3.0, -1.0, 2.0, 0.5], [0.2, 0.1, -0.4, 0.3], [10.0, 8.0, -6.0, 12.0]])
SCALE = np.array([1.0, 0.5, 2.0, -1.0])


@exercise(
    "medium",
    minutes=5,
    cases=[(STREAM, SCALE, 1e-5), (STREAM[:, :2], np.array([1.0, 3.0]), 0.01)],
    hints=[
        "Square every number: x**2. The mean over each token's row is np.mean(..., axis=-1).",
        "keepdims=True keeps the means as a column [T, 1], so that x can be divided by it.",
        "Add eps to the mean before the root; multiply by scale at the very end.",
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
    "One size for the whole table: without axis=-1 a loud token makes all the others quiet."
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
    "The mean was taken away first. That is the older layer norm; the RMS norm does not centre."
)
def norm_centred(x, scale, eps):
    centred = x - np.mean(x, axis=-1, keepdims=True)
    return centred / np.sqrt(np.mean(centred**2, axis=-1, keepdims=True) + eps) * scale


@exercise(
    "easy",
    minutes=3,
    hints=[
        "Only the distance counts: by how many radians are the two arrows apart in the end?",
        "The dot product of two arrows is length × length × cosine of the angle between them.",
    ],
)
def score_at_a_distance():
    distance = 9 - 5
    return 2 * 3 * np.cos(0.25 * distance)


@score_at_a_distance.mistake(
    "The angle was taken in degrees. np.cos and math.cos count in radians, and so does the turn "
    "of 0.25 a place."
)
def score_in_degrees():
    return 2 * 3 * math.cos(math.radians(0.25 * (9 - 5)))


@score_at_a_distance.mistake("The places were added. What counts is how far apart they are.")
def score_places_added():
    return 2 * 3 * math.cos(0.25 * (9 + 5))


@score_at_a_distance.mistake("Only the query was turned. The key turns too, by its own place.")
def score_query_alone():
    return 2 * 3 * math.cos(0.25 * 9)


@score_at_a_distance.mistake("The lengths of the arrows are missing: multiply by 2 and by 3.")
def score_without_lengths():
    return math.cos(0.25 * (9 - 5))


@score_at_a_distance.mistake("That is the sine. Two arrows that point the same way score highest.")
def score_sine():
    return 2 * 3 * math.sin(0.25 * (9 - 5))


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
        (STREAM, mean_so_far, bend, norm_of_size_1, norm_of_size_2),
        (STREAM[:2] * 5, bend, mean_so_far, norm_of_size_2, norm_of_size_1),
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
    "The norms stand behind the parts. That was the arrangement of 2017; here each norm stands in "
    "front of the part it serves."
)
def block_norms_behind(x, attend, think, norm_1, norm_2):
    middle = norm_1(x + attend(x))
    return norm_2(middle + think(middle))


@exercise(
    "hard",
    minutes=6,
    cases=[(32, 4, 2, 8, 128), (576, 9, 3, 64, 1536), (10, 2, 1, 3, 7)],
    hints=[
        "A matrix has inputs × outputs dials. Query: D in, H·Dh out. Key, value: D in, K·Dh out.",
        "The output matrix brings the H·Dh gathered numbers back to D.",
        "Feed-forward: D × F up and F × D down. And each of the two norms has D scales.",
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


@dials_of_a_block.mistake("The output matrix of attention is missing: H·Dh in, D out.")
def dials_no_output(D, H, K, Dh, F):
    return D * H * Dh + 2 * D * K * Dh + 2 * D * F + 2 * D


@dials_of_a_block.mistake("One of the two feed-forward matrices is missing: up, and down again.")
def dials_only_up(D, H, K, Dh, F):
    return 2 * D * H * Dh + 2 * D * K * Dh + D * F + 2 * D


@dials_of_a_block.mistake("The two norms are missing: D scales each.")
def dials_no_norms(D, H, K, Dh, F):
    return 2 * D * H * Dh + 2 * D * K * Dh + 2 * D * F


@dials_of_a_block.mistake("Only one norm was counted; a block has two, one in front of each part.")
def dials_one_norm(D, H, K, Dh, F):
    return 2 * D * H * Dh + 2 * D * K * Dh + 2 * D * F + D


@dials_of_a_block.mistake("The b of each matrix was counted; this block is to be built without.")
def dials_with_biases(D, H, K, Dh, F):
    biases = H * Dh + 2 * K * Dh + D + F + D
    return 2 * D * H * Dh + 2 * D * K * Dh + 2 * D * F + 2 * D + biases
