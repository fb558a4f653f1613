"""The tiny models that `make_fixtures.py` wrote, and what `transformers` computed with them."""

from functools import cache
from pathlib import Path

import jax
import numpy as np
from safetensors.numpy import load_file

from course_utils import families

FIXTURES = Path(__file__).parent / "fixtures"
NAMES = sorted(path.name for path in FIXTURES.iterdir())
GIVEN = {"token_types", "valid", "order", "segments"}  # what goes in by name


@cache
def loaded(name):
    return families.load(FIXTURES / name)


@cache
def cases_of(name):
    """For each length: what goes in by place, what by name, and what comes out."""
    arrays, cases = load_file(FIXTURES / name / "cases.safetensors"), {}
    for key, value in arrays.items():
        number, what = key.split(".")
        cases.setdefault(number, {})[what] = value
    return [
        (
            [case[what] for what in ("tokens", "decoder_tokens") if what in case],
            {what: value for what, value in case.items() if what in GIVEN},
            {what: case[what] for what in ("logits", "hidden", "pooled") if what in case},
        )
        for _, case in sorted(cases.items())
    ]


def error(found, expected):
    """The largest difference, as a share of the largest number."""
    return float(np.abs(np.asarray(found, float) - expected).max() / np.abs(expected).max())


# These tests compile much and compute little, so the compiler is told not to try hard.
QUICK = {"xla_backend_optimization_level": 0, "xla_llvm_disable_expensive_passes": True}


def compiled(what, model, tokens, options=None):
    """`forward` or another function of a family, compiled as one: far quicker than step by step."""

    def run(params, tokens, options):
        return what(params, *tokens, config=model.config, **options)

    program = jax.jit(run, compiler_options=QUICK)
    return jax.tree.map(np.asarray, program(model.params, tokens, options or {}))


@cache
def passes(name):
    """What a tiny model computes, as one program: logits and attention maps."""
    model = loaded(name)

    def run(params, tokens, options):
        what = model.family.forward, model.family.attention_maps
        return [one(params, *tokens, config=model.config, **options) for one in what]

    return jax.jit(run, compiler_options=QUICK)


def logits_and_maps(name, tokens, options=None):
    """Of a tiny model as it is; compiled once for each length."""
    return jax.tree.map(np.asarray, passes(name)(loaded(name).params, tokens, options or {}))


def logits_error(name, model=None, lengths=slice(None)):
    """The largest error over all lengths, of a tiny model or one made from it. In XLNet the first
    place in the order is left out, which the public code lets look at everything."""
    worst = 0.0
    for tokens, options, out in cases_of(name)[lengths]:
        if model is None:
            found, _ = logits_and_maps(name, tokens, options)
        else:
            found = compiled(model.family.forward, model, tokens, options)
        expected = out["logits"]
        if "order" in options:
            kept = options["order"][1:]
            found, expected = found[kept], expected[kept]
        if len(expected):
            worst = max(worst, error(found, expected))
    return worst
