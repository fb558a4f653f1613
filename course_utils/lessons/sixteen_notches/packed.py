"""A model's file as it lies on the disk: what is packed how, and the bytes of single blocks."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from ...families import gguf_header
from ...quantize import BLOCK


class Kind(NamedTuple):
    """All arrays of a file that are packed in one way."""

    packing: str  # as GGUF names it: "Q4_1"
    arrays: int
    numbers: int
    bytes: int


class Notches(NamedTuple):
    """A block of 32 weights as it is stored: each weight is a·q + b."""

    a: float
    b: float
    q: np.ndarray  # [32], whole numbers from 0 to 15


class PackedFile:
    """A GGUF file, its numbers left where they are. OSError, ValueError: as `gguf_header`."""

    def __init__(self, path: Path):
        self.bytes = path.stat().st_size
        self._arrays = gguf_header(path).arrays
        self._raw = np.memmap(path, np.uint8, "r")

    def kinds(self) -> list[Kind]:
        """What is packed how, the largest part first."""
        found: dict[str, list[int]] = {}
        for array in self._arrays.values():
            sums = found.setdefault(array.packing.name, [0, 0, 0])
            for i, more in enumerate((1, int(np.prod(array.shape)), array.end - array.start)):
                sums[i] += more
        kinds = [Kind(name, *sums) for name, sums in found.items()]
        return sorted(kinds, key=lambda kind: -kind.bytes)

    def block(self, name: str, row: int, number: int) -> bytes:
        """The bytes of block `number` of a row of an array. The file keeps a matrix [out, in] by
        rows: such a row is a column of this course's matrix [in, out].

        ValueError for a block that there is not.
        """
        if name not in self._arrays:
            raise ValueError(f"the file has no array {name!r}.")
        array = self._arrays[name]
        rows, per_row = array.shape[0], array.shape[-1] // array.packing.numbers
        if not (0 <= row < rows and 0 <= number < per_row):
            raise ValueError(f"{name} has {rows} rows of {per_row} blocks.")
        start = array.start + (row * per_row + number) * array.packing.bytes
        return self._raw[start : start + array.packing.bytes].tobytes()


def unpacked(block: bytes) -> Notches:
    """The 20 bytes of a block in Q4_1: a and b in two bytes each, then 32 times half a byte, of
    which the low halves come first."""
    a, b = np.frombuffer(block[:4], "<f2").astype(float)
    halves = np.frombuffer(block[4:], np.uint8)
    q = np.concatenate([halves & 15, halves >> 4]).astype(int)
    assert len(q) == BLOCK
    return Notches(float(a), float(b), q)
