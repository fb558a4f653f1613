"""Names: which may be chosen, and that no two learners share a folder."""

import pytest

pytest.importorskip("jupyterhub")

from workshop import names


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ann", "ann"),
        ("  José   Pérez ", "josé-pérez"),
        ("jose\u0301 pe\u0301rez", "josé-pérez"),
        ("JOSÉ-PÉREZ", "josé-pérez"),
        ("ＡＮＮ", "ann"),  # as some keyboards write it
        ("Straße", "strasse"),
        ("李明", "李明"),
        ("أمل", "أمل"),
        ("Анна 2", "анна-2"),
        ("हिन्दी", "हिन्दी"),
        ("Iİ", "ii\u0307"),
    ],
)
def test_the_same_name_however_it_is_written(typed, kept):
    assert names.normal(typed) == kept
    assert names.normal(kept) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "  ", "---", "a/b", "..", ".", "a\\b", "<b>x</b>", "a&b", '"', "😀", "ann😀", "a\x00b",
     "a\u202eb", "a\u200bb", "a%2fb", "a_b", "x" * 25, "x" * 100_000, "\u0301", "a\nb:c", "~root",
     "ann\u034f", "a\ufe0fnn", "\u3164", "ann\uffa0"],
)  # fmt: skip
def test_what_is_no_name_is_refused_in_a_sentence(typed):
    with pytest.raises(ValueError, match=r"^[A-Z].*\.$"):
        names.normal(typed)


def test_a_folder_is_plain_and_different_for_each_name():
    chosen = ["ann", "anna", "josé", "jose", "李明", "李-明", "a-b", "ab", "c3a9", "é", "ß-ss"]
    folders = [names.folder_name(name) for name in chosen]
    assert len(set(folders)) == len(chosen)
    assert all(f.isascii() and "/" not in f and "." not in f for f in folders)


def test_a_folder_of_the_longest_name_can_be_made(tmp_path):
    long = [chr(0x20000) * 24, chr(0x20000) * 23 + chr(0x20001)]  # four bytes each
    for name in long:
        (tmp_path / names.folder_name(name)).mkdir()
    assert len(list(tmp_path.iterdir())) == 2
