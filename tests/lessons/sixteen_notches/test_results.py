"""What notebook 22 says about the committed figures."""

import pytest

from course_utils.lessons.sixteen_notches import results
from course_utils.lessons.sixteen_notches.results import NAMES


@pytest.fixture
def more():
    """More loss by text, bits and kind."""

    def rises(text: str, bits: str) -> dict[str, float]:
        losses, whole = results.losses_by_kind(text)
        assert set(losses) == {"2", "3"} and set(losses[bits]) == set(NAMES.values())
        return {kind: loss - whole for kind, loss in losses[bits].items()}

    return rises


def test_at_two_bits_the_values_are_the_worst_and_then_down(more):
    rise = more("manual", "2")
    order = sorted(rise, key=lambda kind: -rise[kind])
    assert order[:2] == ["attention.value", "mlp.down"] and rise["attention.value"] > 4
    assert all(rise[f"attention.{kind}"] < 0.4 for kind in ("query", "key", "output"))


@pytest.mark.parametrize(("text", "bits"), [("tales", "2"), ("tales", "3"), ("manual", "3")])
def test_otherwise_down_is_the_worst_and_then_the_values(more, text, bits):
    rise = more(text, bits)
    order = sorted(rise, key=lambda kind: -rise[kind])
    assert order[:2] == ["mlp.down", "attention.value"]


def test_the_super_weight_s_own_group_costs_nothing():
    found = results.measured("notches")["kinds"]
    assert abs(found["group of the super weight"]["manual"] - found["as it is"]["manual"]) < 0.005


def test_a_higher_rank_teaches_more_and_costs_more_and_is_under_a_percent_of_the_model():
    rows, before = results.by_rank(), results.at_the_start()
    assert [row["rank"] for row in rows] == [1, 2, 4, 8, 16, 32, 64]
    assert [row["dials"] for row in rows] == [15_360 * row["rank"] for row in rows]
    assert rows[-1]["dials"] < 0.01 * 134_515_008
    learned = [before["tales"] - row["tales"] for row in rows]
    forgot = [row["manual"] - before["manual"] for row in rows]
    assert learned == sorted(learned) and forgot == sorted(forgot) and forgot[0] > 0


def test_rivals_of_the_additions_learn_as_much_with_as_many_dials():
    ranks = {row["rank"]: row for row in results.by_rank()}
    matrix, norms = results.rival("one value matrix"), results.rival("norm scales")
    assert matrix["dials"] < ranks[8]["dials"] and norms["dials"] < ranks[1]["dials"]
    assert matrix["tales"] == pytest.approx(ranks[8]["tales"], abs=0.05)
    assert matrix["manual"] < ranks[8]["manual"] - 0.2
    assert norms["tales"] < ranks[1]["tales"] - 0.1
    assert norms["manual"] > ranks[1]["manual"] + 0.05
