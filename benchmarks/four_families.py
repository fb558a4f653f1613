"""Four families on very short tales: what several runs learn, for notebook 19.

`python -m benchmarks.four_families --json benchmarks/results/four_families.json` trains each family
from several random starts, all at one learning rate, and asks it the five questions on the way.
"""

import argparse
import json
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np

SEEDS, STEPS = (1, 2), (300, 600, 900)
TRAINING, TEST = 1, 10_000  # seeds of the tales
TALES, ASKED = 20_000, 100


def one(job: tuple) -> tuple:
    """A run, and what it answers after each of STEPS."""
    from course_utils.lessons.four_families import asking, machines, texts, training

    family, seed = job
    tokens = texts.rows(texts.tales(TALES, TRAINING))
    told = [tale for tale in texts.tales(2 * ASKED, TEST) if tale.asks is not None][:ASKED]
    found: dict = {}

    def watch(steps: int, params) -> None:
        if steps in STEPS:
            found[steps] = asking.asked(params, family, ASKED, TEST)
            if family == "GPT":
                found[steps]["tried"] = asking.right_gap_by_trying(params, told)

    start = machines.fresh(family, seed)
    training.train(family, start, tokens, STEPS[-1], seed, watch=watch)
    return job, found


def gather(done: list[tuple]) -> dict:
    """{who: {steps: {question: [one for each seed]}}}"""
    table: dict = {}
    for (family, _), found in done:
        for steps, answers in found.items():
            for question, share in answers.items():
                tried = question == "tried"
                row = table.setdefault("GPT, every word tried" if tried else family, {})
                shares = row.setdefault(str(steps), {})
                shares.setdefault("fill a gap" if tried else question, []).append(round(share, 3))
    return table


def report(jobs: int) -> dict:
    """Everything, with `jobs` processes side by side."""
    from course_utils.count import count
    from course_utils.lessons.four_families import asking, machines

    todo: list[tuple] = [(family, seed) for seed in SEEDS for family in asking.FAMILIES]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        done = list(pool.map(one, todo))
    return {
        "seeds": list(SEEDS),
        "tales asked": ASKED,
        "dials": {family: count(machines.fresh(family, 0)) for family in asking.FAMILIES},
        "runs": gather(done),
    }


def main() -> None:
    """Print a line for each family and number of steps; write all where --json says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--json", help="file for all figures")
    arguments = parser.parse_args()
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    found = report(arguments.jobs)
    for who, by_steps in found["runs"].items():
        for steps, answers in by_steps.items():
            means = ", ".join(f"{q} {np.mean(a):.0%}" for q, a in answers.items())
            print(f"{who}, {steps} steps: {means}")
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as file:
            json.dump(found, file, indent=1)
            file.write("\n")


if __name__ == "__main__":
    main()
