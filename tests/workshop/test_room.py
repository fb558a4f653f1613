"""The service that counts, asked by kernels whose token stands for a name."""

import json

import pytest

pytest.importorskip("jupyterhub")

from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port

from workshop import place
from workshop.counts import Counts
from workshop.questions import pages
from workshop.room import application

from .hub import GUESS, run


class Names:
    """In place of the hub: a token is the name itself."""

    async def user_for_token(self, token, sync):
        return {"kind": "user", "name": token}


def sent(folder, *names):
    """What the service answers when these people commit to a guess, and how many it has counted."""

    async def send():
        counts = Counts(folder, pages())
        server = HTTPServer(application(counts, "/room/", Names()))
        socket, port = bind_unused_port()
        server.add_socket(socket)
        url, told = f"http://127.0.0.1:{port}/room/event", []
        for name in names:
            headers = {"Authorization": f"token {name}"}
            answer = await AsyncHTTPClient().fetch(
                url, method="POST", body=json.dumps(GUESS), headers=headers
            )
            told.append(json.loads(answer.body)["new"])
        server.stop()
        counted = sum(counts.told("two_dials")["guesses"]["one_step"])
        counts.close()
        return told, counted

    return run(send())


def test_each_learner_counts_once(tmp_path):
    assert sent(tmp_path, "ann", "bo", "ann") == ([True, True, False], 2)


def test_the_instructor_who_shows_a_dial_to_all_is_not_counted(tmp_path):
    assert sent(tmp_path, place.INSTRUCTOR, "ann") == ([False, True], 1)
