"""The two real models, or word that they cannot be had."""

import os

from ...families import Model
from ...pretrained import NotFetched, SentenceModel, minilm, smollm2
from ..kit.absent import show_committed

NOTEBOOK = "21_a_real_model.ipynb"


def open_model() -> Model | None:
    """SmolLM2-135M-Instruct. Where it cannot be had: None, a sentence that says what helps, and the
    cells that need it show what is kept of them. Where CI is set, the error."""
    return _opened(smollm2, "model")


def open_sentences() -> SentenceModel | None:
    """all-MiniLM-L6-v2; as `open_model`."""
    return _opened(minilm, "sentences")


def _opened(load, name: str):
    try:
        return load()
    except (NotFetched, MemoryError) as fault:
        if os.environ.get("CI"):
            raise
        print(f"{fault}\n\nUntil then this notebook shows what it showed where the model was.")
        show_committed({name}, NOTEBOOK)
        return None
