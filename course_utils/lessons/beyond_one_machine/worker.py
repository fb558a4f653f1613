"""One of two processes that train one model together; `processes.py` starts both.

Each has a device of its own, all of the dials, and half of every batch. The gradient's sum goes
from one to the other over this machine's loopback, as it would over a cable.
"""

import importlib
import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

import jax
import numpy as np

from ... import sharding
from ...train import State, load, save
from .machines import BATCH, CHECKPOINT, PLAN, RATE, compiled_step, windows

EVERY = 4  # steps from one checkpoint to the next
LONGEST = 600  # seconds, after which a process ends whatever happens
HEARTBEAT = 30  # seconds without a sign of life until a process counts as dead


def main(number: int, port: int, folder: Path, steps: int, pause_at: int) -> None:
    """Train until so many steps are done, from the checkpoint in the folder on.

    number: 0 or 1. Process 1 stops after step `pause_at`, if that is not 0, and is silent.
    Writes a line for each step into the folder; process 0 also the checkpoint.
    """
    _end_after(LONGEST)
    _join(number, port)
    mesh = sharding.mesh(data=2)
    advance, run = compiled_step(mesh), load(folder / CHECKPOINT, PLAN)
    params, opt_state = sharding.place((run.state.params, run.state.opt_state), mesh)
    with (folder / f"process-{number}.jsonl").open("a") as told:
        while run.step < steps:
            batch = sharding.place_windows(windows(BATCH, run.step), mesh)
            try:
                params, opt_state, loss = advance(params, opt_state, batch, np.float32(RATE))
                run.losses.append(float(loss))
            except jax.errors.JaxRuntimeError as error:
                _give_up(error)
            run.state = State(params, opt_state, run.step + 1)
            print(json.dumps([run.step, run.losses[-1]]), file=told, flush=True)
            if number == 0 and run.step % EVERY == 0:
                save(folder / CHECKPOINT, run)
            if number == 1 and run.step == pause_at:
                time.sleep(LONGEST)
    jax.distributed.shutdown()


def _give_up(error: Exception) -> None:
    """End at once: a sum did not come, since the other process is gone.

    (JAX would end this one as well, but only after having waited for a sign of life.)
    """
    print(error, file=sys.stderr, flush=True)
    os._exit(1)


def _join(number: int, port: int) -> None:
    """Meet the other process, on loopback and nowhere else."""
    jax.config.update("jax_platforms", "cpu")
    jax.config.update("jax_num_cpu_devices", 1)
    jax.config.update("jax_cpu_collectives_implementation", "gloo")
    _sums_on_loopback()
    address = f"127.0.0.1:{port}"
    jax.distributed.initialize(
        address,
        num_processes=2,
        process_id=number,
        coordinator_bind_address=address,
        initialization_timeout=300,
        heartbeat_timeout_seconds=HEARTBEAT,
        shutdown_timeout_seconds=HEARTBEAT,
    )


def _sums_on_loopback() -> None:
    """Gloo, which adds the gradients up, would listen where this machine's name leads to. It can be
    told otherwise only by a private function; where there is none, it does what it does."""
    try:
        private: Any = importlib.import_module("jaxlib._jax")
        made = private.make_gloo_tcp_collectives
    except (ImportError, AttributeError):
        return

    def on_loopback(**settings: Any) -> Any:
        try:
            return made(**settings, hostname="127.0.0.1")
        except TypeError:
            return made(**settings)

    private.make_gloo_tcp_collectives = on_loopback


def _end_after(seconds: float) -> None:
    timer = threading.Timer(seconds, os._exit, [3])
    timer.daemon = True
    timer.start()


if __name__ == "__main__":
    number, port, folder, steps, pause_at = sys.argv[1:]
    main(int(number), int(port), Path(folder), int(steps), int(pause_at))
