"""Wrong answers to the exercises of this lesson, as a learner with the wrong method writes them."""

import numpy as np


def _softmax(scores):
    powers = np.exp(scores)
    return powers / powers.sum(axis=-1, keepdims=True)


one_mixture__by_distance = 18.5
one_mixture__first_place_only = 10 * 1 / 3 + 60 * 2 / 3
one_mixture__weights_squared = 10 * 0.665**2 + 20 * 0.245**2 + 60 * 0.090**2
one_mixture__sum_of_values = 90
one_mixture__third_key_minus_sign_lost = 31.7


def attention_weights__number_by_number(query, key):
    return _softmax(query * key / np.sqrt(query.shape[1]))


def attention_weights__best_match_only(query, key):
    scores = query @ key.T
    return np.eye(len(scores))[scores.argmax(axis=1)]


def attention_weights__distances(query, key):
    gaps = ((query[:, None] - key[None]) ** 2).sum(axis=-1)
    return _softmax(-gaps)


def attention_weights__angles(query, key):
    def of_length_1(x):
        return x / np.linalg.norm(x, axis=1, keepdims=True)

    return _softmax(of_length_1(query) @ of_length_1(key).T)


def attention_weights__divided_after_the_softmax(query, key):
    return _softmax(query @ key.T) / np.sqrt(query.shape[1])


def attention_weights__not_transposed(query, key):
    return _softmax(query @ key / np.sqrt(query.shape[1]))


def attention_weights__even(query, key):
    return np.full((len(query), len(key)), 1 / len(key))


def attention_weights__with_a_mask(query, key):
    scores = query @ key.T / np.sqrt(query.shape[1])
    return _softmax(np.where(np.tri(len(scores), dtype=bool), scores, -np.inf))


def causal_weights__minus_one(scores):
    return _softmax(np.where(np.tri(len(scores), dtype=bool), scores, -1))


def causal_weights__itself_and_the_one_before(scores):
    near = np.tri(len(scores), dtype=bool) & ~np.tri(len(scores), k=-2, dtype=bool)
    return _softmax(np.where(near, scores, -np.inf))


def causal_weights__only_itself(scores):
    return np.eye(len(scores))


def causal_weights__divided_once_more(scores):
    allowed = np.tri(len(scores), dtype=bool)
    return _softmax(np.where(allowed, scores / np.sqrt(len(scores)), -np.inf))


def causal_weights__multiplied_by_the_mask(scores):
    return _softmax(scores * np.tri(len(scores)))


def causal_weights__last_row_only(scores):
    return _softmax(scores[-1])


def causal_weights__from_the_first_token(scores):
    return _softmax(np.where(np.arange(len(scores)) == 0, scores, -np.inf))
