"""Exercises of notebook 08: the bend, one neuron, a forward pass, a count, when to stop."""

import numpy as np

from ...exercises import exercise

A = np.array([[1.0, -2.0], [0.5, 1.0], [-1.0, 0.0]])  # 3 hidden neurons, 2 inputs
B = np.array([0.5, -1.0, 2.0])
V = np.array([2.0, -1.0, 3.0])


@exercise(
    "easy",
    minutes=3,
    cases=[(np.array([-2.0, 3.0, 0.5]),), (np.array([4.0, -0.25, 0.0, -7.0]),)],
    hints=[
        "Numbers above 0 pass unchanged, the others become 0.",
        "np.maximum(p, q) takes the larger of p and q, number by number.",
    ],
)
def relu(z):
    return np.maximum(z, 0)


@relu.mistake("This keeps what is below 0. It should keep what is above.")
def relu_minimum(z):
    return np.minimum(z, 0)


@relu.mistake("−2 became 2. Numbers below 0 should become 0, not turn positive.")
def relu_absolute(z):
    return np.abs(z)


@relu.mistake("This only says whether z is above 0. Numbers above 0 should keep their size.")
def relu_step(z):
    return np.where(z > 0, 1.0, 0.0)


@relu.mistake(
    "This only says whether z is above 0: true or false. Numbers above 0 should keep their size."
)
def relu_truth_values(z):
    return z > 0


@relu.mistake("Nothing is bent yet: numbers below 0 should become 0.")
def relu_nothing(z):
    return z


@relu.mistake("The wrong side was kept: −2 became 2, and 3 became 0. Keep what is above 0.")
def relu_mirrored(z):
    return np.maximum(-z, 0)


@relu.mistake(
    "That is one number, the largest. ReLU is for each number by itself: as many come out as go in."
)
def relu_largest(z):
    return np.max(z)


@relu.mistake("The negative numbers were thrown out. Each should stay in its place, as a 0.")
def relu_shorter(z):
    return z[z > 0]


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
    "w is right. b is right for a slope of 1 only: put x = start into w·x + b. Does it give 0?"
)
def neuron_for_unscaled(start, slope):
    return slope, -start


@neuron_for.mistake("The sign of b is flipped: this neuron begins at −start.")
def neuron_for_flipped(start, slope):
    return slope, slope * start


@neuron_for.mistake("w is right. b is not the place of the hinge: that is where w·x + b is 0.")
def neuron_for_place(start, slope):
    return slope, start


@neuron_for.mistake("The two are exchanged: first w, then b.")
def neuron_for_exchanged(start, slope):
    return -slope * start, slope


@neuron_for.mistake(
    "w is right. b was divided by the slope: put x = start into w·x + b. Does it give 0?"
)
def neuron_for_divided(start, slope):
    return slope, -start / slope


@neuron_for.mistake(
    "This neuron begins at the right place, but it rises by 1 for each unit of x, not by `slope`."
)
def neuron_for_slope_1(start, slope):
    return 1.0, -start


@exercise(
    "medium",
    minutes=8,
    cases=[
        (A[:2, :1], B[:2], V[:2], 1.0, np.array([1.0])),
        (A, B, V, 1.5, np.array([1.0, 2.0])),
        (A, B, V, -20.0, np.array([3.0, -0.5])),
        (A, B, V, 0.5, np.array([-2.0, 1.0])),
    ],
    hints=[
        "Start with z = A @ x + b: one number for each hidden neuron.",
        "Bend them: np.maximum(z, 0). Nothing else is bent.",
        "The output takes what is left of each hidden neuron times its v, adds up, and adds c.",
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


@forward.mistake(
    "The bend came last, on the output. It is the hidden neurons that bend, each by itself."
)
def forward_bent_at_the_end(A, b, v, c, x):
    return np.maximum(v @ (A @ x + b) + c, 0)


@forward.mistake("The hidden numbers were added up without v: each counts v times.")
def forward_no_v(A, b, v, c, x):
    return np.sum(np.maximum(A @ x + b, 0)) + c


@forward.mistake(
    "One number came out for each hidden neuron. There is one output: multiply each by its v, "
    "add up, then add c once."
)
def forward_not_added_up(A, b, v, c, x):
    return v * np.maximum(A @ x + b, 0) + c


@forward.mistake("These are the hidden neurons. The way from them to the one output is missing.")
def forward_hidden_only(A, b, v, c, x):
    return np.maximum(A @ x + b, 0)


@exercise(
    "easy",
    minutes=4,
    cases=[(2, 3), (1, 10), (576, 1536)],
    hints=[
        "The hidden layer is A·x + b: A has one row a neuron and one column an input.",
        "The output has one weight for each hidden neuron, and one bias.",
    ],
)
def count_dials(inputs, hidden):
    return inputs * hidden + hidden + hidden + 1


@count_dials.mistake("Two kinds of dials are missing. There are four: A, b, v and c.")
def count_no_biases(inputs, hidden):
    return inputs * hidden + hidden


@count_dials.mistake("One dial is missing. There are four kinds: A, b, v and c.")
def count_no_last(inputs, hidden):
    return inputs * hidden + 2 * hidden


@count_dials.mistake("That is the matrix A alone. There are three more kinds of dials: b, v and c.")
def count_matrix_only(inputs, hidden):
    return inputs * hidden


@count_dials.mistake(
    "One kind of dials is missing: each hidden neuron has a bias of its own, and a weight of its "
    "own on the way to the output."
)
def count_one_row_short(inputs, hidden):
    return inputs * hidden + hidden + 1


@count_dials.mistake("Only one bias was counted for the hidden layer. Each neuron has its own.")
def count_shared_bias(inputs, hidden):
    return inputs * hidden + 1 + hidden + 1


@count_dials.mistake(
    "The output got a bias for each hidden neuron. It is a single number, so it has a single one."
)
def count_many_outputs(inputs, hidden):
    return inputs * hidden + 3 * hidden


FEW_STEPS = (np.array([0.55, 0.3, 0.1]), np.array([0.6, 0.5, 0.9]), np.array([10, 100, 900]))
# Over these two, each of the following points to other steps: the lowest training error, the lowest
# and the highest held-out error, its first rise, the smallest gap between the two, the last step.
SHORT_TRAINING = (
    np.array([0.8, 0.6, 0.4, 0.05, 0.4]),
    np.array([0.9, 0.65, 0.5, 0.7, 1.0]),
    np.array([1, 10, 100, 300, 900]),
)
BUMPY_TRAINING = (
    np.array([0.5, 0.55, 0.3, 0.2, 0.15]),
    np.array([0.9, 0.7, 0.8, 0.4, 0.6]),
    np.array([5, 20, 50, 200, 500]),
)


@exercise(
    "easy",
    minutes=3,
    cases=[FEW_STEPS, SHORT_TRAINING, BUMPY_TRAINING],
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


@best_step.mistake("That is a place in the array, counted from 0. Which step is noted there?")
def best_step_place(training, held_out, steps):
    return np.argmin(held_out)


@best_step.mistake(
    "That is a place in the array, counted from 0, and not a step. Besides, the training error is "
    "the lowest there: it only says how well the points are remembered."
)
def best_step_place_of_training(training, held_out, steps):
    return np.argmin(training)


@best_step.mistake("That is the error itself. The question is at which step it occurs.")
def best_step_error(training, held_out, steps):
    return np.min(held_out)


@best_step.mistake("That is where the held-out error is largest.")
def best_step_worst(training, held_out, steps):
    return steps[np.argmax(held_out)]


@best_step.mistake(
    "That is where the two errors are closest to each other. Two bad errors can be close as well: "
    "what counts is how well the model does on points that it has not seen."
)
def best_step_smallest_gap(training, held_out, steps):
    return steps[np.argmin(np.abs(held_out - training))]


@best_step.mistake(
    "That is where the two errors are farthest apart: there the model remembers most."
)
def best_step_largest_gap(training, held_out, steps):
    return steps[np.argmax(held_out - training)]


@best_step.mistake(
    "That is where the two errors together are lowest. How well the model does on points that "
    "it was trained on should have no say."
)
def best_step_sum(training, held_out, steps):
    return steps[np.argmin(held_out + training)]


@best_step.mistake(
    "That is the last step. The dials of an earlier one may do better on points that the training "
    "never saw."
)
def best_step_last(training, held_out, steps):
    return steps[-1]


@best_step.mistake(
    "That is the step before the first rise. An error may rise for a while and fall again; you "
    "have the whole training noted down, so take the best of all."
)
def best_step_first_rise(training, held_out, steps):
    return steps[np.argmax(np.diff(held_out) > 0)]
