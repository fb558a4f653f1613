"""The page of pieces against the tokenizer itself."""

import pytest
from matplotlib.figure import Figure

from course_utils.data import manual
from course_utils.lessons.kit.snapshot import snapshot
from course_utils.lessons.tokens.views import (
    COLUMNS,
    cut,
    edges,
    lay_out,
    pieces_of_text,
    same_sentence,
    tokens_with,
)
from course_utils.tokens import Tokenizer, train

TEXTS = {
    "a tale": "Once upon a time there was a brave rabbit. The strawberry was Tom's, of course.",
    "Russian": "Красный змей летит над старой мельницей.",
}


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return train(manual()[:40_000], 456)


@pytest.mark.parametrize("text", TEXTS.values())
@pytest.mark.parametrize("merges", [0, 1, 77, 200])
def test_the_page_is_cut_as_the_tokenizer_cuts(tokenizer, text, merges):
    smaller = Tokenizer(tokenizer.vocab[: 256 + merges], tokenizer.merges[:merges])
    found = cut(lay_out(text), tokenizer, merges)
    assert len(found) == len(smaller.encode(text))
    assert sum(right - left for _, left, right in found) == pytest.approx(len(text))


def test_words_stay_whole_and_inside_the_page():
    page = lay_out(manual()[:2000].replace("\n", " "))
    assert all(place.column + len(place.word) <= COLUMNS for place in page)
    assert "".join(place.word for place in page) == manual()[:2000].replace("\n", " ")
    with pytest.raises(ValueError, match="does not fit"):
        lay_out("x" * (COLUMNS + 1))


def test_a_piece_may_end_within_a_character():
    assert edges("é", [b"\xc3", b"\xa9"]) == [0.5, 1.0]
    assert edges("añ", [b"a\xc3", b"\xb1"]) == [1.5, 2.0]


def test_the_curve_shows_no_more_than_was_turned_up(tokenizer):
    figure = Figure()
    turn = pieces_of_text(TEXTS, tokenizer)(figure)
    for merges in (0, 64, 100):
        turn(merges=merges, text="a tale")
        x, y = figure.axes[1].lines[0].get_data()
        assert x[-1] == merges == max(x) and len(x) == len(y)
        assert y[-1] == tokens_with(tokenizer, merges, TEXTS["a tale"])


def test_the_view_says_how_long_the_text_is(tokenizer):
    turn = pieces_of_text(TEXTS, tokenizer)(Figure())
    said = turn(merges=0, text="Russian")
    assert f"is {len(TEXTS['Russian'].encode())} tokens long" in said
    assert f"is {len(tokenizer.encode(TEXTS['a tale']))} tokens" in turn(merges=200, text="a tale")


def test_bars_say_how_many_times_longer():
    turn = same_sentence({"bytes": {"English": 10, "Chinese": 25}})(Figure())
    assert turn(cut="bytes", language="Chinese").endswith(
        "25 pieces long in Chinese, 2.5 times as long as in English."
    )
    assert turn(cut="bytes", language="English").endswith("the shortest.")


def test_a_snapshot_tells_what_the_panel_would_tell():
    view = same_sentence({"bytes": {"English": 10, "Chinese": 25}})
    shown = snapshot(view, size=(5, 3), cut="bytes", language="Chinese")
    assert repr(shown) == view(Figure())(cut="bytes", language="Chinese")
    data, metadata = shown._repr_mimebundle_()
    assert data["image/png"] and metadata["image/png"]["alt"] == repr(shown)
