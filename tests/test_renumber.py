"""What is a mention of a notebook's number, and what is another number."""

import pytest

from tools import renumber

MOVES = {"03": "04", "04": "05", "10": "14", "12": "16", "17": "21"}
SLUGS = {"why_b", "vectors", "attention", "training"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# 03 · Why b", "# 04 · Why b"),
        ("## [04 · Vectors](04_vectors.ipynb)", "## [05 · Vectors](05_vectors.ipynb)"),
        ("[Previous: 03 Why b](03_why_b.ipynb)", "[Previous: 04 Why b](04_why_b.ipynb)"),
        ("Next: 17 A real model · [Open", "Next: 21 A real model · [Open"),
        ("| [04 Vectors](n/04_vectors.ipynb) |", "| [05 Vectors](n/05_vectors.ipynb) |"),
        ("https://host/v2?tree/04_vectors.ipynb)", "https://host/v2?tree/05_vectors.ipynb)"),
        ("as in notebook 10, and notebook 04's", "as in notebook 14, and notebook 05's"),
        ("notebooks 01 to 03, 04 and 12", "notebooks 01 to 04, 05 and 16"),
        ("Notebook 12 is about it.", "Notebook 16 is about it."),
        ("the weights of 03: these", "the weights of 04: these"),
        ("matrices (04), attention (10) (05: rows)", "matrices (05), attention (14) (05: rows)"),
        ("from 02 and 12; floors from 09", "from 02 and 16; floors from 09"),
        ("It uses 12's model.", "It uses 16's model."),
        ("Adam (02)", "Adam (02)"),
    ],
)  # fmt: skip
def test_mentions_in_prose_are_rewritten(before, after):
    assert renumber.renumbered(before, MOVES, SLUGS, "prose") == after


@pytest.mark.parametrize(
    "text",
    [
        "12 dials, 10% of them, and 0.03 of a second",
        "`x[03]` and $x_{03}$", "a rate of 0.10, 1.04 and −10", "10,000 or 03.5",
        "(medium, 10 minutes)", "f(10)", "[12, 10]", "from −10 to 10.", "12 recolour (10 of them)",
        "in 2010, notebook 010", "a notebook 12.5 cm wide", "04_other_file.txt",
    ],
)  # fmt: skip
def test_other_numbers_in_prose_stay(text):
    assert renumber.renumbered(text, MOVES, SLUGS, "prose") == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('guess("Q", CHOICES, name="04.more")', 'guess("Q", CHOICES, name="05.more")'),
        ('progress.start("04_vectors")', 'progress.start("05_vectors")'),
        ("x = [03.5, 12, 10]  # as in notebook 10", "x = [03.5, 12, 10]  # as in notebook 14"),
        ("np.full(12, 10) * f'{a:04d}'  # (10)", "np.full(12, 10) * f'{a:04d}'  # (10)"),
    ],
)
def test_code_keeps_its_numbers(before, after):
    assert renumber.renumbered(before, MOVES, SLUGS, "code") == after


def test_what_may_be_a_mention_is_shown():
    text = "Whether it learned more is a question for 12. Of 30 dials, 10 stay; (12, the longest)."
    assert len(renumber.doubtful(text, MOVES)) == 2
    assert not renumber.doubtful("a question for 11, `from 12.`", MOVES)


def test_each_changed_number_is_told():
    before, after = "of 03 and\nthen notebook 10", "of 04 and\nthen notebook 14"
    assert len(list(renumber.differences(before, after))) == 2


def folder_of(tmp_path, *stems):
    for stem in stems:
        (tmp_path / f"{stem}.ipynb").write_text("{}")
    return tmp_path


def test_room_is_made_by_as_few_moves_as_can_be(tmp_path):
    folder = folder_of(tmp_path, "03_a", "04_b", "06_c")
    assert renumber.make_room("03", folder) == {"03": "04", "04": "05"}
    assert renumber.make_room("05", folder) == {}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "which number becomes which"),
        (["3-4"], "which number becomes which"),
        (["03=04"], "same number"),
        (["03=09"], "order would change"),
    ],
)
def test_moves_that_cannot_be_are_refused(tmp_path, arguments, said):
    with pytest.raises(SystemExit, match=said):
        renumber.read_moves(arguments, folder_of(tmp_path, "03_a", "04_b"))
    assert renumber.read_moves(["3=4", "04=05", "17=21"], tmp_path) == {
        "03": "04",
        "04": "05",
        "17": "21",
    }
