"""Correct answers to the exercises of this lesson, written differently from the solutions."""


def relu(z):
    return z * (z > 0)


def neuron_for(start, slope):
    w = slope
    return [w, 0 - w * start]


def forward(A, b, v, c, X):
    answers = []
    for x in X:
        output = c
        for row, one_b, one_v in zip(A, b, v, strict=True):
            z = sum(weight * value for weight, value in zip(row, x, strict=True)) + one_b
            output += one_v * max(z, 0)
        answers.append(output)
    return answers


def count_dials(inputs, hidden):
    return hidden * (inputs + 2) + 1


def honest_error(training, validation, test):
    return min(zip(validation, test, strict=True))[1]
