"""Correct answers to the exercises of this lesson, written differently from the solutions."""

import math

import numpy as np


def encode(words, vocabulary):
    number = {word: i for i, word in enumerate(vocabulary)}
    return np.array([number[word] for word in words])


gpt2_table = sum([768] * 50_257)


def table_gradient(tokens, arriving, V):
    one_hots = np.array([[1.0 if v == token else 0.0 for v in range(V)] for token in tokens])
    return one_hots.T @ arriving


def neighbours(table, i, k):
    others = [j for j in range(len(table)) if j != i]
    return sorted(others, key=lambda j: math.dist(table[i], table[j]))[:k]
