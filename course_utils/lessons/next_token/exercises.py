"""Exercises of notebook 13: counting, softmax, the loss of a language model, and a proof."""

import numpy as np

from ...exercises import exercise, open_exercise

SHORT_TEXT = np.array([0, 2, 0, 1, 0, 2])
ENDS_WITH_1 = np.array([2, 0, 1, 3, 1, 1, 0, 1])
TOKENS = np.array([0, 1, 2, 0, 1, 1, 3, 0, 2, 0, 1, 2, 1])


@exercise(
    "medium",
    minutes=5,
    cases=[(SHORT_TEXT, 0, 3), (ENDS_WITH_1, 1, 5), (TOKENS, 0, 4)],
    hints=[
        "tokens[:-1] are all tokens that have a next one; tokens[1:] are the next ones.",
        "Where is tokens[:-1] the word? Pick from tokens[1:] what stands at those places.",
        "np.bincount(those, minlength=V) counts each. Counts become shares when they are divided "
        "by their sum.",
    ],
)
def what_follows(tokens, word, V):
    followers = tokens[1:][tokens[:-1] == word]
    return np.bincount(followers, minlength=V) / len(followers)


def counts_after(tokens, word, V):
    """How often each of V tokens comes right after `word`: [V]."""
    counts = np.zeros(V)
    np.add.at(counts, tokens[1:][tokens[:-1] == word], 1)
    return counts


def shares(counts):
    """The counts [V], divided by their sum."""
    return counts / counts.sum()


@what_follows.mistake("These are counts. Divide by their sum, so that they are probabilities.")
def what_follows_counts(tokens, word, V):
    return counts_after(tokens, word, V)


@what_follows.mistake(
    "Divided by all tokens. The question is: of the times that the word stood there, "
    "what share was followed by each?"
)
def what_follows_of_all(tokens, word, V):
    return counts_after(tokens, word, V) / len(tokens)


@what_follows.mistake(
    "Divided by all pairs of neighbours. The question is: of the times that the word stood there, "
    "what share was followed by each?"
)
def what_follows_of_all_pairs(tokens, word, V):
    return counts_after(tokens, word, V) / (len(tokens) - 1)


@what_follows.mistake(
    "Nearly. The shares should add up to 1. Where the word is the last of the text nothing comes "
    "after it, so that time does not count."
)
def what_follows_of_all_places(tokens, word, V):
    return counts_after(tokens, word, V) / np.sum(tokens == word)


@what_follows.mistake(
    "The text was read as a ring: its first token was taken to come after its last. Nothing does."
)
def what_follows_in_a_ring(tokens, word, V):
    return shares(counts_after(np.append(tokens, tokens[0]), word, V))


@what_follows.mistake(
    "This is what comes two places after the word. The question is what comes right after it."
)
def what_follows_after_next(tokens, word, V):
    return shares(np.bincount(tokens[2:][tokens[:-2] == word], minlength=V))


@what_follows.mistake(
    "These are the tokens that follow, one after another. Give a row of V shares: how many of "
    "them are token 0, token 1, and so on?"
)
def what_follows_listed(tokens, word, V):
    return tokens[1:][tokens[:-1] == word]


@what_follows.mistake("This is what comes before the word. The question is what comes after it.")
def what_precedes(tokens, word, V):
    return shares(counts_after(tokens[::-1], word, V))


@what_follows.mistake("This is how common each token is, whatever stood before it.")
def what_is_common(tokens, word, V):
    return np.bincount(tokens, minlength=V) / len(tokens)


@exercise(
    "easy",
    minutes=4,
    cases=[(np.array([2.0, 1.0, 0.0]),), (np.array([-1.0, 0.5, 3.0, 0.5]),)],
    hints=["Two moves. What makes any number positive?", "np.exp(logits); then shares of what?"],
)
def softmax(logits):
    powers = np.exp(logits)
    return powers / powers.sum()


@softmax.mistake("These do not sum to 1 yet: divide by the sum.")
def softmax_powers(logits):
    return np.exp(logits)


@softmax.mistake("e to the power of each is missing: without it a negative logit gives nonsense.")
def softmax_without_exp(logits):
    return logits / logits.sum()


@softmax.mistake("The wrong way round: the largest logit should get the largest probability.")
def softmax_flipped(logits):
    powers = np.exp(-logits)
    return powers / powers.sum()


@softmax.mistake("e to the power of each is missing: without it a negative logit gives nonsense.")
def softmax_absolute(logits):
    return np.abs(logits) / np.abs(logits).sum()


@softmax.mistake("These do not sum to 1 yet: divide by the sum.")
def softmax_powers_of_gaps(logits):
    return np.exp(logits - logits.max())


@softmax.mistake(
    "Very close: 2.72 is e rounded to two places, and where logits lie far apart the difference "
    "shows. np.exp(x) is e to the power of x with all its digits."
)
def softmax_rounded_e(logits):
    powers = 2.72**logits
    return powers / powers.sum()


@softmax.mistake(
    "These are powers of 2.7. But e is 2.718…: np.exp(x) is e to the power of x, with all digits."
)
def softmax_roughly_e(logits):
    powers = 2.7**logits
    return powers / powers.sum()


@softmax.mistake("These are powers of 2. The softmax takes powers of e, which is 2.718…")
def softmax_of_two(logits):
    powers = 2.0**logits
    return powers / powers.sum()


@softmax.mistake(
    "The logits were divided by their sum first, then raised. First the powers, then the sum of "
    "the powers."
)
def softmax_shares_first(logits):
    return np.exp(logits / logits.sum())


@softmax.mistake(
    "These are the logarithms of the probabilities. Give the probabilities themselves."
)
def softmax_logarithms(logits):
    powers = np.exp(logits)
    return np.log(powers / powers.sum())


@softmax.mistake("That is the sigmoid of each by itself: they do not sum to 1.")
def softmax_sigmoids(logits):
    return 1 / (1 + np.exp(-logits))


PROBS = np.array([[0.7, 0.2, 0.1], [0.1, 0.1, 0.8], [0.25, 0.5, 0.25], [0.3, 0.3, 0.4]])


@exercise(
    "easy",
    minutes=4,
    cases=[(PROBS[:2], np.array([1, 0])), (PROBS, np.array([0, 2, 0, 1]))],
    hints=[
        "Of each row only one number matters: the probability of the token that came.",
        "probs[[0, 1], [2, 0]] picks place 2 of row 0 and place 0 of row 1. Which rows and which "
        "places are wanted here?",
        "The surprise at each is minus its natural logarithm. The loss is the average surprise.",
    ],
)
def cross_entropy(probs, targets):
    return -np.log(probs[np.arange(len(targets)), targets]).mean()


def given_to_truth(probs, targets):
    """[T]: the probability that each row gave to the token that came."""
    return np.array([row[target] for row, target in zip(probs, targets, strict=True)])


@cross_entropy.mistake("The sign: a logarithm of a probability is negative, a surprise positive.")
def cross_entropy_sign(probs, targets):
    return np.log(given_to_truth(probs, targets)).mean()


@cross_entropy.mistake("That is in bits. In nats it is np.log, not np.log2.")
def cross_entropy_bits(probs, targets):
    return -np.log2(given_to_truth(probs, targets)).mean()


@cross_entropy.mistake("First the logarithm of each, then the mean, not the other way round.")
def cross_entropy_of_mean(probs, targets):
    return -np.log(given_to_truth(probs, targets).mean())


@cross_entropy.mistake("That is the sum over all tokens. The loss is their mean.")
def cross_entropy_sum(probs, targets):
    return -np.log(given_to_truth(probs, targets)).sum()


@cross_entropy.mistake(
    "All the probabilities were used. Only what was given to the token that came counts."
)
def cross_entropy_all(probs, targets):
    return -np.log(probs).mean()


@cross_entropy.mistake("That is one surprise for each place. The loss is one number: their mean.")
def cross_entropy_no_mean(probs, targets):
    return -np.log(given_to_truth(probs, targets))


@cross_entropy.mistake(
    "From each row the probabilities of all targets were taken. Row 0 goes with the first target "
    "only, row 1 with the second: probs[places, targets], with places 0, 1, 2, …"
)
def cross_entropy_all_pairs(probs, targets):
    return -np.log(probs[:, targets]).mean()


@cross_entropy.mistake(
    "In each row the likeliest token was taken. What counts is the one that came, likely or not."
)
def cross_entropy_of_the_likeliest(probs, targets):
    return -np.log(probs.max(axis=1)).mean()


@cross_entropy.mistake(
    "That is the entropy of the rows: how surprised one would be on average if the model were "
    "right. Here it is known what came."
)
def cross_entropy_entropy(probs, targets):
    return -(probs * np.log(probs)).sum(axis=1).mean()


@cross_entropy.mistake("That is the perplexity, e to the power of the loss.")
def cross_entropy_perplexity(probs, targets):
    return np.exp(-np.log(given_to_truth(probs, targets)).mean())


@cross_entropy.mistake(
    "That is the mean of the probabilities. Take minus the logarithm of each before the mean."
)
def cross_entropy_no_logarithm(probs, targets):
    return given_to_truth(probs, targets).mean()


@cross_entropy.mistake("That is with np.log10. In nats it is np.log, the natural logarithm.")
def cross_entropy_base_ten(probs, targets):
    return -np.log10(given_to_truth(probs, targets)).mean()


@exercise(
    "hard",
    minutes=6,
    cases=[(np.array([2.0, 1.0, 0.0]), 0), (np.array([-1.0, 0.5, 3.0, 0.5]), 1)],
    hints=[
        "One path leads through the target's own logit, one through ln of the sum. Which logits "
        "are on the first? (Slopes of paths add.)",
        "The first path gives −1 at the target, 0 elsewhere.",
        "The second: the slope of ln(sum) is 1/sum, times the slope of each power, which is the "
        "power itself. You have met power/sum before.",
    ],
)
def logit_slopes(logits, target):
    slopes = np.exp(logits) / np.exp(logits).sum()
    slopes[target] -= 1
    return slopes


def probabilities(logits):
    """Softmax [n], safe for large logits."""
    powers = np.exp(logits - logits.max())
    return powers / powers.sum()


@logit_slopes.mistake("The signs are flipped: this is the way to turn, the slope points uphill.")
def logit_slopes_sign(logits, target):
    return np.eye(len(logits))[target] - probabilities(logits)


@logit_slopes.mistake(
    "These are the probabilities. The path through the target's own logit is missing."
)
def logit_slopes_half(logits, target):
    return probabilities(logits)


@logit_slopes.mistake(
    "The others have a slope, too: more power for them leaves a smaller share for the target."
)
def logit_slopes_target_only(logits, target):
    return (probabilities(logits) - 1) * np.eye(len(logits))[target]


@logit_slopes.mistake(
    "These are the slopes of the squared miss of the target, which notebook 10 turned down. "
    "The loss here is −ln p."
)
def logit_slopes_squared(logits, target):
    p = probabilities(logits)
    return 2 * (p[target] - 1) * p[target] * (np.eye(len(logits))[target] - p)


@logit_slopes.mistake(
    "That is how the loss moves with p, −1/p: one step of the path. The other step is missing: how "
    "p moves with each logit."
)
def logit_slopes_first_step(logits, target):
    return -np.eye(len(logits))[target] / probabilities(logits)


@logit_slopes.mistake(
    "That is −1/p for each token: how a loss moves with p. One step of the path is missing: how "
    "the target's p moves with each logit."
)
def logit_slopes_first_step_everywhere(logits, target):
    return -1 / probabilities(logits)


@logit_slopes.mistake("The −1 is for the target alone: no other logit is in the first path.")
def logit_slopes_everywhere(logits, target):
    return probabilities(logits) - 1


@logit_slopes.mistake(
    "The path through the target's own logit has the wrong sign: the larger it is, the lower the "
    "loss."
)
def logit_slopes_plus_one(logits, target):
    return probabilities(logits) + np.eye(len(logits))[target]


@logit_slopes.mistake(
    "That is how p moves, the probability of the target. The loss is −ln p: one slope more on "
    "the path."
)
def logit_slopes_of_p(logits, target):
    p = probabilities(logits)
    return p[target] * (np.eye(len(logits))[target] - p)


@logit_slopes.mistake(
    "That is the loss itself, one number. The question is how it moves with each logit: one number "
    "for each of them."
)
def logit_slopes_loss(logits, target):
    return -np.log(probabilities(logits)[target])


@logit_slopes.mistake(
    "The sigmoid of each logit stands in place of the softmax. Each power is divided by the sum of "
    "all of them."
)
def logit_slopes_sigmoids(logits, target):
    return 1 / (1 + np.exp(-logits)) - np.eye(len(logits))[target]


@exercise(
    "easy",
    minutes=3,
    by_hand=True,
    hints=[
        "How surprised is one by each, in bits? A half is 1 bit, a quarter is 2 bits.",
        "Each surprise counts as often as it comes: of the owl's 1 bit, half. What do the hen and "
        "the crow add to it?",
    ],
)
def entropy_of_three():
    return 0.5 * 1 + 0.25 * 2 + 0.25 * 2


@entropy_of_three.mistake("That is in nats. Divide by ln 2 for bits.")
def entropy_of_three_nats():
    return 1.5 * np.log(2)


@entropy_of_three.mistake("That is the entropy of three equally likely ones, log₂ 3.")
def entropy_of_three_even():
    return np.log2(3)


@entropy_of_three.mistake("That is the plain mean of 1, 2 and 2. The first comes twice as often.")
def entropy_of_three_unweighted():
    return 5 / 3


@entropy_of_three.mistake("That is the perplexity, 2 to the power of the bits.")
def entropy_of_three_perplexity():
    return 2**1.5


@entropy_of_three.mistake(
    "These are all three surprises, added up. Each counts as often as it comes."
)
def entropy_of_three_sum():
    return 5


@entropy_of_three.mistake("The sign: an average surprise is never negative.")
def entropy_of_three_sign():
    return -1.5


@entropy_of_three.mistake(
    "1 bit is the surprise at the owl alone, or the entropy of two animals, half and half. The hen "
    "and the crow are two."
)
def entropy_of_three_of_two():
    return 1


@entropy_of_three.mistake(
    "2 bits is the surprise at a hen, or the entropy of four equally likely ones. Half of the time "
    "it is less."
)
def entropy_of_three_two_bits():
    return 2


@entropy_of_three.mistake("That is with logarithms of base 10. For bits it is np.log2.")
def entropy_of_three_base_ten():
    return 1.5 * np.log10(2)


@open_exercise(
    "hard",
    minutes=8,
    hints=[
        "The difference holds ln(q/p). What would you put in place of x?",
        "Put x = q/p into ln x ≤ x − 1, multiply by p, and add up over all tokens.",
        "What do all q add up to, and what do all p?",
    ],
)
def nobody_beats_the_entropy():
    """Put x = q/p into ln x ≤ x − 1: ln(q/p) ≤ q/p − 1. Multiply by p, which is above 0 (a token
    with p = 0 never comes and adds nothing to either side): p·ln(q/p) ≤ q − p. Add up over all
    tokens with p above 0. On the right, these q add up to 1 at most and these p to 1, so

        Σ p·ln(q/p) ≤ 1 − 1 = 0, that is, −Σ p·ln q ≥ −Σ p·ln p.

    The left side is what a model that says q loses on average, the right side is the entropy. The
    line touches ln x at x = 1 alone, so only q = p loses no more than the entropy: the best
    prediction is the true shares, and no cleverness beats them. (Their difference, Σ p·ln(p/q), is
    called the Kullback-Leibler divergence of p from q.)

    What of the crumbs in our table? Let p be the shares that were counted after one word in the
    training text. On that text a row q loses −Σ p·ln q on average, so nothing is better there than
    q = p. Crumbs move q away from p: they make the training loss larger, or leave it, never
    smaller. What they are for is new text, where the true probabilities are not the counted shares.
    And if all p are 1/V, the entropy is ln V: the loss of a model that gives every token 1/V.

    One thing is not claimed: on a single short text, a model that says q may be lucky and lose less
    than the entropy. On average over all texts it cannot.
    """
