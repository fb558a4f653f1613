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
            "Weights multiply; other parameters, such as biases, are added. Of the {all:,} in the "
            "smallest GPT-2, {weights:,} are weights of its layers, {embedding:,} stand in two "
            "tables (that of the tokens also serves as the weights of the output), {bias:,} are "
            "biases and {norm:,} belong to norms. (In the field “the weights” often means all of "
            "them.)",
            ("04_why_b", "15_transformer"),
        ),
        Sentence(
            "Each parameter is a vector with hundreds of dimensions.",
            "false",
            "A parameter is one number. A vector is a row of numbers: the smallest GPT-2 has "
            "{width} parameters for each token, which is a word or a piece of one.",
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
            "The plan and the tokenizer stay as they were. We wrote {row:,} parameters into one "
            "row and read them back, and the rebuilt model's scores were {same} to the last "
            "digit.",
            ("15_transformer", "16_training"),
        ),
    ),
    "what b does": (
        Sentence(
            "Weights set thresholds, and biases adjust them.",
            "half true",
            "The threshold of a neuron lies where a·x + b is 0, at −b/a, so both dials place it. "
            "In a neuron that answers from a certain flipper length on, making the weight four "
            "times as large moved that length by {by_a:.0f} mm; doubling the bias moved it by "
            "{by_b:.0f} mm. The weight also sets how sharp the threshold is.",
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
            "it is not the number b. Our two weights, without any b, had infinitely many "
            "solutions, and gradient descent went from 0 to {ends}, the nearest one.",
            ("04_why_b",),
        ),
        Sentence(
            "Take the biases out of a model, and it treats everyone alike.",
            "false",
            "Unfairness is a third thing called bias, and comes from the data, the goal and the "
            "use. A line fitted to female penguins alone predicted males {with_b:.0f} g too light "
            "on average, and without its b even {light:.0f} g. SmolLM2 has {biases} biases, which "
            "does not make it fair.",
            ("04_why_b", "21_a_real_model"),
        ),
    ),
    "who sets it": (
        Sentence(
            "Engineers set the billions of dials.",
            "false",
            "People choose the plan, the data and the loss; the dials are set by training, in "
            "small steps that make the errors smaller. From five random starts our line's two "
            "dials came to {together}; those of large models end in different ones.",
            ("02_downhill", "16_training"),
        ),
        Sentence(
            "Training is repeated until the model behaves as its makers want.",
            "half true",
            "What is repeated is a small step that makes the errors on examples smaller. Makers "
            "do test and train again, but a model gets only what the examples and the measure of "
            "error say. Our line ended with an error of {error:.0f} g, whatever we wanted.",
            ("08_neurons", "16_training"),
        ),
        Sentence(
            "Before training, most parameters are random numbers.",
            "true",
            "And so the model knows nothing: a fresh storyteller did about as well as guessing "
            "evenly among its {words} words (a loss of {fresh:.1f}, and {evenly:.1f}). (Biases "
            "mostly begin at 0, scales of norms at 1. A model that is trained further begins "
            "where it stood.)",
            ("12_embeddings", "16_training"),
        ),
        Sentence(
            "Every conversation changes a model's parameters a little.",
            "false",
            "Reading and writing only use the parameters: in our storyteller {changed} of "
            "{dials:,} changed, and nothing in the code could have changed them. What a model "
            "remembers of a conversation is in the text that it is given, notes from earlier "
            "conversations included. (Its makers may use conversations to train it later.)",
            ("17_sampling", "21_a_real_model"),
        ),
    ),
    "what one holds": (
        Sentence(
            "Each parameter holds a small piece of what the model knows.",
            "half true",
            "The count says roughly how much a model can store. But where there are neurons, a "
            "number says little without its partners: with every number of a neuron changed, "
            "those on the way in doubled, those on the way out halved, the network said {same}. "
            "What is known lies in the way many numbers act together.",
            ("20_experts_and_sharing", "21_a_real_model"),
        ),
        Sentence(
            "Changing one single parameter can ruin a language model.",
            "true",
            "Set one particular weight of the small model SmolLM2 to zero, and what it writes is "
            "hardly language. Several larger models have such super weights, too. But they are "
            "rare: among the {dials:,} parameters of SmolLM2 we found one.",
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
            "reads one row), and at most {of_grok:.1f} billion in Grok-1.",
            ("18_counting_real_models", "20_experts_and_sharing"),
        ),
        Sentence(
            "Everybody counts parameters in the same way.",
            "false",
            "The smallest GPT-2 has {gpt_2:,}, or {blocks_alone:,} if its tables are left out, as "
            "some do. DeepSeek-V3 has {rules:,} more if one counts the numbers that were moved by "
            "a rule instead of a gradient.",
            ("18_counting_real_models", "20_experts_and_sharing"),
        ),
    ),
    "what more of them do": (
        Sentence(
            "More parameters, more power.",
            "half true",
            "As a rule, if there is enough text and arithmetic for them. Chinchilla, with a "
            "quarter of Gopher's parameters and over four times its text, was better for about "
            "the same arithmetic: 67.6 % right in an exam (MMLU) instead of 60.0 %. (By a "
            "published fit, a loss of {chinchilla:.2f} instead of {gopher:.2f}.)",
            ("18_counting_real_models",),
        ),
        Sentence(
            "Twice as many parameters make a model twice as good.",
            "false",
            "By a published fit, a model twice as large as Chinchilla, trained on the same text, "
            "would have a loss of {double:.2f} instead of {chinchilla:.2f}: by this measure it is "
            "hardly better. In a single test the gain can be larger, or none.",
            ("18_counting_real_models",),
        ),
        Sentence(
            "Experts and shared parameters make models efficient.",
            "half true",
            "Experts save arithmetic but not memory; shared blocks save memory but not "
            "arithmetic. In DeepSeek-V3 a token is worked on by at most {share:.1%} of the "
            "parameters, but all {gigabytes:,.0f} GB (at 1 byte each, as published) must be kept "
            "ready.",
            ("20_experts_and_sharing",),
        ),
        Sentence(
            "With as many parameters as a brain has synapses, a model would think as we do.",
            "nobody knows",
            "A brain is often said to have 100 trillion synapses or more, {times:.0f} times as "
            "many as DeepSeek-V3 has parameters. Nobody has built a model of that size and shown "
            "what it can do, and a synapse is not a parameter. The number alone does not do it: "
            "untrained, a model of any size knows nothing.",
            ("08_neurons", "18_counting_real_models"),
        ),
    ),
    "what is not one": (
        Sentence(
            "Temperature is one of a language model's parameters.",
            "false",
            "It is a setting at the time of use: the scores are divided by it before a word is "
            "drawn. At 0.5 and at 2, one and the same row of scores gave the likeliest word "
            "{cold:.0%} and {hot:.0%}. (In software manuals every setting is called a parameter; "
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
            "Attention weights say how much each word takes from each other one; they are worked "
            "out anew for every text. Parameters are the matrices that work them out: with the "
            "same ones, two texts had maps that differ by up to {apart:.2f}.",
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
