"""XLNet: guesses words in any order, each from those that come before it in that order.

Two streams run through the same parameters. The content stream knows each word; the query stream
knows of a word only its place, and so may be asked to guess it. Positions are relative: a score is
the sum of what a query finds in a key, in the distance to it, and in whether both are of one
segment. Norms after the sums, as in BERT.

Yang et al. 2019, "XLNet: generalized autoregressive pretraining for language understanding";
relative positions: Dai et al. 2019, "Transformer-XL".
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from ..transformer import MLP, Norm
from ..transformer.layers import (
    layer_norm,
    linear,
    masked_softmax,
    plain_mlp,
    product,
    weighted_values,
)
from ..transformer.parameters import BIAS, EMBEDDING, WEIGHT
from .plan import UNLIMITED, ConfigFile, check_plan, one_each, tokens_of
from .shared import Look, erf_gelu, ignore
from .source import Drawn, Source, shapes_of

PREFIX: str = "transformer."
IGNORED: str = r"lm_loss\.weight"


@dataclass(frozen=True)
class Config:
    """The plan of an XLNet. ValueError, in a sentence, for one that cannot be built."""

    vocab: int  # V
    layers: int = 12  # L
    width: int = 768  # D, even
    heads: int = 12  # H
    head_width: int = 64  # Dh
    hidden: int = 3072  # F
    norm_eps: float = 1e-12

    def __post_init__(self):
        check_plan(self)
        if self.width % 2:
            raise ValueError(f"width must be even, for sines and cosines, not {self.width}.")

    @property
    def context(self) -> int:
        """No table ends: any length will do."""
        return UNLIMITED


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Attention:
    """What is asked, what is offered, and three ways to match them."""

    query: Array = field(metadata=WEIGHT)  # [D, H·Dh]
    word_bias: Array = field(metadata=BIAS)  # [H, Dh]: added to a query that meets a key
    distance_bias: Array = field(metadata=BIAS)  # [H, Dh]: to one that meets a distance
    segment_bias: Array = field(metadata=BIAS)  # [H, Dh]: to one that meets a segment
    key: Array = field(metadata=WEIGHT)  # [D, H·Dh]
    distance: Array = field(metadata=WEIGHT)  # [D, H·Dh]: the key of a distance
    segment: Array = field(metadata=EMBEDDING)  # [2, H, Dh]: the keys of "same" and "other"
    value: Array = field(metadata=WEIGHT)  # [D, H·Dh]
    output: Array = field(metadata=WEIGHT)  # [H·Dh, D]


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Block:
    """One of the L floors, the same for both streams."""

    attention: Attention
    norm_1: Norm
    mlp: MLP
    norm_2: Norm


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Params:
    """Every parameter, in the order in which data meets them."""

    embedding: Array = field(metadata=EMBEDDING)  # [V, D]; the head is this again
    unknown: Array = field(metadata=EMBEDDING)  # [1, D]: every word to guess starts as this
    blocks: tuple[Block, ...]
    word_bias: Array = field(metadata=BIAS)  # [V], of the head


class Given(NamedTuple):
    """What is computed once, before the blocks."""

    distances: Array  # [2T, D]: waves for each distance from T down to 1 − T
    index: np.ndarray  # [T, T]: the row of `distances` for t looking at s
    other: Array | None  # [T, T]: is s of another segment than t? None: nothing is said of it


def forward(
    params: Params,
    tokens: Array,
    config: Config,
    order: Array | None = None,
    segments: Array | None = None,
) -> Array:
    """tokens [T] -> logits [T, V], float32.

    order [T]: the places 0 … T − 1, each once, in the order in which they are guessed: row t then
    scores the word at place t from those guessed before it. The first is guessed from nothing.
    (The public code lets that one look at all, itself included: it takes as much off every score.)
    None: every token sees all, itself too, as when the model only reads.
    segments [T]: numbers of the segment that each token is of; None: nothing is said of it.
    """
    x = hidden(params, tokens, config, order, segments)
    return product("td,vd->tv", x, params.embedding) + params.word_bias


def hidden(
    params: Params,
    tokens: Array,
    config: Config,
    order: Array | None = None,
    segments: Array | None = None,
    look: Look = ignore,
) -> Array:
    """The stream after the last block: the query stream where an order is given, otherwise the
    content. look: called with the weights of the content stream. tokens [T] -> [T, D]"""
    tokens = tokens_of(tokens, config)
    T, given = len(tokens), given_of(tokens, config, segments)
    rank = jnp.zeros(T) if order is None else jnp.argsort(one_each(order, tokens, "order"))
    may_read = rank[None, :] <= rank[:, None]  # [T, T]: what came before, and itself
    may_guess_from = rank[None, :] < rank[:, None]  # [T, T]: what came before alone
    content = params.embedding[tokens]  # [T, D]
    query = jnp.broadcast_to(params.unknown, content.shape)  # [T, D]
    for p in params.blocks:
        words = content  # both streams look at the content as the block found it
        content, weights = _block(p, content, words, may_read, given, config)
        if order is not None:
            query, _ = _block(p, query, words, may_guess_from, given, config)
        look(weights)
    return content if order is None else query


def given_of(tokens: Array, config: Config, segments: Array | None) -> Given:
    """Distances as waves, as in the first transformer, and segments."""
    T, D = len(tokens), config.width
    far = np.arange(T, -T, -1)  # from the farthest back to the farthest ahead: [2T]
    angles = far[:, None] * 10_000.0 ** (-np.arange(0, D, 2) / D)  # [2T, D/2]
    waves = jnp.asarray(np.concatenate([np.sin(angles), np.cos(angles)], axis=-1), jnp.float32)
    index = T - np.arange(T)[:, None] + np.arange(T)[None, :]  # where far is t − s
    if segments is None:
        return Given(waves, index, None)
    segments = one_each(segments, tokens, "segments")
    return Given(waves, index, segments[:, None] != segments[None, :])


def _block(
    p: Block, x: Array, words: Array, mask: Array, given: Given, config: Config
) -> tuple[Array, Array]:
    """Look at the words, add, norm; think alone, add, norm. [T, D] -> [T, D]"""
    gathered, weights = _attention(p.attention, x, words, mask, given, config)
    x = layer_norm(p.norm_1, x + gathered, config.norm_eps)
    return layer_norm(p.norm_2, x + plain_mlp(p.mlp, x, erf_gelu), config.norm_eps), weights


def _attention(
    p: Attention, x: Array, words: Array, mask: Array, given: Given, config: Config
) -> tuple[Array, Array]:
    """x [T, D] asks, words [T, D] answer -> [T, D], weights [H, T, T]"""
    T, H, Dh = len(x), config.heads, config.head_width
    query = linear(x, p.query, None).reshape(T, H, Dh)
    key = linear(words, p.key, None).reshape(T, H, Dh)
    value = linear(words, p.value, None).reshape(T, H, Dh)
    distance = linear(given.distances.astype(x.dtype), p.distance, None).reshape(2 * T, H, Dh)
    scores = product("thd,shd->hts", query + p.word_bias, key)  # [H, T, T]
    far = product("thd,nhd->htn", query + p.distance_bias, distance)  # [H, T, 2T]
    scores = scores + jnp.take_along_axis(far, jnp.asarray(given.index)[None], axis=-1)
    if given.other is not None:
        same, other = product("thd,nhd->nht", query + p.segment_bias, p.segment)  # [H, T] each
        scores = scores + jnp.where(given.other, other[..., None], same[..., None])
    weights = masked_softmax(scores / Dh**0.5, mask)  # [H, T, T]
    return linear(weighted_values(weights, value).astype(x.dtype), p.output, None), weights


def attention_maps(
    params: Params,
    tokens: Array,
    config: Config,
    order: Array | None = None,
    segments: Array | None = None,
) -> Array:
    """Who looked at whom in the content stream. tokens [T] -> [L, H, T, T]"""
    maps = []
    hidden(params, tokens, config, order, segments, maps.append)
    return jnp.stack(maps)


# Where each parameter sits -------------------------------------------------------------------


def init(key: Array, config: Config) -> Params:
    """The parameters with which training starts, float32. Same key and config, same parameters."""
    return build(Drawn(key), config)


def shapes(config: Config) -> Params:
    """The same tree with shapes in place of numbers."""
    return shapes_of(build, config)


def build(source: Source, config: Config) -> Params:
    """The parameters, by their names in public files (`XLNetLMHeadModel`)."""
    D = config.width
    return Params(
        embedding=source.embedding("word_embedding", config.vocab, D),
        unknown=source.array("mask_emb", (1, 1, D), deviation=0.02).reshape(1, D),
        blocks=tuple(_parts(source, f"layer.{i}", config) for i in range(config.layers)),
        word_bias=source.bias("lm_loss", config.vocab),
    )


def _parts(source: Source, name: str, config: Config) -> Block:
    shrink = (2 * config.layers) ** -0.5
    neurons = [f"{name}.ff.layer_1", f"{name}.ff.layer_2"]
    return Block(
        attention=_offers(source, f"{name}.rel_attn", shrink, config),
        norm_1=source.norm(f"{name}.rel_attn.layer_norm", config.width),
        mlp=source.mlp(neurons, config.width, config.hidden, True, shrink),
        norm_2=source.norm(f"{name}.ff.layer_norm", config.width),
    )


def _offers(source: Source, name: str, shrink: float, config: Config) -> Attention:
    """Files hold each matrix as [D, H, Dh], the output's too."""
    D, H, Dh = config.width, config.heads, config.head_width

    def matrix(letter: str, deviation: float = D**-0.5) -> Array:
        return source.array(f"{name}.{letter}", (D, H, Dh), deviation=deviation).reshape(D, H * Dh)

    return Attention(
        query=matrix("q"),
        word_bias=source.array(f"{name}.r_w_bias", (H, Dh)),
        distance_bias=source.array(f"{name}.r_r_bias", (H, Dh)),
        segment_bias=source.array(f"{name}.r_s_bias", (H, Dh)),
        key=matrix("k"),
        distance=matrix("r"),
        segment=source.array(f"{name}.seg_embed", (2, H, Dh), deviation=0.02),
        value=matrix("v"),
        output=matrix("o", shrink * (H * Dh) ** -0.5).T,
    )


def config_from(file: ConfigFile) -> Config:
    """The plan in a `config.json` of the type "xlnet". ValueError, in a sentence, for what it lacks
    or asks for and is not here."""
    file.one_of("ff_activation", "gelu", otherwise="gelu")
    file.one_of("attn_type", "bi", otherwise="bi")
    file.one_of("untie_r", True, otherwise=True)
    file.one_of("bi_data", False, otherwise=False)
    file.one_of("clamp_len", -1, 0, otherwise=-1)
    file.one_of("tie_word_embeddings", True, otherwise=True)
    width, heads = file.size("d_model"), file.size("n_head")
    return Config(
        vocab=file.size("vocab_size"),
        layers=file.how_many("n_layer"),
        width=width,
        heads=heads,
        head_width=file.size("d_head", max(1, width // heads)),
        hidden=file.size("d_inner"),
        norm_eps=file.number("layer_norm_eps", 1e-12),
    )
