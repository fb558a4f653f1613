"""What notebook 24 draws, and what its panels say."""

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from course_utils.lessons.what_is_a_parameter import one_dial
from course_utils.lessons.what_is_a_parameter.counts import Row
from course_utils.lessons.what_is_a_parameter.views import every_count, share, the_way
from course_utils.lessons.what_is_a_parameter.views import one_dial as view
from course_utils.lessons.what_is_a_parameter.way import WAY
from course_utils.progress._contents import contents

MODELS = list(one_dial.results())


def test_the_results_are_of_six_models_from_2_dials_to_a_real_one():
    sizes = [found["dials"] for found in one_dial.results().values()]
    assert sizes == sorted(sizes) and (sizes[0], sizes[-1]) == (2, 134_515_008)
    for found in one_dial.results().values():
        assert found["loss"] < found["nothing"]
        for group in one_dial.GROUPS.values():
            lengths = {len(found[group]["lost"][way]) for way in one_dial.FACTORS.values()}
            assert lengths == {len(found[group]["names"])}


def test_the_line_is_measured_as_a_pencil_would():
    from course_utils.data import penguins

    birds = penguins()
    a, b = np.polyfit(birds.flipper_length, birds.body_mass, 1)

    def loss(a, b):
        return np.mean((a * birds.flipper_length + b - birds.body_mass) ** 2)

    learned = np.var(birds.body_mass) - loss(a, b)
    for way, factor in {"set to 0": 0, "halved": 0.5, "its sign turned": -1}.items():
        measured = one_dial.turned(MODELS[0], "among the largest", 1, way)
        assert measured.name == "b" and np.isclose(measured.value, b, rtol=1e-3)
        assert np.isclose(measured.lost, (loss(a, factor * b) - loss(a, b)) / learned, rtol=0.01)


def test_what_the_notebook_says_of_the_results():
    typical = [np.median(np.abs(lost)) for lost in one_dial.drawn("set to 0").values()]
    assert typical[0] > typical[1] > 10 > 1e-3 > typical[2] > 1e-5 > max(typical[3:])
    worst = list(one_dial.worst("set to 0").values())
    assert worst[4] < 0.002 < 0.2 < worst[5] < 0.22
    smol = one_dial.results()[MODELS[-1]]["worst"]
    assert smol["names"][0] == "blocks.11.mlp.down[1229, 507]"
    seventh = smol["names"].index("blocks.27.mlp.gate[17, 903]")
    assert seventh == 6 and smol["lost"]["0"][6] < 0.02 < 0.4 < smol["lost"]["-1"][6]
    assert [name.endswith(", 507]") for name in smol["names"][:7]].count(True) == 4


def test_the_panel_says_what_one_dial_does():
    turn = view()(Figure())
    said = turn(MODELS[0], "among the largest", 9, "set to 0")  # there are only two
    assert said.startswith(
        "a line (01), 2 dials. a, of the flipper = 49.69, set to 0: the model loses 2"
    )
    said = turn(MODELS[-1], "among the worst", 1, "set to 0")
    assert said.endswith("= 5.876, set to 0: the model loses 21% of what it has learned.")
    assert "the model gains" in turn(MODELS[-1], "among the worst", 1, "doubled")


def test_shares_in_words():
    assert share(0.2094) == "21% of" and share(68.7) == "69 times"
    assert one_dial.in_per_cent([68.7, 0.209, 9.18e-7]) == "6,900%, 21%, 0.000092%"
    assert share(-0.00012) == "0.012% of" and share(2e-7) == "less than 0.001% of"


def test_the_line_of_counts_marks_one():
    rows = [Row("01_two_dials", "a line", 2), Row("18_counting_real_models", "large", 3000)]
    figure = Figure()
    turn = every_count(rows)(figure)
    assert turn(1) == "a line (01): 2 dials, where it began."
    assert turn(2) == "large (18): 3,000 dials, 1,500 times as many as the line has."
    assert list(figure.axes[0].lines[-1].get_xdata()) == [3000]
    large = every_count([rows[0], Row("20_x", "huge", 671_026_419_200)])(Figure())(2)
    assert large.endswith("dials, 336,000,000,000 times as many as the line has.")


def test_the_way_leads_through_every_notebook_and_each_text_fits_its_box():
    assert list(WAY) == list(contents())
    figure = Figure(figsize=(10, 5.4), dpi=100)
    the_way(figure)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    axes = figure.axes[0]
    wide = 18.4 / 122 * 1000
    for text in axes.texts:
        if text.get_text():
            assert text.get_window_extent(canvas.get_renderer()).width < wide - 4, text.get_text()
