"""Reach into a tree of parameters: find an array by its name, change one number, silence a part.

Nothing is changed in place: each function returns another tree, which shares with the old one all
that is the same. Shapes stay, so nothing is compiled anew.
"""

from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from .config import Config
from .packed import check_wide, is_packed
from .parameters import Params


def name_of(path: Any) -> str:
    """An array's name, from its place in a tree as JAX has it: "blocks.0.attention.query"."""
    return jax.tree_util.keystr(path, simple=True, separator=".")


def find(tree: Any, name: str) -> Array:
    """The array of this name, as `course_utils.count.table` names it: "blocks.0.attention.query".
    ValueError, in a sentence, for a name that there is not, or for a matrix that is packed."""
    for path, leaf in jax.tree_util.tree_leaves_with_path(tree, is_leaf=is_packed):
        if name_of(path) == name:
            check_wide(leaf)
            return leaf
    raise ValueError(f"there is no array {name!r} among these parameters.")


def replaced(tree: Any, name: str, array: ArrayLike) -> Any:
    """The same tree with another array at this name. ValueError for a name or a shape that does
    not fit."""
    old = find(tree, name)
    new = jnp.asarray(array, old.dtype)
    if new.shape != old.shape:
        raise ValueError(f"{name} is {list(old.shape)}: {list(new.shape)} does not fit.")

    def turn(path: Any, leaf: Any) -> Any:
        return new if name_of(path) == name else leaf

    return jax.tree_util.tree_map_with_path(turn, tree)


def with_number(tree: Any, name: str, place: tuple[int, ...], value: float) -> Any:
    """The same tree with one number changed: a dial turned. ValueError for a place that there is
    not."""
    array = find(tree, name)
    if len(place) != array.ndim or not all(
        0 <= i < n for i, n in zip(place, array.shape, strict=True)
    ):
        raise ValueError(f"{name} is {list(array.shape)}: there is no place {list(place)} in it.")
    return replaced(tree, name, array.at[tuple(place)].set(value))


def without_head(params: Params, layer: int, head: int, config: Config) -> Params:
    """The same model with one head silenced: what it gathers is written nowhere."""
    _check_number("layer", layer, len(params.blocks))
    _check_number("head", head, config.H)
    name = f"blocks.{layer}.attention.output"  # [H·Dh, D]
    rows = slice(head * config.Dh, (head + 1) * config.Dh)
    return replaced(params, name, find(params, name).at[rows].set(0))


def without_block(params: Params, layer: int) -> Params:
    """The same model with one block skipped: it adds nothing to the stream, neither from attention
    nor from its MLP. The block stays where it is, with zeros in its two ways out."""
    _check_number("layer", layer, len(params.blocks))
    block = params.blocks[layer]
    zeros = jax.tree.map(jnp.zeros_like, (block.attention.output, block.attention.output_bias))
    attention = replace(block.attention, output=zeros[0], output_bias=zeros[1])
    zeros = jax.tree.map(jnp.zeros_like, (block.mlp.down, block.mlp.down_bias))
    silent = replace(
        block, attention=attention, mlp=replace(block.mlp, down=zeros[0], down_bias=zeros[1])
    )
    return replace(params, blocks=(*params.blocks[:layer], silent, *params.blocks[layer + 1 :]))


def _check_number(what: str, number: int, count: int) -> None:
    if not 0 <= number < count:
        raise ValueError(f"{what} must be from 0 to {count - 1}, not {number!r}.")
