"""Exercises of notebook 18: a count, what a token meets, what holds it, a rumour, a size."""

import math

from ...exercises import exercise, open_exercise


@exercise(
    "medium",
    minutes=8,
    # A plan with one place and one without twice the same number: no two slips agree on both.
    cases=[(7, 5, 2, 3), (40, 16, 3, 8), (11, 1, 1, 2)],
    hints=[
        "Take one block by itself, line by line: a matrix and its b, then the next. Two norms have "
        "a scale and a shift each: 4·D.",
        "Attention is four times D·D + D. Feed-forward goes up to 4·D neurons, with 4·D biases, "
        "and down again to D, with D biases.",
        "A block has 12·D² + 13·D dials. In front of the blocks stand two tables with rows of D.",
    ],
)
def dials_of_gpt(V, C, L, D):
    attention = 4 * (D * D + D)
    feed_forward = D * 4 * D + 4 * D + 4 * D * D + D
    norms = 2 * 2 * D
    return V * D + C * D + L * (attention + feed_forward + norms)


@dials_of_gpt.mistake(
    "These are blocks as in notebook 15. Here every matrix has a b, and every norm a shift, too."
)
def gpt_no_biases_no_shifts(V, C, L, D):
    return V * D + C * D + L * (12 * D * D + 2 * D)


@dials_of_gpt.mistake("All biases are missing: every matrix has a b for each of its outputs.")
def gpt_no_biases(V, C, L, D):
    return V * D + C * D + L * (12 * D * D + 4 * D)


@dials_of_gpt.mistake("The norms are missing: two per block, each with a scale and a shift.")
def gpt_no_norms(V, C, L, D):
    return V * D + C * D + L * (12 * D * D + 9 * D)


@dials_of_gpt.mistake("A layer norm has two dials for each number: the scale, and the shift too.")
def gpt_no_shifts(V, C, L, D):
    return V * D + C * D + L * (12 * D * D + 11 * D)


@dials_of_gpt.mistake(
    "The embedding was counted twice. The output head is the same table, used once more."
)
def gpt_head_again(V, C, L, D):
    return 2 * V * D + C * D + L * (12 * D * D + 13 * D)


@dials_of_gpt.mistake("The rows for the places are missing: C of them, each of D numbers.")
def gpt_no_places(V, C, L, D):
    return V * D + L * (12 * D * D + 13 * D)


@dials_of_gpt.mistake("Only the blocks were counted: the two tables in front are missing.")
def gpt_only_blocks(V, C, L, D):
    return L * (12 * D * D + 13 * D)


@dials_of_gpt.mistake(
    "The feed-forward biases are short: there is one for each of the 4·D neurons, and one for each "
    "of the D outputs."
)
def gpt_short_biases(V, C, L, D):
    return V * D + C * D + L * (12 * D * D + 10 * D)


@dials_of_gpt.mistake("Attention has four matrices: query, key, value, and output.")
def gpt_three_matrices(V, C, L, D):
    return V * D + C * D + L * (11 * D * D + 12 * D)


@dials_of_gpt.mistake("This is one block with the tables. There are L blocks.")
def gpt_one_block(V, C, L, D):
    return V * D + C * D + 12 * D * D + 13 * D


@exercise(
    "medium",
    minutes=4,
    cases=[(1000, 3, 4, 1, 20), (90_000, 10, 8, 2, 1000), (700_000, 5, 16, 4, 3000)],
    hints=[
        "How many experts of a layer does the token not meet?",
        "In one layer it does not meet (experts − chosen) · one_expert dials.",
    ],
)
def met_by_a_token(total, layers, experts, chosen, one_expert):
    return total - layers * (experts - chosen) * one_expert


@met_by_a_token.mistake("Every layer has its experts: multiply by the number of layers.")
def met_one_layer(total, layers, experts, chosen, one_expert):
    return total - (experts - chosen) * one_expert


@met_by_a_token.mistake(
    "The whole count was multiplied by the share of experts that are chosen. But attention, norms "
    "and embeddings are not shared out: every token meets them."
)
def met_share_of_all(total, layers, experts, chosen, one_expert):
    return total * chosen / experts


@met_by_a_token.mistake("The chosen experts were taken away. They are the ones that are met.")
def met_without_chosen(total, layers, experts, chosen, one_expert):
    return total - layers * chosen * one_expert


@met_by_a_token.mistake("These are the chosen experts alone. The token meets all the rest, too.")
def met_only_experts(total, layers, experts, chosen, one_expert):
    return layers * chosen * one_expert


@met_by_a_token.mistake("These are the dials that the token does not meet. Take them from all.")
def met_the_others(total, layers, experts, chosen, one_expert):
    return layers * (experts - chosen) * one_expert


@met_by_a_token.mistake("All experts were taken away, the chosen ones with them.")
def met_no_expert(total, layers, experts, chosen, one_expert):
    return total - layers * experts * one_expert


@exercise(
    "easy",
    minutes=4,
    cases=[
        (3_000_000_000, 16, 4),
        (160_000_000_000, 8, 80),
        (85_000_000_000, 8, 80),
        (5_000_000_000, 4, 24),
        (70_000_000_000, 16, 24),
    ],
    hints=[
        "First the bytes: 8 bits are one byte. Then the gigabytes: 1,000,000,000 bytes each.",
        "Half a card cannot be bought: `math.ceil` rounds up.",
    ],
)
def cards(dials, bits, gigabytes):
    return math.ceil(dials * bits / 8 / (gigabytes * 1e9))


@cards.mistake("Bits were taken for bytes: 8 bits are one byte.")
def cards_bits_as_bytes(dials, bits, gigabytes):
    return math.ceil(dials * bits / (gigabytes * 1e9))


@cards.mistake("Rounded down: what is left over needs a card, too.")
def cards_rounded_down(dials, bits, gigabytes):
    return math.floor(dials * bits / 8 / (gigabytes * 1e9))


@cards.mistake("Rounded to the nearest: what is left over needs a card, however little it is.")
def cards_rounded(dials, bits, gigabytes):
    return round(dials * bits / 8 / (gigabytes * 1e9))


@cards.mistake("Not rounded: half a card cannot be bought.")
def cards_not_rounded(dials, bits, gigabytes):
    return dials * bits / 8 / (gigabytes * 1e9)


@cards.mistake("Rounded up in any case. Two cards that are exactly full are two cards, not three.")
def cards_one_more(dials, bits, gigabytes):
    return math.floor(dials * bits / 8 / (gigabytes * 1e9)) + 1


@cards.mistake("The number of bits plays no part: this is one byte per dial, whatever `bits` says.")
def cards_one_byte(dials, bits, gigabytes):
    return math.ceil(dials / (gigabytes * 1e9))


@cards.mistake("The size of a card plays no part. These are gigabytes; how many cards hold them?")
def cards_gigabytes(dials, bits, gigabytes):
    return math.ceil(dials * bits / 8 / 1e9)


@open_exercise(
    "medium",
    minutes=5,
    hints=[
        "What, in a block, exists once for each expert, and what only once?",
        "Try it in the panel: set experts to 8. Is the count eight times that of 1 expert?",
        "And how many of the dials would one token meet?",
    ],
)
def eight_times_220():
    """Whether GPT-4 is such a mixture is not known. But the sum is not right for one.

    In the mixtures of this notebook only feed-forward exists once for each expert. Attention, norms
    and embeddings exist once. So eight experts make less than eight times the model: in the panel,
    a GPT of width 12,288 with 96 layers has 174.6 billion dials with one expert, and 986.4 billion
    with eight, which is 5.6 times as many. Mixtral 8x7B (Mistral AI, 2023) has 46.7 billion, not
    56. Read in this way, eight experts beside a model of 220 billion would give about 1.24
    trillion.

    1.76 trillion would be right if 220 billion were what one expert adds, or if eight whole models
    stood side by side, and nothing were shared. The sentence does not say which. Nor does it
    say how many experts a token meets; for speed, energy and cost that is the figure that counts.
    And the first question is who says so: no plan has been published, and no file.

    The newsletter's figures, as reported, at least add up: 16 experts of 111 billion, 2 of them
    chosen, and 55 billion for all tokens make 1.83 trillion, 277 billion of them active. But
    figures that fit together need not be true."""


@exercise(
    "medium",
    minutes=5,
    cases=[(2400.0, 4.0), (5400.0, 0.25), (7.0, 3.5)],
    hints=[
        "The text is tokens_a_dial · N. Put that into 6 · N · text = flop.",
        "That gives 6 · tokens_a_dial · N² = flop. Solve it for N.",
    ],
)
def size_for(flop, tokens_a_dial):
    return (flop / (6 * tokens_a_dial)) ** 0.5


@size_for.mistake("The root is missing: N stands in the number of tokens once more, so this is N².")
def size_no_root(flop, tokens_a_dial):
    return flop / (6 * tokens_a_dial)


@size_for.mistake("The 6 is missing: six operations for each dial and token.")
def size_no_six(flop, tokens_a_dial):
    return (flop / tokens_a_dial) ** 0.5


@size_for.mistake("These are the tokens. The dials are asked for.")
def size_tokens(flop, tokens_a_dial):
    return (flop * tokens_a_dial / 6) ** 0.5


@size_for.mistake("The number of tokens for each dial plays no part yet.")
def size_no_ratio(flop, tokens_a_dial):
    return (flop / 6) ** 0.5


@size_for.mistake("Two operations for each dial is reading alone. Training takes six.")
def size_two(flop, tokens_a_dial):
    return (flop / (2 * tokens_a_dial)) ** 0.5


@size_for.mistake("The root was taken of the arithmetic alone: it belongs over the whole fraction.")
def size_root_too_early(flop, tokens_a_dial):
    return flop**0.5 / (6 * tokens_a_dial)
