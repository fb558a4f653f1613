"""One vector for a whole text: a BERT whose outputs are averaged.

Reimers and Gurevych 2019, "Sentence-BERT".
"""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from ..families import bert
from ..families.model import Family
from ._wordpiece import WordPiece

LONGEST: int = 256  # tokens that count of a text, marks included, as the model's makers set it


@dataclass(frozen=True)
class SentenceModel:
    """all-MiniLM-L6-v2 and its like: the same parts as a `families.Model`, and `vector`."""

    config: bert.Config
    params: bert.Params
    tokenizer: WordPiece
    family: Family = field(default=bert)
    name: str = "bert"

    def vector(self, text: str) -> np.ndarray:
        """What a text means, as a vector [D] of length 1; the dot product of two says how near they
        are. Of a long text the first 256 tokens count. An empty text has one too: that of its two
        marks."""
        tokens = self.tokenizer.encode(text)
        if len(tokens) > LONGEST:
            tokens = np.append(tokens[: LONGEST - 1], tokens[-1])
        size = max(16, 1 << (len(tokens) - 1).bit_length())  # so that few lengths are compiled
        padded = np.zeros(size, np.int32)
        padded[: len(tokens)] = tokens
        valid = np.arange(size) < len(tokens)
        return np.asarray(_vector(self.params, padded, valid, self.config))

    def logits(self, tokens: Any, **options: Any) -> Array:
        """As in `families.bert`: ValueError, since this model has no head that guesses words."""
        return bert.forward(self.params, tokens, self.config, **options)

    def hidden(self, tokens: Any) -> Array:
        """What each token has become after the last block. tokens [T] -> [T, D]"""
        return bert.hidden(self.params, tokens, self.config)

    def attention_maps(self, tokens: Any) -> Array:
        """Who looked at whom: tokens [T] -> [L, H, T, T]"""
        return bert.attention_maps(self.params, tokens, self.config)


@partial(jax.jit, static_argnames="config")
def _vector(params: bert.Params, tokens: Array, valid: Array, config: bert.Config) -> Array:
    """The mean over the tokens, brought to length 1. [T] -> [D]"""
    hidden = bert.hidden(params, tokens, config, valid=valid)  # [T, D]
    mean = jnp.where(valid[:, None], hidden, 0).sum(axis=0) / valid.sum()
    return mean / jnp.maximum(jnp.linalg.norm(mean), 1e-12)
