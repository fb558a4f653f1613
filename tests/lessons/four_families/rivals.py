"""Wrong answers to the exercises of this lesson, as a learner with the wrong method writes them."""

import numpy as np


def hide__first_word_only(words, places):
    reads, asked = list(words), ["-"] * len(words)
    reads[places[0]], asked[places[0]] = "<hidden>", words[places[0]]
    return reads, asked


def hide__counted_from_one(words, places):
    n = range(len(words))
    reads = ["<hidden>" if i + 1 in places else words[i] for i in n]
    return reads, [words[i] if i + 1 in places else "-" for i in n]


def hide__next_word_asked(words, places):
    n = range(len(words))
    after = [*words[1:], "-"]
    reads = ["<hidden>" if i in places else words[i] for i in n]
    return reads, [after[i] if i in places else "-" for i in n]


def spans__removed_without_a_mark(words, start_1, stop_1, start_2, stop_2):
    reads = words[:start_1] + words[stop_1:start_2] + words[stop_2:]
    writes = ["<1>", *words[start_1:stop_1], "<2>", *words[start_2:stop_2], "<end>"]
    return reads, writes


def spans__second_place_shifted_by_the_first_cut(words, start_1, stop_1, start_2, stop_2):
    reads = [*words[:start_1], "<1>", *words[stop_1:]]
    reads = [*reads[:start_2], "<2>", *reads[stop_2:]]
    writes = ["<1>", *words[start_1:stop_1], "<2>", *words[start_2:stop_2], "<end>"]
    return reads, writes


def may_see__everything(order):
    return np.ones((len(order), len(order)), dtype=bool)


def may_see__later_ones(order):
    turn = np.argsort(order)
    return turn[None, :] > turn[:, None]


def may_see__all_but_itself(order):
    return ~np.eye(len(order), dtype=bool)


def rows_to_write__one_a_word(m, n):
    return n, n * m


def rows_to_write__whole_length_each_time(m, n):
    return m + n - 1, n * (m + n)


def rows_to_write__square(m, n):
    return m + n - 1, (m + n) ** 2
