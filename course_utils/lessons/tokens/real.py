"""How SmolLM2's own tokenizer cuts a text.

Where the course's model has been fetched, its tokenizer is asked. Where not, `smollm2_pieces.json`
answers for the texts of the notebook; `python -m tools.smollm2_pieces` makes that file anew.
"""

import json
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from ...families import gguf_tokenizer
from ...pretrained import SMOLLM2, is_whole
from ...tokens import Tokenizer


def model_file() -> Path:
    """Where the fetched model lies, if it was fetched; its tokenizer is in it."""
    return SMOLLM2.place / SMOLLM2.parts[0].name


def smollm2_pieces(text: str) -> list[str]:
    """The pieces into which SmolLM2's tokenizer cuts a text; � for a part of a character.

    KeyError, in a sentence, for a text that is not in the committed table while the model's own
    tokenizer is not there.
    """
    tokenizer = _fetched()
    if tokenizer is not None:
        return as_text(tokenizer, text)
    kept = committed()
    if text not in kept:
        raise KeyError(
            f"SmolLM2's tokenizer is not on this machine, and {text!r} is not among the texts "
            "whose cut was kept. Notebook 21 fetches the model."
        )
    return kept[text]


def as_text(tokenizer: Tokenizer, text: str) -> list[str]:
    """The pieces of a text, readable."""
    return [piece.decode("utf-8", "replace") for piece in tokenizer.pieces(text)]


def sentence_lengths(
    sentences: Mapping[str, str], tokenizer: Tokenizer
) -> dict[str, dict[str, int]]:
    """How long sentences {language: text} are, cut in four ways: {way: {language: length}}."""
    ways: dict[str, Callable[[str], int]] = {
        "characters": len,
        "bytes": lambda text: len(text.encode()),
        f"our tokens ({len(tokenizer):,} in all)": lambda text: len(tokenizer.encode(text)),
        "SmolLM2's tokens (49,152 in all)": lambda text: len(smollm2_pieces(text)),
    }
    return {way: {name: cut(text) for name, text in sentences.items()} for way, cut in ways.items()}


@cache
def committed() -> dict[str, list[str]]:
    """The kept cuts, {text: pieces}."""
    path = files(__package__ or __name__).joinpath("smollm2_pieces.json")
    return json.loads(path.read_text(encoding="utf-8"))


@cache
def _fetched() -> Tokenizer | None:
    return gguf_tokenizer(model_file()) if is_whole(SMOLLM2) else None
