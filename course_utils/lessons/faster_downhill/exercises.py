"""Exercises of notebook 03: the size of a batch, momentum and its top speed, Adam's step."""

import numpy as np

from ...exercises import exercise


@exercise(
    "medium",
    minutes=5,
    cases=[(2.0, 1.0), (2.0, 0.5), (3.0, 0.1), (1.9, 0.25)],
    hints=[
        "Begin with numbers: one penguin scatters by 2, and 1 is wanted, half as much. How many?",
        "A batch of n scatters by (scatter of one) / √n. Set that equal to what is wanted.",
        "Solve for √n first, then square both sides.",
    ],
)
def penguins_needed(scatter_of_one, wanted):
    return (scatter_of_one / wanted) ** 2


@penguins_needed.mistake(
    "For half the scatter two penguins are not enough: it shrinks with the root of their number."
)
def penguins_needed_not_squared(scatter_of_one, wanted):
    return scatter_of_one / wanted


@penguins_needed.mistake("The wrong way round: less scatter must take more penguins, not fewer.")
def penguins_needed_upside_down(scatter_of_one, wanted):
    return (wanted / scatter_of_one) ** 2


@penguins_needed.mistake("A root where a square should be: √n = 2 means that n is 4.")
def penguins_needed_root(scatter_of_one, wanted):
    return np.sqrt(scatter_of_one / wanted)


@penguins_needed.mistake("Only one of the two was squared: divide first, then square.")
def penguins_needed_one_squared(scatter_of_one, wanted):
    return scatter_of_one**2 / wanted


@exercise(
    "medium",
    minutes=6,
    cases=[(6.0, 0.0, 3.0, 0.1), (6.0, -0.5, 3.0, 0.1), (1.0, 2.0, -4.0, 0.5)],
    hints=[
        "First the new velocity: nine tenths of the old one, and a push against the slope.",
        "The push is the step of plain gradient descent: minus learning_rate times slope.",
        "Then the dial moves by the new velocity. Return both, the dial first.",
    ],
)
def momentum_step(dial, velocity, slope, learning_rate):
    velocity = 0.9 * velocity - learning_rate * slope
    return dial + velocity, velocity


@momentum_step.mistake("The dial moved by the old velocity: update the velocity first, then move.")
def momentum_step_old_velocity(dial, velocity, slope, learning_rate):
    return dial + velocity, 0.9 * velocity - learning_rate * slope


@momentum_step.mistake("The push goes uphill: against the slope means minus.")
def momentum_step_uphill(dial, velocity, slope, learning_rate):
    velocity = 0.9 * velocity + learning_rate * slope
    return dial + velocity, velocity


@momentum_step.mistake("Friction is missing: only nine tenths of the old velocity are kept.")
def momentum_step_no_friction(dial, velocity, slope, learning_rate):
    velocity = velocity - learning_rate * slope
    return dial + velocity, velocity


@momentum_step.mistake("Friction works on the old velocity alone; the push is added in full.")
def momentum_step_friction_on_push(dial, velocity, slope, learning_rate):
    velocity = 0.9 * (velocity - learning_rate * slope)
    return dial + velocity, velocity


@momentum_step.mistake("Friction takes a tenth away; you kept a tenth.")
def momentum_step_keeps_a_tenth(dial, velocity, slope, learning_rate):
    velocity = 0.1 * velocity - learning_rate * slope
    return dial + velocity, velocity


@momentum_step.mistake("The learning rate is missing: it scales the push.")
def momentum_step_no_rate(dial, velocity, slope, learning_rate):
    velocity = 0.9 * velocity - slope
    return dial + velocity, velocity


@momentum_step.mistake("The velocity is right. Return the moved dial, too, and put it first.")
def momentum_step_dial_stays(dial, velocity, slope, learning_rate):
    return dial, 0.9 * velocity - learning_rate * slope


@momentum_step.mistake("The two are swapped: first the dial, then the velocity.")
def momentum_step_exchanged(dial, velocity, slope, learning_rate):
    velocity = 0.9 * velocity - learning_rate * slope
    return velocity, dial + velocity


@momentum_step.mistake("That is the dial alone. Return the velocity, too: the next step needs it.")
def momentum_step_dial_alone(dial, velocity, slope, learning_rate):
    return dial + 0.9 * velocity - learning_rate * slope


@momentum_step.mistake(
    "The velocity points uphill: give it the sign of the movement, and add it to the dial."
)
def momentum_step_uphill_velocity(dial, velocity, slope, learning_rate):
    velocity = 0.9 * velocity + learning_rate * slope
    return dial - velocity, velocity


@momentum_step.mistake(
    "The dial is right. But the velocity points uphill: give it the sign of the movement."
)
def momentum_step_velocity_flipped(dial, velocity, slope, learning_rate):
    velocity = 0.9 * velocity - learning_rate * slope
    return dial + velocity, -velocity


@momentum_step.mistake("The velocity is right, but the dial moved against it: add it to the dial.")
def momentum_step_velocity_off(dial, velocity, slope, learning_rate):
    velocity = 0.9 * velocity - learning_rate * slope
    return dial - velocity, velocity


@exercise(
    "medium",
    minutes=5,
    cases=[(0.5, 1.0), (0.9, -0.3), (0.99, 2.0), (0.75, 3.0)],
    hints=[
        "At top speed a step no longer changes the velocity: what friction takes, the push gives.",
        "As an equation: velocity = keep · velocity + push. Solve it for the velocity.",
    ],
)
def top_speed(keep, push):
    return push / (1 - keep)


@top_speed.mistake("Divide by what friction takes away, 1 − keep, and not by what it leaves.")
def top_speed_by_keep(keep, push):
    return push / keep


@top_speed.mistake(
    "That is what the velocity has kept from before. The push of this step comes on top."
)
def top_speed_without_last_push(keep, push):
    return keep * push / (1 - keep)


@top_speed.mistake("That is the velocity after two steps. It goes on growing.")
def top_speed_two_steps(keep, push):
    return push + keep * push


@top_speed.mistake("Friction takes away the share 1 − keep, so that is what the push must balance.")
def top_speed_plus(keep, push):
    return push / (1 + keep)


@top_speed.mistake("That is smaller than one push. The pushes add up.")
def top_speed_times(keep, push):
    return push * (1 - keep)


FIRST = "With t = 1 the turn should be as long as the learning rate, against the slope. "


@exercise(
    "hard",
    minutes=12,
    cases=[
        (3.0, 0.0, 0.0, 1, 0.1),
        (-4.0, 0.3, 0.009, 2, 0.1),
        (0.5, 0.2, 0.04, 50, 0.01),
        (2.0, -1.0, 0.6, 400, 0.3),
    ],
    hints=[
        "Update the two averages first: average becomes 0.9 · average + 0.1 · slope.",
        "The same for square, with 0.999, 0.001 and slope**2.",
        "Corrected, the first is average / (1 - 0.9**t). The averages themselves stay as they are: "
        "it is these that you return.",
        "The turn is minus learning_rate times the corrected average, divided by the root of the "
        "corrected square (plus 1e-8).",
    ],
)
def adam_step(slope, average, square, t, learning_rate):
    average = 0.9 * average + 0.1 * slope
    square = 0.999 * square + 0.001 * slope**2
    size = np.sqrt(square / (1 - 0.999**t)) + 1e-8
    turn = -learning_rate * average / (1 - 0.9**t) / size
    return turn, average, square


def _averages(slope, average, square):
    return 0.9 * average + 0.1 * slope, 0.999 * square + 0.001 * slope**2


@adam_step.mistake(
    FIRST + "Both averages began at 0: divide each by the share that it has reached by now."
)
def adam_step_uncorrected(slope, average, square, t, learning_rate):
    average, square = _averages(slope, average, square)
    return -learning_rate * average / (np.sqrt(square) + 1e-8), average, square


@adam_step.mistake(FIRST + "The average of the slopes is not corrected: divide by 1 - 0.9**t.")
def adam_step_average_uncorrected(slope, average, square, t, learning_rate):
    average, square = _averages(slope, average, square)
    size = np.sqrt(square / (1 - 0.999**t)) + 1e-8
    return -learning_rate * average / size, average, square


@adam_step.mistake(FIRST + "The average of the squares is not corrected: divide by 1 - 0.999**t.")
def adam_step_square_uncorrected(slope, average, square, t, learning_rate):
    average, square = _averages(slope, average, square)
    turn = -learning_rate * average / (1 - 0.9**t) / (np.sqrt(square) + 1e-8)
    return turn, average, square


@adam_step.mistake("The root is missing: divide by the root, which is in the unit of a slope.")
def adam_step_no_root(slope, average, square, t, learning_rate):
    average, square = _averages(slope, average, square)
    turn = -learning_rate * average / (1 - 0.9**t) / (square / (1 - 0.999**t) + 1e-8)
    return turn, average, square


@adam_step.mistake("This goes uphill: the turn is against the average slope, so minus.")
def adam_step_uphill(slope, average, square, t, learning_rate):
    turn, average, square = adam_step._solution(slope, average, square, t, learning_rate)
    return -turn, average, square


@adam_step.mistake("The learning rate is missing from the turn.")
def adam_step_no_rate(slope, average, square, t, learning_rate):
    return adam_step._solution(slope, average, square, t, 1.0)


@adam_step.mistake("The slope of this step alone was divided. It is the average that Adam follows.")
def adam_step_slope_alone(slope, average, square, t, learning_rate):
    average, square = _averages(slope, average, square)
    size = np.sqrt(square / (1 - 0.999**t)) + 1e-8
    return -learning_rate * slope / size, average, square


@adam_step.mistake("Both averages forget at the same pace here; that of the squares keeps 0.999.")
def adam_step_one_pace(slope, average, square, t, learning_rate):
    average, square = 0.9 * average + 0.1 * slope, 0.9 * square + 0.1 * slope**2
    size = np.sqrt(square / (1 - 0.9**t)) + 1e-8
    return -learning_rate * average / (1 - 0.9**t) / size, average, square


@adam_step.mistake(
    "The corrected averages were returned. Return the running ones: they go on from there."
)
def adam_step_corrected_returned(slope, average, square, t, learning_rate):
    turn, average, square = adam_step._solution(slope, average, square, t, learning_rate)
    return turn, average / (1 - 0.9**t), square / (1 - 0.999**t)


@adam_step.mistake("The old averages were returned: the next step needs the new ones.")
def adam_step_old_returned(slope, average, square, t, learning_rate):
    return adam_step._solution(slope, average, square, t, learning_rate)[0], average, square


@adam_step.mistake("That is the turn alone. Return the two averages, too: they are the memory.")
def adam_step_turn_alone(slope, average, square, t, learning_rate):
    return adam_step._solution(slope, average, square, t, learning_rate)[0]
