"""Correct answers to the exercises of this lesson, written differently from the solutions."""

import math

import numpy as np

by_hand = np.array([4.0, 13.0])
shape = np.zeros((2, 5)).shape
count_dials = (768 + 1) * 3072
grey = np.ones((3, 1)) @ np.array([[0.30, 0.59, 0.11]])


def turn(degrees):
    angle = degrees * math.pi / 180
    landed = [(math.cos(t), math.sin(t)) for t in (angle, angle + math.pi / 2)]
    return np.array(landed).T


def stack(A1, b1, A2, b2):
    """Where each arrow and the origin land, by letting both layers act."""

    def both(x):
        return A2 @ (A1 @ x + b1) + b2

    size = len(b1)
    start = both(np.zeros(size))
    columns = [both(arrow) - start for arrow in np.eye(size)]
    return np.array([*columns, start]).T
