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
    "Two things lead to this number. Either the first slope was taken to be w₁ (turn w₁ a little: "
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
    minutes=5,
    cases=CASES,
    hints=[
        "Forwards first: compute z, h and y. The way back needs them.",
        "Start at the end, with how the loss moves when y does. Everything else is built from it.",
        "Look at the table: the slope for w₂ is what arrived at y, times what?",
        "Hand the slope on from y to h, from h to z (two cases!), and from z to w₁ and b₁.",
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
    "ReLU's slope is missing: where z is below zero, turning w₁ or b₁ a little moves nothing."
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


# A layer of several neurons ----------------------------------------------------------------------

DELTA, H = np.array([2.0, -4.0]), np.array([3.0, 0.0, 2.0])
A2 = np.array([[1.0, 2.0, -1.0], [0.0, 2.0, 2.0]])
SQUARE = np.array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.5], [-2.0, 1.0, 3.0]])
THREE = np.array([1.0, -0.5, 2.0])


@exercise(
    "easy",
    minutes=3,
    cases=[(DELTA, H), (THREE, np.array([0.5, 4.0])), (THREE, np.array([2.0, -1.0, 0.25]))],
    hints=[
        "Take one dial, in row i and column j. Which number was it multiplied by? Which output "
        "did it feed?",
        "So its slope is a product of two numbers: one comes from delta, one from x.",
        "You want the table of all such products: np.outer makes it. Which of the two gives the "
        "rows?",
    ],
    shapes=True,
)
def weight_slopes(delta, x):
    return np.outer(delta, x)


@weight_slopes.mistake(
    "Rows and columns are swapped. A has a row for each output, so its slopes have one, too."
)
def weight_slopes_transposed(delta, x):
    return np.outer(x, delta)


@weight_slopes.mistake(
    "One number came out. Each dial of the table has a slope of its own: nothing is added up here."
)
def weight_slopes_dot(delta, x):
    return np.sum(np.outer(delta, x))


@weight_slopes.mistake(
    "Each dial got what arrives at its output. It was multiplied by an input, and that counts, too."
)
def weight_slopes_forgot_x(delta, x):
    return np.outer(delta, np.ones(len(x)))


@weight_slopes.mistake("Each dial got its input. What arrives at its output is missing.")
def weight_slopes_forgot_delta(delta, x):
    return np.outer(np.ones(len(delta)), x)


@exercise(
    "medium",
    minutes=4,
    cases=[(A2, DELTA), (SQUARE, THREE), (np.array([[2.0, -3.0]]), np.array([0.5]))],
    hints=[
        "Follow one input, say the first. Through which dials does it reach the outputs?",
        "Each of these paths has a slope: the dial, times what arrives at its output. The paths "
        "add.",
        "So each input takes a dot product of delta with a column of A. Notebook 07 had a way to "
        "turn columns into rows.",
    ],
    shapes=True,
)
def handed_back(A, delta):
    return A.T @ delta


@handed_back.mistake(
    "The paths were kept apart, a row for each output. They add: sum over outputs."
)
def handed_back_not_added(A, delta):
    return A * delta[:, None]


@handed_back.mistake(
    "The paths of one output were added, for each output. What is wanted is one number for each "
    "input: add over the outputs."
)
def handed_back_wrong_sum(A, delta):
    return np.sum(A * delta[:, None], axis=1)


@handed_back.mistake(
    "What arrives was added up before it was multiplied. Each arriving slope meets its own dial."
)
def handed_back_sums(A, delta):
    return np.sum(A, axis=0) * np.sum(delta)


@handed_back.mistake("What arrives at the outputs is missing: only the dials were added.")
def handed_back_forgot_delta(A, delta):
    return np.sum(A, axis=0)


@handed_back.mistake("The paths add. They were averaged.")
def handed_back_averaged(A, delta):
    return A.T @ delta / len(delta)


A1, B1 = np.array([[1.0, 1.0], [2.0, -1.0], [-1.0, 1.0]]), np.array([0.0, -1.0, 1.0])
B2 = np.array([1.0, -1.0])


@exercise(
    "hard",
    minutes=8,
    cases=[
        (A1, B1, A2, B2, np.array([1.0, 2.0]), np.array([1.0, 5.0])),
        (A1, B1, A2, B2, np.array([-0.5, 0.25]), np.array([0.5, 2.0])),
        (
            SQUARE,
            THREE,
            SQUARE.T - 1.0,
            -THREE,
            np.array([0.5, 2.0, 1.0]),
            np.array([3.0, 1.0, 2.0]),
        ),
        (-SQUARE, THREE, A2, B2, np.array([0.5, 2.0, -1.5]), np.array([-2.0, 0.5])),
    ],
    hints=[
        "The second layer: exercises 3 and 4 give the slopes of A2, and what arrives at h. b2 gets "
        "what arrives at y.",
        "From h to z: what arrives at a neuron passes where its z is above 0, and nowhere else. "
        "Multiply by (z > 0).",
        "The first layer is like the second, with what arrives at z in place of delta, and x in "
        "place of h.",
    ],
    shapes=True,
)
def layers_backward(A1, b1, A2, b2, x, target):
    z = A1 @ x + b1
    h = np.maximum(z, 0)
    delta = 2 * (A2 @ h + b2 - target)
    at_z = A2.T @ delta * (z > 0)
    return np.outer(at_z, x), at_z, np.outer(delta, h), delta


def _layers(A1, b1, A2, b2, x, target, *, two=2.0, gate=True, by_h=True, ahead=None):
    """The way back with one thing done wrongly; what each mistake below is made of."""
    z = A1 @ x + b1
    h = np.maximum(z, 0)
    delta = two * (A2 @ h + b2 - target)
    back = A2.T @ delta if ahead is None else ahead
    at_z = back * (z > 0) if gate else back
    return np.outer(at_z, x), at_z, np.outer(delta, h if by_h else z), delta


@layers_backward.mistake(
    "ReLU's slope is missing: where z is not above 0, nothing comes back through the neuron."
)
def layers_backward_no_gate(A1, b1, A2, b2, x, target):
    return _layers(A1, b1, A2, b2, x, target, gate=False)


@layers_backward.mistake("The 2 is missing: the slope of miss² is 2·miss.")
def layers_backward_no_two(A1, b1, A2, b2, x, target):
    return _layers(A1, b1, A2, b2, x, target, two=1.0)


@layers_backward.mistake("All signs are flipped: the miss is y minus the target.")
def layers_backward_flipped(A1, b1, A2, b2, x, target):
    return _layers(A1, b1, A2, b2, x, target, two=-2.0)


@layers_backward.mistake(
    "The slopes of A2 were multiplied by z. What A2 multiplies is h: z after ReLU."
)
def layers_backward_by_z(A1, b1, A2, b2, x, target):
    return _layers(A1, b1, A2, b2, x, target, by_h=False)


@layers_backward.mistake(
    "Both tables are transposed: A has a row for each output, so its slopes have one, too."
)
def layers_backward_transposed(A1, b1, A2, b2, x, target):
    slope_A1, slope_b1, slope_A2, slope_b2 = _layers(A1, b1, A2, b2, x, target)
    return slope_A1.T, slope_b1, slope_A2.T, slope_b2


@layers_backward.mistake("The numbers are right, the order is not: return A1, b1, A2, b2.")
def layers_backward_last_first(A1, b1, A2, b2, x, target):
    slope_A1, slope_b1, slope_A2, slope_b2 = _layers(A1, b1, A2, b2, x, target)
    return slope_A2, slope_b2, slope_A1, slope_b1


@layers_backward.mistake("The numbers are right, the order is not: return A1, b1, A2, b2.")
def layers_backward_tables_first(A1, b1, A2, b2, x, target):
    slope_A1, slope_b1, slope_A2, slope_b2 = _layers(A1, b1, A2, b2, x, target)
    return slope_A1, slope_A2, slope_b1, slope_b2


DELTAS = np.array([[2.0, -4.0], [1.0, 0.5]])
INPUTS = np.array([[3.0, 0.0, 2.0], [1.0, -1.0, 4.0]])


@exercise(
    "medium",
    minutes=4,
    cases=[
        (DELTAS, INPUTS),
        (np.array([[1.0], [-2.0], [0.5]]), np.array([[1.0, 2.0], [0.5, -1.0], [4.0, 3.0]])),
        (SQUARE, SQUARE.T + 1.0),
    ],
    hints=[
        "For one example it is exercise 3. One dial serves every example: what becomes of the "
        "paths?",
        "Add up the tables of all examples, in a loop over the rows of deltas and X.",
        "Or in one go: the dial in row i, column j gets the dot product of column i of deltas with "
        "column j of X. Which of the two has to be transposed?",
    ],
    shapes=True,
)
def batch_slopes(deltas, X):
    return deltas.T @ X


@batch_slopes.mistake("Rows and columns are swapped: one row for each output, as in A.")
def batch_slopes_transposed(deltas, X):
    return X.T @ deltas


@batch_slopes.mistake("The examples were averaged. Here the loss is their sum, and paths add.")
def batch_slopes_averaged(deltas, X):
    return deltas.T @ X / len(X)


@batch_slopes.mistake(
    "The deltas and the inputs were added up before they met. Each example's delta meets its own x."
)
def batch_slopes_sums(deltas, X):
    return np.outer(np.sum(deltas, axis=0), np.sum(X, axis=0))


@batch_slopes.mistake("That is the first example alone. The dial serves all of them.")
def batch_slopes_first(deltas, X):
    return np.outer(deltas[0], X[0])


@batch_slopes.mistake("That is the last example alone: in the loop, each was put in place of the "
                      "one before. Add them up.")  # fmt: skip
def batch_slopes_last(deltas, X):
    return np.outer(deltas[-1], X[-1])


@batch_slopes.mistake("The tables of the examples are still apart. Add them up.")
def batch_slopes_apart(deltas, X):
    return deltas[:, :, None] * X[:, None, :]


# Recipes: for each number, from which places it was made and how many times as far it moves.
SQUARE_OF_3 = [[], [(0, 3.0), (0, 3.0)]]
NAPKIN = [
    [],  # w1
    [],  # b1
    [],  # w2
    [],  # b2
    [],  # x
    [(0, 2.0), (4, 1.5)],
    [(5, 1.0), (1, 1.0)],
    [(6, 1.0)],
    [(2, 5.0), (7, 3.0)],
    [(8, 1.0), (3, 1.0)],
    [],  # minus the target
    [(9, 1.0), (10, 1.0)],
    [(11, 3.0), (11, 3.0)],
]
TWO_PATHS = [[], [(0, 2.0)], [(0, -0.5), (1, 4.0)], [(1, 1.5), (2, 3.0)], [(3, 0.25), (2, -1.0)]]


@exercise(
    "medium",
    minutes=7,
    cases=[(SQUARE_OF_3,), (TWO_PATHS,), (NAPKIN,)],
    hints=[
        "When the walk comes to place n, slopes[n] is complete: how far the loss moves with it.",
        "The number at n moves `times_as_far` as far as the one at i. Along a path, slopes "
        "multiply.",
        "There may be a path from i to the loss already, and another one comes now. Paths add.",
    ],
)
def walk_back(recipes):
    slopes = [0.0] * len(recipes)
    slopes[-1] = 1.0  # the last number is the loss
    for n in range(len(recipes))[::-1]:
        for i, times_as_far in recipes[n]:
            slopes[i] += slopes[n] * times_as_far
    return slopes


def _walk(recipes, step):
    """The walk back with another line in the middle; what each mistake below is made of."""
    slopes = [0.0] * len(recipes)
    slopes[-1] = 1.0
    for n in range(len(recipes))[::-1]:
        for i, times_as_far in recipes[n]:
            slopes[i] = step(slopes[i], slopes[n], times_as_far)
    return slopes


@walk_back.mistake(
    "What came to a place by one path was overwritten by the next. Paths add: m·m has two."
)
def walk_back_overwritten(recipes):
    return _walk(recipes, lambda old, arrived, times_as_far: arrived * times_as_far)


@walk_back.mistake("What has arrived at place n is missing: along a path, slopes multiply.")
def walk_back_forgot_arrived(recipes):
    return _walk(recipes, lambda old, arrived, times_as_far: old + times_as_far)


@walk_back.mistake(
    "What has arrived at place n was handed on unchanged. How many times as far does n move as i?"
)
def walk_back_forgot_times(recipes):
    return _walk(recipes, lambda old, arrived, times_as_far: old + arrived)


@walk_back.mistake("The slopes along a path were added. They multiply; it is paths that add.")
def walk_back_added(recipes):
    return _walk(recipes, lambda old, arrived, times_as_far: old + arrived + times_as_far)


@walk_back.mistake(
    "Nothing was handed on: only the loss has a slope. It is slopes[i] that grows, from what "
    "slopes[n] has."
)
def walk_back_nothing(recipes):
    return _walk(recipes, lambda old, arrived, times_as_far: old)


@walk_back.mistake(
    "That is one number, from the last step alone. Put it into slopes[i], and go on: the line that "
    "returns the slopes stands below."
)
def walk_back_first_only(recipes):
    return next(times_as_far for n in recipes[::-1] for _, times_as_far in n)
