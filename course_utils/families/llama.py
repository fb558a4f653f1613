"""Llama, and its small sibling SmolLM2: rotary positions, grouped heads, gated neurons.

This is the model of notebook 15 with one set of its choices, so there is nothing to add: the plan
is a `transformer.Config`, the parameters are `transformer.Params`, and `transformer` computes.
Here is only how public files say it.

Touvron et al. 2023, "LLaMA: open and efficient foundation language models"; grouped heads: Touvron
et al. 2023, "Llama 2"; SmolLM2: Allal et al. 2025, "SmolLM2: when smol goes big".
"""

from jax import Array

from .. import transformer
from ..transformer import Block, Config, Params, init, shapes
from .plan import ConfigFile
from .source import Source

__all__ = [
    "Config",
    "Params",
    "attention_maps",
    "build",
    "config_from",
    "forward",
    "init",
    "shapes",
]

PREFIX: str = "model."
IGNORED: str = r".*rotary_emb\.inv_freq"

ATTENTION = ("q_proj", "k_proj", "v_proj", "o_proj")
MLP = ("up_proj", "gate_proj", "down_proj")


def forward(params: Params, tokens: Array, config: Config, valid: Array | None = None) -> Array:
    """tokens [T] -> logits [T, V], as `transformer.forward`."""
    return transformer.forward(params, tokens, config, valid)


def attention_maps(
    params: Params, tokens: Array, config: Config, valid: Array | None = None
) -> Array:
    """tokens [T] -> [L, H, T, T], as `transformer.attention_maps`."""
    return transformer.attention_maps(params, tokens, config, valid)


def build(source: Source, config: Config) -> Params:
    """The parameters, by their names in public files (`LlamaForCausalLM`)."""
    return Params(
        embedding=source.embedding("embed_tokens", config.V, config.D),
        short_conv=None,
        position_embedding=None,
        blocks=tuple(_block(source, f"layers.{i}", config) for i in range(config.layers)),
        final_norm=source.norm("norm", config.D, shift=False),
        head=None if config.tied else source.matrix("lm_head", config.D, config.V),
    )


def _block(source: Source, name: str, config: Config) -> Block:
    D, inner, offered = config.D, config.H * config.Dh, config.K * config.Dh
    attention = [f"{name}.self_attn.{part}" for part in ATTENTION]
    neurons = [f"{name}.mlp.{part}" for part in MLP]
    return Block(
        norm_1=source.norm(f"{name}.input_layernorm", D, shift=False),
        attention=source.attention(attention, D, inner, config.bias, offered=offered),
        norm_2=source.norm(f"{name}.post_attention_layernorm", D, shift=False),
        mlp=source.mlp(neurons, D, config.F, config.bias),
    )


def config_from(file: ConfigFile) -> Config:
    """The plan in a `config.json` of the type "llama". ValueError, in a sentence, for what it lacks
    or asks for and is not here."""
    file.one_of("hidden_act", "silu", otherwise="silu")
    bias = file.flag("attention_bias", False)
    file.one_of("mlp_bias", bias, otherwise=False)  # all matrices have their b, or none
    heads, width = file.size("num_attention_heads"), file.size("hidden_size")
    return Config(
        vocab=file.size("vocab_size"),
        context=file.size("max_position_embeddings", 2048),
        layers=file.how_many("num_hidden_layers"),
        width=width,
        heads=heads,
        kv_heads=file.size("num_key_value_heads", heads),
        head_width=file.size("head_dim", max(1, width // heads)),
        hidden=file.size("intermediate_size"),
        mlp="gated",
        activation="silu",
        rope_base=file.rope_base(),
        norm_eps=file.number("rms_norm_eps", 1e-6),
        bias=bias,
        tied=file.flag("tie_word_embeddings", False),
    )
