"""What several families share, over the layers of `transformer`.

Two designs were tried for the families, on BERT and T5, and both gave the public logits. One
widened the block of `transformer`: where the norm stands, a second sequence, a bias, a scale, which
norm and which activation. It took twelve arguments, of which any one family leaves half alone, and
had no room yet for Grok's norms on both sides, XLNet's two streams or DeepSeek's short rows. The
other, kept, gives each family a block of its own, of five to ten lines, over the same layers. What
differs between two models is then two files side by side.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp
from jax import Array

from ..transformer import MLP, Attention, Norm
from ..transformer.layers import (
    attention_weights,
    layer_norm,
    linear,
    plain_mlp,
    product,
    weighted_values,
)

Look = Callable[[Array], None]  # called with who looked at whom in each layer, [H, T, S]


def ignore(weights: Array) -> None:
    """For those who do not want to look."""


# GELU with the exact normal distribution, as BERT has it; GPT's is an approximation by tanh
# (Hendrycks and Gimpel 2016, "Gaussian error linear units", has both).
erf_gelu = partial(jax.nn.gelu, approximate=False)


def attend(
    p: Attention,
    x: Array,
    source: Array,
    heads: int,
    mask: Array,
    bias: Array | float = 0.0,
    scale: float | None = None,
) -> tuple[Array, Array]:
    """Each token of x asks; each token of `source` answers. In self-attention both are the same.

    x [T, D], source [S, D], mask [T, S], bias [H, T, S] or 0, scale None: 1/√Dh
    -> [T, D], and who looked at whom [H, T, S]
    """
    query = linear(x, p.query, p.query_bias).reshape(len(x), heads, -1)  # [T, H, Dh]
    key = linear(source, p.key, p.key_bias).reshape(len(source), heads, -1)  # [S, H, Dh]
    value = linear(source, p.value, p.value_bias).reshape(len(source), heads, -1)
    weights = attention_weights(query, key, mask, bias, scale)  # [H, T, S]
    gathered = weighted_values(weights, value)  # [T, H·Dh]
    return linear(gathered.astype(x.dtype), p.output, p.output_bias), weights


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class PostBlock:
    """A floor with each norm after the sum, as in the first transformers: GPT-1, BERT."""

    attention: Attention
    norm_1: Norm
    mlp: MLP
    norm_2: Norm


def post_block(
    p: PostBlock,
    x: Array,
    heads: int,
    mask: Array,
    activation: Callable[[Array], Array],
    eps: float,
) -> tuple[Array, Array]:
    """Look at the others, add, norm; think alone, add, norm. [T, D] -> [T, D], weights [H, T, T]

    So the norms stand in the stream itself, and no token's row runs through untouched
    (Vaswani et al. 2017, "Attention is all you need").
    """
    gathered, weights = attend(p.attention, x, x, heads, mask)
    x = layer_norm(p.norm_1, x + gathered, eps)  # [T, D]
    x = layer_norm(p.norm_2, x + plain_mlp(p.mlp, x, activation), eps)  # [T, D]
    return x, weights


def top(scores: Array, k: int) -> Array:
    """True for the k highest of each row. scores [T, N] -> bool [T, N]"""
    _, places = jax.lax.top_k(scores, k)  # [T, k]
    return (places[..., None] == jnp.arange(scores.shape[-1])).any(axis=-2)


def mixture(p: MLP, x: Array, shares: Array, activation: Callable[[Array], Array]) -> Array:
    """What gated experts say to each token, added up by their shares.

    p: matrices of E experts, [E, D, F] and [E, F, D]; x [T, D]; shares [T, E], 0 for an expert that
    a token did not choose -> [T, D]. Here every expert looks at every token: right, and plain. To
    save the work of those not chosen is what makes a mixture cheap, and takes more lines.
    """
    assert p.gate is not None  # a gated expert has one
    gate = activation(product("td,edf->etf", x, p.gate))  # [E, T, F]
    neurons = gate * product("td,edf->etf", x, p.up) * shares.T[..., None]  # [E, T, F]
    return product("etf,efd->td", neurons.astype(x.dtype), p.down).astype(x.dtype)
