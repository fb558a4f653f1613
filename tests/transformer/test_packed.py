"""Matrices that stay on their notches: what they hold, and what they compute."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_utils import lora
from course_utils.count import count, table
from course_utils.quantize import from_blocks, quantized, to_blocks
from course_utils.sharding import mesh, place
from course_utils.transformer import (
    Config,
    PackedMatrix,
    PackedTable,
    check_wide,
    find,
    forward,
    init,
)
from course_utils.transformer.layers import linear
from course_utils.transformer.model import unembed

DRAW = np.random.default_rng(0)
PLAN = Config(96, 16, layers=1, width=64, heads=2, hidden=96)


def packed_matrix(rows=64, columns=7):
    """16 notches, two in a byte; and the same matrix by `quantize`."""
    blocks = to_blocks(DRAW.normal(size=(rows, columns)), bits=4, axis=0)
    q = blocks.q.reshape(columns, -1, 32).transpose(1, 2, 0)  # [N, 32, out]
    a, b = (x.reshape(columns, -1).T[:, None].astype(np.float16) for x in (blocks.a, blocks.b))
    both = q[:, :16] | q[:, 16:] << 4
    return PackedMatrix(*map(jnp.asarray, (both, a, b))), from_blocks(blocks)


def packed_table(rows=96, columns=64):
    q = DRAW.integers(-127, 128, (rows, columns // 32, 32)).astype(np.int8)
    a = DRAW.uniform(0.001, 0.1, (rows, columns // 32)).astype(np.float16)
    wide = np.zeros((rows, columns), np.float32)
    for v, d in np.ndindex(rows, columns):
        wide[v, d] = np.float32(a[v, d // 32]) * q[v, d // 32, d % 32]
    return PackedTable(jnp.asarray(q), jnp.asarray(a)), wide


def test_a_matrix_of_sixteen_notches_is_that_of_quantize():
    packed, wide = packed_matrix()
    assert packed.shape == wide.shape and packed.q.nbytes * 2 == wide.size
    np.testing.assert_array_equal(packed.matrix(), wide)


def test_eight_bits_need_no_b():
    q = DRAW.integers(-127, 128, (2, 32, 5)).astype(np.int8)
    a = DRAW.uniform(0.001, 0.1, (2, 1, 5)).astype(np.float16)
    packed = PackedMatrix(jnp.asarray(q), jnp.asarray(a), None)
    np.testing.assert_array_equal(packed.matrix(), (a.astype(np.float32) * q).reshape(64, 5))


@pytest.mark.parametrize("T", [1, 3])
@pytest.mark.parametrize("bias", [None, jnp.arange(7.0)])
def test_a_layer_computes_with_it_as_with_the_wide_matrix(T, bias):
    packed, wide = packed_matrix()
    x = jnp.asarray(DRAW.normal(size=(T, 64)), jnp.float32)
    found, expected = linear(x, packed, bias), linear(x, jnp.asarray(wide), bias)
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5)


def test_a_table_gives_its_rows_and_scores():
    packed, wide = packed_table()
    np.testing.assert_array_equal(packed.rows(jnp.array([3, 95, 3])), wide[[3, 95, 3]])
    assert np.isnan(packed.rows(jnp.array([96, -1]))).all()
    x = DRAW.normal(size=(4, 64)).astype(np.float32)
    np.testing.assert_allclose(packed.scores(jnp.asarray(x)), x @ wide.T, rtol=1e-4, atol=1e-3)


def test_a_model_with_packed_parts_computes_counts_and_compiles():
    table_, wide = packed_table()
    matrix, wide_matrix = packed_matrix(64, 96)
    params = init(jax.random.key(0), PLAN)
    block = params.blocks[0]
    kept = _with(params, block, table_, matrix)
    same = _with(params, block, jnp.asarray(wide), jnp.asarray(wide_matrix))
    tokens = jnp.array([1, 95, 0])
    expected = forward(same, tokens, PLAN)
    np.testing.assert_allclose(forward(kept, tokens, PLAN), expected, rtol=1e-4, atol=1e-4)
    compiled = jax.jit(forward, static_argnames="config")(kept, tokens, PLAN)
    np.testing.assert_allclose(compiled, expected, rtol=1e-4, atol=1e-4)
    outside = jax.jit(forward, static_argnames="config")(kept, jnp.array([1, 96]), PLAN)
    assert np.isnan(outside[1]).all()
    assert count(kept) == count(same)
    assert table(kept) == table(same)  # names, shapes, kinds


def _with(params, block, embedding, up):
    block = replace(block, mlp=replace(block.mlp, up=up))
    return replace(params, embedding=embedding, blocks=(block,))


def test_a_head_of_its_own_is_used_where_there_is_one():
    """The table is the head only where they are tied."""
    table_, _ = packed_table()
    params = init(jax.random.key(0), replace(PLAN, tied=False))
    x = jnp.ones((2, 64))
    kept = replace(params, embedding=table_)
    np.testing.assert_array_equal(unembed(kept, x, PLAN), unembed(params, x, PLAN))


def test_what_is_packed_is_not_changed_or_trained_without_a_word():
    packed, _ = packed_table()
    params = replace(init(jax.random.key(0), PLAN), embedding=packed)
    draw = jax.random.key(0)
    for refused in (
        check_wide,
        quantized,
        lambda p: find(p, "embedding"),
        lambda p: lora.init(draw, p, where=lambda name: True),
        lambda p: lora.init(draw, init(draw, PLAN)).merged(p),
        lambda p: place(p, mesh(1, 1)),
    ):
        with pytest.raises(ValueError, match="packed=False"):
            refused(params)
    check_wide(init(draw, PLAN))
