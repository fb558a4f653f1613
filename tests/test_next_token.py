"""The two formulas behind the bars of notebook 09."""

import math

import numpy as np
import pytest

from course_utils.plots.next_token import cross_entropy, softmax


@pytest.mark.parametrize("logits", [[2.0, 1.0, 0.0], [-3.0, 3.0, 0.5, 0.5], [900.0, 899.0]])
def test_softmax_is_one_over_the_sum_of_all_advantages(logits):
    wanted = [1 / sum(math.exp(other - mine) for other in logits) for mine in logits]
    np.testing.assert_allclose(softmax(logits), wanted, rtol=1e-12)


def test_cross_entropy_is_the_average_surprise_of_a_long_text():
    logits, often = [0.5, -1.0, 2.0], [3, 1, 4]
    text = [i for i, n in enumerate(often) for _ in range(n)]
    power = [math.exp(x) for x in logits]
    surprises = [-math.log(power[token] / sum(power)) for token in text]
    wanted = [n / sum(often) for n in often]
    assert cross_entropy(logits, wanted) == pytest.approx(sum(surprises) / len(text))


def test_cross_entropy_is_least_at_the_true_shares():
    shares = np.array([0.4, 0.35, 0.15, 0.1])
    least = cross_entropy(np.log(shares), shares)
    assert least == pytest.approx(-sum(p * math.log(p) for p in shares))
    for i in range(4):
        assert cross_entropy(np.log(shares) + 0.1 * np.eye(4)[i], shares) > least + 1e-4
