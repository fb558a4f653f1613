"""A program of test_sharding.py, by itself since devices must be asked for before JAX begins.

Lays two plans over eight pretend devices in several ways, and prints, as JSON, what came of it.
"""

import json
import sys
from typing import Any

import jax
import numpy as np

from course_utils import sharding
from course_utils.train import batch_loss, optimizer, update
from course_utils.transformer import Config, init

PLAIN = Config(vocab=11, context=8, layers=1, width=16, heads=8, hidden=24, bias=True)
OTHER = Config(
    vocab=13, context=6, layers=1, width=24, heads=8, kv_heads=4, mlp="gated", activation="silu",
    norm="layer", positions="learned", tied=False, short_conv=2,
)  # fmt: skip
MESHES = {
    "plain": (PLAIN, [(1, 1), (8, 1), (1, 8), (4, 2)]),
    "other": (OTHER, [(2, 4)]),
}
BATCH, RATE = 8, 0.02


def begun(config: Config) -> tuple[Any, Any, Any]:
    """Parameters, an optimizer's state and windows, drawn."""
    params: Any = init(jax.random.key(0), config)
    windows = np.random.default_rng(0).integers(config.vocab, size=(BATCH, config.context + 1))
    return params, optimizer().init(params), windows.astype(np.int32)


def off(one: Any, other: Any) -> float:
    """The largest difference between two trees."""
    pairs = zip(jax.tree.leaves(one), jax.tree.leaves(other), strict=True)
    return max(float(np.abs(np.asarray(a) - np.asarray(b)).max()) for a, b in pairs)


def quickly(function: Any, *arguments: Any) -> Any:
    """A function compiled for such arguments, in less time and to a slower program."""
    lowered = function.lower(*arguments)
    return lowered.compile(compiler_options={"xla_backend_optimization_level": 0})


def tried(config: Config, data: int, model: int) -> dict[str, Any]:
    """One mesh: the gradient and a step against one device's, where things lie, what travels."""
    params, opt_state, windows = begun(config)
    mesh = sharding.mesh(data, model)
    placed = sharding.place((params, opt_state), mesh)
    batch = sharding.place_windows(windows, mesh)
    compiled = quickly(sharding.slopes(config, mesh), params, windows)
    loss, gradient = compiled(placed[0], batch)
    plain_loss, plain = jax.jit(jax.value_and_grad(batch_loss), static_argnums=2)(
        params, windows, config
    )
    whole = quickly(sharding.step(config, mesh), params, opt_state, windows, RATE)
    after = whole(*placed, batch, RATE)
    lying = jax.tree.leaves(after[0])
    return {
        "loss": abs(float(loss) - float(plain_loss)),
        "gradient": off(gradient, plain),
        "step": off(after, update(params, opt_state, windows, RATE, config)),
        "held": sharding.held(params, mesh),
        "lies": [sum(int(x.addressable_shards[i].data.nbytes) for x in lying) for i in (0, -1)],
        "travels": sharding.collectives(compiled, mesh),
        "travels_in_a_step": sharding.collectives(whole, mesh),
        "expected": sharding.expected(config, mesh, BATCH, config.context),
    }


def refused(function, *arguments) -> str:
    """What a function says as it refuses."""
    try:
        function(*arguments)
    except (ValueError, RuntimeError) as error:
        return str(error)
    return ""


def main() -> None:
    """Try every mesh, and what must be refused."""
    sharding.pretend(8)
    sharding.pretend(8)  # once more does no harm
    found: dict[str, Any] = {"devices": len(jax.devices())}
    for name, (config, meshes) in MESHES.items():
        found[name] = {f"{d}x{m}": tried(config, d, m) for d, m in meshes}
    found["refused"] = {
        "too many": refused(sharding.mesh, 4, 4),
        "none": refused(sharding.mesh, 0, 4),
        "heads": refused(sharding.check, PLAIN, sharding.mesh(1, 3)),
        "kv_heads": refused(sharding.step, OTHER, sharding.mesh(1, 8)),
        "more": refused(sharding.pretend, 9),
    }
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
