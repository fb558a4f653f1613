"""Wrong answers to the exercises of this lesson, as a learner with the wrong method writes them."""

import numpy as np


def dials_in_a_block__neurons_added(width, key_width, hidden):
    return 2 * width * width + 2 * width * key_width + 3 * (width + hidden) + 2 * width


def dials_in_a_block__with_biases(width, key_width, hidden):
    matrices = 2 * width * width + 2 * width * key_width + 3 * width * hidden
    return matrices + 4 * width + 2 * key_width + 2 * hidden


def dials_in_a_block__three_queries(width, key_width, hidden):
    return 3 * width * width + width * key_width + 3 * width * hidden + 2 * width


def silence__every_second_row(way_out, head, head_width):
    silent = np.array(way_out)
    silent[head::head_width] = 0
    return silent


def silence__halved(way_out, head, head_width):
    silent = np.array(way_out)
    silent[head * head_width : (head + 1) * head_width] /= 2
    return silent


def silence__from_there_on(way_out, head, head_width):
    silent = np.array(way_out)
    silent[head * head_width :] = 0
    return silent


def as_chat__system_first(question):
    return ["<|im_start|>system", question + "<|im_end|>", "<|im_start|>assistant"]


def as_chat__other_marks(question):
    return ["<im_start>user", question + "<im_end>", "<im_start>assistant"]


def as_chat__answer_in_front(question):
    return ["<|im_start|>assistant", "<|im_start|>user", question + "<|im_end|>"]
