"""What kind of transformer: its sizes and its choices, nothing that is learned."""

import math
from dataclasses import dataclass, fields
from numbers import Integral
from typing import Any, TypeGuard

# The sets of names that a choice may take; the functions behind them are in layers.py.
CHOICES = {
    "mlp": ("plain", "gated"),
    "activation": ("relu", "squared_relu", "gelu", "silu"),
    "norm": ("rms", "layer"),
    "positions": ("rotary", "learned", "alibi", "none"),
    "mask": ("causal", "full"),
    "init": ("standard", "small_residual", "mimetic"),
}


@dataclass(frozen=True)
class Config:
    """The plan of a transformer. Two equal plans are equal and hash alike, so `jax.jit` can
    take one as a static argument. `dataclasses.replace(config, width=64)` makes a changed copy;
    sizes left at None follow along.

    The letters V, D, H, K, G, Dh and F (see the properties) are the axes' names in the
    comments of this package; T is the number of tokens at hand and L the number of layers.

    Raises ValueError, in a sentence that names the field, for a plan that cannot be built.
    """

    vocab: int  # V: how many different tokens there are
    context: int  # the longest sequence that the model can look at
    layers: int = 4  # L: how many blocks, one after the other
    width: int = 128  # D: numbers a token carries through the model (the residual stream)
    heads: int = 4  # H: how many heads ask (queries)
    kv_heads: int | None = None  # K: how many heads answer (keys, values); None: as many as ask
    head_width: int | None = None  # Dh: numbers in one query, key or value; None: width / heads
    hidden: int | None = None  # F: neurons in an MLP (a feed-forward layer); None: 4 · width
    mlp: str = "plain"  # "plain": up, activation, down · "gated": a second layer opens each neuron
    activation: str = "squared_relu"  # "relu", "squared_relu", "gelu" or "silu"
    norm: str = "rms"  # "rms": scale only · "layer": also centred and shifted
    # "rotary": turn query and key · "learned": a row for each position · "alibi": a bias that
    # grows with the distance · "none"
    positions: str = "rotary"
    mask: str = "causal"  # who may look at whom. "causal": back and at itself · "full": everywhere
    short_conv: int = 0  # M: a convolution over each embedding and the M before it; 0: none
    init: str = "standard"  # how parameters are drawn: "standard", "small_residual", "mimetic"
    rope_base: float = 10_000.0  # rotary: the slowest pair turns by about 1/rope_base a step
    norm_eps: float = 1e-5  # keeps a norm from dividing by zero
    bias: bool = False  # does each matrix have its b, as in A·x + b?
    tied: bool = True  # is the output head the embedding once more, or a matrix of its own?

    def __post_init__(self):
        _check_sizes(self)
        _check_fit(self)
        _check_choices(self)

    @property
    def V(self) -> int:
        """Tokens in the vocabulary."""
        return self.vocab

    @property
    def D(self) -> int:
        """Width of the residual stream."""
        return self.width

    @property
    def H(self) -> int:
        """Query heads."""
        return self.heads

    @property
    def K(self) -> int:
        """Key/value heads."""
        return self.heads if self.kv_heads is None else self.kv_heads

    @property
    def G(self) -> int:
        """Query heads that share one key/value head: G = H / K."""
        return self.heads // self.K

    @property
    def Dh(self) -> int:
        """Numbers in one head's query, key or value."""
        return self.width // self.heads if self.head_width is None else self.head_width

    @property
    def F(self) -> int:
        """Hidden neurons of an MLP."""
        return 4 * self.width if self.hidden is None else self.hidden


def is_whole_number(value: Any) -> TypeGuard[int]:
    """Is it a whole number? A NumPy one will do, True and False will not."""
    return isinstance(value, Integral) and not isinstance(value, bool)


def _check_sizes(config: Config) -> None:
    may_be_none = {field.name for field in fields(config) if field.default is None}
    for name in ("vocab", "context", "layers", "width", "heads", *sorted(may_be_none)):
        value = getattr(config, name)
        if value is None and name in may_be_none:
            continue
        if not is_whole_number(value) or value < 1:
            raise ValueError(f"{name} must be a whole number of at least 1, not {value!r}.")
    if not is_whole_number(config.short_conv) or config.short_conv < 0:
        raise ValueError(
            f"short_conv must be a whole number of at least 0, not {config.short_conv!r}."
        )
    for name in ("rope_base", "norm_eps"):
        value = getattr(config, name)
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not math.isfinite(value) or value <= 0:
            raise ValueError(f"{name} must be a number above 0, not {value!r}.")


def _check_fit(config: Config) -> None:
    if config.head_width is None and config.width % config.heads:
        raise ValueError(
            f"width = {config.width} cannot be shared out among heads = {config.heads}: "
            f"choose a width that {config.heads} divides, or give head_width."
        )
    if config.heads % config.K:
        raise ValueError(
            f"kv_heads = {config.K} must divide heads = {config.heads}, "
            "so that each key/value head serves equally many query heads."
        )
    if config.positions == "rotary" and config.Dh % 2:
        raise ValueError(
            f"rotary positions turn pairs of numbers, so a head's width must be even, "
            f"not {config.Dh}."
        )


def _check_choices(config: Config) -> None:
    for name, allowed in CHOICES.items():
        value = getattr(config, name)
        if value not in allowed:
            options = ", ".join(repr(option) for option in allowed)
            raise ValueError(f"{name} must be one of {options}, not {value!r}.")
    for name in ("bias", "tied"):
        value = getattr(config, name)
        if not isinstance(value, bool):
            raise ValueError(f"{name} must be True or False, not {value!r}.")
