"""Every sentence that an exercise says, read for what a beginner cannot read."""

import functools
import re

import numpy as np
import pytest

from course_utils.exercises import CORRECT, exercise
from course_utils.exercises.words import describe, number
from course_utils.lessons.backpropagation import exercises as paths
from course_utils.lessons.neurons import exercises
from tests.exercises.mutants import mutants, outcome
from tests.exercises.test_engine import answer_of, each_exercise
from tests.exercises.test_rivals import RIVALS, handed_in
from tests.test_structure import SLUGS

ODD = ["text", float("nan"), [1, 2, 3], object(), {}, True, [[1], [2, 3]], 1j, np.mean, (4, 550)]
ODD += [-0.0, np.zeros((2, 3)), np.zeros((2, 3, 4)), np.zeros(100), 1e20, 123456.789, 1e-9, "4550"]
# Lessons that do not know the word "shape".
BEFORE_SHAPES = set(SLUGS[: SLUGS.index("matrices")])


def wrong_answers(task) -> list:
    """Recognised mistakes, rivals, mutants, and things of the wrong kind."""
    answers = [answer_of(task, wrong) for wrong, _ in task.mistakes]
    answers += [handed_in(task, v) for n, v in RIVALS.items() if n.startswith(f"{task.name}__")]
    for _, mutant in mutants(task._solution):
        answers.append(mutant if task.cases else outcome(mutant, ()))
    if task.cases:
        answers += [lambda *a, odd=odd: odd for odd in ODD]
        answers += [lambda: 1, lambda *a: None, lambda *a: a[0] ** "2", lambda *a: a[-1][99]]
    return answers + ODD


@functools.cache
def said(task) -> dict[str, None]:
    """All that is said about wrong answers, each at the first miss and at a later one."""
    words = {}
    for answer in wrong_answers(task):
        for misses in (0, 5):
            task._misses = misses
            words[task.check(answer).words] = None
    task._misses = 0
    return words


@each_exercise
def test_sentences_are_short_and_hold_no_wall_of_numbers(task):
    for words in said(task):
        assert len(words) <= 300, words
        plain = re.sub(r"\d+ (row|column)|[a-zA-Z]\w*|\(shape [^)]*\)|× 10\^-?\d+", "", words)
        assert len(re.findall(r"\d[\d,.]*", plain)) <= 15, words  # 12 of the case, and what is off


@each_exercise
def test_sentences_are_written_as_a_beginner_reads(task):
    odd = r"[-−]0\b(?!\.\d)|\de[+-]?\d|(?<![.,\d])\d{5,}|(?<!np\.)array\(|dtype|<\w+ "
    early = task.name.split(".")[0] in BEFORE_SHAPES
    mistakes = {words for _, words in task.mistakes}
    odd += "" if task._task.shapes else r"|\(\d*,\)"
    for words in said(task):
        assert not re.search(odd, words), words
        if words not in mistakes or early:
            assert not re.search(r"(?<![\w\]])\(\)", words), words
            assert task._task.shapes or "shape" not in words.replace(".shape", ""), words


@each_exercise
def test_what_came_and_what_is_wanted_are_told_apart(task):
    """No "a table of 2 rows and 6 columns is not it", nor that it is the very thing wanted."""
    for words in said(task):
        assert not re.search(r"(rows?|columns?|words|texts|values) is not it", words), words
        told = re.search(r"(?:: |^)([^:]*?) (?:is|are) wanted here; this is (.*?)\.", words)
        assert not told or told[1].lower() != told[2].lower(), words


def test_of_lists_of_texts_and_of_truth_values_the_first_that_is_off_is_told():
    words = ["Tom", "has", "the", "red", "kite", ",", "and", "so", "on"]

    @exercise("easy", minutes=1, cases=[(words,)], hints=["a", "b"])
    def twice(words):
        return words, words[::-1]

    def one_off(words):
        return ["<hidden>", *words[1:]], words[::-1]

    first, second = (twice.check(one_off).words for _ in range(2))
    assert first.endswith(
        "result 1 of 2: one of the nine texts is off; look at the first text: yours is “<hidden>”."
    )
    assert "the first text should be “Tom”, yours is “<hidden>” (one of the nine texts" in second
    said = twice.check(lambda words: words).words
    assert "nine texts came out; two lists of nine texts are wanted" in said

    @exercise("easy", minutes=1, cases=[(3,)], hints=["a", "b"])
    def back(n):
        return np.tri(n, dtype=bool)

    for answer in (np.ones((3, 3), dtype=bool), np.ones((3, 3))):
        back._misses = 0
        told = back.check(lambda n, answer=answer: answer).words
        assert "three of the nine truth values are off; look at the truth value in the" in told


@each_exercise
def test_a_first_miss_does_not_give_the_answer_away(task):
    """A value never; what a function should give in a case, from the second miss on."""
    task._misses = 0
    shown = []
    for _, mutant in mutants(task._solution):
        answer = mutant if task.cases else outcome(mutant, ())
        if answer is not None and task.check(answer).status != CORRECT:
            task._misses = 0
            words = task.check(answer).words
            if words not in [told for _, told in task.mistakes]:
                shown.append(words)
    assert not [w for w in shown if "wanted, yours is" in w or "should be" in w]
    if not task.cases:
        wanted = np.ravel(task._solution())
        shown = [w for w in shown if len(wanted) == 1 and "too" in w]
        assert not [
            w for w in shown if re.search(rf"(?<![\d−]){re.escape(number(wanted[0]))}(?!,?\d)", w)
        ]


def test_from_the_second_miss_on_a_function_is_told_what_is_wanted():
    @exercise("easy", minutes=1, cases=[(2.0, 3.0), (1.0, -1.0)], hints=["a", "b"])
    def product(a, b):
        return a * b

    first, second = (product.check(lambda a, b: a + b + 7).words for _ in range(2))
    assert first == "With a = 2, b = 3: yours is 12, which is too large."
    assert second == "With a = 2, b = 3: 6 is wanted, yours is 12."


def test_a_constant_factor_is_noticed():
    @exercise("easy", minutes=1, cases=[(2.0, 3.0), (1.0, -1.0)], hints=["a", "b"])
    def product(a, b):
        return a * b

    assert "the sign is wrong everywhere" in product.check(lambda a, b: -a * b).words
    assert "0.5 times what is wanted" in product.check(lambda a, b: a * b / 2).words


@pytest.mark.parametrize(
    "value, text",
    [
        (886_272, "886,272"),
        (886272.0, "886,272"),
        (-0.0, "0"),
        (-4.5, "−4.5"),
        (0.3125, "0.3125"),
        (393.12345, "393.1"),
        (12345.678, "12,346"),
        (2e20, "2 × 10^20"),
        (1 / 3, "0.3333"),
        (1.5e-9, "1.5 × 10^-9"),
        (np.float32(0.5), "0.5"),
        (np.bool_(True), "True"),
    ],
)
def test_numbers_are_written_as_they_are_read(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    "value, words",
    [
        (3, "one number"),
        ([1, 2, 3, 4], "four numbers"),
        (np.zeros((2, 3)), "a table of 2 rows and 3 columns"),
        (np.zeros((1, 3)), "a table of 1 row and 3 columns"),
        (np.zeros((5, 2, 3)), "five tables of 2 rows and 3 columns"),
        (np.zeros(886272), "886,272 numbers"),
        ([], "no numbers at all"),
        ("a", "one text"),
        (["a", "b"], "two texts"),
        (True, "a truth value (True or False)"),
        ((1, [2, 3]), "two things of different kinds or lengths"),
        ({1, 2}, "a set, which keeps no order (a list does)"),
        ({"a": 1}, "a dictionary"),
    ],
)
def test_values_are_described_in_words(value, words):
    assert describe(value) == words


def test_the_word_shape_comes_once_it_is_taught():
    assert (
        describe(np.zeros((2, 3)), shapes=True) == "a table of 2 rows and 3 columns (shape (2, 3))"
    )


def test_of_several_results_the_first_that_differs_is_named():
    @exercise("easy", minutes=1, cases=[(2.0,), (3.0,)], hints=["a", "b"])
    def both(a):
        return np.array([a, 2 * a]), a + 1

    words = both.check(lambda a: (np.array([a, 2 * a]), a)).words
    assert "result 2 of 2: " in words
    assert "result 1 of 2: " in both.check(lambda a: (a, a + 1)).words
    words = both.check(lambda a: (a, a, a + 1)).words
    assert "two results are wanted (the exercise says which, and in which order)" in words.lower()
    assert words.endswith("what came out: three.")
    assert both.check(lambda a: a).words.endswith("what came out: one number.")


def test_lists_of_words_hold_words():
    @exercise("easy", minutes=1, cases=[(["a"], ["a", "b", "c"])], hints=["a", "b"])
    def count(words, vocabulary):
        return np.array([words.count(word) for word in vocabulary])

    assert "one for each word in vocabulary" in count.check(lambda words, vocabulary: 1).words


def test_pieces_of_a_text_are_not_one_for_each_text():
    @exercise("easy", minutes=1, cases=[(["r", "e", "d"], ["e", "d"])], hints=["a", "b"])
    def merge(pieces, pair):
        return ["r", "ed", ""]

    words = merge.check(lambda pieces, pair: ["red", ""]).words
    assert "two texts came out; three texts are wanted: one too few." in words


def test_two_numbers_have_a_comma_and_three_have_commas():
    @exercise("easy", minutes=1, hints=["a", "b"])
    def pair():
        return np.array([4.0, 13.0])

    @exercise("easy", minutes=1, hints=["a", "b"])
    def triple():
        return np.array([4.0, 13.0, 1.0])

    assert pair.check(4).words.endswith("two numbers are wanted, with a comma between them.")
    assert triple.check(4).words.endswith("three numbers are wanted, with commas between them.")


def test_a_number_that_is_off_is_said_to_be_the_learners():
    @exercise("easy", minutes=1, cases=[(2.0,), (3.0,)], hints=["a", "b"])
    def two(a):
        return a, 2 * a

    words = two.check(lambda a: (a**3 + 1, a**2 + 7)).words
    assert "both numbers are off; look at the first number: yours is " in words


def test_one_number_for_two_is_told_of_one_comma():
    said = exercises.neuron_for.check(lambda start, slope: slope).words
    assert "with a comma between them" in said and "commas" not in said


def test_a_short_list_of_lists_is_shown_as_it_is():
    said = paths.walk_back.check(lambda recipes: [2.0] * len(recipes)).words
    assert said.startswith("With recipes = [[], [(0, 3.0), (0, 3.0)]]: ")
