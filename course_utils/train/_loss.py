"""How wrong the model is: the cross-entropy of the token that really came, in nats a token."""

from functools import partial

import jax
import jax.numpy as jnp
from jax import Array

from ..transformer import Config, Params, forward

LOGITS = 1 << 24  # so many of them are in memory at once (64 MB)


def token_losses(params: Params, tokens: Array, config: Config) -> Array:
    """The loss at each token but the first: tokens [T + 1] -> [T], in nats.

    At each place the model sees the tokens so far and gives each token of the vocabulary a
    probability; the loss is −ln of the one that the next token got: ln Σ exp(logits) − its logit.
    Knowing nothing costs ln V.
    """
    logits = forward(params, tokens[:-1], config)  # [T] -> [T, V]
    came_logit = jnp.take_along_axis(logits, tokens[1:, None], axis=1)[:, 0]  # [T, V] -> [T]
    return jax.nn.logsumexp(logits, axis=1) - came_logit


def loss(params: Params, tokens: Array, config: Config) -> Array:
    """Mean cross-entropy of one window: tokens [T + 1] -> one number, in nats a token."""
    return token_losses(params, tokens, config).mean()


def batch_loss(params: Params, windows: Array, config: Config) -> Array:
    """The mean loss of several windows: [B, T + 1] -> one number, in nats a token."""
    return jax.vmap(loss, in_axes=(None, 0, None))(params, windows, config).mean()


@partial(jax.jit, static_argnames="config")
def evaluate(params: Params, windows: Array, config: Config) -> Array:
    """`batch_loss` for as many windows as you like: 60 at a time, or fewer where the vocabulary is
    large, to spare memory."""
    at_once = max(1, min(60, LOGITS // (windows.shape[1] * config.vocab)))
    losses = jax.lax.map(lambda w: loss(params, w, config), windows, batch_size=at_once)  # [N]
    return losses.mean()
