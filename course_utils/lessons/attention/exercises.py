"""Exercises of notebook 14: a mixture by hand, the weights, the mask, a proof."""

import numpy as np

from ...exercises import exercise, open_exercise


def softmax(scores, axis=-1):
    """Shares that add up to 1 along an axis. Any shape in, the same out."""
    powers = np.exp(scores - np.max(scores, axis=axis, keepdims=True))
    return powers / np.sum(powers, axis=axis, keepdims=True)


SMALL_QUERY = np.array([1.0, 2.0, 0.0, 1.0])
SMALL_KEYS = np.array([[1.0, 1.0, 0.0, 1.0], [0.0, 1.0, 3.0, 0.0], [2.0, -1.0, 1.0, 0.0]])
SMALL_VALUES = np.array([10.0, 20.0, 60.0])


@exercise(
    "easy",
    minutes=5,
    by_hand=True,
    hints=[
        "Score of a key: multiply it by the query, place by place, and add up. The first is 4.",
        "There are four numbers in a query, so each score is divided by √4 = 2.",
        "Take e to the power of each. Divide by their sum: these are the weights of 10, 20 and 60.",
    ],
)
def one_mixture():
    q, v = np.array([1, 2, 0, 1]), np.array([10, 20, 60])
    k = np.array([[1, 1, 0, 1], [0, 1, 3, 0], [2, -1, 1, 0]])
    powers = np.exp(k @ q / np.sqrt(4))  # [3, 4] @ [4] -> scores 2, 1, 0
    return (powers / powers.sum()) @ v  # weights [3] @ values [3]


@one_mixture.mistake("The scores were not divided by the root of the width: √4 = 2.")
def mixture_not_divided():
    return softmax(SMALL_KEYS @ SMALL_QUERY) @ SMALL_VALUES


@one_mixture.mistake("The scores were divided by the width, 4. It should be its root, 2.")
def mixture_divided_by_width():
    return softmax(SMALL_KEYS @ SMALL_QUERY / 4) @ SMALL_VALUES


@one_mixture.mistake("The scores were divided by √3: by the number of keys, not of places in one.")
def mixture_root_of_tokens():
    return softmax(SMALL_KEYS @ SMALL_QUERY / np.sqrt(3)) @ SMALL_VALUES


@one_mixture.mistake(
    "The scores themselves were used as shares. First e to the power of each score, then divide by "
    "the sum."
)
def mixture_without_softmax():
    scores = SMALL_KEYS @ SMALL_QUERY
    return scores / scores.sum() @ SMALL_VALUES


@one_mixture.mistake("That is the plain average of the values: the query has no say in it.")
def mixture_plain_average():
    return SMALL_VALUES.mean()


@one_mixture.mistake("The sum was not divided out: the weights should add up to 1.")
def mixture_not_shared_out():
    return np.exp(SMALL_KEYS @ SMALL_QUERY / 2) @ SMALL_VALUES


@one_mixture.mistake(
    "That is the value of the best match alone. Every key gets its share, the better ones more."
)
def mixture_winner_takes_all():
    return SMALL_VALUES[np.argmax(SMALL_KEYS @ SMALL_QUERY)]


@one_mixture.mistake(
    "These are the weights. The query fetches a mixture of the values: one number."
)
def mixture_weights():
    return softmax(SMALL_KEYS @ SMALL_QUERY / 2)


@one_mixture.mistake(
    "These are the scores. The softmax makes weights of them, and with these the values are mixed."
)
def mixture_scores():
    return SMALL_KEYS @ SMALL_QUERY / 2


@one_mixture.mistake(
    "These are powers of 2. The softmax takes powers of e, which is 2.718… (np.exp)."
)
def mixture_powers_of_two():
    powers = 2.0 ** (SMALL_KEYS @ SMALL_QUERY / 2)
    return powers / powers.sum() @ SMALL_VALUES


@one_mixture.mistake(
    "The keys themselves were mixed. Keys say how well a place matches; the values come back."
)
def mixture_of_keys():
    return softmax(SMALL_KEYS @ SMALL_QUERY / 2) @ SMALL_KEYS


CHANCE = np.random.default_rng(10)


def table(*shape):
    """Random numbers with one decimal."""
    return CHANCE.normal(size=shape).round(1)


TWO_QUERIES, TWO_KEYS = np.array([[1.0, 0.0], [2.0, -2.0]]), np.array([[1.0, 1.0], [0.0, 3.0]])
QUERY, KEY = 1.5 * table(2, 5, 3)
NARROW_QUERY, NARROW_KEY = table(2, 4, 2)


@exercise(
    "medium",
    minutes=6,
    cases=[(TWO_QUERIES, TWO_KEYS), (QUERY, KEY), (NARROW_QUERY, NARROW_KEY)],
    hints=[
        "Row t of the scores has the dot products of query t with every key. Which product of two "
        "tables takes all dot products of rows with rows? (07)",
        "One query has query.shape[1] numbers: by which root is a score divided?",
        "Each row should add up to 1: divide it by its own sum. With keepdims=True the sums stay a "
        "column, so that each meets its row.",
    ],
)
def attention_weights(query, key):
    scores = query @ key.T / np.sqrt(query.shape[1])  # [T, W] @ [W, T] -> [T, T]
    powers = np.exp(scores)
    return powers / powers.sum(axis=1, keepdims=True)


@attention_weights.mistake("The scores are not divided by the root of the width.")
def weights_not_divided(query, key):
    return softmax(query @ key.T)


@attention_weights.mistake("They are divided by the width itself. It should be its root.")
def weights_divided_by_width(query, key):
    return softmax(query @ key.T / query.shape[1])


@attention_weights.mistake(
    "They are divided by the root of the number of tokens. What counts is how many numbers one "
    "query has: query.shape[1]."
)
def weights_root_of_tokens(query, key):
    return softmax(query @ key.T / np.sqrt(len(query)))


@attention_weights.mistake(
    "The softmax goes down the columns. It is the one who looks that shares out its 100%: each "
    "row adds up to 1, so axis=1."
)
def weights_wrong_axis(query, key):
    return softmax(query @ key.T / np.sqrt(query.shape[1]), axis=0)


@attention_weights.mistake(
    "The row sums met the columns: without keepdims=True, the sum of row 0 divides column 0. The "
    "sums have to stay a column."
)
def weights_no_keepdims(query, key):
    powers = np.exp(query @ key.T / np.sqrt(query.shape[1]))
    return powers / powers.sum(axis=1)


@attention_weights.mistake(
    "Two things. The scores are not divided by the root of the width. And the row sums met the "
    "columns: without keepdims=True, the sum of row 0 divides column 0."
)
def weights_no_keepdims_no_root(query, key):
    powers = np.exp(query @ key.T)
    return powers / powers.sum(axis=1)


@attention_weights.mistake(
    "Two things. The scores are to be divided by the root of the width, not by the width. And the "
    "row sums met the columns: without keepdims=True, the sum of row 0 divides column 0."
)
def weights_no_keepdims_width(query, key):
    powers = np.exp(query @ key.T / query.shape[1])
    return powers / powers.sum(axis=1)


@attention_weights.mistake(
    "The scores were multiplied by the root of the width, not divided by it."
)
def weights_multiplied(query, key):
    return softmax(query @ key.T * np.sqrt(query.shape[1]))


@attention_weights.mistake(
    "Queries were compared with queries. How well a place matches is said by its key."
)
def weights_queries_only(query, key):
    return softmax(query @ query.T / np.sqrt(query.shape[1]))


@attention_weights.mistake(
    "e to the power of each score is missing: scores that were only divided by their sum may be "
    "negative."
)
def weights_without_exp(query, key):
    scores = query @ key.T / np.sqrt(query.shape[1])
    return scores / scores.sum(axis=1, keepdims=True)


@attention_weights.mistake("The whole table adds up to 1. Each row should, by itself.")
def weights_whole_table(query, key):
    powers = np.exp(query @ key.T / np.sqrt(query.shape[1]))
    return powers / powers.sum()


@attention_weights.mistake(
    "Query and key are swapped: a row should belong to the token that asks, so query @ key.T."
)
def weights_exchanged(query, key):
    return softmax(key @ query.T / np.sqrt(query.shape[1]))


@attention_weights.mistake(
    "These are the scores. The softmax, which makes shares of them, is missing."
)
def weights_only_scores(query, key):
    return query @ key.T / np.sqrt(query.shape[1])


@attention_weights.mistake("The rows do not add up to 1 yet: divide each by its sum.")
def weights_not_shared_out(query, key):
    return np.exp(query @ key.T / np.sqrt(query.shape[1]))


FEWEST_SCORES = np.array([[1.0, 3.0], [2.0, 0.5]])
FEWER_SCORES = 3 * table(3, 3)
SCORES = table(5, 5)


@exercise(
    "medium",
    minutes=4,
    cases=[(FEWEST_SCORES,), (FEWER_SCORES,), (SCORES,)],
    hints=[
        "In row t the columns 0 to t are allowed. Look at np.tri(4): does it show that?",
        "Forbid before you share out: np.where(condition, one, other) takes numbers from one table "
        "where a condition holds, and from the other where it does not.",
        "Then the softmax along each row, as in exercise 2: e to the power of −∞ is 0.",
    ],
)
def causal_weights(scores):
    allowed = np.tri(len(scores), dtype=bool)  # [T, T]
    powers = np.exp(np.where(allowed, scores, -np.inf))
    return powers / powers.sum(axis=1, keepdims=True)


@causal_weights.mistake(
    "The mask comes after the softmax: what was forbidden has taken its share already, and the "
    "rows no longer add up to 1. Forbid first, then share out."
)
def mask_after_softmax(scores):
    return np.where(np.tri(len(scores), dtype=bool), softmax(scores), 0)


@causal_weights.mistake(
    "A forbidden score was set to 0. But e⁰ = 1, so it still gets a share. It has to be −∞."
)
def mask_with_zero(scores):
    return softmax(np.where(np.tri(len(scores), dtype=bool), scores, 0))


@causal_weights.mistake(
    "Each token is hidden from itself, too. Then the first has nothing at all to look at: its row "
    "is 0/0, which is nan. A token may look at itself and back."
)
def mask_without_itself(scores):
    powers = np.exp(np.where(np.tri(len(scores), k=-1, dtype=bool), scores, -np.inf))
    return powers / powers.sum(axis=1, keepdims=True)


@causal_weights.mistake(
    "Each token is hidden from itself, too. Then the first has nothing at all to look at, and its "
    "row says nothing. A token may look at itself and back."
)
def mask_without_itself_very_low(scores):
    return softmax(np.where(np.tri(len(scores), k=-1, dtype=bool), scores, -1e9))


@causal_weights.mistake("One too far: each token still sees the one that comes right after it.")
def mask_one_ahead(scores):
    return softmax(np.where(np.tri(len(scores), k=1, dtype=bool), scores, -np.inf))


@causal_weights.mistake(
    "The row sums met the columns: without keepdims=True, the sum of row 0 divides column 0. The "
    "sums have to stay a column."
)
def mask_no_keepdims(scores):
    powers = np.exp(np.where(np.tri(len(scores), dtype=bool), scores, -np.inf))
    return powers / powers.sum(axis=1)


@causal_weights.mistake(
    "Masked, and not shared out yet: each row should add up to 1. Divide each by its own sum."
)
def mask_not_shared_out(scores):
    return np.exp(np.where(np.tri(len(scores), dtype=bool), scores, -np.inf))


@causal_weights.mistake("These are the masked scores. The softmax along each row is still to come.")
def mask_only(scores):
    return np.where(np.tri(len(scores), dtype=bool), scores, -np.inf)


@causal_weights.mistake(
    "Whatever may be looked at got the same share: the scores have no say in it."
)
def mask_even(scores):
    allowed = np.tri(len(scores))
    return allowed / allowed.sum(axis=1, keepdims=True)


@causal_weights.mistake("The other way round: each token looks at itself and ahead, never back.")
def mask_looks_ahead(scores):
    return softmax(np.where(np.tri(len(scores), dtype=bool).T, scores, -np.inf))


@causal_weights.mistake("There is no mask: a token still sees what comes after it.")
def mask_forgotten(scores):
    return softmax(scores)


@causal_weights.mistake("The softmax goes down the columns. Each row should add up to 1: axis=1.")
def mask_wrong_axis(scores):
    return softmax(np.where(np.tri(len(scores), dtype=bool), scores, -np.inf), axis=0)


@open_exercise(
    "hard",
    minutes=13,
    hints=[
        "The last word's query is the same in all four stories. So the power at a place (e to the "
        "score) depends on the token that stands there and on nothing else; so does its value.",
        "Tom's logit minus Ida's is (a sum of power · something) / (the sum of the powers), plus "
        "what the last word's own row gives. Multiply by the sum of the powers, which is above 0: "
        "the sign stays. What is left is a sum with one part for each place.",
        "Only the two names and their two colours differ. Write the four sums as a part of the "
        "names plus a part of the colours. Then add 1 and 4, and 2 and 3.",
    ],
)
def one_look_fails():
    """Take Tom's logit minus Ida's. It should be above 0 in stories 1 and 4, below in 2 and 3.

    The last word's own row gives the same in all four; call it c. What it fetched is a sum over the
    places, power times value, divided by the sum of the powers. So the difference is
    c + (Σ power · w) / (Σ power), where w is what the value at that place gives to Tom's logit
    minus Ida's. Multiply by Σ power. That is above 0, so the sign stays, and what we get is
    G = Σ power · (c + w): a sum with one part for each place. The query is always the same, and
    there is one layer, so the part of a place depends on the token that stands there and on nothing
    else.

    In the four stories only four places change. Write N for the parts of the two names when Tom
    comes first and N' when Ida does, C for those of the colours when red comes first and C' when
    blue does, and R for all the rest. Then

        story 1: G = N + C + R > 0        story 2: G = N + C' + R < 0
        story 4: G = N' + C' + R > 0      story 3: G = N' + C + R < 0

    Add 1 and 4: N + N' + C + C' + 2R > 0. Add 2 and 3: N + N' + C + C' + 2R < 0. The same sum
    cannot be both. So one head gets at most three of any such four right, and hence at most three
    quarters of all stories. No dials were named, so none can help, nor a wider row, nor other
    places.

    Where does it break with more heads? Each head divides by a sum of powers of its own, so no
    single number clears all of them away. Dials set by hand use that. Heads 1 to 3 each watch one
    statement: if its colour is the one asked for, the head looks at the colour, where its value is
    0; if not, at the name, and takes that name away. Head 4 looks at all three names alike and adds
    them. One name is not taken away: the answer. (`small.py` of this lesson has the numbers.)
    Two layers break it as well: in the second the token "red" brings its holder with it, so the
    part of a place depends on more than the token that stands there.
    """
