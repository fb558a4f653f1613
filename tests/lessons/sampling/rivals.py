"""Wrong answers to the exercises of this lesson, as a learner with the wrong method writes them."""

import numpy as np

kept_share__half_of_the_words = 2 / 3
kept_share__minus_the_third = 0.5 - 0.2
kept_share__multiplied = 0.5 * 0.8
kept_share__both = [0.625, 0.375]


def softmax__added(logits, temperature):
    powers = np.exp(logits + temperature)
    return powers / powers.sum()


def softmax__temperature_in_the_sum(logits, temperature):
    powers = np.exp(logits - np.max(logits))
    return powers / (powers.sum() * temperature)


def softmax__greedy(logits, temperature):
    return np.where(logits == np.max(logits), 1.0, 0.0)


def softmax__logits_cut_off(logits, temperature):
    powers = np.exp(np.minimum(logits / temperature, 1.5))
    return powers / powers.sum()


def softmax__shares_of_the_logits(logits, temperature):
    return logits / temperature / np.sum(logits / temperature)


def softmax__power_of_two(logits, temperature):
    powers = 2.0 ** ((logits - np.max(logits)) / temperature)
    return powers / powers.sum()


def softmax__squared_temperature(logits, temperature):
    powers = np.exp((logits - np.max(logits)) / temperature**2)
    return powers / powers.sum()


def softmax__largest_not_divided(logits, temperature):
    powers = np.exp(np.minimum(logits / temperature - np.max(logits), 700))
    return powers / powers.sum()


def top_k__those_above_one_kth(probs, k):
    kept = np.where(probs >= 1 / (k + 1), probs, 0)
    return kept / kept.sum()


def top_k__likeliest_only(probs, k):
    return np.where(probs == probs.max(), 1.0, 0.0)


def top_k__places(probs, k):
    return np.argsort(-probs)[:k]


def top_k__logits_kept(probs, k):
    order = np.argsort(-probs)
    kept = np.full(len(probs), -np.inf)
    kept[order[:k]] = probs[order[:k]]
    return kept / kept.sum()


def top_k__others_share_out(probs, k):
    order = np.argsort(-probs)
    kept = np.array(probs)
    cut = kept[order[k:]].sum()
    kept[order[k:]] = 0
    return np.where(kept > 0, kept + cut / k, 0)


def top_k__cut_to_a_k_th_of_the_best(probs, k):
    kept = np.where(probs * k >= probs.max(), probs, 0)
    return kept / kept.sum()


def top_p__as_top_k(probs, p):
    number = int(np.ceil(p * len(probs)))
    kept = np.zeros(len(probs))
    order = np.argsort(-probs)[:number]
    kept[order] = probs[order]
    return kept / kept.sum()


def top_p__share_of_the_best(probs, p):
    kept = np.where(probs >= (1 - p) * probs.max(), probs, 0)
    return kept / kept.sum()


def top_p__tail_below_one_minus_p(probs, p):
    kept = np.where(probs >= 1 - p, probs, 0)
    return kept / kept.sum()


def top_p__divided_by_p(probs, p):
    order = np.argsort(-probs)
    number = 1 + np.sum(np.cumsum(probs[order]) < p)
    kept = np.zeros(len(probs))
    kept[order[:number]] = probs[order[:number]]
    return kept / p


def top_p__crossing_word_cut_short(probs, p):
    order = np.argsort(-probs)
    sums = np.minimum(np.cumsum(probs[order]), p)
    kept = np.zeros(len(probs))
    kept[order] = np.diff(sums, prepend=0)
    return kept / kept.sum()


def top_p__everything(probs, p):
    return probs
