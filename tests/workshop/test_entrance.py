"""The way in: codes, names, browsers, the password; and how wrong ones are slowed down."""

from types import SimpleNamespace

import pytest

pytest.importorskip("jupyterhub")

from tornado.web import HTTPError

from workshop import place
from workshop.entrance import COOKIE, Entrance, Patience, address
from workshop.seats import Seats, Taken

from .hub import run

CODE, PASSWORD = "abcd-efgh", "the password"


class Browser:
    """A browser at the entrance: its address, and the cookie that it keeps."""

    hub = SimpleNamespace(base_url="/hub/")

    def __init__(self, address="10.0.0.1"):
        self.request = SimpleNamespace(remote_ip=address, headers={"X-Forwarded-For": address})
        self.cookies, self.how = {}, {}

    def get_cookie(self, name, default):
        return self.cookies.get(name, default)

    def set_cookie(self, name, value, **how):
        self.cookies[name], self.how = value, how


@pytest.fixture
def entrance(tmp_path, monkeypatch):
    place.save(tmp_path, place.Settings(CODE, place.hashed(PASSWORD)))
    monkeypatch.setenv(place.FOLDER, str(tmp_path))
    return Entrance()


def come(entrance, browser, **fields):
    """The whole way of JupyterHub: the name that it gives, or HTTPError."""
    user = run(entrance.get_authenticated_user(browser, fields))
    return user["name"], bool(user["admin"])


def refused(entrance, browser, **fields):
    with pytest.raises(HTTPError) as error:
        come(entrance, browser, **fields)
    return error.value.status_code, error.value.log_message


def test_a_learner_comes_in_with_the_code_and_a_name(entrance):
    assert come(entrance, Browser(), code=CODE, username=" Ann ") == ("ann", False)
    assert come(entrance, Browser(), code=" ABCD EFGH", username="Bo") == ("bo", False)


@pytest.mark.parametrize("code", ["", "abcd-efg", "abcd-efgi", "x" * 10_000, "é", "\x00"])
def test_no_other_code_lets_in(entrance, code):
    assert refused(entrance, Browser(), code=code, username="ann")[0] == 403


@pytest.mark.parametrize("fields", [{}, {"as": "admin"}, {"as": "instructor"}, {"code": CODE}])
def test_a_form_that_lacks_something_lets_nobody_in(entrance, fields):
    refused(entrance, Browser(), **fields)


@pytest.mark.parametrize("name", ["a/b", "<script>", "😀", "../hub", "", "%2e%2e"])
def test_a_name_that_is_none_is_refused_in_a_sentence(entrance, name):
    status, said = refused(entrance, Browser(), code=CODE, username=name)
    assert status == 400 and said.endswith(".") and name not in said.split(" ")


@pytest.mark.parametrize("name", ["instructor", "Instructor", "ｉnstructor", " INSTRUCTOR "])
def test_nobody_takes_the_instructors_name(entrance, name):
    assert refused(entrance, Browser(), code=CODE, username=name)[0] == 403


def test_the_instructor_comes_in_with_the_password_alone(entrance):
    assert (
        come(entrance, Browser(), **{"as": "instructor", "password": PASSWORD})[0] == "instructor"
    )
    for wrong in ("", CODE, PASSWORD + "x", entrance.settings.password):
        assert refused(entrance, Browser("b"), **{"as": "instructor", "password": wrong})[0] == 403
        entrance.patience.right(("password", "b"))


def test_a_name_is_its_first_browsers(entrance):
    mine, other = Browser(), Browser()
    come(entrance, mine, code=CODE, username="ann")
    come(entrance, mine, code=CODE, username="ANN")
    status, said = refused(entrance, other, code=CODE, username="Ann")
    assert status == 409 and "taken" in said
    other.cookies[COOKIE] = "made up"
    assert refused(entrance, other, code=CODE, username="ann")[0] == 409


def test_a_word_brings_back_from_another_browser(entrance):
    come(entrance, Browser(), code=CODE, username="ann", word="a red kite")
    other = Browser()
    assert refused(entrance, other, code=CODE, username="ann", word="a blue kite")[0] == 403
    assert come(entrance, other, code=CODE, username="ann", word="a red kite")[0] == "ann"
    assert come(entrance, other, code=CODE, username="ann")[0] == "ann"  # known from now on


def test_a_name_without_a_word_has_no_empty_word(entrance):
    come(entrance, Browser(), code=CODE, username="ann")
    assert refused(entrance, Browser(), code=CODE, username="ann", word="")[0] == 409
    assert refused(entrance, Browser(), code=CODE, username="ann", word="x")[0] == 403


def test_a_browser_that_knows_the_name_still_needs_the_code(entrance):
    mine = Browser()
    come(entrance, mine, code=CODE, username="ann")
    assert refused(entrance, mine, code="wrong", username="ann")[0] == 403


def test_scripts_and_other_sites_do_not_get_the_cookie(entrance):
    mine = Browser()
    come(entrance, mine, code=CODE, username="ann")
    assert mine.how["httponly"] and mine.how["samesite"] == "Strict"
    assert mine.cookies[COOKIE] not in (entrance.seats.path.read_text())


def test_what_was_taken_outlives_the_hub(entrance):
    mine = Browser()
    come(entrance, mine, code=CODE, username="ann", word="w")
    again = Entrance()
    assert come(again, mine, code=CODE, username="ann")[0] == "ann"
    assert refused(again, Browser(), code=CODE, username="ann")[0] == 409
    assert again.seats.path.stat().st_mode & 0o077 == 0


def test_a_name_that_the_instructor_removes_is_free(entrance):
    come(entrance, Browser(), code=CODE, username="ann")
    number = entrance.seats.number("ann")
    entrance.delete_user(SimpleNamespace(name="ann"))
    assert come(entrance, Browser(), code=CODE, username="ann")[0] == "ann"
    assert entrance.seats.number("ann") == number  # the folder's owner


def test_every_name_has_a_user_number_of_its_own(tmp_path):
    seats = Seats(tmp_path / "seats.json")
    numbers = {seats.number("instructor")}
    assert Seats(tmp_path / "another room's").number("ann") not in numbers
    for i in range(30):
        seats.take(f"n{i}", "")
        numbers.add(seats.number(f"n{i}"))
    assert len(numbers) == 31 and min(numbers) >= 61_000
    with pytest.raises(Taken):
        seats.take("n3", "another")


# Slowed down --------------------------------------------------------------------------------


def test_a_thousand_wrong_codes_are_slowed_down():
    now = [0.0]
    patience, tried = Patience(clock=lambda: now[0]), 0
    while now[0] < 3600:  # an hour of trying every tenth of a second
        if patience.seconds("a") == 0:
            tried += 1
            patience.wrong("a")
        now[0] += 0.1
    assert tried < 150
    assert patience.seconds("b") == 0  # others go on


def test_while_it_waits_the_right_code_is_not_tried_either(entrance):
    thief = Browser()
    for _ in range(Patience.FREE):
        refused(entrance, thief, code="wrong", username="thief")
    status, said = refused(entrance, thief, code=CODE, username="thief")
    assert status == 429 and "seconds" in said
    assert come(entrance, Browser("10.0.0.2"), code=CODE, username="ann")[0] == "ann"


def test_who_is_known_comes_back_at_once(entrance):
    mine = Browser()
    come(entrance, mine, code=CODE, username="ann")
    for _ in range(9):
        refused(entrance, Browser(), code="wrong", username="bo")
    assert come(entrance, mine, code=CODE, username="ann")[0] == "ann"


@pytest.mark.parametrize("kind", ["word", "password"])
def test_who_comes_in_rightly_between_is_slowed_down_all_the_same(entrance, kind):
    come(entrance, Browser("10.0.0.9"), code=CODE, username="ann", word="a red kite")
    wrong = {
        "word": {"code": CODE, "username": "ann", "word": "wrong"},
        "password": {"as": "instructor", "password": "wrong"},
    }[kind]
    told = []
    for i in range(12):
        told.append(refused(entrance, Browser(), **wrong)[0])
        come(entrance, Browser(), code=CODE, username=f"thief {i}")
    assert told[: Patience.FREE] == [403] * Patience.FREE and set(told[Patience.FREE :]) == {429}


def test_words_are_slowed_down_wherever_they_are_tried(entrance):
    mine = Browser()
    come(entrance, mine, code=CODE, username="ann", word="a red kite")
    for i in range(Patience.FREE):
        refused(entrance, Browser(f"10.0.1.{i}"), code=CODE, username="ann", word="wrong")
    late = Browser("10.0.2.1")
    assert refused(entrance, late, code=CODE, username="ann", word="a red kite")[0] == 429
    assert come(entrance, mine, code=CODE, username="ann", word="a red kite")[0] == "ann"


def test_a_browser_that_is_known_is_slowed_down_by_itself(entrance):
    mine = Browser()
    come(entrance, mine, code=CODE, username="ann")
    for _ in range(Patience.FREE):
        assert refused(entrance, mine, code="wrong", username="ann")[0] == 403
    assert refused(entrance, mine, code=CODE, username="ann")[0] == 429


@pytest.mark.parametrize(
    ("headers", "whence"),
    [
        ({"X-Forwarded-For": "10.0.0.7"}, "10.0.0.7"),
        ({"X-Forwarded-For": "6.6.6.6,10.0.0.7"}, "10.0.0.7"),
        ({"X-Forwarded-For": "6.6.6.6, 10.0.0.7", "X-Real-Ip": "6.6.6.6"}, "10.0.0.7"),
        ({"X-Forwarded-For": "10.0.0.7,127.0.0.1"}, "10.0.0.7"),  # the instructor's own proxy
        ({"X-Forwarded-For": "127.0.0.1", "X-Real-Ip": "6.6.6.6"}, "here"),
        ({}, "here"),
    ],
)
def test_nobody_chooses_the_address_that_is_slowed_down(headers, whence):
    assert address(SimpleNamespace(headers=headers, remote_ip="6.6.6.6")) == whence


def test_so_many_addresses_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(Patience, "KEPT", 100)
    patience = Patience()
    for i in range(1000):
        patience.wrong(str(i))
    assert len(patience.wrong_ones) == 100
