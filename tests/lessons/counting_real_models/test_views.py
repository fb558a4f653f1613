"""What notebook 18 draws, against plain arithmetic."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from course_utils.lessons.counting_real_models import views
from course_utils.lessons.counting_real_models.plans import PLANS, total
from course_utils.lessons.counting_real_models.scaling import FITS, affordable
from course_utils.lessons.counting_real_models.views.counts import by_layer, large


def test_large_numbers_in_words():
    assert large(116_534_784) == "116.5 million"
    assert large(1.8e12) == "1.8 trillion"
    assert large(245_184) == "245,184"


def test_four_counts_show_how_far_each_is_off():
    figure = Figure()
    view = views.four_counts(["a", "b"], [10, 20], lambda vocabulary, **_: [vocabulary, 20.4])
    said = view(figure)(vocabulary=13, places=1, biases="counted")
    assert "a 3.0, b 0.4. 1 of 2 fit" in said
    assert [bar.get_width() for bar in figure.axes[0].patches] == pytest.approx([3.0, 0.4])


@pytest.mark.parametrize("name", ["GPT-1", "T5 base", "Grok-1", "DeepSeek-V3"])
def test_the_area_of_an_anatomy_is_the_whole_model(name):
    figure = Figure()
    said = views.anatomy(PLANS)(figure)(model=name)
    n = total(PLANS[name]())
    assert f"{n:,} dials" in said
    assert by_layer(PLANS[name]()).sum() == n
    stacks = [patch.get_data() for patch in figure.axes[0].patches]
    assert sum((s.values - s.baseline).sum() for s in stacks) == pytest.approx(100)
    assert sum(bar.get_width() for bar in figure.axes[1].patches) == pytest.approx(1)


def test_a_built_model_is_counted_and_its_active_part_marked():
    figure = Figure()
    turn = views.build({"GPT-1": 116_534_784})(figure)
    plan = {"width": 768, "depth": 12, "vocabulary": 50_257, "heads": 12}
    assert "125.2 million dials" in turn(**plan, experts=1)
    *_, here, awake = figure.axes[1].lines
    assert np.isnan(awake.get_ydata()).all()
    turn(**plan, experts=4)
    assert awake.get_ydata()[0] < here.get_ydata()[0]
    assert "A head has 768 numbers." in turn(**plan | {"heads": 1}, experts=1)


@pytest.mark.parametrize("fit", FITS.values(), ids=FITS)
@pytest.mark.parametrize("flop", [1e18, 5.8e23, 1e27])
def test_nothing_is_wasted_at_the_best_split_and_something_elsewhere(fit, flop):
    ratios = np.geomspace(0.1, 50_000, 4001)
    waste = fit.waste(flop, ratios)
    assert waste.min() == pytest.approx(1, abs=1e-4) and waste.max() > 5
    # The same loss, searched for: at the least arithmetic the best split reaches it.
    loss = float(fit.loss(*affordable(flop, 1.0)))
    least = float(fit.flop_needed(loss))
    assert fit.loss(*affordable(least, ratios)).min() == pytest.approx(loss, rel=1e-5)


def test_what_is_said_of_splits():
    for fit in FITS.values():
        assert 1.5 < fit.waste(6 * 174.6e9 * 300e9, 300 / 174.6) < 2.5  # GPT-3
        assert fit.waste(6 * 134.5e6 * 2e12, 2e12 / 134.5e6) > 10  # SmolLM2
        assert fit.waste(6 * 70e9 * 1.4e12, 20) < 1.2  # Chinchilla
        ratios = np.geomspace(0.1, 50_000, 4001)
        for flop in (1e18, 5.8e23, 1e27):
            best = ratios[fit.waste(flop, ratios).argmin()]
            assert fit.waste(flop, best * 3) == pytest.approx(1.1, abs=0.02)
            assert fit.waste(flop, best / 3) == pytest.approx(1.1, abs=0.02)


def test_what_is_affordable_costs_what_there_is():
    dials, tokens = affordable(6e21, 10.0)
    assert tokens / dials == pytest.approx(10) and 6 * dials * tokens == pytest.approx(6e21)


def test_the_split_is_told():
    said = views.same_compute({"Chinchilla": 20})(Figure())(
        power=np.log10(6e21), tokens_a_dial=10.0
    )
    assert said.startswith("10 billion dials, 100 billion tokens. By one law that is 1.")


def test_the_timeline_names_every_model():
    figure = Figure()
    views.timeline(figure, [("a", 2018.5, 1e8), ("b", 2020.0, 1e11)], (2023.2, 1.7e12, 1.8e12))
    words = [text.get_text() for text in figure.axes[0].texts]
    assert words[:2] == ["a", "b"] and "never published" in words[2]
