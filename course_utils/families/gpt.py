"""GPT-1, GPT-2 and GPT-3: each token sees those before it, and guesses the one that follows.

GPT-1 has its norms after the sums, and none at the end (Radford, Narasimhan, Salimans and Sutskever
2018, "Improving language understanding by generative pre-training"). GPT-2 puts them in front, and
one more at the end (Radford, Wu, Child, Luan, Amodei and Sutskever 2019, "Language models are
unsupervised multitask learners"): that is `transformer` with a set of its choices. GPT-3 is GPT-2
made large, but in every second layer a token sees only its neighbourhood (Brown et al. 2020,
"Language models are few-shot learners", §2.1, after Child et al. 2019, "Generating long sequences
with sparse transformers").
"""

from dataclasses import dataclass, field

import jax
import jax.numpy as jnp
from jax import Array

from .. import transformer
from ..transformer import MLP, Attention, Block, Norm
from ..transformer.layers import ACTIVATIONS, layer_norm, plain_mlp, product
from ..transformer.parameters import EMBEDDING
from .plan import ConfigFile, check_divides, check_plan, tokens_of
from .shared import Look, PostBlock, attend, ignore, post_block
from .source import Drawn, Source, shapes_of

PREFIX: str = "transformer."
IGNORED: str = r"h\.\d+\.attn\.(bias|masked_bias)|lm_head\.weight|position_ids"
GELU = ACTIVATIONS["gelu"]


@dataclass(frozen=True)
class Config:
    """The plan of a GPT. ValueError, in a sentence, for one that cannot be built."""

    vocab: int  # V
    context: int  # as many places have a row
    layers: int  # L
    width: int  # D
    heads: int  # H
    hidden: int | None = None  # F: neurons of an MLP; None: 4 · width
    norm_after: bool = False  # GPT-1: norms after the sums; else in front, and one at the end
    band: int | None = None  # GPT-3: tokens that every second layer looks back at, itself included
    norm_eps: float = 1e-5

    def __post_init__(self):
        check_plan(self, may_be_none={"hidden", "band"})
        check_divides(self, "heads", "width")

    @property
    def F(self) -> int:
        """Neurons of an MLP."""
        return 4 * self.width if self.hidden is None else self.hidden


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Params:
    """Every parameter, in the order in which data meets them. The head is the embedding again."""

    embedding: Array = field(metadata=EMBEDDING)  # [V, D]
    position_embedding: Array = field(metadata=EMBEDDING)  # [context, D]
    blocks: tuple[Block | PostBlock, ...]  # L of them
    final_norm: Norm | None  # none in GPT-1


def forward(params: Params, tokens: Array, config: Config) -> Array:
    """What may come next, at every place? tokens [T] -> logits [T, V], float32.

    ValueError for what cannot be tokens.
    """
    x = hidden(params, tokens, config)
    return product("td,vd->tv", x, params.embedding)


def hidden(params: Params, tokens: Array, config: Config, look: Look = ignore) -> Array:
    """What each token has become before the head. tokens [T] -> [T, D]"""
    tokens = tokens_of(tokens, config)
    x = params.embedding[tokens] + params.position_embedding[: len(tokens)]  # [T, D]
    for layer, p in enumerate(params.blocks):
        mask = mask_of(layer, len(tokens), config)  # [T, T]
        if isinstance(p, PostBlock):
            x, weights = post_block(p, x, config.heads, mask, GELU, config.norm_eps)
        else:
            x, weights = _block(p, x, mask, config)
        look(weights)
    return x if params.final_norm is None else layer_norm(params.final_norm, x, config.norm_eps)


def mask_of(layer: int, T: int, config: Config) -> Array:
    """Who may look at whom in this layer, counted from 0: everybody back to the first token, or, in
    every second layer of a plan with a band, no farther than the band. -> [T, T]"""
    back = jnp.arange(T)[:, None] - jnp.arange(T)[None, :]  # how far t looks back at s
    mask = back >= 0
    if config.band is None or layer % 2 == 0:
        return mask
    return mask & (back < config.band)


def _block(p: Block, x: Array, mask: Array, config: Config) -> tuple[Array, Array]:
    """Norm, look at the others, add; norm, think alone, add: GPT-2 and GPT-3. [T, D] -> [T, D]"""
    normed = layer_norm(p.norm_1, x, config.norm_eps)
    gathered, weights = attend(p.attention, normed, normed, config.heads, mask)
    x = x + gathered  # [T, D]
    return x + plain_mlp(p.mlp, layer_norm(p.norm_2, x, config.norm_eps), GELU), weights


def attention_maps(params: Params, tokens: Array, config: Config) -> Array:
    """Who looked at whom. tokens [T] -> [L, H, T, T]"""
    maps = []
    hidden(params, tokens, config, maps.append)
    return jnp.stack(maps)


def as_transformer(params: Params, config: Config) -> tuple[transformer.Params, transformer.Config]:
    """A GPT-2 as the model of notebook 15: for its cache, its sampling and its training.

    ValueError for GPT-1 and for a plan with a band, which `transformer` does not have.
    """
    if params.final_norm is None or config.band is not None:
        raise ValueError("only GPT-2 is a `transformer`: no norm after the sum, no band.")
    plan = transformer.Config(
        config.vocab, config.context, config.layers, config.width, config.heads, hidden=config.F,
        activation="gelu", norm="layer", positions="learned", norm_eps=config.norm_eps, bias=True,
    )  # fmt: skip
    blocks = tuple(p for p in params.blocks if isinstance(p, Block))  # all of them
    tree = transformer.Params(
        params.embedding, None, params.position_embedding, blocks, params.final_norm, None
    )
    return tree, plan


# Where each parameter sits -------------------------------------------------------------------


def init(key: Array, config: Config) -> Params:
    """The parameters with which training starts, float32. Same key and config, same parameters."""
    return build(Drawn(key), config)


def shapes(config: Config) -> Params:
    """The same tree with shapes in place of numbers."""
    return shapes_of(build, config)


def build(source: Source, config: Config) -> Params:
    """The parameters, by their names in files of `OpenAIGPTLMHeadModel` and `GPT2LMHeadModel`."""
    words, places = ("tokens_embed", "positions_embed") if config.norm_after else ("wte", "wpe")
    return Params(
        embedding=source.embedding(words, config.vocab, config.width),
        position_embedding=source.embedding(places, config.context, config.width),
        blocks=tuple(_parts(source, f"h.{i}", config) for i in range(config.layers)),
        final_norm=None if config.norm_after else source.norm("ln_f", config.width),
    )


def _parts(source: Source, name: str, config: Config) -> Block | PostBlock:
    attention, mlp = _attention(source, f"{name}.attn", config), _mlp(source, f"{name}.mlp", config)
    first, second = (source.norm(f"{name}.{norm}", config.width) for norm in ("ln_1", "ln_2"))
    if config.norm_after:
        return PostBlock(attention, first, mlp, second)
    return Block(first, attention, second, mlp)


def _attention(source: Source, name: str, config: Config) -> Attention:
    """Files hold query, key and value side by side, and matrices as they are here: [in, out]."""
    D, shrink = config.width, (2 * config.layers) ** -0.5
    wide = source.matrix(f"{name}.c_attn", D, 3 * D, turned=False)  # [D, 3D]
    biases = source.bias(f"{name}.c_attn", 3 * D)  # [3D]
    query, key, value = (slice(i * D, (i + 1) * D) for i in range(3))
    return Attention(
        query=wide[:, query],
        query_bias=biases[query],
        key=wide[:, key],
        key_bias=biases[key],
        value=wide[:, value],
        value_bias=biases[value],
        output=source.matrix(f"{name}.c_proj", D, D, shrink, turned=False),
        output_bias=source.bias(f"{name}.c_proj", D),
    )


def _mlp(source: Source, name: str, config: Config) -> MLP:
    D, F, shrink = config.width, config.F, (2 * config.layers) ** -0.5
    return MLP(
        up=source.matrix(f"{name}.c_fc", D, F, turned=False),
        up_bias=source.bias(f"{name}.c_fc", F),
        gate=None,
        gate_bias=None,
        down=source.matrix(f"{name}.c_proj", F, D, shrink, turned=False),
        down_bias=source.bias(f"{name}.c_proj", D),
    )


def config_from(file: ConfigFile) -> Config:
    """The plan in a `config.json` of the type "openai-gpt" or "gpt2". ValueError, in a sentence,
    for what it lacks or asks for and is not here."""
    first = file.get("model_type") == "openai-gpt"
    if first:
        file.one_of("afn", "gelu", "gelu_new", otherwise="gelu")  # there both are the tanh form
    else:
        file.one_of("activation_function", "gelu_new", otherwise="gelu_new")
        file.one_of("scale_attn_weights", True, otherwise=True)
        file.one_of("scale_attn_by_inverse_layer_idx", False, otherwise=False)
    file.one_of("tie_word_embeddings", True, otherwise=True)
    width = file.size("n_embd")
    return Config(
        vocab=file.size("vocab_size"),
        context=file.size("n_positions"),
        layers=file.how_many("n_layer"),
        width=width,
        heads=file.size("n_head"),
        hidden=file.size("n_inner", 4 * width),
        norm_after=first,
        norm_eps=file.number("layer_norm_epsilon", 1e-5),
    )
