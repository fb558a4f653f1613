"""The two real models, or word that they cannot be had."""

import os
from collections.abc import Callable
from typing import TypeVar

from ...families import Model
from ...pretrained import NotFetched, SentenceModel, minilm, smollm2
from ..kit.absent import show_committed

NOTEBOOK = "21_a_real_model.ipynb"
T = TypeVar("T")


def open_model() -> Model | None:
    """SmolLM2-135M-Instruct. Where it cannot be had: None, a sentence that says what helps, and the
    cells that need it show what is kept of them. Where CI is set, the error."""
    return opened(smollm2, ("model",), NOTEBOOK)


def open_sentences() -> SentenceModel | None:
    """all-MiniLM-L6-v2; as `open_model`."""
    return opened(minilm, ("sentences",), NOTEBOOK)


def opened(load: Callable[[], T], names: tuple[str, ...], notebook: str) -> T | None:
    """What `load` gives; where that cannot be had, as `open_model` says. names: how the notebook
    calls it."""
    try:
        return load()
    except (NotFetched, MemoryError) as fault:
        if os.environ.get("CI"):
            raise
        print(f"{fault}\n\nUntil then this notebook shows what it showed where the model was.")
        show_committed(names, notebook)
        return None
