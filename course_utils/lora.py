"""A few new dials on a model whose own stay: low-rank additions to chosen matrices.

A matrix W [in, out] becomes W + scale · down · up, with down [in, rank] and up [rank, out]. Only
these two are trained, with the loop that trains everything else:

    additions = init(jax.random.key(0), params, rank=4)
    run = fit(additions, tokens, config, settings, base=params)     # course_utils.train
    params_with = run.params.merged(params)

`merged` makes another tree and leaves the old one as it is, so whoever keeps that has taken the
additions off again, to the last bit.

Hu et al. 2021, "LoRA: low-rank adaptation of large language models".
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from safetensors import SafetensorError
from safetensors.numpy import load as from_bytes
from safetensors.numpy import save as as_bytes

from .files import read_bytes, write_bytes
from .transformer import check_wide, name_of

FORMAT: str = "dials-lora-1"
WEIGHT = {"kind": "weight"}
USUAL: tuple[str, ...] = ("attention.query", "attention.value")  # the paper's choice


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Pair:
    """What is added to one matrix: down · up."""

    down: Array = field(metadata=WEIGHT)  # [in, rank]
    up: Array = field(metadata=WEIGHT)  # [rank, out]


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Additions:
    """A small tree of its own, for any model that has matrices of these names."""

    pairs: Mapping[str, Pair]  # the matrix's name, as `count.table` gives it -> its pair
    scale: float = field(default=1.0, metadata={"static": True})

    def merged(self, params: Any) -> Any:
        """The model's tree with the additions in its matrices; `params` itself stays.

        ValueError, in a sentence, for a model that lacks a matrix, or has it in another shape.
        """
        check_wide(params)
        left = dict(self.pairs)

        def turn(path: Any, leaf: Any) -> Any:
            pair = left.pop(name_of(path), None)
            return leaf if pair is None else _added(name_of(path), leaf, pair, self.scale)

        merged = jax.tree_util.tree_map_with_path(turn, params)
        if left:
            raise ValueError(f"the model has no matrix {next(iter(left))!r} to add to.")
        return merged


def _added(name: str, matrix: Array, pair: Pair, scale: float) -> Array:
    if matrix.shape != (len(pair.down), pair.up.shape[1]):
        wanted = [len(pair.down), pair.up.shape[1]]
        raise ValueError(f"{name} is {list(matrix.shape)}: the addition is for {wanted}.")
    wide = matrix.astype(jnp.promote_types(matrix.dtype, jnp.float32))
    return (wide + scale * (pair.down @ pair.up)).astype(matrix.dtype)


def init(
    key: Array,
    params: Any,
    rank: int = 4,
    where: tuple[str, ...] | Callable[[str], bool] = USUAL,
    scale: float = 1.0,
) -> Additions:
    """Additions that change nothing yet: `down` is random, `up` is zero.

    where: how the names of the chosen matrices end, or a function of the name that says yes or no.
    Only matrices with two axes are chosen, and no embeddings (tables are no matrices).
    scale: how much of the addition counts. ValueError for a rank below 1, or if nothing is chosen.
    """
    if not isinstance(rank, int) or isinstance(rank, bool) or rank < 1:
        raise ValueError(f"rank must be a whole number of at least 1, not {rank!r}.")
    check_wide(params)
    leaves = jax.tree_util.tree_leaves_with_path(params)
    chosen = [(name_of(path), leaf.shape) for path, leaf in leaves if leaf.ndim == 2]
    chosen = [(name, shape) for name, shape in chosen if _is_chosen(name, where)]
    if not chosen:
        raise ValueError("no matrix of the model has a name that was chosen.")
    pairs = {}
    for i, (name, (rows, columns)) in enumerate(chosen):
        down = jax.random.normal(jax.random.fold_in(key, i), (rows, rank)) * rows**-0.5
        pairs[name] = Pair(down, jnp.zeros((rank, columns)))
    return Additions(pairs, scale)


def _is_chosen(name: str, where: tuple[str, ...] | Callable[[str], bool]) -> bool:
    if name.endswith("embedding"):
        return False
    return where(name) if callable(where) else name.endswith(tuple(where))


def save(path: str | Path, additions: Additions) -> None:
    """Write them as safetensors: `blocks.0.attention.query.down`, `….up`. Whole or not at all.
    OSError if that cannot be done."""
    arrays = {}
    for name, pair in additions.pairs.items():
        arrays |= {f"{name}.down": np.asarray(pair.down), f"{name}.up": np.asarray(pair.up)}
    about = {"format": FORMAT, "scale": json.dumps(additions.scale)}
    write_bytes(Path(path), as_bytes(arrays, metadata=about))


def load(path: str | Path) -> Additions:
    """Read what `save` wrote. ValueError, in a sentence, for a file that is missing, damaged or
    holds something else."""
    try:
        raw = read_bytes(Path(path))
        arrays = from_bytes(raw)
        size = int.from_bytes(raw[:8], "little")
        about = json.loads(raw[8 : 8 + size]).get("__metadata__", {})
        scale = float(json.loads(about.get("scale", "null") or "null"))
    except (FileNotFoundError, IsADirectoryError):
        raise ValueError(f"there is no file {path}.") from None
    except (SafetensorError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path} is damaged, or holds no additions: {error}.") from None
    names = {name.removesuffix(".down").removesuffix(".up") for name in arrays}
    fit = {name for name in names if _is_pair(arrays.get(f"{name}.down"), arrays.get(f"{name}.up"))}
    if about.get("format") != FORMAT or not names or fit != names:
        raise ValueError(f"{path} holds arrays, but no additions that `save` wrote.")
    order = [name.removesuffix(".down") for name in arrays if name.endswith(".down")]
    return Additions({name: _pair(arrays, name) for name in sorted(order, key=_by_number)}, scale)


def _is_pair(down: np.ndarray | None, up: np.ndarray | None) -> bool:
    return (
        down is not None
        and up is not None
        and down.ndim == up.ndim == 2
        and down.shape[1] == up.shape[0]
        and down.dtype == up.dtype == np.float32
    )


def _pair(arrays: Mapping[str, np.ndarray], name: str) -> Pair:
    return Pair(jnp.asarray(arrays[f"{name}.down"]), jnp.asarray(arrays[f"{name}.up"]))


def _by_number(name: str) -> list[tuple[int, str]]:
    """blocks.2 before blocks.10."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in name.split(".")]
