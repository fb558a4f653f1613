"""What few notches and a few new dials do to SmolLM2:  python -m benchmarks.notches PART --json F

Each part takes some minutes on two cores, and adds what it finds to the file F:

kinds    the matrices of one kind rounded, all others as they are: the loss on the manual's test
         part and on tales, at 2 and 3 bits
teach    additions of several ranks taught the tales, and rivals: dials of the model's own; what
         the file F has of this already is not measured again

results/notches.json is what it wrote; notebook 22 draws it.
"""

import argparse
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

KINDS = ("embedding", "query", "key", "value", "output", "gate", "up", "down")
BITS = (2, 3)
RATES = {  # of each way that is taught: one matrix has the best of three
    **{f"rank {rank}": (0.004,) for rank in (1, 2, 4, 8, 16, 32, 64)},
    "one value matrix": (0.001, 0.004, 0.016),
    "norm scales": (0.004,),
}


Keep = Callable[[Any], None]  # writes down what was found so far


def of_kind(kind: str) -> Callable[[str], bool]:
    """Names of the matrices of one kind; "all": every matrix."""
    return lambda name: kind == "all" or name.endswith(kind)


def measured(model: Any, change: Any = None, params: Any = None) -> dict[str, float]:
    """The loss of a model on both texts."""
    import numpy as np

    from course_utils.lessons.sixteen_notches.rounding import losses, manual_windows, tale_windows

    manual, tales = manual_windows(model), tale_windows(model)
    found = losses(model, np.concatenate([manual, tales]), change, params)
    on_manual, on_tales = found[: len(manual)].mean(), found[len(manual) :].mean()
    return {"manual": round(float(on_manual), 4), "tales": round(float(on_tales), 4)}


def kinds(model: Any, keep: Keep, kept: Any = None) -> None:
    """Each kind of matrix at each number of bits, with groups cut anew."""
    from course_utils.lessons.sixteen_notches.rounding import Rounding

    found: dict[str, Any] = {"as it is": measured(model)}
    found["group of the super weight"] = measured(model, params=one_group(model.params))
    for bits in BITS:
        row = found[str(bits)] = {}
        for kind in ("all", *KINDS):
            row[kind] = measured(model, Rounding(bits, True, choose=of_kind(kind)))
            print(bits, kind, row[kind], flush=True)
    keep(found)


def one_group(params: Any) -> Any:
    """The model with one group alone at 2 bits: that of the super weight (notebook 21)."""
    from course_utils.quantize import there_and_back
    from course_utils.transformer import find, replaced

    name, rows = "blocks.11.mlp.down", slice(1216, 1248)
    matrix = find(params, name)
    group = there_and_back(matrix[rows, 507], 2)
    return replaced(params, name, matrix.at[rows, 507].set(group))


# A few new dials, and as many elsewhere ---------------------------------------------------------


def own_dials(params: Any, chosen: Callable[[str], bool]) -> Any:
    """Some of the model's own arrays, to be trained while all others stay."""
    import jax

    from course_utils.transformer import name_of

    @jax.tree_util.register_dataclass
    @dataclass(frozen=True)
    class Own:
        """Arrays by their names, which take the place of the model's."""

        arrays: Mapping[str, Any] = field(metadata={"kind": "weight"})

        def merged(self, params: Any) -> Any:
            """The model with them."""
            return jax.tree_util.tree_map_with_path(
                lambda path, leaf: self.arrays.get(name_of(path), leaf), params
            )

    leaves = jax.tree_util.tree_leaves_with_path(params)
    return Own({name_of(path): leaf for path, leaf in leaves if chosen(name_of(path))})


def teach(model: Any, keep: Keep, kept: Any = None) -> None:
    """Additions of each rank, and dials of the model's own in the same blocks."""
    from course_utils.lessons.sixteen_notches import teaching

    page, found = teaching.tale_page(model), list(kept or [])
    done = {(row["way"], row["rate"]) for row in found}
    for way, rates in RATES.items():
        for rate in rates:
            if (way, rate) not in done:
                found.append(row(model, page, start_of(model, way), rate, way))
                keep(found)


def start_of(model: Any, way: str) -> Any:
    """What is trained, before it is: the additions of a rank, or dials of the model's own."""
    from course_utils.lessons.sixteen_notches import teaching

    def norm(name: str) -> bool:
        upper = not name.startswith("blocks.") or int(name.split(".")[1]) >= teaching.FIRST
        return upper and name.endswith("scale")

    def one_matrix(name: str) -> bool:
        return name == f"blocks.{teaching.FIRST}.attention.value"

    if way.startswith("rank"):
        return teaching.new_dials(model, int(way.split()[1]))
    return own_dials(model.params, norm if way == "norm scales" else one_matrix)


def row(model: Any, page: Any, start: Any, rate: float, name: str) -> dict[str, Any]:
    """Train and measure."""
    from course_utils.count import count
    from course_utils.lessons.sixteen_notches import teaching

    lesson = teaching.teach(model, page, start, rate=rate)
    found = {"way": name, "rate": rate, "dials": count(start)}
    found |= measured(model, params=lesson.additions.merged(model.params))
    print(found, flush=True)
    return found


def main() -> None:
    """Measure one part, and add it to the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("part", choices=("kinds", "teach"))
    parser.add_argument("--json", help="file to which the figures are added")
    arguments = parser.parse_args()
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    from course_utils.pretrained import smollm2

    path = Path(arguments.json) if arguments.json else None
    kept = json.loads(path.read_text(encoding="utf-8")) if path and path.exists() else {}

    def keep(found: Any) -> None:
        if path:
            text = json.dumps(kept | {arguments.part: found}, indent=1) + "\n"
            path.write_text(text, encoding="utf-8")

    {"kinds": kinds, "teach": teach}[arguments.part](smollm2(), keep, kept.get(arguments.part))


if __name__ == "__main__":
    main()
