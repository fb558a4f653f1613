"""Two real processes: the losses of one device, what a kill does, what a checkpoint brings back.
Nothing of them is left, and nothing of them listens where others could reach it."""

import gc
import re
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from course_utils.lessons.beyond_one_machine.machines import CHECKPOINT, train_alone
from course_utils.lessons.beyond_one_machine.processes import free_port, start_two
from course_utils.train import load

pytestmark = pytest.mark.slow

LOOPBACK = ("0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000")


def listening(pid: int) -> list[str]:
    """The addresses at which a process waits for connections, as Linux writes them."""
    links = []
    for path in Path(f"/proc/{pid}/fd").iterdir():
        try:
            links.append(str(path.readlink()))
        except OSError:  # closed meanwhile
            continue
    sockets = {found[1] for link in links if (found := re.match(r"socket:\[(\d+)\]", link))}
    rows = [
        row.split()
        for table in ("tcp", "tcp6")
        for row in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]
    ]
    return [row[1].partition(":")[0] for row in rows if row[3] == "0A" and row[9] in sockets]


def test_silent_then_killed_then_brought_back(tmp_path):
    pair = start_two(tmp_path, steps=8, pause_at=6)
    try:
        assert pair.wait_for_step(0, 6) and pair.wait_for_step(1, 6)
        alone = train_alone(8)
        before = pair.losses(0)
        assert before == pair.losses(1)
        np.testing.assert_allclose([before[i] for i in range(1, 7)], alone[:6], atol=1e-3)
        if Path("/proc/self/net/tcp").exists():
            heard = [address for child in pair.children for address in listening(child.pid)]
            assert heard and set(heard) <= set(LOOPBACK)
        assert pair.alive(0) and len(pair.losses(0)) == 6  # it waits, as long as the other does
        pair.kill(1)
        assert pair.wait(0) not in (0, None)
        assert load(tmp_path / CHECKPOINT).step == 4
        again = start_two(tmp_path, steps=8)
        assert again.wait(0) == 0 and again.wait(1) == 0
        after = again.losses(0)
        assert list(after) == [5, 6, 7, 8]
        assert (after[5], after[6]) == (before[5], before[6])
        assert after[8] == pytest.approx(alone[7], abs=1e-3)
    finally:
        pair.end()
    assert not any(pair.alive(i) or again.alive(i) for i in (0, 1))


def test_they_end_with_what_started_them(tmp_path):
    pair = start_two(tmp_path, steps=8)
    children = pair.children
    del pair
    gc.collect()
    assert all(child.poll() is not None for child in children)


def test_a_process_ends_by_itself_after_a_time():
    program = (
        "import time; from course_utils.lessons.beyond_one_machine.worker import _end_after;"
        "_end_after(0.2); time.sleep(60)"
    )
    begun = time.monotonic()
    assert subprocess.run([sys.executable, "-c", program]).returncode == 3
    assert time.monotonic() - begun < 60


def test_a_free_port_is_free():
    assert 1024 <= free_port() < 65_536
