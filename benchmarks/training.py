"""How long does it take to learn a text?  python -m benchmarks.training --text FILE --until 1.88

Characters of FILE, cut into training, validation and test stretches (`three_parts`); windows of 64;
at most 0.81 million parameters; two cores; float32. Held-out windows that occur word for word in
the training part are left out. The clock runs from the first random parameter to the last step,
compilation included. Then the loss is measured on all validation windows, and on all test windows,
the same for everyone.

A run's learning rate falls to zero at its last step, so its length must be set beforehand: lengths
are tried from short to long, each in a fresh process, and the first whose *validation* loss is low
enough counts. All of them are in the report, with their test losses, which choose nothing.

--compare   trains two models in PyTorch on the same text as well: the customary one, and one with
            its rate searched (needs the extra "bench", or --torch PYTHON: another with torch)
--until     the validation loss to reach, in nats a character; left out: what the customary
            model reaches
--json      prints the report as JSON

What four seeds gave at each of several rates and lengths, for both machines and both optimizers, is
in `results/training.json`; the losses were computed on a graphics card, by this code and that of
`better_minute.py`, and do not depend on it.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

LENGTHS = (100, 130, 160, 180, 200, 220, 250, 300, 400, 500)  # steps of a run
BATCH = 12  # windows a step
CONTEXT = 64
CUSTOMARY = {"steps": 2000, "peak": 0.001, "optimizer": "adamw"}
TUNED = {"steps": 1600, "peak": 0.004, "optimizer": "adamw"}  # the best of those searched
TEN = 10  # the clock is read every so many steps
MOST = 810_000  # parameters


def ours(task: dict) -> dict:
    """Train as the course does. Figures as `training_torch.py` prints them."""
    import jax

    from course_utils.count import count
    from course_utils.train import Settings, evaluate, fit
    from course_utils.transformer import init, quick

    tokens = np.array(task["training"], np.int32)
    started = time.perf_counter()
    config = quick(vocab=task["vocab"], context=CONTEXT)
    params = init(jax.random.key(task["seed"]), config)
    marks = []
    run = fit(
        params,
        tokens,
        config,
        Settings(steps=task["steps"], batch=BATCH, seed=task["seed"], every=TEN),
        on_progress=lambda *_: marks.append(time.perf_counter()),
    )
    seconds = time.perf_counter() - started
    a_step = float(np.median(np.diff(marks))) / TEN
    if count(params) > MOST:
        raise SystemExit(f"{count(params):,} parameters are more than {MOST:,}.")
    return {
        **{
            name: float(evaluate(run.params, np.array(task[name], np.int32), config))
            for name in ("validation", "test")
        },
        "seconds": seconds,
        "steps": run.step,
        "ms_per_step": 1000 * a_step,
        "compile_seconds": marks[1] - started - TEN * a_step,
        "parameters": count(params),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def in_a_process(command: list[str], task: dict) -> dict:
    """Give the task to a fresh process as JSON; its last line is the figures."""
    done = subprocess.run(command, input=json.dumps(task), text=True, stdout=subprocess.PIPE)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed (exit code {done.returncode}).")
    return json.loads(done.stdout.splitlines()[-1])


def task_of(text: str, seed: int) -> dict:
    """What a process is told: the text as tokens, the windows to measure on, the seed."""
    from course_utils.data import Characters, three_parts
    from course_utils.train import held_out_windows, without_copies

    characters = Characters.from_text(text)
    training, *held_out = (characters.encode(part) for part in three_parts(text))
    task = {"training": training.tolist(), "vocab": len(characters), "seed": seed}
    for name, tokens in zip(("validation", "test"), held_out, strict=True):
        windows = held_out_windows(tokens, CONTEXT, most=10**6)
        task[name] = without_copies(windows, training).tolist()
    return task


def measure(args, text: str) -> dict:
    """The whole report."""
    task = task_of(text, args.seed)
    report: dict[str, Any] = {
        "characters": len(text),
        "vocabulary": task["vocab"],
        "windows": {name: len(task[name]) for name in ("validation", "test")},
        "cores": cores(),
    }
    if args.compare:
        script = str(Path(__file__).with_name("training_torch.py"))
        for name, way in (("customary", CUSTOMARY), ("tuned", TUNED)):
            report[name] = in_a_process([args.torch, script], task | way)
    until = args.until or report["customary"]["validation"]
    report |= {"until": until, "tried": []}
    for steps in args.steps or LENGTHS:
        command = [sys.executable, "-m", "benchmarks.training", "--child"]
        report["tried"].append(in_a_process(command, {**task, "steps": steps}))
        if report["tried"][-1]["validation"] <= until:
            break
    report["ours"] = {**report["tried"][-1], "reached": report["tried"][-1]["validation"] <= until}
    if args.compare:
        report["ratio"] = report["ours"]["seconds"] / report["customary"]["seconds"]
    return report


def cores(most: int = 2) -> int:
    """Keep to so many cores, here and in processes started from here. Returns how many they are."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:most])
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def words(report: dict) -> str:
    """The report for people."""
    lines = [
        f"{report['characters']:,} characters, {report['vocabulary']} different, "
        f"{report['cores']} cores; until {report['until']:.3f} nats a character"
    ]
    rows = [("ours", row) for row in report["tried"]]
    rows += [(name, report[name]) for name in ("customary", "tuned") if name in report]
    for name, row in rows:
        reached = "reached" if row["validation"] <= report["until"] else "not reached"
        lines.append(
            f"{name:9} {row['seconds']:6.1f} s  {row['steps']:5} steps  "
            f"{row['ms_per_step']:6.1f} ms a step  {row['validation']:.3f} on validation windows "
            f"({reached}), {row['test']:.3f} on test windows  "
            f"{row['parameters']:,} parameters  {row['peak_memory_mb']:.0f} MB"
        )
    if "ratio" in report:
        lines.append(f"ours / customary: {report['ratio']:.2f} of the time")
    return "\n".join(lines)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.training")
    parser.add_argument("--text", metavar="FILE", help="a UTF-8 text file; left out: the manual")
    parser.add_argument("--until", type=float, metavar="NATS")
    parser.add_argument("--steps", type=int, action="append", help="a length to try, in order")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--compare", action="store_true")
    parser.add_argument("--torch", default=sys.executable, metavar="PYTHON")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if not (args.child or args.until or args.compare):
        parser.error("give --until NATS, or --compare to reach what PyTorch reaches")
    return args


def main() -> None:
    args = arguments()
    if args.child:
        print(json.dumps(ours(json.load(sys.stdin))))
        return
    from course_utils.data import manual, read_text

    try:
        text = read_text(args.text, at_least=10_000) if args.text else manual()
    except ValueError as error:
        raise SystemExit(str(error)) from None
    report = measure(args, text)
    print(json.dumps(report, indent=2) if args.json else words(report))


if __name__ == "__main__":
    main()
