"""Which browser the tests of the browser get, and what happens where there is none."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tools import browser

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def nowhere(tmp_path, monkeypatch):
    """A machine without any Chromium, on which nothing can be downloaded."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_DOWNLOAD_HOST", "http://127.0.0.1:9")
    monkeypatch.delenv("CI", raising=False)


def apart(do):
    """What a function comes to in a thread of its own: another test's Playwright may run here."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(do).result()


def test_without_a_browser_there_is_file_not_found(nowhere):
    with pytest.raises(FileNotFoundError, match="no Chromium starts"):
        apart(browser.chromium().__enter__)


def test_one_that_does_not_start_counts_as_none(nowhere, tmp_path):
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    assert not apart(browser.starts)


@pytest.mark.parametrize(
    ("before", "could", "after", "asked", "said"),
    [
        (True, False, True, False, ""),  # this machine's own, or Playwright's from an earlier day
        (False, True, True, True, ""),  # Playwright's, installed now
        (False, False, False, True, "no Chromium"),  # not to be had
        (False, True, False, True, "no Chromium"),  # there, but some library of the system is not
    ],
)
def test_playwrights_is_installed_only_where_no_other_starts(
    before, could, after, asked, said, monkeypatch, capsys
):
    there, calls = iter([before, after]), []
    monkeypatch.setattr(browser, "starts", lambda: next(there))
    monkeypatch.setattr(browser, "installed", lambda *call: calls.append(call) or could)
    browser.main()
    assert calls == ([(browser.INSTALL, browser.PATIENCE)] if asked else [])
    shown = capsys.readouterr().out
    assert said in shown and shown.count("\n") == (1 if said else 0)


def test_an_installer_that_hangs_or_fails_is_given_up(tmp_path):
    python, left = sys.executable, tmp_path / "left"
    assert browser.installed([python, "-c", ""], 60)
    assert not browser.installed([python, "-c", "raise SystemExit(3)"], 60)
    child = f"import time, pathlib; time.sleep(3); pathlib.Path({str(left)!r}).touch()"
    parent = f"import subprocess; subprocess.run([{python!r}, '-c', {child!r}])"
    assert not browser.installed([python, "-c", parent], 1)
    time.sleep(4)
    assert not left.exists(), "what the installer had started went on"


def browser_tests(**environment: str) -> subprocess.CompletedProcess:
    """The tests of the dials in the browser, up to the first failure, in a pytest of their own."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-x", "-n", "1"]
    command += ["tests/browser/test_dials.py"]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True
    )


def test_where_there_is_none_the_tests_are_skipped_and_a_sentence_says_so(nowhere):
    done = browser_tests()
    assert done.returncode == 0 and " skipped" in done.stdout and "passed" not in done.stdout
    lines = done.stdout.splitlines()
    assert lines.count(browser.MISSING) == 1, done.stdout


def test_in_ci_they_fail(nowhere):
    done = browser_tests(CI="true")
    assert done.returncode != 0 and browser.MISSING not in done.stdout
    assert "no Chromium starts here" in done.stdout
