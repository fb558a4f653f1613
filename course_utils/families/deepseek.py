"""DeepSeek-V3: hundreds of small experts, of which each token asks eight, and one that all ask.

Keys and values are made from one short row a token (latent attention), so that a cache is small;
places are told by a few more numbers, which all heads share. The first layers have one large MLP,
the others a mixture. The router gives each expert a score between 0 and 1; a bias that is added for
the choice alone, and is no part of the gradient, keeps the experts equally busy. Experts stand in
groups: first the best groups are chosen, then the best experts in them.

DeepSeek-AI 2024, "DeepSeek-V3 technical report"; latent attention: DeepSeek-AI 2024, "DeepSeek-V2";
the bias: Wang et al. 2024, "Auxiliary-loss-free load balancing strategy for mixture-of-experts".
Its published file keeps numbers in 8 bits and stretches positions (YaRN): it is not read here.
"""

from dataclasses import dataclass, field

import jax
import jax.numpy as jnp
from jax import Array

from ..transformer import MLP, Norm
from ..transformer.layers import (
    ACTIVATIONS,
    apply_rope,
    at_least_float32,
    attention_weights,
    gated_mlp,
    linear,
    product,
    rms_norm,
    weighted_values,
)
from ..transformer.parameters import BIAS, EMBEDDING, WEIGHT
from .plan import ConfigFile, check_divides, check_plan, tokens_of
from .shared import Look, ignore, mixture, top
from .source import Drawn, Source, shapes_of

PREFIX: str = "model."
IGNORED: str = r".*rotary_emb\.inv_freq"
SILU = ACTIVATIONS["silu"]


@dataclass(frozen=True)
class Config:
    """The plan of a DeepSeek-V3. ValueError, in a sentence, for one that cannot be built."""

    vocab: int  # V
    context: int
    layers: int  # L
    width: int  # D
    heads: int  # H
    dense_layers: int  # so many of the first layers have one MLP and no experts; 0: none
    dense_hidden: int  # neurons of that MLP
    experts: int  # E, in each other layer
    expert_hidden: int  # F: neurons of an expert
    chosen: int  # experts that a token asks
    groups: int = 1  # of experts
    chosen_groups: int = 1
    shared: int = 1  # experts that every token asks, as one MLP; 0: none
    routing_bias: bool = True
    normalised: bool = True  # do the shares of the chosen sum to 1 before they are scaled?
    routed_scale: float = 2.5  # all of what the chosen experts say is multiplied by this
    query_rank: int | None = 1536  # numbers that a token's queries are made from; None: its row
    latent: int = 512  # numbers that a token's keys and values are made from
    plain_width: int = 128  # of a query and key: numbers that know no place
    rope_width: int = 64  # and numbers that are turned; in a key the same for all heads
    value_width: int = 128
    rope_base: float = 10_000.0
    neighbours: bool = True  # are pairs of turned numbers neighbours in files, or half a row apart?
    norm_eps: float = 1e-6
    tied: bool = False

    def __post_init__(self):
        check_plan(self, may_be_none={"query_rank"}, may_be_zero={"dense_layers", "shared"})
        check_divides(self, "groups", "experts")
        if self.groups > 1 and self.experts // self.groups < 2:
            raise ValueError("groups are judged by their two best experts: fewer groups, please.")
        if self.chosen_groups > self.groups:
            raise ValueError(f"of {self.groups} groups not {self.chosen_groups} can be chosen.")
        if self.chosen > self.chosen_groups * self.experts // self.groups:
            raise ValueError(f"{self.chosen_groups} groups do not hold {self.chosen} experts.")
        if self.rope_width % 2 or self.dense_layers > self.layers:
            raise ValueError("rope_width must be even, and dense_layers not more than layers.")


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Attention:
    """Short rows from which queries, keys and values are made."""

    query_down: Array | None = field(metadata=WEIGHT)  # [D, query rank]
    query_norm: Norm | None
    query: Array = field(metadata=WEIGHT)  # [query rank or D, H·(plain + rope)]
    latent: Array = field(metadata=WEIGHT)  # [D, latent + rope]: and the turned part of the key
    latent_norm: Norm
    key_value: Array = field(metadata=WEIGHT)  # [latent, H·(plain + value)]
    output: Array = field(metadata=WEIGHT)  # [H·value, D]


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Mixture:
    """Experts, who chooses among them, and the one that all ask."""

    router: Array = field(metadata=WEIGHT)  # [D, E]
    routing_bias: Array | None = field(metadata=BIAS)  # [E]: for the choice alone
    experts: MLP  # [E, D, F] and [E, F, D]
    shared: MLP | None


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Block:
    """One of the L floors."""

    norm_1: Norm
    attention: Attention
    norm_2: Norm
    mlp: MLP | Mixture


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Params:
    """Every parameter, in the order in which data meets them."""

    embedding: Array = field(metadata=EMBEDDING)  # [V, D]
    blocks: tuple[Block, ...]
    final_norm: Norm
    head: Array | None = field(metadata=WEIGHT)  # [D, V]; None when tied


def forward(params: Params, tokens: Array, config: Config) -> Array:
    """What may come next, at every place? tokens [T] -> logits [T, V], float32.

    ValueError for what cannot be tokens.
    """
    x = hidden(params, tokens, config)
    return product("td,dv->tv", x, params.embedding.T if params.head is None else params.head)


def hidden(
    params: Params, tokens: Array, config: Config, look: Look = ignore, watch: Look = ignore
) -> Array:
    """What each token has become before the head. tokens [T] -> [T, D]

    watch: called with the shares of the experts [T, E] in each layer that has them.
    """
    tokens = tokens_of(tokens, config)
    x = params.embedding[tokens]  # [T, D]
    for p in params.blocks:
        gathered, weights = _attention(p.attention, rms_norm(p.norm_1, x, config.norm_eps), config)
        x = x + gathered  # [T, D]
        normed = rms_norm(p.norm_2, x, config.norm_eps)
        if isinstance(p.mlp, Mixture):
            chosen = shares(p.mlp, normed, config)  # [T, E]
            x = x + mixture(p.mlp.experts, normed, chosen, SILU)
            if p.mlp.shared is not None:
                x = x + gated_mlp(p.mlp.shared, normed, SILU)
            watch(chosen)
        else:
            x = x + gated_mlp(p.mlp, normed, SILU)
        look(weights)
    return rms_norm(params.final_norm, x, config.norm_eps)


def _attention(p: Attention, x: Array, config: Config) -> tuple[Array, Array]:
    """[T, D] -> [T, D], and who looked at whom [H, T, T]"""
    T, H, plain = len(x), config.heads, config.plain_width
    asked = x
    if p.query_down is not None:
        assert p.query_norm is not None  # the two go together
        asked = rms_norm(p.query_norm, linear(x, p.query_down, None), config.norm_eps)
    query = linear(asked, p.query, None).reshape(T, H, -1)  # [T, H, plain + rope]
    short = linear(x, p.latent, None)  # [T, latent + rope]
    latent = rms_norm(p.latent_norm, short[:, : config.latent], config.norm_eps)
    offered = linear(latent, p.key_value, None).reshape(T, H, -1)  # [T, H, plain + value]
    turned = _turn(short[:, None, config.latent :], config)  # [T, 1, rope]
    turned = jnp.broadcast_to(turned, (T, H, config.rope_width))
    query = jnp.concatenate([query[..., :plain], _turn(query[..., plain:], config)], axis=-1)
    key = jnp.concatenate([offered[..., :plain], turned], axis=-1)
    mask = jnp.tril(jnp.ones((T, T), bool))  # back and at itself
    weights = attention_weights(query, key, mask)  # [H, T, T]
    gathered = weighted_values(weights, offered[..., plain:])  # [T, H·value]
    return linear(gathered.astype(x.dtype), p.output, None), weights


def _turn(x: Array, config: Config) -> Array:
    """Rotary positions for [T, heads, rope], whose pairs may be neighbours."""
    if config.neighbours:
        x = jnp.concatenate([x[..., 0::2], x[..., 1::2]], axis=-1)
    return apply_rope(x, jnp.arange(len(x)), config.rope_base)


def shares(p: Mixture, x: Array, config: Config) -> Array:
    """How much each expert has to say to each token: x [T, D] -> [T, E], 0 for those not chosen."""
    wide = at_least_float32(x)
    scores = jax.nn.sigmoid(product("td,de->te", wide, p.router))  # [T, E]
    judged = scores if p.routing_bias is None else scores + p.routing_bias
    by_group = judged.reshape(len(x), config.groups, -1)  # [T, groups, E / groups]
    if config.groups > 1:
        best = jax.lax.top_k(by_group, 2)[0].sum(axis=-1)  # [T, groups]: the two best together
        open_groups = top(best, config.chosen_groups)[..., None]  # [T, groups, 1]
        by_group = jnp.where(open_groups, by_group, -jnp.inf)
    chosen = top(by_group.reshape(scores.shape), config.chosen)  # [T, E]
    kept = jnp.where(chosen, scores, 0.0)  # by the score alone, without the bias
    if config.normalised:
        kept = kept / (kept.sum(axis=-1, keepdims=True) + 1e-20)
    return kept * config.routed_scale


def attention_maps(params: Params, tokens: Array, config: Config) -> Array:
    """Who looked at whom. tokens [T] -> [L, H, T, T]"""
    maps = []
    hidden(params, tokens, config, look=maps.append)
    return jnp.stack(maps)


def routing(params: Params, tokens: Array, config: Config) -> Array:
    """The shares of the experts in each layer that has them. tokens [T] -> [L − dense, T, E]"""
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
    """The parameters, by their names in public files (`DeepseekV3ForCausalLM`)."""
    return Params(
        embedding=source.embedding("embed_tokens", config.vocab, config.width),
        blocks=tuple(_block(source, i, config) for i in range(config.layers)),
        final_norm=source.norm("norm", config.width, shift=False),
        head=None if config.tied else source.matrix("lm_head", config.width, config.vocab),
    )


def _block(source: Source, layer: int, config: Config) -> Block:
    name, D, shrink = f"layers.{layer}", config.width, (2 * config.layers) ** -0.5
    dense = layer < config.dense_layers
    return Block(
        norm_1=source.norm(f"{name}.input_layernorm", D, shift=False),
        attention=_latent(source, f"{name}.self_attn", shrink, config),
        norm_2=source.norm(f"{name}.post_attention_layernorm", D, shift=False),
        mlp=source.mlp(_neurons(f"{name}.mlp"), D, config.dense_hidden, False, shrink)
        if dense
        else _mixture(source, f"{name}.mlp", shrink, config),
    )


def _neurons(name: str) -> tuple[str, str, str]:
    return f"{name}.up_proj", f"{name}.gate_proj", f"{name}.down_proj"


def _latent(source: Source, name: str, shrink: float, config: Config) -> Attention:
    D, H, rank = config.width, config.heads, config.query_rank
    asked = H * (config.plain_width + config.rope_width)
    offered = H * (config.plain_width + config.value_width)
    narrow = rank is not None
    return Attention(
        query_down=source.matrix(f"{name}.q_a_proj", D, rank) if narrow else None,
        query_norm=source.norm(f"{name}.q_a_layernorm", rank, shift=False) if narrow else None,
        query=source.matrix(f"{name}.q_b_proj", rank, asked)
        if narrow
        else source.matrix(f"{name}.q_proj", D, asked),
        latent=source.matrix(f"{name}.kv_a_proj_with_mqa", D, config.latent + config.rope_width),
        latent_norm=source.norm(f"{name}.kv_a_layernorm", config.latent, shift=False),
        key_value=source.matrix(f"{name}.kv_b_proj", config.latent, offered),
        output=source.matrix(f"{name}.o_proj", H * config.value_width, D, shrink),
    )


def _mixture(source: Source, name: str, shrink: float, config: Config) -> Mixture:
    D, E, together = config.width, config.experts, config.shared * config.expert_hidden
    bias = f"{name}.gate.e_score_correction_bias"
    experts = [_neurons(f"{name}.experts.{i}") for i in range(E)]
    shared = _neurons(f"{name}.shared_experts")
    return Mixture(
        router=source.matrix(f"{name}.gate", D, E),
        routing_bias=source.array(bias, (E,)) if config.routing_bias else None,
        experts=source.experts(experts, D, config.expert_hidden, shrink),
        shared=source.mlp(shared, D, together, False, shrink) if together else None,
    )


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class ExtraPrediction:
    """The module that in training guesses one token further (and may speed up writing): it takes
    the stream and the next token's row. Embedding and head are those of the model."""

    norm_row: Norm
    norm_stream: Norm
    join: Array = field(metadata=WEIGHT)  # [2D, D]
    block: Block
    final_norm: Norm


def extra_prediction_shapes(config: Config) -> ExtraPrediction:
    """What the extra prediction module adds to the model, in shapes. No part of `Params`."""

    def parts(source: Source, config: Config) -> ExtraPrediction:
        name, D = f"layers.{config.layers}", config.width
        row, stream, last = (f"{name}.{part}" for part in ("enorm", "hnorm", "shared_head.norm"))
        return ExtraPrediction(
            norm_row=source.norm(row, D, shift=False),
            norm_stream=source.norm(stream, D, shift=False),
            join=source.matrix(f"{name}.eh_proj", 2 * D, D),
            block=_block(source, config.layers, config),
            final_norm=source.norm(last, D, shift=False),
        )

    return shapes_of(parts, config)


def config_from(file: ConfigFile) -> Config:
    """The plan in a `config.json` of the type "deepseek_v3". ValueError, in a sentence, for what it
    lacks or asks for and is not here."""
    file.one_of("hidden_act", "silu", otherwise="silu")
    file.one_of("attention_bias", False, otherwise=False)
    file.one_of("scoring_func", "sigmoid", otherwise="sigmoid")
    file.one_of("moe_layer_freq", 1, otherwise=1)
    return Config(
        vocab=file.size("vocab_size"),
        context=file.size("max_position_embeddings", 4096),
        layers=file.how_many("num_hidden_layers"),
        width=file.size("hidden_size"),
        heads=file.size("num_attention_heads"),
        dense_layers=file.size("first_k_dense_replace", least=0),
        dense_hidden=file.size("intermediate_size"),
        experts=file.how_many("n_routed_experts"),
        expert_hidden=file.size("moe_intermediate_size"),
        chosen=file.size("num_experts_per_tok"),
        groups=file.size("n_group", 1),
        chosen_groups=file.size("topk_group", 1),
        shared=file.size("n_shared_experts", 1, least=0),
        normalised=file.flag("norm_topk_prob", True),
        routed_scale=file.number("routed_scaling_factor", 1.0),
        query_rank=None if file.get("q_lora_rank") is None else file.size("q_lora_rank"),
        latent=file.size("kv_lora_rank"),
        plain_width=file.size("qk_nope_head_dim"),
        rope_width=file.size("qk_rope_head_dim"),
        value_width=file.size("v_head_dim"),
        rope_base=file.rope_base(),
        neighbours=file.flag("rope_interleave", True),
        norm_eps=file.number("rms_norm_eps", 1e-6),
        tied=file.flag("tie_word_embeddings", False),
    )
