"""The sentences of notebook 24 and their verdicts."""

import re
import string
from collections import Counter
from pathlib import Path

import nbformat
import pytest

from course_utils.lessons.what_is_a_parameter.sentences import (
    THEMES,
    VERDICTS,
    judged,
    verdicts,
)
from tools.notebooks import ROOT

PAGE = ROOT / "notebooks" / "24_what_is_a_parameter.ipynb"
EVERY = [sentence for theme in THEMES.values() for sentence in theme]


def named(words: str) -> set[str]:
    """The {names} in a text."""
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


def test_there_are_at_least_24_in_groups_of_four_and_every_verdict_is_given():
    assert len(EVERY) >= 24 and {len(theme) for theme in THEMES.values()} == {4}
    assert len({sentence.text for sentence in EVERY}) == len(EVERY)
    found = Counter(sentence.verdict for sentence in EVERY)
    assert set(found) == set(VERDICTS) and min(found.values()) >= 2
    assert all(len({sentence.verdict for sentence in theme}) > 1 for theme in THEMES.values())


@pytest.mark.parametrize("sentence", EVERY, ids=lambda sentence: sentence.text[:30])
def test_a_sentence_names_notebooks_that_are_there_and_what_it_computes(sentence):
    assert sentence.where and all(
        (ROOT / "notebooks" / f"{stem}.ipynb").exists() for stem in sentence.where
    )
    assert sentence.text.endswith(".") and len(sentence.words.split()) <= 70
    # Of GPT-4 there is nothing to compute: that is the verdict.
    assert named(sentence.words) or "GPT-4" in sentence.text, "nothing in it was computed"


def test_a_verdict_holds_what_was_found_with_true_minus_signs():
    theme = "what b does"
    names = set().union(*(named(sentence.words) for sentence in THEMES[theme]))
    found = dict.fromkeys(names, 7.0) | {"from_zero": -5781.0, "ends": [2, 1]}
    answers = verdicts(theme, **found)
    assert [answer.right for answer in answers] == [s.verdict for s in THEMES[theme]]
    assert "b = −5,781 g" in answers[1].words
    assert answers[0].where == {"04": "04_why_b.ipynb", "08": "08_neurons.ipynb"}
    assert "row of 9 param" in verdicts("what it is", **Any(9))[1].words
    assert [question.text for question in judged(theme)] == [s.text for s in THEMES[theme]]


class Any(dict):
    """Every name there is, with one value."""

    def __init__(self, value):
        names = set().union(*(named(sentence.words) for sentence in EVERY))
        super().__init__(dict.fromkeys(names, value))


def test_every_theme_is_asked_and_reviewed_in_the_notebook():
    code = "\n".join(c.source for c in nbformat.read(PAGE, as_version=4).cells)
    for theme in THEMES:
        assert f'judged("{theme}")' in code and re.search(rf'verdicts\("{theme}"', code)


def test_the_notebooks_links_say_where_to_read_again():
    prose = "\n".join(
        c.source for c in nbformat.read(PAGE, as_version=4).cells if c.cell_type == "markdown"
    )
    assert {Path(name).stem[:2] for name in re.findall(r"\]\((\d\d_\w+\.ipynb)\)", prose)} >= {
        "04", "07", "08", "12", "14", "15", "17", "18", "20", "21",
    }  # fmt: skip
