"""What several tests need; and when tests run in two processes, those of the browser share one."""

import tempfile
from pathlib import Path

import pytest


@pytest.fixture
def open_folder():
    """A temporary folder that other users can reach; pytest's own are closed to them."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Tests of the browser are handed out together, in their order; all others one by one."""
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return "browser" if nodeid.startswith("tests/browser/") else nodeid

    return Together(config, log)
