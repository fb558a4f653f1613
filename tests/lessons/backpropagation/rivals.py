"""Wrong answers to the exercises of this lesson, as a learner with the wrong method writes them."""

import numpy as np

first_dial__hair_from_the_target = -3.6
first_dial__w2_squared = 72
first_dial__forgot_two_and_x = -6
first_dial__multiplied_by_z_as_well = -72
first_dial__new_dial_after_one_step = 2 + 0.1 * 36
first_dial__all_four = [-36, -12, 12, 6]


def backward__one_number(x, target, w1, b1, w2, b2):
    return 2 * (w2 * max(w1 * x + b1, 0) + b2 - target)


def backward__loss_squared_itself(x, target, w1, b1, w2, b2):
    z = w1 * x + b1
    h = max(z, 0)
    slope_y = (w2 * h + b2 - target) ** 2
    slope_z = slope_y * w2 * (z > 0)
    return slope_z * x, slope_z, slope_y * h, slope_y


def backward__target_forgotten(x, target, w1, b1, w2, b2):
    z = w1 * x + b1
    h = max(z, 0)
    slope_y = 2 * (w2 * h + b2)
    slope_z = slope_y * w2 * (z > 0)
    return slope_z * x, slope_z, slope_y * h, slope_y


def backward__bend_kills_all(x, target, w1, b1, w2, b2):
    z = w1 * x + b1
    if z <= 0:
        return 0, 0, 0, 0
    slope_y = 2 * (w2 * z + b2 - target)
    return slope_y * w2 * x, slope_y * w2, slope_y * z, slope_y


def backward__dials_after_a_step(x, target, w1, b1, w2, b2):
    z = w1 * x + b1
    h = max(z, 0)
    slope_y = 2 * (w2 * h + b2 - target)
    slope_z = slope_y * w2 * (z > 0)
    return w1 - 0.1 * slope_z * x, b1 - 0.1 * slope_z, w2 - 0.1 * slope_y * h, b2 - 0.1 * slope_y


def backward__z_is_the_slope(x, target, w1, b1, w2, b2):
    z = w1 * x + b1
    h = max(z, 0)
    slope_y = 2 * (w2 * h + b2 - target)
    slope_z = slope_y * w2 * h
    return slope_z * x, slope_z, slope_y * h, slope_y


def backward__slopes_added(x, target, w1, b1, w2, b2):
    z = w1 * x + b1
    h = max(z, 0)
    slope_y = 2 * (w2 * h + b2 - target)
    slope_z = slope_y + w2 + (z > 0)
    return slope_z + x, slope_z, slope_y + h, slope_y


def weight_slopes__each_with_its_own(delta, x):
    return [d * x[i % len(x)] for i, d in enumerate(delta)]


def weight_slopes__added(delta, x):
    return delta[:, None] + x[None, :]


def weight_slopes__squared_input(delta, x):
    return np.outer(delta, x**2)


def weight_slopes__slope_of_the_sign(delta, x):
    return np.outer(np.sign(delta), x)


def handed_back__largest_path_only(A, delta):
    return np.max(A * delta[:, None], axis=0)


def handed_back__first_output_only(A, delta):
    return A[0] * delta[0]


def handed_back__sizes(A, delta):
    return np.abs(A).T @ delta


def handed_back__inverse(A, delta):
    return np.linalg.pinv(A) @ delta


def layers_backward__gate_by_what_arrives(A1, b1, A2, b2, x, target):
    z = A1 @ x + b1
    delta = 2 * (A2 @ np.maximum(z, 0) + b2 - target)
    back = A2.T @ delta
    at_z = back * (back > 0)
    return np.outer(at_z, x), at_z, np.outer(delta, np.maximum(z, 0)), delta


def layers_backward__multiplied_by_h_in_place_of_the_gate(A1, b1, A2, b2, x, target):
    h = np.maximum(A1 @ x + b1, 0)
    delta = 2 * (A2 @ h + b2 - target)
    at_z = A2.T @ delta * h
    return np.outer(at_z, x), at_z, np.outer(delta, h), delta


def layers_backward__mean_of_the_outputs(A1, b1, A2, b2, x, target):
    z = A1 @ x + b1
    h = np.maximum(z, 0)
    delta = 2 * (A2 @ h + b2 - target) / len(target)
    at_z = A2.T @ delta * (z > 0)
    return np.outer(at_z, x), at_z, np.outer(delta, h), delta


def layers_backward__relu_on_the_output_too(A1, b1, A2, b2, x, target):
    z = A1 @ x + b1
    h = np.maximum(z, 0)
    y = A2 @ h + b2
    delta = 2 * (np.maximum(y, 0) - target) * (y > 0)
    at_z = A2.T @ delta * (z > 0)
    return np.outer(at_z, x), at_z, np.outer(delta, h), delta


def batch_slopes__means_of_both(deltas, X):
    return np.outer(deltas.mean(axis=0), X.mean(axis=0))


def batch_slopes__pairs_mixed_up(deltas, X):
    return deltas[::-1].T @ X


def batch_slopes__root_of_the_number(deltas, X):
    return deltas.T @ X / np.sqrt(len(X))


def _walk(recipes, order, step):
    slopes = [0.0] * len(recipes)
    slopes[-1] = 1.0
    for n in order(len(recipes)):
        for i, times_as_far in recipes[n]:
            slopes[i] = step(slopes[i], slopes[n], times_as_far)
    return slopes


def walk_back__from_the_front(recipes):
    return _walk(recipes, range, lambda old, arrived, far: old + arrived * far)


def walk_back__minus(recipes):
    backwards = range(len(recipes))[::-1]
    return _walk(recipes, lambda many: backwards, lambda old, arrived, far: old - arrived * far)


def walk_back__largest_path(recipes):
    backwards = range(len(recipes))[::-1]
    return _walk(
        recipes, lambda many: backwards, lambda old, arrived, far: max(old, arrived * far, key=abs)
    )


def walk_back__slopes_of_the_values(recipes):
    return [sum(far for _, far in recipe) for recipe in recipes]
