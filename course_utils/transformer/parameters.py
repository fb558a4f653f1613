"""The parameters of a transformer: where each one sits, and where each one starts.

A field that a plan does without is None; JAX sees nothing there, so nothing is counted or trained.
Matrices are [in, out], so that a layer reads `x @ weight + bias`: y = A·x + b for each token.
Each field declares its kind, which `course_utils.count` reads: weight, bias, embedding or norm.
"""

from dataclasses import dataclass, field

import jax
import jax.numpy as jnp
from jax import Array

from .config import Config

WEIGHT, BIAS, EMBEDDING, NORM = ({"kind": kind} for kind in ("weight", "bias", "embedding", "norm"))


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Norm:
    """Brings each token's numbers to a common size, then lets training rescale them."""

    scale: Array = field(metadata=NORM)  # [D]
    shift: Array | None = field(metadata=NORM)  # [D], only in a layer norm


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Attention:
    """What a token asks for, what it offers, what it hands over, and how that is written back."""

    query: Array = field(metadata=WEIGHT)  # [D, H·Dh]
    query_bias: Array | None = field(metadata=BIAS)  # [H·Dh]
    key: Array = field(metadata=WEIGHT)  # [D, K·Dh]
    key_bias: Array | None = field(metadata=BIAS)  # [K·Dh]
    value: Array = field(metadata=WEIGHT)  # [D, K·Dh]
    value_bias: Array | None = field(metadata=BIAS)  # [K·Dh]
    output: Array = field(metadata=WEIGHT)  # [H·Dh, D]
    output_bias: Array | None = field(metadata=BIAS)  # [D]


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class MLP:
    """Neurons that look at one token at a time: a feed-forward layer."""

    up: Array = field(metadata=WEIGHT)  # [D, F]
    up_bias: Array | None = field(metadata=BIAS)  # [F]
    gate: Array | None = field(metadata=WEIGHT)  # [D, F], only in a gated one
    gate_bias: Array | None = field(metadata=BIAS)  # [F]
    down: Array = field(metadata=WEIGHT)  # [F, D]
    down_bias: Array | None = field(metadata=BIAS)  # [D]


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Block:
    """One of the L floors of the model."""

    norm_1: Norm
    attention: Attention
    norm_2: Norm
    mlp: MLP


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class ShortConv:
    """How much of each of the M tokens before it is added to a token: a convolution in depth."""

    weight: Array = field(metadata=WEIGHT)  # [M, D]; row i is for the token i + 1 before


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Params:
    """Every parameter of the model, in the order in which data meets them."""

    embedding: Array = field(metadata=EMBEDDING)  # [V, D]
    short_conv: ShortConv | None  # only where the plan asks for one
    position_embedding: Array | None = field(metadata=EMBEDDING)  # [context, D], only if learned
    blocks: tuple[Block, ...]  # L of them
    final_norm: Norm
    # [D, V]; None when tied: the embedding serves a second time
    head: Array | None = field(metadata=WEIGHT)


def init(key: Array, config: Config) -> Params:
    """Draw the random parameters with which training starts.

    The one place that decides where they start:

    - matrices: normal, standard deviation 1/√in, so that what comes out is about as large as
      what went in (LeCun, Bottou, Orr and Müller 1998, "Efficient BackProp", §4.6);
    - matrices that write into the residual stream (`output`, `down`): the same divided by √(2L),
      so that the stream does not grow with the number of additions (Radford et al. 2019, GPT-2);
    - with init "small_residual", matrices are divided by 2, and those that write into the stream
      by 20 instead of √(2L): tokens first learn what follows them directly, and what the blocks
      have to say is faded in as it becomes useful. Saves steps in short runs;
    - with init "mimetic", as "small_residual" in all but this: the way out of attention is the way
      in transposed (`output` is `value` transposed), so that a token at first receives what it
      looks at, and words said before are likely again. Where stories recall their own words, most
      of looking things up is then learning where to look (Trockman and Kolter 2023, "Mimetic
      initialization of self-attention layers", tie the two in this way; for pictures, with a
      minus);
    - embeddings: normal, 0.02 (Radford et al. 2018, GPT-1), so that with a tied head all tokens
      start out nearly equally likely and the first loss is close to ln V;
    - biases, shifts and the short convolution 0, scales 1.

    key: from `jax.random.key(seed)`. Same key and config, same parameters. All arrays float32.
    """
    token_key, position_key, head_key, *block_keys = jax.random.split(key, 3 + config.layers)
    learned = config.positions == "learned"
    return Params(
        embedding=_normal(token_key, (config.V, config.D), 0.02),
        short_conv=_init_short_conv(config),
        position_embedding=_normal(position_key, (config.context, config.D), 0.02)
        if learned
        else None,
        blocks=tuple(_init_block(block_key, config) for block_key in block_keys),
        final_norm=_init_norm(config),
        head=None if config.tied else _matrix(head_key, config.D, config.V),
    )


def shapes(config: Config) -> Params:
    """The same tree with shapes in place of numbers: takes no memory, however large the model."""
    return jax.eval_shape(lambda key: init(key, config), jax.random.key(0))


def _init_block(key: Array, config: Config) -> Block:
    attention_key, mlp_key = jax.random.split(key)
    return Block(
        norm_1=_init_norm(config),
        attention=_init_attention(attention_key, config),
        norm_2=_init_norm(config),
        mlp=_init_mlp(mlp_key, config),
    )


def _init_short_conv(config: Config) -> ShortConv | None:
    if not config.short_conv:
        return None
    return ShortConv(weight=jnp.zeros((config.short_conv, config.D)))


def _init_norm(config: Config) -> Norm:
    shift = jnp.zeros(config.D) if config.norm == "layer" else None
    return Norm(scale=jnp.ones(config.D), shift=shift)


def _init_attention(key: Array, config: Config) -> Attention:
    queries, keys = config.H * config.Dh, config.K * config.Dh
    query_key, key_key, value_key, output_key = jax.random.split(key, 4)
    if config.init == "mimetic":
        value, output = _mimetic(value_key, config)
    else:
        value = _inner_matrix(value_key, config.D, keys, config)
        output = _residual_matrix(output_key, queries, config.D, config)
    return Attention(
        query=_inner_matrix(query_key, config.D, queries, config),
        query_bias=_bias(queries, config),
        key=_inner_matrix(key_key, config.D, keys, config),
        key_bias=_bias(keys, config),
        value=value,
        value_bias=_bias(keys, config),
        output=output,
        output_bias=_bias(config.D, config),
    )


def _init_mlp(key: Array, config: Config) -> MLP:
    up_key, gate_key, down_key = jax.random.split(key, 3)
    gated = config.mlp == "gated"
    return MLP(
        up=_inner_matrix(up_key, config.D, config.F, config),
        up_bias=_bias(config.F, config),
        gate=_inner_matrix(gate_key, config.D, config.F, config) if gated else None,
        gate_bias=_bias(config.F, config) if gated else None,
        down=_residual_matrix(down_key, config.F, config.D, config),
        down_bias=_bias(config.D, config),
    )


def _mimetic(key: Array, config: Config) -> tuple[Array, Array]:
    """Values and their way out that together change little: value @ output is near the identity."""
    value = _matrix(key, config.D, config.K * config.Dh)
    by_head = jnp.repeat(value.reshape(config.D, config.K, config.Dh), config.G, axis=1)
    return value, by_head.reshape(config.D, -1).T / config.G


def _inner_matrix(key: Array, rows: int, columns: int, config: Config) -> Array:
    """A matrix whose result stays inside a block."""
    return _matrix(key, rows, columns) * (1 if config.init == "standard" else 0.5)


def _residual_matrix(key: Array, rows: int, columns: int, config: Config) -> Array:
    """A matrix that writes into the stream. 2L additions of size 1 would grow it to √(2L)."""
    if config.init == "standard":
        return _matrix(key, rows, columns) / (2 * config.layers) ** 0.5
    return _matrix(key, rows, columns) * 0.05


def _matrix(key: Array, rows: int, columns: int) -> Array:
    return _normal(key, (rows, columns), rows**-0.5)


def _bias(size: int, config: Config) -> Array | None:
    return jnp.zeros(size) if config.bias else None


def _normal(key: Array, shape: tuple[int, ...], deviation: float) -> Array:
    return deviation * jax.random.normal(key, shape)
