"""How much one dial matters, in every model of the course:  python -m benchmarks.one_dial --json F

Each model is asked for its loss as it is, and again with one parameter multiplied by each of
FACTORS. What is lost is given as a share of what it has learned: 0 where the loss stays, 1 where it
is that of knowing nothing (the mean for every penguin; all classes, or all tokens, equally likely).

draws    parameters drawn at random, each as likely as any other
largest  the largest in size
worst    those that do most harm when set to zero, of all that were tried

Some minutes on two cores; SmolLM2 must be there (make models). results/one_dial.json is what it
wrote; notebook 24 draws it.
"""

import argparse
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

FACTORS = (0.0, 0.5, 2.0, -1.0)
DRAWS, KEPT = 40, 10
TRIED = 3000  # random ones of a model with more, in the search for the worst


class Asked(NamedTuple):
    """A model that can be asked for its loss with single parameters turned."""

    values: np.ndarray  # all its parameters in one row
    name_of: Callable[[int], str]
    losses: Callable[[np.ndarray, float], np.ndarray]  # (which [N], factor) -> [N]
    loss: float  # as it is
    nothing: float  # of knowing nothing
    among: np.ndarray  # which ones are searched for the worst


def one_by_one(loss: Callable[[np.ndarray], float], values: np.ndarray) -> Callable:
    """losses of a model that is a function of one row of parameters."""

    def losses(which: np.ndarray, factor: float) -> np.ndarray:
        found = []
        for i in which:
            turned = values.copy()
            turned[i] *= factor
            found.append(loss(turned))
        return np.array(found)

    return losses


def line(features: int) -> Asked:
    """The line through the penguins, with one feature or with four, at its best."""
    from course_utils.data import penguins

    birds = penguins()
    columns = [birds.flipper_length, birds.bill_length, birds.bill_depth, birds.species == "Gentoo"]
    names = ["a, of the flipper", "of the length of the bill", "of its depth", "of “Gentoo?”", "b"]
    x = np.column_stack([*columns[:features], np.ones(len(birds.body_mass))]).astype(float)
    best = np.linalg.lstsq(x, birds.body_mass, rcond=None)[0]
    names = [*names[:features], "b"]

    def loss(dials: np.ndarray) -> float:
        return float(np.mean((x @ dials - birds.body_mass) ** 2))

    every = np.arange(features + 1)
    nothing = float(np.var(birds.body_mass))
    return Asked(best, names.__getitem__, one_by_one(loss, best), loss(best), nothing, every)


def classifier() -> Asked:
    """The classifier of notebook 10 after 300 steps, on the sentences it was trained on."""
    from course_utils.data import sentences
    from course_utils.lessons.a_first_classifier.views import counts_of, split_words

    data = sentences()
    texts = np.array(data.text)[data.part == "training"]
    y = data.positive[data.part == "training"] * 1.0
    vocabulary = sorted({word for text in texts for word in split_words(text)})
    x = np.column_stack([counts_of(texts.tolist(), vocabulary), np.ones(len(y))])

    def chance(dials: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-(x @ dials)))

    def loss(dials: np.ndarray) -> float:
        p = chance(dials)
        return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))

    dials = np.zeros(x.shape[1])
    for _ in range(300):
        dials = dials - 2.0 * x.T @ (chance(dials) - y) / len(y)
    names = [*(f"the weight of “{word}”" for word in vocabulary), "the bias"]
    every = np.arange(len(dials))
    ask = one_by_one(loss, dials)
    return Asked(dials, names.__getitem__, ask, loss(dials), float(np.log(2)), every)


def of_transformer(params: Any, config: Any, windows: Any) -> Asked:
    """A small transformer on windows [N, T + 1]."""
    import jax
    import jax.numpy as jnp
    from jax.flatten_util import ravel_pytree

    from course_utils.count import table
    from course_utils.lessons.transformer.machines import name_of
    from course_utils.train import batch_loss

    flat, unflatten = ravel_pytree(params)
    windows = jnp.asarray(windows)

    @partial(jax.jit, static_argnums=1)
    def all_losses(which, factor):
        def one(i):
            return batch_loss(unflatten(flat.at[i].multiply(factor)), windows, config)

        return jax.lax.map(one, which)

    values, rows = np.asarray(flat), table(params)
    norms = np.repeat([row.kind == "norm" for row in rows.rows], [r.count for r in rows.rows])
    rng = np.random.default_rng(1)
    among = [rng.choice(len(values), min(TRIED, len(values)), replace=False)]
    among += [np.argsort(-np.abs(values))[:200], np.flatnonzero(norms)]
    loss = float(batch_loss(params, windows, config))

    def ask(which: np.ndarray, factor: float) -> np.ndarray:
        return np.asarray(all_losses(jnp.asarray(which), factor))

    nothing = float(np.log(config.V))
    return Asked(
        values, partial(name_of, rows), ask, loss, nothing, np.unique(np.concatenate(among))
    )


def machine() -> Asked:
    """The machine of notebook 15, on 64 of its sentences."""
    from course_utils.lessons.transformer.machines import PLAN, every_sentence, start, train
    from course_utils.transformer import forward

    words = every_sentence()
    tokens = np.searchsorted(np.unique(words), words)
    params = train(forward, start(PLAN, 0), tokens, PLAN)
    some = np.random.default_rng(0).choice(len(tokens), 64, replace=False)
    return of_transformer(params, PLAN, tokens[some])


def storyteller() -> Asked:
    """The storyteller of notebooks 16 and 17, on four windows of tales that it has not seen."""
    import jax

    from course_utils.tales import Words, tale_tokens
    from course_utils.train import Settings, fit
    from course_utils.transformer import init
    from course_utils.transformer import storyteller as plan

    words = Words()
    config = plan(len(words.vocab))
    settings = Settings(steps=600, begin=words.end)
    text = tale_tokens(1_000_000, seed=1)
    params = fit(init(jax.random.key(0), config), text, config, settings).params
    fresh = np.asarray(tale_tokens(2_000, seed=7))
    starts = np.flatnonzero(fresh == words.end)[:4]  # each window begins where a story does
    return of_transformer(params, config, np.array([fresh[i : i + 65] for i in starts]))


class Smol:
    """SmolLM2 on a short story; what lies below a turned dial is not computed again."""

    def __init__(self) -> None:
        from course_utils.count import table
        from course_utils.lessons.a_real_model.texts import RIVER
        from course_utils.pretrained import smollm2

        self.model = smollm2()
        self.rows = table(self.model.params).rows
        self.ends = np.cumsum([row.count for row in self.rows])
        self.read(RIVER)

    def read(self, text: str) -> None:
        """From now on the loss is that on another text, of which 128 tokens are guessed."""
        import jax.numpy as jnp

        from course_utils.transformer import residuals

        self.tokens = jnp.asarray(self.model.tokenizer.encode(text)[:129])
        self.stream = residuals(self.model.params, self.tokens[:-1], self.model.config)

    def place(self, i: int) -> tuple[str, tuple[int, ...]]:
        """Of a parameter's number: its array's name, and its place there."""
        k = int(np.searchsorted(self.ends, i, side="right"))
        row = self.rows[k]
        place = np.unravel_index(int(i) - self.ends[k] + row.count, row.shape)
        return row.name, tuple(int(j) for j in place)

    def name_of(self, i: int) -> str:
        name, place = self.place(i)
        return f"{name}[{', '.join(map(str, place))}]"

    def loss(self, params: Any, layer: int | None) -> float:
        """layer: the first block that differs; None: the embedding does."""
        import optax

        from course_utils.transformer import forward, forward_from

        config = self.model.config
        if layer is None:
            logits = forward(params, self.tokens[:-1], config)
        else:
            logits = forward_from(params, self.stream[2 * layer], layer, config)
        found = optax.softmax_cross_entropy_with_integer_labels(logits, self.tokens[1:])
        return float(found.mean())

    def turned(self, name: str, place: tuple[int, ...], factor: float) -> float:
        """The loss with one parameter of an array multiplied."""
        from course_utils.transformer import find, with_number

        value = float(find(self.model.params, name)[place])
        params = with_number(self.model.params, name, place, factor * value)
        part, _, rest = name.partition(".")
        if part == "blocks":
            return self.loss(params, int(rest.partition(".")[0]))
        return self.loss(params, None if part == "embedding" else len(params.blocks) - 1)

    def losses(self, which: np.ndarray, factor: float) -> np.ndarray:
        return np.array([self.turned(*self.place(i), factor) for i in which])

    def candidates(self, values: np.ndarray) -> np.ndarray:
        """Where the worst may be: the largest weights of the blocks and scales of norms, and the
        largest products that a weight writes (notebook 21)."""
        from course_utils.lessons.a_real_model.reading import Reading, largest_writes

        blocks = np.concatenate([[r.name.startswith("blocks")] for r in self.rows])
        norms = np.array([row.kind == "norm" for row in self.rows])
        counts = [row.count for row in self.rows]
        is_norm = np.repeat(norms, counts)
        is_weight = np.repeat(blocks & ~norms, counts)
        size = np.abs(values)
        found = [np.argpartition(-np.where(is_weight, size, 0), 12)[:12]]
        found += [np.argpartition(-np.where(is_norm, size, 0), 8)[:8]]
        names = [row.name for row in self.rows]
        for write in largest_writes(Reading(self.model, "The capital of France is"))[:5]:
            k = names.index(f"blocks.{write.layer}.mlp.down")
            row = self.rows[k]
            start = self.ends[k] - row.count
            found.append(np.array([start + np.ravel_multi_index(write.place, row.shape)]))
        return np.unique(np.concatenate(found))


FACTS = (
    "Paris is the capital of France. Rome is the capital of Italy. Water boils at one hundred "
    "degrees, and it freezes at zero. The moon goes around the earth once in a month, and the "
    "earth goes around the sun once in a year. Plants need light, water and air to grow. A "
    "triangle has three sides and a square has four. The opposite of hot is cold, and the "
    "opposite of up is down. In 1969 two men walked on the moon."
)
FOUR = (  # array, place, factor
    ("blocks.11.mlp.down", (1229, 507), 0.0),
    ("blocks.27.mlp.gate", (17, 903), 0.0),
    ("blocks.27.mlp.gate", (17, 903), -1.0),
    ("blocks.2.mlp.down", (90, 507), -1.0),
)


def elsewhere() -> dict[str, list[float]]:
    """What the worst dials of SmolLM2 cost on three other texts: {text: a share a row of FOUR}"""
    from course_utils.lessons.a_real_model.texts import TEN
    from course_utils.tales import Words, tale_tokens

    s, words, found = Smol(), Words(), {}
    tale = words.decode(np.asarray(tale_tokens(400, seed=3))[:140]).replace("<end>", "\n")
    for name, text in {"ten sentences": " ".join(TEN), "tales": tale, "facts": FACTS}.items():
        s.read(text)
        loss = s.loss(s.model.params, None)
        learned = float(np.log(s.model.config.V)) - loss
        found[name] = [round((s.turned(*one) - loss) / learned, 3) for one in FOUR]
    return found


def smol() -> Asked:
    """SmolLM2-135M."""
    from course_utils.transformer import find

    s = Smol()
    params = s.model.params
    values = np.concatenate([np.asarray(find(params, row.name)).ravel() for row in s.rows])
    loss, nothing = s.loss(params, None), float(np.log(s.model.config.V))
    return Asked(values, s.name_of, s.losses, loss, nothing, s.candidates(values))


MODELS = {
    "a line (01)": partial(line, 1),
    "four inputs (05)": partial(line, 4),
    "the classifier (10)": classifier,
    "a small transformer (15)": machine,
    "the storyteller (16)": storyteller,
    "SmolLM2-135M (21)": smol,
}


def measured(asked: Asked) -> dict[str, Any]:
    """What notebook 24 needs of one model."""
    N, learned = len(asked.values), asked.nothing - asked.loss

    def lost(which: np.ndarray, factor: float) -> list[float]:
        found = (asked.losses(which, factor) - asked.loss) / learned
        return [float(f"{share:.3g}") for share in found]

    draws = np.random.default_rng(0).integers(N, size=DRAWS)
    size = np.abs(asked.values)
    largest = np.argsort(-size)[:KEPT] if N < 10**6 else np.argpartition(-size, KEPT)[:KEPT]
    largest = largest[np.argsort(-size[largest])]
    off = np.array(lost(asked.among, 0.0))
    worst = asked.among[np.argsort(-off, kind="stable")[:KEPT]]
    groups = {"draws": draws, "largest": largest, "worst": worst}
    told = {
        group: {
            "names": [asked.name_of(int(i)) for i in which],
            "values": [float(f"{asked.values[i]:.4g}") for i in which],
            "lost": {f"{factor:g}": lost(which, factor) for factor in FACTORS},
        }
        for group, which in groups.items()
    }
    about = {"dials": N, "loss": asked.loss, "nothing": asked.nothing, "tried": len(asked.among)}
    return about | told


def main() -> None:
    """Measure the models asked for, and add them to the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, required=True)
    parser.add_argument("--only", default="", help="models whose name holds this")
    arguments = parser.parse_args()
    found = json.loads(arguments.json.read_text()) if arguments.json.exists() else {}
    for name, make in MODELS.items():
        if arguments.only in name:
            found[name] = measured(make())
            if make is smol:
                found[name]["elsewhere"] = elsewhere()
            print(name, found[name]["dials"], found[name]["loss"], found[name]["nothing"])
            ordered = {key: found[key] for key in MODELS if key in found}
            arguments.json.write_text(json.dumps(ordered, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
