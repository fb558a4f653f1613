"""The tiny models that `make_fixtures.py` wrote, and what `transformers` computed with them."""

from functools import cache
from pathlib import Path

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


def logits_error(name, model=None):
    """The largest error over all lengths. In XLNet the first place in the order is left out, which
    the public code lets look at everything."""
    model, worst = model or loaded(name), 0.0
    for tokens, options, out in cases_of(name):
        found, expected = np.asarray(model.logits(*tokens, **options)), out["logits"]
        if "order" in options:
            kept = options["order"][1:]
            found, expected = found[kept], expected[kept]
        if len(expected):
            worst = max(worst, error(found, expected))
    return worst
