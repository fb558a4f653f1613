"""Windows to learn from, at random; windows to measure on, always the same."""

import numpy as np
from numpy.typing import ArrayLike

from ..transformer import Config


def window_starts(tokens: np.ndarray, length: int, begin: int | None = None) -> np.ndarray:
    """Places at which a window of `length` tokens, and the one after it, may start: [S].

    Anywhere in the text, or only where the token `begin` stands (say, the end of a story).
    ValueError if there is none.
    """
    room = len(tokens) - length
    if room < 1:
        raise ValueError(
            f"{len(tokens)} tokens are too few: one window takes {length} (the context) and the "
            "token after it."
        )
    if begin is None:
        return np.arange(room)
    starts = np.flatnonzero(tokens[:room] == begin)
    if len(starts) == 0:
        raise ValueError(f"no window of {length} tokens begins with token {begin}.")
    return starts


def draw(
    tokens: ArrayLike, length: int, batch: int, seed: int, step: int, begin: int | None = None
) -> np.ndarray:
    """Random windows: tokens [N] -> [batch, length + 1], each from any of the `window_starts`.

    A function of its arguments alone: step 7 draws the same windows whether or not a run paused.
    """
    tokens = np.asarray(tokens)
    starts = window_starts(tokens, length, begin)  # [S]
    rng = np.random.default_rng([seed, step])
    chosen = starts[rng.integers(len(starts), size=batch)]  # [B]
    return tokens[chosen[:, None] + np.arange(length + 1)]


def held_out_windows(
    tokens: ArrayLike, length: int, begin: int | None = None, most: int = 240
) -> np.ndarray:
    """Windows on which to measure: evenly spread over the text, the same ones each time.

    tokens [N] -> [at most `most`, length + 1], not more than would fit side by side.
    ValueError as in `window_starts`.
    """
    tokens = np.asarray(tokens)
    starts = window_starts(tokens, length, begin)  # [S]
    n = min(most, (len(tokens) - 1) // length, len(starts))
    chosen = starts[np.linspace(0, len(starts) - 1, n).astype(int)]
    return tokens[chosen[:, None] + np.arange(length + 1)]


def without_copies(windows: ArrayLike, tokens: ArrayLike, run: int | None = None) -> np.ndarray:
    """Those of the windows [N, T + 1] in which no `run` tokens in a row occur in `tokens` as well.

    run: None takes the whole window. What recurs word for word measures memory and not language.
    """
    windows, tokens = np.asarray(windows), np.asarray(tokens)
    n = windows.shape[1] if run is None else run

    def runs_of(row: np.ndarray) -> list[bytes]:
        rows = np.ascontiguousarray(row, np.int32)
        return [rows[i : i + n].tobytes() for i in range(len(rows) - n + 1)]

    seen = set(runs_of(tokens))
    return windows[[seen.isdisjoint(runs_of(window)) for window in windows]]


def checked_tokens(tokens: ArrayLike, config: Config) -> np.ndarray:
    """The tokens as an array [N], or a ValueError that says why one cannot train on them."""
    tokens = np.asarray(tokens)
    if tokens.ndim != 1 or not np.issubdtype(tokens.dtype, np.integer):
        raise ValueError(
            "tokens must be one row of whole numbers [N], not "
            f"{tokens.dtype} of shape {list(tokens.shape)}."
        )
    window_starts(tokens, config.context)  # there must be one
    if tokens.min() < 0 or tokens.max() >= config.vocab:
        outside = tokens.min() if tokens.min() < 0 else tokens.max()
        raise ValueError(
            f"token {outside} is outside the vocabulary: 0 to {config.vocab - 1} in this config."
        )
    return tokens
