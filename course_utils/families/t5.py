"""T5: an encoder reads, a decoder writes, and asks the encoder at each step (cross-attention).

No positions in the stream: each head adds to a score a number for the distance, looked up in a
table of buckets that all layers of a stack share. Scores are not divided by √Dh. Norms only scale.
The first T5 has plain neurons with ReLU and a tied head; version 1.1 gated ones and a head apart.

Raffel et al. 2019, "Exploring the limits of transfer learning with a unified text-to-text
transformer"; gated: Shazeer 2020, "GLU variants improve transformer".
"""

from dataclasses import dataclass, field
from math import log
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from ..transformer import MLP, Attention, Norm
from ..transformer.layers import ACTIVATIONS, gated_mlp, plain_mlp, product, rms_norm
from ..transformer.parameters import EMBEDDING, WEIGHT
from .plan import UNLIMITED, ConfigFile, check_plan, one_each, tokens_of
from .shared import Look, attend, ignore
from .source import Drawn, Source, shapes_of

PREFIX: str = ""
IGNORED: str = (
    r"(encoder|decoder)\.embed_tokens\.weight|lm_head\.weight|"
    r"decoder\.block\.0\.layer\.1\.EncDecAttention\.relative_attention_bias\.weight"
)


@dataclass(frozen=True)
class Config:
    """The plan of a T5. ValueError, in a sentence, for one that cannot be built."""

    vocab: int  # V
    layers: int = 6  # of the encoder, L
    decoder_layers: int = 6
    width: int = 512  # D
    heads: int = 8  # H
    head_width: int = 64  # Dh; H · Dh need not be D
    hidden: int = 2048  # F
    gated: bool = False  # GELU and a gate; else plain with ReLU
    tied: bool = True  # is the head the embedding again?
    scaled: bool = True  # is what the head gets divided by √D? So where it is tied
    buckets: int = 32  # of distances, half for each direction in the encoder
    farthest: int = 128  # all larger distances share a bucket
    norm_eps: float = 1e-6

    def __post_init__(self):
        check_plan(self)
        if self.buckets % 2 or self.buckets < 4 or self.farthest <= self.buckets // 2:
            raise ValueError("buckets must be even, at least 4, and farthest beyond half of them.")

    @property
    def context(self) -> int:
        """No table ends: any length will do."""
        return UNLIMITED


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Block:
    """A floor of the encoder, or with `cross` of the decoder."""

    norm_1: Norm
    attention: Attention
    cross_norm: Norm | None  # in the decoder alone
    cross: Attention | None  # asks the encoder's rows
    norm_2: Norm
    mlp: MLP


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Stack:
    """The encoder, or the decoder."""

    distance_bias: Array = field(metadata=EMBEDDING)  # [buckets, H]: shared by all layers
    blocks: tuple[Block, ...]
    final_norm: Norm


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Params:
    """Every parameter, in the order in which data meets them."""

    embedding: Array = field(metadata=EMBEDDING)  # [V, D], of both stacks
    encoder: Stack
    decoder: Stack
    head: Array | None = field(metadata=WEIGHT)  # [D, V]; None when tied


class Maps(NamedTuple):
    """Who looked at whom: T tokens in the decoder, S in the encoder."""

    encoder: Array  # [L, H, S, S]
    decoder: Array  # [L, H, T, T]
    cross: Array  # [L, H, T, S]: decoder at encoder


def forward(
    params: Params,
    tokens: Array,
    decoder_tokens: Array,
    config: Config,
    valid: Array | None = None,
) -> Array:
    """What may come next in what the decoder writes, after reading `tokens`?

    tokens [S], decoder_tokens [T] (first 0, the start) -> logits [T, V], float32.
    valid [S]: False for padding among `tokens`. ValueError for what cannot be tokens.
    """
    encoded = encode(params, tokens, config, valid)  # [S, D]
    return decode(params, decoder_tokens, encoded, config, valid)


def encode(
    params: Params,
    tokens: Array,
    config: Config,
    valid: Array | None = None,
    look: Look = ignore,
) -> Array:
    """What each token of the text to read has become. tokens [S] -> [S, D]"""
    tokens = tokens_of(tokens, config)
    S = len(tokens)
    seen = jnp.ones(S, bool) if valid is None else one_each(valid, tokens, "valid")
    mask = jnp.broadcast_to(seen, (S, S))  # all see all
    bias = distance_bias(params.encoder.distance_bias, S, config, both_ways=True)  # [H, S, S]
    x = params.embedding[tokens]  # [S, D]
    for p in params.encoder.blocks:
        x, weights = _look(p.norm_1, p.attention, x, None, mask, bias, config)
        look(weights)
        x = x + _think(p.mlp, rms_norm(p.norm_2, x, config.norm_eps), config)
    return rms_norm(params.encoder.final_norm, x, config.norm_eps)


def decode(
    params: Params,
    decoder_tokens: Array,
    encoded: Array,
    config: Config,
    valid: Array | None = None,
    look: Look = ignore,
) -> Array:
    """What may come next, given what `encode` made: tokens [T], encoded [S, D] -> [T, V].

    look: called twice a layer, with [H, T, T] and then [H, T, S].
    """
    tokens = tokens_of(decoder_tokens, config, "decoder_tokens")
    T, S = len(tokens), len(encoded)
    mask = jnp.tril(jnp.ones((T, T), bool))  # back and at itself
    bias = distance_bias(params.decoder.distance_bias, T, config, both_ways=False)  # [H, T, T]
    readable = jnp.broadcast_to(jnp.ones(S, bool) if valid is None else jnp.asarray(valid), (T, S))
    x = params.embedding[tokens]  # [T, D]
    for p in params.decoder.blocks:
        assert p.cross is not None and p.cross_norm is not None  # a decoder's block has them
        x, weights = _look(p.norm_1, p.attention, x, None, mask, bias, config)
        look(weights)
        x, weights = _look(p.cross_norm, p.cross, x, encoded, readable, 0.0, config)
        look(weights)
        x = x + _think(p.mlp, rms_norm(p.norm_2, x, config.norm_eps), config)
    x = rms_norm(params.decoder.final_norm, x, config.norm_eps)
    x = x * config.width**-0.5 if config.scaled else x
    return product("td,dv->tv", x, params.embedding.T if params.head is None else params.head)


def _look(
    norm: Norm,
    p: Attention,
    x: Array,
    source: Array | None,
    mask: Array,
    bias: Array | float,
    config: Config,
) -> tuple[Array, Array]:
    """Norm, look at the others or at `source`, add; scores are not divided. [T, D] -> [T, D]"""
    normed = rms_norm(norm, x, config.norm_eps)
    source = normed if source is None else source
    gathered, weights = attend(p, normed, source, config.heads, mask, bias, scale=1.0)
    return x + gathered, weights


def _think(p: MLP, x: Array, config: Config) -> Array:
    """[T, D] -> [T, D]"""
    if config.gated:
        return gated_mlp(p, x, ACTIVATIONS["gelu"])
    return plain_mlp(p, x, ACTIVATIONS["relu"])


def distance_bias(table: Array, T: int, config: Config, both_ways: bool) -> Array:
    """What each head adds to the score of t looking at s. table [buckets, H] -> [H, T, T]"""
    ahead = np.arange(T)[None, :] - np.arange(T)[:, None]  # s − t
    return jnp.moveaxis(table[bucket(ahead, config, both_ways)], -1, 0)


def bucket(ahead: np.ndarray, config: Config, both_ways: bool) -> np.ndarray:
    """The bucket of a distance: one each for the small half, the others ever wider.

    ahead: s − t, any shape. both_ways: half of the buckets are for looking ahead; otherwise
    whatever is ahead counts as 0, since it is not seen.
    """
    buckets = config.buckets // 2 if both_ways else config.buckets
    far = np.abs(ahead) if both_ways else np.maximum(-ahead, 0)
    small = buckets // 2  # distances with a bucket of their own
    # float32, as the public code has it: a distance on the edge of a bucket falls the same way
    share = np.log(np.maximum(far, 1).astype(np.float32) / small) / log(config.farthest / small)
    wide = small + (share * (buckets - small)).astype(int)
    found = np.where(far < small, far, np.minimum(wide, buckets - 1))
    return found + (buckets * (ahead > 0) if both_ways else 0)


def attention_maps(
    params: Params,
    tokens: Array,
    decoder_tokens: Array,
    config: Config,
    valid: Array | None = None,
) -> Maps:
    """Who looked at whom: three arrays, `encoder`, `decoder` and `cross`."""
    inner, outer = [], []
    encoded = encode(params, tokens, config, valid, inner.append)
    decode(params, decoder_tokens, encoded, config, valid, outer.append)
    return Maps(jnp.stack(inner), jnp.stack(outer[::2]), jnp.stack(outer[1::2]))


# Where each parameter sits -------------------------------------------------------------------


def init(key: Array, config: Config) -> Params:
    """The parameters with which training starts, float32. Same key and config, same parameters."""
    return build(Drawn(key), config)


def shapes(config: Config) -> Params:
    """The same tree with shapes in place of numbers."""
    return shapes_of(build, config)


def build(source: Source, config: Config) -> Params:
    """The parameters, by their names in public files (`T5ForConditionalGeneration`)."""
    V, D = config.vocab, config.width
    return Params(
        # a head that is divided by √D asks for large rows
        embedding=source.embedding("shared", V, D, 1.0 if config.scaled else 0.02),
        encoder=_stack(source, "encoder", config.layers, config),
        decoder=_stack(source, "decoder", config.decoder_layers, config),
        head=None if config.tied else source.matrix("lm_head", D, V),
    )


def _stack(source: Source, name: str, layers: int, config: Config) -> Stack:
    table = f"{name}.block.0.layer.0.SelfAttention.relative_attention_bias"
    blocks = [_block(source, f"{name}.block.{i}", layers, config) for i in range(layers)]
    return Stack(
        distance_bias=source.embedding(table, config.buckets, config.heads),
        blocks=tuple(blocks),
        final_norm=source.norm(f"{name}.final_layer_norm", config.width, shift=False),
    )


def _block(source: Source, name: str, layers: int, config: Config) -> Block:
    shrink, decoder = (2 * layers) ** -0.5, name.startswith("decoder")
    parts = ("wi_1", "wi_0", "wo") if config.gated else ("wi", "wo")
    norms = [f"{name}.layer.{i}.layer_norm" for i in range(3 if decoder else 2)]
    last = f"{name}.layer.{len(norms) - 1}.DenseReluDense"
    first, *cross, second = (source.norm(norm, config.width, shift=False) for norm in norms)
    return Block(
        norm_1=first,
        attention=_attention(source, f"{name}.layer.0.SelfAttention", shrink, config),
        cross_norm=cross[0] if decoder else None,
        cross=_attention(source, f"{name}.layer.1.EncDecAttention", shrink, config)
        if decoder
        else None,
        norm_2=second,
        mlp=source.mlp(
            [f"{last}.{part}" for part in parts], config.width, config.hidden, False, shrink
        ),
    )


def _attention(source: Source, name: str, shrink: float, config: Config) -> Attention:
    names = [f"{name}.{part}" for part in "qkvo"]
    inner, small = config.heads * config.head_width, config.head_width**-0.5
    return source.attention(names, config.width, inner, False, shrink, query_shrink=small)


def config_from(file: ConfigFile) -> Config:
    """The plan in a `config.json` of the type "t5". ValueError, in a sentence, for what it lacks
    or asks for and is not here."""
    kind = file.one_of("feed_forward_proj", "relu", "gated-gelu", otherwise="relu")
    tied = file.flag("tie_word_embeddings", True)
    layers = file.how_many("num_layers")
    return Config(
        vocab=file.size("vocab_size"),
        layers=layers,
        decoder_layers=file.how_many("num_decoder_layers", layers),
        width=file.size("d_model"),
        heads=file.size("num_heads"),
        head_width=file.size("d_kv"),
        hidden=file.size("d_ff"),
        gated=kind == "gated-gelu",
        tied=tied,
        scaled=file.flag("scale_decoder_outputs", tied),
        buckets=file.size("relative_attention_num_buckets", 32),
        farthest=file.size("relative_attention_max_distance", 128),
        norm_eps=file.number("layer_norm_epsilon", 1e-6),
    )
