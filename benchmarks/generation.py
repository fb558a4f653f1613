"""How fast does SmolLM2 write here?    python -m benchmarks.generation [--json] [--other PYTHON]

Greedy decoding with the cache, 60 tokens after a prompt of 18, on as many cores as there are. Each
way in a process of its own, one after the other, and that three times over; of each the best time
is taken, so that whatever else the machine does falls on all of them:

float32         `sample.stream`, which reads drafts where the text repeats itself; compiled before
one by one      the same without drafts
packed          weights stay on the file's notches, with drafts
packed one by one   the same without drafts
bfloat16        weights in 16 bits, without drafts
transformers    float32, in PyTorch, with its cache   (where it is installed)
llama.cpp       its own kernels on the file's 4 bits    (where llama-cpp-python is installed)

--other  another Python that has transformers and llama-cpp-python; they are no part of the course

Drafts gain as much as a text repeats itself, and this one does: so also, for other prompts,
greedily and at temperature 0.7, how many times as fast they make it.

Also: seconds from the start of Python to the first token, the peak of memory, how long a token
takes after 18, 200 and 1,000 tokens, how quickly a long prompt is read, the rate at which this
machine's memory can be read, and how near each way comes to it: without drafts a token reads every
weight once.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from typing import Any

PROMPT = "The red kite circles above the village, and the children on the hill watch it go round"
COUNT = 60  # tokens that are written
ROUNDS = 3
PARAMETERS = 134_515_008
WAYS: dict[str, dict[str, Any]] = {
    "float32": {},
    "one by one": {},
    "packed": {"packed": True},
    "packed one by one": {"packed": True},
    "bfloat16": {"dtype": "bfloat16"},
}
DRAFTED = ("float32", "packed")
# Of a weight, about.
BYTES = {"float32": 4, "one by one": 4, "bfloat16": 2, "transformers": 4, "llama.cpp": 5 / 8}
BYTES |= dict.fromkeys(("packed", "packed one by one"), 0.72)
LENGTHS = (18, 200, 1000)
TEXTS = (
    "A parameter is",
    "The capital of France is",
    "def mean(numbers):\n",
    "Once upon a time there was a girl who",
    "Wind turbines turn the movement of the air into electricity. Here is how:",
    "1, 2, 3, 4,",
    "In the summer of 1969",
)


def ours(way: str) -> dict[str, Any]:
    """Write 60 tokens as the course does."""
    started = time.perf_counter()
    import jax

    from course_utils import sample
    from course_utils.pretrained import smollm2

    if way not in DRAFTED:
        sample._draft = no_draft
    model = smollm2(**WAYS[way])
    prompt = model.tokenizer.encode(PROMPT).tolist()
    opened = time.perf_counter()
    tokens = sample.stream(jax.random.key(0), model.params, prompt, model.config, temperature=0)
    next(tokens)
    first = time.perf_counter()
    figures = {"start_seconds": first - started, "open_seconds": opened - started}
    figures["ms_per_token_while_compiling"], _ = _write(model, prompt)
    figures["ms_per_token"], written = _write(model, prompt)
    figures["peak_memory_mb"] = _peak()
    figures |= {"prompt": prompt, "written": written, "path": str(_file())}
    return figures | {"long": _long(model) if way == "one by one" else {}}


def no_draft(*_: Any) -> list[int]:
    """In place of `sample._draft`: tokens one by one."""
    return []


def _write(model: Any, prompt: list[int], temperature: float = 0) -> tuple[float, list[int]]:
    """Milliseconds a token, from the third on, and all 60 tokens."""
    import jax

    from course_utils.sample import stream

    tokens = stream(jax.random.key(0), model.params, prompt, model.config, temperature)
    written = [next(tokens), next(tokens)]
    now = time.perf_counter()
    written += [next(tokens) for _ in range(COUNT - 2)]
    return 1000 * (time.perf_counter() - now) / (COUNT - 2), written


def drafts() -> dict[str, dict[str, float]]:
    """For each prompt: how many times as fast with drafts, greedily and at temperature 0.7."""
    from course_utils import sample
    from course_utils.pretrained import smollm2

    model, draft, gains = smollm2(), sample._draft, {}
    for text in (PROMPT, *TEXTS):
        prompt = model.tokenizer.encode(text).tolist()
        gains[text] = {}
        for temperature in (0, 0.7):
            best, texts = {}, {}
            for _ in range(ROUNDS):  # the first compiles
                for name, ahead in (("with", draft), ("without", no_draft)):
                    sample._draft = ahead
                    ms, texts[name] = _write(model, prompt, temperature)
                    best[name] = min(ms, best.get(name, ms))
            assert texts["with"] == texts["without"]
            gains[text][f"temperature {temperature}"] = best["without"] / best["with"]
    return gains


def _long(model: Any) -> dict[str, float]:
    """Milliseconds a token after texts of some lengths, and tokens of a prompt read in a second."""
    import jax
    import numpy as np

    from course_utils.sample import stream

    figures = {}
    text = np.random.default_rng(0).integers(100, 40_000, max(LENGTHS))
    for length in LENGTHS:
        for again in (False, True):  # compiled by the second time
            tokens = stream(
                jax.random.key(0), model.params, text[:length], model.config, temperature=0
            )
            now = time.perf_counter()
            next(tokens)
            read = time.perf_counter() - now
            next(tokens)
            now = time.perf_counter()
            for _ in range(20 if again else 0):
                next(tokens)
            if again:
                figures[f"ms_per_token_after_{length}"] = 50 * (time.perf_counter() - now)
                figures[f"tokens_read_per_second_of_{length}"] = length / read
    return figures


def _file() -> Any:
    from course_utils.pretrained import SMOLLM2

    return SMOLLM2.place / SMOLLM2.parts[0].name


def _peak() -> float:
    """Megabytes that this process held at most."""
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if sys.platform == "darwin" else 1e3)


def memory_rate() -> dict[str, Any]:
    """Gigabytes a second: a sum over 512 MB, on all cores."""
    import jax
    import jax.numpy as jnp

    numbers = jnp.ones((8, 1 << 24), jnp.float32)
    add = jax.jit(lambda x: x.sum(axis=1))
    add(numbers).block_until_ready()
    best = min(_timed(lambda: add(numbers).block_until_ready()) for _ in range(10))
    return {"gigabytes_per_second": numbers.nbytes / best / 1e9}


def _timed(do: Any) -> float:
    now = time.perf_counter()
    do()
    return time.perf_counter() - now


# What others take; run by another Python that has them -----------------------------------------

OTHERS = {
    "transformers": """
import json, os, sys, time
started = time.perf_counter()
import torch
from transformers import AutoModelForCausalLM, DynamicCache
task = json.loads(sys.argv[1])
folder, file = os.path.split(task["path"])
model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=file, dtype=torch.float32)
tokens, past, written = torch.tensor([task["prompt"]]), DynamicCache(), []
with torch.inference_mode():
    for i in range(task["count"]):
        if i == 2: now = time.perf_counter()
        logits = model(tokens, past_key_values=past, use_cache=True).logits[0, -1]
        written.append(int(logits.argmax()))
        tokens = torch.tensor([written[-1:]])
ms = 1000 * (time.perf_counter() - now) / (task["count"] - 2)
""",
    "llama.cpp": """
import json, os, sys, time
started = time.perf_counter()
from llama_cpp import Llama
task = json.loads(sys.argv[1])
cores = os.cpu_count()
model = Llama(task["path"], n_ctx=512, n_threads=cores, n_threads_batch=cores, verbose=False)
model.eval(task["prompt"])
written = []
for i in range(task["count"]):
    if i == 2: now = time.perf_counter()
    written.append(int(model.scores[model.n_tokens - 1].argmax()) if model._logits_all
                   else int(model.sample(temp=0)))
    model.eval(written[-1:])
ms = 1000 * (time.perf_counter() - now) / (task["count"] - 2)
""",
}
TAIL = """
import resource
print("RESULT" + json.dumps({"ms_per_token": ms, "written": written,
    "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3}))
"""


def other(name: str, python: str, task: dict[str, Any]) -> dict[str, Any] | None:
    """The same task by another library; None where it is not installed."""
    command = [python, "-c", OTHERS[name] + TAIL, json.dumps(task)]
    quiet = os.environ | {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_VERBOSITY": "error"}
    done = subprocess.run(command, capture_output=True, text=True, env=quiet)
    lines = [line for line in done.stdout.splitlines() if line.startswith("RESULT")]
    if not lines:
        print(f"{name}: {(done.stderr.splitlines() or ['nothing'])[-1]}", file=sys.stderr)
        return None
    return json.loads(lines[-1].removeprefix("RESULT"))


# All together ----------------------------------------------------------------------------------


def alone(way: str) -> dict[str, Any]:
    """One of our ways in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.generation", "--way", way]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def best(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    """The round in which a token took least."""
    return min(rounds, key=lambda figures: figures["ms_per_token"])


def compare(python: str) -> dict[str, Any]:
    """All ways, in turns."""
    rounds: dict[str, list[dict[str, Any]]] = {}
    for _ in range(ROUNDS):
        for way in WAYS:
            rounds.setdefault(way, []).append(alone(way))
        first = rounds["float32"][0]
        task = {"path": first["path"], "prompt": first["prompt"], "count": COUNT}
        for name in OTHERS:
            figures = other(name, python, task)
            if figures is not None:
                rounds.setdefault(name, []).append(figures)
    ways = {name: best(found) for name, found in rounds.items()}
    text = first["written"]
    rate = alone("memory")["gigabytes_per_second"]
    for name, figures in ways.items():
        figures["tokens_per_second"] = 1000 / figures["ms_per_token"]
        figures["same_text"] = figures.pop("written") == text
        used = PARAMETERS * BYTES[name] / figures["ms_per_token"] / 1e6
        figures["share_of_memory_rate"] = used / rate
    for figures in ways.values():
        figures.pop("prompt", None)
        figures.pop("path", None)
    ratios = {
        f"{way} to {name}": ways[way]["tokens_per_second"] / ways[name]["tokens_per_second"]
        for way in WAYS
        for name in OTHERS
        if name in ways
    }
    machine = {"cores": os.cpu_count(), "python": platform.python_version()}
    report = {"ways": ways, "ratios": ratios, "drafts": alone("drafts")}
    return report | {"gigabytes_per_second": rate, "machine": machine}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--other", default=sys.executable)
    parser.add_argument("--way", choices=(*WAYS, "memory", "drafts"))
    chosen = parser.parse_args()
    if chosen.way:
        apart = {"memory": memory_rate, "drafts": drafts}
        print(json.dumps(apart.get(chosen.way, lambda: ours(chosen.way))()))
        return
    report = compare(chosen.other)
    if chosen.json:
        print(json.dumps(report, indent=1))
        return
    for name, figures in report["ways"].items():
        print(name)
        for what, value in figures.items():
            print(f"    {what:28} {value if isinstance(value, bool | dict) else f'{value:.3g}'}")
    print({name: round(ratio, 2) for name, ratio in report["ratios"].items()})
    for text, gains in report["drafts"].items():
        told = ", ".join(f"{gain:.2f} at {where}" for where, gain in gains.items())
        print(f"drafts: {told}: {text[:40]!r}")


if __name__ == "__main__":
    main()
