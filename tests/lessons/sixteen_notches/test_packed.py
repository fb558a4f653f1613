"""A file's blocks, against a small file written byte by byte."""

import struct

import numpy as np
import pytest

from course_utils.lessons.sixteen_notches.packed import PackedFile, unpacked
from tests.families import gguf


@pytest.fixture
def file(tmp_path):
    """Two matrices and a row of plain numbers."""
    rng = np.random.default_rng(0)
    q = rng.integers(0, 16, (3, 64))
    q[:, ::32], q[:, 1::32] = 0, 15
    arrays = {
        "blk.0.ffn_up.weight": (q / 16 - 0.5, gguf.Q4_1),
        "token_embd.weight": (rng.integers(-100, 100, (4, 32)) / 16, gguf.Q8_0),
        "output_norm.weight": (np.ones(8), gguf.F32),
    }
    path = tmp_path / "small.gguf"
    gguf.write(path, {"general.architecture": "llama"}, arrays)
    return PackedFile(path), q, path


def test_kinds_are_counted_in_numbers_and_bytes(file):
    packed, _, path = file
    assert packed.kinds() == [
        ("Q8_0", 1, 128, 4 * 34),
        ("Q4_1", 1, 192, 6 * 20),
        ("F32", 1, 8, 32),
    ]
    assert packed.bytes == path.stat().st_size


def test_a_block_is_a_b_and_32_halves_of_bytes(file):
    packed, q, _ = file
    for row in range(3):
        for number in range(2):
            block = packed.block("blk.0.ffn_up.weight", row, number)
            assert len(block) == 20
            found = unpacked(block)
            assert (found.a, found.b) == (1 / 16, -0.5)
            assert found.q.tolist() == q[row, 32 * number : 32 * number + 32].tolist()


def test_halves_of_a_byte_come_low_ones_first():
    block = struct.pack("<ee", 0.5, -1.0) + bytes([0x1F] + [0] * 15)
    found = unpacked(block)
    assert found.q[0] == 15 and found.q[16] == 1 and found.q.sum() == 16


@pytest.mark.parametrize(
    ("name", "row", "number"),
    [("nothing", 0, 0), ("blk.0.ffn_up.weight", 3, 0), ("blk.0.ffn_up.weight", 0, 2)],
)
def test_what_is_not_there_is_refused(file, name, row, number):
    with pytest.raises(ValueError, match=r"no array|3 rows of 2 blocks"):
        file[0].block(name, row, number)
