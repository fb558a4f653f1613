"""What is each part of a transformer good for?  python -m benchmarks.ablations --json FILE

Trains the machine of notebook 15 as the notebook does, from ten random starts, whole and with a
part taken away, and counts how many of the 512 sentences it finishes after 300 and 1,000 steps.
Then it looks into the ten whole ones: how many points of logit each part gives the right ending,
what happens with a part silenced and with a tenth of all dials set to 0, and, in two of them,
with each dial turned alone by the same amount.

The machine is the library's, with switches; the notebook's own is the same (a test holds it).
ablations.json, beside this file, is what it wrote; the notebook quotes it.

--jobs N    so many processes side by side
"""

import argparse
import json
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache, partial
from multiprocessing import get_context

import numpy as np

SEEDS, TURNED = range(1, 11), range(1, 3)  # of those trained, whose dials are turned one by one
STEPS = (300, 1000)
# Sentences whose dials are turned one by one: half end in "awake", at all times of day.
EIGHT = [272, 144, 128, 256, 441, 70, 127, 461]
DRAWS = 12  # of a tenth of the dials, for each machine

# What is changed: switches of `run`, and fields of the plan.
VARIANTS: dict[str, tuple[dict, dict]] = {
    "whole": ({}, {}),
    "without feed-forward": ({"feed_forward": False}, {}),
    "without feed-forward, one block": ({"feed_forward": False}, {"layers": 1}),
    "without attention": ({"attention": False}, {}),
}


def world():
    """The sentences as tokens [512, 11], and the plan of notebook 15."""
    from course_utils.lessons.transformer.machines import every_sentence
    from course_utils.transformer import Config

    words = every_sentence()
    vocabulary = np.unique(words)
    plan = Config(len(vocabulary), 16, layers=2, width=32, heads=4, kv_heads=2, bias=True)
    return np.searchsorted(vocabulary, words), plan


def run(params, tokens, config, attention: float | bool = True, feed_forward: float | bool = True):
    """The machine with switches: tokens [T] -> logits [T, V]."""
    from course_utils.transformer import layers

    x = writings(params, tokens, config, attention, feed_forward).sum(axis=0)
    return layers.normalise(params.final_norm, x, config) @ params.embedding.T


def writings(
    params, tokens, config, attention: float | bool = True, feed_forward: float | bool = True
):
    """What each part writes: [parts, T, D]. attention, feed_forward: on, off, or a fader."""
    import jax.numpy as jnp

    from course_utils.transformer import layers

    places = jnp.arange(len(tokens))
    wrote = [params.embedding[tokens]]
    for p in params.blocks:
        if attention is not False:
            read = layers.normalise(p.norm_1, jnp.stack(wrote).sum(0), config)
            new, _, _ = layers.attention(p.attention, read, places, None, config)
            wrote.append(attention * new)
        if feed_forward is not False:
            read = layers.normalise(p.norm_2, jnp.stack(wrote).sum(0), config)
            wrote.append(feed_forward * layers.mlp(p.mlp, read, config))
    return jnp.stack(wrote)


@cache
def variant(name: str):
    """(machine, plan) of a variant; the same object each time, so that it is compiled once."""
    switches, fields = VARIANTS[name]
    return partial(run, **switches), replace(world()[1], **fields)


def trained(name: str, seed: int, steps: int):
    """The params of a variant after a training from one random start."""
    from course_utils.lessons.transformer import machines

    machine, plan = variant(name)
    return machines.train(machine, machines.start(plan, seed), world()[0], plan, steps=steps)


def ablation(name: str) -> dict:
    """Its dials in use, and how many sentences each start finishes after each number of steps.

    Whoever finishes all of them is not trained any longer.
    """
    from course_utils.lessons.transformer import machines

    (machine, plan), sentences = variant(name), world()[0]
    right: dict[str, list[int]] = {str(steps): [] for steps in STEPS}
    for seed in SEEDS:
        ends = 0
        for steps in STEPS:
            if ends < len(sentences):
                params = trained(name, seed, steps)
                ends = machines.finished(machine, params, sentences, plan)
            right[str(steps)].append(ends)
    return {"dials": used(name, params), **right}


def used(name: str, params) -> int:
    """How many of its dials a variant makes use of."""
    from course_utils.count import count

    idle = []
    if name.startswith("without feed-forward"):
        idle = [part for block in params.blocks for part in (block.norm_2, block.mlp)]
    if name == "without attention":
        idle = [part for block in params.blocks for part in (block.norm_1, block.attention)]
    return count(params) - count(idle)


def inside(seed: int) -> dict:
    """Points of each part, parts silenced, dials lost and dials turned, of a whole machine."""
    from course_utils.lessons.transformer import machines

    (machine, plan), sentences = variant("whole"), world()[0]
    params = trained("whole", seed, STEPS[0])
    finished = partial(machines.finished, sentences=sentences, config=plan)
    lost = [machines.some_lost(params, 0.1, draw) for draw in range(DRAWS)]
    found = {
        "points": points(params, sentences, plan),
        "right without attention": finished(partial(machine, attention=0.0), params),
        "right without feed-forward": finished(partial(machine, feed_forward=0.0), params),
        "right with a tenth lost": [finished(machine, some) for some in lost],
    }
    if seed in TURNED:
        found["turned"] = turned(machine, params, sentences, plan)
    return found


def points(params, sentences, plan) -> list[float]:
    """For each part its points for the right ending, minus those for the wrong one: the mean."""
    import jax
    import jax.numpy as jnp

    def votes(tokens):  # [T] -> [5, V]
        wrote = writings(params, tokens, plan)[:, -1]
        size = jnp.sqrt(jnp.mean(wrote.sum(axis=0) ** 2) + plan.norm_eps)
        return wrote / size * params.final_norm.scale @ params.embedding.T

    given = np.asarray(jax.vmap(votes)(sentences[:, :9]))  # [512, 5, V]
    rows, right = np.arange(len(sentences)), sentences[:, 9]
    wrong = right.min() + right.max() - right  # there are two endings
    lead = given[rows, :, right] - given[rows, :, wrong]
    return [round(float(x), 2) for x in lead.mean(axis=0)]


def turned(machine: Callable, params, sentences, plan) -> dict:
    """Every dial alone set to 0, and turned 3 up and 3 down: whose answer changes."""
    from course_utils.count import table
    from course_utils.lessons.transformer import machines

    few = sentences[EIGHT]
    kinds = machines.kinds_of(table(params))
    turn = partial(machines.turn_each, machine, params, few, plan, np.arange(len(kinds)))
    moved, still_right = turn(times=0.0)
    flips = [~turn(plus=by)[1] for by in (3.0, -3.0)]
    flips = np.mean(flips, axis=(0, 2))  # [N]: the share of sentences and directions
    return {
        "set to 0: moves no answer by 0.01": float(np.mean(moved.max(axis=1) < 0.01)),
        "set to 0: changes an answer": int(np.sum(~still_right.all(axis=1))),
        "by 3: answers changed": {k: float(flips[kinds == k].mean()) for k in sorted(set(kinds))},
    }


def report(jobs: int) -> dict:
    """Everything, with `jobs` processes side by side."""
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        looks = pool.map(inside, SEEDS)
        found = dict(zip(VARIANTS, pool.map(ablation, VARIANTS), strict=True))
        return {"ablations": found, "inside": list(looks)}


def main() -> None:
    """Print a line for each variant; write all figures where --json says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--json", help="file for all figures")
    arguments = parser.parse_args()
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    found = report(arguments.jobs)
    for name, row in found["ablations"].items():
        ends = "; ".join(f"after {s} steps {row[str(s)]}" for s in STEPS)
        print(f"{name} ({row['dials']:,} dials): {ends}")
    for row in found["inside"]:
        print(row)
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as file:
            json.dump(found, file, indent=1)
            file.write("\n")


if __name__ == "__main__":
    main()
