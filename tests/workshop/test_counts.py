"""What the room has done: counted once, without names, and nothing that is made up."""

import json
import re

import pytest

pytest.importorskip("jupyterhub")

from course_utils.dials.several import AND
from course_utils.progress._contents import contents
from workshop import questions
from workshop.counts import Counts, Forged, end_of_day
from workshop.questions import pages

PAGES = pages()
GUESS = {"notebook": "two_dials", "kind": "guesses", "name": "one_step", "value": "by 20 g"}
GOAL = {"notebook": "two_dials", "kind": "goals", "name": "342 penguins, two dials", "value": True}


@pytest.fixture
def counts(tmp_path):
    made = Counts(tmp_path, PAGES)
    yield made
    made.close()


def test_every_guess_of_every_notebook_has_its_choices_and_what_happened():
    assert list(PAGES) == list(contents())
    for slug, page in PAGES.items():
        names = [q.name.partition(", ")[0] for q in page.guesses]
        assert list(dict.fromkeys(names)) == contents()[slug]["guesses"]
        assert all(len(q.choices) > 1 and q.text and q.happened for q in page.guesses)


def test_counted_once_each_and_the_first_guess_stands(counts):
    assert counts.add("ann", GUESS)
    assert not counts.add("ann", GUESS)
    assert not counts.add("ann", GUESS | {"value": "by 1 g"})
    assert counts.add("bo", GUESS | {"value": "by 200 g"})
    assert counts.add("bo", GOAL)
    told = counts.told("two_dials")
    assert told["guesses"]["one_step"] == [0, 1, 1] and told["people"] == 2
    assert told["goals"] == {"342 penguins, two dials": 1}


def test_several_that_are_committed_to_together_are_counted_one_by_one(counts):
    several = GUESS | {"notebook": "what_is_a_parameter", "name": "what_it_is"}
    assert questions.AND == AND
    said = ["half true", "false", "true", "nobody knows"]
    assert counts.add("ann", several | {"value": "; ".join(said)})
    assert not counts.add("ann", several | {"value": "; ".join(reversed(said))})
    told = counts.told("what_is_a_parameter")["guesses"]
    assert told["what_it_is, 1"] == [0, 1, 0, 0] and told["what_it_is, 4"] == [0, 0, 0, 1]
    for value in ("true", "true; true; true; maybe", "; ".join([*said, "true"])):
        with pytest.raises(Forged):
            counts.add("bo", several | {"value": value})


@pytest.mark.parametrize(
    "event",
    [None, [], "x", 3, {}, GUESS | {"value": "by 3 g"}, GUESS | {"value": None},
     GUESS | {"value": ["by 20 g"]}, GUESS | {"value": {"a": 1}}, GUESS | {"name": "none"},
     GUESS | {"name": ["one_step"]}, GUESS | {"notebook": "none"}, GUESS | {"notebook": []},
     GUESS | {"kind": "takes"}, GUESS | {"kind": "notebook"}, GUESS | {"kind": {}},
     GUESS | {"who": "bo"}, {**GUESS, "kind": "goals"}, GOAL | {"name": "<b>"}],
)  # fmt: skip
def test_what_no_notebook_asks_for_is_refused(counts, event):
    with pytest.raises(Forged, match=r"\.$"):
        counts.add("ann", event)
    assert counts.told("two_dials")["people"] == 0


def test_no_name_is_anywhere(counts, tmp_path):
    counts.add("annabel", GUESS)
    counts.count("bartholomew", False)
    counts.table.execute("pragma wal_checkpoint(truncate)")
    everything = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"annabel" not in everything and b"bartholomew" not in everything
    assert not re.search("[0-9a-f]{32}", json.dumps(counts.all()))


def test_who_says_no_is_taken_out_and_counted_no_more(counts):
    counts.add("ann", GUESS)
    counts.add("bo", GUESS)
    counts.count("ann", False)
    assert not counts.counted("ann") and not counts.add("ann", GOAL)
    assert counts.told("two_dials")["guesses"]["one_step"] == [0, 1, 0]
    counts.count("ann", True)
    assert counts.add("ann", GOAL)


def test_what_was_confirmed_outlives_the_service(counts, tmp_path):
    counts.add("ann", GUESS)
    again = Counts(tmp_path, PAGES)  # the other was not closed: it was killed
    assert not again.add("ann", GUESS) and again.told("two_dials")["people"] == 1
    again.close()


@pytest.mark.parametrize("keep", [False, True])
def test_gone_when_the_day_ends_unless_it_is_kept(counts, tmp_path, keep):
    counts.add("ann", GUESS)
    counts.close()
    kept = end_of_day(tmp_path, PAGES, keep)
    assert [path.name for path in tmp_path.iterdir()] == ([kept.name] if keep else [])
    if keep:
        assert json.loads(kept.read_text())["two_dials"]["guesses"]["one_step"] == [0, 1, 0]
    assert end_of_day(tmp_path, PAGES, keep=False) is None


def test_begun_anew_nothing_was_done_and_a_no_stays_a_no(counts):
    counts.count("bo", False)
    counts.add("ann", GUESS)
    counts.forget()
    assert counts.all() == {} and not counts.counted("bo")
