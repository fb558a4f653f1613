"""Training against loops, finite differences and singular values; and what may go wrong."""

import _thread
import json
import math
import sys
import threading
import time
from dataclasses import asdict, replace
from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from course_utils import files, train
from course_utils.count import count
from course_utils.train import (
    Settings,
    _checkpoint,
    _fit,
    draw,
    fit,
    learning_rate,
    load,
    resume,
    save,
)
from course_utils.transformer import Config, forward, init, quick, shapes, storyteller
from tests import oracles

pytestmark = pytest.mark.slow

CONFIG = Config(vocab=11, context=8, layers=1, width=16, heads=2, hidden=32)
TOKENS = np.random.default_rng(0).integers(CONFIG.vocab, size=300).astype(np.int32)
HELD_OUT = TOKENS[:60]


# Compiled once, for speed.
loss, batch_loss, slope = (
    jax.jit(f, static_argnames="config")
    for f in (train.loss, train.batch_loss, jax.grad(train.batch_loss))
)


@cache
def start(seed=0):
    return init(jax.random.key(seed), CONFIG)


def short(held_out=None, on_progress=None, progress=None, **settings):
    """A run of a few steps; the same configuration everywhere, so it compiles once."""
    settings = Settings(**{"steps": 12, "batch": 4, "every": 4, **settings})
    watch = {"held_out": held_out, "on_progress": on_progress, "progress": progress}
    return fit(start(), TOKENS, CONFIG, settings, **watch)


def leaves(run):
    return jax.tree.leaves(run.state)


def assert_same(one, other):
    """Bit for bit: parameters, optimizer, step, history."""
    for a, b in zip(leaves(one), leaves(other), strict=True):
        np.testing.assert_array_equal(a, b)
    assert one.losses == other.losses
    assert str(one.history) == str(other.history)  # NaN where nothing was measured


def stop_at(step):
    """An on_progress that presses Stop."""

    def press(now, params, history):
        if now == step:
            raise KeyboardInterrupt

    return press


# The loss ------------------------------------------------------------------------------------


def slow_loss(params, window, config):
    total = 0.0
    logits, _, _ = oracles.forward(params, window[:-1], config)
    for scores, came in zip(logits, window[1:], strict=True):
        total -= scores[came] - math.log(sum(math.exp(score) for score in scores))
    return total / (len(window) - 1)


def test_loss_against_a_loop():
    params = jax.tree.map(lambda x: 3 * np.asarray(x), start())  # a loss that is not ln V
    windows = TOKENS[:18].reshape(2, 9)
    slow = [slow_loss(params, window, CONFIG) for window in windows]
    fast = [loss(params, window, CONFIG) for window in windows]
    np.testing.assert_allclose(fast, slow, rtol=1e-4)
    np.testing.assert_allclose(batch_loss(params, windows, CONFIG), np.mean(slow), rtol=1e-4)
    np.testing.assert_allclose(train.evaluate(params, windows, CONFIG), np.mean(slow), rtol=1e-4)


def test_many_windows_are_all_counted():
    windows = np.concatenate([draw(TOKENS, 8, 61, 0, step) for step in range(2)])  # 60 + 60 + 2
    at_once = batch_loss(start(), windows, CONFIG)
    np.testing.assert_allclose(train.evaluate(start(), windows, CONFIG), at_once, rtol=1e-5)


def test_knowing_nothing_costs_ln_V():
    for seed in range(3):
        loss = batch_loss(start(seed), draw(TOKENS, 8, 30, 0, 0), CONFIG)
        assert abs(loss - math.log(CONFIG.vocab)) < 0.1


def test_the_gradient_against_finite_differences():
    windows, first = draw(TOKENS, 8, 2, 0, 0), start()  # made, and kept, in float32
    with jax.enable_x64(True):
        params = jax.tree.map(lambda x: jnp.asarray(x, jnp.float64), first)
        keys = iter(jax.random.split(jax.random.key(1), 99))
        way = jax.tree.map(lambda x: jax.random.normal(next(keys), x.shape, x.dtype), params)

        def along(distance):
            moved = jax.tree.map(lambda x, d: x + distance * d, params, way)
            return batch_loss(moved, windows, CONFIG)

        difference = (along(1e-6) - along(-1e-6)) / 2e-6
        gradient = slope(params, windows, CONFIG)
        dots = jax.tree.map(lambda g, d: jnp.sum(g * d), gradient, way)
        np.testing.assert_allclose(sum(jax.tree.leaves(dots)), difference, rtol=1e-6)


# One step ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def first_step():
    """Gradient and turn of a first step, at a learning rate of 1."""
    params, windows = start(), draw(TOKENS, 8, 8, 0, 0)
    gradient = slope(params, windows, CONFIG)
    opt_state = train.optimizer().init(params)
    after, _, loss = train.update(params, opt_state, windows, 1.0, CONFIG)
    assert float(loss) == pytest.approx(float(batch_loss(params, windows, CONFIG)), rel=1e-5)
    return gradient, jax.tree.map(lambda a, b: a - b, after, params)


def test_matrices_turn_with_all_directions_equally_strong(first_step):
    """In the gradient's own axes (singular value decomposition) the turn is a diagonal of ones,
    times √(out/in) where a matrix widens."""
    gradient, turn = first_step
    for G, dW in zip(*(jax.tree.leaves(tree.blocks) for tree in (gradient, turn)), strict=True):
        if G.ndim < 2:
            continue
        U, strengths, Vt = np.linalg.svd(np.asarray(G, np.float64), full_matrices=False)
        inner = -U.T @ np.asarray(dW, np.float64) @ Vt.T
        inner /= max(1, G.shape[1] / G.shape[0]) ** 0.5
        felt = strengths > 1e-2 * np.linalg.norm(strengths)
        assert felt.sum() >= 3
        assert np.all((np.diag(inner)[felt] > 0.6) & (np.diag(inner)[felt] < 1.3))
        np.testing.assert_allclose(inner, np.diag(np.diag(inner)), atol=0.02)


def test_what_is_no_matrix_turns_against_its_slope_number_by_number(first_step):
    """Adam's first step: the same size for every number, whatever its slope."""
    gradient, turn = first_step
    for g, d in [
        (gradient.embedding, turn.embedding),
        (gradient.final_norm.scale, turn.final_norm.scale),
        (gradient.blocks[0].norm_1.scale, turn.blocks[0].norm_1.scale),
    ]:
        felt = np.abs(g) > 1e-5
        assert felt.any()
        assert np.all(np.sign(d[felt]) == -np.sign(g[felt]))
        np.testing.assert_allclose(np.abs(d[felt]), np.abs(d).max(), rtol=0.02)


def test_the_learning_rate_falls_straight_to_zero():
    rates = [learning_rate(step, 100, 0.3) for step in range(101)]
    assert rates[0] == 0.3
    assert rates[100] == 0
    np.testing.assert_allclose(np.diff(rates), -0.003)


def test_a_rate_of_zero_turns_nothing():
    params = start()
    after, _, _ = train.update(
        params, train.optimizer().init(params), draw(TOKENS, 8, 4, 0, 0), 0.0, CONFIG
    )
    for a, b in zip(*map(jax.tree.leaves, (params, after)), strict=True):
        np.testing.assert_array_equal(a, b)


def test_draw_depends_on_seed_and_step_alone_and_reaches_every_place():
    N, length = 12, 4
    tokens = np.arange(N)
    first = draw(tokens, length, 5, seed=3, step=7)
    np.testing.assert_array_equal(first, draw(tokens, length, 5, seed=3, step=7))
    others = [draw(tokens, length, 5, seed, step) for seed, step in [(3, 8), (4, 7), (7, 3)]]
    assert not any(np.array_equal(first, other) for other in others)
    drawn = draw(tokens, length, 500, 0, 0)
    assert {tuple(window) for window in drawn} == {
        tuple(range(s, s + length + 1)) for s in range(N - length)
    }


def test_windows_can_begin_where_a_story_does():
    tokens = np.array([0, 5, 6, 0, 7, 8, 9, 0, 4, 4])
    drawn = draw(tokens, 3, 200, seed=0, step=0, begin=0)
    assert {tuple(window) for window in drawn} == {(0, 5, 6, 0), (0, 7, 8, 9)}  # the last is cut
    assert train.held_out_windows(tokens, 3, begin=0).tolist() == [[0, 5, 6, 0], [0, 7, 8, 9]]
    with pytest.raises(ValueError, match="no window of 3 tokens begins with token 2"):
        draw(tokens, 3, 4, 0, 0, begin=2)
    begin = int(TOKENS[50])
    run = short(begin=begin, held_out=HELD_OUT)
    windows = train.held_out_windows(HELD_OUT, CONFIG.context, begin)
    assert set(windows[:, 0]) == {begin}
    assert run.history[-1].held_out == float(train.evaluate(run.params, windows, CONFIG))


# A run ---------------------------------------------------------------------------------------


def test_one_batch_is_learned_by_heart():
    text = np.array([3, 1, 4, 1, 5, 9, 2, 6, 10], np.int32)  # exactly one window
    run = fit(start(), text, CONFIG, Settings(steps=150, batch=4))
    assert not run.stopped
    assert run.losses[0] > 2
    assert loss(run.params, text, CONFIG) < 0.05
    assert forward(run.params, text[:-1], CONFIG).argmax(1).tolist() == text[1:].tolist()


def test_history_is_what_was_measured():
    seen = []
    run = short(
        steps=10, held_out=HELD_OUT, on_progress=lambda *now: seen.append((now[0], now[2][-1]))
    )
    assert [record.step for record in run.history] == [0, 4, 8, 10]
    assert seen == [(record.step, record) for record in run.history]
    assert run.history[1].loss == pytest.approx(np.mean(run.losses[:4]))
    assert run.history[3].loss == pytest.approx(np.mean(run.losses[8:]))
    assert math.isnan(run.history[0].loss)
    windows = train.held_out_windows(HELD_OUT, CONFIG.context)
    assert run.history[3].held_out == float(train.evaluate(run.params, windows, CONFIG))
    assert run.step == len(run.losses) == 10


def test_held_out_windows_are_spread_over_the_whole_text():
    tokens = np.arange(1000)
    windows = train.held_out_windows(tokens, 8, most=20)
    assert windows.shape == (20, 9)
    assert windows[0, 0] == 0
    assert windows[-1, -1] == 999
    assert np.ptp(np.diff(windows[:, 0])) <= 1
    assert np.all(np.diff(windows, axis=1) == 1)
    assert train.held_out_windows(tokens[:9], 8).tolist() == [list(range(9))]


def test_the_quick_plan_stays_below_its_size():
    for V in (30, 100, 200):
        plan = quick(V)
        assert count(shapes(plan)) <= 810_000
        assert (plan.vocab, plan.context) == (V, 64)


def test_the_storyteller_reads_on_past_the_length_it_was_trained_on():
    """It has no dials for places, so room for a longer tale changes nothing before that."""
    plan = storyteller(50, context=12)
    params = init(jax.random.key(0), plan)
    tokens = jax.random.randint(jax.random.key(1), (20,), 0, 50)
    longer = forward(params, tokens, replace(plan, context=20))
    np.testing.assert_allclose(longer[:12], forward(params, tokens[:12], plan), atol=1e-5)
    assert count(params) < 300_000


# Stop and go on ------------------------------------------------------------------------------


def test_a_run_that_was_stopped_saved_loaded_and_resumed_is_the_run_that_was_not(tmp_path, capsys):
    whole = short(held_out=HELD_OUT)
    part = short(held_out=HELD_OUT, on_progress=stop_at(8))
    assert part.stopped
    assert part.step == 8
    assert part.reason in capsys.readouterr().out
    save(tmp_path / "run.safetensors", part)
    again = resume(load(tmp_path / "run.safetensors", CONFIG), TOKENS, held_out=HELD_OUT)
    assert not again.stopped
    assert again.reason == ""
    assert_same(again, whole)


def test_stop_at_any_moment_keeps_what_was_learned():
    """A real interrupt, from outside, somewhere within a step."""
    timer = threading.Timer(0.3, _thread.interrupt_main)

    def once(step, params, history):
        if step == 4:
            timer.start()

    run = short(steps=10**6, every=4, on_progress=once)
    timer.cancel()
    assert run.stopped
    assert 4 <= run.step < 10**6
    assert f"Stopped after {run.step} of 1000000 steps" in run.reason
    assert np.isfinite(train.evaluate(run.params, draw(TOKENS, 8, 4, 0, 0), CONFIG))


def test_stop_between_two_lines_of_a_step_leaves_a_whole_run():
    """The loss was noted, the new state not yet in place: the step is done again, noted once."""
    whole, part = short(), short(on_progress=stop_at(4))
    part.losses.append(99.0)
    assert_same(resume(part, TOKENS), whole)


# NaN -----------------------------------------------------------------------------------------


def test_a_learning_rate_that_explodes_is_named_and_the_last_good_parameters_kept(capsys):
    run = short(learning_rate=1e18)
    assert run.stopped
    assert "the loss on the training batch became" in run.reason
    assert f"after step {run.step + 1}" in run.reason
    assert f"{learning_rate(run.step, 12, 1e18):.3g}" in run.reason
    assert capsys.readouterr().out.strip() == run.reason
    assert all(np.isfinite(leaf).all() for leaf in jax.tree.leaves(run.params))
    windows = draw(TOKENS, 8, 4, 0, run.step)
    assert np.isfinite(batch_loss(run.params, windows, CONFIG))


def test_nan_in_the_parameters_given():
    params = replace(start(), embedding=jnp.full((11, 16), jnp.nan))
    run = fit(params, TOKENS, CONFIG, Settings(steps=12, batch=4))
    assert run.step == 0
    assert "before step 1" in run.reason
    assert "with the parameters given" in run.reason


def test_nan_on_held_out_text_stops_too(monkeypatch):
    losses = iter([2.4, np.nan])
    monkeypatch.setattr(_fit, "evaluate", lambda *_: next(losses))
    run = short(held_out=HELD_OUT)
    assert run.step == 3  # step 4 was the last before the measurement
    assert "the loss on the held-out text became nan after step 4" in run.reason
    assert [record.step for record in run.history] == [0]


# Checkpoints ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    path = tmp_path_factory.mktemp("runs") / "run.safetensors"
    save(path, short(), vocab="abcdefghijk")
    return path


def test_a_checkpoint_says_all_that_a_run_knows(saved):
    run = load(saved)
    assert run.config == CONFIG
    assert run.settings == Settings(steps=12, batch=4, every=4)
    assert_same(run, short())
    assert_same(load(saved, CONFIG, "abcdefghijk"), run)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda raw: b"", "damaged"),
        (lambda raw: b"hello, world", "damaged"),
        (lambda raw: raw[: len(raw) // 2], "damaged"),
        (lambda raw: raw[:-1] + bytes([raw[-1] ^ 1]), "its numbers are not those"),
        (lambda raw: raw.replace(b"learning_rate", b"learning_rats"), "not a whole run"),
        (lambda raw: raw.replace(b"dials-run-2", b"dials-run-0"), "not a run"),
    ],
)
def test_a_damaged_file_says_so(saved, tmp_path, change, says):
    path = tmp_path / "damaged.safetensors"
    raw = saved.read_bytes()
    path.write_bytes(change(raw))
    assert path.read_bytes() != raw
    with pytest.raises(ValueError, match=says) as caught:
        load(path, CONFIG)
    assert "damaged.safetensors" in str(caught.value)


def test_a_foreign_file_says_so(tmp_path):
    path = tmp_path / "foreign.safetensors"
    save_file({"weight": np.zeros(3, np.float32)}, path)
    with pytest.raises(ValueError, match="not a run that `save` wrote"):
        load(path)
    with pytest.raises(ValueError, match="there is no file"):
        load(tmp_path / "nothing.safetensors")


@pytest.mark.parametrize(
    ("config", "vocab", "says"),
    [
        (replace(CONFIG, vocab=12), None, "vocab = 11, here 12"),
        (
            replace(CONFIG, width=32, tied=False),
            None,
            "width = 16, here 32; tied = True, here False",
        ),
        (CONFIG, "abcdefghijkl", "11 tokens, here 12; they differ in 'l'"),
        (CONFIG, "abcdefghijz", "they differ in 'k', 'z'"),
        (CONFIG, "kabcdefghij", "they differ in 'the order'"),
    ],
)
def test_another_plan_or_vocabulary_is_named(saved, config, vocab, says):
    with pytest.raises(ValueError, match=says):
        load(saved, config, vocab)


def as_the_older_form(run, path, config=None):
    """Write a run as files had it before the fields took their present names."""
    old = {"mlp": "feed_forward", "short_conv": "mix", "init": "start"}
    values = {"standard": "even", "small_residual": "quiet", "mimetic": "copying"}
    about = {
        "format": "dials-run-1",
        "config": json.dumps(
            {old.get(k, k): values.get(v, v) for k, v in asdict(config or run.config).items()}
        ),
        "settings": json.dumps(asdict(run.settings)),
        "reason": "",
        "vocab": "null",
    }
    arrays = {}
    for name, leaf in _checkpoint._named(run.state).items():
        name = name.replace("short_conv.weight", "mixing").replace(".mlp.", ".feed_forward.")
        arrays[name.replace("opt_state", "moments", 1)] = np.asarray(leaf)
    arrays["losses"] = np.array(run.losses, np.float32)
    arrays["held_out.steps"] = np.array(list(run.held_out), np.int32)
    arrays["held_out.losses"] = np.array(list(run.held_out.values()), np.float32)
    save_file(arrays, path, metadata=about | {"checksum": _checkpoint._checksum(arrays)})


def test_a_file_of_the_older_form_is_read_under_the_new_names(tmp_path):
    config = replace(CONFIG, short_conv=2, init="mimetic")
    run = fit(init(jax.random.key(0), config), TOKENS, config, Settings(steps=2, batch=4))
    as_the_older_form(run, tmp_path / "old.safetensors")
    raw = (tmp_path / "old.safetensors").read_bytes()
    assert b"moments" in raw and b"feed_forward" in raw and b"copying" in raw
    again = load(tmp_path / "old.safetensors", config)
    assert_same(again, run)
    assert again.config == config


def test_a_file_of_the_older_form_whose_model_would_be_another_now_is_refused(tmp_path):
    as_the_older_form(short(), tmp_path / "old.safetensors", replace(CONFIG, positions="alibi"))
    with pytest.raises(
        ValueError, match=r"old\.safetensors holds a model whose .* train it anew\."
    ):
        load(tmp_path / "old.safetensors")


def test_arrays_that_do_not_fit_the_plan_are_named(saved, tmp_path):
    arrays = load_file(saved)
    name = "params.blocks.0.attention.query"
    for wrong in (None, arrays[name][:, :3].copy(), arrays[name].astype(np.float64)):
        changed = {key: value for key, value in arrays.items() if key != name}
        if wrong is not None:
            changed[name] = wrong
        about = {**_checkpoint._read(saved)[0], "checksum": _checkpoint._checksum(changed)}
        save_file(changed, tmp_path / "x.safetensors", metadata=about)
        with pytest.raises(ValueError, match=rf"{name} must be float32 \[16, 16\], the file has"):
            load(tmp_path / "x.safetensors")


def test_a_crash_while_saving_leaves_the_old_file(saved, monkeypatch):
    before = saved.read_bytes()

    def crash(_):
        raise OSError("disk full")

    monkeypatch.setattr(files.os, "fsync", crash)  # half or all of it is written by then
    with pytest.raises(OSError, match="disk full"):
        save(saved, short())
    assert saved.read_bytes() == before
    assert [path.name for path in saved.parent.iterdir()] == [saved.name]


def test_no_folder_to_save_into(tmp_path):
    with pytest.raises(ValueError, match="there is no folder"):
        save(tmp_path / "nowhere" / "run.safetensors", short())


# What bad input gets -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"steps": 0}, "steps must be a whole number of at least 1, not 0"),
        ({"batch": 1.5}, "batch must be a whole number"),
        ({"every": "5"}, "every must be a whole number"),
        ({"begin": "x"}, "begin must be a token or None, not 'x'"),
        ({"seed": -1}, "seed must be a whole number of at least 0"),
        ({"learning_rate": 0}, "learning_rate must be a finite number above 0"),
        ({"learning_rate": float("nan")}, "learning_rate must be a finite number above 0"),
        ({"learning_rate": "fast"}, "learning_rate must be a finite number above 0"),
    ],
)
def test_settings_that_cannot_be(settings, says):
    with pytest.raises(ValueError, match=says):
        short(**settings)


@pytest.mark.parametrize(
    ("tokens", "says"),
    [
        (np.arange(8), "8 tokens are too few: one window takes 8"),
        (np.arange(20), "token 19 is outside the vocabulary: 0 to 10"),
        (-np.ones(20, int), "token -1 is outside"),
        (np.ones(20), "row of whole numbers"),
        (np.ones((20, 2), int), "row of whole numbers"),
        ([], "row of whole numbers"),
    ],
)
def test_tokens_that_cannot_be_trained_on(tokens, says):
    with pytest.raises(ValueError, match=says):
        fit(start(), tokens, CONFIG)
    with pytest.raises(ValueError, match=says):
        fit(start(), TOKENS, CONFIG, held_out=tokens)


# The bar -------------------------------------------------------------------------------------


def watch(step, params, history):
    """Long enough for the bar to be drawn anew at the next step."""
    time.sleep(0.11)


def test_the_bar_tells_the_time_left_and_is_gone_at_the_end(capsys):
    short(progress=True, on_progress=watch)
    shown = capsys.readouterr().err
    assert "left, loss" in shown
    assert shown.split("\r")[-1].strip() == ""


@pytest.mark.parametrize("name", ["CI", "DIALS_SWEEP", "TQDM_DISABLE"])
def test_no_bar_while_tests_run(name, monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    for each in ("CI", "DIALS_SWEEP", "TQDM_DISABLE"):
        monkeypatch.delenv(each, raising=False)
    short(on_progress=watch)
    assert "left, loss" in capsys.readouterr().err
    monkeypatch.setenv(name, "1")
    short(on_progress=watch)
    assert capsys.readouterr().err == ""
