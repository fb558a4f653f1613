"""The four machines of notebook 19, from one block: `look` and `think`.

Each is a function of its dials and of one row of tokens. What differs is who asks whom, and the
mask; the published models have other norms, bends and positions as well (`course_utils.families`).
"""

from dataclasses import dataclass, field, replace

import jax
import jax.numpy as jnp
from jax import Array

from ...families.shared import attend
from ...transformer import Attention, Block, Config, Norm, init
from ...transformer.layers import ACTIVATIONS, plain_mlp, rms_norm
from ...transformer.parameters import EMBEDDING
from .texts import LENGTH, VOCABULARY

PLAN = Config(
    len(VOCABULARY),
    LENGTH,
    layers=2,
    width=64,
    heads=4,
    hidden=128,
    positions="learned",
    init="mimetic",  # what was said before is likely again: saves steps (notebook 16)
)


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Cross:
    """Attention of a decoder's block that asks the encoder."""

    norm_1: Norm
    attention: Attention


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Dials:
    """The parameters of any of the four, in the order in which data meets them."""

    words: Array = field(metadata=EMBEDDING)  # [V, D], and the output head
    places: Array = field(metadata=EMBEDDING)  # [T, D]
    unknown: Array | None = field(metadata=EMBEDDING)  # [D]: XLNet's row for what it is to guess
    blocks: tuple[Block, ...]
    writer: tuple[Block, ...]  # T5's decoder; with the others nothing
    crossing: tuple[Cross, ...]  # one for each block of the writer
    final_norm: Norm


def fresh(family: str, seed: int, blocks: int = 2, writing: int = 1) -> Dials:
    """Random dials. writing: blocks of T5's decoder."""
    drawn = init(jax.random.key(seed), PLAN)
    more = init(jax.random.key(1000 + seed), PLAN)
    other = init(jax.random.key(2000 + seed), PLAN)
    rows = 0.3 * jax.random.normal(jax.random.key(3000 + seed), (PLAN.V + LENGTH + 1, PLAN.D))
    writes = writing if family == "T5" else 0
    return Dials(
        words=rows[: PLAN.V],
        places=rows[PLAN.V : -1],
        unknown=rows[-1] if family == "XLNet" else None,
        blocks=drawn.blocks[:blocks],
        writer=more.blocks[:writes],
        crossing=tuple(_crossing(b) for b in other.blocks[:writes]),
        final_norm=drawn.final_norm,
    )


def _crossing(block: Block) -> Cross:
    """Keys begin as the queries do, and both twice as large: at first like looks at like, so `<1>`
    at `<1>` (as in Trockman and Kolter 2023, "Mimetic initialization of self-attention layers")."""
    query = 2 * block.attention.query
    return Cross(block.norm_1, replace(block.attention, query=query, key=query))


def look(p: Block | Cross, x: Array, source: Array, mask: Array) -> Array:
    """Each row of x asks, each row of `source` answers. [T, D], [S, D], mask [T, S] -> [T, D]"""
    asks, answers = rms_norm(p.norm_1, x, 1e-5), rms_norm(p.norm_1, source, 1e-5)
    return x + attend(p.attention, asks, answers, PLAN.heads, mask)[0]


def think(p: Block, x: Array) -> Array:
    """Feed-forward: each row by itself. [T, D] -> [T, D]"""
    return x + plain_mlp(p.mlp, rms_norm(p.norm_2, x, 1e-5), ACTIVATIONS["squared_relu"])


def embed(p: Dials, words: Array) -> Array:
    """A row for each token: that of its word and that of its place. [T] -> [T, D]"""
    return p.words[words] + p.places[: len(words)]


def head(p: Dials, x: Array) -> Array:
    """Logits, by the table of words once more. [T, D] -> [T, V]"""
    return rms_norm(p.final_norm, x, 1e-5) @ p.words.T


def gpt(p: Dials, words: Array) -> Array:
    """What comes after each word? [T] -> [T, V]"""
    return head(p, gpt_rows(p, words))


def gpt_rows(p: Dials, words: Array) -> Array:
    """The stream of a GPT after the last block. [T] -> [T, D]"""
    x, back = embed(p, words), jnp.tri(len(words), dtype=bool)
    for block in p.blocks:
        x = think(block, look(block, x, x, back))
    return x


def bert(p: Dials, words: Array) -> Array:
    """Which word is at each place? [T] -> [T, V]"""
    return head(p, bert_rows(p, words))


def bert_rows(p: Dials, words: Array) -> Array:
    """The stream of a BERT, or of T5's encoder. [T] -> [T, D]"""
    x, all_of_them = embed(p, words), jnp.ones((len(words), len(words)), bool)
    for block in p.blocks:
        x = think(block, look(block, x, x, all_of_them))
    return x


def t5(p: Dials, words: Array, written: Array) -> Array:
    """What comes after each written word, in answer to the text? [S], [T] -> [T, V]"""
    return t5_write(p, bert_rows(p, words), written)


def t5_write(p: Dials, x: Array, written: Array) -> Array:
    """The decoder, given the encoder's rows x. [S, D], [T] -> [T, V]"""
    y, back = embed(p, written), jnp.tri(len(written), dtype=bool)
    all_of_them = jnp.ones((len(written), len(x)), bool)
    for block, crossing in zip(p.writer, p.crossing, strict=True):
        y = look(block, y, y, back)
        y = think(block, look(crossing, y, x, all_of_them))
    return head(p, y)


def xlnet(p: Dials, words: Array, turn: Array) -> Array:
    """Which word is at each place, given those whose turn came before? [T], [T] -> [T, V]"""
    return head(p, xlnet_rows(p, words, turn)[0])


def xlnet_rows(p: Dials, words: Array, turn: Array) -> tuple[Array, Array]:
    """Both streams of an XLNet after the last block: of the rows that guess, and of those that know
    their word. [T], [T] -> twice [T, D]"""
    earlier, or_itself = turn < turn[:, None], turn <= turn[:, None]  # [T, T]
    known, guess = embed(p, words), p.unknown + p.places[: len(words)]
    for block in p.blocks:
        guess = think(block, look(block, guess, known, earlier))
        known = think(block, look(block, known, known, or_itself))
    return guess, known


MACHINES = {"GPT": gpt, "BERT": bert, "T5": t5, "XLNet": xlnet}
