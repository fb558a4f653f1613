"""The proofreader of the tales against the grammar: two that share nothing must agree."""

import ast
import re
import sys
from collections import Counter
from itertools import islice
from math import isfinite
from pathlib import Path
from random import Random

import pytest

from course_utils.tales import Words, checker, faults, is_grammatical, surprise, tales
from course_utils.tales.checker import proofread

WORDS = Words()
STORIES = tales(800, seed=21)
SETS = [  # words that a corruption puts for one another
    "she he it",
    "her his its him",
    "red blue green yellow orange purple pink white black silver",
    "sunny windy rainy snowy foggy",
    "two three four five six seven eight nine ten",
    "a an some",
    "was were is are",
    "it them they",
    "owl crow toad mole bat snail goose spider donkey badger parrot hen",
]
CALLED = "Rosa Mia Lily Ada Nora Ella Ivy Zoe Clara Tom Max Ben Oscar Hugo Felix Leo Ravi"
NAMES = CALLED.split()


def words_of(story):
    return [WORDS.vocab[token] for token in WORDS.encode(story)]


def text_of(words):
    return WORDS.decode([WORDS.vocab.index(word) for word in words])


def sentences_of(story):
    return re.findall(r'(?:"[^"]*"|[^".?!])+[.?!]\s*', story)


# ---- ways to spoil a story: each returns another text, or None where it cannot be done ----------


def put_another(which, again):
    """Change one word of a set; `again`: only one that was said before."""

    def spoil(story, chance):
        words, others = words_of(story), SETS[which].split()
        places = [i for i, w in enumerate(words) if w in others and (not again or w in words[:i])]
        if not places:
            return None
        i = chance.choice(places)
        words[i] = chance.choice([w for w in others if w != words[i]])
        return text_of(words)

    return spoil


def rename_half_way(story, chance):
    words = words_of(story)
    places = [i for i, w in enumerate(words) if w in NAMES and w in words[:i]]
    if not places:
        return None
    at, new = chance.choice(places), chance.choice(NAMES)
    old = words[at]
    return text_of([*words[:at], *(new if w == old else w for w in words[at:])])


def exchange_holders(story, chance):
    """In one sentence, put each of two names for the other."""
    names = [w for w, n in Counter(words_of(story)).most_common() if w in NAMES][:2]
    sentences = sentences_of(story)
    places = [i for i, s in enumerate(sentences) if any(name in s for name in names)]
    if len(names) < 2:
        return None
    i, other = chance.choice(places), dict(zip(names, names[::-1], strict=True))
    sentences[i] = re.sub("|".join(names), lambda m: other[m[0]], sentences[i])
    return "".join(sentences)


def drop_a_sentence(story, chance):
    sentences = sentences_of(story)
    del sentences[chance.randrange(len(sentences))]
    return "".join(sentences)


def exchange_two_sentences(story, chance):
    sentences = [s.strip() for s in sentences_of(story)]
    i = chance.randrange(len(sentences) - 1)
    sentences[i : i + 2] = sentences[i + 1], sentences[i]
    return " ".join(sentences)


def borrow_a_sentence(story, chance):
    sentences = [s.strip() for s in sentences_of(story)]
    foreign = sentences_of(chance.choice(STORIES))
    sentences[chance.randrange(len(sentences))] = chance.choice(foreign).strip()
    return " ".join(sentences)


def double_a_word(story, chance):
    words = words_of(story)
    i = chance.randrange(len(words))
    return text_of([*words[: i + 1], *words[i:]])


def swap_two_words(story, chance):
    words = words_of(story)
    i = chance.randrange(len(words) - 1)
    words[i : i + 2] = words[i + 1], words[i]
    return text_of(words)


def cut_short(story, chance):
    words = words_of(story)
    return text_of(words[: chance.randrange(1, len(words))])


def leave_out_a_word(story, chance):
    words = words_of(story)
    del words[chance.randrange(len(words))]
    return text_of(words)


def put_any_word(story, chance):
    words = words_of(story)
    words[chance.randrange(len(words))] = chance.choice(WORDS.vocab[1:])
    return text_of(words)


def go_on_after_the_end(story, chance):
    return f"{story} {chance.choice(sentences_of(story)).strip()}"


SPOILT = {
    "a pronoun flipped": put_another(0, again=False),
    "her for his": put_another(1, again=False),
    "the colour of a recalled thing changed": put_another(2, again=True),
    "the weather contradicted": put_another(3, again=False),
    "a number changed": put_another(4, again=True),
    "a, an or some wrong": put_another(5, again=False),
    "was for were": put_another(6, again=False),
    "it for them": put_another(7, again=False),
    "a helper of another kind": put_another(8, again=True),
    "renamed half-way": rename_half_way,
    "holders exchanged": exchange_holders,
    "a sentence dropped": drop_a_sentence,
    "two sentences exchanged": exchange_two_sentences,
    "a sentence of another tale": borrow_a_sentence,
    "a word doubled": double_a_word,
    "two words swapped": swap_two_words,
    "cut short": cut_short,
    "a word left out": leave_out_a_word,
    "any word put in": put_any_word,
    "gone on after the end": go_on_after_the_end,
}


@pytest.mark.parametrize("kind", SPOILT)
def test_it_rejects_what_the_grammar_cannot_tell(kind):
    """The oracle is the grammar's own probability: 0 for what no tale says."""
    chance = Random(kind)
    texts = ((SPOILT[kind](story, chance), story) for story in STORIES)
    spoilt = list(islice((new for new, old in texts if new and new != old), 120))
    possible = [isfinite(surprise(text)) for text in spoilt]
    rejected = [not is_grammatical(text) for text in spoilt]
    impossible = possible.count(False)
    assert impossible >= 30
    caught = sum(no for no, can in zip(rejected, possible, strict=True) if not can)
    assert caught >= 0.99 * impossible
    assert not any(no and can for no, can in zip(rejected, possible, strict=True))


def test_it_accepts_every_tale():
    for seed in (1, 2, 3):
        for story in tales(800, seed=seed):
            assert is_grammatical(story), (story, faults(story))


def test_it_shares_nothing_with_the_teller():
    """Its imports are its own files and the standard library, and it reads no file but its own."""
    folder = Path(checker.__file__).parent
    own = {path.stem for path in folder.glob("*.py")}
    for path in folder.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert set(re.findall(r"\w+\.txt", text)) <= {"sentences.txt"}
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and node.level:
                assert node.level == 1 and node.module in own
            elif isinstance(node, ast.ImportFrom):
                assert node.module in sys.stdlib_module_names
            elif isinstance(node, ast.Import):
                assert {alias.name for alias in node.names} <= sys.stdlib_module_names


RED_KITE = (
    "Tom was a shy fox. One rainy day, Tom went to the park. He met Zoe, a tall cat. "
    "A red kite was Tom's, and some blue ribbons were Zoe's. "
    "In the park they took turns on the old swing. "
    "A wise owl asked for the blue ribbons, so Zoe held them up. They walked home side by side."
)


@pytest.mark.parametrize(
    ("said", "instead", "fault"),
    [
        ("", "", None),
        ("He met", "She met", 'For Tom it should be "He", not "She"'),
        ("the blue ribbons", "the green ribbons", "Nobody holds some green ribbons"),
        ("so Zoe held", "so Tom held", "Zoe holds the blue ribbons, not Tom"),
        ("Zoe held them", "Zoe held it", '"blue ribbons" asks for "them", not "it"'),
        ("day, Tom went", "day, Max went", "The hero's name: first Tom, then Max"),
        ("were Zoe's", "were Tom's", "Tom would have both things"),
        ("some blue ribbons", "a blue ribbons", 'should be "some blue ribbons"'),
        ("a shy fox", "an shy fox", 'should be "a shy"'),
        ("took turns on", "took turns over", "Not a sentence of the tales: In the park"),
        ("In the park they took turns on the old swing. ", "", "does not belong"),
        (
            "In the park they took turns on the old swing",
            "On the farm they told the cows a secret",
            "Not in this weather or place: On the farm",
        ),
        (" They walked home side by side.", "", "The story stops before its end"),
        (" side by side.", "", "breaks off in the middle of a sentence: They walked home"),
        ("rainy", "glorious", "glorious"),
    ],
)
def test_a_fault_is_named_in_a_sentence(said, instead, fault):
    story = RED_KITE.replace(said, instead, 1)
    found = faults(story)
    if fault is None:
        assert found == []
    else:
        assert any(fault in sentence for sentence in found), found


def test_each_sentence_is_judged_by_itself():
    """A fault that stays (a name, say) counts once, where it is made."""
    assert proofread(RED_KITE).right == [True] * 7
    two = RED_KITE.replace("A red kite", "An red kite").replace("He met", "It met")
    assert proofread(two).right == [True, True, False, False, True, True, True]
    assert proofread("Once upon").right == [False]


@pytest.mark.parametrize("story", ["", "   ", ".", '"', "Ravi", "\n", "a" * 5000, '"Help!'])
def test_what_is_no_story_is_refused_without_a_crash(story):
    assert faults(story)


def test_the_tales_are_rich():
    """Counted in a sample: sentences, words, and how a story goes after its scene is set."""
    seen, ways = Counter(), Counter()
    for story in tales(2000, seed=5):
        patterns = proofread(story).patterns
        seen.update(patterns)
        ways[tuple(p for p in patterns[2:4])] += 1
    assert len(seen) >= 40
    assert len(ways) >= 10
    assert len({word for story in tales(2000, seed=5) for word in words_of(story)}) >= 400
