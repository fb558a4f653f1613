"""Exercises of notebook 06: the bend, one neuron, a forward pass, a count, when to stop."""

import numpy as np

from ...exercises import exercise

Z = np.array([-2.0, -0.5, 0.0, 0.25, 3.0])
A = np.array([[1.0, -2.0], [0.5, 1.0], [-1.0, 0.0]])  # 3 hidden neurons, 2 inputs
B = np.array([0.5, -1.0, 2.0])
V = np.array([2.0, -1.0, 3.0])


@exercise(
    "easy",
    minutes=3,
    cases=[(Z,), (np.array([4.0, -4.0]),)],
    hints=[
        "Numbers above 0 pass unchanged, the others become 0.",
        "np.maximum(p, q) takes the larger of p and q, number by number.",
    ],
)
def relu(z):
    return np.maximum(z, 0)


@relu.mistake("This keeps what is below 0. It should keep what is above: maximum, not minimum.")
def relu_minimum(z):
    return np.minimum(z, 0)


@relu.mistake("−2 became 2. Numbers below 0 should become 0, not turn positive.")
def relu_absolute(z):
    return np.abs(z)


@relu.mistake("This only says whether z is above 0. Numbers above 0 should keep their size.")
def relu_step(z):
    return np.where(z > 0, 1.0, 0.0)


@relu.mistake("Nothing is bent yet: numbers below 0 should become 0.")
def relu_nothing(z):
    return z


@exercise(
    "medium",
    minutes=5,
    cases=[(1.0, 2.0), (3.0, 0.5), (-2.0, 4.0)],
    hints=[
        "To the right of the hinge the neuron is w·x + b itself. So how steep is it there?",
        "At the hinge w·start + b is 0. Solve for b.",
    ],
)
def neuron_for(start, slope):
    return slope, -slope * start


@neuron_for.mistake(
    "b was not scaled: the hinge is at −b/w, so a steeper neuron needs more b to begin there."
)
def neuron_for_unscaled(start, slope):
    return slope, -start


@neuron_for.mistake("The sign of b is flipped: this neuron begins at −start.")
def neuron_for_flipped(start, slope):
    return slope, slope * start


@neuron_for.mistake("b is not the place of the hinge. The hinge is where w·x + b is 0.")
def neuron_for_place(start, slope):
    return slope, start


@neuron_for.mistake("The two are exchanged: first w, then b.")
def neuron_for_exchanged(start, slope):
    return -slope * start, slope


@exercise(
    "medium",
    minutes=8,
    cases=[
        (A, B, V, 1.5, np.array([1.0, 2.0])),
        (A, B, V, -20.0, np.array([3.0, -0.5])),
        (A, B, V, 0.5, np.array([-2.0, 1.0])),
    ],
    hints=[
        "Start with z = A @ x + b: one number for each hidden neuron.",
        "Bend them: np.maximum(z, 0). Nothing else is bent.",
        "The output is the dot product of v with the bent numbers, plus c.",
    ],
)
def forward(A, b, v, c, x):
    hidden = np.maximum(A @ x + b, 0)
    return v @ hidden + c


@forward.mistake("The bend is missing, so two layers are only one matrix again.")
def forward_no_bend(A, b, v, c, x):
    return v @ (A @ x + b) + c


@forward.mistake("b is missing: every hidden neuron has its own, added before the bend.")
def forward_no_b(A, b, v, c, x):
    return v @ np.maximum(A @ x, 0) + c


@forward.mistake("c is missing: the output has its own bias.")
def forward_no_c(A, b, v, c, x):
    return v @ np.maximum(A @ x + b, 0)


@forward.mistake(
    "b was added after the bend. It belongs inside, since it says where the bend begins."
)
def forward_b_outside(A, b, v, c, x):
    return v @ (np.maximum(A @ x, 0) + b) + c


@forward.mistake(
    "The output was bent, too, so it can never be below 0. Bend the hidden neurons only."
)
def forward_bent_twice(A, b, v, c, x):
    return np.maximum(v @ np.maximum(A @ x + b, 0) + c, 0)


@forward.mistake("The hidden numbers were added up without v: each counts v times.")
def forward_no_v(A, b, v, c, x):
    return np.sum(np.maximum(A @ x + b, 0)) + c


@exercise(
    "easy",
    minutes=4,
    cases=[(1, 10), (2, 3), (576, 1536)],
    hints=[
        "The hidden layer is A·x + b: A has one row a neuron and one column an input.",
        "The output has one weight for each hidden neuron, and one bias.",
    ],
)
def count_dials(inputs, hidden):
    return inputs * hidden + hidden + hidden + 1


@count_dials.mistake(
    "Two kinds of dials are missing: all neurons have a bias, and the output has weights as well."
)
def count_no_biases(inputs, hidden):
    return inputs * hidden + hidden


@count_dials.mistake("The output's own bias is missing.")
def count_no_last(inputs, hidden):
    return inputs * hidden + 2 * hidden


@count_dials.mistake("That is the matrix A alone: biases and the output's dials are missing.")
def count_matrix_only(inputs, hidden):
    return inputs * hidden


@count_dials.mistake("The biases of the hidden neurons are missing.")
def count_no_hidden_biases(inputs, hidden):
    return inputs * hidden + hidden + 1


@exercise(
    "easy",
    minutes=3,
    cases=[
        (
            np.array([0.9, 0.5, 0.3, 0.1]),
            np.array([0.9, 0.7, 0.6, 0.8]),
            np.array([1, 10, 100, 900]),
        ),
        (np.array([0.8, 0.6, 0.2]), np.array([0.9, 0.5, 0.7]), np.array([5, 50, 500])),
    ],
    hints=[
        "Which of the two errors is that of points which the training never saw?",
        "np.argmin gives the place of the smallest number in an array; look it up in steps.",
    ],
)
def best_step(training, held_out, steps):
    return steps[np.argmin(held_out)]


@best_step.mistake(
    "That is where the training error is lowest. It only says how well the points are remembered."
)
def best_step_training(training, held_out, steps):
    return steps[np.argmin(training)]


@best_step.mistake("That is the place in the array. Look the step up there: steps[…].")
def best_step_place(training, held_out, steps):
    return np.argmin(held_out)


@best_step.mistake("That is the error itself. The question is at which step it occurs.")
def best_step_error(training, held_out, steps):
    return np.min(held_out)


@best_step.mistake("That is where the held-out error is largest: argmin, not argmax.")
def best_step_worst(training, held_out, steps):
    return steps[np.argmax(held_out)]
