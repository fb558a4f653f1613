"""Runs in each kernel of `make test-anywhere only=draws`, before the first cell.

It makes every number that JAX draws differ by up to one part in a million, as another processor's
arithmetic does.  No notebook and no module of the course knows of it.
"""


def disturb_draws() -> None:
    """Wrap what draws floating-point numbers in `jax.random`: draw · (1 + 1e-6 · sin(i))."""
    import functools
    import inspect

    import jax
    import jax.numpy as jnp

    def disturbed(draw):
        @functools.wraps(draw)
        def drawn(*args, **kwargs):
            exact = draw(*args, **kwargs)
            kind = getattr(exact, "dtype", None)
            if kind is None or not jnp.issubdtype(kind, jnp.floating):
                return exact  # keys, whole numbers, yes or no
            places = jnp.arange(exact.size).reshape(exact.shape)
            return (exact * (1 + 1e-6 * jnp.sin(places))).astype(kind)

        return drawn

    rearranging = {"choice", "permutation"}  # these hand back numbers that they were given
    for name, draw in inspect.getmembers(jax.random, inspect.isfunction):
        if not name.startswith("_") and name not in rearranging:
            setattr(jax.random, name, disturbed(draw))


disturb_draws()
del disturb_draws
