"""Four families on very short tales: what many runs learn, for notebook 19.

`python -m benchmarks.four_families --json benchmarks/results/four_families.json` trains each family
from several random starts for several numbers of steps, at the rate that was best for it on
validation tales, and asks it the five questions on test tales. About half an hour on two cores.
"""

import argparse
import json
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np

SEEDS, STEPS, RATES = (0, 1, 2), (100, 200, 400, 800), (0.003, 0.006, 0.012)
TRAINING, VALIDATION, TEST = 1, 20_000, 10_000  # seeds of the tales
TALES, ASKED = 20_000, 300
HIDES = (0.15, 0.3, 0.5)  # BERT: how many of the words


def trained(family: str, seed: int, steps: int, rate: float, **settings):
    """The dials of a family after a training."""
    from course_utils.lessons.four_families import machines, texts, training

    tokens = texts.rows(texts.tales(TALES, TRAINING))
    start = machines.fresh(family, seed)
    return training.train(family, start, tokens, steps, seed, rate, **settings)[0]


def best_rate(family: str) -> float:
    """The rate whose run, of a random start used for nothing else, is right most often."""
    from course_utils.lessons.four_families import asking

    found = {}
    for rate in RATES:
        params = trained(family, 100, STEPS[-2], rate)
        found[rate] = sum(asking.asked(params, family, ASKED, VALIDATION).values())
    return max(found, key=lambda rate: found[rate])


def one(job: tuple) -> tuple:
    """A run, and what it answers."""
    from course_utils.lessons.four_families import asking, texts

    family, seed, steps, rate, settings = job
    params = trained(family, seed, steps, rate, **settings)
    told = [tale for tale in texts.tales(2 * ASKED, TEST) if tale.asks is not None][:ASKED]
    found = asking.asked(params, family, ASKED, TEST)
    tried = asking.right_gap_by_trying(params, told) if family == "GPT" else None
    return job, found, tried


def gather(done: list[tuple]) -> dict:
    """{who: {steps: {question: [one for each seed]}}}"""
    table: dict = {}
    for (family, _, steps, _, settings), found, tried in done:
        who = f"BERT, {settings['share']:.0%} hidden" if settings else family
        answers = table.setdefault(who, {}).setdefault(str(steps), {})
        for question, share in found.items():
            answers.setdefault(question, []).append(round(share, 3))
        if tried is not None:
            more = table.setdefault("GPT, every word tried", {}).setdefault(str(steps), {})
            more.setdefault("fill a gap", []).append(round(tried, 3))
    return table


def report(jobs: int) -> dict:
    """Everything, with `jobs` processes side by side."""
    from course_utils.count import count
    from course_utils.lessons.four_families import asking, machines

    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        rates = dict(zip(asking.FAMILIES, pool.map(best_rate, asking.FAMILIES), strict=True))
        todo = [(f, s, n, rates[f], {}) for f in asking.FAMILIES for n in STEPS for s in SEEDS]
        hides = [
            ("BERT", seed, STEPS[-2], rates["BERT"], {"share": share})
            for share in HIDES[1:]
            for seed in SEEDS
        ]
        done = list(pool.map(one, [*todo, *hides]))
    return {
        "seeds": list(SEEDS),
        "tales asked": ASKED,
        "rates": rates,
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
