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
FORM = Path(__file__).parent / "templates" / "entrance.html"


class Patience:
    """Slows down whoever tries codes: after 5 wrong ones an address waits, longer and longer.

    While it waits nothing is tried, so a thousand attempts at once learn no more than one.
    """

    FREE, LONGEST, KEPT = 5, 30.0, 10_000

    def __init__(self, clock=time.monotonic):
        self.clock = clock
        self.wrong_ones: dict[str, tuple[int, float]] = {}  # by address: how many, until when

    def seconds(self, address: str) -> float:
        """How long the address must still wait; 0 if it may try."""
        return max(0.0, self.wrong_ones.get(address, (0, 0.0))[1] - self.clock())

    def wrong(self, address: str) -> None:
        """Something wrong was tried from there."""
        count = self.wrong_ones.pop(address, (0, 0.0))[0] + 1
        wait = min(2.0 ** (count - self.FREE), self.LONGEST) if count >= self.FREE else 0.0
        self.wrong_ones[address] = count, self.clock() + wait
        if len(self.wrong_ones) > self.KEPT:  # the one that was quiet longest
            del self.wrong_ones[next(iter(self.wrong_ones))]

    def right(self, address: str) -> None:
        """Somebody came in from there."""
        self.wrong_ones.pop(address, None)


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
        address = handler.request.remote_ip
        if data.get("as") == place.INSTRUCTOR:
            return self._instructor(address, data.get("password", ""))
        return self._learner(handler, address, data)

    def _instructor(self, address: str, password: str) -> str:
        self._wait(address)
        if not place.same(password[:200], self.settings.password):
            raise self._wrong(address, "This is not the password that the start of the hub showed.")
        self.patience.right(address)
        return place.INSTRUCTOR

    def _learner(self, handler, address: str, data: dict) -> str:
        try:
            name = names.normal(data.get("username", ""))
        except ValueError as error:
            raise refuse(str(error), 400) from error
        browser = handler.get_cookie(COOKIE, "")
        known = self.seats.knows(name, browser)
        if not known:
            self._wait(address)
        if not self._is_code(data.get("code", "")):
            raise self._wrong(address, "This is not the room's code.")
        if name == place.INSTRUCTOR:
            raise refuse("This name is the instructor's: choose another.")
        self._sit(handler, address, name, browser, data.get("word", "")[:200])
        return name

    def _sit(self, handler, address: str, name: str, browser: str, word: str) -> None:
        try:
            browser = self.seats.take(name, browser, word)
        except Taken:
            sentence = (
                f"The name {name} is taken. If it is yours, come in with the browser that took it, "
                "or with your word. If not, choose another."
            )
            raise self._wrong(address, sentence) if word else refuse(sentence, 409) from None
        self.patience.right(address)
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

    def _wait(self, address: str) -> None:
        seconds = self.patience.seconds(address)
        if seconds > 0:
            raise refuse(f"Too many wrong ones: try again in {seconds + 0.5:.0f} seconds.", 429)

    def _wrong(self, address: str, sentence: str) -> web.HTTPError:
        self.patience.wrong(address)
        return refuse(sentence)

    def delete_user(self, user) -> None:
        """The instructor removed somebody: the name is free."""
        self.seats.free(user.name)
