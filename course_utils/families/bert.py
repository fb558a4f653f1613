"""BERT: every token sees every other, and learns by filling in words that were hidden.

Beside GPT: no mask but for padding; a row for each of two token types (first and second sentence)
and one for each place; a norm on the embedding, and later ones after each sum; the exact GELU.
On top a head that guesses hidden words, or a pooler that gives one vector for all, or both.

Devlin, Chang, Lee and Toutanova 2018, "BERT: pre-training of deep bidirectional transformers for
language understanding".
"""

from dataclasses import dataclass, field

import jax
import jax.numpy as jnp
from jax import Array

from ..transformer import Norm
from ..transformer.layers import layer_norm, linear, product
from ..transformer.parameters import BIAS, EMBEDDING, WEIGHT
from .plan import ConfigFile, Limits, check_divides, check_plan, one_each, tokens_of
from .shared import Look, PostBlock, erf_gelu, ignore, post_block
from .source import Drawn, Source, shapes_of

PREFIX: str = "bert."
IGNORED: str = (
    r"embeddings\.(position|token_type)_ids|cls\.(seq_relationship|predictions\.decoder)\..*"
)


@dataclass(frozen=True)
class Config:
    """The plan of a BERT. ValueError, in a sentence, for one that cannot be built."""

    vocab: int  # V
    context: int  # as many places have a row
    layers: int = 12  # L
    width: int = 768  # D
    heads: int = 12  # H
    hidden: int = 3072  # F: neurons of an MLP
    token_types: int = 2  # kinds of token: of the first sentence, of the second
    norm_eps: float = 1e-12
    pooler: bool = False  # one vector for the whole text, from its first token?
    head: bool = True  # a head that guesses hidden words?

    def __post_init__(self):
        check_plan(self)
        check_divides(self, "heads", "width")


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Pooler:
    """One vector from the first token's."""

    weight: Array = field(metadata=WEIGHT)  # [D, D]
    bias: Array = field(metadata=BIAS)  # [D]


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class MaskedWordHead:
    """Guesses the word at each place; its matrix to the vocabulary is the embedding again."""

    weight: Array = field(metadata=WEIGHT)  # [D, D]
    bias: Array = field(metadata=BIAS)  # [D]
    norm: Norm
    word_bias: Array = field(metadata=BIAS)  # [V]


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Params:
    """Every parameter, in the order in which data meets them."""

    embedding: Array = field(metadata=EMBEDDING)  # [V, D]
    position_embedding: Array = field(metadata=EMBEDDING)  # [context, D]
    token_type_embedding: Array = field(metadata=EMBEDDING)  # [token types, D]
    embedding_norm: Norm
    blocks: tuple[PostBlock, ...]  # L of them
    pooler: Pooler | None
    head: MaskedWordHead | None


def forward(
    params: Params,
    tokens: Array,
    config: Config,
    token_types: Array | None = None,
    valid: Array | None = None,
) -> Array:
    """Which word belongs at each place? tokens [T] -> logits [T, V], float32.

    token_types [T]: 0 for the first sentence, 1 for the second; None: all 0.
    valid [T]: False for padding, at which nobody looks.
    ValueError for a model without the head, and for what cannot be tokens.
    """
    if params.head is None:
        raise ValueError("this BERT has no head that guesses words: use `hidden` or `pooled`.")
    x = hidden(params, tokens, config, token_types, valid)  # [T, D]
    x = erf_gelu(linear(x, params.head.weight, params.head.bias))  # [T, D]
    x = layer_norm(params.head.norm, x, config.norm_eps)
    return product("td,vd->tv", x, params.embedding) + params.head.word_bias


def hidden(
    params: Params,
    tokens: Array,
    config: Config,
    token_types: Array | None = None,
    valid: Array | None = None,
    look: Look = ignore,
) -> Array:
    """What each token has become after the last block. tokens [T] -> [T, D]"""
    tokens = tokens_of(tokens, config)
    T = len(tokens)
    types = _types(token_types, tokens, config)  # [T]
    x = params.embedding[tokens] + params.position_embedding[:T]  # [T, D]
    x = layer_norm(params.embedding_norm, x + params.token_type_embedding[types], config.norm_eps)
    seen = jnp.ones(T, bool) if valid is None else one_each(valid, tokens, "valid")  # [S]
    mask = jnp.broadcast_to(seen, (T, T))  # any token may look at any, but not at padding
    for p in params.blocks:
        x, weights = post_block(p, x, config.heads, mask, erf_gelu, config.norm_eps)
        look(weights)
    return x


def _types(token_types: Array | None, tokens: Array, config: Config) -> Array:
    if token_types is None:
        return jnp.zeros_like(tokens)
    token_types = one_each(token_types, tokens, "token_types")
    return tokens_of(token_types, Limits(config.token_types, config.context), "token_types")


def pooled(params: Params, x: Array) -> Array:
    """One vector for the whole text, from the first token of `hidden`'s [T, D] -> [D]

    ValueError for a model without a pooler.
    """
    if params.pooler is None:
        raise ValueError("this BERT has no pooler; the mean of `hidden` may do.")
    return jnp.tanh(linear(x[:1], params.pooler.weight, params.pooler.bias))[0]


def attention_maps(
    params: Params,
    tokens: Array,
    config: Config,
    token_types: Array | None = None,
    valid: Array | None = None,
) -> Array:
    """Who looked at whom. tokens [T] -> [L, H, T, T]"""
    maps = []
    hidden(params, tokens, config, token_types, valid, maps.append)
    return jnp.stack(maps)


# Where each parameter sits -------------------------------------------------------------------


def init(key: Array, config: Config) -> Params:
    """The parameters with which training starts, float32. Same key and config, same parameters."""
    return build(Drawn(key), config)


def shapes(config: Config) -> Params:
    """The same tree with shapes in place of numbers."""
    return shapes_of(build, config)


def build(source: Source, config: Config) -> Params:
    """The parameters, by their names in public files (`BertModel`, `BertForMaskedLM`)."""
    D = config.width
    return Params(
        embedding=source.embedding("embeddings.word_embeddings", config.vocab, D),
        position_embedding=source.embedding("embeddings.position_embeddings", config.context, D),
        token_type_embedding=source.embedding(
            "embeddings.token_type_embeddings", config.token_types, D
        ),
        embedding_norm=source.norm("embeddings.LayerNorm", D),
        blocks=tuple(_block(source, f"encoder.layer.{i}", config) for i in range(config.layers)),
        pooler=_pooler(source, D) if config.pooler else None,
        head=_head(source, config) if config.head else None,
    )


def _block(source: Source, name: str, config: Config) -> PostBlock:
    D, shrink = config.width, (2 * config.layers) ** -0.5
    attention = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
    attention.append(f"{name}.attention.output.dense")
    neurons = [f"{name}.intermediate.dense", f"{name}.output.dense"]
    return PostBlock(
        attention=source.attention(attention, D, D, bias=True, shrink=shrink),
        norm_1=source.norm(f"{name}.attention.output.LayerNorm", D),
        mlp=source.mlp(neurons, D, config.hidden, bias=True, shrink=shrink),
        norm_2=source.norm(f"{name}.output.LayerNorm", D),
    )


def _pooler(source: Source, D: int) -> Pooler:
    return Pooler(source.matrix("pooler.dense", D, D), source.bias("pooler.dense", D))


def _head(source: Source, config: Config) -> MaskedWordHead:
    name, D = "cls.predictions.transform", config.width
    return MaskedWordHead(
        weight=source.matrix(f"{name}.dense", D, D),
        bias=source.bias(f"{name}.dense", D),
        norm=source.norm(f"{name}.LayerNorm", D),
        word_bias=source.bias("cls.predictions", config.vocab),
    )


def config_from(file: ConfigFile) -> Config:
    """The plan in a `config.json` of the type "bert"; pooler and head are there if the file has
    them. ValueError, in a sentence, for what it lacks or asks for and is not here."""
    file.one_of("hidden_act", "gelu", otherwise="gelu")
    file.one_of("position_embedding_type", "absolute", otherwise="absolute")
    file.one_of("is_decoder", False, otherwise=False)
    file.one_of("tie_word_embeddings", True, otherwise=True)
    masked = "BertForMaskedLM" in str(file.get("architectures"))
    return Config(
        vocab=file.size("vocab_size"),
        context=file.size("max_position_embeddings", 512),
        layers=file.how_many("num_hidden_layers"),
        width=file.size("hidden_size"),
        heads=file.size("num_attention_heads"),
        hidden=file.size("intermediate_size"),
        token_types=file.size("type_vocab_size", 2),
        norm_eps=file.number("layer_norm_eps", 1e-12),
        pooler="pooler.dense.weight" in file.names,
        head=masked or "cls.predictions.transform.dense.weight" in file.names,
    )
