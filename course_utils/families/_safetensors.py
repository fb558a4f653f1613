"""Arrays in `model.safetensors`: the header first, the numbers only when they are asked for.

A file is eight bytes that say how long the header is, the header (JSON: each array's name, type,
shape and place), and the numbers. Everything that the header claims is held against the size of the
file before any of it is believed, so a damaged or a lying file costs a sentence and no memory.
"""

import json
import math
from pathlib import Path
from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np

ONE, INDEX = "model.safetensors", "model.safetensors.index.json"
LONGEST_HEADER = 100_000_000  # bytes, as the format has it

# Bytes a number, for every type that a file may hold, and the types that parameters are read from.
SIZES = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "F8_E4M3": 1, "F8_E5M2": 1, "BOOL": 1} | {
    f"{kind}{bits}": bits // 8 for kind in "IU" for bits in (8, 16, 32, 64)
}
READ = {"F32": np.dtype("float32"), "F16": np.dtype("float16"), "BF16": np.dtype(jnp.bfloat16)}


class Stored(NamedTuple):
    """Where an array lies: nothing of it is read yet."""

    path: Path
    dtype: str  # as the file says it: "F32"
    shape: tuple[int, ...]
    start: int  # bytes from the beginning of the file
    end: int

    def read(self) -> np.ndarray:
        """Its numbers, as a view of the file: memory is taken page by page, when they are used.

        ValueError for a type that is not among READ.
        """
        if self.dtype not in READ:
            raise ValueError(f"{self.path} keeps numbers as {self.dtype}.")
        raw = np.memmap(self.path, np.uint8, "r", self.start, (self.end - self.start,))
        return np.asarray(raw).view(READ[self.dtype]).reshape(self.shape)


def stored_in(folder: Path) -> dict[str, Stored]:
    """Every array of a folder by its name, from one file or from the shards that an index names.

    ValueError, in a sentence, for whatever is missing, damaged or not what it claims to be.
    """
    if (folder / INDEX).is_file():
        return _from_index(folder)
    if (folder / ONE).is_file():
        return stored(folder / ONE)
    pickles = sorted(path.name for path in folder.glob("*.bin"))
    because = (
        f": {pickles[0]} is a pickle, which can run code, and is not opened" if pickles else ""
    )
    raise ValueError(f"{folder} holds no {ONE}{because}.")


def _from_index(folder: Path) -> dict[str, Stored]:
    content = read_json(folder / INDEX)
    homes = content.get("weight_map")
    if not isinstance(homes, dict) or not all(isinstance(home, str) for home in homes.values()):
        raise ValueError(f"{folder / INDEX} has no `weight_map` from names to files.")
    shards = {}
    for home in sorted(set(homes.values())):
        if Path(home).name != home or not home.endswith(".safetensors"):
            raise ValueError(f"{folder / INDEX} names {home!r}, which is no file beside it.")
        if not (folder / home).is_file():
            raise ValueError(f"{folder} lacks {home}, which {INDEX} names.")
        shards[home] = stored(folder / home)
    for name, home in homes.items():
        if name not in shards[home]:
            raise ValueError(f"{folder / home} lacks {name}, which {INDEX} says is there.")
    return {name: shards[home][name] for name, home in homes.items()}


def stored(path: Path) -> dict[str, Stored]:
    """Every array of one file by its name; ValueError, in a sentence, for a damaged file."""
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if size < 8 or length > min(size - 8, LONGEST_HEADER):
            raise ValueError(
                f"{path} is cut off, or no safetensors file: it has {size:,} bytes, and its first "
                f"eight ask for a header of {length:,}."
            )
        header = parse_json(path, file.read(length))
    header.pop("__metadata__", None)
    arrays = {name: _entry(path, name, about, 8 + length) for name, about in header.items()}
    _check_places(path, arrays, 8 + length, size)
    return arrays


def _entry(path: Path, name: str, about: Any, begin: int) -> Stored:
    """One line of the header, if it agrees with itself."""
    try:
        dtype, shape, (start, end) = about["dtype"], tuple(about["shape"]), about["data_offsets"]
        whole = all(type(n) is int and n >= 0 for n in (*shape, start, end))
        count = math.prod(shape) if whole else -1
        asked, given = count * SIZES[dtype], end - start
    except (KeyError, TypeError, ValueError):
        raise ValueError(f"{path}: what the header says of {name} makes no sense.") from None
    if not whole or asked != given:
        raise ValueError(
            f"{path}: {name} is {dtype} {list(shape)}, which is {asked:,} bytes, and the header "
            f"gives it {given:,}."
        )
    return Stored(path, dtype, shape, begin + start, begin + end)


def _check_places(path: Path, arrays: dict[str, Stored], begin: int, size: int) -> None:
    """The arrays must fill the file from the header to its end, one after the other."""
    place = begin
    for name, array in sorted(arrays.items(), key=lambda item: (item[1].start, item[1].end)):
        if array.start != place:
            problem = "overlaps the array before it" if array.start < place else "follows a gap"
            raise ValueError(f"{path}: {name} {problem}.")
        place = array.end
    if place != size:
        state = "is cut off" if size < place else "is longer than it should be"
        raise ValueError(f"{path} {state}: it has {size:,} bytes; its header speaks of {place:,}.")


def read_json(path: Path) -> dict[str, Any]:
    """A JSON file that holds one object. ValueError, in a sentence, where it does not."""
    try:
        return parse_json(path, path.read_bytes())
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise ValueError(f"{path.parent} holds no {path.name}.") from None


def parse_json(path: Path, raw: bytes) -> dict[str, Any]:
    """One JSON object. ValueError for anything else, and for a name that stands twice."""
    try:
        content = json.loads(raw.decode(), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path} is damaged: {str(error).rstrip('.')}.") from None
    if not isinstance(content, dict):
        raise ValueError(f"{path} is damaged: it holds no names.")
    return content


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice} stands twice")
    return content
