"""Each family against what `transformers` computes, and against its own definition."""

from dataclasses import replace

import jax
import numpy as np
import pytest

from course_utils import transformer
from course_utils.families import bert, deepseek, gpt, shared, t5
from course_utils.transformer import layers
from tests.families.kinds import (
    NAMES,
    QUICK,
    cases_of,
    compiled,
    error,
    loaded,
    logits_and_maps,
    logits_error,
)

pytestmark = pytest.mark.slow

WITH_LOGITS = [name for name in NAMES if name != "bert_pooled"]
EXACT = 1e-4


@pytest.mark.parametrize("name", WITH_LOGITS)
def test_logits_equal_those_of_transformers(name):
    assert len(cases_of(name)) == 3
    assert logits_error(name) < EXACT


def test_bert_gives_rows_and_one_vector_as_transformers_does():
    model = loaded("bert_pooled")
    for (tokens,), options, out in cases_of("bert_pooled"):
        x = compiled(bert.hidden, model, [tokens], options)
        assert error(x, out["hidden"]) < EXACT
        assert error(bert.pooled(model.params, x), out["pooled"]) < EXACT
    with pytest.raises(ValueError, match="no head that guesses words"):
        model.logits([1, 2, 3])
    words = loaded("bert_words")
    with pytest.raises(ValueError, match="no pooler"):
        bert.pooled(words.params, x)


@pytest.mark.parametrize("name", ["bert_words", "deepseek", "gpt1", "t5", "xlnet"])
def test_compiled_and_in_a_batch_the_logits_are_the_same(name):
    model = loaded(name)
    tokens, options, _ = cases_of(name)[1]
    by_place = len(tokens)

    def logits(*rows):
        return model.logits(*rows[:by_place], **dict(zip(options, rows[by_place:], strict=True)))

    rows = [np.stack([row, row]) for row in [*tokens, *options.values()]]
    found = jax.jit(jax.vmap(logits), compiler_options=QUICK)(*rows)
    expected, _ = logits_and_maps(name, tokens, options)
    np.testing.assert_allclose(found[1], expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", NAMES)
def test_attention_maps_are_weights(name):
    model = loaded(name)
    tokens, options, _ = cases_of(name)[1]
    if name == "bert_pooled":
        maps = compiled(bert.attention_maps, model, tokens, options)
    else:
        _, maps = logits_and_maps(name, tokens, options)
    for found in maps if isinstance(maps, t5.Maps) else [maps]:
        layers_, heads = found.shape[:2]
        assert heads == model.config.heads and 1 <= layers_ <= 3
        np.testing.assert_allclose(np.asarray(found).sum(axis=-1), 1, rtol=1e-5)
        if "valid" in options and found.shape[-1] == len(options["valid"]):
            assert not np.asarray(found)[..., ~options["valid"]].any() or not name.startswith(
                "bert"
            )


@pytest.mark.parametrize("name", ["gpt1", "gpt2", "llama", "deepseek"])
def test_nothing_is_told_of_what_comes_later(name):
    (tokens,), _, _ = cases_of(name)[1]
    later = np.concatenate([tokens[:9], tokens[9:][::-1] + 1]) % 31
    found, expected = (logits_and_maps(name, [row])[0][:9] for row in (later, tokens))
    np.testing.assert_allclose(found, expected, atol=2e-5)


def test_gpt_2_is_the_transformer_of_notebook_15():
    model = loaded("gpt2")
    params, config = gpt.as_transformer(model.params, model.config)
    (tokens,), _, out = cases_of("gpt2")[1]
    found = jax.jit(transformer.forward, static_argnums=2, compiler_options=QUICK)(
        params, tokens, config
    )
    assert error(found, out["logits"]) < EXACT
    first = loaded("gpt1")
    with pytest.raises(ValueError, match="only GPT-2"):
        gpt.as_transformer(first.params, first.config)


def test_xlnet_guesses_from_nothing_what_comes_first():
    """No word reaches the guess at the first place of the order, and its own word no guess."""
    order = {"order": np.array([2, 0, 3, 1])}
    rows = [1, 2, 3, 4], [1, 9, 8, 4], [1, 9, 3, 4]  # then places 1 and 2 are others, then 1 alone
    before, after, other = (logits_and_maps("xlnet", [np.array(row)], order)[0] for row in rows)
    np.testing.assert_allclose(after[2], before[2], atol=1e-6)  # the first: from nothing
    assert abs(after[0] - before[0]).max() > 1e-3  # the second sees place 2
    np.testing.assert_allclose(other, before, atol=1e-6)  # place 1 is the last: nobody sees it


# GPT-3's bands, against loops ----------------------------------------------------------------


@pytest.mark.parametrize("band", [1, 3, 50])
def test_every_second_layer_of_gpt_3_sees_its_neighbourhood(band):
    config = gpt.Config(vocab=11, context=12, layers=4, width=8, heads=2, band=band)
    for layer in range(4):
        mask = np.asarray(gpt.mask_of(layer, 9, config))
        for t in range(9):
            for s in range(9):
                near = layer in (0, 2) or t - s < band
                assert mask[t, s] == (s <= t and near)
    params = gpt.init(jax.random.key(0), config)
    maps = np.asarray(
        jax.jit(gpt.attention_maps, static_argnums=2, compiler_options=QUICK)(
            params, np.arange(9), config
        )
    )
    assert (maps[1].max(axis=0) > 0).sum() == sum(min(t + 1, band) for t in range(9))


# Mutations: one detail left out, and the logits are others -------------------------------------


def off(name, model=None):
    return logits_error(name, model, slice(1, 2)) > 100 * EXACT


def changed(name, **fields):
    model = loaded(name)
    return replace(model, config=replace(model.config, **fields))


def with_params(name, mend):
    model = loaded(name)
    return replace(model, params=mend(model.params))


def test_the_details_of_bert_matter(monkeypatch):
    assert off("bert_words_wide", changed("bert_words_wide", norm_eps=1e-12))
    assert off("bert_words", with_params("bert_words", without_types))
    monkeypatch.setattr(bert, "erf_gelu", layers.ACTIVATIONS["gelu"])
    by_tanh = logits_error("bert_words", loaded("bert_words"), slice(1, 2))
    assert by_tanh > EXACT  # in place of erf: small, and seen
    monkeypatch.undo()
    for module in (bert, shared):
        monkeypatch.setattr(module, "layer_norm", eps_outside_the_root)
    misplaced = logits_error("bert_words_wide", loaded("bert_words_wide"), slice(1, 2))
    assert misplaced > 10 * EXACT  # half a per cent of each norm


def without_types(params):
    return replace(params, token_type_embedding=params.token_type_embedding * 0)


def eps_outside_the_root(p, x, eps):
    centred = x - x.mean(axis=-1, keepdims=True)
    return centred / (centred.std(axis=-1, keepdims=True) + eps) * p.scale + p.shift


def test_the_details_of_t5_matter(monkeypatch):
    assert off("t5", changed("t5", farthest=100))
    assert off("t5", changed("t5", scaled=False))
    assert off("t5_gated", changed("t5_gated", gated=False))
    monkeypatch.setattr(t5, "attend", lambda *a, scale: shared.attend(*a))  # divided by √Dh
    assert off("t5", loaded("t5"))
    monkeypatch.undo()
    true = t5.bucket
    monkeypatch.setattr(t5, "bucket", lambda ahead, config, both: true(-ahead, config, both))
    assert off("t5", loaded("t5"))


def test_the_details_of_deepseek_matter():
    assert off("deepseek", changed("deepseek", routed_scale=1.0))
    assert off("deepseek", changed("deepseek", groups=1, chosen_groups=1))
    assert off("deepseek", changed("deepseek", chosen_groups=3))
    assert off("deepseek", changed("deepseek", normalised=False))
    assert off("deepseek", changed("deepseek", neighbours=False))
    assert off("deepseek", changed("deepseek", chosen=2))
    for part in ("routing_bias", "shared"):
        assert off("deepseek", with_params("deepseek", lambda p, part=part: without(p, part)))


def without(params, part):
    """DeepSeek's parameters without one part of each mixture."""
    blocks = [
        replace(p, mlp=replace(p.mlp, **{part: None})) if isinstance(p.mlp, deepseek.Mixture) else p
        for p in params.blocks
    ]
    return replace(params, blocks=tuple(blocks))


def test_the_bias_of_the_router_chooses_and_does_not_weigh():
    model = loaded("deepseek")
    p = model.params.blocks[1].mlp
    x = np.random.default_rng(0).normal(size=(5, 12)).astype(np.float32)
    lifted = replace(p, routing_bias=p.routing_bias + 7.0)  # all alike: nothing changes
    np.testing.assert_allclose(
        deepseek.shares(lifted, x, model.config), deepseek.shares(p, x, model.config), rtol=1e-5
    )
    found = np.asarray(deepseek.shares(p, x, model.config))
    np.testing.assert_allclose(found.sum(axis=1), model.config.routed_scale, rtol=1e-5)
    assert ((found > 0).sum(axis=1) == model.config.chosen).all()
