"""Sentences that one reads about parameters, and what the course makes of each."""

import re
from typing import NamedTuple

from ...dials import Answer, Question

MINUS = re.compile(r"(?<![\w-])-(?=\d)")  # of a number, not that of GPT-2

VERDICTS = ("true", "half true", "false", "nobody knows")


class Sentence(NamedTuple):
    """A sentence as one reads it, and the verdict, which a newspaper could print."""

    text: str
    verdict: str  # one of VERDICTS
    words: str  # with {names} for what the notebook computes
    where: tuple[str, ...]  # the notebooks that show it


THEMES = {
    "what it is": (
        Sentence(
            "A parameter is a weight.",
            "half true",
            "Many parameters are weights, which multiply; others are biases, which are added, "
            "rows of tables, or scales and shifts of norms. Of the {all:,} in the smallest "
            "GPT-2, {weights:,} are weights of its layers, {embedding:,} stand in two tables "
            "(that of the tokens also serves as the weights of the output), {bias:,} are biases "
            "and {norm:,} belong to norms. (In the field “the weights” often means all of them.)",
            ("04_why_b", "15_transformer"),
        ),
        Sentence(
            "Each parameter is a vector with hundreds of dimensions.",
            "false",
            "A parameter is one number. A vector is a row of numbers: the smallest GPT-2 has in "
            "its table a row of {width} parameters for each token, which is a word or a piece of "
            "one. (In the library PyTorch, `Parameter` is the name of a whole array of them.)",
            ("05_vectors", "12_embeddings"),
        ),
        Sentence(
            "A large language model is y = a·x + b, many times over.",
            "half true",
            "Nearly all parameters are the a's and b's of such formulas (a table's row is A times "
            "a one-hot). But two of them, one straight after the other, are only one more of the "
            "same kind (worked out both ways: {one}). What makes it more than one formula stands "
            "between them: steps of other kinds, attention among them.",
            ("07_matrices", "08_neurons", "14_attention"),
        ),
        Sentence(
            "All that training changes in a language model is a long row of numbers.",
            "true",
            "The plan and the tokenizer stay as they were. We wrote the {row:,} parameters of a "
            "small language model into one row and read them back: with its plan, that row is the "
            "whole model, and its scores were {same} to the last digit.",
            ("15_transformer", "16_training"),
        ),
    ),
    "what b does": (
        Sentence(
            "Weights set thresholds, and biases adjust them.",
            "half true",
            "The threshold of a neuron lies where a·x + b is 0, at −b/a, so both dials place it. "
            "Doubling the weight halves the distance of the threshold from input 0, doubling the "
            "bias doubles it: with flippers counted from 200 mm, from {away:.0f} mm to "
            "{half:.0f}, or to {twice:.0f}. The weight also sets how sharp the threshold is.",
            ("04_why_b", "08_neurons"),
        ),
        Sentence(
            "A bias is a starting point.",
            "half true",
            "It is what a·x + b gives for input 0, and where zero lies is a matter of choice: the "
            "same line from flipper length to body mass has b = {from_zero:,.0f} g with flippers "
            "counted from 0 mm, and {from_mean:,.0f} g with flippers counted from their mean.",
            ("04_why_b",),
        ),
        Sentence(
            "The biases among a model's parameters guide the learning towards certain solutions.",
            "false",
            "Methods lean towards certain solutions, and that leaning is called inductive bias; "
            "it is not the number b. Two weights w and v without any b, of which only 2w + v = 5 "
            "was asked, had infinitely many solutions, and gradient descent went from 0 to "
            "{ends}, the nearest one.",
            ("04_why_b",),
        ),
        Sentence(
            "Take the biases out of a model, and it treats everyone alike.",
            "false",
            "Unfairness is a third thing called bias, and comes from the data, the goal and the "
            "use. A line fitted to female penguins alone predicted males {with_b:.0f} g too light "
            "on average, and without its b as much as {light:.0f} g. SmolLM2 has {biases} biases, "
            "which does not make it fair.",
            ("04_why_b", "21_a_real_model"),
        ),
    ),
    "who sets it": (
        Sentence(
            "Engineers set the billions of dials.",
            "false",
            "People choose the plan, the data and the loss; the dials are set by training, in "
            "small steps that make the errors smaller. From five random starts the two dials of a "
            "line through 342 penguins came to {together}; those of neural networks end in "
            "different ones.",
            ("02_downhill", "08_neurons", "16_training"),
        ),
        Sentence(
            "Training is repeated until the model behaves as its makers want.",
            "half true",
            "What is repeated is a small step that lowers the errors on examples or, later on, "
            "raises the marks that its answers get. Makers do test and train again, but a model "
            "gets only what the examples, and the measure of error or of reward, say. The best "
            "line from flipper to mass, through 342 penguins, still has an error of {error:.0f} "
            "g, whatever anybody wants.",
            ("08_neurons", "16_training"),
        ),
        Sentence(
            "Before training, most parameters are random numbers.",
            "true",
            "And so the model has learned nothing yet: a fresh one with {words} words had a loss "
            "of {fresh:.1f}, where guessing evenly has {evenly:.1f}. (The small gain is its "
            "plan's, which favours words just read. Biases mostly begin at 0, scales of norms at "
            "1. A model that is trained further begins where it stood.)",
            ("12_embeddings", "16_training"),
        ),
        Sentence(
            "Every conversation changes a model's parameters a little.",
            "false",
            "Reading and writing only use the parameters: in a small model that tells stories "
            "{changed} of {dials:,} changed, and nothing in the code could have changed them. "
            "What a model remembers of a conversation is in the text that it is given, notes from "
            "earlier conversations included. (Its makers may use conversations to train it "
            "later.)",
            ("17_sampling", "21_a_real_model"),
        ),
    ),
    "what one holds": (
        Sentence(
            "Each parameter holds a small piece of what the model knows.",
            "half true",
            "The count says roughly how much a model can store. But a number says little without "
            "its partners: in a small network of ReLU neurons, with every number of one neuron "
            "changed, those on the way in doubled, those on the way out halved, every answer was "
            "{same}. What is known is thought to lie in the way many numbers act together.",
            ("20_experts_and_sharing", "21_a_real_model"),
        ),
        Sentence(
            "Changing one single parameter can ruin a language model.",
            "true",
            "Set one particular weight of the small model SmolLM2 to zero, and what it writes is "
            "hardly language. Several larger models have such super weights, too. But they seem "
            "to be rare: of the few dozen suspicious ones among the {dials:,} parameters of "
            "SmolLM2 that we set to 0, only one did this, and of hundreds drawn at random none. "
            "(Turned in other ways, others do harm, too.)",
            ("21_a_real_model",),
        ),
        Sentence(
            "Every word is given a number, which is its meaning.",
            "false",
            "A token, often a piece of a word, has a number, but that is only its place in a "
            "list. What stands for it is a row of numbers: in SmolLM2 there are {vocab:,} rows of "
            "{width}. They are random at first; in training, tokens that are used alike get "
            "similar rows; what a token means in its sentence is worked out in the blocks.",
            ("11_tokens", "12_embeddings", "21_a_real_model"),
        ),
        Sentence(
            "A parameter is to a model what a synapse is to a brain.",
            "half true",
            "A weight, too, says how strongly one thing acts on another; that is where the idea "
            "came from. But it is only a number, it stays as it is after training, and it is used "
            "in many places: in a text of {tokens} tokens, {tokens} times. A synapse is a living "
            "junction, has one place, and changes while it is used. And not every parameter is a "
            "weight.",
            ("08_neurons", "15_transformer"),
        ),
    ),
    "how many": (
        Sentence(
            "GPT-1 has 117 million parameters.",
            "true",
            "Counted from its plan it has {gpt_1:,}. (The same is said of the smallest GPT-2, "
            "wrongly: it has {gpt_2:,}.)",
            ("18_counting_real_models",),
        ),
        Sentence(
            "GPT-4 has 1.76 trillion parameters.",
            "nobody knows",
            "Hardly anybody outside OpenAI and its partners, that is: as far as we know, neither "
            "its size nor its plan was ever published, so there is nothing to count. The figure "
            "is a rumour.",
            ("18_counting_real_models",),
        ),
        Sentence(
            "With 671 billion parameters, DeepSeek-V3 computes more per word than Grok-1 with 314 "
            "billion.",
            "false",
            "Counted from their plans they have {deepseek:,} and {grok:,}. But both are mixtures "
            "of experts, most of which a token does not meet: it meets at most {of_deepseek:.1f} "
            "billion in DeepSeek-V3 ({no_table:.1f} without the table of tokens, of which it "
            "reads one row), and at most {of_grok:.1f} billion in Grok-1. (This "
            "counts the parameters alone. In long texts, looking back costs extra.)",
            ("18_counting_real_models", "20_experts_and_sharing"),
        ),
        Sentence(
            "GPT-3 was trained on 175 billion parameters.",
            "false",
            "It was trained on text, about 300 billion tokens, as its report says. The {gpt_3:,} "
            "parameters, counted from its plan, are what this training adjusted.",
            ("18_counting_real_models", "20_experts_and_sharing"),
        ),
    ),
    "what more of them do": (
        Sentence(
            "More parameters, more power.",
            "half true",
            "As a rule, if there is enough text and arithmetic for them. Chinchilla, with a "
            "quarter of Gopher's parameters and over four times its text, was better for about "
            "the same arithmetic: 67.6% right in an exam (MMLU) instead of 60.0%. (By a "
            "published fit, a loss of {chinchilla:.2f} instead of {gopher:.2f}.)",
            ("18_counting_real_models",),
        ),
        Sentence(
            "Twice as many parameters make a model twice as good.",
            "false",
            "By a published fit, a model twice as large as Chinchilla, trained on the same text, "
            "would come about {nearer:.0f}% nearer to the lowest loss that any model can have "
            "({double:.2f} instead of {chinchilla:.2f}, where {floor:.2f} is the lowest): better, "
            "but not twice as good. In a single test the gain can be larger, or none.",
            ("18_counting_real_models",),
        ),
        Sentence(
            "Experts and shared parameters make models efficient.",
            "half true",
            "Experts save arithmetic but not memory; shared blocks save memory but not "
            "arithmetic. In DeepSeek-V3 a token is worked on by at most {share:.1f}% of the "
            "parameters, but all {gigabytes:,.0f} GB (at 1 byte each, as published) must be kept "
            "ready.",
            ("20_experts_and_sharing",),
        ),
        Sentence(
            "Trained well, a model with as many parameters as a brain has synapses would think "
            "as we do.",
            "nobody knows",
            "A brain is often said to have 100 trillion synapses or more, {times:.0f} times as "
            "many as DeepSeek-V3 has parameters. Nobody has built a model of that size and shown "
            "what it can do.",
            ("18_counting_real_models",),
        ),
    ),
    "which are some": (
        Sentence(
            "Temperature is one of a language model's parameters.",
            "false",
            "It is a setting at the time of use: the scores are divided by it before a word is "
            "drawn. At 0.5 and at 2, one and the same row of scores gave the likeliest word "
            "{cold:.0f}% and {hot:.0f}%. (In software manuals every setting is called a parameter; "
            "that is another use of the word.)",
            ("17_sampling",),
        ),
        Sentence(
            "Top-k and top-p are fixed by a model's designers before training.",
            "false",
            "Learning to guess the next word uses all the probabilities and knows nothing of such "
            "cuts. They can be chosen anew each time a text is written: of one and the same row "
            "of scores, top-k 1 left {one} candidate and top-k 10 left {ten}.",
            ("17_sampling",),
        ),
        Sentence(
            "Attention weights are among the parameters.",
            "false",
            "Attention weights say how much each word takes from each word that it may look at, "
            "itself included; they are worked out anew for every text. Parameters are the "
            "matrices that work them out: with the same ones, two texts had maps that differ by "
            "up to {apart:.2f}.",
            ("14_attention",),
        ),
        Sentence(
            "What a model writes can be changed without touching any parameter.",
            "true",
            "By the text it is given, by its settings, by chance: two draws from the same "
            "{dials:,} parameters gave {texts} texts.",
            ("17_sampling", "21_a_real_model"),
        ),
    ),
}


def judged(theme: str) -> list[Question]:
    """The sentences of one theme, to be judged."""
    return [Question(sentence.text, VERDICTS) for sentence in THEMES[theme]]


def verdicts(theme: str, **found: object) -> list[Answer]:
    """What is right. found: what the notebook computed, by the names that the words use."""
    return [
        Answer(
            sentence.verdict,
            MINUS.sub("−", sentence.words.format(**found)),
            {stem[:2]: f"{stem}.ipynb" for stem in sentence.where},
        )
        for sentence in THEMES[theme]
    ]
