"""Four families on very short tales: what several runs learn, for notebook 19.

`python -m benchmarks.four_families --json benchmarks/results/four_families.json` trains each family
from several random starts, on the same tales and at one learning rate (others were tried, too), and
asks it the five questions on the way. Each run is written as soon as it is done; what stands in the
file already is not run again.

--seeds 1,2       random starts
--families T5     only these
--rate 0.0015     another learning rate than the lesson's
--longest 3       words in a span of T5's
"""

import argparse
import json
import os
from pathlib import Path
from typing import Any

import numpy as np

SEEDS, STEPS = (1, 2), (300, 600, 900, 1200)
TRAINING, TEST = 1, 10_000  # seeds of the tales
TALES, ASKED = 20_000, 100
TRIED = "fill a gap, every word tried"  # GPT's fair way


def one(family: str, seed: int, rate: float, longest: int) -> dict[str, Any]:
    """A run, its mean loss at the end in nats, and what it answers rightly after each of STEPS."""
    from course_utils.lessons.four_families import asking, machines, texts, training

    tokens = texts.rows(texts.tales(TALES, TRAINING))
    told = [tale for tale in texts.tales(2 * ASKED, TEST) if tale.asks is not None][:ASKED]
    right: dict[str, dict[str, float]] = {}

    def watch(steps: int, params: Any) -> None:
        if steps in STEPS:
            found = asking.asked(params, family, ASKED, TEST)
            if family == "GPT":
                found[TRIED] = asking.right_gap_by_trying(params, told)
            right[str(steps)] = {question: round(share, 3) for question, share in found.items()}

    settings = {"longest": longest} if family == "T5" else {}
    dials = machines.fresh(family, seed)
    _, losses = training.train(
        family, dials, tokens, STEPS[-1], seed, peak=rate, watch=watch, **settings
    )
    loss = round(float(np.mean(losses[-200:])), 3)
    return {"family": family, "seed": seed, "rate": rate, **settings, "loss": loss, "right": right}


def which(run: dict[str, Any]) -> tuple:
    """What tells a run from all others."""
    return run["family"], run["seed"], run["rate"], run.get("longest", 1)


def main() -> None:
    """Run what is missing, print a line for each run, and write all where --json says."""
    from course_utils.lessons.four_families.asking import FAMILIES
    from course_utils.lessons.four_families.training import RATE

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", help="file for all figures")
    parser.add_argument("--seeds", default=",".join(map(str, SEEDS)))
    parser.add_argument("--families", default=",".join(FAMILIES))
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--longest", type=int, default=1)
    arguments = parser.parse_args()
    path = Path(arguments.json) if arguments.json else None
    found = json.loads(path.read_text(encoding="utf-8")) if path and path.exists() else []
    done = {which(run) for run in found}
    for seed in map(int, arguments.seeds.split(",")):
        for family in arguments.families.split(","):
            if (family, seed, arguments.rate, arguments.longest) not in done:
                found.append(one(family, seed, arguments.rate, arguments.longest))
                print(json.dumps(found[-1]), flush=True)
                if path:
                    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    main()
