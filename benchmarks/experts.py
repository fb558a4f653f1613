"""What do more experts, a router's cures and shared blocks bring?  python -m benchmarks.experts

Trains the small mixtures of notebook 20, one after the other: each trial with one seed at every
one of its learning rates, and then, at the rate with the lowest loss on validation windows, with
the other seeds. What is reported is the loss on test windows, which chose nothing.
Each result is appended to FILE; what stands there already is not run again. `--summarise` makes
`results/experts.json` of it, which the notebook shows.

--out FILE              where results are appended
--tables experts,looped,start,cures   only these
--quick                 three steps each, to see that all runs
--step-times            print milliseconds a step of the trials of "experts", in turns
"""

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from course_utils.count import count
from course_utils.lessons.experts_and_sharing import mixtures
from course_utils.lessons.experts_and_sharing.mixtures import Plan, Rules

FILE = Path(__file__).with_name("results") / "experts.json"
SEEDS, MANY = (0, 1, 2), tuple(range(10))
RATES = (0.007, 0.014)
EVERY = 10  # steps from one of the loads that are kept to the next


@dataclass(frozen=True)
class Trial:
    """One row of a table: a plan, and how it is trained."""

    table: str
    name: str
    plan: dict = field(default_factory=dict)
    rules: dict = field(default_factory=dict)
    rates: tuple[float, ...] = RATES
    seeds: tuple[int, ...] = SEEDS
    steps: int = 300


def experts() -> Iterator[Trial]:
    """The same active dials with more in all; and without experts as large."""
    one = {"hidden": 32, "chosen": 1}
    yield Trial("experts", "1 of 32", one | {"experts": 1})
    for n in (4, 8):
        plan = one | {"experts": n}
        yield Trial("experts", f"{n} of 32", plan, {"balance": 0.01})
        yield Trial("experts", f"{n} of 32, router as drawn", plan, {"learns": 0.0})
        yield Trial("experts", f"1 of {32 * n}", one | {"experts": 1, "hidden": 32 * n})


def looped() -> Iterator[Trial]:
    """One block run through four times, and its rivals."""
    plain = {"experts": 1, "hidden": 96, "layers": 4}
    yield Trial("looped", "one block, four times", plain | {"looped": True})
    yield Trial("looped", "one block", plain | {"layers": 1})
    yield Trial("looped", "four blocks", plain)
    yield Trial("looped", "four narrow blocks", plain | {"width": 28, "hidden": 56})


def start() -> Iterator[Trial]:
    """How often does a router collapse by itself?"""
    for n in (4,):
        yield Trial("start", f"{n} experts", {"experts": n}, {}, (0.014,), MANY)


def cures() -> Iterator[Trial]:
    """The router begins in favour of expert 0; what brings the others back?"""
    plan = {"experts": 4, "router_b": True}

    def trial(name: str, **rules: float) -> Trial:
        return Trial("cures", name, plan, {"unfair": 3.0} | rules, (0.014,))

    yield trial("nothing 0")
    for strength in (0.001, 0.01, 0.1):
        yield trial(f"balance loss {strength:g}", balance=strength)
    for strength in (0.001, 0.01, 0.1):
        yield trial(f"routing bias {strength:g}", bias_step=strength)


TABLES = {"experts": experts, "looped": looped, "start": start, "cures": cures}


def one_run(trial: Trial, rate: float, seed: int, data: dict) -> dict[str, Any]:
    """Train once, and measure."""
    plan, began = Plan(**trial.plan), time.perf_counter()
    rules = Rules(rate=rate, **trial.rules)
    run = mixtures.train(plan, data["training"], trial.steps, seed, rules, every=50)
    seen = {part: mixtures.look(run.params, data[part], plan) for part in ("validation", "test")}
    found: dict[str, Any] = {"table": trial.table, "name": trial.name, "rate": rate, "seed": seed}
    found |= {part: round(look.loss, 4) for part, look in seen.items()}
    found |= {"has": count(run.params) - idle(plan), "meets": mixtures.met(plan)}
    found["loads_at_end"] = np.round(seen["test"].loads, 3).tolist()
    if trial.table in ("start", "cures"):
        means = run.loads.reshape(-1, EVERY, *run.loads.shape[1:]).mean(axis=1)
        found["loads"] = np.round(means, 3).tolist()  # [steps / EVERY, L, E]
    return found | {"steps": trial.steps, "seconds": round(time.perf_counter() - began, 1)}


def idle(plan: Plan) -> int:
    """Routing biases that nothing moves are no dials here."""
    return 0 if plan.experts == 1 else plan.experts * (1 if plan.looped else plan.layers)


def lines_of(out: Path) -> list[dict]:
    """What was recorded so far."""
    return [json.loads(line) for line in out.read_text().splitlines()] if out.exists() else []


def recorded(trial: Trial, rate: float, seed: int, data: dict, out: Path) -> dict:
    """The result of a run: as it stands in the file, or else run now, and appended to it."""
    for line in lines_of(out):
        there = (line["table"], line["name"], line["rate"], line["seed"])
        if there == (trial.table, trial.name, rate, seed):
            return line
    line = one_run(trial, rate, seed, data)
    with out.open("a") as file:
        file.write(json.dumps(line) + "\n")
    print(trial.name, rate, seed, line["test"], line["seconds"], flush=True)
    return line


def summary(lines: list[dict]) -> dict:
    """{table: {name: row}}: each trial at its best rate; of cures and starts every seed's loads."""
    tables: dict[str, dict] = {}
    by_name: dict[tuple, dict[float, list[dict]]] = {}
    for line in lines:
        rates = by_name.setdefault((line["table"], line["name"]), {})
        rates.setdefault(line["rate"], []).append(line)
    for (table, name), rates in by_name.items():
        best = max(rates, key=lambda rate: len(rates[rate]))  # with all seeds
        runs = sorted(rates[best], key=lambda line: line["seed"])
        row = {key: runs[0][key] for key in ("rate", "steps", "has", "meets")}
        row["at_the_edge"] = len(rates) > 1 and best in (min(rates), max(rates))
        row |= {part: [run[part] for run in runs] for part in ("validation", "test")}
        row["loads_at_end"] = [run["loads_at_end"] for run in runs]
        if table == "cures":
            row["loads"] = runs[0]["loads"]
        tables.setdefault(table, {})[name] = row
    return {"seeds": len(SEEDS), "every": EVERY, "tables": tables}


def step_times(data: dict, rounds: int = 5) -> dict[str, float]:
    """Milliseconds of a step of each trial of "experts": in turns, the least of the rounds."""
    taken: dict[str, list[float]] = {}
    for round_ in range(rounds + 1):
        for trial in experts():
            began = time.perf_counter()
            mixtures.train(Plan(**trial.plan), data["training"], 20, 0, every=20)
            if round_:  # the first compiles
                taken.setdefault(trial.name, []).append(time.perf_counter() - began)
    return {name: round(1000 * min(seconds) / 20, 1) for name, seconds in taken.items()}


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.experts")
    parser.add_argument("--out", metavar="FILE", default="experts.jsonl")
    parser.add_argument("--tables", default=",".join(TABLES))
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--step-times", action="store_true")
    parser.add_argument("--summarise", action="store_true")
    args = parser.parse_args()
    out = Path(args.out)
    if args.summarise:
        FILE.write_text(json.dumps(summary(lines_of(out))) + "\n")
        return
    data = {"training": mixtures.stories()}
    if args.step_times:
        print(json.dumps(step_times(data), indent=1))
        return
    data |= {"validation": mixtures.windows_of(2), "test": mixtures.windows_of(3)}
    for trial in (trial for table in args.tables.split(",") for trial in TABLES[table]()):
        if args.quick:
            trial = replace(trial, steps=10 * 5, rates=trial.rates[:1], seeds=trial.seeds[:1])
        tried = [recorded(trial, rate, trial.seeds[0], data, out) for rate in trial.rates]
        best = min(tried, key=lambda line: line["validation"])["rate"]
        for seed in trial.seeds[1:]:
            recorded(trial, best, seed, data, out)


if __name__ == "__main__":
    main()
