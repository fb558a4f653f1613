"""The model of notebook 21 and its file, or word that they cannot be had."""

from ...families import Model
from ...pretrained import SMOLLM2, SentenceModel, minilm, smollm2
from ..a_real_model.opening import opened
from .packed import PackedFile

NOTEBOOK = "22_sixteen_notches.ipynb"


def open_both() -> tuple[Model | None, PackedFile | None]:
    """SmolLM2-135M-Instruct and the file that it was read from; as notebook 21's `open_model`."""
    both = opened(_both, ("model", "file"), NOTEBOOK)
    return both or (None, None)


def open_unrounded() -> SentenceModel | None:
    """all-MiniLM-L6-v2, whose file has four bytes for each weight."""
    return opened(minilm, ("sentences",), NOTEBOOK)


def _both() -> tuple[Model, PackedFile]:
    model = smollm2()
    return model, PackedFile(SMOLLM2.place / SMOLLM2.parts[0].name)
