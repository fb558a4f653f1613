"""A room full of simulated learners: `python -m benchmarks.room --learners 30 [--json]`.

Starts the hub on the loopback, as `make hub` does. All learners come in at the same second, each
opens a server and runs notebook 01 to its end, then turns dials twice a second for a minute. A
third of them turn at a time; every fifth learner reloads the page, every seventh kills the kernel,
every tenth falls silent. Then, one after another, the proxy, the service and the hub are killed
with SIGKILL while the learners go on.

Prints the time to a first cell, dial latency, memory a learner, CPU, failures, lost files and lost
events. Everything goes through the hub's own public addresses: no browser draws anything.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from tornado.httpclient import AsyncHTTPClient, HTTPClientError

from benchmarks.room_client import Kernel, Refused, Visitor
from workshop import place

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "a password for the benchmark"
PAGE = "01_two_dials.ipynb"
TROUBLE = (OSError, Refused, HTTPClientError, TimeoutError)
TURN_EVERY = 0.5  # seconds
BACK_WITHIN = 60.0  # seconds in which everybody must go on after a kill


@dataclass
class Learner:
    """One simulated learner, and what happened."""

    name: str
    visitor: Visitor
    kernel: Kernel | None = None
    first_cell: float = 0.0
    ran_all: float = 0.0
    turns: list[float] = field(default_factory=list)
    guessed: int = 0
    faults: list[str] = field(default_factory=list)

    def failed(self, doing: str, error: object) -> None:
        """Keep what went wrong."""
        self.faults.append(f"{self.name}, {doing}: {error}"[:300])


# One learner --------------------------------------------------------------------------------


async def first_part(learner: Learner, code: str, began: float) -> None:
    """Come in, open a server, run notebook 01 to its end, commit to each guess on the way."""
    try:
        await learner.visitor.learner(code, learner.name)
        await learner.visitor.open_server()
        learner.kernel = await Kernel.start(learner.visitor, PAGE)
        for i, cell in enumerate(code_cells()):
            said, _ = await learner.kernel.run(cell)
            if "Error:" in said and "NotImplementedError" not in said:
                learner.failed(f"cell {i + 1}", said.strip()[-150:])
            learner.first_cell = learner.first_cell or time.monotonic() - began
            await commit(learner)
        await learner.kernel.run("kept_by_the_learner = 41")
        await save(learner)
    except TROUBLE as error:
        learner.failed("coming in", repr(error))
    learner.ran_all = time.monotonic() - began


def code_cells() -> list[str]:
    """The code of notebook 01."""
    cells = json.loads((ROOT / "notebooks" / PAGE).read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


async def commit(learner: Learner) -> None:
    """Commit to the guesses that were just asked for, as a click does."""
    kernel = learner.kernel
    asked = [model for model, spec in kernel.models.items() if "choices" in spec]
    for model in asked[learner.guessed :]:
        choice = random.randrange(len(kernel.models[model]["choices"]))
        await kernel.comm(model, {"kind": "choose", "choice": choice})
        learner.guessed += 1


async def save(learner: Learner) -> None:
    """Write a file of one's own, as saving a notebook does."""
    what = {"type": "file", "format": "text", "content": learner.name}
    await learner.visitor.api("contents/mine.txt", "PUT", what)


async def turn_dials(learner: Learner, seconds: float) -> None:
    """Turn a dial of the first panel twice a second, and take the time until it is drawn."""
    kernel, end = learner.kernel, time.monotonic() + seconds
    panels = {model: spec for model, spec in kernel.models.items() if "dials" in spec}
    model, spec = next(iter(panels.items()))
    dials = [dial for dial in spec["dials"] if "low" in dial]
    await kernel.comm(model, {"kind": "hello", "view": "v", "ratio": 1})
    asked = 0
    while time.monotonic() < end:
        began, asked = time.monotonic(), asked + 1
        dial = random.choice(dials)
        value = random.uniform(dial["low"], dial["high"])
        content = {"kind": "turn", "values": {dial["name"]: value}, "asked": asked}
        learner.turns.append(await kernel.comm(model, content))
        await asyncio.sleep(max(0.0, TURN_EVERY - (time.monotonic() - began)))


async def second_part(learner: Learner, number: int, seconds: float) -> None:
    """Turn dials; some reload the page, some kill the kernel, some fall silent."""
    try:
        if number % 10 == 9:
            return
        await turn_dials(learner, seconds)
        if number % 5 == 0:
            learner.kernel.close()
            learner.kernel = await Kernel.join(learner.visitor, learner.kernel.id)
            await still_there(learner)
        if number % 7 == 3:
            await learner.visitor.api(f"kernels/{learner.kernel.id}", "DELETE")
            learner.kernel.close()
            learner.kernel = await Kernel.start(learner.visitor, PAGE)
            await learner.kernel.run("kept_by_the_learner = 41")
        mine = await learner.visitor.api("contents/mine.txt")
        if mine["content"] != learner.name:
            learner.failed("a file", "is lost")
    except TROUBLE as error:
        learner.failed("turning dials", repr(error))


async def still_there(learner: Learner) -> None:
    """Does the kernel know what it knew?"""
    said, _ = await learner.kernel.run("print(kept_by_the_learner + 1)")
    if said.strip() != "42":
        learner.failed("after a reload", said)


# The room -----------------------------------------------------------------------------------


class Room:
    """The hub, as `make hub` starts it, on a free port."""

    def __init__(self, folder: Path, at_once: int):
        (port,) = place.free_ports(1)
        self.folder, self.address = folder / "room", f"http://127.0.0.1:{port}"
        self.log = (folder / "said").open("w")
        command = [sys.executable, "-m", "workshop", "--folder", str(self.folder)]
        self.process = subprocess.Popen(
            [*command, "--port", str(port), "--at-once", str(at_once)],
            cwd=ROOT,
            env=os.environ | {"DIALS_ROOM_PASSWORD": PASSWORD},
            stdout=self.log,
            stderr=self.log,
        )

    async def up(self) -> None:
        """Wait for the entrance."""
        while self.process.poll() is None:
            try:
                answer = await Visitor(self.address, timeout=5).ask("/hub/login")
                told = await Visitor(self.address, timeout=5).ask("/services/room/static/room.css")
                if answer.code == told.code == 200:
                    return
            except TROUBLE:
                pass
            await asyncio.sleep(0.5)
        raise RuntimeError("The hub did not start.")

    def processes(self) -> list[psutil.Process]:
        """All of the room's, learners' too."""
        listed = []
        for process in psutil.process_iter(["cmdline"]):
            words = " ".join(process.info["cmdline"] or [])
            if str(self.folder) in words or process.pid == self.process.pid:
                listed.append(process)
        hub = psutil.Process(self.process.pid)
        return [*{p.pid: p for p in [*listed, hub, *hub.children(recursive=True)]}.values()]

    def memory(self) -> dict[str, float]:
        """MB (proportional set size) of the learners' servers and kernels, and of the rest."""
        sums = {"server": 0.0, "kernel": 0.0, "hub": 0.0}
        for process in self.processes():
            try:
                words = " ".join(process.cmdline())
                part = "server" if "singleuser" in words else "kernel"
                part = part if part == "server" or "ipykernel" in words else "hub"
                sums[part] += process.memory_full_info().pss / 2**20
            except psutil.Error:
                continue
        return sums

    def kill(self, words: str) -> None:
        """SIGKILL for the process whose command holds such words."""
        for process in self.processes():
            if words in " ".join(process.cmdline()) + " ":
                process.send_signal(signal.SIGKILL)
                return
        raise LookupError(words)

    async def told(self) -> dict:
        """The counts, as the instructor keeps them."""
        boss = Visitor(self.address, timeout=30)
        await boss.instructor(PASSWORD)
        return json.loads((await boss.ask("/services/room/guesses.json")).body)

    def end(self) -> None:
        """Ctrl-C."""
        self.process.terminate()
        self.process.wait(120)
        self.log.close()


async def goes_on(learner: Learner) -> float:
    """Seconds until a learner's kernel answers again over a new connection."""
    began = time.monotonic()
    while time.monotonic() - began < 2 * BACK_WITHIN:
        learner.kernel.close()
        try:
            learner.visitor.timeout = 10
            kernel = learner.kernel = await Kernel.join(learner.visitor, learner.kernel.id)
            said, _ = await asyncio.wait_for(kernel.run("print(kept_by_the_learner + 1)"), 20)
            if said.strip() == "42":
                return time.monotonic() - began
        except TROUBLE:
            await asyncio.sleep(0.5)
    learner.failed("after a kill", "does not go on")
    return float("inf")


async def kill_each(room: Room, learners: list[Learner], before: dict) -> dict:
    """Kill the proxy, the service and the hub; seconds until the last learner goes on."""
    result = {}
    for name, words in [
        ("proxy", "configurable-http-proxy"),
        ("service", "workshop.room"),
        ("hub", "-m jupyterhub "),
    ]:
        room.kill(words)
        await asyncio.sleep(0.5)
        back = await asyncio.gather(*map(goes_on, learners))
        began = time.monotonic()
        await room.up()
        result[f"back after the {name} was killed (s)"] = round(
            max(*back, time.monotonic() - began), 1
        )
    lost = events(before) - events(await room.told())
    return result | {"events lost that were confirmed": max(0, lost)}


def events(told: dict) -> int:
    """How many guesses were counted."""
    return sum(sum(counts) for page in told.values() for counts in page["guesses"].values())


# The benchmark ------------------------------------------------------------------------------


async def measure(room: Room, count: int, seconds: float) -> dict:
    """All figures of a room with so many learners."""
    await room.up()
    code = place.load(room.folder).code
    learners = [Learner(f"learner-{i:02}", Visitor(room.address)) for i in range(1, count + 1)]
    began, busy = time.monotonic(), psutil.cpu_times()
    await asyncio.gather(*(first_part(learner, code, began) for learner in learners))
    after, spent = psutil.cpu_times(), time.monotonic() - began
    memory = room.memory()
    there = [learner for learner in learners if learner.kernel]
    third = max(1, min(10, len(there)))
    for i in range(0, len(there), third):
        parts = enumerate(there[i : i + third], i)
        await asyncio.gather(*(second_part(each, n, seconds) for n, each in parts))
    await asyncio.sleep(2)  # what was committed last is on its way
    told = await room.told()
    killed = await kill_each(room, there, told)
    turns = [turn for learner in learners for turn in learner.turns]
    return figures(learners, turns, memory) | {
        "guesses committed": sum(learner.guessed for learner in learners),
        "guesses counted": events(told),
        "cores busy while they came in": round((_used(after) - _used(busy)) / spent, 2),
        **killed,
        "faults": [fault for learner in learners for fault in learner.faults],
    }


def _used(times) -> float:
    return times.user + times.system


def figures(learners: list[Learner], turns: list[float], memory: dict[str, float]) -> dict:
    """What was measured of the learners, in numbers."""
    first = [learner.first_cell for learner in learners if learner.first_cell]
    count = max(1, len(first))
    slow = statistics.quantiles(turns, n=20)[-1] if len(turns) > 1 else float("nan")
    return {
        "learners": len(learners),
        "in": len(first),
        "first cell, median (s)": round(statistics.median(first or [float("nan")]), 1),
        "first cell, last (s)": round(max(first or [float("nan")]), 1),
        "notebook 01 run, last (s)": round(max(learner.ran_all for learner in learners), 1),
        "dial turns": len(turns),
        "dial turn, median (s)": round(statistics.median(turns or [float("nan")]), 3),
        "dial turn, p95 (s)": round(slow, 3),
        "a learner's server (MB)": round(memory["server"] / count),
        "a learner's kernel (MB)": round(memory["kernel"] / count),
        "the hub (MB)": round(memory["hub"]),
    }


def main() -> None:
    """Run it and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=60, help="how long each turns dials")
    parser.add_argument("--at-once", type=int, default=place.Settings("", "").at_once)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    AsyncHTTPClient.configure(None, max_clients=1000, max_body_size=500_000_000)
    with tempfile.TemporaryDirectory(prefix="room-") as folder:
        Path(folder).chmod(0o755)
        room = Room(Path(folder), asked.at_once)
        try:
            told: Awaitable[dict] = measure(room, asked.learners, asked.seconds)
            result = asyncio.run(told)
        finally:
            room.end()
    if asked.json:
        print(json.dumps(result, indent=1, ensure_ascii=False))
    else:
        for name, value in result.items():
            print(f"{name:44} {value if name != 'faults' else len(value)}")
        print("\n".join(result["faults"]))


if __name__ == "__main__":
    main()
