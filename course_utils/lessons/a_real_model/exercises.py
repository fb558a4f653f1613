"""Exercises of notebook 21: count a block, silence a head, speak through a template."""

import numpy as np

from ...exercises import exercise, open_exercise


@exercise(
    "medium",
    minutes=6,
    cases=[(4, 2, 8), (6, 3, 10), (576, 192, 1536)],
    hints=[
        "Four matrices of attention: query and output are width by width, key and value width by "
        "key_width.",
        "A gated feed-forward part has three matrices between width and hidden: up, gate and down.",
        "There are two norms in a block, each with one scale for every number of the stream.",
    ],
)
def dials_in_a_block(width, key_width, hidden):
    attention = 2 * width * width + 2 * width * key_width
    return attention + 3 * width * hidden + 2 * width


@dials_in_a_block.mistake("The two norms are missing: each has `width` scales.")
def dials_in_a_block_no_norms(width, key_width, hidden):
    return 2 * width * width + 2 * width * key_width + 3 * width * hidden


@dials_in_a_block.mistake("Feed-forward is gated: up, gate and down are three matrices, not two.")
def dials_in_a_block_plain(width, key_width, hidden):
    return 2 * width * width + 2 * width * key_width + 2 * width * hidden + 2 * width


@dials_in_a_block.mistake(
    "Here keys and values are narrower than queries: width · key_width each, not width · width."
)
def dials_in_a_block_all_wide(width, key_width, hidden):
    return 4 * width * width + 3 * width * hidden + 2 * width


@dials_in_a_block.mistake("One norm is counted. A block has two, one before each of its parts.")
def dials_in_a_block_one_norm(width, key_width, hidden):
    return 2 * width * width + 2 * width * key_width + 3 * width * hidden + width


@dials_in_a_block.mistake("The output of attention is missing: a matrix of width by width.")
def dials_in_a_block_no_way_out(width, key_width, hidden):
    return width * width + 2 * width * key_width + 3 * width * hidden + 2 * width


@dials_in_a_block.mistake("The output of attention is as wide as the query: width · width.")
def dials_in_a_block_narrow_way_out(width, key_width, hidden):
    return width * width + 3 * width * key_width + 3 * width * hidden + 2 * width


SMALL = np.arange(1.0, 9.0).reshape(4, 2)  # two heads of 2
WAY_OUT = np.arange(1.0, 25.0).reshape(6, 4)  # three heads of 2, or two of 3


@exercise(
    "medium",
    minutes=6,
    cases=[(SMALL, 1, 2), (WAY_OUT, 1, 2), (WAY_OUT, 1, 3), (WAY_OUT, 0, 2), (WAY_OUT, 2, 2)],
    hints=[
        "Which rows are the head's? With 2 numbers a head, head 0 has rows 0 and 1, head 1 rows 2 "
        "and 3.",
        "Work on a copy, such as np.array(way_out): the model should be as it was afterwards.",
        "A slice of rows can be set at once: silent[start:stop] = 0.",
    ],
)
def silence(way_out, head, head_width):
    silent = np.array(way_out)
    silent[head * head_width : head * head_width + head_width] = 0
    return silent


@silence.mistake("Columns were set to zero. A head's numbers come in by the rows of this matrix.")
def silence_columns(way_out, head, head_width):
    silent = np.array(way_out)
    silent[:, head * head_width : (head + 1) * head_width] = 0
    return silent


@silence.mistake("One row only is zero. A head has head_width rows.")
def silence_one_row(way_out, head, head_width):
    silent = np.array(way_out)
    silent[head] = 0
    return silent


@silence.mistake(
    "The rows begin at the head's number. The heads before it have head_width rows each."
)
def silence_not_multiplied(way_out, head, head_width):
    silent = np.array(way_out)
    silent[head : head + head_width] = 0
    return silent


@silence.mistake("Everything else was silenced, and this head alone was left.")
def silence_others(way_out, head, head_width):
    silent = np.zeros_like(way_out)
    rows = slice(head * head_width, (head + 1) * head_width)
    silent[rows] = way_out[rows]
    return silent


@silence.mistake(
    "The rows were taken out. They should stay, with zeros in them: shapes do not change."
)
def silence_taken_out(way_out, head, head_width):
    return np.delete(way_out, slice(head * head_width, (head + 1) * head_width), axis=0)


START, END = "<|im_start|>", "<|im_end|>"


@exercise(
    "easy",
    minutes=5,
    cases=[("Hello!",), ("What is a dial?",)],
    hints=[
        "Look at the printed template, line by line. The user's turn is two lines long.",
        "The question's line ends with the mark that closes a turn. Then the model's turn is "
        "opened, and left open.",
    ],
)
def as_chat(question):
    return ["<|im_start|>user", f"{question}<|im_end|>", "<|im_start|>assistant"]


@as_chat.mistake("The turn is not closed: the question's line ends with <|im_end|>.")
def as_chat_not_closed(question):
    return [f"{START}user", question, f"{START}assistant"]


@as_chat.mistake("The model's turn is not opened: without its line, whose turn is it?")
def as_chat_no_answer(question):
    return [f"{START}user", f"{question}{END}"]


@as_chat.mistake("The answer is closed before it has begun: leave out the last <|im_end|>.")
def as_chat_closed_at_once(question):
    return [f"{START}user", f"{question}{END}", f"{START}assistant{END}"]


@as_chat.mistake("A new line stands between the role and what is said: these are two lines.")
def as_chat_on_one_line(question):
    return [f"{START}user {question}{END}", f"{START}assistant"]


@as_chat.mistake("The closing mark has no line of its own: it stands right behind the question.")
def as_chat_mark_alone(question):
    return [f"{START}user", question, END, f"{START}assistant"]


@as_chat.mistake("The roles lack their mark: each turn begins with <|im_start|>.")
def as_chat_no_marks(question):
    return ["user", f"{question}{END}", "assistant"]


@open_exercise(
    "hard",
    minutes=8,
    hints=[
        "How many products are added up for one number of the stream? What share of such a sum is "
        "one of them?",
        "What does training do if two neurons help with the same thing? And what would it do, all "
        "through training, with a dial on which everything hangs?",
        "The dial that ruins all is multiplied by a number in the thousands. To which dials could "
        "that happen?",
    ],
)
def why_so_rarely():
    """There are several good answers, and parts of this are not understood.

    Sums: each number that passes through the model is a sum of hundreds of products, and a part
    adds only a little to a stream to which 59 others add as well. Take one product of 576 or
    1,536 away, and the sum is nearly what it was. A norm before each part brings what goes in to
    one size again.

    Many ways: the same thing is said by several parts. Of 270 heads, most can be silenced one at a
    time without harm. Training with small steps and noisy batches seldom ends where one dial must
    stand just so: there a step would undo it.

    The exception fits: a product grows with each of its factors. Where a neuron gives thousands,
    its weight counts thousands of times as much as where a neuron gives 1. That such large numbers
    come up in many language models is known (Sun and others, 2024), that single weights carry them
    too (Yu and others, 2024). Why training makes them is still argued about.

    And it does not follow that the dials are not needed. One at a time they hardly count. Set a
    tenth of those of the blocks to zero at once, picked at random, and the loss on the story of
    this notebook goes from 2.9 to between 7 and 14 nats in five draws, worst where the super weight
    is among them. Guessing evenly among all tokens costs 10.8. A wall stands without any one of its
    bricks, and not without its bricks.
    """
