"""Low-rank additions: the matrix they make, the training, the file."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_utils import lora, transformer
from course_utils.count import count
from course_utils.families import bert
from course_utils.train import Settings, fit, resume, save
from course_utils.transformer import Config

CONFIG = Config(32, 16, layers=2, width=16, heads=2)
KEY = jax.random.key(0)


@pytest.fixture(scope="module")
def params():
    return transformer.init(KEY, CONFIG)


def some(params, rank=2, scale=0.5):
    """Additions that do change something."""
    made = lora.init(KEY, params, rank, scale=scale)
    pairs = {
        name: replace(pair, up=jax.random.normal(jax.random.key(i), pair.up.shape))
        for i, (name, pair) in enumerate(made.pairs.items())
    }
    return replace(made, pairs=pairs)


def test_at_first_they_change_nothing(params):
    additions = lora.init(KEY, params, rank=3)
    merged = additions.merged(params)
    for old, new in zip(jax.tree.leaves(params), jax.tree.leaves(merged), strict=True):
        np.testing.assert_array_equal(old, new)
    assert list(additions.pairs) == [
        f"blocks.{i}.attention.{part}" for i in range(2) for part in ("query", "value")
    ]
    assert count(additions) == 4 * (16 * 3 + 3 * 16)


def test_merged_is_the_matrix_with_the_product_and_the_rest_is_the_same(params):
    additions, before = some(params), jax.tree.map(np.array, params)
    merged = additions.merged(params)
    pair = additions.pairs["blocks.1.attention.value"]
    slow = np.array(params.blocks[1].attention.value)
    for i in range(16):
        for o in range(16):
            slow[i, o] += 0.5 * sum(float(pair.down[i, r] * pair.up[r, o]) for r in range(2))
    np.testing.assert_allclose(merged.blocks[1].attention.value, slow, atol=1e-5)
    assert merged.blocks[1].attention.key is params.blocks[1].attention.key
    for old, now in zip(jax.tree.leaves(before), jax.tree.leaves(params), strict=True):
        np.testing.assert_array_equal(old, now)  # whoever kept the old tree took them off


def test_any_family_s_matrices_can_be_chosen():
    config = bert.Config(40, 16, layers=1, width=8, heads=2, hidden=16)
    params = bert.init(KEY, config)
    additions = lora.init(KEY, params, 1, where=lambda name: True)
    names = set(additions.pairs)
    assert {"blocks.0.mlp.up", "head.weight"} <= names
    assert not any(name.endswith("embedding") for name in names)
    additions.merged(params)
    half = jax.tree.map(lambda x: x.astype(jnp.bfloat16), params)
    assert additions.merged(half).blocks[0].mlp.up.dtype == jnp.bfloat16


def test_the_same_loop_trains_them_and_nothing_else(params):
    tokens = np.arange(400) % 7
    before = jax.tree.map(np.array, params)
    settings = Settings(steps=12, batch=4, learning_rate=0.02, every=6)
    additions = lora.init(KEY, params, rank=4)
    run = fit(additions, tokens, CONFIG, settings, held_out=tokens, base=params)
    losses = [record.held_out for record in run.history]
    assert losses[-1] < losses[0] - 0.01 and isinstance(run.params, lora.Additions)
    for old, now in zip(jax.tree.leaves(before), jax.tree.leaves(params), strict=True):
        np.testing.assert_array_equal(old, now)
    whole = run.params.merged(params)
    np.testing.assert_array_equal(
        run.whole.blocks[0].attention.query, whole.blocks[0].attention.query
    )
    run.settings = replace(settings, steps=14)
    assert resume(run, tokens).step == 14
    with pytest.raises(ValueError, match=r"lora\.save"):
        save("run.safetensors", run)


def test_saved_and_loaded_they_are_the_same(params, tmp_path):
    additions = some(params)
    lora.save(tmp_path / "a.safetensors", additions)
    found = lora.load(tmp_path / "a.safetensors")
    assert list(found.pairs) == list(additions.pairs) and found.scale == additions.scale
    for old, new in zip(jax.tree.leaves(additions), jax.tree.leaves(found), strict=True):
        np.testing.assert_array_equal(old, new)
    assert [path.name for path in tmp_path.iterdir()] == ["a.safetensors"]


def test_for_smollm2_they_are_under_one_per_cent_and_two_megabytes(tmp_path):
    shapes = transformer.shapes(transformer.SMOLLM2_135M)
    additions = lora.init(KEY, shapes, rank=8)
    assert count(additions) == 30 * 8 * (576 + 576 + 576 + 192) < 0.01 * 134_515_008
    lora.save(tmp_path / "a.safetensors", additions)
    assert (tmp_path / "a.safetensors").stat().st_size < 2_000_000


def test_what_does_not_fit_is_refused(params, tmp_path):
    additions = some(params)
    other = transformer.init(KEY, replace(CONFIG, layers=1))
    with pytest.raises(ValueError, match=r"no matrix 'blocks\.1\."):
        additions.merged(other)
    wider = transformer.init(KEY, replace(CONFIG, width=32))
    with pytest.raises(ValueError, match=r"is \[32, 32\]: the addition is for \[16, 16\]"):
        additions.merged(wider)
    for rank in (0, True, 2.0):
        with pytest.raises(ValueError, match="rank"):
            lora.init(KEY, params, rank)
    with pytest.raises(ValueError, match="no matrix of the model"):
        lora.init(KEY, params, where=("nothing",))
    with pytest.raises(ValueError, match="there is no file"):
        lora.load(tmp_path / "none")
    lora.save(tmp_path / "a", additions)
    raw = (tmp_path / "a").read_bytes()
    for damaged in (raw[:-3], raw[:40], b"", b"x" * 100, raw.replace(b"dials-lora", b"other-lora")):
        (tmp_path / "b").write_bytes(damaged)
        with pytest.raises(ValueError, match=r"damaged|no additions"):
            lora.load(tmp_path / "b")
