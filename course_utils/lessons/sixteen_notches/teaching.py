"""A few new dials that teach a real model the tales, and what that does to it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import jax
import numpy as np

from ...families import Model
from ...lora import Additions
from ...sample import generate
from ...tales import proofread, tales
from ...train import Run, Settings, fit
from .rounding import END

ONCE = "Once upon a time"
STEPS = 60
LENGTH = 48  # tokens in a window


def tale_tokens(model: Model, n: int = 400, seed: int = 0) -> np.ndarray:
    """Tales in the model's own tokens, with its mark for the end of a text after each. [N]"""
    encode: Any = model.tokenizer.encode  # type: ignore[union-attr]
    told = [np.append(encode(tale), END) for tale in tales(n, seed)]
    return np.concatenate(told).astype(np.int32)


def settings(steps: int = STEPS, seed: int = 0) -> Settings:
    """How the additions are trained: four windows a step."""
    return Settings(steps=steps, batch=4, learning_rate=0.003, seed=seed, every=steps)


def taught(model: Model, tokens: np.ndarray, additions: Additions, steps: int = STEPS) -> Run:
    """Train additions with the loop of notebook 16, on windows of 48 tokens. `.params` are the
    additions, `.whole` is the model with them."""
    start: Any = additions
    config = replace(model.config, context=LENGTH)
    return fit(start, tokens, config, settings(steps), base=model.params)


def told(
    model: Model, params: Any, n: int = 1, most: int = 120, seed: int = 0, temperature: float = 1.0
) -> list[str]:
    """n stories that begin with "Once upon a time", each until the model ends it or as long as
    `most` tokens."""
    prompt = np.append([END], model.tokenizer.encode(ONCE))  # type: ignore[union-attr]
    stories = []
    for i in range(n):
        key = jax.random.key(1000 * seed + i)
        text = generate(key, params, prompt, most, model.config, temperature=temperature)
        ends = np.flatnonzero(text[1:] == END)
        text = text[1 : 1 + ends[0]] if len(ends) else text[1:]
        stories.append(" ".join(model.tokenizer.decode(text).split()))  # type: ignore[union-attr]
    return stories


def right_sentences(stories: Sequence[str]) -> float:
    """The share of sentences in which the proofreader finds no fault."""
    return float(np.mean([right for story in stories for right in proofread(story).right]))
