"""Exercises of notebook 20: a router, the balance loss, the routing bias, a batch, a choice."""

import numpy as np

from ...exercises import exercise, open_exercise


def softmax(scores, axis=-1):
    """Shares that add up to 1 along an axis. Any shape in, the same out."""
    powers = np.exp(scores - np.max(scores, axis=axis, keepdims=True))
    return powers / np.sum(powers, axis=axis, keepdims=True)


def highest(chances, k):
    """True for the k highest of each row."""
    places = np.argsort(-chances, axis=1)[:, :k]
    chosen = np.zeros(chances.shape, bool)
    np.put_along_axis(chosen, places, True, axis=1)
    return chosen


CHANCE = np.random.default_rng(20)
TWO_TOKENS = np.log(np.array([[1.0, 2.0, 5.0], [6.0, 3.0, 1.0]]))  # chances of eighths and tenths
FOUR_TOKENS = CHANCE.normal(size=(4, 4)).round(1)
SIX_TOKENS = CHANCE.normal(size=(6, 5)).round(1)


@exercise(
    "medium",
    minutes=7,
    cases=[(TWO_TOKENS, 1), (FOUR_TOKENS, 2), (SIX_TOKENS, 3)],
    hints=[
        "First the softmax of each row, over all experts (exercise 2 of notebook 14).",
        "np.sort(chances, axis=1) sorts each row upwards. Its column −k holds the lowest chance "
        "that is still kept.",
        "np.where(condition, chances, 0) keeps the chances where a condition holds. Compare with a "
        "column, [T, 1], so that each row meets its own limit.",
    ],
)
def route(scores, k):
    powers = np.exp(scores)
    chances = powers / powers.sum(axis=1, keepdims=True)  # [T, E]
    limit = np.sort(chances, axis=1)[:, -k][:, None]  # [T, 1]
    return np.where(chances >= limit, chances, 0)


@route.mistake(
    "The rows were brought to a sum of 1 again. That is done in DeepSeek-V3; here a share is the "
    "chance among all experts, so that what is kept may add up to less."
)
def route_normalised(scores, k):
    kept = route_right(scores, k)
    return kept / kept.sum(axis=1, keepdims=True)


@route.mistake("These are the scores of the chosen. A share is their chance: first the softmax.")
def route_scores(scores, k):
    return np.where(highest(scores, k), scores, 0)


@route.mistake("The chosen got the share 1. They should get their chance.")
def route_ones(scores, k):
    return highest(scores, k).astype(float)


@route.mistake("The k lowest were kept. np.sort goes upwards, so the highest stand at the end.")
def route_lowest(scores, k):
    return np.where(highest(-scores, k), softmax(scores), 0)


@route.mistake(
    "The k highest of the whole table were kept. Each token, each row, chooses for itself."
)
def route_whole_table(scores, k):
    chances = softmax(scores)
    return np.where(chances >= np.sort(chances, axis=None)[-k], chances, 0)


@route.mistake(
    "The experts chose their tokens: this goes down the columns. Each token, each row, chooses."
)
def route_columns(scores, k):
    return np.where(highest(scores.T, min(k, len(scores))).T, softmax(scores), 0)


@route.mistake("The softmax goes down the columns. Each row should be shared out: axis=1.")
def route_wrong_axis(scores, k):
    chances = softmax(scores, axis=0)
    return np.where(highest(chances, k), chances, 0)


@route.mistake(
    "The softmax was taken over the whole table. Each token has its own: its chances add up to 1."
)
def route_one_softmax(scores, k):
    powers = np.exp(scores)
    return np.where(highest(scores, k), powers / powers.sum(), 0)


@route.mistake("Nothing was left out: each token keeps its k best experts, the others get 0.")
def route_all(scores, k):
    return softmax(scores)


@route.mistake("Only the best expert of each token was kept. It may keep k of them.")
def route_one(scores, k):
    return route_right(scores, 1)


@route.mistake("One too few is kept: with > the k-th itself falls out. Take >=.")
def route_too_few(scores, k):
    chances = softmax(scores)
    return np.where(chances > np.sort(chances, axis=1)[:, -k][:, None], chances, 0)


def route_right(scores, k):
    """What the exercise asks for, for the mistakes that start from it."""
    return np.where(highest(scores, k), softmax(scores), 0)


def first_choice(chances):
    """True for the highest chance of each row."""
    return highest(chances, 1)


FEW_CHANCES = np.array([[0.75, 0.25], [0.5, 0.5], [0.875, 0.125], [0.25, 0.75]])
FEW_CHOSEN = np.array([[True, False], [True, False], [True, False], [False, True]])
SOME_CHANCES = softmax(CHANCE.normal(size=(6, 4)) + np.array([1.0, 0.0, 0.0, -1.0])).round(2)
MORE_CHANCES = softmax(CHANCE.normal(size=(7, 3))).round(2)


@exercise(
    "medium",
    minutes=5,
    cases=[
        (FEW_CHANCES, FEW_CHOSEN),
        (SOME_CHANCES, first_choice(SOME_CHANCES)),
        (MORE_CHANCES, first_choice(MORE_CHANCES)),
    ],
    hints=[
        "The load of each expert: how often does each column of `chosen` say True, on average? The "
        "mean of True and False is the share of True.",
        "Two rows of E numbers: the mean of `chosen` over the tokens, and that of `chances`. "
        "Multiply them place by place and add up.",
        "And times the number of experts, chances.shape[1].",
    ],
)
def balance(chances, chosen):
    load, mean_chance = chosen.mean(axis=0), chances.mean(axis=0)  # [E] each
    return chances.shape[1] * np.sum(load * mean_chance)


@balance.mistake(
    "This is too small by a factor of E. Is the number of experts in front missing, or was a mean "
    "taken where the products should be added up? As it is, perfect balance is 1/E."
)
def balance_no_experts(chances, chosen):
    return np.sum(chosen.mean(axis=0) * chances.mean(axis=0))


@balance.mistake(
    "The chances of the chosen were averaged, token by token. First average each over the tokens, "
    "then multiply."
)
def balance_by_token(chances, chosen):
    return chances.shape[1] * np.sum((chances * chosen).mean(axis=0))


@balance.mistake("The loads were multiplied by themselves. One of the two is the mean chance.")
def balance_loads_squared(chances, chosen):
    return chances.shape[1] * np.sum(chosen.mean(axis=0) ** 2)


@balance.mistake("The mean chances were multiplied by themselves. One of the two is the load.")
def balance_chances_squared(chances, chosen):
    return chances.shape[1] * np.sum(chances.mean(axis=0) ** 2)


@balance.mistake(
    "The averages were taken over the experts: axis=1. For each expert take the mean over all "
    "tokens: axis=0."
)
def balance_wrong_axis(chances, chosen):
    return chances.shape[1] * np.sum(chosen.mean(axis=1) * chances.mean(axis=1))


@balance.mistake("These are sums over the tokens. Take means: the batch may be of any size.")
def balance_sums(chances, chosen):
    return chances.shape[1] * np.sum(chosen.sum(axis=0) * chances.sum(axis=0))


@balance.mistake("The number of tokens stands in front. It should be the number of experts.")
def balance_tokens_in_front(chances, chosen):
    return len(chances) * np.sum(chosen.mean(axis=0) * chances.mean(axis=0))


@balance.mistake("One product for each expert; they are still to be added up.")
def balance_not_added(chances, chosen):
    return chances.shape[1] * chosen.mean(axis=0) * chances.mean(axis=0)


FEW_LOADS = np.array([0.5, 0.375, 0.125, 0.0])
SOME_LOADS = np.array([0.1, 0.17, 0.63, 0.05, 0.05])
SOME_BIASES = np.array([0.02, -0.01, 0.03, 0.0, 0.05])
TWO_BIASES = np.array([-0.5, 0.25])


@exercise(
    "easy",
    minutes=4,
    cases=[
        (np.array([0.0, 0.1, 0.0, 0.2]), FEW_LOADS, 0.1),
        (SOME_BIASES, SOME_LOADS, 0.01),
        (TWO_BIASES, np.array([0.45, 0.55]), 0.125),
    ],
    hints=[
        "With E experts an even load is 1 / E; len(load) is E.",
        "np.sign(z) is 1 where z is positive and −1 where it is negative. For which z does it say "
        "+1 where an expert has too little to do?",
    ],
)
def nudge(bias, load, step):
    return bias + step * np.sign(1 / len(load) - load)


@nudge.mistake(
    "The wrong way round: the busy got busier. The bias of an expert with too much to do goes down."
)
def nudge_wrong_way(bias, load, step):
    return bias - step * np.sign(1 / len(load) - load)


@nudge.mistake(
    "The step grows with the gap. It always has the same size: only the sign of the gap counts."
)
def nudge_by_gap(bias, load, step):
    return bias + step * (1 / len(load) - load)


@nudge.mistake("The old biases are lost: the step is added to them.")
def nudge_alone(bias, load, step):
    return step * np.sign(1 / len(load) - load)


@nudge.mistake("The loads were compared with a half. An even load is 1 / E.")
def nudge_half(bias, load, step):
    return bias + step * np.sign(0.5 - load)


@nudge.mistake("Only those with too little to do moved. The others go down by as much.")
def nudge_only_up(bias, load, step):
    return bias + step * (load < 1 / len(load))


@nudge.mistake("Only those with too much to do moved. The others go up by as much.")
def nudge_only_down(bias, load, step):
    return bias - step * (load > 1 / len(load))


@nudge.mistake("The loads were compared with the biases. Compare them with an even load, 1 / E.")
def nudge_against_bias(bias, load, step):
    return bias + step * np.sign(bias - load)


@exercise(
    "medium",
    minutes=5,
    cases=[(1, 8, 2), (2, 4, 1), (3, 10, 2), (40, 256, 8)],
    hints=[
        "Take one expert. With which probability does one token not choose it?",
        "That n tokens all leave it alone: (1 − chosen / experts) to the power of n.",
        "1 minus that is the probability that the expert is needed. There are `experts` of them.",
    ],
)
def experts_needed(n, experts, chosen):
    return experts * (1 - (1 - chosen / experts) ** n)


@experts_needed.mistake(
    "That counts as if no two tokens ever chose the same expert. With many tokens it goes beyond "
    "all there are."
)
def needed_no_overlap(n, experts, chosen):
    return n * chosen


@experts_needed.mistake(
    "That counts as if no two tokens ever chose the same expert, until all are used up."
)
def needed_no_overlap_at_most_all(n, experts, chosen):
    return min(experts, n * chosen)


@experts_needed.mistake("This is the probability for one expert. How many is that, of all?")
def needed_probability(n, experts, chosen):
    return 1 - (1 - chosen / experts) ** n


@experts_needed.mistake("These are the experts that no token chose. The others are asked for.")
def needed_the_others(n, experts, chosen):
    return experts * (1 - chosen / experts) ** n


@experts_needed.mistake(
    "That counts as if a token could choose the same expert twice. Its choices are all different: "
    "it leaves an expert alone with probability 1 − chosen / experts."
)
def needed_with_repetition(n, experts, chosen):
    return experts * (1 - (1 - 1 / experts) ** (n * chosen))


@experts_needed.mistake("That is what one token needs, whatever n is.")
def needed_by_one(n, experts, chosen):
    return chosen


@open_exercise(
    "medium",
    minutes=6,
    hints=[
        "What is short in each case: memory, or arithmetic and reading for one token?",
        "How many tokens go through the model at once, and how many experts do they need together?",
    ],
)
def what_to_build():
    """A phone: the fewer dials in memory the better, and one token at a time is read, so the dials
    that it has count most. Experts would be paid for in memory and used one at a time: the wrong
    trade. Sharing saves memory, and with it the reading, if the shared block stays in the fast
    memory between two uses; it saves no arithmetic. But its rival is the same block used once,
    which saves arithmetic, too; in our trial with facts it knew nearly as much. Makers of small
    models have done both: ALBERT shares all blocks; a variant of MobileLLM (Liu and others, 2024)
    runs each block twice in a row; SmolLM2 shares only the table of tokens with the head.

    A data centre: memory is there, and thousands of tokens in a batch need nearly all experts
    anyway, so each is read once for many. Arithmetic is what is short, and it follows the active
    dials. So experts: more dials for the same arithmetic. The price is the memory, the traffic
    between machines, and a router that must be kept in balance. “Neither” is a fair answer where
    training has to be simple: Llama 3 (2024) with its 405 billion dials has no experts (the field
    says *dense*), and its report gives stability of training as the reason."""
