"""What notebook 19 says of the runs that it does not make itself."""

import pytest

from course_utils.lessons.four_families import results

TRIED = "fill a gap, every word tried"
FAMILIES = ("GPT", "BERT", "T5", "XLNet")


@pytest.mark.parametrize("family", FAMILIES)
def test_there_are_two_runs_of_each(family):
    assert len(results.right(family, "score")) == 2


@pytest.mark.parametrize("family", ["BERT", "XLNet"])
def test_those_that_see_both_sides_fill_gaps_and_gpt_does_so_by_trying(family):
    assert results.right(family, "fill a gap", steps=300).min() > 0.85
    assert results.right(family, "fill a gap").min() > 0.95
    assert results.right("GPT", "fill a gap").max() < 0.2
    assert results.right("GPT", TRIED).min() > 0.9


@pytest.mark.parametrize("question", ["whose is it", "score"])
def test_whose_it_is_gpt_learns_first(question):
    for family in ("BERT", "XLNet"):
        assert all(0.4 < share < 0.6 for share in results.right(family, question))
    begun, learned = sorted(results.right("GPT", question))
    assert 0.6 < begun < 0.8 and learned > 0.98


def test_gpt_and_xlnet_go_on_better_than_bert_and_t5():
    better = min(results.right(family, "go on").min() for family in ("GPT", "XLNet"))
    assert better > results.right("BERT", "go on").max() > 0.2
    assert results.right("T5", "go on").max() == 0


def test_t5_fills_gaps_after_about_a_thousand_steps_and_with_spans_of_one_word_only():
    assert results.right("T5", "fill a gap", steps=600).max() < 0.5
    assert results.right("T5", "fill a gap", steps=900).max() < 0.5
    assert results.right("T5", "fill a gap").min() > 0.9
    for longer in results.right("T5", "fill a gap", longest=3):
        assert round(100 * longer) == 13


def test_no_vector_holds_the_facts():
    assert max(results.right(family, "vector").max() for family in FAMILIES) < 0.4


def test_a_share_is_told_with_the_lowest_and_the_highest():
    assert results.in_words("BERT", "fill a gap") == "100"
    told = results.in_words("GPT", "whose is it")
    low, high = (round(100 * end) for end in sorted(results.right("GPT", "whose is it")))
    assert told.endswith(f"({low}–{high})")
