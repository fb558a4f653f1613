"""Exercises of notebook 09: slopes multiply along a path and add over paths."""

import numpy as np

from ...exercises import exercise


@exercise(
    "easy",
    minutes=4,
    hints=[
        "First forwards: z = 2·3 − 4, then h, then y = −2·h + 6, then the miss y − (−1).",
        "Now the path from w₁ to the loss: w₁ → z → h → y → loss. Write down its four slopes.",
        "How far does w₁·x + b₁ move with w₁, ReLU with z, w₂·h + b₂ with h, and miss² with y? "
        "Multiply the four, signs and all.",
    ],
)
def first_dial():
    z = 2 * 3 - 4
    y = -2 * z + 6
    miss = y - (-1)
    return 3 * 1 * -2 * 2 * miss


@first_dial.mistake(
    "The size is right, the sign is not. Two signs are easily lost: w₂ is −2, and the miss is y "
    "minus the target."
)
def first_dial_lost_sign():
    return 36


@first_dial.mistake("The slopes were added. Along one path they multiply.")
def first_dial_added():
    return 3 + 1 - 2 + 6


@first_dial.mistake("This is half of it. The slope of miss² is 2·miss.")
def first_dial_forgot_two():
    return -18


@first_dial.mistake(
    "Two things lead to this number. Either a slope is missing (how far does z move when w₁ "
    "moves?), or the miss is wrong: it is y minus the target, and the target is −1."
)
def first_dial_third():
    return -12


@first_dial.mistake(
    "18 is what comes out if w₂ is left out of the path. It also comes out if the sign and the 2 "
    "of 2·miss are both lost."
)
def first_dial_forgot_w2():
    return 18


@first_dial.mistake(
    "Two things lead to this number. Either the first slope was taken to be w₁ (turn w₁ by a hair: "
    "how far does z = w₁·x + b₁ move?), or the target was left out of the miss."
)
def first_dial_took_w1():
    return 2 * 1 * -2 * 6


@first_dial.mistake("That is the loss itself, miss². The question is how it moves with w₁.")
def first_dial_loss():
    return 9


@first_dial.mistake(
    "That is the slope of the loss with y (and b₂'s gradient): the path from w₁ is longer."
)
def first_dial_stopped_at_y():
    return 6


@first_dial.mistake("12 is the gradient of w₂. The path from w₁ is longer: it goes through w₂.")
def first_dial_of_w2():
    return 12


@first_dial.mistake("The slope of miss² is 2·miss; here miss² itself stands in its place.")
def first_dial_squared():
    return 3 * 1 * -2 * 9


@first_dial.mistake(
    "ReLU lets no slope through where z is below zero. Work out z once more: is it?"
)
def first_dial_dead():
    return 0


# x, target, w1, b1, w2, b2. z is 5, −1, 3, 0.5, −0.5: on either side of zero whatever the signs of
# the bias and of the target.
CASES = [
    (2.0, 4.0, 1.5, 2.0, 3.0, -8.0),
    (2.0, -10.0, 1.5, -4.0, 3.0, -8.0),
    (-1.0, 0.5, 1.0, 4.0, -2.0, 1.0),
    (3.0, -2.0, 0.5, -1.0, 2.0, 1.0),
    (-1.0, 1.0, 1.0, 0.5, 2.0, 3.0),
]


@exercise(
    "medium",
    minutes=6,
    cases=CASES,
    hints=[
        "Forwards first: compute z, h and y. The way back needs them.",
        "Start at the end: slope_y = 2 * (y - target). Everything else is built from it.",
        "b2 gets slope_y; w2 gets slope_y times what w2 was multiplied by.",
        "h gets slope_y times what h was multiplied by. Through ReLU a slope passes if z > 0, "
        "otherwise 0 is left; then w1 and b1 are like w2 and b2.",
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
    "(Minus the gradient is the way downhill; give the gradient itself.)"
)
def backward_flipped(x, target, w1, b1, w2, b2):
    return _backward(x, target, w1, b1, w2, b2, sign=-1)


@backward.mistake(
    "ReLU's slope is missing: where z is below zero, turning w₁ or b₁ by a hair moves nothing."
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
    "w₁ got the gradient of b₁. A weight's gradient is multiplied by what the weight multiplies."
)
def backward_forgot_x(x, target, w1, b1, w2, b2):
    slopes = _backward(x, target, w1, b1, w2, b2)
    return slopes[[1, 1, 2, 3]]


@backward.mistake("The numbers are right, the order is not: return w₁, b₁, w₂, b₂.")
def backward_order(x, target, w1, b1, w2, b2):
    return _backward(x, target, w1, b1, w2, b2)[[2, 3, 0, 1]]


@backward.mistake("The numbers are right, the order is not: return w₁, b₁, w₂, b₂.")
def backward_biases_first(x, target, w1, b1, w2, b2):
    return _backward(x, target, w1, b1, w2, b2)[[1, 0, 3, 2]]


@backward.mistake("The numbers are right, the order is not: return w₁, b₁, w₂, b₂.")
def backward_weights_first(x, target, w1, b1, w2, b2):
    return _backward(x, target, w1, b1, w2, b2)[[0, 2, 1, 3]]


@backward.mistake(
    "w₂ got the gradient of b₂. A weight's gradient is multiplied by what the weight multiplies."
)
def backward_forgot_h(x, target, w1, b1, w2, b2):
    return _backward(x, target, w1, b1, w2, b2)[[0, 1, 3, 3]]


@backward.mistake(
    "The gradient of w₂ was multiplied by x. What w₂ multiplies is not x but what comes out of the "
    "hidden neuron."
)
def backward_x_for_h(x, target, w1, b1, w2, b2):
    w1_slope, b1_slope, _, y_slope = _backward(x, target, w1, b1, w2, b2)
    return w1_slope, b1_slope, y_slope * x, y_slope


@backward.mistake(
    "The gradient of w₂ was multiplied by z. What w₂ multiplies is h: z after ReLU, which is 0 "
    "where z is below zero."
)
def backward_z_for_h(x, target, w1, b1, w2, b2):
    w1_slope, b1_slope, _, y_slope = _backward(x, target, w1, b1, w2, b2)
    return w1_slope, b1_slope, y_slope * (w1 * x + b1), y_slope


@backward.mistake(
    "The way back from y to h was taken through w₁. It is w₂ that stands between h and y."
)
def backward_w1_for_w2(x, target, w1, b1, w2, b2):
    return _backward(x, target, w1, b1, w2, b2, outer=w1)


@exercise(
    "medium",
    minutes=5,
    cases=[(2.0, 3.0), (-1.0, 4.0), (0.5, -6.0)],
    hints=[
        "Give the two uses different names for a moment: y = outer·(inner·x + 1).",
        "Path one, outer alone turns: y moves (inner·x + 1) times as far.",
        "Path two, inner alone turns: how far does inner·x + 1 move, and how far y in turn?",
    ],
)
def shared_dial(w, x):
    through_outer = w * x + 1
    through_inner = w * x
    return through_outer + through_inner


@shared_dial.mistake("That is the path through the outer w alone. The inner w moves as well.")
def shared_dial_outer(w, x):
    return w * x + 1


@shared_dial.mistake("That is the path through the inner w alone. The outer w moves as well.")
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


@shared_dial.mistake("That is y itself. The question is how many times as far y moves as w does.")
def shared_dial_itself(w, x):
    return w * (w * x + 1)


@shared_dial.mistake(
    "The 1 was dropped too early: w · (w·x + 1) is w·w·x + w, and the second part moves as well."
)
def shared_dial_forgot_one(w, x):
    return 2 * w * x


@shared_dial.mistake("That is how y moves with x. The question is how it moves with w.")
def shared_dial_of_x(w, x):
    return w * w


COUNTS = np.array([1.0, 0.0, 2.0, 1.0])
WEIGHTS = np.array([0.5, -1.0, 0.25, 2.0])


@exercise(
    "hard",
    minutes=6,
    cases=[
        (np.array([1.0, 2.0]), 1.0, np.array([0.5, -1.0]), 0.5),
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


@word_slopes.mistake(
    "One number came out: how the loss moves with the score. The first slope of the path is "
    "missing, from a word's dial to the score; it is different for each word."
)
def word_slopes_of_score(counts, target, weights, bias):
    p = _p(counts, weights, bias)
    return 2 * (p - target) * p * (1 - p)


@word_slopes.mistake(
    "Two things are missing between the loss and the score: the 2 of 2·(p − target), and the slope "
    "of the sigmoid."
)
def word_slopes_no_two_no_sigmoid(counts, target, weights, bias):
    return (_p(counts, weights, bias) - target) * counts


@word_slopes.mistake(
    "It was multiplied by the weights. How far does the score move when one weight moves by a hair?"
)
def word_slopes_weights(counts, target, weights, bias):
    p = _p(counts, weights, bias)
    return 2 * (p - target) * p * (1 - p) * weights


@word_slopes.mistake(
    "Each word was taken once. One that is there twice moves the score twice as far."
)
def word_slopes_once(counts, target, weights, bias):
    p = _p(counts, weights, bias)
    return 2 * (p - target) * p * (1 - p) * (counts > 0)


@word_slopes.mistake("One number came out, the sum. There should be one for each word's dial.")
def word_slopes_summed(counts, target, weights, bias):
    p = _p(counts, weights, bias)
    return np.sum(2 * (p - target) * p * (1 - p) * counts)
