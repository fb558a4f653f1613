"""Windows to learn from, at random; windows to measure on, always the same."""

import numpy as np

from ..transformer import Config


def draw(tokens: np.ndarray, length: int, batch: int, seed: int, step: int) -> np.ndarray:
    """Random windows: tokens [N] -> [batch, length + 1], from anywhere in the text.

    A function of its arguments alone: step 7 draws the same windows whether or not a run paused.
    """
    chance = np.random.default_rng([seed, step])
    starts = chance.integers(len(tokens) - length, size=batch)  # [B]
    return tokens[starts[:, None] + np.arange(length + 1)]


def held_out_windows(tokens, length: int, most: int = 240) -> np.ndarray:
    """Windows on which to measure: evenly spread over the text, the same ones each time.

    tokens [N] -> [at most `most`, length + 1]. ValueError if the text is too short for one.
    """
    tokens = np.asarray(tokens)
    room = len(tokens) - length - 1  # the last place where a window can start
    if room < 0:
        raise ValueError(
            f"{len(tokens)} held-out tokens are too few for one window of {length} and the token "
            "after it."
        )
    starts = np.linspace(0, room, min(most, room // length + 1)).astype(int)
    return tokens[starts[:, None] + np.arange(length + 1)]


def checked_tokens(tokens, config: Config) -> np.ndarray:
    """The tokens as an array [N], or a ValueError that says why one cannot train on them."""
    tokens = np.asarray(tokens)
    if tokens.ndim != 1 or not np.issubdtype(tokens.dtype, np.integer):
        raise ValueError(
            "tokens must be one row of whole numbers [N], not "
            f"{tokens.dtype} of shape {list(tokens.shape)}."
        )
    if len(tokens) <= config.context:
        raise ValueError(
            f"{len(tokens)} tokens are too few: one window takes {config.context} (the context) "
            "and the token after it."
        )
    if tokens.min() < 0 or tokens.max() >= config.vocab:
        outside = tokens.min() if tokens.min() < 0 else tokens.max()
        raise ValueError(
            f"token {outside} is outside the vocabulary: 0 to {config.vocab - 1} in this config."
        )
    return tokens
