"""The job that puts rows in their places: is this word the real one, or was it swapped?

After "Distributed representations of words and phrases and their compositionality" (Mikolov and
others, 2013), with the neighbours side by side instead of summed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax

from ...tales import lexicon

AROUND = (-2, -1, 1, 2)  # where the neighbours stand, counted from the middle
STEPS, EVERY = 600, 10
Dials = dict[str, jax.Array]


class Places(NamedTuple):
    """Places in a text, each with the real word and one that was drawn at random."""

    near: jax.Array  # [N, 4] the two tokens before and the two after
    real: jax.Array  # [N]
    swapped: jax.Array  # [N]


def draw(key: jax.Array, tokens: jax.Array, size: int) -> Places:
    """`size` places of a text [T], at random, and for each a swapped word from anywhere in it."""
    for_place, for_swap = jax.random.split(key)
    at = jax.random.randint(for_place, (size,), 2, len(tokens) - 2)
    other = jax.random.randint(for_swap, (size,), 0, len(tokens))
    return Places(tokens[at[:, None] + jnp.array(AROUND)], tokens[at], tokens[other])


def places_of(word: int, tokens: jax.Array) -> np.ndarray:
    """[N] where a token stands in a text, with two neighbours on either side."""
    found = np.flatnonzero(np.asarray(tokens) == word)
    return found[(found >= 2) & (found < len(tokens) - 2)]


def start(V: int, D: int, seed: int = 0) -> Dials:
    """Dials at random: a table of V rows of D numbers, and a layer from 4·D numbers to D."""
    for_rows, for_A = jax.random.split(jax.random.key(seed))
    rows = 0.5 * jax.random.normal(for_rows, (V, D))
    return {"embedding": rows, "A": jax.random.normal(for_A, (D, 4 * D)) / D, "b": jnp.zeros(D)}


def train(
    loss_of: Callable[..., jax.Array], dials: Dials, tokens: jax.Array, steps: int = STEPS
) -> tuple[Dials, np.ndarray]:
    """Adam on 1,024 fresh places a step; gives the dials, and the table [S, V, D] every ten steps.

    loss_of(dials, near, real, swapped) -> one number.
    """
    optimizer = optax.adam(0.02)

    @jax.jit
    def step(dials, state, key):
        slopes = jax.grad(loss_of)(dials, *draw(key, tokens, 1024))
        turns, state = optimizer.update(slopes, state)
        return optax.apply_updates(dials, turns), state

    state, kept = optimizer.init(dials), [np.asarray(dials["embedding"])]
    for i in range(steps):
        dials, state = step(dials, state, jax.random.key(i))
        if (i + 1) % EVERY == 0:
            kept.append(np.asarray(dials["embedding"]))
    return dials, np.stack(kept)


def loss_by_distance(
    dials: Dials, near: jax.Array, real: jax.Array, swapped: jax.Array
) -> jax.Array:
    """The notebook's loss with another score: 1 minus the squared distance, no dot product."""
    rows = dials["embedding"]
    expected = rows[near].reshape(len(near), -1) @ dials["A"].T + dials["b"]

    def confidence(candidate):
        return jax.nn.sigmoid(1 - jnp.sum((expected - rows[candidate]) ** 2, axis=1))

    return (jnp.mean((1 - confidence(real)) ** 2) + jnp.mean(confidence(swapped) ** 2)) / 2


def lists_of_words() -> dict[str, list[str]]:
    """The lists from which the tales draw their words, without "bat", which stands on two."""
    lists = {
        "names": [*lexicon.SHE, *lexicon.HE, *lexicon.EITHER],
        "kinds of hero": [kind for kinds in lexicon.KINDS.values() for kind in kinds],
        "other animals": [*lexicon.HELPERS],
        "moods": [*lexicon.MOODS],
        "colours": [*lexicon.COLOURS],
        "things": [*lexicon.THINGS, *lexicon.PAIRS],
        "foods": [*lexicon.FOODS],
        "days": [*lexicon.DAYS],
    }
    return {name: [word for word in words if word != "bat"] for name, words in lists.items()}


def share_own_list(
    rows: np.ndarray, lists: Mapping[str, Sequence[str]], number_of: Mapping[str, int]
) -> float:
    """Of how many listed words (a share) the nearest row of a table [V, D] is of their own list."""
    list_of = {number_of[word]: name for name, words in lists.items() for word in words}
    listed = np.array(list(list_of))
    squares = ((rows[listed, None] - rows[None]) ** 2).sum(axis=-1)
    squares[np.arange(len(listed)), listed] = np.inf  # nobody is their own neighbour
    nearest = squares.argmin(axis=1).tolist()
    own = [list_of.get(n) == list_of[i] for i, n in zip(listed.tolist(), nearest, strict=True)]
    return float(np.mean(own))


def loss_of_one_word(
    loss_of: Callable[..., jax.Array], dials: Dials, word: int, tokens: jax.Array
) -> Callable[[float, float], float]:
    """The loss by the two numbers of one word, all other dials left as they are.

    Averaged over those of 60,000 places in which the word takes part.
    """
    places = draw(jax.random.key(7), tokens, 60_000)
    among = (places.near == word).any(axis=1) | (places.real == word) | (places.swapped == word)
    with_it = Places(*(part[among] for part in places))

    @jax.jit
    def loss(row):
        return loss_of(dials | {"embedding": dials["embedding"].at[word].set(row)}, *with_it)

    return lambda first, second: float(loss(jnp.array([first, second])))


def best_on_grid(loss: Callable[[float, float], float], reach: float = 2.5) -> np.ndarray:
    """[2]: of 51 × 51 settings of two numbers, from −reach to reach, the one of the lowest loss."""
    steps = np.linspace(-reach, reach, 51)
    grid = [(first, second) for first in steps for second in steps]
    return np.array(min(grid, key=lambda setting: loss(*setting)))


class Gaps(NamedTuple):
    """Places of one word in a text, each after a word of one of two lists."""

    near: jax.Array  # [N, 4] its neighbours
    first_kind: np.ndarray  # [N] whether the word before is of the first list
    texts: list[str]  # with a gap for the word
    number_of: dict[str, int]

    def fits(self, confidence: Callable, dials: Dials, words: Iterable[str]) -> np.ndarray:
        """[N, C]: how confident a model is of each of C words in each place."""
        tokens = [jnp.full(len(self.near), self.number_of[word]) for word in words]
        return np.stack([confidence(dials, self.near, token) for token in tokens], axis=1)

    def clearest(self, score: np.ndarray) -> list[int]:
        """The two different places with the highest score [N], and the two with the lowest."""
        order = [int(i) for i in np.argsort(-score)]
        firsts = list({self.texts[i]: i for i in reversed(order)}.values())[::-1]
        return [*firsts[:2], *firsts[-2:]]


def gaps_of(
    word: str,
    first: Sequence[str],
    second: Sequence[str],
    tokens: jax.Array,
    vocabulary: Sequence[str],
) -> Gaps:
    """Where a word of the vocabulary stands in a text after a word of one of two lists."""
    number_of = {entry: i for i, entry in enumerate(vocabulary)}
    seen = np.asarray(tokens)
    at = places_of(number_of[word], tokens)
    at = at[np.isin(seen[at - 1], [number_of[w] for w in (*first, *second)])]
    near = seen[at[:, None] + np.array(AROUND)]
    named = [[vocabulary[i] for i in row] for row in near]
    texts = [f"{a} {b} ___ {c} {d}" for a, b, c, d in named]
    of_first = np.isin(seen[at - 1], [number_of[w] for w in first])
    return Gaps(jnp.asarray(near), of_first, texts, number_of)


def along(point: np.ndarray, start: np.ndarray, end: np.ndarray) -> tuple[float, float]:
    """Where a point lies on the line between two others, and how far beside it.

    The first is a share of the way (0 at the start, 1 at the end), the second a distance [1].
    """
    way = end - start
    share = float((point - start) @ way / (way @ way))
    return share, float(np.linalg.norm(start + share * way - point))


def linear_map(rows: np.ndarray, others: np.ndarray) -> np.ndarray:
    """[D, D]: the matrix M for which rows @ M comes closest to others, both [N, D] (squares)."""
    return np.linalg.lstsq(rows, others, rcond=None)[0]
