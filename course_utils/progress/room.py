"""In a room, and only there: what is done is also told to the room's service, which counts it.

A room's hub sets DIALS_ROOM, the service's address, and JUPYTERHUB_API_TOKEN, which says whose
server this is. Without both, nothing here does anything: in a course taken alone nothing is sent.

Events wait in a queue until the service has confirmed them; a thread sends them, so that no cell
waits. What a kernel could not send before it ended is sent when the notebook is opened again.
"""

import contextlib
import json
import os
import queue
import threading
import time
import urllib.error
import urllib.request

ADDRESS, TOKEN = "DIALS_ROOM", "JUPYTERHUB_API_TOKEN"
PATIENCE, LONGEST = 1.0, 30.0  # seconds until the next try, at first and at most
TIMEOUT = 10.0

_waiting: "queue.Queue[dict]" = queue.Queue()
_known: set[tuple[str, str, str]] = set()  # what was handed over already in this kernel
_sending: list[threading.Thread] = []
# Straight to the service, whatever proxy the learner's environment names.
_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


def tell(*events: dict) -> None:
    """Hand over events {notebook, kind, name, value}: sent once each, and only in a room."""
    if not (os.environ.get(ADDRESS) and os.environ.get(TOKEN)):
        return
    for event in events:
        key = (event["notebook"], event["kind"], event["name"])
        if key not in _known:
            _known.add(key)
            _waiting.put(event)
    if not _sending and not _waiting.empty():
        _sending.append(threading.Thread(target=_send_all, name="room", daemon=True))
        _sending[0].start()


def _send_all() -> None:
    """Send what waits, in its order, each until it is confirmed or refused."""
    while True:
        event, pause = _waiting.get(), PATIENCE
        while not _confirmed(event):
            time.sleep(pause)
            pause = min(2 * pause, LONGEST)
        _waiting.task_done()


def _confirmed(event: dict) -> bool:
    """Send an event. False if it should be tried again."""
    request = urllib.request.Request(
        os.environ[ADDRESS],
        data=json.dumps(event).encode(),
        headers={
            "Authorization": f"token {os.environ[TOKEN]}",
            "Content-Type": "application/json",
        },
    )
    try:
        with contextlib.closing(_open(request, timeout=TIMEOUT)) as answer:
            return answer.status == 200
    except urllib.error.HTTPError as error:
        with error:  # refused: it will be refused again; anything else passes
            return 400 <= error.code < 500 and error.code != 429
    except (OSError, ValueError):
        return False
