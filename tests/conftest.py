"""What several tests need. When tests run in two processes, those of the browser share one, since
one JupyterLab, one hub and one Chromium are enough, and so do those of the one copy in which a new
notebook is made. And where no browser is there, a sentence at the end says so.
"""

import builtins
import os
import tempfile
from pathlib import Path

import jax as jax  # its first import sets variables of the environment
import pytest
from playwright.sync_api import expect

from tools.browser import MISSING, chromium

TOGETHER = {  # where tests lie: the group that they belong to
    "tests/browser/": "browser",
    "tests/workshop/test_hub.py": "browser",
    "tests/workshop/test_tls.py": "browser",
    "tests/test_new_notebook.py": "new notebook",
    "tests/pretrained/test_real.py": "real",
}


def pytest_terminal_summary(terminalreporter):
    skipped = terminalreporter.stats.get("skipped", [])
    if any(MISSING in str(report.longrepr) for report in skipped):
        terminalreporter.write_line(MISSING)


@pytest.fixture(scope="session")
def browser():
    """Chromium.  Without it these tests are skipped; where CI is set, they fail."""
    expect.set_options(timeout=120_000)  # milliseconds that anything may take on a busy machine
    opening = chromium()
    try:
        opened = opening.__enter__()
    except FileNotFoundError:
        if os.environ.get("CI"):
            raise
        pytest.skip(MISSING)
    yield opened
    opening.__exit__(None, None, None)


@pytest.fixture
def open_folder():
    """A temporary folder that other users can reach; pytest's own are closed to them."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def no_model(monkeypatch, tmp_path):
    """No model in the cache, and no package index to fetch one from."""
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("DIALS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("DIALS_DATA", str(tmp_path / "progress"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Some tests are handed out together, in their order; all others one by one."""
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            groups = (group for place, group in TOGETHER.items() if nodeid.startswith(place))
            return next(groups, nodeid)

    return Together(config, log)


@pytest.fixture(params=["recorder", "blitting"])
def both_ways(request, monkeypatch):
    """Panels drawn with matplotlib's private parts (dials/tape.py), and without."""
    monkeypatch.setenv("DIALS_RECORDER", "1" if request.param == "recorder" else "0")


@pytest.fixture(autouse=True)
def nothing_left_behind():
    """What one test changes in the process, the next one would meet."""
    before = _of_the_process()
    yield
    assert _of_the_process() == before


def _of_the_process() -> tuple:
    settings = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    return set(vars(builtins)), settings, os.getcwd()
