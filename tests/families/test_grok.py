"""Grok against slow loops, written from the published program: model.py and run.py, xAI 2024."""

from math import erf, exp, pi, sqrt, tanh

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_utils.families import grok
from tests.families.kinds import QUICK

CONFIG = grok.Config(
    vocab=13, context=20, layers=2, width=12, heads=4, kv_heads=2, head_width=6, hidden=10,
    experts=4, chosen=2, embedding_scale=3.5, attention_scale=0.4, attention_cap=2.0,
    output_scale=0.6,
)  # fmt: skip


def random_params(config, seed=0):
    rng = np.random.default_rng(seed)
    return jax.tree.map(
        lambda leaf: (leaf.ndim == 1) * 0.7 + rng.normal(0, 0.5, leaf.shape), grok.shapes(config)
    )


def norm(p, row, config):
    return row / np.sqrt(np.mean(row**2) + config.norm_eps) * p.scale


def gelu(x):
    """The approximation by tanh, which is JAX's own default and so the published program's."""
    return 0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x**3)))


def turned(row, t, config):
    half = len(row) // 2
    out = np.empty_like(row)
    for i in range(half):
        angle = t * config.rope_base ** (-2 * i / len(row))
        out[i] = row[i] * np.cos(angle) - row[i + half] * np.sin(angle)
        out[i + half] = row[i + half] * np.cos(angle) + row[i] * np.sin(angle)
    return out


def attention(p, rows, tokens, config):
    H, K, Dh = config.heads, config.kv_heads, config.head_width
    out = []
    for t, x in enumerate(rows):
        gathered = []
        for h in range(H):
            query = turned(x @ p.query[:, h * Dh : (h + 1) * Dh], t, config)
            k = h // (H // K)
            columns = slice(k * Dh, (k + 1) * Dh)
            powers, values = [], []
            for s in range(t + 1):
                if tokens[s] == 0:
                    continue
                score = query @ turned(rows[s] @ p.key[:, columns], s, config)
                score *= config.attention_scale
                powers.append(exp(config.attention_cap * tanh(score / config.attention_cap)))
                values.append(rows[s] @ p.value[:, columns])
            gathered.append(sum(w * v for w, v in zip(powers, values, strict=True)) / sum(powers))
        out.append(np.concatenate(gathered) @ p.output)
    return out


def mixture(p, x, config):
    scores = np.exp(x @ p.router)
    chances = scores / scores.sum()
    out = np.zeros_like(x)
    for e in np.argsort(-chances)[: config.chosen]:
        gate = np.array([gelu(number) for number in x @ p.experts.gate[e]])
        out += chances[e] * ((gate * (x @ p.experts.up[e])) @ p.experts.down[e])
    return out


def forward(params, tokens, config):
    rows = [params.embedding[token] * config.embedding_scale for token in tokens]
    for p in params.blocks:
        gathered = attention(p.attention, [norm(p.norm_1, x, config) for x in rows], tokens, config)
        rows = [x + norm(p.norm_2, y, config) for x, y in zip(rows, gathered, strict=True)]
        said = [mixture(p.mixture, norm(p.norm_3, x, config), config) for x in rows]
        rows = [x + norm(p.norm_4, y, config) for x, y in zip(rows, said, strict=True)]
    last = [norm(params.final_norm, x, config) @ params.embedding.T for x in rows]
    return np.array(last) * config.output_scale


@pytest.mark.parametrize("seed", [0, 1])
def test_grok_equals_slow_loops(seed):
    tokens = np.array([5, 1, 0, 12, 7, 7, 3])
    with jax.enable_x64(True):
        params = random_params(CONFIG, seed)
        found = jax.jit(grok.forward, static_argnums=2, compiler_options=QUICK)(
            params, tokens, CONFIG
        )
    np.testing.assert_allclose(found, forward(params, tokens, CONFIG), rtol=1e-8, atol=1e-9)


def test_the_loops_tell_gelu_from_gelu():
    assert gelu(1.0) != pytest.approx(0.5 * (1 + erf(1 / sqrt(2))), abs=1e-5)


def test_routing_shows_two_experts_for_each_token():
    params = jax.tree.map(jnp.asarray, random_params(CONFIG))
    tokens = np.arange(1, 8)
    shares, maps = (
        np.asarray(jax.jit(what, static_argnums=2, compiler_options=QUICK)(params, tokens, CONFIG))
        for what in (grok.routing, grok.attention_maps)
    )
    assert shares.shape == (2, 7, 4)
    assert ((shares > 0).sum(axis=-1) == 2).all()
    assert (shares.sum(axis=-1) < 1).all()  # of a softmax over all four
    assert maps.shape == (2, 4, 7, 7)
