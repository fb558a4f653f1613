"""Exercises of notebook 07: slopes multiply along a path and add over paths."""

import numpy as np

from ...exercises import exercise


@exercise(
    "easy",
    minutes=4,
    hints=[
        "First forwards: z = 2·3 − 4, then h, then y = −2·h + 6, then the miss y − (−1).",
        "Now the path from w₁ to the loss: w₁ → z → h → y → loss. Write down its four slopes.",
        "The slopes are x, 1 (z is above zero), w₂, and 2·miss. Multiply them, signs and all.",
    ],
)
def first_dial():
    z = 2 * 3 - 4
    y = -2 * z + 6
    miss = y - (-1)
    return 3 * 1 * -2 * 2 * miss


@first_dial.mistake("The sign got lost: w₂ is −2, so the output falls when h rises.")
def first_dial_lost_sign():
    return 36


@first_dial.mistake("The slopes were added. Along one path they multiply.")
def first_dial_added():
    return 3 + 1 - 2 + 6


@first_dial.mistake("The last slope is missing its 2: the slope of miss² is 2·miss.")
def first_dial_forgot_two():
    return -18


@first_dial.mistake(
    "The first slope is missing. That is the gradient of z (and of b₁): w₁ moves z x times as far."
)
def first_dial_forgot_x():
    return -12


@first_dial.mistake("w₂ is missing: from h to y the movement is multiplied by w₂.")
def first_dial_forgot_w2():
    return 18


@first_dial.mistake(
    "The first slope should be x, not w₁: "
    "turn w₁ by a hair, and z = w₁·x + b₁ moves x times as far."
)
def first_dial_took_w1():
    return 2 * 1 * -2 * 6


CASES = [  # x, target, w1, b1, w2, b2; in the second, z is below zero
    (2.0, 4.0, 1.5, 2.0, 3.0, -8.0),
    (2.0, 4.0, 1.5, -4.0, 3.0, -8.0),
    (-1.0, 0.5, 1.0, 4.0, -2.0, 1.0),
]


@exercise(
    "medium",
    minutes=6,
    cases=CASES,
    hints=[
        "Forwards first: compute z, h and y. The way back needs them.",
        "Start at the end: slope_y = 2 * (y - target). Everything else is built from it.",
        "b2 gets slope_y; w2 gets slope_y times what w2 was multiplied with.",
        "slope_h = slope_y * w2. Through ReLU it passes if z > 0, otherwise 0 is left.",
    ],
)
def backward(x, target, w1, b1, w2, b2):
    z = w1 * x + b1
    h = max(z, 0)
    y = w2 * h + b2
    slope_y = 2 * (y - target)
    slope_h = slope_y * w2
    slope_z = slope_h * (1 if z > 0 else 0)
    return slope_z * x, slope_z, slope_y * h, slope_y


def _backward(x, target, w1, b1, w2, b2, *, two=2, bend=True, relu=True, outer=None, sign=1):
    """The way back with one thing left out; what each mistake below is made of."""
    z = w1 * x + b1
    h = max(z, 0) if relu else z
    y = sign * two * (w2 * h + b2 - target)
    z_slope = y * (w2 if outer is None else outer) * (z > 0 if bend else 1)
    return np.array([z_slope * x, z_slope, y * h, y])


@backward.mistake(
    "All four signs are flipped: the miss is y minus the target. "
    "(Minus the gradient is the way downhill; asked is the gradient.)"
)
def backward_flipped(x, target, w1, b1, w2, b2):
    return _backward(x, target, w1, b1, w2, b2, sign=-1)


@backward.mistake(
    "ReLU's slope is missing: where z is below zero, w₁ and b₁ move nothing and get 0."
)
def backward_forgot_bend(x, target, w1, b1, w2, b2):
    return _backward(x, target, w1, b1, w2, b2, bend=False)


@backward.mistake("ReLU is missing, forwards and backwards: h is max(z, 0).")
def backward_forgot_relu(x, target, w1, b1, w2, b2):
    return _backward(x, target, w1, b1, w2, b2, bend=False, relu=False)


@backward.mistake("The 2 is missing: the slope of miss² is 2·miss.")
def backward_forgot_two(x, target, w1, b1, w2, b2):
    return _backward(x, target, w1, b1, w2, b2, two=1)


@backward.mistake("w₁ and b₁ are reached through w₂: on the way from y back to h, multiply by w₂.")
def backward_forgot_w2(x, target, w1, b1, w2, b2):
    return _backward(x, target, w1, b1, w2, b2, outer=1)


@backward.mistake(
    "w₁ got the gradient of b₁: a weight's is multiplied by what the weight multiplies, here x."
)
def backward_forgot_x(x, target, w1, b1, w2, b2):
    slopes = _backward(x, target, w1, b1, w2, b2)
    return slopes[[1, 1, 2, 3]]


@backward.mistake("The numbers are right, the order is not: return w₁, b₁, w₂, b₂.")
def backward_order(x, target, w1, b1, w2, b2):
    return _backward(x, target, w1, b1, w2, b2)[[2, 3, 0, 1]]


@exercise(
    "medium",
    minutes=5,
    cases=[(2.0, 3.0), (-1.0, 4.0), (0.5, -6.0)],
    hints=[
        "Give the two uses different names for a moment: y = outer·(inner·x + 1).",
        "Path one, outer alone turns: y moves (inner·x + 1) times as far.",
        "Path two, inner alone turns: inner·x + 1 moves x times as far, and y again outer times.",
    ],
)
def shared_dial(w, x):
    through_outer = w * x + 1
    through_inner = w * x
    return through_outer + through_inner


@shared_dial.mistake(
    "That is the path through the outer w alone. The inner w moves as well: add it."
)
def shared_dial_outer(w, x):
    return w * x + 1


@shared_dial.mistake(
    "That is the path through the inner w alone. The outer w moves as well: add it."
)
def shared_dial_inner(w, x):
    return w * x


@shared_dial.mistake(
    "The two paths were multiplied. Slopes multiply along a path, and add over paths."
)
def shared_dial_multiplied(w, x):
    return (w * x + 1) * w * x


@shared_dial.mistake(
    "On the inner path a slope is missing: the inner w is multiplied by x, then by the outer w."
)
def shared_dial_forgot_x(w, x):
    return (w * x + 1) + w


@shared_dial.mistake(
    "The inner path ends too early: what moves inside is multiplied by the outer w."
)
def shared_dial_forgot_outer(w, x):
    return (w * x + 1) + x


COUNTS = np.array([1.0, 0.0, 2.0, 1.0])
WEIGHTS = np.array([0.5, -1.0, 0.25, 2.0])


@exercise(
    "hard",
    minutes=6,
    cases=[
        (COUNTS, 0.0, WEIGHTS, -0.5),
        (COUNTS, 1.0, -WEIGHTS, 0.5),
        (np.array([0.0, 3.0, 1.0]), 1.0, np.array([0.2, -0.3, 0.4]), 0.0),
    ],
    hints=[
        "The path: weight → score → p → loss. Three slopes, to be multiplied.",
        "score = counts @ weights + bias: turn one weight, the score moves `count` times as far.",
        "p = sigmoid(score) has the slope p·(1 − p); (p − target)² has the slope 2·(p − target).",
    ],
)
def word_slopes(counts, target, weights, bias):
    p = 1 / (1 + np.exp(-(counts @ weights + bias)))
    return 2 * (p - target) * p * (1 - p) * counts


def _p(counts, weights, bias):
    return 1 / (1 + np.exp(-(counts @ weights + bias)))


@word_slopes.mistake("The signs are flipped: the miss is p minus the target.")
def word_slopes_flipped(counts, target, weights, bias):
    p = _p(counts, weights, bias)
    return 2 * (target - p) * p * (1 - p) * counts


@word_slopes.mistake(
    "The sigmoid's own slope p·(1 − p) is missing: it lies on the path, between score and loss."
)
def word_slopes_forgot_sigmoid(counts, target, weights, bias):
    return 2 * (_p(counts, weights, bias) - target) * counts


@word_slopes.mistake("The 2 is missing: the slope of miss² is 2·miss.")
def word_slopes_forgot_two(counts, target, weights, bias):
    p = _p(counts, weights, bias)
    return (p - target) * p * (1 - p) * counts


@word_slopes.mistake(
    "The first slope is missing: a word that is not in the sentence moves nothing, "
    "one that is there twice moves the score twice as far. Multiply by the counts."
)
def word_slopes_forgot_counts(counts, target, weights, bias):
    p = _p(counts, weights, bias)
    return 2 * (p - target) * p * (1 - p) * np.ones_like(counts)


@word_slopes.mistake("The bias is missing from the score.")
def word_slopes_forgot_bias(counts, target, weights, bias):
    p = _p(counts, weights, 0.0)
    return 2 * (p - target) * p * (1 - p) * counts


@word_slopes.mistake("The sigmoid is missing altogether: p is sigmoid(score), not the score.")
def word_slopes_no_sigmoid(counts, target, weights, bias):
    return 2 * (counts @ weights + bias - target) * counts
