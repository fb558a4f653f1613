"""What the notebook on training leaves to the library, against slow loops."""

import jax
import numpy as np
import pytest

from course_utils.lessons.kit.telling import LONGEST, tell
from course_utils.lessons.training import results
from course_utils.lessons.training.runs import Watched, counted, fresh_windows, short_run, smoothed
from course_utils.lessons.training.stories import perfect_loss
from course_utils.tales import Words, surprise, tale_tokens, tales
from course_utils.train import without_copies
from course_utils.transformer import Config, init

WORDS = Words()


def test_the_perfect_reader_of_whole_stories_and_of_one_that_is_cut_off():
    first, second = tales(2, seed=5)
    row = [WORDS.end, *WORDS.encode(first), WORDS.end, *WORDS.encode(second)]
    whole = np.array([[*row, WORDS.end]])
    total = surprise(first) + surprise(second)
    assert perfect_loss(whole, WORDS) == pytest.approx(total / (whole.shape[1] - 1), rel=1e-6)
    cut = perfect_loss(np.array([row[: len(row) - 3]]), WORDS)
    assert 0 < cut < 2 and np.isfinite(cut)


def test_stories_are_told_side_by_side():
    config = Config(len(WORDS.vocab), LONGEST, layers=1, width=8, heads=2)
    params = init(jax.random.key(0), config)
    told = tell(params, config, WORDS, n=3, seed=1)
    assert len(told) == 3 and len(set(told)) == 3
    assert told == tell(params, config, WORDS, n=3, seed=1)


def test_windows_with_copies_are_left_out_as_a_slow_search_does():
    rng = np.random.default_rng(0)
    tokens, windows = rng.integers(3, size=400), rng.integers(3, size=(60, 9))
    text = " ".join(map(str, tokens)) + " "
    for run in (4, 5, 9):
        kept = [
            row
            for row in windows
            if not any(
                " ".join(map(str, row[i : i + run])) + " " in text for i in range(9 - run + 1)
            )
        ]
        assert without_copies(windows, tokens, run).tolist() == np.array(kept).tolist()
    assert len(without_copies(windows, tokens)) == len(without_copies(windows, tokens, 9))
    assert len(fresh_windows(tokens, tokens, 8, run=4)) == 0


def test_counting_against_a_loop():
    tokens, windows = np.array([0, 1, 0, 2, 0, 1]), np.array([[0, 1, 0]])
    found = counted(tokens, windows, 3)
    alone = np.array([3, 2, 1]) + 0.1
    alone /= alone.sum()
    assert found["knowing nothing"] == pytest.approx(np.log(3))
    assert found["counting pieces"] == pytest.approx(-np.log(alone[[1, 0]]).mean())
    assert found["counting pairs"] == pytest.approx(-np.log([2.1 / 3.3, 1.1 / 1.3]).mean())


def test_a_short_run_learns_and_a_wild_one_does_not():
    config = Config(len(WORDS.vocab), 16, layers=1, width=16, heads=2)
    tokens = tale_tokens(4000, seed=1)

    def draw(step):
        starts = np.random.default_rng(step).integers(len(tokens) - 17, size=4)
        return np.stack([tokens[start : start + 17] for start in starts])

    calm, wild = (short_run(config, draw, rate, steps=30) for rate in (0.01, 100.0))
    assert len(calm) == 30 and calm[-1] < calm[0] - 0.5
    assert not wild[-1] < calm[-1]
    assert smoothed([1.0, 2.0, 3.0, 4.0], over=2) == [1.5, 2.5, 3.5]


def test_what_is_noted_of_a_run():
    config = Config(5, 8, layers=1, width=8, heads=2)
    params = init(jax.random.key(0), config)
    windows = np.random.default_rng(0).integers(5, size=(4, 9))
    watched = Watched(config, windows, lambda params: "a page")
    watched.note(0, params)
    watched.losses += [2.0, 4.0]
    watched.note(2, params)
    watched.note(3, params, since=1.5)
    assert [record.step for record in watched.history] == [0, 2, 3]
    assert np.isnan(watched.history[0].loss)
    assert [record.loss for record in watched.history[1:]] == [3.0, 1.5]
    assert watched.history[0].held_out == pytest.approx(np.log(5), abs=0.2)
    assert watched.samples[3] == "a page"
    watched.note(0, params)
    assert len(watched.history) == 1 and list(watched.samples) == [0] and watched.losses == []
    nothing = Watched(config, windows[:0], lambda params: "")
    nothing.note(0, params)
    assert np.isnan(nothing.history[0].held_out)


def test_what_the_notebook_says_of_the_table():
    """The sentences of the notebook, held against the file."""
    assert results.seeds() == 4
    rows = results.tricks()
    alone = {name: mean for name, mean, _ in rows["the tales"]["each alone"]}
    left = {name: mean for name, mean, _ in rows["the tales"]["each left out"]}
    plain = alone["the loop above"]
    assert round(plain, 3) == 0.595 and round(left["all of them"], 3) == 0.555
    assert round(left["without short convolution"], 3) == 0.577
    assert round(results.floor(), 3) == 0.546
    assert sorted(alone, key=alone.__getitem__)[:2] == ["+ Muon", "+ mimetic start"]
    assert alone["+ short convolution"] > plain and alone["+ no positions"] > plain
    assert left["with positions"] <= left["all of them"]
    alone = {name: mean for name, mean, _ in rows["the manual"]["each alone"]}
    left = {name: mean for name, mean, _ in rows["the manual"]["each left out"]}
    assert sorted(alone, key=alone.__getitem__)[:2] == ["+ Muon", "+ small residual start"]
    assert alone["+ mimetic start"] > alone["+ small residual start"] + 0.2
    assert left["without mimetic start"] < left["all of them"] - 0.05
    assert round(alone["constant rate"], 2) == 4.09 and round(alone["the loop above"], 2) == 4.38
    shapes = results.table("shapes")
    assert round(results.test_loss(shapes["1 × 128"])[0], 3) == 0.568
    assert round(results.test_loss(shapes["2 × 64"])[0], 3) == 0.583


def test_what_the_notebook_says_of_the_dials():
    width = results.rate_curves("steps")["width"]
    assert width["256"][0.001] < width["64"][0.001] - 1
    assert width["256"][0.016] > width["64"][0.016] + 0.4
    best = {name: min(curve.values()) for name, curve in width.items()}
    assert [round(best[name], 2) for name in ("64", "128", "256")] == [0.80, 0.78, 0.76]
    rates = [min(width[name], key=width[name].__getitem__) for name in ("64", "128", "256")]
    assert rates == sorted(rates, reverse=True) and len(set(rates)) == 3
    for dial, small, large in (("width", "64", "256"), ("blocks", "2", "4"), ("batch", "16", "64")):
        curves = results.rate_curves("time")[dial]
        assert min(curves[small].values()) < min(curves[large].values()) - 0.3
