"""One JupyterLab and one Chromium for all browser tests."""

import os

import pytest

from tests.browser.lab import Lab
from tools.browser import MISSING, chromium


@pytest.fixture(scope="session")
def browser():
    """Chromium.  Without it these tests are skipped; where CI is set, they fail."""
    opening = chromium()
    try:
        opened = opening.__enter__()
    except FileNotFoundError:
        if os.environ.get("CI"):
            raise
        pytest.skip(MISSING)
    yield opened
    opening.__exit__(None, None, None)


@pytest.fixture(scope="session")
def lab():
    """JupyterLab on an empty folder, for notebooks that a test writes."""
    with Lab() as running:
        yield running
