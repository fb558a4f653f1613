"""The model of notebook 21 and its file, or word that they cannot be had."""

from dataclasses import replace

import jax

from ...families import Model
from ...pretrained import SMOLLM2, SentenceModel, minilm, smollm2
from ...transformer import name_of
from ..a_real_model.opening import opened
from .packed import PackedFile
from .rounding import Rounding, give_back_memory

NOTEBOOK = "22_sixteen_notches.ipynb"


def open_both() -> tuple[Model | None, PackedFile | None]:
    """SmolLM2-135M-Instruct and the file that it was read from; as notebook 21's `open_model`."""
    give_back_memory()  # of a model that was put away
    both = opened(_both, ("model", "file"), NOTEBOOK)
    return both or (None, None)


def open_unrounded() -> SentenceModel | None:
    """all-MiniLM-L6-v2, whose file has four bytes for each weight."""
    return opened(minilm, ("sentences",), NOTEBOOK)


def _both() -> tuple[Model, PackedFile]:
    model = smollm2()
    return model, PackedFile(SMOLLM2.place / SMOLLM2.parts[0].name)


def rounded(notches: Rounding) -> Model:
    """SmolLM2, read from its file and put on notches. Each array is let go as soon as it is
    rounded, so that there is no second copy of the weights."""
    give_back_memory()  # what the caller let go before
    model, found = smollm2(), []
    left, tree = jax.tree_util.tree_flatten_with_path(model.params)
    model = replace(model, params=None)
    left.reverse()
    while left:
        path, array = left.pop()
        found.append(notches(name_of(path), array))
        path = array = None
    give_back_memory()
    return replace(model, params=tree.unflatten(found))
