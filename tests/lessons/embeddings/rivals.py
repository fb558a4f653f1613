"""Wrong answers to the exercises of this lesson, as a learner with the wrong method writes them."""

import numpy as np


def encode__numbers_of_the_first_letters(words, vocabulary):
    return ["abcdefghijklmnopqrstuvwxyz".index(word[0]) for word in words]


def encode__counts(words, vocabulary):
    return [words.count(word) for word in words]


def encode__the_words_again(words, vocabulary):
    return [word for word in words if word in vocabulary]


def encode__counts_of_the_vocabulary(words, vocabulary):
    return [words.count(entry) for entry in vocabulary]


def encode__places_of_the_vocabulary_in_order(words, vocabulary):
    return [i for i, entry in enumerate(vocabulary) if entry in words]


def encode__sentence_sorted(words, vocabulary):
    return [sorted(set(words)).index(word) for word in words]


gpt2_table__square_root = 50_257**0.5 * 768
gpt2_table__in_and_out = 2 * 50_257 * 768
gpt2_table__positions_too = (50_257 + 1_024) * 768
gpt2_table__comma_in_the_number = (50, 257 * 768)


def table_gradient__in_order(tokens, arriving, V):
    gradient = np.zeros((V, arriving.shape[1]))
    gradient[: len(tokens)] = arriving
    return gradient


def table_gradient__once_each_largest(tokens, arriving, V):
    gradient = np.full((V, arriving.shape[1]), -np.inf)
    np.maximum.at(gradient, tokens, arriving)
    return np.where(np.isfinite(gradient), gradient, 0)


def table_gradient__sum_of_each_row(tokens, arriving, V):
    return np.bincount(tokens, weights=arriving.sum(axis=1), minlength=V)


def table_gradient__signs_flipped(tokens, arriving, V):
    gradient = np.zeros((V, arriving.shape[1]))
    np.subtract.at(gradient, tokens, arriving)
    return gradient


def table_gradient__ones(tokens, arriving, V):
    gradient = np.zeros((V, arriving.shape[1]))
    gradient[tokens] = 1
    return gradient


def table_gradient__multiplied(tokens, arriving, V):
    gradient = np.zeros((V, arriving.shape[1]))
    for token in tokens:
        gradient[token] = np.prod(arriving[tokens == token], axis=0)
    return gradient


def neighbours__last_number(table, i, k):
    order = np.argsort(np.abs(table[:, -1] - table[i, -1]))
    return order[order != i][:k]


def neighbours__largest_difference(table, i, k):
    order = np.argsort(np.abs(table - table[i]).max(axis=1))
    return order[order != i][:k]


def neighbours__next_door_in_the_table(table, i, k):
    order = np.argsort(np.abs(np.arange(len(table)) - i), kind="stable")
    return order[1 : k + 1]


def neighbours__axis_forgotten(table, i, k):
    return np.argsort(((table - table[i]) ** 2).sum())[1 : k + 1]


def neighbours__wrong_axis(table, i, k):
    return np.argsort(((table - table[i]) ** 2).sum(axis=0))[1 : k + 1]


def neighbours__in_the_order_of_the_table(table, i, k):
    return np.sort(np.argsort(((table - table[i]) ** 2).sum(axis=1))[1 : k + 1])


def neighbours__sorted_by_each_column(table, i, k):
    return np.argsort(np.abs(table - table[i]), axis=0)[1 : k + 1, 0]
