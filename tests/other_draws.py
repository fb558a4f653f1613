"""Runs in each kernel of `make test-anywhere only=draws`, before the first cell.

It makes every random number differ by up to one part in a million, as another processor's
arithmetic does.  No notebook and no module of the course knows of it.
"""


def disturb_jax() -> None:
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
            places = jnp.arange(1, exact.size + 1).reshape(exact.shape)
            return (exact * (1 + 1e-6 * jnp.sin(places))).astype(kind)

        return drawn

    rearranging = {"choice", "permutation"}  # these hand back numbers that they were given
    for name, draw in inspect.getmembers(jax.random, inspect.isfunction):
        if not name.startswith("_") and name not in rearranging:
            setattr(jax.random, name, disturbed(draw))


def disturb_numpy() -> None:
    """The same for the draws of `numpy.random.default_rng` that are used to make data and dials."""
    import functools

    import numpy as np

    def disturbed(draw):
        @functools.wraps(draw)
        def drawn(*args, **kwargs):
            exact = draw(*args, **kwargs)
            places = np.arange(1, np.size(exact) + 1).reshape(np.shape(exact))
            return exact * (1 + 1e-6 * np.sin(places))

        return drawn

    class Disturbed(np.random.Generator):
        """A generator whose draws differ a little; `random`, which throws dice, is left exact."""

    for name in ("normal", "standard_normal", "uniform", "exponential"):
        setattr(Disturbed, name, disturbed(getattr(np.random.Generator, name)))
    exact_rng = np.random.default_rng
    np.random.default_rng = lambda seed=None: Disturbed(exact_rng(seed).bit_generator)


disturb_jax()
disturb_numpy()
del disturb_jax, disturb_numpy
