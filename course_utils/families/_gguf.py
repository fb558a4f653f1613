"""Models of the Llama family in GGUF, the one-file format of llama.cpp.

A file is a header (a few settings, the vocabulary, and each array's name, shape, type and place)
and the numbers. All that the header claims is held against the size of the file before any memory
is taken for it, so a damaged or a lying file costs a sentence. The numbers are mapped, not read:
only the array that is being unpacked is in memory twice.

The format: ggml's document "GGUF". Query and key rows lie there in another order, that in which
rotary positions turn neighbours; here they are put back (`_unturned`).
"""

import math
import re
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
from jax.typing import DTypeLike

from ..quantize import read_q4_0, read_q4_1, read_q8_0
from ..tokens import Tokenizer, from_lists
from ..transformer import Config, PackedMatrix, PackedTable
from ..transformer.packed import BLOCK
from . import llama
from ._folder import wanted_by
from .model import Model
from .source import Source

MAGIC = b"GGUF"
VERSIONS = (2, 3)
MOST_AXES = 4

# How settings are kept: the type's number -> as `struct` names it. 8 is text, 9 a list.
SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q"} | {
    12: "d"
}
TEXT, LIST = 8, 9


class Packing(NamedTuple):
    """How numbers are kept: so many in so many bytes, and how to get at them."""

    name: str
    numbers: int  # in one block
    bytes: int  # of one block
    read: Callable[[np.ndarray, int, int], np.ndarray]  # (bytes, rows, columns) -> float32


def _plain(dtype: Any) -> Callable[[np.ndarray, int, int], np.ndarray]:
    return lambda raw, rows, columns: raw.view(dtype).reshape(rows, columns).astype(np.float32)


PACKINGS = {
    0: Packing("F32", 1, 4, _plain("<f4")),
    1: Packing("F16", 1, 2, _plain("<f2")),
    2: Packing("Q4_0", 32, 18, read_q4_0),
    3: Packing("Q4_1", 32, 20, read_q4_1),
    8: Packing("Q8_0", 32, 34, read_q8_0),
    30: Packing("BF16", 1, 2, _plain(jnp.bfloat16)),
}


class Packed(NamedTuple):
    """Where an array lies in the file."""

    packing: Packing
    shape: tuple[int, ...]  # [out, in], as Hugging Face has it; GGUF itself counts axes backwards
    start: int  # bytes from the beginning of the file
    end: int


class File(NamedTuple):
    """What a header says."""

    path: Path
    settings: dict[str, Any]
    arrays: dict[str, Packed]


def load_gguf(path: str | Path, dtype: DTypeLike = jnp.float32, packed: bool = False) -> Model:
    """The model in a GGUF file of the Llama family, with its tokenizer.

    dtype: how parameters are kept in memory (float32, float16, bfloat16). Packed in the file may be
    F32, F16, BF16, Q8_0, Q4_0 or Q4_1. packed: matrices in Q4_0, Q4_1 or Q8_0, and a table of rows
    in Q8_0, stay as they are (`transformer.packed`): the same weights in a sixth of float32's
    memory (Q8_0: a quarter), to compute with and not to change. ValueError, in a sentence, for a
    file that is damaged, cut off, or of a kind that is not here.
    """
    file = header(Path(path))
    config = config_in(file)
    _check_fit(file, config)
    params = llama.build((_StaysPacked if packed else _Gguf)(file, config, dtype), config)
    return Model(llama, config, params, tokenizer_in(file))


def gguf_tokenizer(path: str | Path) -> Tokenizer | None:
    """The tokenizer alone: nothing else of the file is read. ValueError as in `load_gguf`."""
    return tokenizer_in(header(Path(path)))


# The header ----------------------------------------------------------------------------------


def header(path: Path) -> File:
    """Settings, and where each array lies. ValueError, in a sentence, for a damaged file."""
    try:
        size = path.stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        raise ValueError(f"there is no file {path}.") from None
    if size < 24:
        raise ValueError(f"{path} is cut off, or no GGUF file: it has {size} bytes.")
    mapped: Any = np.memmap(path, np.uint8, "r")
    reader = _Reader(path, memoryview(mapped))
    if bytes(reader.take(4)) != MAGIC:
        raise ValueError(f"{path} is no GGUF file.")
    version = reader.number("I")
    if version not in VERSIONS:
        raise ValueError(f"{path} is GGUF of version {version}; here it can be 2 or 3.")
    arrays, settings = reader.number("Q"), reader.number("Q")
    reader.check_count(arrays, 24)
    reader.check_count(settings, 13)
    found = reader.settings(settings)
    return File(path, found, reader.arrays(arrays, found))


class _Reader:
    """Goes through a header. Whatever it is asked to take must be there."""

    def __init__(self, path: Path, raw: memoryview):
        self.path, self.raw, self.at = path, raw, 0

    def take(self, count: int) -> memoryview:
        """The next bytes."""
        if count > len(self.raw) - self.at:
            raise ValueError(
                f"{self.path} is cut off or damaged: at byte {self.at:,} its header asks for "
                f"{count:,} more, and {len(self.raw) - self.at:,} are left."
            )
        self.at += count
        return self.raw[self.at - count : self.at]

    def number(self, kind: str) -> Any:
        """One number, as `struct` names its type."""
        return struct.unpack(f"<{kind}", self.take(struct.calcsize(kind)))[0]

    def text(self) -> str:
        """Text, with its length before it."""
        return str(self.take(self.number("Q")), "utf-8", "surrogateescape")

    def check_count(self, count: int, least: int) -> None:
        """So many things of at least so many bytes each must fit into what is left."""
        if count * least > len(self.raw) - self.at:
            raise ValueError(
                f"{self.path} is cut off or damaged: its header promises {count:,} entries, which "
                f"its {len(self.raw):,} bytes cannot hold."
            )

    def value(self, kind: int, nested: bool = False) -> Any:
        """One setting of a type."""
        if kind in SCALARS:
            return self.number(SCALARS[kind])
        if kind == TEXT:
            return self.text()
        if kind != LIST or nested:
            raise ValueError(f"{self.path} is damaged: its header has a value of type {kind}.")
        kind, count = self.number("I"), self.number("Q")
        self.check_count(count, 8 if kind == TEXT else struct.calcsize(SCALARS.get(kind, "B")))
        if kind in SCALARS:
            raw = self.take(count * struct.calcsize(SCALARS[kind]))
            return list(struct.unpack(f"<{count}{SCALARS[kind]}", raw))
        return [self.value(kind, nested=True) for _ in range(count)]

    def settings(self, count: int) -> dict[str, Any]:
        """All settings by name."""
        found: dict[str, Any] = {}
        for _ in range(count):
            name = self.text()
            if name in found:
                raise ValueError(f"{self.path} is damaged: {name!r} is set twice.")
            found[name] = self.value(self.number("I"))
        return found

    def arrays(self, count: int, settings: dict[str, Any]) -> dict[str, Packed]:
        """Where each array lies, by its name, once all of them were found to lie in the file."""
        entries = [self._entry() for _ in range(count)]
        step = settings.get("general.alignment", 32)
        if type(step) is not int or step < 1:
            raise ValueError(f"{self.path} is damaged: general.alignment is {step!r}.")
        begin, found = -(-self.at // step) * step, {}
        for name, packing, shape, offset in entries:
            start = begin + offset
            end = start + math.prod(shape) // packing.numbers * packing.bytes
            if name in found or offset % step or end > len(self.raw):
                raise ValueError(
                    f"{self.path} is cut off or damaged: {name} should end at byte {end:,}, and "
                    f"the file has {len(self.raw):,}."
                    if end > len(self.raw)
                    else f"{self.path} is damaged: the place of {name} makes no sense."
                )
            found[name] = Packed(packing, shape, start, end)
        return found

    def _entry(self) -> tuple[str, Packing, tuple[int, ...], int]:
        name, axes = self.text(), self.number("I")
        if not 1 <= axes <= MOST_AXES:
            raise ValueError(f"{self.path} is damaged: {name!r} has {axes} axes.")
        shape = tuple(self.number("Q") for _ in range(axes))[::-1]
        kind, offset = self.number("I"), self.number("Q")
        if kind not in PACKINGS:
            known = ", ".join(packing.name for packing in PACKINGS.values())
            raise ValueError(f"{self.path}: {name} is packed in way {kind}; known are {known}.")
        if not math.prod(shape) or shape[-1] % PACKINGS[kind].numbers:
            raise ValueError(f"{self.path} is damaged: {name!r} cannot be {list(shape)}.")
        return name, PACKINGS[kind], shape, offset


# The plan and the tokenizer --------------------------------------------------------------------


def config_in(file: File) -> Config:
    """The plan that the settings give. ValueError for another architecture, or what they lack."""
    kind = file.settings.get("general.architecture")
    if kind != "llama":
        raise ValueError(f"{file.path} holds a model of the kind {kind!r}; known is 'llama'.")
    heads, width = _size(file, "attention.head_count"), _size(file, "embedding_length")
    head_width = _size(file, "attention.key_length", max(1, width // heads))
    if _size(file, "rope.dimension_count", head_width) != head_width:
        raise ValueError(f"{file.path} turns only a part of each head by position: not done here.")
    if file.settings.get("llama.rope.scaling.type", "none") != "none":
        raise ValueError(f"{file.path} stretches rotary positions: not done here.")
    if "token_embd.weight" not in file.arrays:
        raise ValueError(f"{file.path} lacks token_embd.weight.")
    return Config(
        vocab=file.arrays["token_embd.weight"].shape[0],
        context=_size(file, "context_length"),
        layers=_size(file, "block_count"),
        width=width,
        heads=heads,
        kv_heads=_size(file, "attention.head_count_kv", heads),
        head_width=None if head_width * heads == width else head_width,
        hidden=_size(file, "feed_forward_length"),
        mlp="gated",
        activation="silu",
        rope_base=float(file.settings.get("llama.rope.freq_base", 10_000.0)),
        norm_eps=_epsilon(file),
        tied="output.weight" not in file.arrays,
    )


def _size(file: File, name: str, otherwise: int | None = None) -> int:
    value = file.settings.get(f"llama.{name}", otherwise)
    if type(value) is not int or value < 1:
        raise ValueError(f"{file.path} gives llama.{name} as {value!r}: not a size.")
    return value


def _epsilon(file: File) -> float:
    """As the makers wrote it: the file keeps 0.00001 in 32 bits, which is 0.0000099999997."""
    value = file.settings.get("llama.attention.layer_norm_rms_epsilon", 1e-5)
    return float(f"{value:.6g}")


def tokenizer_in(file: File) -> Tokenizer | None:
    """The byte-level tokenizer that the file holds; None for one of another kind."""
    settings = file.settings
    if settings.get("tokenizer.ggml.model") != "gpt2":
        return None
    try:
        vocab, merges = settings["tokenizer.ggml.tokens"], settings["tokenizer.ggml.merges"]
        kinds = settings.get("tokenizer.ggml.token_type", [])
        marks = [word for word, kind in zip(vocab, kinds, strict=False) if kind != NORMAL]
        digits = settings.get("tokenizer.ggml.pre") in DIGITWISE
        return from_lists(vocab, merges, marks, digits)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"{file.path}: its tokenizer cannot be read ({error}).") from error


NORMAL = 1  # a piece of text; other numbers are marks
DIGITWISE = ("smollm",)  # cuts in which every digit stands alone


# The numbers -----------------------------------------------------------------------------------

# As public folders name an array, and as GGUF does.
NAMES = {
    "embed_tokens": "token_embd",
    "norm": "output_norm",
    "lm_head": "output",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.up_proj": "ffn_up",
    "mlp.gate_proj": "ffn_gate",
    "mlp.down_proj": "ffn_down",
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "ffn_norm",
}


def gguf_name(name: str) -> str:
    """layers.0.mlp.up_proj.weight -> blk.0.ffn_up.weight"""
    found = re.fullmatch(r"(?:layers\.(\d+)\.)?(.+)\.(weight|bias)", name)
    block = "" if found[1] is None else f"blk.{found[1]}."
    return f"{block}{NAMES[found[2]]}.{found[3]}"


def _check_fit(file: File, config: Config) -> None:
    """ValueError that names an array that is missing, of another shape, or not known."""
    wanted = {gguf_name(name): shape for name, shape in wanted_by(llama, config).items()}
    for name, shape in wanted.items():
        if name not in file.arrays:
            raise ValueError(f"{file.path} does not fit its own plan: it lacks {name}.")
        if file.arrays[name].shape != shape:
            raise ValueError(
                f"{file.path} does not fit its own plan: {name} is "
                f"{list(file.arrays[name].shape)}, and should be {list(shape)}."
            )
    for name in file.arrays.keys() - wanted.keys():
        raise ValueError(f"{file.path} holds {name}, of which the plan knows nothing.")


class _Gguf(Source):
    """Parameters out of the file, one after the other into memory."""

    def __init__(self, file: File, config: Config, dtype: DTypeLike):
        self.file, self.config, self.dtype = file, config, dtype
        self.raw = np.asarray(np.memmap(file.path, np.uint8, "r"))

    def array(
        self,
        name: str,
        shape: tuple[int, ...],
        mean: float = 0.0,
        deviation: float = 0.0,
        turned: bool = False,
    ) -> Any:
        """The array of this name, its axes in our order."""
        packed = self.file.arrays[gguf_name(name)]
        *more, columns = packed.shape
        numbers = packed.packing.read(self.raw[packed.start : packed.end], math.prod(more), columns)
        numbers = self.in_our_order(name, numbers.reshape(packed.shape))
        return jnp.asarray(numbers.T if turned else numbers, self.dtype)

    def in_our_order(self, name: str, rows: np.ndarray) -> np.ndarray:
        """Rows of numbers, or of blocks, as `apply_rope` wants those of queries and keys."""
        for part, heads in (("q_proj", self.config.H), ("k_proj", self.config.K)):
            rows = _unturned(rows, heads) if part in name else rows
        return rows


class _StaysPacked(_Gguf):
    """Arrays as the file has them, where `transformer.packed` can compute with them; else wide."""

    def array(
        self,
        name: str,
        shape: tuple[int, ...],
        mean: float = 0.0,
        deviation: float = 0.0,
        turned: bool = False,
    ) -> Any:
        """The array of this name: a packed matrix or table; any other is wide."""
        place = self.file.arrays[gguf_name(name)]
        numbers, size = place.packing.numbers, place.packing.bytes
        if numbers == BLOCK and len(place.shape) == 2:
            blocks = self.raw[place.start : place.end].reshape(place.shape[0], -1, size)
            blocks = self.in_our_order(name, blocks)
            if turned:
                return _packed_matrix(blocks, place.packing.name)
            if place.packing.name == "Q8_0":
                a, _, q = _split(blocks, 1)
                return PackedTable(jnp.asarray(q.view(np.int8)), jnp.asarray(a))
        return super().array(name, shape, mean, deviation, turned)


def _packed_matrix(blocks: np.ndarray, packing: str) -> PackedMatrix:
    """Blocks of a file [out, N, bytes] -> a matrix [32 · N, out]."""
    a, b, q = _split(blocks, 2 if packing == "Q4_1" else 1)
    if packing == "Q4_0":
        b = -8 * a  # notches from −8 on
    q = q.view(np.int8) if packing == "Q8_0" else q
    low = None if b is None else jnp.asarray(b.T[:, None])
    return PackedMatrix(jnp.asarray(q.transpose(1, 2, 0)), jnp.asarray(a.T[:, None]), low)


def _split(blocks: np.ndarray, halves: int) -> tuple[np.ndarray, np.ndarray | None, np.ndarray]:
    """Blocks [rows, N, bytes] -> a and b [rows, N] float16 (None where there is no b), and the
    bytes that hold the notches [rows, N, bytes − 2 or 4]."""
    dials = np.ascontiguousarray(blocks[..., : 2 * halves]).view("<f2")
    q = np.ascontiguousarray(blocks[..., 2 * halves :])
    return dials[..., 0], dials[..., 1] if halves == 2 else None, q


def _unturned(rows: np.ndarray, heads: int) -> np.ndarray:
    """Rows [heads · Dh, in] in which a pair are neighbours (0, 1), (2, 3), … -> in which the pair
    of row i is row i + Dh/2, as `apply_rope` turns them."""
    return rows.reshape(heads, -1, 2, *rows.shape[1:]).swapaxes(1, 2).reshape(rows.shape)
