"""Short stories from a grammar whose entropy is known exactly."""

from .entropy import TaleEntropy, tale_entropy
from .surprise import surprise
from .words import Words
from .write import tale_tokens, tales

__all__ = ["TaleEntropy", "Words", "surprise", "tale_entropy", "tale_tokens", "tales"]
