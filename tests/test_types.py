"""Types: beside the other tests, since it takes a minute of one core."""

import subprocess
import sys

import pytest

from tools.notebooks import ROOT

pytestmark = pytest.mark.slow


def test_the_checker_of_types_finds_nothing():
    command = [sys.executable, "-m", "basedpyright"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
