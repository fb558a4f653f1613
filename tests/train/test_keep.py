"""Runs kept for the next notebook: under their plan, and never one over another."""

import errno
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import jax
import pytest

from course_utils import files
from course_utils.train import (
    Run,
    Settings,
    keep,
    load,
    load_or_train,
    optimizer,
    save,
)
from course_utils.train._fit import State
from course_utils.transformer import Config, init

VOCAB = "abcdefghijk"
CONFIG = Config(len(VOCAB), 8, layers=1, width=16, heads=2)


def run_of(steps=2, seed=0, config=CONFIG):
    """A run as it would be after so many steps; nothing is trained for it."""
    params = init(jax.random.key(seed), config)
    state = State(params, optimizer().init(params), steps)
    return Run(state, config, Settings(steps=steps), [2.4] * steps, {0: 2.5, steps: 2.3})


@pytest.fixture(scope="module")
def short():
    return run_of()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "PAUSES", (0.001, 0.001))
    return tmp_path / "data" / "kept"


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def never():
    raise AssertionError("a run was kept, so none is to be trained")


def kept_or(train, folder, config=CONFIG, vocab=VOCAB):
    return load_or_train(folder, "teller", config, vocab, train)


def same(a, b):
    equal = jax.tree.map(lambda x, y: bool((x == y).all()), a.params, b.params)
    return a.step == b.step and all(jax.tree.leaves(equal))


def test_a_run_is_trained_once_and_kept_under_its_plan(folder, short, capsys):
    assert kept_or(lambda: short, folder) is short
    (name,) = names(folder)
    stem, plan = name.removesuffix(".safetensors").split("-")
    assert stem == "teller" and len(plan) == 8
    assert same(kept_or(never, folder), short)
    assert capsys.readouterr().out == ""


def test_runs_of_other_plans_or_vocabularies_lie_side_by_side(folder, short, capsys):
    wide = run_of(config=replace(CONFIG, width=32))
    keep(folder, "teller", short, VOCAB)
    keep(folder, "teller", wide, VOCAB)
    keep(folder, "teller", short, VOCAB[::-1])
    keep(folder, "speller", short, VOCAB)
    assert len(names(folder)) == 4
    assert same(kept_or(never, folder), short)
    assert same(kept_or(never, folder, wide.config), wide)
    assert capsys.readouterr().out == ""


def test_nothing_is_written_over_and_the_run_that_went_furthest_is_loaded(folder, short):
    long, other = run_of(steps=3), run_of(seed=1)
    for run in (short, long, other, short, long):  # the last two lie there already
        keep(folder, "teller", run, VOCAB)
    first, second, third = (folder / name for name in sorted(names(folder), key=len))
    assert [path.stem[-2:] for path in (second, third)] == ["-2", "-3"]
    for path, run in zip((first, second, third), (short, long, other), strict=True):
        assert same(load(path, CONFIG, VOCAB), run)
    assert same(kept_or(never, folder), long)
    second.unlink()
    assert same(kept_or(never, folder), other)  # of equals, the one that was kept last


def test_a_file_of_the_older_name_is_used_if_it_fits_and_left_alone_if_not(folder, short, capsys):
    folder.mkdir(parents=True)
    older = folder / "teller.safetensors"
    save(older, short, VOCAB)
    assert same(kept_or(never, folder), short)
    wide = run_of(config=replace(CONFIG, width=32))
    save(older, wide, VOCAB)
    before = older.read_bytes()
    assert kept_or(lambda: short, folder) is short
    said = capsys.readouterr().out
    assert "another plan: width = 32, here 16. It is left as it is." in said
    assert older.read_bytes() == before and len(names(folder)) == 2


@pytest.mark.parametrize("damage", [b"hello", None])
def test_a_damaged_file_is_named_and_left_as_it_is(folder, short, capsys, damage):
    keep(folder, "teller", short, VOCAB)
    (name,) = names(folder)
    damaged = folder / name
    raw = damaged.read_bytes()[:-5] + b"wrong" if damage is None else damage
    damaged.write_bytes(raw)
    assert kept_or(lambda: short, folder) is short
    assert f"{name} is damaged" in capsys.readouterr().out
    assert damaged.read_bytes() == raw and len(names(folder)) == 2
    assert same(kept_or(never, folder), short)


def test_an_empty_file_that_a_crash_left_is_passed_over(folder, short, capsys):
    keep(folder, "teller", short, VOCAB)
    (folder / names(folder)[0]).write_bytes(b"")
    assert kept_or(lambda: short, folder) is short
    assert same(kept_or(never, folder), short)
    assert capsys.readouterr().out == ""


def unreadable(monkeypatch, times):
    read, left = Path.read_bytes, [times]

    def fail(path):
        if left[0]:
            left[0] -= 1
            raise OSError(errno.EIO, "Input/output error")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", fail)


def test_a_read_error_that_passes_goes_unnoticed(folder, short, capsys, monkeypatch):
    keep(folder, "teller", short, VOCAB)
    unreadable(monkeypatch, times=2)
    assert same(kept_or(never, folder), short)
    assert capsys.readouterr().out == ""


def test_a_file_that_cannot_be_read_is_no_damage(folder, short, capsys, monkeypatch):
    keep(folder, "teller", short, VOCAB)
    (name,) = names(folder)
    before = (folder / name).read_bytes()
    other = run_of(seed=1)
    with monkeypatch.context() as patch:
        unreadable(patch, times=10**6)
        assert kept_or(lambda: other, folder) is other
        with pytest.raises(OSError, match="Input/output"):
            load(folder / name)
    assert f"{name} cannot be read just now (Input/output error)" in capsys.readouterr().out
    assert (folder / name).read_bytes() == before and len(names(folder)) == 2


READ_ONLY = """
import os, sys
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.train.test_keep import CONFIG, VOCAB, kept_or, keep, run_of, same
kept, wide = run_of(), run_of(steps=3)
folder = Path({folder!r})
os.chdir("/")
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
same(kept_or(lambda: wide, folder), kept) and print("loaded")
keep(folder, "teller", wide, VOCAB)
"""


@pytest.mark.parametrize("there", [True, False])
def test_a_read_only_folder_is_said_and_what_lies_in_it_is_used(open_folder, short, there):
    folder = open_folder / "kept"
    folder.mkdir()
    if there:
        keep(folder, "teller", short, VOCAB)
    before = names(folder)
    folder.chmod(0o555)
    root = str(Path(__file__).parent.parent.parent)
    code = READ_ONLY.format(root=root, folder=str(folder))
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, cwd=root)
    folder.chmod(0o755)
    assert done.returncode == 0, done.stderr
    assert ("loaded" in done.stdout) == there
    assert done.stdout.count("This run is not kept") == (1 if there else 2)
    assert "Permission denied" in done.stdout
    assert names(folder) == before


def test_a_full_disk_leaves_nothing_behind(folder, short, capsys, monkeypatch):
    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    keep(folder, "teller", short, VOCAB)
    before = names(folder)
    monkeypatch.setattr(files.os, "fsync", full)
    keep(folder, "teller", run_of(seed=1), VOCAB)
    assert "No space left on device" in capsys.readouterr().out
    assert names(folder) == before
