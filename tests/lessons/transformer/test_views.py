"""What notebook 15 draws and asks, against the transformer itself and plain arithmetic."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from matplotlib.figure import Figure

from course_utils.count import count
from course_utils.lessons.transformer import exercises, views
from course_utils.transformer import Config, Norm, init, layers, shapes


def test_the_norm_that_is_asked_for_is_the_transformers():
    for x, scale, eps in exercises.norm_each_token.cases:
        ours = layers.rms_norm(Norm(jnp.asarray(scale), None), jnp.asarray(x), eps)
        np.testing.assert_allclose(
            exercises.norm_each_token._solution(x, scale, eps), ours, rtol=1e-5
        )


@pytest.mark.parametrize("D, H, K, Dh, F", exercises.dials_of_a_block.cases)
def test_the_formula_for_a_block_counts_what_the_transformer_has(D, H, K, Dh, F):
    plan = Config(9, 9, 1, D, H, K, Dh, F, positions="none")
    counted = count(shapes(plan).blocks[0])
    assert exercises.dials_of_a_block._solution(D, H, K, Dh, F) == counted


def test_arrows_meet_as_rotary_positions_say():
    turn = views.rotary_score(query_length=1.0, key_length=0.8)(Figure())
    for query_at, key_at in ((7, 3), (17, 13), (0, 20), (5, 5)):
        pair = jnp.array([[[1.0, 0.0]], [[0.8, 0.0]]])  # [T, heads, Dh], turned by 1 a place
        query, key = layers.apply_rope(pair, jnp.array([query_at, key_at]), 10_000.0)[:, 0]
        said = turn(query_at=query_at, key_at=key_at, speed=1.0)
        dot = float(said.rstrip(".").rpartition(" ")[2].replace("−", "-"))
        assert dot == pytest.approx(float(query @ key), abs=2e-3)


def test_norms_take_away_the_volume_and_layer_norms_what_is_added_to_all():
    figure = Figure()
    turn = views.normed([3.0, -1.0, 2.0], np.eye(3), ["a", "b", "c"])(figure)

    def bars(**dials):
        turn(**dials)
        return [bar.get_width() for bar in figure.axes[1].patches]

    def wanted(row):
        return np.exp(row) / np.exp(row).sum()

    row, plain = np.array([3.0, -1.0, 2.0]), {"factor": 1.0, "added": 0.0}
    rms, centred = row / np.sqrt(14 / 3), row - 4 / 3
    layer = centred / np.sqrt(np.mean(centred**2))
    np.testing.assert_allclose(bars(**plain, norm="none"), wanted(row), rtol=1e-4)
    np.testing.assert_allclose(bars(**plain, norm="RMS"), wanted(rms), rtol=1e-4)
    np.testing.assert_allclose(bars(**plain, norm="layer"), wanted(layer), rtol=1e-4)
    loud, lifted = {"factor": 100.0, "added": 0.0}, {"factor": 1.0, "added": 5.0}
    np.testing.assert_allclose(bars(**loud, norm="RMS"), wanted(rms), rtol=1e-4)
    np.testing.assert_allclose(bars(**lifted, norm="layer"), wanted(layer), rtol=1e-4)
    assert abs(bars(**lifted, norm="RMS")[0] - wanted(rms)[0]) > 0.1
    assert bars(**loud, norm="none")[0] == pytest.approx(1.0)


def test_the_walk_of_votes_ends_at_their_sum():
    chance = np.random.default_rng(0)
    votes = chance.normal(size=(5, 2))
    figure = Figure()
    parts = ["embedding", "attention 1", "feed-forward 1", "attention 2", "feed-forward 2"]
    view = views.logit_attribution(
        lambda s, f: (votes, [0.3, 0.7]), parts, ["a", "b"], low=-5, high=5
    )
    said = view(figure)(sentence="any", x=1.0, y=1.0)
    assert "“b”, with probability 0.70" in said
    x, y = figure.axes[0].lines[-1].get_data()
    np.testing.assert_allclose([y[0], x[0]], votes.sum(axis=0))


def test_the_mixing_desk_gives_each_sentence_its_tokens_and_each_part_its_fader():
    asked = []

    def votes(tokens, faders):
        asked.append((list(tokens), list(faders)))
        return np.zeros((5, 40))

    parts = ["embedding", "attention 1", "feed-forward 1", "attention 2", "feed-forward 2"]
    turn = views.mixing_desk(votes, lambda words: [len(w) for w in words], parts)(Figure())
    turn(sentence="owl at night", fader_1=0.0, fader_2=0.5, fader_3=1.0, fader_4=2.0)
    text = "at night the old owl in the barn is"
    assert asked == [([len(word) for word in text.split()], [1.0, 0.0, 0.5, 1.0, 2.0])]


def test_the_census_counts_every_dial():
    figure = Figure()
    changes = {"set to 0": np.array([0.0, 0.5, 1.0]), "times 10": np.array([1e-4, 0.009, 0.01])}
    views.one_by_one(figure, changes)
    heights = [bar.get_height() for bar in figure.axes[0].patches]
    assert heights == [1, 0, 0, 0, 2, 0, 1, 1, 1, 0]


def test_bars_of_one_dial_show_what_its_turn_does():
    params = init(jax.random.key(0), Config(vocab=5, context=4, layers=1, width=4, heads=2))
    row = params.embedding[0]
    figure = Figure()
    view = views.one_dial(
        lambda which, factor: np.asarray(jax.nn.softmax(row.at[which].multiply(factor))),
        lambda which: f"embedding[0, {which}]",
        ["a", "b", "c", "d"],
    )
    assert "Dial 2 is embedding[0, 2], times 10: " in view(figure)(which=2, factor=10.0)
    turned = np.asarray(row) * np.array([1, 1, 10, 1])
    wanted = np.exp(turned) / np.exp(turned).sum()
    widths = [bar.get_width() for bar in figure.axes[0].patches[:4]]
    np.testing.assert_allclose(widths, wanted, rtol=1e-5)
