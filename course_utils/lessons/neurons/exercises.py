"""Exercises of notebook 08: the bend, one neuron, a batch, a count, pieces, an honest error."""

import numpy as np

from ...exercises import exercise, open_exercise

A = np.array([[1.0, -2.0], [0.5, 1.0], [-1.0, 0.0]])  # 3 hidden neurons, 2 inputs
B = np.array([0.5, -1.0, 2.0])
V = np.array([2.0, -1.0, 3.0])


@exercise(
    "easy",
    minutes=2,
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


@neuron_for.mistake("The two are swapped: first w, then b.")
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


X = np.array([[1.0, 2.0], [3.0, -0.5], [-2.0, 1.0], [0.0, 4.0]])  # a batch of 4 inputs


@exercise(
    "medium",
    minutes=7,
    cases=[
        (A[:2, :1], B[:2], V[:2], 1.0, np.array([[1.0], [3.0], [-1.0]])),
        (A, B, V, 1.5, X),
        (A, B, V, -20.0, X[:3]),
        (A[:2], B[:2], V[:2], 0.5, X[1:]),
    ],
    hints=[
        "For a single input the four steps are: through A, plus b, bend, then v and c. Which of "
        "them must change when the inputs are the rows of a table?",
        "Notebook 07 sent a whole photograph through a matrix: look at how its rows met those of "
        "A.",
        "After the bend there is a table with a row for each input. @ v takes the dot product of "
        "every row with v.",
    ],
)
def forward(A, b, v, c, X):
    hidden = np.maximum(X @ A.T + b, 0)
    return hidden @ v + c


@forward.mistake("The bend is missing, so two layers are only one matrix again.")
def forward_no_bend(A, b, v, c, X):
    return (X @ A.T + b) @ v + c


@forward.mistake("b is missing: every hidden neuron has its own, added before the bend.")
def forward_no_b(A, b, v, c, X):
    return np.maximum(X @ A.T, 0) @ v + c


@forward.mistake("c is missing: the output has its own bias.")
def forward_no_c(A, b, v, c, X):
    return np.maximum(X @ A.T + b, 0) @ v


@forward.mistake(
    "b was added after the bend. It belongs inside, since it says where the bend begins."
)
def forward_b_outside(A, b, v, c, X):
    return (np.maximum(X @ A.T, 0) + b) @ v + c


@forward.mistake(
    "The output was bent, too, so it can never be below 0. Bend the hidden neurons only."
)
def forward_bent_twice(A, b, v, c, X):
    return np.maximum(np.maximum(X @ A.T + b, 0) @ v + c, 0)


@forward.mistake(
    "The bend came last, on the output. It is the hidden neurons that bend, each by itself."
)
def forward_bent_at_the_end(A, b, v, c, X):
    return np.maximum((X @ A.T + b) @ v + c, 0)


@forward.mistake("The hidden numbers were added up without v: each counts v times.")
def forward_no_v(A, b, v, c, X):
    return np.maximum(X @ A.T + b, 0).sum(axis=1) + c


@forward.mistake(
    "A number came out for each hidden neuron. There is one output for each input: multiply by v, "
    "add up along the row, then add c once."
)
def forward_not_added_up(A, b, v, c, X):
    return np.maximum(X @ A.T + b, 0) * v + c


@forward.mistake("These are the hidden neurons. The way from them to the one output is missing.")
def forward_hidden_only(A, b, v, c, X):
    return np.maximum(X @ A.T + b, 0)


@forward.mistake("All inputs were added up to one number. Each row of X has an output of its own.")
def forward_all_added(A, b, v, c, X):
    return np.sum(np.maximum(X @ A.T + b, 0) @ v + c)


@forward.mistake("That is the output for the first input only. Each row of X has one of its own.")
def forward_first_only(A, b, v, c, X):
    return np.maximum(A @ X[0] + b, 0) @ v + c


@exercise(
    "easy",
    minutes=3,
    cases=[(2, 3), (1, 10), (576, 1536)],
    hints=[
        "The hidden layer is A·x + b: A has one row per neuron and one column per input.",
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


@open_exercise(
    "medium",
    minutes=7,
    hints=[
        "Walk along x from left to right. What has to happen for the slope to change?",
        "How steep is x² at 0.1, at 0.2, at 0.3? And a curve of n + 1 pieces?",
    ],
)
def pieces():
    """At most n + 1 pieces. Go along x from left to right. Each relu(w·x + b) is a straight line,
    or 0, up to its hinge, and another straight line after it. As long as no hinge is passed, all n
    parts are straight, and a sum of straight lines v·(w·x + b) is a straight line. So the curve can
    bend only at a hinge. There are n neurons, and each has one hinge (none, if its w is 0). n cuts
    divide a line into n + 1 pieces. It may be fewer: two hinges can coincide, a v can be 0, and
    the changes of two neurons at one place can cancel.

    So no such network is exactly x² between 0 and 1. The slope of x² is 2x, a different one at each
    place, and a curve with n + 1 pieces has n + 1 slopes at most. But "exactly" is not needed. Put
    the hinges at equal distances h, with the curve right at each hinge: between two of them it is
    off by at most h²/4. Twice as many pieces, a quarter of the error. That is what "as closely as
    you like" means, and it is also its price: closer means more dials.
    """


SHORT = (np.array([0.6, 0.4, 0.2]), np.array([0.7, 0.5, 0.6]), np.array([0.65, 0.55, 0.45]))
# Over these two, each of the following points elsewhere: the lowest training, validation and test
# error, the smallest gap between training and validation, the last step, the first rise.
LONG = (
    np.array([0.8, 0.5, 0.3, 0.2, 0.1]),
    np.array([0.9, 0.6, 0.45, 0.5, 0.7]),
    np.array([0.85, 0.58, 0.52, 0.40, 0.61]),
)
BUMPY = (
    np.array([0.85, 0.5, 0.25, 0.15, 0.2, 0.16]),
    np.array([0.9, 0.7, 0.8, 0.5, 0.4, 0.6]),
    np.array([0.95, 0.43, 0.72, 0.51, 0.47, 0.8]),
)


@exercise(
    "medium",
    minutes=4,
    cases=[SHORT, LONG, BUMPY],
    hints=[
        "Two questions, one after the other: which step do you keep, and how good is it?",
        "np.argmin gives the place of the smallest number in an array. Which array may choose?",
        "The part that chose cannot be the one that reports.",
    ],
)
def honest_error(training, validation, test):
    kept = np.argmin(validation)
    return test[kept]


@honest_error.mistake(
    "You kept the step at which the test error is lowest. Then the test part has chosen, and its "
    "error is too good to be true: nothing is left to report with."
)
def honest_error_test_chooses(training, validation, test):
    return np.min(test)


@honest_error.mistake(
    "That is the error you chose by. As the smallest of many it is too good to be true; report "
    "with points that had no say."
)
def honest_error_of_the_choice(training, validation, test):
    return np.min(validation)


@honest_error.mistake(
    "You kept the step with the lowest training error. It only says how well the training points "
    "are remembered."
)
def honest_error_training_chooses(training, validation, test):
    return test[np.argmin(training)]


@honest_error.mistake("That is the training error at the right step. How does it do on new points?")
def honest_error_reports_training(training, validation, test):
    return training[np.argmin(validation)]


@honest_error.mistake("That is the lowest training error, which says little about new points.")
def honest_error_lowest_training(training, validation, test):
    return np.min(training)


@honest_error.mistake(
    "That is the test error of the last step. You may keep the dials of an earlier one."
)
def honest_error_last(training, validation, test):
    return test[-1]


@honest_error.mistake(
    "That is the place of the step to keep, counted from 0. How good are its dials?"
)
def honest_error_place(training, validation, test):
    return np.argmin(validation)


@honest_error.mistake(
    "You kept the step where training and validation error are closest. Two bad errors can be "
    "close as well."
)
def honest_error_smallest_gap(training, validation, test):
    return test[np.argmin(np.abs(validation - training))]


@honest_error.mistake("That is the average over all steps. You keep the dials of one step only.")
def honest_error_average(training, validation, test):
    return np.mean(test)


@honest_error.mistake(
    "The test part had a say in the choice. Then it cannot be the one that reports."
)
def honest_error_both_choose(training, validation, test):
    return test[np.argmin(validation + test)]


@honest_error.mistake(
    "You stopped before the first rise. An error may rise for a while and fall again; you have all "
    "steps noted down, so keep the best of all."
)
def honest_error_first_rise(training, validation, test):
    return test[np.argmax(np.diff(validation) > 0)]
