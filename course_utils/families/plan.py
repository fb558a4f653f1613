"""A family's plan: its sizes and choices, checked, and how `config.json` says them."""

import math
from collections.abc import Collection
from dataclasses import fields
from typing import Any, NamedTuple, TypeGuard

import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from ..transformer import as_tokens
from ..transformer.config import is_whole_number

UNLIMITED = 1 << 30  # the context of a family whose positions are relative: no table ends


def check_plan(
    config: Any, may_be_none: Collection[str] = (), may_be_zero: Collection[str] = ()
) -> None:
    """Each field of a plan by its type: sizes are whole numbers of at least 1 (or 0), other numbers
    are above 0, choices are True or False. ValueError, in a sentence, that names the field."""
    for field in fields(config):
        value = getattr(config, field.name)
        if value is None and field.name in may_be_none:
            continue
        kind = str(getattr(field.type, "__name__", field.type)).partition(" ")[0]
        if kind == "bool" and not isinstance(value, bool):
            raise ValueError(f"{field.name} must be True or False, not {value!r}.")
        least = 0 if field.name in may_be_zero else 1
        if kind == "int" and not (is_whole_number(value) and value >= least):
            raise ValueError(
                f"{field.name} must be a whole number of at least {least}, not {value!r}."
            )
        if kind == "float" and not (_number(value) and 0 < value < math.inf):
            raise ValueError(f"{field.name} must be a number above 0, not {value!r}.")


def check_divides(config: Any, part: str, whole: str) -> None:
    """ValueError unless config.part divides config.whole: heads a width, groups the experts."""
    small, large = getattr(config, part), getattr(config, whole)
    if large % small:
        raise ValueError(f"{whole} = {large} cannot be shared out among {part} = {small}.")


def _number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float | np.floating) and not isinstance(value, bool)


def tokens_of(tokens: ArrayLike, config: Any, name: str = "tokens") -> Array:
    """The tokens [T] as a JAX array, or a ValueError that says why they cannot be tokens: for any
    plan with a `vocab` and a `context`."""
    return as_tokens(tokens, config, name)


class Limits(NamedTuple):
    """What `tokens_of` must know, for numbers that are not of the vocabulary."""

    vocab: int
    context: int


def one_each(values: ArrayLike, tokens: Array, name: str) -> Array:
    """values [T], one for each token; ValueError for another number of them."""
    row = jnp.asarray(values)
    if row.shape != tokens.shape:
        raise ValueError(
            f"{name} must be one for each of the {len(tokens)} tokens, not {list(row.shape)}."
        )
    return row


class ConfigFile:
    """What a `config.json` says. Each method raises ValueError, in a sentence, where it does not
    say it, or says what it cannot mean."""

    def __init__(
        self, content: dict[str, Any], where: str = "config.json", names: Collection[str] = ()
    ):
        self.content, self.where = content, where
        self.names = names  # of the arrays in the files beside it

    def get(self, name: str, otherwise: Any = None) -> Any:
        """Whatever stands there; `otherwise` for nothing, or null."""
        value = self.content.get(name)
        return otherwise if value is None else value

    def size(self, name: str, otherwise: int | None = None, least: int = 1) -> int:
        """A whole number of at least 1, or `least`."""
        value = self._needed(name, otherwise)
        if not is_whole_number(value) or value < least:
            raise ValueError(f"{self.where} gives {name} = {value!r}: not a size.")
        return value

    def how_many(self, name: str, otherwise: int | None = None, least: int = 1) -> int:
        """A size that says how often a part is there, each time with arrays of its own: layers,
        experts. Far more of them than the files have arrays is refused before any is looked for."""
        value = self.size(name, otherwise, least)
        if value > len(self.names) + 1000:
            raise ValueError(
                f"{self.where} gives {name} = {value:,}; the files hold {len(self.names)} arrays."
            )
        return value

    def number(self, name: str, otherwise: float | None = None) -> float:
        """A number above 0."""
        value = self._needed(name, otherwise)
        if not _number(value) or not 0 < value < math.inf:
            raise ValueError(f"{self.where} gives {name} = {value!r}: not a number above 0.")
        return float(value)

    def flag(self, name: str, otherwise: bool) -> bool:
        """True or False."""
        value = self._needed(name, otherwise)
        if not isinstance(value, bool):
            raise ValueError(f"{self.where} gives {name} = {value!r}: neither true nor false.")
        return value

    def one_of(self, name: str, *allowed: Any, otherwise: Any = None) -> Any:
        """One of what this course's code can do. otherwise: what is meant where nothing stands."""
        value = self.get(name, otherwise)
        if value not in allowed:
            options = " or ".join(repr(option) for option in allowed)
            raise ValueError(f"{self.where} asks for {name} = {value!r}; here it can be {options}.")
        return value

    def rope_base(self) -> float:
        """How quickly rotary positions turn: in one of two places, by the file's age."""
        rope = self.get("rope_parameters") or self.get("rope_scaling") or {}
        if not isinstance(rope, dict):
            raise ValueError(f"{self.where} gives rotary positions as {rope!r}.")
        inner = ConfigFile(rope, f"{self.where}, rotary positions,")
        kind = inner.get("rope_type", inner.get("type", "default"))
        if kind != "default":
            raise ValueError(f"{self.where} stretches rotary positions ({kind!r}): not done here.")
        return inner.number("rope_theta", self.number("rope_theta", 10_000.0))

    def _needed(self, name: str, otherwise: Any) -> Any:
        value = self.get(name, otherwise)
        if value is None:
            raise ValueError(f"{self.where} does not say {name}.")
        return value
