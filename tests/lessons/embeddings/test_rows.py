"""The strips that show rows of numbers as colours."""

import numpy as np
from matplotlib.figure import Figure

from course_utils.lessons.embeddings.views import strips

WORDS = {"owl": 0, "kite": 2, "drum": 1, "Rosa": 3}
TABLES = {"one": np.arange(12.0).reshape(4, 3) / 10, "two": -np.arange(12.0).reshape(4, 3) / 10}


def drawn():
    figure = Figure(figsize=(8.6, 4.2))
    strips(figure, TABLES, WORDS, [["kite", "drum"], ["Rosa"]])
    return figure.axes


def test_each_strip_is_the_row_of_the_word_that_is_written_beside_it():
    axes = drawn()
    names = [text.get_text() for text in axes[0].get_yticklabels()]
    assert names == ["kite", "drum", "", "Rosa"]
    for part, table in zip(axes, TABLES.values(), strict=False):
        cells = part.collections[0].get_array()
        for row, name in enumerate(names):
            if name:
                np.testing.assert_array_equal(cells[row], table[WORDS[name]])
            else:
                assert cells.mask[row].all()


def test_the_first_row_is_at_the_top_and_both_tables_have_one_scale():
    axes = drawn()
    assert all(part.get_ylim() == (4, 0) for part in axes[:2])
    assert len({part.collections[0].get_clim() for part in axes[:2]}) == 1
