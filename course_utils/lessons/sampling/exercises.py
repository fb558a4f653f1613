"""Exercises of notebook 17: from scores to one chosen word."""

import numpy as np

from ...exercises import exercise

LOGITS = np.array([2.0, 1.5, 1.0, -1.0])
# No two are equal: which of two equally likely words is kept is nobody's mistake.
THREE_WORDS = np.array([0.2, 0.5, 0.3])
PROBS = np.array([0.2, 0.05, 0.48, 0.27])


@exercise(
    "easy",
    minutes=3,
    by_hand=True,
    hints=[
        "Top-k with k = 2 keeps the two likeliest: 0.5 and 0.3. The third gets 0.",
        "What is kept must again sum to 1, and the first word must stay as much likelier than the "
        "second as it was. Which number has to divide both?",
    ],
)
def kept_share():
    return 0.5 / (0.5 + 0.3)


@kept_share.mistake("That is the old probability. After the cut the two must sum to 1 again.")
def kept_share_not_renormalised():
    return 0.5


@kept_share.mistake("That is the sum of what was kept. What does the first word have of it?")
def kept_share_sum():
    return 0.8


@kept_share.mistake("The lost 0.2 is not shared out equally: 0.5 and 0.3 keep their proportion.")
def kept_share_equally():
    return 0.5 + 0.2 / 2


@kept_share.mistake("That is the second word's share. The question is the first's.")
def kept_share_second():
    return 0.3 / (0.5 + 0.3)


@kept_share.mistake(
    "That is a softmax of 0.5 and 0.3. They are probabilities already: to sum to 1 again they need "
    "only be divided by one number."
)
def kept_share_softmax():
    return 1 / (1 + np.exp(0.3 - 0.5))


@kept_share.mistake("The first word got all that was cut off. The second gets its part of it.")
def kept_share_all_of_it():
    return 0.5 + 0.2


@kept_share.mistake("Only one word was kept. With k = 2 there are two.")
def kept_share_greedy():
    return 1


@kept_share.mistake("In per cent that is right. A probability is a number between 0 and 1.")
def kept_share_per_cent():
    return 62.5


@exercise(
    "medium",
    minutes=6,
    cases=[
        (np.array([2.0, 1.0, 0.0]), 2.0),
        (LOGITS, 0.5),
        (LOGITS, 1.0),
        (LOGITS - 3, 3.0),
        (LOGITS, 0.001),
    ],
    hints=[
        "First logits / temperature, then the softmax of notebook 13.",
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


@softmax.mistake(
    "At the temperature 0.001 the result is nan (inf/inf), since np.exp(2000) is too large for "
    "the computer. Only the distances between logits count: how can the largest be made 0?"
)
def softmax_overflows(logits, temperature):
    return softmax_plain(logits / temperature)


@softmax.mistake(
    "At the temperature 0.001 the result is nan (inf/inf): with the mean taken away, the largest "
    "logit is still above 0, and e to its power is too large. Take the largest away instead."
)
def softmax_mean_taken(logits, temperature):
    distances = logits / temperature
    return softmax_plain(distances - distances.mean())


@softmax.mistake(
    "The temperature divided the probabilities. It is the logits that are divided, before np.exp."
)
def softmax_divided_after(logits, temperature):
    return softmax_plain(logits) / temperature


@softmax.mistake(
    "The wrong way round: the largest logit should get the largest probability. Is there one minus "
    "too many?"
)
def softmax_flipped(logits, temperature):
    return softmax_plain((np.min(logits) - logits) / temperature)


@softmax.mistake("The temperature has no effect yet. It divides the logits, before np.exp.")
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
    cases=[(THREE_WORDS, 2), (PROBS, 1), (PROBS, 2), (PROBS, 3), (PROBS, 9)],
    hints=[
        "np.argsort(-probs) ranks the words: their places, the likeliest first. A slice of it "
        "takes the first k, and does not mind a k that is too large.",
        "Start with a row of zeros, np.zeros(len(probs)), and fill in what is kept, each in its "
        "place.",
        "What do the kept ones add up to, and what should they?",
    ],
)
def top_k(probs, k):
    order = np.argsort(-probs)  # places, the likeliest word first
    kept = np.zeros(len(probs))
    kept[order[:k]] = probs[order[:k]]
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


@top_k.mistake(
    "One too many is kept. (Counting starts at 0: the k-th in a ranking is at place k − 1.)"
)
def top_k_one_more(probs, k):
    kept = kept_by_rank(probs, k + 1)
    return kept / kept.sum()


@top_k.mistake("One too few is kept: a slice [:n] takes n.")
def top_k_one_less(probs, k):
    kept = kept_by_rank(probs, k - 1 if k <= len(probs) else k)
    return kept / kept.sum()


@top_k.mistake("These are the first k in the row. Keep the k likeliest, wherever they stand.")
def top_k_first_in_the_row(probs, k):
    kept = np.where(np.arange(len(probs)) < k, probs, 0)
    return kept / kept.sum()


@top_k.mistake("The others were thrown out. Each word keeps its place in the row, with a 0.")
def top_k_shorter(probs, k):
    kept = kept_by_rank(probs, k)
    return kept[kept > 0] / kept.sum()


@top_k.mistake("The others were thrown out. Each word keeps its place in the row, with a 0.")
def top_k_shorter_and_ranked(probs, k):
    kept = np.sort(probs)[::-1][:k]
    return kept / kept.sum()


@top_k.mistake("All that are kept got the same. They should stay as much likelier as they were.")
def top_k_even(probs, k):
    kept = kept_by_rank(probs, k) > 0
    return kept / kept.sum()


@top_k.mistake(
    "These went through a softmax again. They are probabilities already, and need only be divided "
    "by their sum."
)
def top_k_softmax(probs, k):
    kept = kept_by_rank(probs, k)
    powers = np.exp(kept) * (kept > 0)
    return powers / powers.sum()


@top_k.mistake(
    "These went through a softmax again, and e⁰ is 1: what was set to 0 is back. They need only be "
    "divided by their sum."
)
def top_k_softmax_of_all(probs, k):
    powers = np.exp(kept_by_rank(probs, k))
    return powers / powers.sum()


@exercise(
    "hard",
    minutes=12,
    cases=[
        (THREE_WORDS, 0.6),
        (PROBS, 0.4),
        (PROBS, 0.6),
        (PROBS, 0.8),
        (PROBS, 0.97),
        (PROBS, 1.0),
    ],
    hints=[
        "Rank the words: order = np.argsort(-probs). Then np.cumsum(probs[order]) adds them up.",
        "Keep words until the sum reaches p, the word that crosses it included.",
        "Count the places where the sum is still below p. Is the word that crosses the line among "
        "them? Then the rest is as in top-k.",
    ],
)
def top_p(probs, p):
    order = np.argsort(-probs)
    sums = np.cumsum(probs[order])
    number = 1 + np.sum(sums < p)  # the word that crosses the line included
    kept = np.zeros(len(probs))
    kept[order[:number]] = probs[order[:number]]
    return kept / kept.sum()


def reaching(probs, p):
    """How many of the likeliest it takes until their sum reaches p."""
    return int(1 + np.sum(np.cumsum(np.sort(probs)[::-1]) < p))


@top_p.mistake(
    "One too few is kept: the word that crosses the line belongs to those kept. (Where the first "
    "word crosses it, none is left, and 0/0 is nan.)"
)
def top_p_one_too_few(probs, p):
    kept = kept_by_rank(probs, reaching(probs, p) - 1)
    return kept / kept.sum()


@top_p.mistake("One too few is kept: the word that crosses the line belongs to those kept.")
def top_p_one_too_few_but_the_first(probs, p):
    kept = kept_by_rank(probs, max(1, reaching(probs, p) - 1))
    return kept / kept.sum()


@top_p.mistake(
    "One too few is kept: the word that crosses the line belongs to those kept. (Where the first "
    "word crosses it, none is left, and 0/0 is nan.)"
)
def top_p_up_to_the_line(probs, p):
    kept = kept_by_rank(probs, int(np.sum(np.cumsum(np.sort(probs)[::-1]) <= p)))
    return kept / kept.sum()


@top_p.mistake("One too many is kept: the word after the one that crosses the line is cut.")
def top_p_one_too_many(probs, p):
    kept = kept_by_rank(probs, reaching(probs, p) + 1)
    return kept / kept.sum()


@top_p.mistake("Right numbers, wrong places: each word must keep its own place in the row.")
def top_p_ranked(probs, p):
    kept = np.sort(kept_by_rank(probs, reaching(probs, p)))[::-1]
    return kept / kept.sum()


@top_p.mistake("The others were thrown out. Each word keeps its place in the row, with a 0.")
def top_p_shorter(probs, p):
    kept = np.sort(probs)[::-1][: reaching(probs, p)]
    return kept / kept.sum()


@top_p.mistake("Count from the likeliest word on, not from the least likely.")
def top_p_from_the_least(probs, p):
    sums = np.cumsum(np.sort(probs))
    kept = probs - kept_by_rank(probs, len(probs) - int(1 + np.sum(sums < p)))
    return kept / kept.sum()


@top_p.mistake("Add up from the likeliest on: the words must be ranked before np.cumsum.")
def top_p_unsorted(probs, p):
    kept = np.where(np.cumsum(probs) - probs < p, probs, 0.0)
    return kept / kept.sum()


@top_p.mistake("The right ones are kept, but they do not sum to 1: divide by their sum.")
def top_p_not_renormalised(probs, p):
    return kept_by_rank(probs, reaching(probs, p))


@top_p.mistake(
    "This keeps each word whose own probability is at least p (where there is none, 0/0 is nan). "
    "It is the sum, counted from the likeliest on, that must reach p."
)
def top_p_threshold(probs, p):
    kept = np.where(probs >= p, probs, 0.0)
    return kept / kept.sum()
