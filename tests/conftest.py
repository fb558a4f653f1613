"""When tests run in two processes, those of the browser share one: one JupyterLab is enough.

And what tests of several folders ask for.
"""

import pytest


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Tests of the browser are handed out together, in their order; all others one by one."""
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return "browser" if nodeid.startswith("tests/browser/") else nodeid

    return Together(config, log)


@pytest.fixture(params=["recorder", "blitting"])
def both_ways(request, monkeypatch):
    """Panels drawn with matplotlib's private parts (dials/tape.py), and without."""
    monkeypatch.setenv("DIALS_RECORDER", "1" if request.param == "recorder" else "0")
