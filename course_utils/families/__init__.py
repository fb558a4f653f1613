"""The models that people speak of, each a file that is read from top to bottom.

bert         sees all, fills in hidden words: norm after the sum, token types
llama        rotary positions, grouped heads, gated neurons: SmolLM2

    load(folder)     a model with its parameters, from a folder as Hugging Face writes it
    load_gguf(file)  the same from a file as llama.cpp reads it
"""

from . import bert, llama
from ._folder import load
from ._gguf import gguf_tokenizer, load_gguf
from .model import Model

__all__ = ["Model", "bert", "gguf_tokenizer", "llama", "load", "load_gguf"]
