"""How much arithmetic a computation takes, by JAX's own plan of it."""

from collections.abc import Callable, Sequence

import jax
import jax.numpy as jnp


def deep_loss(layers: Sequence[jax.Array], x: jax.Array) -> jax.Array:
    """Layers [width, width] with a ReLU after each, on a batch x [N, width]; then squares."""
    for A in layers:
        x = jax.nn.relu(x @ A.T)
    return jnp.sum(x**2)


def arithmetic(function: Callable, *inputs: object) -> float:
    """Operations that JAX plans for `function(*inputs)`, counted without running it."""
    plan = jax.jit(function).lower(*inputs).compile().cost_analysis()
    plan = plan[0] if isinstance(plan, list) else plan  # older versions give a list of one
    return float(plan["flops"])
