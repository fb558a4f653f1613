"""A Chromium for the tests of the browser: `python -m tools.browser` sees that there is one.

This machine's own is used where it has one (Debian: `apt install chromium`).  Otherwise that of
Playwright is installed, if it can be had; if not, those tests are skipped, and where CI is set they
fail.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator

from playwright.sync_api import Browser, Error, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 300  # seconds that Playwright's download may take
INSTALL = [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]
MISSING = "There is no Chromium on this machine, so the tests of the browser were skipped."


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Chromium without a window: this machine's, or else Playwright's.

    FileNotFoundError when there is none, or none that starts.
    """
    found = next(filter(None, map(shutil.which, NAMES)), None)
    flags = ["--no-sandbox", "--disable-dev-shm-usage"]
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=found, args=flags)
        except Error as error:
            raise FileNotFoundError(f"no Chromium starts here: {error}") from error
        try:
            yield browser
        finally:
            browser.close()


def starts() -> bool:
    """Whether a Chromium is there that starts."""
    try:
        with chromium():
            return True
    except FileNotFoundError:
        return False


def installed(command: list[str], patience: float) -> bool:
    """Run an installer quietly; False when it fails or takes more than so many seconds."""
    quiet = subprocess.DEVNULL
    running = subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True)
    try:
        return running.wait(patience) == 0
    except subprocess.TimeoutExpired:
        if hasattr(os, "killpg"):
            os.killpg(running.pid, signal.SIGKILL)  # what it has started too
        else:
            running.kill()
        running.wait()
        return False


def main() -> None:
    """Install Playwright's Chromium where no other starts; one sentence where that is in vain."""
    if not starts() and not (installed(INSTALL, PATIENCE) and starts()):
        print("There is no Chromium on this machine, and Playwright's could not be installed.")


if __name__ == "__main__":
    main()
