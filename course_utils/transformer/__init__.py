"""A transformer that can be read from top to bottom.

config.py      what kind of model: sizes and choices
presets.py     plans with a name
parameters.py  its parameters: where each sits and where it starts
layers.py      its parts: norms, MLP, short convolution, positions, masks, attention
model.py       the whole: embed, blocks, unembed; a cache; a look inside
parts.py       a deep model, compiled in parts
packed.py      matrices that stay on their notches in memory
edit.py        one number changed, a head silenced, a block skipped
"""

from .config import CHOICES, Config
from .edit import find, name_of, replaced, with_number, without_block, without_head
from .layers import KVCache
from .model import (
    Cache,
    as_tokens,
    attention_maps,
    forward,
    forward_from,
    forward_with_cache,
    init_cache,
    residuals,
)
from .packed import PackedMatrix, PackedTable, check_wide, is_packed
from .parameters import MLP, Attention, Block, Norm, Params, ShortConv, init, shapes
from .presets import SMOLLM2_135M, quick, storyteller

__all__ = [
    "CHOICES",
    "MLP",
    "SMOLLM2_135M",
    "Attention",
    "Block",
    "Cache",
    "Config",
    "KVCache",
    "Norm",
    "PackedMatrix",
    "PackedTable",
    "Params",
    "ShortConv",
    "as_tokens",
    "attention_maps",
    "check_wide",
    "find",
    "forward",
    "forward_from",
    "forward_with_cache",
    "init",
    "init_cache",
    "is_packed",
    "name_of",
    "quick",
    "replaced",
    "residuals",
    "shapes",
    "storyteller",
    "with_number",
    "without_block",
    "without_head",
]
