"""A learner without a browser: comes in, opens a server, runs cells over a websocket.

Used by benchmarks/room.py and by the tests of the room.  Only JupyterHub's and Jupyter's public
addresses are asked.
"""

import asyncio
import http.cookies
import json
import re
import time
import uuid
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin, urlsplit

from tornado.httpclient import AsyncHTTPClient, HTTPRequest, HTTPResponse
from tornado.websocket import WebSocketClientConnection, websocket_connect


class Refused(Exception):
    """The room answered with an error: its status, and the sentence that it showed."""

    def __init__(self, status: int, sentence: str):
        super().__init__(f"{status}: {sentence}")
        self.status, self.sentence = status, sentence


@dataclass
class Visitor:
    """Somebody with a browser of their own: cookies, and where they are."""

    address: str  # http://127.0.0.1:8000
    cookies: dict[str, tuple[str, str]] = field(default_factory=dict)  # name: (path, value)
    name: str = ""
    timeout: float = 300.0

    # Pages ----------------------------------------------------------------------------------

    async def ask(self, path: str, method: str = "GET", body=None, **headers: str) -> HTTPResponse:
        """Ask for a page, redirects followed as a browser does. Answers with errors too."""
        url = urljoin(self.address, path)
        for _ in range(15):
            answer = await self._once(url, method, body, headers)
            self._remember(answer, url)
            if answer.code not in (301, 302, 303, 307):
                return answer
            url = urljoin(url, answer.headers["Location"])
            method, body = "GET", None
        raise Refused(answer.code, f"Sent from page to page, at last to {urlsplit(url).path}")

    async def _once(self, url: str, method: str, body, headers: dict) -> HTTPResponse:
        request = HTTPRequest(
            url,
            method=method,
            body=body if body is not None or method in ("GET", "DELETE") else "",
            headers={"Cookie": self.cookie(url)} | headers,
            follow_redirects=False,
            request_timeout=self.timeout,
            connect_timeout=self.timeout,
            validate_cert=False,
        )
        return await AsyncHTTPClient().fetch(request, raise_error=False)

    def cookie(self, url: str) -> str:
        """The header with the cookies that belong to an address."""
        path = urlsplit(url).path
        fitting = [
            (name.partition("|")[2], value)
            for name, (place, value) in sorted(self.cookies.items(), key=lambda c: -len(c[1][0]))
            if path.startswith(place.rstrip("/") or "/")
        ]
        return "; ".join(f"{name}={value}" for name, value in fitting)

    def _remember(self, answer: HTTPResponse, url: str) -> None:
        for line in answer.headers.get_list("Set-Cookie"):
            for name, morsel in http.cookies.SimpleCookie(line).items():
                path = morsel["path"] or "/"
                self.cookies[f"{path}|{name}"] = path, morsel.value

    def value(self, name: str, under: str = "/") -> str:
        """A cookie's value, of the longest path that begins so."""
        found = {
            place: value
            for key, (place, value) in self.cookies.items()
            if key.endswith(f"|{name}") and place.startswith(under)
        }
        return found[max(found, key=len)] if found else ""

    # Coming in ------------------------------------------------------------------------------

    async def come_in(self, **fields: str) -> None:
        """Fill in the form of the room's entrance.  Refused, with its sentence, if not let in."""
        page = await self.ask("/hub/login")
        xsrf = re.search(rb'name="_xsrf" value="([^"]*)"', page.body)
        token = xsrf[1].decode() if xsrf else ""
        form = urlencode(fields | {"_xsrf": token})
        kind = "application/x-www-form-urlencoded"
        answer = await self.ask(
            "/hub/login?next=%2Fhub%2Fhome", "POST", form, **{"Content-Type": kind}
        )
        if answer.code >= 400:
            raise Refused(answer.code, sentence(answer.body))

    async def learner(self, code: str, name: str, word: str = "") -> None:
        """Come in as a learner."""
        await self.come_in(code=code, username=name, word=word)
        self.name = name

    async def instructor(self, password: str) -> None:
        """Come in as the instructor."""
        await self.come_in(**{"as": "instructor", "password": password})
        self.name = "instructor"

    # A server -------------------------------------------------------------------------------

    async def open_server(self, seconds: float = 600.0) -> float:
        """Start one's server and wait for it; the seconds that it took."""
        began = time.monotonic()
        await self.ask("/hub/spawn")
        while time.monotonic() - began < seconds:
            answer = await self.ask(f"/user/{self.name}/api")
            if answer.code == 200 and b'"version"' in answer.body:
                await self.ask(f"/user/{self.name}/lab")  # which brings the cookies
                return time.monotonic() - began
            await asyncio.sleep(1)
        raise Refused(answer.code, "The server did not start.")

    async def api(self, path: str, method: str = "GET", what: object = None) -> dict:
        """Jupyter's own interface of one's server."""
        if not self.value("_xsrf", f"/user/{self.name}/"):
            await self.ask(f"/user/{self.name}/lab")
        headers = {"X-XSRFToken": self.value("_xsrf", f"/user/{self.name}/")}
        body = None if what is None else json.dumps(what)
        answer = await self.ask(f"/user/{self.name}/api/{path}", method, body, **headers)
        if answer.code >= 400:
            raise Refused(answer.code, sentence(answer.body))
        return json.loads(answer.body) if answer.body else {}


def sentence(body: bytes) -> str:
    """What a page says about an error."""
    text = body.decode("utf-8", "replace")
    found = re.search(r'(?:class="login_error"[^>]*>|class="error">|<p>)([^<]*)', text)
    return " ".join((found[1] if found else text[:200]).split())


@dataclass
class Kernel:
    """A kernel of a visitor's, and the connection to it."""

    visitor: Visitor
    id: str
    socket: WebSocketClientConnection
    session: str = field(default_factory=lambda: uuid.uuid4().hex)
    models: dict[str, dict] = field(default_factory=dict)  # widgets that were opened: their spec

    @classmethod
    async def start(cls, visitor: Visitor, path: str = "01_two_dials.ipynb") -> "Kernel":
        """A new session for a notebook, as JupyterLab opens it."""
        made = await visitor.api(
            "sessions",
            "POST",
            {"path": path, "type": "notebook", "name": path, "kernel": {"name": "python3"}},
        )
        return await cls.join(visitor, made["kernel"]["id"])

    @classmethod
    async def join(cls, visitor: Visitor, kernel: str) -> "Kernel":
        """Connect to a kernel that runs."""
        path = f"/user/{visitor.name}/api/kernels/{kernel}/channels"
        url = urljoin(visitor.address, path)
        request = HTTPRequest(
            url.replace("http", "ws", 1),
            headers={"Cookie": visitor.cookie(url)},
            validate_cert=False,
            request_timeout=visitor.timeout,
            connect_timeout=visitor.timeout,
        )
        return cls(visitor, kernel, await websocket_connect(request))

    async def send(self, kind: str, content: dict, channel: str = "shell") -> str:
        """Send a message; its number."""
        number = uuid.uuid4().hex
        header = {
            "msg_id": number,
            "msg_type": kind,
            "session": self.session,
            "username": "",
            "version": "5.4",
            "date": "",
        }
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        await self.socket.write_message(json.dumps(message | {"channel": channel, "buffers": []}))
        return number

    async def run(self, code: str) -> tuple[str, dict[str, str]]:
        """Run a cell: what it printed (or its error), and what it showed, {mime type: text}.

        ConnectionError if the kernel or the connection ends meanwhile.
        """
        content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
        number = await self.send("execute_request", content)
        printed, shown, replied, idle = "", {}, False, False
        while not (replied and idle):
            message = await self.read()
            if message.get("parent_header", {}).get("msg_id") != number:
                if message["header"]["msg_type"] == "status" and _died(message):
                    raise ConnectionError("The kernel ended.")
                continue
            kind, said = message["header"]["msg_type"], message["content"]
            if kind == "stream":
                printed += said["text"]
            elif kind in ("execute_result", "display_data"):
                shown |= said["data"]
            elif kind == "error":
                printed += f"{said['ename']}: {said['evalue']}"
            replied |= kind == "execute_reply"
            idle |= kind == "status" and said["execution_state"] == "idle"
        return printed, shown

    async def read(self) -> dict:
        """The next message."""
        raw = await self.socket.read_message()
        if raw is None:
            raise ConnectionError("The connection ended.")
        message = read_message(raw)
        if message["header"]["msg_type"] == "comm_open":
            opened = message["content"]
            self.models[opened["comm_id"]] = opened["data"].get("state", {}).get("spec") or {}
        return message

    async def comm(self, model: str, content: dict) -> float:
        """Send a widget a message as its page does; seconds until the kernel has acted on it."""
        began = time.monotonic()
        number = await self.send(
            "comm_msg", {"comm_id": model, "data": {"method": "custom", "content": content}}
        )
        while True:
            message = await self.read()
            mine = message.get("parent_header", {}).get("msg_id") == number
            if mine and message["content"].get("execution_state") == "idle":
                return time.monotonic() - began

    def close(self) -> None:
        """Close the connection; the kernel goes on."""
        self.socket.close()


def read_message(raw: str | bytes) -> dict:
    """A message of a kernel: JSON, or JSON with binary parts behind it."""
    if isinstance(raw, str):
        return json.loads(raw)
    offsets = [
        int.from_bytes(raw[4 * (i + 1) : 4 * (i + 2)], "big")
        for i in range(int.from_bytes(raw[:4], "big"))
    ]
    end = offsets[1] if len(offsets) > 1 else len(raw)
    return json.loads(raw[offsets[0] : end])


def _died(message: dict) -> bool:
    return message["content"].get("execution_state") in ("dead", "restarting", "autorestarting")
