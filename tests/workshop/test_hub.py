"""A room as it is: a hub with its proxy and service, learners, and two browsers side by side."""

import asyncio
import json
import os
import re
import signal
import time
from contextlib import closing
from urllib.parse import urlencode

import pytest

pytest.importorskip("jupyterhub")

import zmq
from playwright.sync_api import expect
from tornado.httpclient import HTTPClientError

from benchmarks.room_client import Kernel, Refused, Visitor
from workshop import place
from workshop.questions import pages

from .hub import GUESS, PASSWORD, PATIENCE, Hub, come_in, commit, run

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not place.PROXY.exists(), reason="no proxy: `make .venv/bin/.proxy`"),
]


@pytest.fixture(scope="module")
def hub():
    with Hub() as room:
        yield room


@pytest.fixture(scope="module")
def ann(hub):
    """A learner with a server: (visitor, the token of the server, as a kernel sees it)."""

    async def come():
        visitor = Visitor(hub.address)
        await visitor.learner(hub.code, "ann")
        await visitor.open_server()
        with closing(await Kernel.start(visitor)) as kernel:
            token, _ = await kernel.run("import os; print(os.environ['JUPYTERHUB_API_TOKEN'])")
        return visitor, token.strip()

    return run(come())


async def come(hub, name):
    visitor = Visitor(hub.address)
    if name == place.INSTRUCTOR:
        await visitor.instructor(PASSWORD)
    elif name:
        await visitor.learner(hub.code, name)
    return visitor


# Who may go where ---------------------------------------------------------------------------

INSTRUCTORS = [
    "/services/room/live?notebook=two_dials",
    "/services/room/guesses.json",
    "/hub/admin",
    "/hub/api/users",
    "/hub/api/users/ann",
    "/hub/api/proxy",
    "/hub/api/services",
]


@pytest.mark.parametrize("path", INSTRUCTORS)
def test_the_instructors_pages_are_closed_to_learners(hub, path):
    async def look():
        for name in ("", f"bo {INSTRUCTORS.index(path)}"):
            answer = await (await come(hub, name)).ask(path)
            told = answer.code >= 400 or answer.effective_url.split("?")[0].endswith("/hub/login")
            assert told, (name, answer.code, answer.body[:200])
            assert b'"people"' not in answer.body

    run(look())


WAYS = [
    "lab",
    "api/contents",
    "api/kernels",
    "files/01_two_dials.ipynb",
    "api/contents/.dials",
    "oauth_callback?code=x&state=y",
]


@pytest.mark.parametrize("what", WAYS)
def test_a_learners_server_is_closed_to_everybody_else(hub, ann, what):
    async def look():
        for name in ("", f"carl {WAYS.index(what)}", place.INSTRUCTOR):
            visitor = await come(hub, name)
            answer = await visitor.ask(f"/user/ann/{what}")
            assert answer.code >= 400 or "/hub/login" in answer.effective_url, (name, answer.code)
            assert b"nbformat" not in answer.body and b'"kernel' not in answer.body

    run(look())


def test_what_a_kernel_shows_is_not_heard_by_whoever_finds_its_port(hub, ann):
    visitor, _ = ann

    async def overhear():
        with closing(await Kernel.start(visitor)) as kernel, zmq.Context() as context:
            told, _ = await kernel.run(
                "from ipykernel.connect import get_connection_info; print(get_connection_info())"
            )
            with context.socket(zmq.SUB) as thief:
                thief.connect(f"tcp://127.0.0.1:{json.loads(told)['iopub_port']}")
                thief.subscribe(b"")
                for _ in range(5):
                    await kernel.run("print('a secret')")
                    await asyncio.sleep(0.2)
                return thief.poll(0)

    assert run(overhear()) == 0


# Events -------------------------------------------------------------------------------------


def event(hub, body, **headers):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return run(Visitor(hub.address).ask("/services/room/event", "POST", raw, **headers)).code


def test_a_forged_event_is_refused(hub, ann):
    _, token = ann
    mine = {"Authorization": f"token {token}"}
    assert event(hub, GUESS) == 403
    assert event(hub, GUESS, Authorization="token made-up") == 403
    assert event(hub, GUESS, Authorization=token) == 403
    assert event(hub, GUESS, Cookie=f"token={token}") == 403
    assert event(hub, GUESS | {"value": "by 5 g"}, **mine) == 400
    assert event(hub, GUESS | {"who": "bo"}, **mine) == 400
    assert event(hub, b"[" * 4000, **mine) == 400
    assert event(hub, b"\xff\x00", **mine) == 400
    assert run(Visitor(hub.address).ask(f"/services/room/event?token={token}")).code >= 400


def test_a_body_of_100_mb_is_refused_and_harms_nobody(hub, ann):
    for path in ("/services/room/event", "/hub/login", "/hub/api/users"):
        body = b"x" * 100_000_000
        try:
            answer = run(Visitor(hub.address).ask(path, "POST", body))
            assert answer.code >= 400
        except OSError:
            pass  # the connection was closed in the middle of it
    hub.wait()


# Two browsers -------------------------------------------------------------------------------


def test_a_learner_and_the_instructor_see_the_same_guesses_live(hub, browser):
    learner, boss = browser.new_context().new_page(), browser.new_context().new_page()
    for page in (learner, boss):
        page.set_default_timeout(PATIENCE * 1000)
    boss.goto(hub.address)  # whose form leads to the room's page
    learner.goto(hub.address)
    boss.get_by_text("I am the instructor").click()
    boss.get_by_label("The password that").fill(PASSWORD)
    boss.get_by_role("button", name="Come in as the instructor").click()
    question = boss.locator("article[data-name=one_step]")
    expect(question).to_contain_text("0 have committed")

    come_in(learner, hub.code, "<b>Dora</b>")
    expect(learner.get_by_role("alert")).to_contain_text("letters, digits")
    come_in(learner, hub.code, "Dora")
    commit(learner, "by 20 g")  # which the kernel hears once all cells have run
    expect(question).to_contain_text("1 has committed", timeout=PATIENCE * 1000)
    chosen = question.get_by_role("listitem").filter(has_text="by 20 g")
    expect(chosen.locator(".number")).to_have_text("1")
    assert "dora" not in boss.content().lower()

    learner.goto(f"{hub.address}/services/room/")
    learner.get_by_label("Count what I do").uncheck()
    expect(learner.get_by_role("status")).to_contain_text("taken out")
    expect(question).to_contain_text("0 have committed", timeout=PATIENCE * 1000)


# What is killed comes back ------------------------------------------------------------------


@pytest.mark.room
@pytest.mark.parametrize("words", [r"workshop\.room", "configurable-http-proxy", r"-m jupyterhub "])
def test_what_is_killed_comes_back_and_everybody_goes_on(hub, ann, words):
    visitor, token = ann
    goal = {"notebook": "downhill", "kind": "guesses", "name": "canyon", "value": None}
    goal["value"] = _choice(goal["notebook"], goal["name"])
    event(hub, goal, Authorization=f"token {token}")

    async def go_on():
        with closing(await Kernel.start(visitor, "02_downhill.ipynb")) as kernel:
            await kernel.run("kept = 41")
        os.kill(hub.pid(words), signal.SIGKILL)
        began = time.monotonic()
        while time.monotonic() - began < 60:
            try:
                with closing(await Kernel.join(visitor, kernel.id)) as again:
                    said, _ = await again.run("print(kept + 1)")
                break
            except (OSError, Refused, HTTPClientError):
                await asyncio.sleep(0.5)
        assert said == "42\n"
        return time.monotonic() - began

    assert run(go_on()) < 60
    hub.wait()
    end = time.monotonic() + 60
    while event(hub, goal, Authorization=f"token {token}") != 200 and time.monotonic() < end:
        time.sleep(0.5)
    told = run(_told(hub))
    assert sum(told["downhill"]["guesses"]["canyon"]) == 1  # counted before, and not again


async def _told(hub):
    boss = await come(hub, place.INSTRUCTOR)
    return json.loads((await boss.ask("/services/room/guesses.json")).body)


def _choice(slug, name):
    return next(q.choices[0] for q in pages()[slug].guesses if q.name == name)


# Afterwards ---------------------------------------------------------------------------------


@pytest.mark.room
def test_no_token_and_no_code_is_in_a_log(hub, ann):
    visitor, token = ann
    log = hub.log
    secrets = [token, *(value for _, value in visitor.cookies.values() if len(value) > 20)]
    assert not [secret[:6] for secret in secrets if secret in log]
    assert hub.code not in log.split("Room code:")[0]
    assert not re.search(r"[?&](token|code)=(?!\[secret\])[^&\s]{8}", log)
    assert urlencode({"code": hub.code}) not in log
