"""A run on disk, in one file that holds numbers and words only (safetensors; no pickles)."""

import json
import zlib
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load as from_bytes
from safetensors.numpy import save as as_bytes

from ..files import read_bytes, write_bytes
from ..transformer import Config, name_of, shapes
from ._fit import Run, Settings, State
from ._optimizer import optimizer

FORMAT, OLDER = "dials-run-2", "dials-run-1"

# Names as runs of the older form have them, and as they are now.
FIELDS = {"feed_forward": "mlp", "mix": "short_conv", "start": "init"}
INITS = {"even": "standard", "quiet": "small_residual", "copying": "mimetic"}
PARTS = {"moments": "opt_state", "mixing": "short_conv.weight", "feed_forward": "mlp"}


def save(path: str | Path, run: Run, vocab: Iterable[str] | None = None) -> None:
    """Write all of a run: parameters, the optimizer's state, history, config and settings.

    vocab: the tokens' names (`Characters.vocab`), to be compared when the file is loaded.
    Written beside `path` first and then put in place, so a crash halfway leaves the old file.
    ValueError if there is no such folder; OSError if it cannot be written (full, read-only).
    """
    path = Path(path)
    if not path.parent.is_dir():
        raise ValueError(f"there is no folder {path.parent} to save into.")
    if run.base is not None:
        raise ValueError("this run trained additions to a model: save them with lora.save.")
    arrays, about = _described(run, vocab)
    write_bytes(path, as_bytes(arrays, metadata=about))


def _described(run: Run, vocab) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """A run as a file holds it: its arrays, and in words what they are."""
    about = {
        "format": FORMAT,
        "config": json.dumps(asdict(run.config)),
        "settings": json.dumps(asdict(run.settings)),
        "reason": run.reason,
        "vocab": json.dumps(None if vocab is None else list(vocab)),
    }
    arrays = {name: np.asarray(leaf) for name, leaf in _named(run.state).items()}
    arrays["losses"] = np.array(run.losses[: run.step], np.float32)
    arrays["held_out.steps"] = np.array(list(run.held_out), np.int32)
    arrays["held_out.losses"] = np.array(list(run.held_out.values()), np.float32)
    about["checksum"] = _checksum(arrays)
    return arrays, about


def load(path: str | Path, config: Config | None = None, vocab: Iterable[str] | None = None) -> Run:
    """Read what `save` wrote; `resume` goes on with it.

    config, vocab: what you expect; None takes what the file says. ValueError, in a sentence, for
    a file that is missing, damaged, not a run, or of another plan or vocabulary than expected: it
    names what differs. OSError for one that cannot be read just now, which is no damage. Nothing
    of yours is changed.
    """
    about, arrays = _read(path)
    _check_same(path, about, config, vocab)
    try:
        config = Config(**json.loads(about["config"]))
        settings = Settings(**json.loads(about["settings"]))
        state = _empty(config, step=len(arrays["losses"]))
        losses = arrays["losses"].tolist()
        steps, measured = arrays["held_out.steps"].tolist(), arrays["held_out.losses"].tolist()
        held_out = dict(zip(steps, measured, strict=True))
        return Run(_fill(state, arrays, path), config, settings, losses, held_out, about["reason"])
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path} is not a whole run: {error} is missing or wrong.") from None


def holds(path: str | Path, run: Run, vocab: Iterable[str] | None = None) -> bool:
    """Is this very run in the file? False too for one that cannot be read."""
    try:
        return _read(path)[0] == _described(run, vocab)[1]
    except (OSError, ValueError):
        return False


def _read(path) -> tuple[dict[str, str], dict[str, np.ndarray]]:
    try:
        raw = read_bytes(Path(path))
    except (FileNotFoundError, IsADirectoryError):
        raise ValueError(f"there is no file {path}.") from None
    try:
        arrays = from_bytes(raw)
        size = int.from_bytes(raw[:8], "little")
        about = json.loads(raw[8 : 8 + size]).get("__metadata__", {})
    except (SafetensorError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path} is damaged, or no safetensors file: {error}.") from None
    if about.get("format") not in (FORMAT, OLDER):
        raise ValueError(f"{path} holds arrays, but not a run that `save` wrote.")
    if about.get("checksum") != _checksum(arrays):
        raise ValueError(f"{path} is damaged: its numbers are not those that were saved.")
    return (about, arrays) if about["format"] == FORMAT else _renamed(path, about, arrays)


def _renamed(path, about: dict, arrays: dict) -> tuple[dict[str, str], dict[str, np.ndarray]]:
    """A run of the older form under today's names. ValueError if it would be another model now."""
    config = {FIELDS.get(name, name): x for name, x in json.loads(about["config"]).items()}
    config["init"] = INITS.get(config.get("init", ""), config.get("init"))
    if config.get("positions") == "alibi":
        raise ValueError(
            f"{path} holds a model whose distances were counted in another way (the slopes of "
            "ALiBi): it would be wrong now. Please train it anew."
        )

    def now(name: str) -> str:
        return ".".join(PARTS.get(part, part) for part in name.split("."))

    return about | {"config": json.dumps(config)}, {now(name): x for name, x in arrays.items()}


def _check_same(path, about: dict, config: Config | None, vocab) -> None:
    """ValueError that names each field in which the file's plan or vocabulary differs."""
    theirs = json.loads(about["config"])
    ours = theirs if config is None else asdict(config)
    names = [name for name in {**ours, **theirs} if ours.get(name) != theirs.get(name)]
    differ = [f"{name} = {theirs.get(name)!r}, here {ours.get(name)!r}" for name in names]
    if differ:
        raise ValueError(f"{path} holds a model of another plan: {'; '.join(differ)}.")
    kept = json.loads(about["vocab"])
    if vocab is None or kept is None or list(vocab) == kept:
        return
    strange = [*sorted(set(kept) ^ set(vocab)), "the order"][:5]
    raise ValueError(
        f"{path} was trained with another vocabulary: {len(kept)} tokens, here {len(vocab)}; "
        f"they differ in {', '.join(map(repr, strange))}."
    )


def _empty(config: Config, step: int) -> State:
    """The tree that a run of this plan has, with shapes in place of numbers."""
    params = shapes(config)
    return State(params, jax.eval_shape(optimizer().init, params), step)


def _named(state: State) -> dict:
    """Each array of a state under its place in the tree: params.blocks.0.attention.query …"""
    tree = {"params": state.params, "opt_state": state.opt_state}
    leaves = jax.tree_util.tree_leaves_with_path(tree)
    return {name_of(where): x for where, x in leaves}


def _fill(empty: State, arrays: dict, path) -> State:
    """The tree `empty` with the file's arrays in it. ValueError if one is missing or differs."""
    places = _named(empty)
    for name, place in places.items():
        found = arrays.get(name)
        if found is None or found.shape != place.shape or found.dtype != place.dtype:
            has = "nothing" if found is None else f"{found.dtype} {list(found.shape)}"
            wanted = f"{place.dtype} {list(place.shape)}"
            raise ValueError(f"{path} does not fit: {name} must be {wanted}, the file has {has}.")
    filled = [jnp.asarray(arrays[name]) for name in places]
    treedef = jax.tree.structure({"params": empty.params, "opt_state": empty.opt_state})
    return State(**jax.tree.unflatten(treedef, filled), step=empty.step)


def _checksum(arrays: dict) -> str:
    """One number that changes if any array does: a damaged file is told from a whole one."""
    total = 0
    for name in sorted(arrays):
        total = zlib.crc32(arrays[name].tobytes(), zlib.crc32(name.encode(), total))
    return f"{total:08x}"
