"""What do more experts, and a block used twice, bring?  python -m benchmarks.experts --out FILE

Trains the small models of notebook 20, one after the other, each trial with every seed and all at
one learning rate: layers that learn facts by heart (how many do they know in the end, and which
questions change experts in the last step?), mixtures on the tales (the loss on test windows, which
chose nothing), and the notebook's own mixture (which kinds of words go where?). Each result is
appended to FILE; what stands there already is not run again. `--summarise` brings what is in FILE
into `results/experts.json`, which the notebook shows; rows of that which FILE lacks stay.

--tables facts,tales,start,words    only these
--quick                 ten steps with one seed, to see that all runs
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from course_utils.count import count
from course_utils.lessons.experts_and_sharing import facts, mixtures
from course_utils.lessons.experts_and_sharing.mixtures import Plan, Rules
from course_utils.tales import Words, lexicon

FILE = Path(__file__).with_name("results") / "experts.json"
SEEDS, MANY = (0, 1, 2), tuple(range(10))
NOTEBOOK = 120_000  # tokens that the notebook's own mixture learns from
RATE, EVERY = 0.014, 10  # EVERY: steps from one of the loads that are kept to the next


@dataclass(frozen=True)
class Trial:
    """One row of a table: a plan, and how it is trained."""

    table: str
    name: str
    plan: dict = field(default_factory=dict)
    rules: dict = field(default_factory=dict)
    seeds: tuple[int, ...] = SEEDS
    steps: int = 200


def all_facts() -> Iterator[Trial]:
    """Facts by heart: more experts, and one feed-forward part as large; then an unfair start, and
    what brings the other experts back."""
    eight = {"experts": 8, "hidden": 4}
    yield Trial("facts", "8 of 4", eight)
    yield Trial("facts", "8 of 4, router as drawn", eight, {"learns": 0.0})
    yield Trial("facts", "8 of 4, routing bias 0.01", eight, {"bias_step": 0.01})
    yield Trial("facts", "nothing 0", eight, {"unfair": 6.0})
    for strength in (0.01, 0.1, 1.0):
        rules = {"unfair": 6.0, "balance": strength}
        yield Trial("facts", f"balance loss {strength:g}", eight, rules)
    for strength in (0.001, 0.01, 0.1):
        rules = {"unfair": 6.0, "bias_step": strength}
        yield Trial("facts", f"routing bias {strength:g}", eight, rules)
    for hidden in (4, 8, 32):
        yield Trial("facts", f"1 of {hidden}", {"experts": 1, "hidden": hidden})
    two = {"experts": 1, "hidden": 4, "layers": 2}
    yield Trial("facts", "two layers of 4", two)
    yield Trial("facts", "one layer of 4, twice", two | {"looped": True})


def tales() -> Iterator[Trial]:
    """The tales, whose words follow rules: with one feed-forward part, and with experts."""
    yield Trial("tales", "1 of 32", {"experts": 1})
    yield Trial("tales", "4 of 32", {"experts": 4}, {"balance": 0.01})


def start() -> Iterator[Trial]:
    """How often does a router collapse by itself?"""
    yield Trial("start", "4 of 32", {"experts": 4}, {}, MANY, 300)


def words() -> Iterator[Trial]:
    """The mixture that the notebook trains: which kinds of words go to which expert?"""
    yield Trial("words", "4 of 32", {"experts": 4}, seeds=(0, 1))


TABLES = {"facts": all_facts, "tales": tales, "start": start, "words": words}
KINDS = {
    "names": (*lexicon.SHE, *lexicon.HE, *lexicon.EITHER),
    "animals": (*lexicon.HELPERS, *lexicon.BEASTS),
    "colours": tuple(lexicon.COLOURS),
    "marks": (".", ",", "?", "!", '"'),
}


def one_of_facts(trial: Trial, seed: int) -> dict[str, Any]:
    """Learn the facts once, and count those known."""
    plan = facts.Plan(**trial.plan)
    run = facts.train(plan, seed=seed, rules=facts.Rules(**trial.rules))
    loads = run.loads.reshape(-1, EVERY, plan.experts).mean(axis=1).round(3)  # [steps / EVERY, E]
    return {
        "table": trial.table,
        "name": trial.name,
        "seed": seed,
        "has": facts.sizes(plan)[0],
        "meets": facts.sizes(plan)[1],
        "known": round(facts.known(run.params, plan, seed), 4),
        "loads": loads.tolist(),
        "moved": moved(run),
    }


def moved(run: facts.Run) -> dict[str, float]:
    """Of the questions: which share changed experts in the last step, and what of them is known."""
    changed, right = run.moved(), run.right[-1]
    found = {"share": changed.mean(), "known": right[~changed].mean()}
    if changed.any():
        found["known of moved"] = right[changed].mean()
    return {key: round(float(share), 3) for key, share in found.items()}


def by_kind(trial: Trial, seed: int, data: dict) -> dict[str, Any]:
    """Train the notebook's mixture, and see which share of each kind of words each expert gets."""
    plan = Plan(**trial.plan)
    run = mixtures.train(plan, data["training"][:NOTEBOOK], trial.steps, seed)
    first = mixtures.look(run.params, data["test"], plan).first[:, 0]  # layer 1: [N, T]
    vocab, tokens, found = Words().vocab, data["test"][:, :-1], {}
    for kind, members in KINDS.items():
        these = first[np.isin(tokens, [vocab.index(word) for word in members if word in vocab])]
        found[kind] = (np.bincount(these, minlength=plan.experts) / len(these)).round(2).tolist()
    return {"table": trial.table, "name": trial.name, "seed": seed, "by kind": found}


def one_run(trial: Trial, seed: int, data: dict) -> dict[str, Any]:
    """Train on the tales once, and measure."""
    if trial.table == "facts":
        return one_of_facts(trial, seed)
    if trial.table == "words":
        return by_kind(trial, seed, data)
    plan = Plan(**trial.plan)
    rules = Rules(rate=RATE, **trial.rules)
    run = mixtures.train(plan, data["training"], trial.steps, seed, rules, every=50)
    seen = mixtures.look(run.params, data["test"], plan)
    return {
        "table": trial.table,
        "name": trial.name,
        "seed": seed,
        "steps": trial.steps,
        "test": round(seen.loss, 4),
        "loads": [[round(float(x), 3) for x in layer] for layer in seen.loads],
        "has": count(mixtures.shapes(plan)) - idle(plan),
        "meets": mixtures.met(plan) - idle(plan),
    }


def idle(plan: Plan) -> int:
    """Routing biases that nothing moves are no dials here."""
    return 0 if plan.experts == 1 else plan.experts * plan.layers


def lines_of(out: Path) -> list[dict]:
    """What was recorded so far."""
    return [json.loads(line) for line in out.read_text().splitlines()] if out.exists() else []


def record(trial: Trial, seed: int, data: dict, out: Path) -> None:
    """Run, and append the result to the file, unless it stands there."""
    there = [(line["table"], line["name"], line["seed"]) for line in lines_of(out)]
    if (trial.table, trial.name, seed) not in there:
        line = one_run(trial, seed, data)
        with out.open("a") as file:
            file.write(json.dumps(line) + "\n")
        print(trial.name, seed, line.get("test", line.get("known")), flush=True)


def summary(lines: list[dict]) -> dict:
    """{table: {name: row}}, with a test loss and the loads of each seed."""
    tables: dict[str, dict] = {}
    for line in sorted(lines, key=lambda line: line["seed"]):
        row = tables.setdefault(line["table"], {}).setdefault(line["name"], {})
        row |= {key: line[key] for key in ("steps", "has", "meets") if key in line}
        for key in ("test", "known", "moved", "by kind"):
            if key in line:
                row.setdefault(key, []).append(line[key])
        if "loads" in line:
            whole = line["seed"] == 0 or line["table"] != "facts"
            loads = line["loads"] if whole else line["loads"][-1:]
            row.setdefault("loads", []).append(loads)
    return {"rate": RATE, "every": EVERY, "tables": tables}


def merged(old: dict, new: dict) -> dict:
    """The old summary with the rows of the new one in it."""
    tables = {
        name: old["tables"].get(name, {}) | new["tables"].get(name, {})
        for name in {**old["tables"], **new["tables"]}
    }
    return new | {"tables": tables}


def short(text: str) -> str:
    """JSON whose numbers have four decimals at most."""
    return json.dumps(json.loads(text, parse_float=lambda number: round(float(number), 4)))


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.experts")
    parser.add_argument("--out", metavar="FILE", default="experts.jsonl")
    parser.add_argument("--tables", default=",".join(TABLES))
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--summarise", action="store_true")
    args = parser.parse_args()
    out = Path(args.out)
    if args.summarise:
        found = merged(json.loads(FILE.read_text()), summary(lines_of(out)))
        FILE.write_text(short(json.dumps(found)) + "\n")
        return
    data = {"training": mixtures.stories(), "test": mixtures.windows_of(3)}
    for trial in (trial for table in args.tables.split(",") for trial in TABLES[table]()):
        if args.quick:
            trial = replace(trial, steps=10, seeds=trial.seeds[:1])
        for seed in trial.seeds:
            record(trial, seed, data, out)


if __name__ == "__main__":
    main()
