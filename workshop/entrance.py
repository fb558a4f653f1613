"""The way in: learners with the room code and a name, the instructor with a password."""

import hmac
import time
from pathlib import Path

from jupyterhub.auth import Authenticator
from tornado import web

from . import names, place
from .seats import Seats, Taken

COOKIE = "dials-seat"
A_YEAR = 365
LOOPBACK = {"127.0.0.1", "::1", "::ffff:127.0.0.1"}
Tried = tuple[str, str]  # (a kind of secret, whose)
FORM = Path(__file__).parent / "templates" / "entrance.html"


class Patience:
    """Slows down whoever tries secrets: after 5 wrong ones they wait, longer and longer.

    While they wait nothing is tried, so a thousand attempts at once learn no more than one. Who
    "they" are is (a kind of secret, whose): a code's or password's is the address that tries it, a
    word's the name that it would open; so what is right of one kind excuses nothing of another.
    """

    FREE, LONGEST, KEPT = 5, 30.0, 10_000

    def __init__(self, clock=time.monotonic):
        self.clock = clock
        self.wrong_ones: dict[Tried, tuple[int, float]] = {}  # how many, until when

    def seconds(self, tried: Tried) -> float:
        """How long they must still wait; 0 if they may try."""
        return max(0.0, self.wrong_ones.get(tried, (0, 0.0))[1] - self.clock())

    def wrong(self, tried: Tried) -> None:
        """Something wrong was tried."""
        count = self.wrong_ones.pop(tried, (0, 0.0))[0] + 1
        wait = min(2.0 ** min(count - self.FREE, 9), self.LONGEST) if count >= self.FREE else 0.0
        self.wrong_ones[tried] = count, self.clock() + wait
        if len(self.wrong_ones) > self.KEPT:  # the one that was quiet longest
            del self.wrong_ones[next(iter(self.wrong_ones))]

    def right(self, tried: Tried) -> None:
        """It was right this time."""
        self.wrong_ones.pop(tried, None)


def address(request) -> str:
    """Whence a request comes, as our own proxy saw it: it writes what it saw to the right of
    whatever a visitor claims. (Loopback is a proxy of the instructor's before ours: passed over.)
    """
    told = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",")]
    seen = [each for each in told if each and each not in LOOPBACK]
    return seen[-1] if seen else "here"


def refuse(sentence: str, status: int = 403) -> web.HTTPError:
    """What shows the way in again, with a sentence."""
    return web.HTTPError(status, sentence)


class Entrance(Authenticator):
    """JupyterHub's question "who is it?", answered by a room code and a name of one's choice."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.allow_all = True
        self.room = place.here()
        self.settings = place.load(self.room)
        self.seats = Seats(place.hub_folder(self.room) / "seats.json")
        self.patience = Patience()

    def get_custom_html(self, base_url: str) -> str:
        """The form, a template."""
        return FORM.read_text(encoding="utf-8")

    def normalize_username(self, username: str) -> str:
        """As `names.normal`, for names that are none too: those are refused elsewhere."""
        try:
            return names.normal(username)
        except ValueError:
            return username

    def validate_username(self, username: str) -> bool:
        """Could somebody have chosen this name?"""
        try:
            return names.normal(username) == username
        except ValueError:
            return False

    async def authenticate(self, handler, data: dict) -> str:
        """The name under which somebody comes in.  HTTPError with a sentence if not."""
        whence = address(handler.request)
        if data.get("as") == place.INSTRUCTOR:
            return self._instructor(("password", whence), data.get("password", ""))
        return self._learner(handler, whence, data)

    def _instructor(self, tried: Tried, password: str) -> str:
        self._wait(tried)
        if not place.same(password[:200], self.settings.password):
            raise self._wrong(tried, "This is not the password that the start of the hub showed.")
        self.patience.right(tried)
        return place.INSTRUCTOR

    def _learner(self, handler, whence: str, data: dict) -> str:
        try:
            name = names.normal(data.get("username", ""))
        except ValueError as error:
            raise refuse(str(error), 400) from error
        browser = handler.get_cookie(COOKIE, "")
        # Who is known comes back at once, whatever others at the same address do.
        tried = ("code", browser if self.seats.knows(name, browser) else whence)
        self._wait(tried)
        if not self._is_code(data.get("code", "")):
            raise self._wrong(tried, "This is not the room's code.")
        self.patience.right(tried)
        if name == place.INSTRUCTOR:
            raise refuse("This name is the instructor's: choose another.")
        self._sit(handler, name, browser, data.get("word", "")[:200])
        return name

    def _sit(self, handler, name: str, browser: str, word: str) -> None:
        tried = ("word", name)
        if word and not self.seats.knows(name, browser):
            self._wait(tried)
        try:
            browser = self.seats.take(name, browser, word)
        except Taken:
            sentence = (
                f"The name {name} is taken. If it is yours, come in with the browser that took it, "
                "or with your word. If not, choose another."
            )
            raise self._wrong(tried, sentence) if word else refuse(sentence, 409) from None
        self.patience.right(tried)
        handler.set_cookie(
            COOKIE,
            browser,
            expires_days=A_YEAR,
            path=handler.hub.base_url,
            httponly=True,
            samesite="Strict",
            secure=self.settings.tls,
        )

    def _is_code(self, code: str) -> bool:
        typed = "".join(code[:100].lower().split()).replace("-", "")
        return hmac.compare_digest(typed.encode(), self.settings.code.replace("-", "").encode())

    def _wait(self, tried: Tried) -> None:
        seconds = self.patience.seconds(tried)
        if seconds > 0:
            raise refuse(f"Too many wrong ones: try again in {seconds + 0.5:.0f} seconds.", 429)

    def _wrong(self, tried: Tried, sentence: str) -> web.HTTPError:
        self.patience.wrong(tried)
        return refuse(sentence)

    def delete_user(self, user) -> None:
        """The instructor removed somebody: the name is free."""
        self.seats.free(user.name)
