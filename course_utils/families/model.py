"""A model of any family, whole: its plan, its parameters, its tokenizer, and what it computes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from jax import Array
from jax.typing import ArrayLike

from ..tokens import Tokenizer
from .plan import ConfigFile
from .source import Source


class Family(Protocol):
    """What each family's module offers: `gpt`, `bert`, `t5` and so on."""

    build: Callable[[Source, Any], Any]  # the parameters: where each sits, its name in files
    config_from: Callable[[ConfigFile], Any]  # the plan that a config.json gives
    forward: Callable[..., Array]  # (params, tokens, config) -> logits [T, V]
    attention_maps: Callable[..., Any]  # (params, tokens, config) -> [L, H, T, T]
    PREFIX: str  # what some files write in front of each name, and others do not
    IGNORED: str  # names that may stand in a file and are no parameters: a regular expression


@dataclass(frozen=True)
class Model:
    """A model that runs. `families.load` returns one; so may anybody who has the four parts:
    `Model(families.bert, config, params)`."""

    family: Family  # the module: families.llama
    config: Any
    params: Any
    tokenizer: Tokenizer | None = None

    @property
    def name(self) -> str:
        """The family's name: "llama"."""
        return self.family.__name__.rpartition(".")[2]  # type: ignore[attr-defined]

    def logits(self, tokens: ArrayLike, *more: ArrayLike, **options: Any) -> Array:
        """Scores for every token of the vocabulary at every place: tokens [T] -> [T, V], float32.

        more, options: whatever else the family's `forward` takes. T5 wants the decoder's tokens,
        `logits(tokens, decoder_tokens)`; BERT may get `token_types` and `valid`; XLNet an `order`.
        ValueError for what cannot be tokens.
        """
        return self.family.forward(self.params, tokens, *more, config=self.config, **options)

    def attention_maps(self, tokens: ArrayLike, *more: ArrayLike, **options: Any) -> Any:
        """Who looked at whom: [L, H, T, T], rows that sum to 1. T5 has three such arrays, by name.
        Takes what `logits` takes."""
        return self.family.attention_maps(self.params, tokens, *more, config=self.config, **options)
