"""One model over many devices, with JAX's own sharding: which part of which array lies where, and
what the devices must tell each other.

    everywhere = mesh(data=4, model=2)  # 8 devices with two named axes
    params = place(params, everywhere)  # every array cut, or copied, as `CUTS` says
    advance = step(config, everywhere)  # train.update, for parameters that lie there
    collectives(advance.lower(...).compile(), everywhere)  # what travels

Devices side by side along "data" have the same parameters and different windows of text
(data-parallel). Those along "model" have different heads of attention and different neurons of
every MLP, and see the same windows (tensor-parallel: Shoeybi et al. 2019, "Megatron-LM"). No
communication is written here: from where the arrays lie, XLA works out what must travel (Xu et al.
2021, "GSPMD").
"""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import jax
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec

from .train import batch_loss, optimizer, update
from .transformer import Config, check_wide, name_of, shapes

AXES = DATA, MODEL = "data", "model"

# Which side of an array is cut along "model", by the array's name; what is not named here every
# device has in full. Matrices are [in, out]. Those that lead out of the stream are cut by their
# outputs: whole heads, whole neurons. Those that lead back into it are cut by their inputs: each
# device has a part of every sum, and the parts must be added (an all-reduce).
OUTPUTS = ("query", "key", "value", "up", "gate")
INPUTS = ("output", "down")
CUTS = {
    **{name: PartitionSpec(None, MODEL) for name in OUTPUTS},
    **{f"{name}_bias": PartitionSpec(MODEL) for name in OUTPUTS},
    **{name: PartitionSpec(MODEL, None) for name in INPUTS},
}


def pretend(devices: int) -> None:
    """Let this machine's processor appear as so many devices. They share its cores and its memory:
    good for trying out a layout, and hardly ever quicker than one.

    Must come before anything is computed: RuntimeError, in a sentence, if JAX has begun with fewer.
    """
    try:
        jax.config.update("jax_num_cpu_devices", devices)
        jax.config.update("jax_platforms", "cpu")
    except RuntimeError:  # JAX has begun; all is well if that was with as many
        pass
    if len(jax.devices()) < devices:
        raise RuntimeError(
            f"JAX has already begun, with {len(jax.devices())} device(s). Restart the kernel, and "
            f"ask for {devices} before anything else."
        )


def mesh(data: int = 1, model: int = 1) -> Mesh:
    """The first data · model devices in a table with two named axes, whatever kind they are.

    ValueError if there are not so many.
    """
    for name, n in zip(AXES, (data, model), strict=True):
        if not isinstance(n, int) or n < 1:
            raise ValueError(f"{name} must be a whole number of at least 1, not {n!r}.")
    there = jax.devices()
    if data * model > len(there):
        raise ValueError(
            f"{data} · {model} = {data * model} devices are asked for; there are {len(there)}."
        )
    return Mesh(np.array(there[: data * model]).reshape(data, model), AXES)


def shardings(tree: Any, over: Mesh) -> Any:
    """Where each array of a tree lies: parameters, gradients or an optimizer's state, told by their
    names. The same tree, with a NamedSharding in the place of each array. ValueError for packed
    weights."""
    check_wide(tree)

    def lies(path: Any, leaf: Any) -> NamedSharding:
        name = name_of(path).rpartition(".")[2]
        return NamedSharding(over, CUTS.get(name, PartitionSpec()))

    return jax.tree_util.tree_map_with_path(lies, tree)


def place(tree: Any, over: Mesh) -> Any:
    """The same tree, its arrays laid over the devices as `shardings` says."""
    return jax.device_put(tree, shardings(tree, over))


def place_windows(windows: Any, over: Mesh) -> jax.Array:
    """Windows of text [B, T + 1], shared out along "data". B must be a multiple of the devices
    there."""
    return jax.device_put(windows, NamedSharding(over, PartitionSpec(DATA)))


def held(tree: Any, over: Mesh) -> int:
    """Bytes of a tree that one device holds. tree: arrays, or their shapes."""
    pairs = zip(jax.tree.leaves(tree), jax.tree.leaves(shardings(tree, over)), strict=True)
    sizes = [math.prod(lies.shard_shape(x.shape)) * x.dtype.itemsize for x, lies in pairs]
    return sum(sizes)


def check(config: Config, over: Mesh) -> None:
    """ValueError, in a sentence, for a plan whose heads or neurons cannot be shared out evenly."""
    n = over.shape[MODEL]
    parts = {"heads": config.H, "kv_heads": config.K, "hidden": config.F}
    for name, count in parts.items():
        if count % n:
            raise ValueError(f"{name} = {count} cannot be shared out among {n} devices evenly.")


def step(config: Config, over: Mesh) -> Callable[..., Any]:
    """The course's own training step, `train.update`, for a model that lies on these devices.

    Returns a function (params, opt_state, windows, rate) -> (params, opt_state, loss), compiled at
    its first call; all that goes in and comes out lies as `place` and `place_windows` lay it.
    ValueError as in `check`.
    """
    check(config, over)
    params: Any = shapes(config)
    state = shardings((params, jax.eval_shape(optimizer().init, params)), over)
    whole, shared = NamedSharding(over, PartitionSpec()), NamedSharding(over, PartitionSpec(DATA))
    return jax.jit(
        partial(update, config=config),
        in_shardings=(*state, shared, whole),
        out_shardings=(*state, whole),
    )


def slopes(config: Config, over: Mesh) -> Callable[..., Any]:
    """The loss and its gradient, without the optimizer: a function (params, windows) -> (loss,
    gradient), compiled at its first call; the gradient lies as the parameters do. ValueError as in
    `check`."""
    check(config, over)
    lies = shardings(shapes(config), over)
    whole, shared = NamedSharding(over, PartitionSpec()), NamedSharding(over, PartitionSpec(DATA))
    return jax.jit(
        jax.value_and_grad(partial(batch_loss, config=config)),
        in_shardings=(lies, shared),
        out_shardings=(whole, lies),
    )


# What travels ----------------------------------------------------------------------------------


class Collective(NamedTuple):
    """An array that the devices of a group work out together."""

    kind: str  # "all-reduce", "all-gather", "reduce-scatter", "all-to-all", "collective-permute"
    shape: tuple[int, ...]  # of what each device has afterwards
    bytes: int
    axis: str  # along which axis of the mesh: "data", "model", "data and model", or "other"
    devices: int  # in a group
    times: int = 1  # how often in one run of the program (more than once inside a loop)

    @property
    def sent(self) -> float:
        """Bytes that each device sends, if pieces are passed on in a ring (Patarasuk and Yuan
        2009)."""
        n = self.devices
        share = {"all-reduce": 2 * (n - 1) / n, "all-gather": (n - 1) / n}
        share |= {"reduce-scatter": n - 1, "all-to-all": (n - 1) / n}
        return self.times * self.bytes * share.get(self.kind, 1)


KIND = r"all-reduce|all-gather|reduce-scatter|all-to-all|collective-permute"
RESULT = re.compile(rf"= (\(.*?\)|\S+) ({KIND})(-start)?\(")
CALLS = re.compile(r"(?:body|to_apply|calls|true_computation|false_computation)=%?([\w.-]+)")
SIZES = {"pred": 1, "s8": 1, "u8": 1, "s16": 2, "f16": 2, "bf16": 2, "s64": 8, "f64": 8}


def collectives(compiled: Any, over: Mesh) -> list[Collective]:
    """All that the devices tell each other in one run of a compiled program, read from its text.

    compiled: what `jax.jit(...).lower(...).compile()` gives. over: the mesh it is compiled for.
    An all-reduce adds an array up over a group of devices, each of which gets the sum; a
    reduce-scatter leaves each with a part of it; the others hand numbers round without adding. What
    stands in a loop counts as often as the loop turns, where XLA knows how often that is.
    """
    computations = _computations(compiled.as_text())
    groups = _axes(over)
    found = []
    for name, times in _runs(computations, "ENTRY"):
        for line in computations[name]:
            if match := RESULT.search(line):
                axis, devices = _axis(line, groups)
                for shape, size in _arrays(match[1], match[2] + (match[3] or "")):
                    found.append(Collective(match[2], shape, size, axis, devices, times))
    return [one for one in found if one.devices > 1]


def _computations(text: str) -> dict[str, list[str]]:
    """A program's functions, by name; the one that is run is called ENTRY."""
    found, lines = {}, []
    for line in text.splitlines():
        if head := re.match(r"(ENTRY )?%?([\w.-]+) .*\{$", line):
            lines = found["ENTRY" if head[1] else head[2]] = []
        else:
            lines.append(line)
    return found


def _runs(computations: dict[str, list[str]], name: str, times: int = 1) -> Iterator:
    """(name, times) of a function and of all that it calls."""
    yield name, times
    for line in computations[name]:
        turns = re.search(r'known_trip_count"?:\{"?n"?:"?(\d+)', line)
        for called in CALLS.findall(line):
            if called in computations:
                yield from _runs(computations, called, times * int(turns[1] if turns else 1))


def _arrays(result: str, kind: str) -> list[tuple[tuple[int, ...], int]]:
    """Shape and bytes of each array in a result such as `(f32[8,32]{1,0}, f32[32]{0})`."""
    found = []
    for dtype, axes in re.findall(r"(\w+)\[([\d,]*)\]", result):
        shape = tuple(int(n) for n in axes.split(",") if n)
        found.append((shape, math.prod(shape) * SIZES.get(dtype, 4)))
    # What begins an all-gather holds what goes in as well, in front of what comes out.
    return found[len(found) // 2 :] if kind == "all-gather-start" else found


def _axes(over: Mesh) -> dict[frozenset, str]:
    """The groups of devices along each axis, and along both: {groups: name}."""
    places = np.arange(over.devices.size).reshape(over.devices.shape)
    ways = {"data and model": places.reshape(1, -1), DATA: places.T, MODEL: places}
    return {_groups(rows): name for name, rows in ways.items()}


def _groups(rows: Sequence[Any]) -> frozenset:
    return frozenset(frozenset(int(place) for place in row) for row in rows)


def _axis(line: str, names: dict[frozenset, str]) -> tuple[str, int]:
    """Along which axis a line's collective goes, and how many devices are in a group."""
    rows: Any
    if named := re.search(r"replica_groups=mesh\[([^\]]*)\] \{([^}]*)\}", line):
        sizes = {name: int(n) for name, n in re.findall(r"'(\w+)'=(\d+)", named[1])}
        along = [i for i, name in enumerate(sizes) if f"'{name}'" in named[2]]
        table = np.arange(math.prod(sizes.values())).reshape(*sizes.values())
        members = math.prod(table.shape[i] for i in along)
        rows = np.moveaxis(table, along, range(-len(along), 0)).reshape(-1, members)
    elif listed := re.search(r"replica_groups=\{(\{[\d,{}]*\})\}", line):
        rows = [row.split(",") for row in re.findall(r"\{([\d,]+)\}", listed[1])]
    elif counted := re.search(r"replica_groups=\[([\d,]+)\]<=\[([\d,]+)\](?:T\(([\d,]+)\))?", line):
        shape, grid, order = ([int(n) for n in (x or "").split(",") if n] for x in counted.groups())
        table = np.arange(math.prod(grid)).reshape(grid)
        rows = (table.transpose(order) if order else table).reshape(shape).tolist()
    elif "source_target_pairs" in line:
        return "other", 2
    else:  # no groups are named: all devices
        rows = next(rows for rows, name in names.items() if len(rows) == 1)
    groups = _groups(rows)
    return names.get(groups, "other"), len(next(iter(groups)))


def expected(config: Config, over: Mesh, batch: int, tokens: int) -> dict[str, int]:
    """By the formula: bytes that are all-reduced along each axis for one gradient of `slopes`.

    Along "data": the loss, and every number of the gradient that a device has; where the head is
    the embedding once more, its slopes from both ends are added up separately, so it goes twice.
    Along "model": a sum [batch / data, tokens, D] for each matrix that is cut: on the way forward
    behind those that are cut by their inputs, on the way back behind those that are cut by their
    outputs. (That is what XLA makes of it. One sum would do for query, key and value together, and
    one for up and gate, since their slopes are added anyway.) All numbers have 4 bytes.
    """
    data, model = over.shape[DATA], over.shape[MODEL]
    params = shapes(config)
    twice = math.prod(params.embedding.shape) * 4 if config.tied else 0
    matrices = len(OUTPUTS) + len(INPUTS) - (config.mlp == "plain")  # a plain MLP has no gate
    stream = batch // data * tokens * config.D * 4
    return {
        DATA: held(params, over) + twice + 4 if data > 1 else 0,
        MODEL: matrices * config.layers * stream if model > 1 else 0,
    }
