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
            "Most parameters are weights: in GPT-2, {weights:,} of {all:,}. The others are the "
            "{embedding:,} numbers of its two tables (a row for each token and each place), "
            "{bias:,} biases and {norm:,} numbers of norms. (In the trade “the weights” often "
            "means all of them.)",
            ("04_why_b", "15_transformer"),
        ),
        Sentence(
            "Each parameter is a vector with hundreds of dimensions.",
            "false",
            "A parameter is one number. A vector is a row of numbers: GPT-2 has {width} parameters "
            "for each token.",
            ("05_vectors", "12_embeddings"),
        ),
        Sentence(
            "A large language model is y = a·x + b, many times over.",
            "half true",
            "Nearly all parameters are the a's and b's of such formulas. But two of them, one "
            "straight after the other, are only one more of the same kind (worked out both ways: "
            "{one}). It takes bends, norms and attention between them.",
            ("07_matrices", "08_neurons", "14_attention"),
        ),
        Sentence(
            "All that training changes in a language model is a long row of numbers.",
            "true",
            "The plan and the tokenizer stay as they were. We wrote {row:,} parameters into one "
            "row and read them back, and the scores of the model that came out were {same} to the "
            "last digit.",
            ("15_transformer", "16_training"),
        ),
    ),
    "what b does": (
        Sentence(
            "Weights set thresholds, and biases adjust them.",
            "half true",
            "The threshold of a neuron lies where a·x + b is 0, at −b/a, so both dials place it. "
            "Four times the weight moved ours by {by_a:.0f} mm, twice the bias by {by_b:.0f} mm. "
            "And the weight also sets how sharp it is.",
            ("04_why_b", "08_neurons"),
        ),
        Sentence(
            "A bias is a starting point.",
            "half true",
            "It is what a·x + b gives for input 0, and zero is a matter of choice: for the same "
            "line, b is {from_zero:,.0f} g with flippers counted from 0 mm, and {from_mean:,.0f} g "
            "counted from their mean.",
            ("04_why_b",),
        ),
        Sentence(
            "Biases guide the learning towards certain solutions.",
            "false",
            "Methods lean towards certain solutions, and that leaning is called bias, too; it is "
            "not the number b. Our two weights, without any b, had endlessly many solutions, and "
            "gradient descent went from 0 to {ends}, the nearest one.",
            ("04_why_b",),
        ),
        Sentence(
            "Take the biases out of a model, and it treats everyone alike.",
            "false",
            "Unfairness is a third thing of that name, and comes from the data and the use. A line "
            "without b, fitted to female penguins alone, took males to be {light:.0f} g too light. "
            "SmolLM2 has {biases} biases, which does not make it fair.",
            ("04_why_b", "21_a_real_model"),
        ),
    ),
    "who sets it": (
        Sentence(
            "Engineers set the billions of dials.",
            "false",
            "People choose the plan, the data and the loss; the dials are set by small steps "
            "downhill. From five random starts our two dials came to {together}.",
            ("02_downhill", "16_training"),
        ),
        Sentence(
            "Training is repeated until the model behaves as its makers want.",
            "half true",
            "What is repeated is a step that lowers a loss. What the makers want counts as far as "
            "the data and the loss say it, and training ends when the time is spent or text that "
            "was held back no longer gains. Our line ended with an error of {error:.0f} g, "
            "whatever we want.",
            ("08_neurons", "16_training"),
        ),
        Sentence(
            "Before training, most parameters are random numbers.",
            "true",
            "And so the model knows nothing: a fresh storyteller loses {fresh:.1f} nats a word, "
            "about as much as guessing evenly among all words ({evenly:.1f}). (Biases mostly begin "
            "at 0, scales of norms at 1. A model that is trained further begins where it stood.)",
            ("12_embeddings", "16_training"),
        ),
        Sentence(
            "Every conversation changes a model's parameters a little.",
            "false",
            "While it read and wrote, {changed} of {dials:,} parameters changed. What it remembers "
            "of a conversation stands in the text that it is given. (Its makers may use "
            "conversations to train it later.)",
            ("17_sampling", "21_a_real_model"),
        ),
    ),
    "what one holds": (
        Sentence(
            "Each parameter holds a small piece of what the model knows.",
            "half true",
            "The count says roughly how much a model can store. But no single number is a piece "
            "that one could read: with every number of a neuron changed, twice what comes in, half "
            "of what goes out, the network said {same}. What is known lies in how many numbers act "
            "together.",
            ("20_experts_and_sharing", "21_a_real_model"),
        ),
        Sentence(
            "Changing one single parameter can ruin a language model.",
            "true",
            "Set one certain weight of SmolLM2 to zero, and its loss on a story goes {ruined:.0%} "
            "of the way back to knowing nothing; what it then writes is hardly language. Larger "
            "models have such super weights, too. Of {draws} dials drawn at random, none cost "
            "more than {most:.3%}.",
            ("21_a_real_model",),
        ),
        Sentence(
            "Every word is given a number, which is its meaning.",
            "false",
            "Every token, often a piece of a word, is given a row of numbers: in SmolLM2 "
            "{vocab:,} rows of {width}. They are random at first; in training, tokens that are "
            "used alike get similar rows; what one means in its sentence is worked out further up.",
            ("11_tokens", "12_embeddings", "21_a_real_model"),
        ),
        Sentence(
            "A parameter is to a model what a synapse is to a brain.",
            "half true",
            "A weight, too, says how strongly one thing acts on another; that is where the idea "
            "came from. But it is only a number, it stays as it is after training, and it is used "
            "at many places: in a text of {tokens} tokens, {tokens} times. A synapse is alive, has "
            "one place, and changes while it is used. And not every parameter is a weight.",
            ("08_neurons", "15_transformer"),
        ),
    ),
    "how many": (
        Sentence(
            "GPT-1 has 117 million parameters.",
            "true",
            "Counted from its plan it has {gpt_1:,}. (Of the smallest GPT-2 the same is said, "
            "and there it is false: that has {gpt_2:,}.)",
            ("18_counting_real_models",),
        ),
        Sentence(
            "GPT-4 has 1.76 trillion parameters.",
            "nobody knows",
            "Nobody outside OpenAI, that is: as far as we know, neither its size nor its plan was "
            "ever published, so there is nothing to count. Of the {plans} plans that we counted, "
            "{gpt_4} are of GPT-4. The figure is a rumour.",
            ("18_counting_real_models",),
        ),
        Sentence(
            "With 671 billion parameters DeepSeek-V3 computes more per word than Grok-1 with 314.",
            "false",
            "Counted from their plans they have {deepseek:,} and {grok:,}. But both are mixtures "
            "of experts, most of which a token does not meet: it meets {of_deepseek:.1f} billion "
            "dials in DeepSeek-V3 and {of_grok:.1f} billion in Grok-1.",
            ("18_counting_real_models", "20_experts_and_sharing"),
        ),
        Sentence(
            "Everybody counts parameters in the same way.",
            "false",
            "BERT base has {pooler:,} or {masked:,}, depending on which part stands at its end. "
            "DeepSeek-V3 has {rules:,} numbers more if one counts those that a rule moved and not "
            "a gradient.",
            ("18_counting_real_models", "20_experts_and_sharing"),
        ),
    ),
    "what more of them do": (
        Sentence(
            "More parameters, more power.",
            "half true",
            "With enough text and arithmetic for them, as a rule. Chinchilla, with a quarter of "
            "Gopher's parameters and over four times its text, was better for about "
            "the same arithmetic: 67.6 % right in an exam, and not 60.0 %. (By a published fit, a "
            "loss of {chinchilla:.2f} and not {gopher:.2f}.)",
            ("18_counting_real_models",),
        ),
        Sentence(
            "Twice as many parameters make a model twice as good.",
            "false",
            "By the same fit, a model twice as large as Chinchilla, trained on the same text, "
            "would have a loss of {double:.2f} instead of {chinchilla:.2f}. Whatever “good” is, it "
            "is not twice as much of it.",
            ("18_counting_real_models",),
        ),
        Sentence(
            "Experts and shared parameters make models efficient.",
            "half true",
            "Each saves one thing and not the other. In DeepSeek-V3 a token is worked on by "
            "{share:.1%} of the parameters, but all {gigabytes:,.0f} GB (at 2 bytes each) must be "
            "kept ready. A block that is used twice saves memory, and no arithmetic.",
            ("20_experts_and_sharing",),
        ),
        Sentence(
            "With as many parameters as a brain has synapses, a model would think as we do.",
            "nobody knows",
            "A brain is often said to have 100 trillion synapses or more, {times:.0f} times what "
            "DeepSeek-V3 has in parameters. Nobody has built a model of that size and shown what "
            "it can do, and a synapse is no parameter.",
            ("08_neurons", "18_counting_real_models"),
        ),
    ),
    "what is not one": (
        Sentence(
            "Temperature is one of a language model's parameters.",
            "false",
            "It is a setting at the time of use: the scores are divided by it before a word is "
            "drawn. At 0.5 and at 2 the same {dials:,} parameters gave the likeliest word "
            "{cold:.0%} and {hot:.0%}.",
            ("17_sampling",),
        ),
        Sentence(
            "Top-k and top-p are fixed by a model's designers before training.",
            "false",
            "Training knows nothing of them: it uses the whole distribution. They are chosen anew "
            "each time a text is written: for one and the same next word, top-k 1 left {one} and "
            "top-k 10 left {ten} candidates.",
            ("17_sampling",),
        ),
        Sentence(
            "Attention weights are among the parameters.",
            "false",
            "They are worked out anew for every text. Parameters are the matrices that work them "
            "out: with the same ones, two texts had maps that differ by up to {apart:.2f}.",
            ("14_attention",),
        ),
        Sentence(
            "What a model writes can be changed without touching any parameter.",
            "true",
            "By the text that it is given, by temperature, by the cuts, by the dice. Meanwhile "
            "{changed} parameters changed.",
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
