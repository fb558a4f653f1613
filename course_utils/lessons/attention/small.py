"""The small models of notebook 14: attention and little else, trained on dice and on stories."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import Array

from ...transformer import Attention, Config, layers

Dials = dict[str, Any]
Run = Callable[[Dials, Any, Config], tuple[Array, Any]]  # tokens [T] -> logits [T or 1, V], maps
Draw = Callable[[np.random.Generator, int], tuple[np.ndarray, np.ndarray]]

PEOPLE = ("Tom", "Ida", "Ben", "Ada", "Leo", "Mia", "Sam", "Eva")
COLOURS = ("red", "blue", "green", "white", "black", "yellow")
VOCABULARY = (*PEOPLE, *COLOURS, "has", ".", "who")
NAMES_AT, COLOURS_AT, LAST = (0, 4, 8), (2, 6, 10), 14  # places in a story of 15 tokens


def encode(text: str) -> np.ndarray:
    """The numbers of the words of a text, which stand apart by spaces. -> [T]"""
    return np.array([VOCABULARY.index(word) for word in text.split()])


FRAME = encode("Tom has red . Tom has red . Tom has red . who has red")


def no_bias(query: Any, key: Any, value: Any, output: Any) -> Attention:
    """The dials of one layer of attention from its four matrices, each [in, out], without a b."""
    four = [jnp.asarray(matrix, jnp.float32) for matrix in (query, key, value, output)]
    return Attention(four[0], None, four[1], None, four[2], None, four[3], None)


def fresh(config: Config, seed: int) -> Dials:
    """Random dials: a row for each token and place, layers of attention, a matrix for logits."""
    D, keys = config.D, jax.random.split(jax.random.key(seed), 4)
    matrices = jax.random.normal(keys[0], (config.layers, 4, D, D)) / D**0.5
    return {
        "tokens": 0.3 * jax.random.normal(keys[1], (config.V, D)),
        "places": 0.3 * jax.random.normal(keys[2], (config.context, D)),
        "layers": [no_bias(*four) for four in matrices],
        "out": jax.random.normal(keys[3], (D, config.V)) / D**0.5,
    }


def bag(dials: Dials, tokens: Any, config: Config) -> tuple[Array, None]:
    """A bag of words: how often each token occurs, not where. [T] -> logits [1, V], no maps"""
    row = dials["tokens"][tokens].mean(axis=0, keepdims=True)  # [1, D]
    return row @ dials["out"], None


@partial(jax.jit, static_argnames=("run", "config"))
def loss(run: Run, dials: Dials, tokens: Any, targets: Any, config: Config) -> Array:
    """Cross-entropy in nats. tokens [B, T], targets [B, n]: what comes after the last n places."""
    logits = jax.vmap(lambda row: run(dials, row, config)[0])(tokens)[:, -targets.shape[1] :]
    return optax.softmax_cross_entropy_with_integer_labels(logits, targets).mean()


def train(
    run: Run, dials: Dials, draw: Draw, config: Config, steps: int, *, rate: float = 0.01
) -> tuple[list[Dials], np.ndarray]:
    """Adam on batches of 64. -> dials before every 10th step and at the end, their losses (nats).

    draw(generator, B) -> tokens [B, T], targets [B, n].
    """
    adam, chance = optax.adam(rate), np.random.default_rng(0)

    @jax.jit
    def step(dials, state, tokens, targets):
        value, slopes = jax.value_and_grad(loss, argnums=1)(run, dials, tokens, targets, config)
        moves, state = adam.update(slopes, state)
        return optax.apply_updates(dials, moves), state, value

    state, kept, losses = adam.init(dials), [], []
    for i in range(steps):
        if i % 10 == 0:
            kept.append(dials)
        dials, state, value = step(dials, state, *draw(chance, 64))
        losses.append(value)
    return [*kept, dials], np.array([*losses[::10], losses[-1]])


def first_maps(run: Run, kept: Sequence[Dials], tokens: Any, config: Config) -> np.ndarray:
    """Who looks at whom in the first head of the first layer, at each of N settings: [N, T, T]."""
    look = jax.jit(lambda dials: run(dials, tokens, config)[1][0, 0])
    return np.array([look(dials) for dials in kept])


def throws(chance: np.random.Generator, B: int, T: int = 12) -> tuple[np.ndarray, np.ndarray]:
    """B games of T throws of a die, and at each place the next throw: [B, T] twice, 0 to 5."""
    rolled = chance.integers(6, size=(B, T + 1))
    return rolled[:, :-1], rolled[:, 1:]


def stories(
    chance: np.random.Generator, B: int, test: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """B stories of who has which colour: tokens [B, 15], answers [B, 1].

    One fifth of the 120,960 stories, told by the sum of its tokens, is for the test alone.
    """
    N = 9 * B  # more than enough, as some will be put aside
    who = chance.permuted(np.tile(range(8), (N, 1)), axis=1)[:, :3]
    colour = 8 + chance.permuted(np.tile(range(6), (N, 1)), axis=1)[:, :3]
    asked, every = chance.integers(3, size=N), np.arange(N)
    tokens = np.tile(FRAME, (N, 1))
    tokens[:, NAMES_AT], tokens[:, COLOURS_AT] = who, colour
    tokens[:, LAST] = colour[every, asked]
    fits = (tokens.sum(axis=1) % 5 == 0) == test
    return tokens[fits][:B], who[every, asked][fits][:B, None]


def share_right(run: Run, dials: Dials, config: Config) -> float:
    """Share of 4,000 test stories that are finished rightly."""
    tokens, answers = stories(np.random.default_rng(99), 4000, test=True)
    logits = jax.jit(jax.vmap(lambda story: run(dials, story, config)[0][-1]))(tokens)
    return float(np.mean(np.asarray(logits).argmax(axis=-1) == answers[:, 0]))


def first_red(dials: Dials, name: str, config: Config) -> np.ndarray:
    """The row of "red" in a story that begins "NAME has red", before and after layer 1: [2, D].

    What comes later in the story is never in its view.
    """
    tokens, places = encode(f"{name} has red"), jnp.arange(3)
    rows = dials["tokens"][tokens] + dials["places"][places]  # [3, D]
    fetched, _, _ = layers.attention(dials["layers"][0], rows, places, None, config)
    return np.array([rows[2], rows[2] + fetched[2]])


def by_hand() -> tuple[Dials, Config]:
    """Dials for ONE layer with four heads that finishes every story.

    Heads 1 to 3 each watch one statement. If its colour is the one asked for, the head looks at the
    colour, where its value is 0; if not, at the name, which it takes away. Head 4 looks at all
    three names alike and adds them. What is left is the name that was not taken away.

    A row has 17 places for the token and 15 for the place in the story, as one-hots.
    """
    config = Config(17, 15, layers=1, width=32, heads=4, positions="learned")
    query, key = np.zeros((32, 4, 8)), np.zeros((32, 4, 8))
    value, output = np.zeros((32, 4, 8)), np.zeros((4, 8, 32))
    value[range(8), :, range(8)] = 1  # every head hands over names
    output[:3, range(8), range(8)], output[3, range(8), range(8)] = -1, 1
    query[17 + LAST, :, 7] = 100  # the last place asks for certain places
    for head, (name, colour) in enumerate(zip(NAMES_AT, COLOURS_AT, strict=True)):
        query[range(8, 14), head, range(6)] = 100  # and for its own colour
        key[range(8, 14), head, range(6)] = 1
        key[17 + name, head, 7], key[17 + colour, head, 7] = 2, 1.5  # 1.5 + 1 > 2 > 1.5 > 1
        key[17 + name, 3, 7] = 2  # head 4: all names alike
    return _by_hand([m.reshape(32, 32) for m in (query, key, value, output)], 10), config


def one_head_by_hand() -> tuple[Dials, Config]:
    """Dials for one layer with ONE head that finishes five ninths of the stories, about 56%.

    The head looks at the three names, the third by a tenth more, and at the colour that is asked
    for if it stands in the first or second statement. If it does not, the answer is the third name,
    and right. If it does, the colour adds a little to every name in the order of PEOPLE, more than
    that tenth: the answer is the last of the three in that order, right one time in three.
    """
    config = Config(17, 15, layers=1, width=32, heads=1, positions="learned")
    query, key, value = np.zeros((32, 32)), np.zeros((32, 32)), np.zeros((32, 32))
    root = 32**0.5  # by which the scores are divided
    query[range(8, 14), range(8, 14)] = 40 * root  # the last word asks for its own colour
    key[range(8, 14), range(8, 14)] = 1
    query[17 + LAST, 6] = root  # and for certain places; −40 is made good by the colour
    key[17:, 6] = -80
    key[[17 + place for place in NAMES_AT], 6] = 0, 0, np.log(1.1)
    key[[17 + place for place in COLOURS_AT[:2]], 6] = -40
    value[range(8), range(8)] = 1  # a name hands over itself
    value[8:14, :8] = 0.13 * np.arange(8)  # a colour a little of each name
    return _by_hand([query, key, value, np.eye(32)], 100), config


def _by_hand(matrices: Sequence[np.ndarray], out: float) -> Dials:
    """One layer of these four matrices, [32, 32]: each token and each place has a number of its own
    in the stream, and names alone are answers, `out` times as loud as they are fetched."""
    return {
        "tokens": jnp.eye(32)[:17],
        "places": jnp.eye(32)[17:],
        "layers": [no_bias(*matrices)],
        "out": out * jnp.eye(32, 17) * (jnp.arange(17) < 8),
    }
