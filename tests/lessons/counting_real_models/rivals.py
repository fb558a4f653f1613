"""Wrong answers to the exercises of this lesson, from a wrong method."""

import math


def dials_of_gpt__old_block(V, C, L, D):
    """Counted as notebook 15 counts: no biases, and norms without a shift."""
    return V * D + C * D + L * (12 * D * D + 2 * D)


def dials_of_gpt__biases_of_the_inputs(V, C, L, D):
    attention, feed_forward = 4 * (D * D + D), 8 * D * D + D + 4 * D + D
    return V * D + C * D + L * (attention + feed_forward + 4 * D)


def dials_of_gpt__last_norm_too(V, C, L, D):
    return V * D + C * D + L * (12 * D * D + 13 * D) + 2 * D


def dials_of_gpt__tables_in_every_block(V, C, L, D):
    return L * (V * D + C * D + 12 * D * D + 13 * D)


def dials_of_gpt__bias_to_each_matrix_as_a_number(V, C, L, D):
    return V * D + C * D + L * (12 * D * D + 6 + 4 * D)


def met_by_a_token__one_expert_only(total, layers, experts, chosen, one_expert):
    return total - layers * (experts - 1) * one_expert


def met_by_a_token__layers_forgotten_in_the_chosen(total, layers, experts, chosen, one_expert):
    return total - layers * experts * one_expert + chosen * one_expert


def met_by_a_token__share_of_each_layer(total, layers, experts, chosen, one_expert):
    return total - total / layers * (1 - chosen / experts)


def cards__gibibytes(dials, bits, gigabytes):
    return math.ceil(dials * bits / 8 / (gigabytes * 2**30))


def cards__room_for_one_more(dials, bits, gigabytes):
    return math.ceil(dials * bits / 8 / (gigabytes * 1e9)) + 1


def cards__sixteen_bits_always(dials, bits, gigabytes):
    return math.ceil(dials * 2 / (gigabytes * 1e9))


def size_for__tokens_added(flop, tokens_a_dial):
    return flop / (6 * (1 + tokens_a_dial))


def size_for__ratio_squared(flop, tokens_a_dial):
    return (flop / 6) ** 0.5 / tokens_a_dial


def size_for__cube_root(flop, tokens_a_dial):
    return (flop / (6 * tokens_a_dial)) ** (1 / 3)
