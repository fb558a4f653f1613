"""The count of every model of the course, computed from the code that makes it."""

from functools import partial
from typing import Any, NamedTuple

import jax
import numpy as np

from ...count import count
from ...families import published
from ...tales import Words
from ...transformer import SMOLLM2_135M, Config, shapes, storyteller
from ..attention import small
from ..beyond_one_machine import machines as spread
from ..experts_and_sharing import mixtures
from ..four_families import machines as families_of
from ..transformer import machines

NEWS = ("GPT-1", "BERT large", "GPT-2 XL", "T5 11B", "GPT-3", "Grok-1")
LAST = "DeepSeek-V3 with routing bias"


class Row(NamedTuple):
    """One model, the notebook that counts it, and its count."""

    stem: str  # "01_two_dials"
    name: str
    dials: int

    @property
    def label(self) -> str:
        """The model and the notebook's number: "a line (01)"."""
        return f"{self.name} ({self.stem[:2]})"


def _numbers(*sizes: int | tuple[int, ...]) -> int:
    """The count of arrays of these shapes."""
    return count({str(place): np.zeros(size) for place, size in enumerate(sizes)})


def _like(make: Any, *arguments: Any) -> Any:
    """The shapes of what a function would make, with no numbers in them."""
    return jax.eval_shape(partial(make, *arguments))


def small_models() -> list[Row]:
    """Those of parts 1 and 2, and the tables of part 3."""
    classes, words = 340, len(Words().vocab)  # words with a weight; words of the tales
    return [
        Row("01_two_dials", "a line", _numbers(1, 1)),
        Row("06_words_as_vectors", "“are you a green?”", _numbers(3, 1)),
        Row("05_vectors", "a line with four inputs", _numbers(4, 1)),
        Row("07_matrices", "a photograph recoloured", _numbers((3, 3), 3)),
        Row("09_backpropagation", "two layers", _numbers((3, 2), 3, (2, 3), 2)),
        Row("08_neurons", "100 neurons", _numbers((100, 1), 100, 100, 1)),
        Row("10_a_first_classifier", "a classifier", _numbers(classes, 1)),
        Row("12_embeddings", "rows of eight for words", _numbers((8, 32), 8, (words, 8))),
        Row("13_next_token", "a table of what follows", _numbers((words, words))),
    ]


def transformers() -> list[Row]:
    """Those of the course that have attention."""
    words = len(Words().vocab)
    two = Config(vocab=17, context=15, layers=2, width=32, heads=1, positions="learned")
    mixture = mixtures.shapes(mixtures.Plan(experts=4, chosen=1))
    real = shapes(SMOLLM2_135M)
    return [
        Row("14_attention", "two layers of attention", count(_like(small.fresh, two, 0))),
        Row("23_beyond_one_machine", "cut for eight devices", count(shapes(spread.PLAN))),
        Row("15_transformer", "the whole machine", count(shapes(machines.PLAN))),
        Row("20_experts_and_sharing", "four experts", count(mixture)),
        Row("19_four_families", "T5, small", count(_like(families_of.fresh, "T5", 0))),
        Row("16_training", "the storyteller", count(shapes(storyteller(words)))),
        Row("21_a_real_model", "SmolLM2-135M", count(real)),
    ]


def in_the_news() -> list[Row]:
    """Those of part 4 that are counted from their plans."""
    rows = [Row("18_counting_real_models", name, published[name].count) for name in NEWS]
    last = Row("20_experts_and_sharing", "DeepSeek-V3", published[LAST].count)
    return [*rows, last]


def all_counts() -> list[Row]:
    """Every model, from the fewest to the most dials."""
    rows = [*small_models(), *transformers(), *in_the_news()]
    return sorted(rows, key=lambda row: row.dials)


class Linked:
    """The counts as a table whose rows lead to the notebooks."""

    def __init__(self, rows: list[Row]):
        self.rows = rows

    def __repr__(self) -> str:
        return "\n".join(f"{row.dials:15,}  {row.label}" for row in self.rows)

    def _repr_html_(self) -> str:
        lines = "".join(
            f"<tr><td>{row.dials:,}</td><td style='text-align: left'>{row.name}</td>"
            f"<td style='text-align: left'><a href='{row.stem}.ipynb'>{row.stem}</a></td></tr>"
            for row in self.rows
        )
        heads = "<tr><th>dials</th><th>model</th><th>notebook</th></tr>"
        return f"<table>{heads}{lines}</table>"
