"""In a room what is done is told to the room; alone, nothing is sent anywhere."""

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from course_utils import dials, progress
from course_utils.progress import kept, room


class Service(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status = self.server.answers.pop(0) if len(self.server.answers) > 1 else 200
        self.server.got.append((self.path, self.headers["Authorization"], body, status))
        self.send_response(status)
        self.end_headers()

    def log_message(self, *words):
        pass


@pytest.fixture
def fresh(tmp_path, monkeypatch):
    """A kernel that knows of nothing yet."""
    monkeypatch.setenv("DIALS_DATA", str(tmp_path))
    monkeypatch.delenv(room.ADDRESS, raising=False)
    monkeypatch.delenv(room.TOKEN, raising=False)
    for module, name, empty in [
        (progress, "_here", {}),
        (progress, "_said", set()),
        (kept, "_waiting", []),
        (room, "_known", set()),
        (room, "_sending", []),
        (room, "_waiting", type(room._waiting)()),
        (room, "PATIENCE", 0.01),
        (progress.exercises, "listeners", []),
        (dials, "listeners", []),
    ]:
        monkeypatch.setattr(module, name, empty)
    monkeypatch.setattr(dials.listening, "listeners", dials.listeners)
    return tmp_path


@pytest.fixture
def service(fresh, monkeypatch):
    server = HTTPServer(("127.0.0.1", 0), Service)
    server.got, server.answers = [], [200]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv(room.ADDRESS, f"http://127.0.0.1:{server.server_port}/event")
    monkeypatch.setenv(room.TOKEN, "mine")
    yield server
    room._waiting.join()
    server.shutdown()
    thread.join()
    server.server_close()


def told(server, count):
    """Wait until so many events have been answered."""
    for _ in range(500):
        if len(server.got) >= count:
            break
        threading.Event().wait(0.01)
    return server.got


@pytest.mark.parametrize("half", [None, room.ADDRESS, room.TOKEN])
def test_alone_nothing_is_sent(fresh, monkeypatch, half):
    if half:  # a stray variable does not make a room
        monkeypatch.setenv(half, "http://127.0.0.1:9/")
    monkeypatch.setattr(socket.socket, "connect", lambda *a: pytest.fail("something was sent"))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: pytest.fail("something was asked"))
    before = threading.active_count()
    progress.start("01_two_dials")
    dials.guess("q", ["by 1 g", "by 2 g"], name="one_step").choose(0)
    progress.record("goals", "342 penguins, two dials")
    assert threading.active_count() == before
    assert not room._sending and room._waiting.empty()


def test_what_is_done_is_sent_once_with_the_servers_token(service):
    progress.start("01_two_dials")
    guess = dials.guess("q", ["by 1 g", "by 2 g"], name="one_step")
    guess.choose(1)
    progress.record("goals", "342 penguins, two dials")
    progress.record("goals", "342 penguins, two dials")
    got = told(service, 2)
    assert [body["name"] for _, _, body, _ in got] == ["one_step", "342 penguins, two dials"]
    assert got[0][2] == {
        "notebook": "two_dials", "kind": "guesses", "name": "one_step", "value": "by 2 g"
    }  # fmt: skip
    assert {token for _, token, _, _ in got} == {"token mine"}
    assert {path for path, _, _, _ in got} == {"/event"}  # no token in an address


def test_what_was_not_confirmed_is_sent_again(service):
    service.answers = [500, 503, 429, 200]
    progress.start("01_two_dials")
    progress.record("goals", "g")
    assert [status for *_, status in told(service, 4)] == [500, 503, 429, 200]


def test_what_is_refused_is_not_sent_again(service):
    service.answers = [400, 200]
    progress.start("01_two_dials")
    progress.record("goals", "none of the course")
    progress.record("goals", "g")
    assert [body["name"] for _, _, body, _ in told(service, 2)] == ["none of the course", "g"]


def test_a_later_kernel_tells_what_an_earlier_one_could_not(service, monkeypatch):
    kept.append({"notebook": "two_dials", "kind": "goals", "name": "g", "value": True})
    progress.start("01_two_dials")
    assert told(service, 1)[0][2]["name"] == "g"


def test_a_service_that_is_not_there_delays_no_cell(fresh, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    monkeypatch.setenv(room.ADDRESS, f"http://127.0.0.1:{port}/")
    monkeypatch.setenv(room.TOKEN, "mine")
    monkeypatch.setattr(room, "_send_all", lambda: None)
    progress.start("01_two_dials")
    progress.record("goals", "g")
    assert kept.read().table["two_dials"]["goals"] == {"g": True}
    event = {"notebook": "n", "kind": "goals", "name": "g", "value": True}
    assert not room._confirmed(event)
