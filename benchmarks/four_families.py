"""Four families on very short tales: what several runs learn, for notebook 19.

`python -m benchmarks.four_families --json benchmarks/results/four_families.json` trains each family
from several random starts, on the same tales and at the better of two learning rates, and asks it
the five questions on the way. Each run is written as soon as it is done; what stands in the file
already is not run again.

--seeds 1,2       random starts
--families T5     only these
"""

import argparse
import json
import os
from pathlib import Path
from typing import Any

SEEDS, STEPS = (1, 2), (300, 600)
TRAINING, TEST = 1, 10_000  # seeds of the tales
TALES, ASKED = 20_000, 100
TRIED = "fill a gap, every word tried"  # GPT's fair way


def one(family: str, seed: int) -> dict[str, Any]:
    """A run, and what it answers rightly after each of STEPS."""
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

    training.train(family, machines.fresh(family, seed), tokens, STEPS[-1], seed, watch=watch)
    return {"family": family, "seed": seed, "rate": training.RATES[family], "right": right}


def main() -> None:
    """Run what is missing, print a line for each run, and write all where --json says."""
    from course_utils.lessons.four_families.asking import FAMILIES

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", help="file for all figures")
    parser.add_argument("--seeds", default=",".join(map(str, SEEDS)))
    parser.add_argument("--families", default=",".join(FAMILIES))
    arguments = parser.parse_args()
    path = Path(arguments.json) if arguments.json else None
    found = json.loads(path.read_text(encoding="utf-8")) if path and path.exists() else []
    done = {(run["family"], run["seed"]) for run in found}
    for seed in map(int, arguments.seeds.split(",")):
        for family in arguments.families.split(","):
            if (family, seed) not in done:
                found.append(one(family, seed))
                print(json.dumps(found[-1]), flush=True)
                if path:
                    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    main()
