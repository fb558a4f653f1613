"""How well does the storyteller tell after a minute?  python -m benchmarks.tales

Trains the plan `storyteller` on the tales, as the second run of notebook 16 does but longer, and
prints

- the seconds of training, from the first random parameter to the last step, compilation included;
- how far the trained model is above the exact entropy of the tales: its surprise at 1,000 held-out
  stories, each read from its first word to its end, over that of a reader who knows the grammar
  (the same stories for both; the error is one standard error of the mean difference);
- the share of 1,000 stories, told at temperature 0.7, in which the proofreader finds no fault.

--cores 1   keeps to one core (2 is the default)
--json      prints the report as JSON
"""

import argparse
import json
import resource
import time
from dataclasses import replace

import numpy as np

from .training import cores  # called before JAX counts them

STEPS, BATCH, RATE = 1500, 16, 0.02
STORIES, AT_ONCE = 1000, 100


def measure(seed: int, steps: int) -> dict:
    """Train and measure: the whole report."""
    import jax

    from course_utils.lessons.kit.telling import LONGEST, tell
    from course_utils.tales import Words, is_grammatical, tale_tokens
    from course_utils.train import Settings, fit
    from course_utils.transformer import init, storyteller

    words, tokens = Words(), tale_tokens(2_500_000, seed=1)
    started = time.perf_counter()
    config = storyteller(len(words.vocab))
    params = init(jax.random.key(seed), config)
    settings = Settings(steps, BATCH, RATE, seed=seed, every=steps, begin=words.end)
    run = fit(params, tokens, config, settings)
    seconds = time.perf_counter() - started
    reader = replace(config, context=LONGEST)
    told = [
        story
        for part in range(STORIES // AT_ONCE)
        for story in tell(run.params, reader, words, AT_ONCE, seed=1000 * seed + part)
    ]
    return {
        "steps": run.step,
        "seconds": seconds,
        **excess(run.params, reader, words),
        "grammatical": float(np.mean([is_grammatical(story) for story in told])),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def excess(params, config, words) -> dict:
    """What the model's surprise at held-out stories has above that of a perfect reader."""
    import jax

    from course_utils.tales import surprise, tale_entropy, tales
    from course_utils.train import token_losses

    read = jax.jit(token_losses, static_argnames="config")
    by_model, by_perfect = [], []
    for story in tales(STORIES, seed=777):
        said = words.encode(story)
        row = np.full(config.context + 1, words.end)
        row[1 : len(said) + 1] = said
        by_model.append(float(read(params, row, config)[: len(said) + 1].sum()))
        by_perfect.append(surprise(story))
    more = np.array(by_model) - np.array(by_perfect)
    exact = tale_entropy().nats_per_story
    return {
        "exact_nats_a_story": exact,
        "model_nats_a_story": float(np.mean(by_model)),
        "excess": float(more.mean() / np.mean(by_perfect)),
        "error": float(more.std() / len(more) ** 0.5 / np.mean(by_perfect)),
    }


def table(report: dict) -> str:
    """The report for people."""
    return (
        f"{report['steps']} steps in {report['seconds']:.1f} s on {report['cores']} core(s); "
        f"{report['model_nats_a_story']:.2f} nats a story, exact entropy "
        f"{report['exact_nats_a_story']:.2f}: {report['excess']:.2%} (± {report['error']:.2%}) "
        f"above it; {report['grammatical']:.1%} of {STORIES} stories without a fault; "
        f"{report['peak_memory_mb']:.0f} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.tales")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    report = {"cores": cores(wanted.cores), **measure(wanted.seed, wanted.steps)}
    print(json.dumps(report, indent=2) if wanted.json else table(report))


if __name__ == "__main__":
    main()
