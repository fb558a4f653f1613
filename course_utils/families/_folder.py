"""Open a folder as Hugging Face's `save_pretrained` writes it: a plan, parameters, a tokenizer."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.typing import DTypeLike

from .. import tokens
from ..tokens import Tokenizer
from . import bert, deepseek, gpt, llama, t5, xlnet
from ._safetensors import READ, Stored, read_json, stored_in
from .model import Family, Model
from .plan import ConfigFile
from .source import Blank, Source

# What `model_type` in config.json says -> the module that can do it.
TYPES: dict[str, Family] = {
    "bert": bert,
    "deepseek_v3": deepseek,
    "gpt2": gpt,
    "llama": llama,
    "openai-gpt": gpt,
    "t5": t5,
    "xlnet": xlnet,
}
SHOWN = 5  # faults that one sentence names


def load(path: str | Path, dtype: DTypeLike = jnp.float32) -> Model:
    """The model in a folder with `config.json`, `model.safetensors` (or its shards and their index)
    and perhaps `tokenizer.json`.

    dtype: how parameters are kept in memory, whatever the file has (float32, float16, bfloat16).
    The tokenizer is None where there is none, or one that is not byte-level.

    Before memory is taken, every name, shape and type in the files is held against what the plan
    needs. ValueError, in a sentence, that says what differs. Nothing is unpickled, nothing fetched.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise ValueError(f"there is no folder {folder}.")
    stored = stored_in(folder)
    family, config = plan_in(folder, stored)
    check_fit(folder, stored, family, config)
    params = family.build(_Files(stored, family, dtype), config)
    # copied: JAX may otherwise go on looking into the file, which somebody may change or remove
    params = jax.tree.map(lambda leaf: jnp.array(leaf, dtype), params)
    return Model(family, config, params, tokenizer_in(folder))


def plan_in(folder: Path, stored: Iterable[str]) -> tuple[Family, Any]:
    """The family and the plan that `config.json` gives; ValueError for one that is not here.
    stored: the names of the arrays beside it, since some parts are there or not."""
    content = read_json(folder / "config.json")
    kind = content.get("model_type")
    if not isinstance(kind, str) or kind not in TYPES:
        known = ", ".join(sorted(TYPES))
        raise ValueError(f"{folder / 'config.json'} is of the type {kind!r}; known are {known}.")
    family = TYPES[kind]
    names = {own_name(name, family) for name in stored}
    return family, family.config_from(ConfigFile(content, str(folder / "config.json"), names))


def tokenizer_in(folder: Path) -> Tokenizer | None:
    """The byte-level tokenizer of a folder, if it has one. ValueError for a damaged file."""
    path = folder / "tokenizer.json"
    if not path.exists():
        return None
    content = read_json(path)
    byte_level = '"ByteLevel"' in json.dumps(content)
    model = content.get("model")
    bpe = isinstance(model, dict) and model.get("type", "BPE") == "BPE"
    return tokens.load(path) if byte_level and bpe else None


class _Files(Source):
    """Parameters as files keep them: views, in NumPy; nothing is in memory yet."""

    def __init__(self, stored: dict[str, Stored], family: Family, dtype: DTypeLike):
        self.stored = {own_name(name, family): array for name, array in stored.items()}
        self.dtype = dtype

    def array(
        self,
        name: str,
        shape: tuple[int, ...],
        mean: float = 0.0,
        deviation: float = 0.0,
        turned: bool = False,
    ) -> Any:
        """The array of this name, its axes in our order."""
        found = self.stored[name].read()
        return found.T if turned else found

    def matrices(self, names: Iterable[str], rows: int, columns: int, shrink: float = 1.0) -> Any:
        """Read one after the other into their place."""
        names = list(names)
        whole = np.empty((len(names), rows, columns), self.dtype)
        for place, name in zip(whole, names, strict=True):
            place[:] = self.matrix(name, rows, columns)
        return whole


def own_name(name: str, family: Family) -> str:
    """A name without what only some files have: a prefix, and old words for scale and shift."""
    name = name.removeprefix(family.PREFIX)
    return re.sub(r"\.gamma$", ".weight", re.sub(r"\.beta$", ".bias", name))


def wanted_by(family: Family, config: Any) -> dict[str, tuple[int, ...]]:
    """Every array that a file must hold for this plan: name -> shape as it lies there."""
    wanted = Blank()
    family.build(wanted, config)
    return wanted.in_files


def check_fit(folder: Path, stored: dict[str, Stored], family: Family, config: Any) -> None:
    """ValueError that names what is missing, unknown, of another shape or of another type."""
    wanted = wanted_by(family, config)
    found: dict[str, Stored] = {}
    for name, array in stored.items():
        if own_name(name, family) in found:
            raise ValueError(f"{folder} holds {own_name(name, family)} under two names.")
        found[own_name(name, family)] = array
    unknown = [
        name for name in found if name not in wanted and not re.fullmatch(family.IGNORED, name)
    ]
    faults = [f"{name} is missing" for name in wanted if name not in found]
    faults += [f"{name} is unknown" for name in unknown]
    for name in filter(found.__contains__, wanted):
        has, needs = found[name], wanted[name]
        if has.shape != needs:
            faults.append(f"{name} is {list(has.shape)}, and should be {list(needs)}")
        elif has.dtype not in READ:
            faults.append(f"{name} is stored as {has.dtype}, not as one of {', '.join(READ)}")
    if faults:
        more = f"; and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
        raise ValueError(
            f"{folder} does not fit its config.json: {'; '.join(faults[:SHOWN])}{more}."
        )
