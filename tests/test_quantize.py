"""Blocks of 32: against slow loops, and the files' own packing byte by byte."""

import struct
from itertools import pairwise

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_utils import transformer
from course_utils.quantize import (
    Blocks,
    from_blocks,
    quantized,
    read_q4_0,
    read_q4_1,
    read_q8_0,
    there_and_back,
    to_blocks,
)
from course_utils.transformer import Config


def weights(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 0.1, shape).astype(np.float32)


def slow(matrix: np.ndarray, bits: int) -> np.ndarray:
    """Range notches, one block of a column after the other."""
    found = np.empty_like(matrix)
    for column in range(matrix.shape[1]):
        for start in range(0, len(matrix), 32):
            block = matrix[start : start + 32, column]
            a = np.float32(np.float16((block.max() - block.min()) / (2**bits - 1)))
            b = np.float32(np.float16(block.min()))
            for i, w in enumerate(block):
                q = min(max(round(float((w - b) / a)), 0), 2**bits - 1)
                found[start + i, column] = a * np.float32(q) + b
    return found


@pytest.mark.parametrize("bits", range(2, 9))
def test_range_notches_are_those_of_a_slow_loop(bits):
    matrix = weights(64, 3, seed=bits)
    np.testing.assert_allclose(there_and_back(matrix, bits), slow(matrix, bits), atol=1e-6)


@pytest.mark.parametrize("bits", range(2, 9))
def test_an_error_is_at_most_half_a_notch_and_the_rounding_of_a_and_b(bits):
    matrix = weights(320, 40)
    blocks = to_blocks(matrix, bits)
    off = np.abs(np.moveaxis(matrix - from_blocks(blocks), 0, -1)).reshape(-1, 32).max(axis=1)
    assert (off <= blocks.a / 2 + 2**-10 * (2**bits * blocks.a + np.abs(blocks.b))).all()
    assert blocks.q.max() == 2**bits - 1 and blocks.q.dtype == np.uint8


@pytest.mark.parametrize("bits", range(2, 9))
def test_least_squares_is_never_worse_and_finds_what_a_search_finds(bits):
    matrix = weights(96, 20, seed=3)
    plain, fitted = (to_blocks(matrix, bits, fit) for fit in ("range", "least_squares"))

    def errors(blocks: Blocks) -> np.ndarray:
        return ((matrix - from_blocks(blocks)) ** 2).T.reshape(-1, 32).sum(axis=1)

    assert (errors(fitted) <= errors(plain) + 1e-12).all()
    assert errors(fitted).sum() < 0.97 * errors(plain).sum()
    q = fitted.q[0].astype(float)  # a and b of the first block: the line through (q, w)
    slope, start = np.polyfit(q, matrix[:32, 0], 1)
    assert fitted.a[0] == pytest.approx(slope, rel=2e-3)
    assert fitted.b[0] == pytest.approx(start, rel=2e-3)


def test_more_bits_less_error_and_more_bytes():
    matrix = weights(128, 64)
    blocks = [to_blocks(matrix, bits) for bits in range(2, 9)]
    errors = [np.abs(matrix - from_blocks(b)).mean() for b in blocks]
    assert all(a > 1.7 * b for a, b in pairwise(errors))
    assert [b.bytes for b in blocks] == [128 * 64 * bits // 8 + 256 * 4 for bits in range(2, 9)]


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_blocks_lie_along_the_axis_that_is_asked_for(axis):
    matrix = weights(64, 96)
    blocks = to_blocks(matrix, 8, axis=axis)
    assert from_blocks(blocks).shape == matrix.shape
    row = matrix[:32, 0] if axis == 0 else matrix[0, :32]
    np.testing.assert_allclose(blocks.a[0] * blocks.q[0] + blocks.b[0], row, atol=2e-3)
    np.testing.assert_allclose(from_blocks(blocks), matrix, atol=3e-3)


def test_blocks_of_equal_weights_and_numbers_on_notches_come_back():
    np.testing.assert_array_equal(there_and_back(np.full((32, 2), 0.5, np.float32)), 0.5)
    np.testing.assert_array_equal(there_and_back(np.zeros((32, 1), np.float32), 2), 0)
    on_notches = np.arange(32, dtype=np.float32)[:, None] % 16 / 4 - 1
    for fit in ("range", "least_squares"):
        np.testing.assert_array_equal(there_and_back(on_notches, 4, fit), on_notches)


@pytest.mark.parametrize(
    "matrix, settings, sentence",
    [
        (weights(32, 2), {"bits": 1}, "2 to 8"),
        (weights(32, 2), {"bits": 9}, "2 to 8"),
        (weights(32, 2), {"bits": True}, "2 to 8"),
        (weights(32, 2), {"fit": "best"}, "'range', 'least_squares'"),
        (weights(31, 2), {}, "31 numbers along axis 0"),
        (weights(32, 2), {"axis": 2}, "no axis 2"),
        (np.full((32, 1), np.nan), {}, "finite"),
        (np.full((32, 1), 1e6), {}, "32,000"),
        (np.empty((0, 3)), {}, "cut into blocks"),
    ],
)
def test_what_cannot_be_put_on_notches_is_refused(matrix, settings, sentence):
    with pytest.raises(ValueError, match=sentence):
        to_blocks(matrix, **settings)


def test_a_model_s_matrices_are_taken_there_and_back_and_the_rest_stays():
    config = Config(64, 16, layers=2, width=32, heads=2)
    params = transformer.init(jax.random.key(0), config)
    found = quantized(params, 3)
    up = params.blocks[1].mlp.up
    np.testing.assert_array_equal(found.blocks[1].mlp.up, there_and_back(up, 3))
    np.testing.assert_array_equal(found.embedding, there_and_back(params.embedding, 3, axis=1))
    assert found.final_norm.scale is params.final_norm.scale
    some = quantized(params, 3, choose=lambda name: name.endswith("mlp.down"))
    assert some.blocks[0].mlp.up is params.blocks[0].mlp.up
    assert not jnp.array_equal(some.blocks[0].mlp.down, params.blocks[0].mlp.down)


# As files pack them ----------------------------------------------------------------------------


def test_q4_1_by_the_byte():
    packed = bytes(range(0, 16)) + b""
    raw = struct.pack("<ee", 0.5, -3.0) + bytes(i | (15 - i) << 4 for i in packed)
    found = read_q4_1(np.frombuffer(raw, np.uint8), 1, 32)
    wanted = [0.5 * i - 3 for i in range(16)] + [0.5 * (15 - i) - 3 for i in range(16)]
    np.testing.assert_array_equal(found, [wanted])


def test_q4_0_by_the_byte():
    raw = struct.pack("<e", -0.25) + bytes(i | (15 - i) << 4 for i in range(16))
    found = read_q4_0(np.frombuffer(raw * 2, np.uint8), 2, 32)
    wanted = [-0.25 * (i - 8) for i in range(16)] + [-0.25 * (7 - i) for i in range(16)]
    np.testing.assert_array_equal(found, [wanted, wanted])


def test_q8_0_by_the_byte():
    q = [-128, 127, *range(-15, 15)]
    raw = struct.pack("<e32b", 0.125, *q) + struct.pack("<e32b", 2.0, *q[::-1])
    found = read_q8_0(np.frombuffer(raw, np.uint8), 1, 64)
    np.testing.assert_array_equal(found, [[*(0.125 * i for i in q), *(2.0 * i for i in q[::-1])]])
