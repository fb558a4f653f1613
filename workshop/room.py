"""The service "The room's guesses": `python -m workshop.room`, started by the hub.

/services/room/          the instructor: bars that fill as the room commits; learners: yes or no
/services/room/live      what the instructor's page reads, for as long as it is open
/services/room/mine      a learner's yes or no
/services/room/echo      a websocket that answers, for `make preflight`
/services/room/event     where learners' kernels send what was done, with their server's token
"""

import asyncio
import json
import os
import signal
from urllib.parse import urlparse

from jupyterhub.services.auth import HubOAuthCallbackHandler, HubOAuthenticated
from tornado import web
from tornado.httpserver import HTTPServer
from tornado.websocket import WebSocketHandler

from . import place
from .counts import Counts, Forged
from .questions import pages

LARGEST = 4096  # bytes of an event
ALIVE = 15.0  # seconds between two signs of life on a quiet connection
LOOKS = 0.3


class Event(web.RequestHandler):
    """One thing that was done, from a kernel, which only the token of its server makes known."""

    def initialize(self, counts: Counts, hub) -> None:
        self.counts, self.hub = counts, hub

    def check_xsrf_cookie(self) -> None:
        """A cookie opens nothing here, so no page can lend its own."""

    async def post(self) -> None:
        scheme, _, token = self.request.headers.get("Authorization", "").partition(" ")
        user = scheme == "token" and token and await self._user(token.strip())
        if not user or user.get("kind") != "user":
            raise web.HTTPError(403, reason="Only a learner's own notebook may tell this")
        if user["name"] == place.INSTRUCTOR:  # who commits so that a dial can be turned for all
            self.finish({"new": False})
            return
        try:
            new = self.counts.add(user["name"], json.loads(self.request.body))
        except (ValueError, RecursionError) as error:
            said = str(error) if isinstance(error, Forged) else "This is no event."
            self.set_status(400)
            self.finish({"error": said})
            return
        self.finish({"new": new})

    async def _user(self, token: str) -> dict | None:
        return await self.hub.user_for_token(token, sync=False)

    def write_error(self, status_code: int, **kwargs) -> None:
        self.finish({"error": self._reason})


class Echo(WebSocketHandler):
    """Sends back one short message: `make preflight ROOM=…` sees that websockets come through."""

    def open(self) -> None:
        """Nobody is asked who they are here, so nobody stays."""
        asyncio.get_running_loop().call_later(ALIVE, self.close)

    async def on_message(self, message: str | bytes) -> None:
        await self.write_message(message[:100])
        self.close()


class Page(HubOAuthenticated, web.RequestHandler):
    """What people see, with their own cookie."""

    def initialize(self, counts: Counts) -> None:
        self.counts = counts
        self.set_header("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'")
        self.set_header("Cache-Control", "no-store")

    def must_be_instructor(self) -> None:
        """403 for everybody else."""
        if self.current_user["name"] != place.INSTRUCTOR:
            raise web.HTTPError(403, reason="This page is the instructor's")

    def must_be_own_page(self) -> None:
        """403 unless a script of ours asks: a form on another page cannot set a header."""
        if self.request.headers.get("X-Room") != "1":
            raise web.HTTPError(403, reason="Only the room's own page may ask this")

    def prefix(self) -> str:
        """The service's address."""
        return os.environ["JUPYTERHUB_SERVICE_PREFIX"]


class Front(Page):
    """The instructor's page, or a learner's."""

    @web.authenticated
    def get(self) -> None:
        name = self.current_user["name"]
        if name == place.INSTRUCTOR:
            self.render("room.html", pages=self.counts.pages, prefix=self.prefix())
        else:
            self.render("mine.html", counted=self.counts.counted(name), prefix=self.prefix())


class Mine(Page):
    """A learner's yes or no."""

    @web.authenticated
    def post(self) -> None:
        self.must_be_own_page()
        self.counts.count(self.current_user["name"], self.request.body == b"yes")
        self.finish({"counted": self.counts.counted(self.current_user["name"])})


class Forget(Page):
    """The instructor begins anew."""

    @web.authenticated
    def post(self) -> None:
        self.must_be_instructor()
        self.must_be_own_page()
        self.counts.forget()
        self.finish({})


class Kept(Page):
    """The counts as a file, to keep."""

    @web.authenticated
    def get(self) -> None:
        self.must_be_instructor()
        self.set_header("Content-Type", "application/json")
        self.set_header("Content-Disposition", 'attachment; filename="guesses.json"')
        self.finish(json.dumps(self.counts.all(), indent=1, ensure_ascii=False))


class Live(Page):
    """What was done in a notebook, each time it changes."""

    @web.authenticated
    async def get(self) -> None:
        self.must_be_instructor()
        slug = self.get_argument("notebook", "")
        if slug not in self.counts.pages:
            raise web.HTTPError(404)
        self.set_header("Content-Type", "text/event-stream")
        self.set_header("X-Accel-Buffering", "no")
        self.gone, told, since = False, None, 0.0
        while not self.gone:
            if told != self.counts.version:
                told, since = self.counts.version, 0.0
                await self.tell(f"data: {json.dumps(self.counts.told(slug))}\n\n")
            elif since >= ALIVE:
                since = 0.0
                await self.tell(": here\n\n")
            await asyncio.sleep(LOOKS)
            since += LOOKS

    async def tell(self, text: str) -> None:
        """Send it, unless nobody listens any more."""
        if not self.gone:
            self.write(text)
            await self.flush()

    def on_connection_close(self) -> None:
        self.gone = True


def application(counts: Counts, prefix: str, hub) -> web.Application:
    """The service.  hub: what knows whose a token is (jupyterhub's HubAuth)."""
    own = {"counts": counts}
    files = place.ROOT / "workshop" / "static"
    return web.Application(
        [
            (prefix, Front, own),
            (prefix + "live", Live, own),
            (prefix + "mine", Mine, own),
            (prefix + "forget", Forget, own),
            (prefix + "guesses.json", Kept, own),
            (prefix + "event", Event, own | {"hub": hub}),
            (prefix + "echo", Echo),
            (prefix + "oauth_callback", HubOAuthCallbackHandler),
            (prefix + "static/(.*)", web.StaticFileHandler, {"path": str(files)}),
        ],
        cookie_secret=counts.who("the cookies"),  # the same after a kill, gone with the day
        websocket_max_message_size=LARGEST,
        template_path=str(place.ROOT / "workshop" / "templates"),
        log_function=lambda handler: None,  # who asks for what is nobody's business
    )


async def end_with_hub(parent: int) -> None:
    """End when the hub does: the next hub starts a service of its own, at the same port."""
    while os.getppid() == parent:
        await asyncio.sleep(0.5)


async def main() -> None:
    """Serve until the hub ends."""
    from jupyterhub.services.auth import HubAuth

    parent, url = os.getppid(), urlparse(os.environ["JUPYTERHUB_SERVICE_URL"])
    counts = Counts(place.hub_folder(place.here()), pages())
    app = application(counts, os.environ["JUPYTERHUB_SERVICE_PREFIX"], HubAuth())
    server = HTTPServer(app, max_body_size=LARGEST, max_buffer_size=2 * LARGEST + 65536)
    server.listen(url.port, "127.0.0.1")
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    ends = [asyncio.ensure_future(told.wait()), asyncio.ensure_future(end_with_hub(parent))]
    await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    counts.close()


if __name__ == "__main__":
    asyncio.run(main())
