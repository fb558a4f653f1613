"""What few notches and a few new dials do to SmolLM2:  python -m benchmarks.notches PART --json FILE

Each part takes some minutes on two cores, and adds what it finds to the file:

kinds    the matrices of one kind rounded, all others as they are: the loss on the manual's test
         part and on tales, at 4, 3 and 2 bits; and with the a and b of least squares
blocks   one transformer block rounded to 2 bits, the 29 others as they are
teach    additions of several ranks taught the tales, and rivals: as many dials elsewhere

results/notches.json is what it wrote; notebook 22 draws it.
"""

import argparse
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

KINDS = ("embedding", "query", "key", "value", "output", "gate", "up", "down")
BITS = (4, 3, 2)
RANKS = (1, 4, 16, 64)
SEEDS = (0, 1, 2)


def of_kind(kind: str) -> Callable[[str], bool]:
    """Names of the matrices of one kind; "all": every matrix."""
    return lambda name: kind == "all" or name.endswith(kind)


def measured(model: Any, params: Any) -> dict[str, float]:
    """The loss of a model on both texts."""
    from course_utils.lessons.sixteen_notches.rounding import loss, manual_windows, tale_windows

    return {
        "manual": round(loss(model, manual_windows(model), params), 4),
        "tales": round(loss(model, tale_windows(model), params), 4),
    }


def kinds(model: Any) -> dict[str, Any]:
    """Each kind of matrix at each number of bits, with blocks cut anew."""
    from course_utils.lessons.sixteen_notches.rounding import at_bits

    found: dict[str, Any] = {"as it is": measured(model, model.params)}
    for fit in ("range", "least_squares"):
        for bits in BITS:
            for kind in ("all", *KINDS) if fit == "range" else ("all",):
                rounded = at_bits(model.params, bits, True, fit, of_kind(kind))
                found.setdefault(fit, {}).setdefault(str(bits), {})[kind] = measured(model, rounded)
                print(fit, bits, kind, found[fit][str(bits)][kind], flush=True)
                del rounded
    return found


def blocks(model: Any) -> dict[str, Any]:
    """Each transformer block alone at 2 bits."""
    from course_utils.lessons.sixteen_notches.rounding import at_bits

    found = {}
    for i in range(model.config.layers):
        start = f"blocks.{i}."
        rounded = at_bits(model.params, 2, True, choose=lambda name, s=start: name.startswith(s))
        found[str(i)] = measured(model, rounded)
        print("block", i, found[str(i)], flush=True)
    return found


# A few new dials, and as many elsewhere ---------------------------------------------------------


def own_dials(params: Any, chosen: Callable[[str], bool]) -> Any:
    """Some of the model's own arrays, to be trained while all others stay."""
    import jax

    @jax.tree_util.register_dataclass
    @dataclass(frozen=True)
    class Own:
        """Arrays by their names, which take the place of the model's."""

        arrays: Mapping[str, Any] = field(metadata={"kind": "weight"})

        def merged(self, params: Any) -> Any:
            """The model with them."""
            return jax.tree_util.tree_map_with_path(
                lambda path, leaf: self.arrays.get(_name(path), leaf), params
            )

    leaves = jax.tree_util.tree_leaves_with_path(params)
    return Own({_name(path): leaf for path, leaf in leaves if chosen(_name(path))})


def _name(path: Any) -> str:
    import jax

    return jax.tree_util.keystr(path, simple=True, separator=".")


def teach(model: Any) -> list[dict[str, Any]]:
    """Each way to place new dials, each at several learning rates."""
    import jax

    from course_utils.lora import init

    def pairs(rank: int, seed: int) -> Any:
        return init(jax.random.key(seed), model.params, rank)

    def norms(name: str) -> bool:
        return name.endswith("scale")

    def two_matrices(name: str) -> bool:
        return name in ("blocks.28.attention.value", "blocks.29.attention.value")

    found = []
    for rank in RANKS:
        for rate in (0.003, 0.01):
            seeds = SEEDS if rank == 4 and rate == 0.003 else SEEDS[:1]
            found += [row(model, pairs(rank, s), rate, s, f"rank {rank}") for s in seeds]
    for name, chosen in (("norm scales", norms), ("two value matrices", two_matrices)):
        for rate in (0.001, 0.003, 0.01, 0.03):
            found.append(row(model, own_dials(model.params, chosen), rate, 0, name))
    return found


def row(model: Any, start: Any, rate: float, seed: int, name: str) -> dict[str, Any]:
    """Train and measure."""
    from course_utils.count import count
    from course_utils.lessons.sixteen_notches.teaching import (
        LENGTH,
        STEPS,
        right_sentences,
        settings,
        tale_tokens,
        told,
    )
    from course_utils.train import fit

    config = replace(model.config, context=LENGTH)
    chosen = replace(settings(STEPS, seed), learning_rate=rate)
    run = fit(start, tale_tokens(model), config, chosen, base=model.params, progress=False)
    stories = told(model, run.whole, n=6)
    found = {"way": name, "rate": rate, "seed": seed, "dials": count(start)}
    found |= measured(model, run.whole) | {"right sentences": right_sentences(stories)}
    print(found, flush=True)
    return found


def main() -> None:
    """Measure one part, and add it to the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("part", choices=("kinds", "blocks", "teach"))
    parser.add_argument("--json", help="file to which the figures are added")
    arguments = parser.parse_args()
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    from course_utils.pretrained import smollm2

    found = {"kinds": kinds, "blocks": blocks, "teach": teach}[arguments.part](smollm2())
    if arguments.json:
        path = Path(arguments.json)
        kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        text = json.dumps(kept | {arguments.part: found}, indent=1) + "\n"
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
