"""Few notches in place of many: blocks of 32 weights, each weight w kept as a whole number q, and
each block with its own two dials: w ≈ a·q + b.

    blocks = to_blocks(matrix, bits=4)     q, a and b; q goes from 0 to 2^bits − 1
    from_blocks(blocks)                    the matrix again, as near as the notches allow
    quantized(params, bits=4)              a model's tree with every matrix taken there and back
    read_q4_1, read_q4_0, read_q8_0        such blocks as GGUF files pack them, exactly

A block is 32 neighbours along the axis over which a layer sums: `axis=0` for this course's matrices
[in, out]. Memory: bits, and 32/32 for an a and a b of 16 bits each, a weight: 5 bits for 4.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np
from numpy.typing import ArrayLike

from .transformer import check_wide, name_of
from .transformer.packed import BLOCK

FITS: tuple[str, ...] = ("range", "least_squares")


@dataclass(frozen=True)
class Blocks:
    """A matrix as a·q + b, in blocks along one axis. N blocks of 32, in the order of the matrix."""

    q: np.ndarray  # [N, 32] uint8: 0 … 2^bits − 1
    a: np.ndarray  # [N] float32: the step from one notch to the next
    b: np.ndarray  # [N] float32: where notch 0 is
    bits: int
    shape: tuple[int, ...]  # of the matrix
    axis: int  # along which 32 neighbours are a block

    @property
    def bytes(self) -> int:
        """What it takes when packed, with a and b in 16 bits each."""
        return (self.q.size * self.bits + 7) // 8 + 4 * len(self.a)


def to_blocks(matrix: ArrayLike, bits: int = 4, fit: str = "range", axis: int = 0) -> Blocks:
    """Cut a matrix into blocks of 32 along an axis, and give each block its notches.

    fit: "range": the lowest and the highest weight of a block are notches themselves ·
    "least_squares": a and b are chosen, given each weight's notch, so that the squared error is
    least; then notches anew, and so on, as long as the error falls.
    a and b are rounded to 16 bits first, as they are kept, so that the notches are chosen for what
    they will be. A block of equal weights has a = 0.

    ValueError, in a sentence, for bits outside 2 … 8, a size that 32 does not divide, or numbers
    that are not finite or too large for 16 bits.
    """
    weights = _checked(matrix, bits, fit, axis)
    rows = _rows(weights, axis)  # [N, 32]
    a, b = _range(rows, bits, axis=1)  # [N, 1] each
    q = _notches(rows, a, b, bits).astype(np.uint8)
    a, b = a[:, 0], b[:, 0]
    if fit == "least_squares":
        a, b, q = _refined(rows, a, b, q, bits)
    return Blocks(q, a, b, bits, weights.shape, axis % weights.ndim)


def from_blocks(blocks: Blocks) -> np.ndarray:
    """The matrix that the notches give: a·q + b, float32, in its old shape."""
    rows = blocks.a[:, None] * blocks.q.astype(np.float32) + blocks.b[:, None]  # [N, 32]
    turned = list(blocks.shape)
    turned.append(turned.pop(blocks.axis))  # the axis of the blocks last
    return np.ascontiguousarray(np.moveaxis(rows.reshape(turned), -1, blocks.axis))


def there_and_back(
    matrix: ArrayLike, bits: int = 4, fit: str = "range", axis: int = 0
) -> np.ndarray:
    """What is left of a matrix after its weights were put on notches. Same shape, float32.

    With fit "range" the blocks stay where they lie in the matrix, which is three times as fast as
    to line them up; what comes out is the same to the last bit.
    """
    weights = _checked(matrix, bits, fit, axis)
    if fit != "range":
        return from_blocks(to_blocks(weights, bits, fit, axis))
    axis %= weights.ndim
    shape = weights.shape
    blocks = weights.reshape(*shape[:axis], -1, BLOCK, *shape[axis + 1 :])
    a, b = _range(blocks, bits, axis + 1)
    return (a * _notches(blocks, a, b, bits) + b).reshape(shape)


def quantized(
    params: Any,
    bits: int = 4,
    fit: str = "range",
    choose: Callable[[str], bool] = lambda name: True,
) -> Any:
    """The same tree with its matrices taken to notches and back: what a model of so few bits
    computes. Arrays that are no matrices (norms, biases) stay as they are, and so do those whose
    name `choose` refuses, such as "blocks.0.attention.query".

    A table of rows (an embedding: its name says so) is cut along its rows, a matrix [in, out] down
    its columns. ValueError for weights that are packed already.
    """
    check_wide(params)

    def turn(path: Any, leaf: Any) -> Any:
        name = name_of(path)
        if leaf.ndim != 2 or not choose(name):
            return leaf
        axis = 1 if name.rpartition(".")[2].endswith("embedding") else 0
        return jax.numpy.asarray(there_and_back(leaf, bits, fit, axis), leaf.dtype)

    return jax.tree_util.tree_map_with_path(turn, params)


def _checked(matrix: ArrayLike, bits: int, fit: str, axis: int) -> np.ndarray:
    weights = np.asarray(matrix, np.float32)
    if not isinstance(bits, int) or isinstance(bits, bool) or not 2 <= bits <= 8:
        raise ValueError(f"bits must be a whole number from 2 to 8, not {bits!r}.")
    if fit not in FITS:
        raise ValueError(f"fit must be one of {', '.join(map(repr, FITS))}, not {fit!r}.")
    if not weights.ndim or not -weights.ndim <= axis < weights.ndim:
        raise ValueError(f"an array of shape {list(weights.shape)} has no axis {axis}.")
    if weights.shape[axis] % BLOCK or not weights.size:
        raise ValueError(
            f"{weights.shape[axis]} numbers along axis {axis} cannot be cut into blocks of {BLOCK}."
        )
    if not np.isfinite(weights).all() or np.abs(weights).max() > 32_000:
        raise ValueError("the numbers must be finite and within ±32,000: a and b have 16 bits.")
    return weights


def _rows(weights: np.ndarray, axis: int) -> np.ndarray:
    """Blocks as rows: [..., in, ...] -> [N, 32]"""
    return np.ascontiguousarray(np.moveaxis(weights, axis, -1)).reshape(-1, BLOCK)


def _range(blocks: np.ndarray, bits: int, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """a and b with which the lowest weight is notch 0 and the highest the last: [..., 32, ...], the
    32 along the axis -> twice [..., 1, ...]"""
    low, high = blocks.min(axis=axis, keepdims=True), blocks.max(axis=axis, keepdims=True)
    return _rounded((high - low) / (2**bits - 1)), _rounded(low)


def _rounded(x: np.ndarray) -> np.ndarray:
    """To the 16 bits in which a and b are kept."""
    return x.astype(np.float16).astype(np.float32)


def _notches(weights: np.ndarray, a: np.ndarray, b: np.ndarray, bits: int) -> np.ndarray:
    """The notch nearest to each weight, whole numbers as float32; a and b broadcast. In place, to
    spare memory and time: matrices are large."""
    q = weights - b
    q /= np.where(a == 0, np.float32(np.inf), a)  # a block of equal weights: notch 0
    np.rint(q, out=q)
    return np.clip(q, 0, 2**bits - 1, out=q)


def _refined(
    rows: np.ndarray, a: np.ndarray, b: np.ndarray, q: np.ndarray, bits: int, rounds: int = 20
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """By turns: the a and b that are best for the notches, the notches that are best for a and b.
    A block keeps what it had where its error would not fall, so none gets worse."""
    error = _error(rows, a, b, q)
    for _ in range(rounds):
        new_a, new_b = map(_rounded, _line(rows, q, a, b))
        new_q = _notches(rows, new_a[:, None], new_b[:, None], bits).astype(np.uint8)
        new_error = _error(rows, new_a, new_b, new_q)
        better = new_error < error
        if not better.any():
            break
        a, b = np.where(better, new_a, a), np.where(better, new_b, b)
        q, error = np.where(better[:, None], new_q, q), np.where(better, new_error, error)
    return a, b, q


def _line(
    rows: np.ndarray, q: np.ndarray, a: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The straight line through the points (q, w) of each block: notebook 02's least squares.
    Blocks whose weights all lie on one notch keep their a and b."""
    x = q.astype(np.float64)
    x_mean, w_mean = x.mean(axis=1), rows.mean(axis=1, dtype=np.float64)
    spread = ((x - x_mean[:, None]) ** 2).sum(axis=1)
    together = ((x - x_mean[:, None]) * (rows - w_mean[:, None])).sum(axis=1)
    flat = spread == 0
    slope = np.where(flat, a, together / np.where(flat, 1, spread))
    return slope, np.where(flat, b, w_mean - slope * x_mean)


def _error(rows: np.ndarray, a: np.ndarray, b: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Sum of squares by block. [N]"""
    return ((rows - (a[:, None] * q + b[:, None])) ** 2).sum(axis=1, dtype=np.float64)


# As GGUF files pack blocks (the layouts are those of ggml) -------------------------------------


def read_q4_1(raw: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """a·q + b with q from 0 to 15: 20 bytes a block. bytes [rows · columns / 32 · 20] -> float32
    [rows, columns]. A byte holds two q: the low half is weight i, the high half weight 16 + i."""
    blocks = raw.reshape(-1, 20)
    weights = _nibbles(blocks[:, 4:])
    weights *= _halves(blocks[:, 0:2])  # in place: the embedding of a small model is 100 MB
    weights += _halves(blocks[:, 2:4])
    return weights.reshape(rows, columns)


def read_q4_0(raw: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """a·(q − 8) with q from 0 to 15: 18 bytes a block. -> float32 [rows, columns]"""
    blocks = raw.reshape(-1, 18)
    q = _nibbles(blocks[:, 2:]) - np.float32(8)
    return (_halves(blocks[:, 0:2]) * q).reshape(rows, columns)


def read_q8_0(raw: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """a·q with q from −128 to 127: 34 bytes a block. -> float32 [rows, columns]"""
    blocks = raw.reshape(-1, 34)
    weights = blocks[:, 2:].view(np.int8).astype(np.float32)
    weights *= _halves(blocks[:, 0:2])
    return weights.reshape(rows, columns)


def _halves(two_bytes: np.ndarray) -> np.ndarray:
    """16-bit floats, as float32. bytes [N, 2] -> [N, 1]"""
    return np.ascontiguousarray(two_bytes).view("<f2").astype(np.float32)


def _nibbles(packed: np.ndarray) -> np.ndarray:
    """Two whole numbers a byte. bytes [N, 16] -> float32 [N, 32]"""
    numbers = np.empty((len(packed), 32), np.float32)
    numbers[:, :16], numbers[:, 16:] = packed & 15, packed >> 4
    return numbers
