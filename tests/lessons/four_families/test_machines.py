"""The four machines of notebook 19: what each may see, and what it is given to learn from."""

from pathlib import Path

import jax
import nbformat
import numpy as np
import pytest

from course_utils.families.shared import attend
from course_utils.lessons.four_families import asking, machines, texts, training
from course_utils.lessons.four_families.real import felt, real_masks
from course_utils.transformer.layers import rms_norm
from tests.lessons.four_families.answers import spans

pytestmark = pytest.mark.slow

TOLD = texts.tales(40, seed=3)
ROWS = texts.rows(TOLD)
NOTEBOOK = Path(__file__).parents[3] / "notebooks" / "19_four_families.ipynb"
ORDER = np.array([3, 0, 5, 1, 4, 2])


@pytest.mark.parametrize("family", machines.MACHINES)
def test_the_machines_of_the_notebook_are_those_of_the_lesson(family):
    cells = nbformat.read(NOTEBOOK, as_version=4).cells
    names: dict = {}
    for cell in cells:
        if cell.cell_type == "code" and ("def look(" in cell.source or "def embed(" in cell.source):
            exec(cell.source, names)
        if cell.source.startswith(f"def {family.lower()}("):
            exec(cell.source, names)
    p, rng = machines.fresh(family, seed=1), np.random.default_rng(0)
    inputs, _, _ = training.DRAWS[family](ROWS[:1], rng)
    ours = names[family.lower()](p, *(part[0] for part in inputs))
    np.testing.assert_allclose(
        ours, machines.MACHINES[family](p, *(part[0] for part in inputs)), rtol=1e-4, atol=1e-5
    )


def seen(family: str) -> np.ndarray:
    p = machines.fresh(family, seed=0)
    if family == "XLNet":
        return felt(lambda w: machines.xlnet(p, w, np.argsort(ORDER)), np.arange(6))
    return felt(lambda w: machines.MACHINES[family](p, w), np.arange(6))


def test_each_machine_sees_what_its_mask_allows():
    assert np.array_equal(seen("GPT"), np.tri(6, dtype=bool))
    assert seen("BERT").all()
    turn = np.argsort(ORDER)
    assert np.array_equal(seen("XLNet"), turn < turn[:, None])


def test_the_published_architectures_have_the_same_masks():
    found, turn = real_masks(ORDER), np.argsort(ORDER)
    assert np.array_equal(found["GPT-2"], np.tri(6, dtype=bool))
    assert np.array_equal(found["T5 decoder"], np.tri(6, dtype=bool))
    assert np.array_equal(found["XLNet"], turn < turn[:, None])
    for name in ("BERT", "T5 encoder", "T5 decoder at encoder"):
        assert found[name].all(), name


def test_spans_are_cut_out_as_in_the_exercise():
    words = TOLD[0].words
    text, written = texts.cut_out(words, [(1, 3), (6, 7)])
    assert (text, [*written, texts.END]) == spans(words, 1, 3, 6, 7)


@pytest.mark.parametrize("longest", [1, 3])
def test_what_t5_reads_and_writes_makes_the_tale_again(longest):
    (text, _), written, _ = texts.for_t5(ROWS, np.random.default_rng(0), longest)
    for tale, reads, writes in zip(TOLD, text, written, strict=True):
        pieces: dict = {}
        for token in writes:
            word = texts.VOCABULARY[token]
            if word in texts.SENTINELS:
                pieces[word] = here = []
            elif word == texts.END:
                break
            else:
                here.append(word)
        again = []
        for token in reads:
            word = texts.VOCABULARY[token]
            again += pieces.get(word, [word] if word != texts.END else [])
        assert again == tale.words


def test_beside_spans_of_one_word_all_others_keep_their_places():
    for longest, moved in ((1, False), (3, True)):
        (text, _), _, _ = texts.for_t5(ROWS, np.random.default_rng(0), longest)
        cut = np.isin(text, [texts.NUMBER[sentinel] for sentinel in texts.SENTINELS])
        assert np.any((text != ROWS) & ~cut) == moved


def test_t5_s_sentinel_looks_at_its_own_from_the_start():
    """By more than an even share, and not by much: notebook 19 says "a little more"."""
    (text, before), _, _ = texts.for_t5(ROWS, np.random.default_rng(0))
    at = (text == texts.NUMBER["<1>"]).argmax(axis=1)
    looks = [_cross_shares(machines.fresh("T5", seed), text, before) for seed in (0, 1, 2)]
    mine = np.mean([each[np.arange(len(at)), :, 1, at].mean() for each in looks])
    assert 1.3 < mine * texts.LENGTH < 2


def _cross_shares(p, text, before):
    """Where T5's written tokens look in what was read, at the start: [B, heads, WRITES, LENGTH]"""
    back = np.tri(texts.WRITES, dtype=bool)

    def one(read, written):
        x, y = machines.bert_rows(p, read), machines.embed(p, written)
        y = machines.look(p.writer[0], y, y, back)
        cross = p.crossing[0]
        asks, answers = (rms_norm(cross.norm_1, rows, 1e-5) for rows in (y, x))
        return attend(cross.attention, asks, answers, machines.PLAN.heads, np.ones((1, 1), bool))[1]

    return np.asarray(jax.vmap(one)(text, before))


def test_a_tale_with_the_wrong_owner_is_not_right():
    told = [tale for tale in TOLD if tale.asks is not None]
    assert all(asking.is_right(tale.words) for tale in told)
    assert not any(asking.is_right(t.first + t.second(t.names[1 - t.asked])) for t in told)
    assert not any(asking.is_right(tale.first) for tale in told)


def test_gpt_s_score_is_the_sum_over_its_words():
    p = machines.fresh("GPT", 0)
    row = ROWS[0]
    logits = jax.nn.log_softmax(machines.gpt(p, np.array([0, *row[:-1]])))
    n = int(np.flatnonzero(row == 0)[0]) + 1
    by_hand = sum(float(logits[t, row[t]]) for t in range(n))
    assert asking.score("GPT", p, ROWS[:1])[0] == pytest.approx(by_hand, rel=1e-4)


def test_the_same_words_say_other_facts():
    first, same, other = asking.said_differently(TOLD)
    for a, b, c in zip(first, same, other, strict=True):
        assert sorted(a) == sorted(b) == sorted(c)
        assert not (a == b).all() and not (b == c).all()


def test_training_lowers_the_loss():
    for family in machines.MACHINES:
        _, losses = training.train(family, machines.fresh(family, 0), ROWS, steps=12)
        assert losses[-1] < losses[0]


def test_all_families_read_the_same_tales_in_each_step(monkeypatch):
    read: dict[str, list] = {family: [] for family in training.DRAWS}

    def noting(family, draw):
        def noted(few, rng):
            read[family].append(few)
            return draw(few, rng)

        return noted

    for family, draw in list(training.DRAWS.items()):
        monkeypatch.setitem(training.DRAWS, family, noting(family, draw))
        training.train(family, machines.fresh(family, 0), ROWS, steps=2)
    for few in read.values():
        np.testing.assert_array_equal(few, read["GPT"])


def test_what_stands_behind_the_second_sentence_does_not_matter():
    tale = next(tale for tale in TOLD if tale.asks is not None)
    assert asking.is_right([*tale.words, "Tom", "had"])
    assert not asking.is_right([*tale.words[:-1], "Tom", "."])


def test_rows_are_filled_up_and_nothing_else_changes():
    p = machines.fresh("GPT", 0)
    alone = jax.nn.log_softmax(jax.vmap(lambda row: machines.gpt(p, row))(ROWS[:3]))
    found = asking.logs("GPT", p, ROWS[:3], at_once=2)
    np.testing.assert_allclose(found, alone, rtol=1e-4, atol=1e-5)


def test_xlnet_gives_vectors_by_a_mask_that_it_was_trained_with():
    p = machines.fresh("XLNet", 0)
    before = np.asarray(asking._streams("XLNet", p, ROWS[:1]))[0]
    other = ROWS[:1].copy()
    other[0, 5] = (other[0, 5] + 1) % 20
    after = np.asarray(asking._streams("XLNet", p, other))[0]
    np.testing.assert_allclose(after[:5], before[:5], atol=1e-6)
    assert (np.abs(after[5:] - before[5:]).max(axis=1) > 1e-6).all()
