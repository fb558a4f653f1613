"""The models that people speak of, each a file that is read from top to bottom.

gpt          GPT-1, 2 and 3: sees what came before; norm after or before, learned places
bert         sees all, fills in hidden words: norm after the sum, token types
t5           an encoder reads, a decoder writes: cross-attention, bucketed distances
xlnet        guesses in any order: two streams, relative positions
llama        rotary positions, grouped heads, gated neurons: SmolLM2
deepseek     latent attention; many small experts in groups, one shared
grok         eight large experts; norms before and after each part

    published        name -> plan, source, what is claimed, what is counted
    load(folder)     a model with its parameters, from a folder as Hugging Face writes it
    load_gguf(file)  the same from a file as llama.cpp reads it
    gguf_header(file)  what such a file holds, and where
"""

from . import bert, deepseek, gpt, grok, llama, t5, xlnet
from ._folder import load
from ._gguf import gguf_tokenizer, load_gguf
from ._gguf import header as gguf_header
from ._published import Published, published
from .model import Model

__all__ = [
    "Model",
    "Published",
    "bert",
    "deepseek",
    "gguf_header",
    "gguf_tokenizer",
    "gpt",
    "grok",
    "llama",
    "load",
    "load_gguf",
    "published",
    "t5",
    "xlnet",
]
