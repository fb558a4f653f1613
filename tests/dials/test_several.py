"""Several questions that are answered together."""

import pytest

from course_utils import dials
from course_utils.dials import Answer, Question, guess_all

TWO = [Question("Is 1 < 2?", ["yes", "<no>"]), Question("And 2 < 1?", ["yes", "no", "perhaps"])]
RIGHT = [Answer("yes", "It is.", {"01": "01_a.ipynb"}), Answer("no", "It is <not>.", {})]


@pytest.fixture
def heard(monkeypatch):
    told = []
    monkeypatch.setattr(dials.listening, "listeners", [lambda *event: told.append(event)])
    monkeypatch.setattr("course_utils.dials.several.reviews", {})
    return told


def test_all_are_committed_to_at_once_and_told_once(heard):
    asked = guess_all("Two questions", TWO, name="two")
    asked.choose([1, "no"])
    asked.choose([0, 0])  # the first answers stand
    assert asked.chosen == "<no>; no" and asked.picked == [1, 1]
    assert heard == [("guess", "two", "<no>; no")]


@pytest.mark.parametrize("choice", [[0], "yes", [0, 3], [0, True], ["no", 0], 1])
def test_an_answer_to_each_is_wanted(heard, choice):
    asked = guess_all("Two questions", TWO, name="two")
    with pytest.raises(ValueError, match=r"questions|choices"):
        asked.choose(choice)
    assert asked.chosen is None and not heard


def test_questions_need_choices_and_must_differ():
    for wrong in ([], [TWO[0], TWO[0]], [Question("Which?", ["one"])]):
        with pytest.raises(ValueError, match=r"different|least"):
            guess_all("Title", wrong, name="wrong")


def test_a_review_is_folded_until_there_are_answers_and_then_counts(heard):
    asked = guess_all("Two questions", TWO, name="two")
    before = asked.review(RIGHT)._repr_html_()
    assert "<details>" in before and "It is." in before
    asked.choose([0, 2])
    after = asked.review(RIGHT)
    assert after.score == 1 and "<details>" not in after._repr_html_()
    assert "As you said: 1 of 2." in after._repr_html_()
    assert "✓ You: yes." in after._repr_html_() and "✗ You: perhaps." in after._repr_html_()
    assert 'href="01_a.ipynb"' in after._repr_html_() and "&lt;not&gt;" in after._repr_html_()
    assert "1. Is 1 < 2? Yes. It is. (01)" in repr(after)


def test_names_in_an_answer_keep_their_capitals(heard):
    asked = guess_all("A question", [Question("Who?", ["both BERT and T5", "no"])], name="who")
    review = asked.review([Answer("both BERT and T5", "See.", {})])
    assert "<strong>Both BERT and T5.</strong>" in review._repr_html_()
    assert "Both BERT and T5." in repr(review)


def test_a_review_wants_answers_that_can_be_given(heard):
    asked = guess_all("Two questions", TWO, name="two")
    with pytest.raises(ValueError, match="perhaps"):
        asked.review([Answer("perhaps", "", {}), RIGHT[1]])
    with pytest.raises(ValueError, match="zip"):
        asked.review(RIGHT[:1])


def test_it_is_read_without_a_browser_and_escaped():
    asked = guess_all("Two <questions>", TWO, name="two")
    assert repr(asked).splitlines()[:3] == ["Two <questions>", "1. Is 1 < 2?", "   ( ) yes"]
    assert "&lt;questions&gt;" in asked._repr_html_() and "&lt;no&gt;" in asked._repr_html_()
    asked.choose([0, 0])
    assert "   (•) yes" in repr(asked)


def test_the_page_s_message_commits(heard):
    asked = guess_all("Two questions", TWO, name="two")
    data, _ = asked._repr_mimebundle_()
    assert {"text/html", "text/plain"} < set(data)
    assert asked.face is not None and asked.face.picked == []
    asked.face.hear({"kind": "choose", "choices": [1, 0]})
    assert asked.face.picked == [1, 0] and asked.chosen == "<no>; yes"
