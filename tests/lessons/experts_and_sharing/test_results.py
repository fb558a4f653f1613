"""What notebook 20 says of the runs that it does not make itself."""

import numpy as np
import pytest

from course_utils.lessons.experts_and_sharing import results


def test_no_router_collapses_by_itself():
    busy = results.loads_at_start()
    assert busy.shape == (10, 2, 4)
    np.testing.assert_allclose(busy.sum(axis=2), 1, atol=0.01)
    assert busy.min() > 0.01 and busy.max() < 0.75


def test_a_balance_loss_brings_the_others_back_and_a_bias_makes_them_busy_only():
    cures = results.cures()
    nothing = cures["nothing"][0.0]
    assert nothing["busiest"] > 0.5 and 0.7 < nothing["known"] < 0.8
    cured = cures["balance loss"][0.1]
    assert cured["busiest"] < 0.2 and cured["known"] > 0.99
    assert cures["balance loss"][0.01]["known"] < cured["known"] - 0.03
    assert cures["balance loss"][1.0]["known"] < cured["known"]
    nudged = cures["routing bias"][0.01]
    assert nudged["busiest"] < 0.3 and nudged["known"] < 0.85
    for rules in cures.values():
        for row in rules.values():
            assert row["loads"].shape == (40, 8)


def test_experts_store_nearly_what_one_part_as_large_does():
    a, b, c = (results.known(row)[0] for row in ("1 of 4", "8 of 4", "1 of 32"))
    assert a < 0.5 and b > 0.97 and c > 0.99
    assert b - results.known("8 of 4, router as drawn")[0] > 0.05


def test_on_the_tales_experts_bring_nothing_that_a_seed_does_not():
    (one, spread), (four, _) = (results.on_tales(row) for row in ("1 of 32", "4 of 32"))
    assert abs(one - four) < spread


def test_what_is_known_follows_what_a_model_has():
    rows = {row.name: row for row in results.stored()}
    looped, once = rows["one part of 4, used twice"], rows["one part of 4 neurons"]
    two, wide = rows["two layers, a part of 4 each"], rows["one part of 8"]
    assert looped.has == once.has < two.has == wide.has
    assert looped.meets == two.meets
    assert two.known == pytest.approx(wide.known, abs=0.03)
    for row in rows.values():
        assert (row.has, row.known < 0.5) == (1744, True) or row.has > 1744
        assert row.has != 1936 or 0.61 < row.known < 0.67
        assert row.has <= 1936 or (row.has > 3000 and row.known > 0.95)


def test_a_bias_that_fights_the_router_moves_questions_to_the_last_step():
    found = results.moved("routing bias 0.01")
    assert 0.2 < found["share"] < 0.3
    assert found["known of moved"] < 0.5 and found["known"] > 0.9


def test_from_a_fair_start_the_bias_does_its_work():
    with_it, without = "8 of 4, routing bias 0.01", "8 of 4"
    assert {round(busy, 2) for busy in results.busiest_at_the_end(with_it)} == {0.13}
    assert all(0.145 < busy < 0.195 for busy in results.busiest_at_the_end(without))
    assert results.known(with_it)[0] == pytest.approx(results.known(without)[0], abs=0.01)


def test_where_marks_coincide_one_is_hollow():
    rows = {row.name: row for row in results.stored()}
    assert [name for name, row in rows.items() if row.hollow] == ["one part of 8"]


def test_words_of_a_kind_mostly_keep_together_and_which_kinds_share_is_chance():
    first, second = results.by_kind()
    favourite = [{kind: int(np.argmax(e)) for kind, e in run.items()} for run in (first, second)]
    assert max(first["names"]) > 0.9 and max(second["animals"]) >= 0.9
    assert all(0.6 < max(first[kind]) < 0.72 for kind in ("animals", "colours"))
    assert all(max(run[kind]) > 0.6 for run in (first, second) for kind in ("names", "colours"))
    assert favourite[0]["animals"] == favourite[0]["colours"] != favourite[0]["names"]
    assert favourite[1]["animals"] == favourite[1]["names"] != favourite[1]["colours"]
    assert all(max(run["marks"]) < 0.4 for run in (first, second))
