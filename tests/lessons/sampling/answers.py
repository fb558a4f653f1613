"""Correct answers to the exercises of this lesson, written differently from the solutions."""

import math

import numpy as np

kept_share = 0.625


def softmax(logits, temperature):
    top = max(logits)
    powers = [math.exp((x - top) / temperature) for x in logits]
    return [p / sum(powers) for p in powers]


def top_k(probs, k):
    ranking = sorted(range(len(probs)), key=lambda i: -probs[i])[:k]
    kept = np.array([p if i in ranking else 0.0 for i, p in enumerate(probs)])
    return kept / kept.sum()


def top_p(probs, p):
    kept, total = np.zeros(len(probs)), 0.0
    for i in sorted(range(len(probs)), key=lambda i: -probs[i]):
        if total >= p - 1e-9:
            break
        kept[i] = probs[i]
        total += probs[i]
    return kept / total
