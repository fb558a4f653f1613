"""One JupyterLab for all browser tests."""

import pytest

from tests.browser.lab import Lab


@pytest.fixture(scope="session")
def lab():
    """JupyterLab on an empty folder, for notebooks that a test writes."""
    with Lab() as running:
        yield running
