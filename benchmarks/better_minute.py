"""What is each trick of training worth?  python -m benchmarks.better_minute --out FILE

Trains small transformers by the hundred: each of the `trials` below at every one of its learning
rates and with every seed, all of them side by side. Of a trial's rates the one with the lowest mean
loss on validation windows counts (`summary`), and what is reported is its loss on test windows,
which chose nothing. Trial by trial the result is appended to FILE, so that a run can be cut short;
`--summarise` makes `results/better_minute.json` of it, which notebook 16 shows.

The losses do not depend on the machine: on a graphics card this takes minutes, on two cores a day.
What depends on it is how many steps a minute has, so that is measured apart, on two cores
(`--step-times`), and read from `results/step_times.json` by whoever trains.

--tables tales,manual   only these          --quick      three steps each, to see that all runs
--data FILE             the texts as `prepared` makes them, for machines with another Python
--share 1/4             only each fourth trial, from the first on: several processes share them
"""

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from course_utils.data import Characters, manual, three_parts
from course_utils.lessons.training.stories import perfect_loss
from course_utils.tales import Words, tale_tokens
from course_utils.train import batch_loss, held_out_windows, token_losses, without_copies
from course_utils.train._optimizer import optimizer as muon
from course_utils.transformer import Config, init

RESULTS = Path(__file__).with_name("results")
SEEDS = (0, 1, 2, 3)
ADAMW_RATES = (0.001, 0.002, 0.004, 0.008, 0.016)
MUON_RATES = (0.005, 0.01, 0.02, 0.04, 0.08)
WARM_UP = 0.05  # of all steps
MINUTE = 60.0  # seconds of steps on two cores, compilation not included
CONTEXTS = {"tales": 88, "pieces": 64, "characters": 64}
RUN = {"tales": None, "pieces": 32, "characters": None}  # what counts as a copy: see without_copies


@dataclass(frozen=True)
class Trial:
    """One row of a table: a plan and a way to train it, at several rates."""

    table: str
    name: str
    text: str
    steps: int
    plan: dict = field(default_factory=dict)
    optimizer: str = "adamw"
    schedule: str = "falling"
    batch: int = 16
    rates: tuple[float, ...] = ADAMW_RATES


# The texts --------------------------------------------------------------------------------------


def prepared() -> dict[str, np.ndarray]:
    """The texts as tokens: for each, its vocabulary's size, training part and held-out windows."""
    words, arrays = Words(), {}
    parts = [tale_tokens(n, seed) for n, seed in ((2_500_000, 1), (60_000, 2), (60_000, 3))]
    arrays |= _windows("tales", len(words.vocab), parts, words.end)
    training, *held_out = three_parts(manual())
    from course_utils import tokens

    pieces = tokens.train(training, 1024)
    arrays |= _windows("pieces", len(pieces), [*map(pieces.encode, (training, *held_out))])
    letters = Characters.from_text(manual())
    arrays |= _windows("characters", len(letters), [*map(letters.encode, (training, *held_out))])
    return arrays


def _windows(text: str, vocab: int, parts, begin: int | None = None) -> dict[str, np.ndarray]:
    training, *held_out = parts
    found = {f"{text}.vocab": np.array(vocab), f"{text}.training": training}
    found[f"{text}.begin"] = np.array(-1 if begin is None else begin)
    for name, tokens in zip(("validation", "test"), held_out, strict=True):
        windows = held_out_windows(tokens, CONTEXTS[text], begin, most=10**6)
        left = without_copies(windows, training, RUN[text])
        found[f"{text}.{name}"] = left[:480] if text == "tales" else left
        found[f"{text}.{name}_copies"] = np.array(len(windows) - len(left))
    return found


@cache
def texts(path: str | None) -> dict[str, np.ndarray]:
    return dict(np.load(path)) if path else prepared()


# Training ---------------------------------------------------------------------------------------


def optimizer(name: str) -> optax.GradientTransformation:
    """For a learning rate of 1: the rate is multiplied in by the step."""
    if name == "muon":
        return muon()
    return optax.adamw(1.0, b1=0.9, b2=0.95, weight_decay=0.01)


def factor(step, steps: int, schedule: str):
    """The share of the rate in a step: up in a straight line, then down to zero ("falling") or
    level ("constant"); "down" is without the way up."""
    warm = 0 if schedule == "down" else max(1, round(WARM_UP * steps))
    up = (step + 1) / warm if warm else 1.0
    return min(up, 1.0 if schedule == "constant" else (steps - step) / (steps - warm), 1.0)


def starts(data: dict, trial: Trial, seed: int) -> np.ndarray:
    """Where the windows of each step begin: [steps, batch], as `train.draw` draws them."""
    tokens, length = data[f"{trial.text}.training"], CONTEXTS[trial.text]
    begin = int(data[f"{trial.text}.begin"])
    room = len(tokens) - length
    places = np.arange(room) if begin < 0 else np.flatnonzero(tokens[:room] == begin)
    drawn = [
        np.random.default_rng([seed, step]).integers(len(places), size=trial.batch)
        for step in range(trial.steps)
    ]
    return places[np.array(drawn)].astype(np.int32)


def config_of(data: dict, trial: Trial) -> Config:
    return Config(int(data[f"{trial.text}.vocab"]), CONTEXTS[trial.text], **trial.plan)


def step(params, state, windows, rate, config: Config, name: str):
    """One step. Returns the parameters, the optimizer's state and the loss before it."""
    loss, gradient = jax.value_and_grad(batch_loss)(params, windows, config)
    moves, state = optimizer(name).update(gradient, state, params)
    return jax.tree.map(lambda p, move: p + rate * move, params, moves), state, loss


def all_runs(data: dict, trial: Trial, seeds) -> dict:
    """The losses of a trial's runs on validation and test windows: [rates, seeds] each."""
    config = config_of(data, trial)
    tokens = jnp.asarray(data[f"{trial.text}.training"])
    window = jnp.arange(config.context + 1)
    factors = jnp.array([factor(i, trial.steps, trial.schedule) for i in range(trial.steps)])

    def one(rate, key, places):
        params: Any = init(key, config)  # optax's types know no dataclasses

        def advance(carry, at):
            share, begins = at
            windows = tokens[begins[:, None] + window]
            params, state = carry
            params, state, loss = step(
                params, state, windows, rate * share, config, trial.optimizer
            )
            return (params, state), loss

        first = (params, optimizer(trial.optimizer).init(params))
        (params, _), losses = jax.lax.scan(advance, first, (factors, places))
        return params, losses[-50:].mean()

    keys = jax.vmap(jax.random.key)(jnp.array(seeds))
    places = jnp.array([starts(data, trial, seed) for seed in seeds])
    by_seed = jax.vmap(one, in_axes=(None, 0, 0))
    by_rate = jax.jit(jax.vmap(by_seed, in_axes=(0, None, None)))
    params, training = by_rate(jnp.array(trial.rates), keys, places)
    found = {"training": training}
    for name in ("validation", "test"):
        windows = jnp.asarray(data[f"{trial.text}.{name}"])
        found[name] = jax.jit(partial(_losses, config=config))(params, windows)
    return {name: np.round(np.asarray(x, float), 4).tolist() for name, x in found.items()}


def _losses(params, windows, config: Config):
    """Mean loss of each run [rates, seeds] over windows [N, T + 1], a few at a time."""

    def of_window(window):
        one = partial(token_losses, tokens=window, config=config)
        return jax.vmap(jax.vmap(lambda p: one(p).mean()))(params)

    return jax.lax.map(of_window, windows, batch_size=8).mean(axis=0)


# The trials -------------------------------------------------------------------------------------

TALES = {"layers": 2, "width": 96, "heads": 4}
MANUAL = {"layers": 2, "width": 128, "heads": 4}
TRICKS = (
    "falling rate",
    "Muon",
    "small start",
    "mimetic start",
    "short convolution",
    "no positions",
)
START = ("small start", "mimetic start")  # the second contains the first


def with_tricks(table: str, text: str, plan: dict, tricks, name: str, steps: int) -> Trial:
    """The machine trained with so many of the tricks."""
    plan = dict(plan)
    if "mimetic start" in tricks:
        plan["init"] = "mimetic"
    elif "small start" in tricks:
        plan["init"] = "small_residual"
    if "short convolution" in tricks:
        plan["short_conv"] = 6
    if "no positions" in tricks:
        plan["positions"] = "none"
    way = ("muon", MUON_RATES) if "Muon" in tricks else ("adamw", ADAMW_RATES)
    schedule = "falling" if "falling rate" in tricks else "constant"
    return Trial(table, name, text, steps, plan, way[0], schedule, rates=way[1])


def rows(table: str, text: str, plan: dict, steps: dict[str, int]) -> list[Trial]:
    """The table of tricks: none, each alone, all, each left out."""
    base = ("falling rate",)  # the loop of notebook 16 has it
    chosen = {"none": (), "baseline": base}
    chosen |= {f"+ {trick}": (*base, trick) for trick in TRICKS[1:]}
    chosen["all"] = TRICKS
    names = {"small start": "all but small and mimetic start"}
    for trick in TRICKS:
        left = [other for other in TRICKS if other != trick]
        if trick == "small start":
            left = [other for other in TRICKS if other not in START]
        chosen[names.get(trick, f"all but {trick}")] = tuple(left)
    return [
        with_tricks(table, text, plan, tricks, name, steps.get(name, steps["baseline"]))
        for name, tricks in chosen.items()
    ]


def times() -> dict[str, dict[str, float]]:
    """Milliseconds of a step on two cores: {table: {name: ms}}."""
    return json.loads((RESULTS / "step_times.json").read_text())["milliseconds"]


def in_a_minute(table: str) -> dict[str, int]:
    return {name: int(round(1000 * MINUTE / ms, -1)) for name, ms in times()[table].items()}


def dials(steps: dict[str, int]) -> list[Trial]:
    """Width, depth and batch: as many steps for each, and as much time for each."""
    few, found = 400, []
    settings = [("width", w, {"width": w}, 16) for w in (32, 64, 128, 256)]
    settings += [("layers", n, {"layers": n}, 16) for n in (1, 2, 4)]
    settings += [("batch", b, {}, b) for b in (4, 16, 64)]
    for dial, value, change, batch in settings:
        plan, name = {"layers": 2, "width": 64, "heads": 4} | change, f"{dial} = {value}"
        rates = (0.0005, *ADAMW_RATES, 0.032)
        trial = Trial("dials", name, "tales", few, plan, batch=batch, rates=rates)
        found.append(trial)
        if name in steps:
            timed = max(60, round(few * steps[name] / steps[f"{dial} = {MIDDLE[dial]}"], -1))
            found.append(replace(trial, table="dials at equal time", steps=int(timed)))
    return found


MIDDLE = {"width": 64, "layers": 2, "batch": 16}


def customary(lengths=(100, 140, 180, 220, 300, 400, 600, 900)) -> list[Trial]:
    """The machine of `quick` on the manual's characters, for the comparison in README."""
    quick = {"layers": 2, "width": 176, "heads": 4, "positions": "alibi"}
    quick |= {"short_conv": 3, "init": "small_residual"}
    found = []
    for n in lengths:
        name = f"{n} steps"
        if n <= 300:
            rates = (0.01, 0.02, 0.04)
            found.append(
                Trial("ours with Muon", name, "characters", n, quick, "muon", "down", 12, rates)
            )
        if n >= 180:
            rates = (0.002, 0.004, 0.008, 0.016)
            found.append(
                Trial("ours with AdamW", name, "characters", n, quick, batch=12, rates=rates)
            )
    return found


def trials() -> list[Trial]:
    """All of them, those that matter most first."""
    tales, manual_ = in_a_minute("tales"), in_a_minute("manual")
    shapes = [Trial("shapes", name, "tales", tales[name], plan) for name, plan in SHAPES.items()]
    one_block = SHAPES["1 × 128"]
    last = with_tricks("tales", "tales", one_block, TRICKS, ONE_BLOCK, tales[ONE_BLOCK])
    found = [*shapes, *rows("tales", "tales", TALES, tales), last, *customary()]
    found += rows("manual", "pieces", MANUAL, {k: v // 4 for k, v in manual_.items()})
    return found + dials(in_a_minute("dials"))


ONE_BLOCK = "all, in one block of width 128"  # the plan `storyteller`
SHAPES = {
    "2 × 64": {"layers": 2, "width": 64, "heads": 4},
    "2 × 128": {"layers": 2, "width": 128, "heads": 4},
    "1 × 128": {"layers": 1, "width": 128, "heads": 4},
    "4 × 64": {"layers": 4, "width": 64, "heads": 4},
}


# Time -------------------------------------------------------------------------------------------


def step_times(data: dict, rounds: int, at_once: int, tables_wanted: Sequence[str]) -> dict:
    """Milliseconds a step: in turns, so that whatever else the machine does falls on all."""
    found, once = {}, {"baseline": 1}
    last = with_tricks("tales", "tales", SHAPES["1 × 128"], TRICKS, ONE_BLOCK, 1)
    tables = {
        "tales": [last]
        + [t for t in rows("tales", "tales", TALES, once) if t.name[0] != "n"]
        + [Trial("tales", name, "tales", 1, plan) for name, plan in SHAPES.items()],
        "manual": [t for t in rows("manual", "pieces", MANUAL, once) if t.name[0] != "n"],
        "dials": [t for t in dials({}) if t.table == "dials"],
    }
    for table in tables_wanted:
        members, alike = tables[table], {}
        for trial in members:  # the start and the schedule cost nothing
            plan = {k: v for k, v in trial.plan.items() if k != "init"}
            alike.setdefault(json.dumps([plan, trial.optimizer, trial.batch]), []).append(trial)
        ways = {key: _stepper(data, same[0]) for key, same in alike.items()}
        taken = {key: [] for key in ways}
        for _ in range(rounds):
            for key, go in ways.items():
                taken[key].append(go(at_once))
        found[table] = {
            trial.name: round(1000 * float(np.min(taken[key])), 2)
            for key, same in alike.items()
            for trial in same
        }
        jax.clear_caches()
    return found


def _stepper(data: dict, trial: Trial):
    """A function that takes n steps and returns the median seconds of one."""
    config = config_of(data, trial)
    trial = replace(trial, steps=8)
    params: Any = init(jax.random.key(0), config)
    state = [params, optimizer(trial.optimizer).init(params)]
    drawn = data[f"{trial.text}.training"][
        starts(data, trial, 0)[:, :, None] + np.arange(config.context + 1)
    ]
    one = jax.jit(step, static_argnames=("config", "name"))

    def go(n: int) -> float:
        seconds = []
        for i in range(n):
            began = time.perf_counter()
            *state[:], loss = one(*state, drawn[i % 8], 0.001, config, trial.optimizer)
            float(loss)
            seconds.append(time.perf_counter() - began)
        return float(np.median(seconds))

    go(2)
    return go


# The command ------------------------------------------------------------------------------------


def summary(lines: list[dict]) -> dict:
    """{table: {name: row}}: each trial at the rate that is best on validation, its test losses."""
    tables: dict[str, dict] = {}
    for line in lines:
        means = np.nan_to_num(np.array(line["validation"], float), nan=np.inf).mean(axis=1)
        best = int(means.argmin())
        row = {name: line[name] for name in ("steps", "batch", "optimizer", "plan", "rates")}
        row |= {"rate": line["rates"][best], "at_the_edge": best in (0, len(means) - 1)}
        row |= {"by_rate": [round(float(x), 4) for x in means]}
        row |= {part: line[part][best] for part in ("validation", "test", "training")}
        tables.setdefault(line["table"], {})[line["name"]] = row
    return tables


def floors(data: dict) -> dict[str, dict[str, float]]:
    """What a perfect reader loses on the held-out windows of the tales."""
    words, parts = Words(), ("validation", "test")
    return {"tales": {part: perfect_loss(data[f"tales.{part}"], words) for part in parts}}


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.better_minute")
    parser.add_argument("--out", metavar="FILE", default="better_minute.jsonl")
    parser.add_argument("--data", metavar="FILE")
    parser.add_argument("--tables", metavar="NAMES")
    parser.add_argument("--share", default="1/1")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--until", type=float, default=float("inf"), help="start none after (s)")
    parser.add_argument("--step-times", action="store_true")
    parser.add_argument("--summarise", action="store_true", help="make results/better_minute.json")
    args = parser.parse_args()
    jax.config.update("jax_default_matmul_precision", "highest")
    if args.step_times:
        tables = (args.tables or "tales,manual,dials").split(",")
        found = {"milliseconds": step_times(texts(args.data), 7, 6, tables)}
        Path(args.out).write_text(json.dumps(found, indent=1) + "\n")
        return
    if args.summarise:
        lines = [json.loads(line) for line in Path(args.out).read_text().splitlines()]
        found = {"seeds": SEEDS, "floors": floors(texts(args.data)), "tables": summary(lines)}
        (RESULTS / "better_minute.json").write_text(json.dumps(found, indent=1) + "\n")
        return
    began, data = time.perf_counter(), texts(args.data)
    which, of = map(int, args.share.split("/"))
    wanted = [t for t in trials() if not args.tables or t.table in args.tables.split(",")]
    for trial in wanted[which - 1 :: of]:
        if time.perf_counter() - began > args.until:
            break
        if args.quick:
            trial = replace(trial, steps=3, rates=trial.rates[:2])
        start = time.perf_counter()
        line = asdict(trial) | all_runs(data, trial, SEEDS[:2] if args.quick else SEEDS)
        line["seconds"] = round(time.perf_counter() - start, 1)
        with Path(args.out).open("a") as file:
            file.write(json.dumps(line) + "\n")
        print(f"{trial.table}: {trial.name}: {line['seconds']} s", flush=True)


if __name__ == "__main__":
    main()
