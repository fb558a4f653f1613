"""The last quiz: drawn from the notebooks as they are."""

from course_utils.lessons.what_is_a_parameter.quiz import (
    ALONE,
    FILE,
    RIGHT,
    answers,
    bank,
    draw,
    questions,
)
from course_utils.progress._contents import contents
from tools.notebooks import ROOT
from tools.quiz import shortened, text


def test_the_file_is_what_the_notebooks_say():
    assert FILE.read_text(encoding="utf-8") == text(ROOT / "notebooks"), "python -m tools.quiz"


def test_every_other_notebook_has_a_question_that_it_asks():
    asked = contents()
    answered = {"what_is_a_parameter", "a_real_model"}  # 24 answers 21's before its quiz
    assert list(RIGHT) == [slug for slug in asked if slug not in answered]
    for slug, right in RIGHT.items():
        assert set(right) <= set(asked[slug]["guesses"]), slug


def test_ten_are_drawn_from_ten_notebooks_in_their_order():
    for seed in range(20):
        stems = [one.stem for one in draw(seed)]
        assert len(stems) == len(set(stems)) == 10 and stems == sorted(stems)
    assert draw(1) == draw(1) != draw(2)


def test_each_answer_is_one_of_the_choices_and_says_what_to_read():
    every = [one for notebook in bank() for one in notebook]
    for question, answer in zip(questions(every), answers(every), strict=True):
        assert answer.right in question.choices and answer.words
        (target,) = answer.where.values()
        assert (ROOT / "notebooks" / target).exists()


def test_no_answer_stands_twice_and_every_rewording_is_used():
    every = [one for notebook in bank() for one in notebook]
    assert not [one for one in every if one.happened.lower().startswith(f"{one.right.lower()}.")]
    for one in every:
        opening = one.happened.partition(".")[0].partition(":")[0].lower()
        assert not one.right.lower().endswith(opening), one
    said = " ".join(text for one in every for text in (one.question, one.happened))
    for here, elsewhere in ALONE.items():
        assert here not in said and elsewhere in said, here


def test_what_happened_is_cut_between_sentences():
    assert shortened("It did. It was.") == "It did. It was."
    long = "One sentence. " + "Another one that is long " * 12 + ". The end."
    assert shortened(long) == "One sentence."
