"""What notebook 17 draws and measures, against slow ways of doing the same."""

from dataclasses import replace

import jax
import numpy as np
import pytest
from matplotlib.figure import Figure

from course_utils.lessons.kit.telling import LONGEST, tell
from course_utils.lessons.sampling import telling, views
from course_utils.sample import generate, next_token_probs
from course_utils.tales import Words, tales
from course_utils.transformer import init, storyteller

WORDS = Words()
CONFIG = replace(storyteller(len(WORDS.vocab), context=LONGEST), width=16, heads=2)


def test_stories_told_side_by_side_are_those_told_one_by_one():
    params = init(jax.random.key(3), CONFIG)
    stories = tell(params, CONFIG, WORDS, n=3, temperature=0)
    alone = generate(jax.random.key(0), params, [WORDS.end], LONGEST - 1, CONFIG, temperature=0)
    assert stories == [WORDS.decode(alone[1:]).split("\n")[0]] * 3


def test_what_is_measured_about_stories():
    (right,) = tales(1, seed=1)
    wrong = right.replace(". ", ". cat the ", 1)
    once = telling.measure([right, wrong], WORDS, 0.7)
    assert once.value == 0.7 and once.stories == 0.5 and 0.5 < once.sentences < 1
    assert once.story == right and once.fault == ""
    twice = telling.measure([right, right], WORDS, 0)
    assert twice.again == pytest.approx(0.5) and twice.stories == 1
    assert twice.different == len(set(WORDS.encode(right).tolist()))
    assert telling.measure([wrong], WORDS, 0).fault


def test_bars_at_a_temperature():
    logits = np.array([2.0, 1.0, 0.0])
    figure = Figure()
    turn = views.temperature_bars(["a", "b", "c"], lambda t: next_token_probs(logits, t), "…")(
        figure
    )
    assert turn(1.0) == "At temperature 1 the likeliest word “a” has 67%."
    assert turn(0.0) == "At temperature 0 the likeliest word “a” has 100%."
    texts = [text.get_text() for text in figure.axes[0].texts[:3]]
    assert texts == ["100%", "0%", "0%"]
    ends = [text.get_position()[0] for text in figure.axes[0].texts[:3]]
    assert np.all(ends > next_token_probs(logits)), "a number lies on the mark of temperature 1"


def test_a_setting_is_said_in_words():
    rows = [telling.Measured(t, 0.9, 0.5, 0.1, 1234, "A story.", "") for t in (0.5, 1.0)]
    turn = views.dull_or_wild({"temperature": rows})(Figure())
    said = turn("temperature", 2)
    assert said.startswith("With temperature 1, 90% of the sentences and 50% of the stories")
    assert said.endswith("1,234 different words.")
