"""A transformer that can be read from top to bottom.

config.py      what kind of model: sizes and choices
presets.py     plans with a name
parameters.py  its dials: where each sits and where it starts
layers.py      its parts: norms, feed-forward, positions, masks, attention
model.py       the whole: embed, blocks, unembed; a cache; a look inside
"""

from .config import CHOICES, Config
from .layers import Memory
from .model import (
    Cache,
    as_tokens,
    attention_maps,
    forward,
    forward_with_cache,
    init_cache,
    residuals,
)
from .parameters import Attention, Block, FeedForward, Norm, Params, init, shapes
from .presets import SMOLLM2_135M, quick, storyteller

__all__ = [
    "CHOICES",
    "SMOLLM2_135M",
    "Attention",
    "Block",
    "Cache",
    "Config",
    "FeedForward",
    "Memory",
    "Norm",
    "Params",
    "as_tokens",
    "attention_maps",
    "forward",
    "forward_with_cache",
    "init",
    "init_cache",
    "quick",
    "residuals",
    "shapes",
    "storyteller",
]
