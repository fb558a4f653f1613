"""Exercises of notebook 13: from scores to one chosen word."""

import numpy as np

from ...exercises import exercise

LOGITS = np.array([2.0, 0.5, 1.0, -1.0])
PROBS = np.array([0.5, 0.05, 0.25, 0.2])


@exercise(
    "easy",
    minutes=3,
    hints=[
        "Top-k with k = 2 keeps the two likeliest: 0.5 and 0.3. The third gets 0.",
        "What is kept must again sum to 1: divide by the sum of what was kept.",
    ],
)
def kept_share():
    return 0.5 / (0.5 + 0.3)


@kept_share.mistake("That is the old probability. After the cut the two must sum to 1 again.")
def kept_share_not_renormalised():
    return 0.5


@kept_share.mistake("That is the sum of what was kept: divide by it.")
def kept_share_sum():
    return 0.8


@kept_share.mistake("The lost 0.2 is not shared out equally: 0.5 and 0.3 keep their proportion.")
def kept_share_equally():
    return 0.5 + 0.2 / 2


@exercise(
    "medium",
    minutes=6,
    cases=[(LOGITS, 1.0), (LOGITS, 0.5), (LOGITS, 2.0), (LOGITS, 0.001)],
    hints=[
        "First logits / temperature, then the softmax that you know: np.exp, over the sum of all.",
        "Too large a number? Take the largest logit away from all before np.exp: "
        "the distances stay, so the probabilities stay.",
    ],
)
def softmax(logits, temperature):
    powers = np.exp((logits - np.max(logits)) / temperature)  # the largest becomes e⁰ = 1
    return powers / powers.sum()


@softmax.mistake("The logits were multiplied by the temperature: a hot setting should flatten.")
def softmax_multiplied(logits, temperature):
    return softmax_plain(logits * temperature)


@softmax.mistake("The temperature has no effect yet: divide the logits by it.")
def softmax_without(logits, temperature):
    return softmax_plain(logits)


@softmax.mistake("These do not sum to 1 yet: divide by their sum.")
def softmax_no_sum(logits, temperature):
    return np.exp((logits - np.max(logits)) / temperature)


def softmax_plain(logits):
    """Softmax without a temperature. [V] -> [V]"""
    powers = np.exp(logits)
    return powers / powers.sum()


@exercise(
    "medium",
    minutes=8,
    cases=[(PROBS, 1), (PROBS, 2), (PROBS, 3), (PROBS, 9)],
    hints=[
        "np.sort(probs)[::-1] ranks them. The k-th of these is the smallest one to keep.",
        "np.where(probs >= smallest, probs, 0) keeps them in their places.",
        "k may be larger than the vocabulary: min(k, len(probs)).",
    ],
)
def top_k(probs, k):
    smallest = np.sort(probs)[::-1][min(k, len(probs)) - 1]
    kept = np.where(probs >= smallest, probs, 0)
    return kept / kept.sum()


def kept_by_rank(probs, number):
    """Probabilities [V] with all but the `number` likeliest set to 0."""
    ranking = np.argsort(-probs, kind="stable")
    kept = np.zeros_like(probs)
    kept[ranking[:number]] = probs[ranking[:number]]
    return kept


@top_k.mistake("The right ones are kept, but they do not sum to 1: divide by their sum.")
def top_k_not_renormalised(probs, k):
    return kept_by_rank(probs, k)


@top_k.mistake("This keeps the k least likely words. Sort from the largest down.")
def top_k_smallest(probs, k):
    kept = probs - kept_by_rank(probs, len(probs) - min(k, len(probs)))
    return kept / kept.sum()


@top_k.mistake("Right numbers, wrong places: each word must keep its own place in the row.")
def top_k_ranked(probs, k):
    kept = np.sort(kept_by_rank(probs, k))[::-1]
    return kept / kept.sum()


@top_k.mistake("One too many is kept: counting starts at 0, so the k-th largest has index k − 1.")
def top_k_one_more(probs, k):
    kept = kept_by_rank(probs, k + 1)
    return kept / kept.sum()


@exercise(
    "hard",
    minutes=12,
    cases=[(PROBS, 0.4), (PROBS, 0.6), (PROBS, 0.8), (PROBS, 0.97), (PROBS, 1.0)],
    hints=[
        "Rank the words: order = np.argsort(-probs). Then np.cumsum(probs[order]) adds them up.",
        "Keep words until the sum reaches p, the word that crosses it included.",
        "How many is that? 1 + the number of places where the sum is still below p.",
    ],
)
def top_p(probs, p):
    order = np.argsort(-probs)
    sums = np.cumsum(probs[order])
    number = 1 + np.sum(sums < p - 1e-9)
    kept = np.zeros_like(probs)
    kept[order[:number]] = probs[order[:number]]
    return kept / kept.sum()


def reaching(probs, p):
    """How many of the likeliest it takes until their sum reaches p."""
    return int(1 + np.sum(np.cumsum(np.sort(probs)[::-1]) < p - 1e-9))


@top_p.mistake("One too few is kept: the word that crosses the line belongs to those kept.")
def top_p_one_too_few(probs, p):
    kept = kept_by_rank(probs, max(1, reaching(probs, p) - 1))
    return kept / kept.sum()


@top_p.mistake("Add up from the likeliest on: the words must be ranked before np.cumsum.")
def top_p_unsorted(probs, p):
    kept = np.where(np.cumsum(probs) - probs < p - 1e-9, probs, 0.0)
    return kept / kept.sum()


@top_p.mistake("The right ones are kept, but they do not sum to 1: divide by their sum.")
def top_p_not_renormalised(probs, p):
    return kept_by_rank(probs, reaching(probs, p))


@top_p.mistake(
    "This keeps each word whose own probability is at least p. "
    "It is the sum, counted from the likeliest on, that must reach p."
)
def top_p_threshold(probs, p):
    kept = np.where(probs >= p, probs, 0.0)
    return kept / max(kept.sum(), 1e-9)
