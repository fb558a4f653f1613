"""Real models, in the code that this course has built.

    model = smollm2()       SmolLM2-135M-Instruct: 134,515,008 parameters that can write and answer
    minilm()                all-MiniLM-L6-v2: 22.7 million that turn a sentence into a vector
    chat("Hello!")          a conversation as SmolLM2 was taught to read it

The first call fetches the model with pip, from whatever package index pip is set to, and keeps it
in the user's cache folder (`make models` fetches both ahead). NotFetched, a sentence with the
command that helps, where that cannot be done; MemoryError, before anything is loaded, where the
model would not fit.
"""

from . import _addresses as _addresses  # first of all: it looks whether JAX can be imported
from ._chat import ROLES, SYSTEM, chat
from ._fetch import NotFetched, is_whole
from ._models import fetch_all, minilm, smollm2
from ._sentences import SentenceModel
from ._wheels import MINILM, SMOLLM2, WHEELS, cache_folder
from ._wordpiece import WordPiece

__all__ = [
    "MINILM",
    "ROLES",
    "SMOLLM2",
    "SYSTEM",
    "WHEELS",
    "NotFetched",
    "SentenceModel",
    "WordPiece",
    "cache_folder",
    "chat",
    "fetch_all",
    "is_whole",
    "minilm",
    "smollm2",
]
