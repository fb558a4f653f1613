"""Grok-1: eight large experts, of which each token asks two.

A norm before and another after each part; scores that a tanh keeps within ±30; the embedding and
the logits multiplied by fixed numbers. All matrices are without b, and the norms only scale.

xAI, 17 March 2024: the program published with the weights (Apache-2.0), its model.py and run.py;
there is no paper. No public folder that `load` could open holds it: its file is of another kind.
"""

from dataclasses import dataclass, field

import jax
import jax.numpy as jnp
from jax import Array

from ..transformer import MLP, Attention, Norm
from ..transformer.layers import (
    ACTIVATIONS,
    apply_rope,
    at_least_float32,
    attention_scores,
    linear,
    masked_softmax,
    product,
    rms_norm,
    weighted_values,
)
from ..transformer.parameters import EMBEDDING, WEIGHT
from .plan import check_divides, check_plan, tokens_of
from .shared import Look, ignore, mixture, top
from .source import Drawn, Source, shapes_of


@dataclass(frozen=True)
class Config:
    """The plan of a Grok. ValueError, in a sentence, for one that cannot be built."""

    vocab: int  # V
    context: int
    layers: int  # L
    width: int  # D
    heads: int  # H
    kv_heads: int  # K
    head_width: int  # Dh
    hidden: int  # F: neurons of an expert
    experts: int = 8  # E
    chosen: int = 2  # experts that a token asks
    embedding_scale: float = 1.0  # each row of the embedding is multiplied by this
    attention_scale: float = 1.0  # each query · key by this
    attention_cap: float = 30.0  # no score is larger
    output_scale: float = 1.0  # and the logits by this
    rope_base: float = 10_000.0
    norm_eps: float = 1e-5
    skip_zero: bool = True  # is token 0 padding, at which nobody looks?

    def __post_init__(self):
        check_plan(self)
        check_divides(self, "kv_heads", "heads")
        if self.head_width % 2 or self.chosen > self.experts:
            raise ValueError("head_width must be even, and chosen not more than experts.")


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Mixture:
    """Experts, and who chooses among them."""

    router: Array = field(metadata=WEIGHT)  # [D, E]
    experts: MLP  # [E, D, F] and [E, F, D]


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Block:
    """One of the L floors."""

    norm_1: Norm
    attention: Attention
    norm_2: Norm  # of what attention gathered
    norm_3: Norm
    mixture: Mixture
    norm_4: Norm  # of what the experts said


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Params:
    """Every parameter, in the order in which data meets them. The head is the embedding again."""

    embedding: Array = field(metadata=EMBEDDING)  # [V, D]
    blocks: tuple[Block, ...]
    final_norm: Norm


def forward(params: Params, tokens: Array, config: Config) -> Array:
    """What may come next, at every place? tokens [T] -> logits [T, V], float32.

    ValueError for what cannot be tokens.
    """
    x = hidden(params, tokens, config)
    return product("td,vd->tv", x, params.embedding) * config.output_scale


def hidden(
    params: Params, tokens: Array, config: Config, look: Look = ignore, watch: Look = ignore
) -> Array:
    """What each token has become before the head. tokens [T] -> [T, D]

    watch: called with the shares of the experts [T, E] in each layer.
    """
    tokens, eps = tokens_of(tokens, config), config.norm_eps
    mask = jnp.tril(jnp.ones((len(tokens), len(tokens)), bool))  # back and at itself
    mask = mask & (tokens != 0) if config.skip_zero else mask
    x = params.embedding[tokens] * config.embedding_scale  # [T, D]
    for p in params.blocks:
        gathered, weights = _attention(p.attention, rms_norm(p.norm_1, x, eps), mask, config)
        x = x + rms_norm(p.norm_2, gathered, eps)  # [T, D]
        normed = rms_norm(p.norm_3, x, eps)
        chosen = shares(p.mixture, normed, config)  # [T, E]
        said = mixture(p.mixture.experts, normed, chosen, ACTIVATIONS["gelu"])
        x = x + rms_norm(p.norm_4, said, eps)  # [T, D]
        look(weights)
        watch(chosen)
    return rms_norm(params.final_norm, x, eps)


def _attention(p: Attention, x: Array, mask: Array, config: Config) -> tuple[Array, Array]:
    """[T, D] -> [T, D], and who looked at whom [H, T, T]"""
    T, Dh, places = len(x), config.head_width, jnp.arange(len(x))
    query = linear(x, p.query, None).reshape(T, config.heads, Dh)
    key = linear(x, p.key, None).reshape(T, config.kv_heads, Dh)
    value = linear(x, p.value, None).reshape(T, config.kv_heads, Dh)
    query, key = (apply_rope(rows, places, config.rope_base) for rows in (query, key))
    scores = attention_scores(query, key, scale=config.attention_scale)  # [H, T, T]
    scores = config.attention_cap * jnp.tanh(scores / config.attention_cap)
    weights = masked_softmax(scores, mask)
    gathered = weighted_values(weights, value)  # [T, H·Dh]
    return linear(gathered.astype(x.dtype), p.output, None), weights


def shares(p: Mixture, x: Array, config: Config) -> Array:
    """How much each expert has to say to each token: x [T, D] -> [T, E], 0 for those not chosen.
    A softmax over all; what the chosen have of it does not sum to 1."""
    scores = product("td,de->te", at_least_float32(x), p.router)  # [T, E]
    chances = jax.nn.softmax(scores, axis=-1)
    return jnp.where(top(chances, config.chosen), chances, 0.0)


def attention_maps(params: Params, tokens: Array, config: Config) -> Array:
    """Who looked at whom. tokens [T] -> [L, H, T, T]"""
    maps = []
    hidden(params, tokens, config, look=maps.append)
    return jnp.stack(maps)


def routing(params: Params, tokens: Array, config: Config) -> Array:
    """The shares of the experts in each layer. tokens [T] -> [L, T, E]"""
    seen = []
    hidden(params, tokens, config, watch=seen.append)
    return jnp.stack(seen)


# Where each parameter sits -------------------------------------------------------------------


def init(key: Array, config: Config) -> Params:
    """The parameters with which training starts, float32. Same key and config, same parameters."""
    return build(Drawn(key), config)


def shapes(config: Config) -> Params:
    """The same tree with shapes in place of numbers."""
    return shapes_of(build, config)


def build(source: Source, config: Config) -> Params:
    """The parameters, named as in the published program."""
    return Params(
        embedding=source.embedding("in_out_embed", config.vocab, config.width),
        blocks=tuple(_block(source, f"decoder_layer_{i}", config) for i in range(config.layers)),
        final_norm=source.norm("rms_norm", config.width, shift=False),
    )


def _block(source: Source, name: str, config: Config) -> Block:
    D, shrink = config.width, (2 * config.layers) ** -0.5
    inner, offered = config.heads * config.head_width, config.kv_heads * config.head_width
    norms = [f"{name}.rms_norm{end}" for end in ("", "_1", "_2", "_3")]
    before, after, before_mlp, after_mlp = (source.norm(norm, D, shift=False) for norm in norms)
    parts = [f"{name}.multi_head_attention.{p}" for p in ("query", "key", "value", "linear")]
    experts = [
        [f"{name}.moe.{i}.{part}" for part in ("linear_v", "linear", "linear_1")]
        for i in range(config.experts)
    ]
    return Block(
        norm_1=before,
        attention=source.attention(parts, D, inner, False, shrink, offered),
        norm_2=after,
        norm_3=before_mlp,
        mixture=Mixture(
            router=source.matrix(f"{name}.router", D, config.experts),
            experts=source.experts(experts, D, config.hidden, shrink),
        ),
        norm_4=after_mlp,
    )
