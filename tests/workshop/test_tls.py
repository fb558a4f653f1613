"""A room in the local network: over TLS, with a certificate that the machine made itself."""

import re
import subprocess
import sys

import pytest

pytest.importorskip("jupyterhub")

from playwright.sync_api import Error, expect

from workshop import place

from .hub import PATIENCE, Hub, come_in, commit

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not place.PROXY.exists(), reason="no proxy: `make .venv/bin/.proxy`"),
    pytest.mark.skipif(sys.platform != "linux", reason="needs a second address on the loopback"),
]


@pytest.fixture(scope="module")
def hub():
    with Hub(host="127.0.0.2") as room:  # not the address that the room has by itself
        yield room


def printed(hub):
    """The fingerprint that the start of the hub showed."""
    return re.search(r"Certificate: +((?:[0-9A-F]{2}:){31}[0-9A-F]{2})", hub.log)[1]


def test_a_browser_warns_and_preflight_shows_the_same_fingerprint(hub, browser):
    assert hub.address.startswith("https://127.0.0.2:")
    page = browser.new_page()
    with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
        page.goto(hub.address)
    page.close()
    asked = [sys.executable, "-m", "workshop.preflight", hub.address]
    done = subprocess.run(asked, cwd=place.ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert printed(hub) in done.stdout and "a websocket comes through" in done.stdout


def test_a_learner_comes_in_and_turns_a_dial(hub, browser):
    context = browser.new_context(ignore_https_errors=True)  # as one who has compared
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    sockets = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    page.goto(hub.address)
    come_in(page, hub.code, "Eve")
    commit(page, "by 20 g")
    field = page.locator(".dials-number").first
    expect(field).to_be_enabled()
    field.fill("60")
    field.press("Enter")
    expect(page.locator(".dials-text").first).to_contain_text("a = 60")
    assert sockets and all(url.startswith("wss://127.0.0.2:") for url in sockets)
    assert len(context.cookies()) >= 3
    assert not [cookie["name"] for cookie in context.cookies() if not cookie["secure"]]
    context.close()


def test_what_is_not_encrypted_is_not_answered(hub, browser):
    page = browser.new_page()
    with pytest.raises(Error):
        page.goto(hub.address.replace("https", "http"))
    page.close()
