"""Progress: nothing that was done is lost, whatever happens to the file; never a traceback."""

import json
import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import nbformat
import numpy as np
import pytest

from course_utils import dials, files, locks, progress
from course_utils.lessons.two_dials import exercises as fitting
from course_utils.progress import kept, names
from course_utils.progress._contents import PATH, contents
from tools.contents import text, things_of
from tools.notebooks import NOTEBOOKS, ROOT

OLDER = Path(__file__).with_name("progress_older.json")  # everything done, as 0.1 kept it


def new_kernel(monkeypatch):
    """Forget what a kernel knows and a file does not."""
    monkeypatch.setattr(progress, "_here", {})
    monkeypatch.setattr(progress, "_said", set())
    monkeypatch.setattr(kept, "_waiting", [])


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setenv("DIALS_DATA", str(tmp_path / "data"))
    new_kernel(monkeypatch)
    monkeypatch.setattr(files, "PAUSES", (0.001, 0.001))
    monkeypatch.setattr(progress.exercises, "listeners", [])
    monkeypatch.setattr(dials, "listeners", [])
    monkeypatch.setattr(dials.listening, "listeners", dials.listeners)
    monkeypatch.setattr(dials, "reviews", {})
    monkeypatch.setattr(dials.guesses, "reviews", dials.reviews)
    return tmp_path / "data"


def event(name, notebook="two_dials", kind="goals"):
    return {"notebook": notebook, "kind": kind, "name": name, "value": True}


def lines_of(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def done(place="two_dials", kind="goals"):
    return list(progress.load()[0].get(place, {}).get(kind, {}))


# What is kept ------------------------------------------------------------------------------


def test_nothing_is_kept_before_a_notebook_starts(data):
    fitting.by_hand.check(4550)
    progress.record("goals", "x")
    assert not data.exists()


def test_what_was_done_survives_a_restart(data, monkeypatch):
    assert repr(progress.start("01_two_dials")) == "01_two_dials: nothing yet"
    fitting.by_hand.check(1)
    fitting.by_hand.check(4550)
    for listener in dials.listeners:
        listener("goal", "342 penguins, two dials", 412.0)
        listener("guess", "01.one_step", "by 1 g")
    new_kernel(monkeypatch)
    assert repr(progress.start("01_two_dials")) == (
        "01_two_dials: 1 exercise solved, 1 goal reached, 1 guess made"
    )
    assert repr(progress.start("02_downhill")) == "02_downhill: nothing yet"
    assert progress.load() == (
        {
            "two_dials": {
                "exercises": {"two_dials.by_hand": True},
                "goals": {"342 penguins, two dials": 412.0},
                "guesses": {"one_step": "by 1 g"},
            }
        },
        "",
    )


def test_the_file_is_one_event_a_line_and_says_each_thing_once(data):
    progress.start("01_two_dials")
    progress.start("01_two_dials")
    fitting.by_hand.check(4550)
    fitting.by_hand.check(4550)
    progress.record("guesses", "01.q", "first")
    progress.record("guesses", "01.q", "second")
    assert lines_of(data / "progress.jsonl") == [
        {"notebook": "two_dials", "kind": "exercises", "name": "two_dials.by_hand", "value": True},
        {"notebook": "two_dials", "kind": "guesses", "name": "q", "value": "first"},
    ]


def test_a_value_of_numpy_is_no_trouble(data):
    progress.start("01_two_dials")
    progress.record("goals", "a", np.float32(2.5))
    assert done() == ["a"]


# Kernels and machines side by side --------------------------------------------------------

WRITER = """
from course_utils import progress
progress.start("01_two_dials")
for i in range({n}):
    progress.record("goals", "{who}.%d" % i)
"""


def child(code, data, **more):
    """Another process with the same data folder."""
    environment = os.environ | {"DIALS_DATA": str(data)} | more
    command = [sys.executable, "-c", textwrap.dedent(code)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=environment, cwd=ROOT, text=True, stdout=pipe, stderr=pipe)


def finish(process):
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    return out


def test_three_kernels_that_record_200_events_each_at_once_keep_600(data):
    kernels = [child(WRITER.format(n=200, who=who), data) for who in "abc"]
    assert [finish(kernel) for kernel in kernels] == ["", "", ""]
    wanted = [f"{who}.{i}" for who in "abc" for i in range(200)]
    assert sorted(done()) == sorted(wanted)
    assert sum(len(lines_of(path)) for path in data.iterdir()) == 600


NO_LOCKS = """
import errno, platform
from course_utils import locks
def none(*_):
    raise OSError(errno.ENOLCK, "No locks available")
locks._take = none
platform.node = lambda: "{machine}"
"""


def test_two_machines_that_share_a_home_without_locks_write_to_files_of_their_own(data):
    code = [NO_LOCKS.format(machine=m) + WRITER.format(n=50, who=m) for m in ("oak.lan", "elm")]
    for machine in [child(lines, data) for lines in code]:
        assert finish(machine) == ""
    found = {p.name: p.stat().st_size > 0 for p in data.iterdir()}
    assert found == {
        "progress.jsonl": False,
        "progress-oak-lan.jsonl": True,
        "progress-elm.jsonl": True,
    }
    assert len(done()) == 100
    progress.start_over()
    assert progress.load() == ({}, "")
    assert len(lines_of(data / "progress-elm.jsonl")) == 51  # added to, not taken away


def test_who_waits_too_long_for_the_lock_writes_elsewhere(data, monkeypatch):
    monkeypatch.setattr(locks, "PATIENCE", 0.02)
    progress.start("01_two_dials")
    holder = os.open(data / "progress.jsonl", os.O_RDWR)
    assert locks.lock(holder)
    progress.record("goals", "a")
    assert (data / "progress.jsonl").read_bytes() == b""
    locks.unlock(holder)
    os.close(holder)
    progress.record("goals", "b")
    assert done() == ["b", "a"]


def test_the_lock_of_windows_is_taken_and_given_back(data, monkeypatch):
    class Msvcrt:
        LK_NBLCK, LK_UNLCK = 2, 0
        told = []  # noqa: RUF012

        def locking(self, descriptor, mode, size):
            self.told.append((mode, os.lseek(descriptor, 0, os.SEEK_CUR), size))

    monkeypatch.setattr(locks, "fcntl", None)
    monkeypatch.setattr(locks, "msvcrt", Msvcrt())
    progress.start("01_two_dials")
    Msvcrt.told.clear()
    progress.record("goals", "a")
    assert done() == ["a"]
    assert Msvcrt.told == [(2, locks.FAR_OUT, 1), (0, locks.FAR_OUT, 1)]


def test_a_copy_that_a_syncing_service_made_counts_too(data):
    progress.start("01_two_dials")
    progress.record("goals", "a")
    (data / "progress (conflicted copy).jsonl").write_text(json.dumps(event("b")) + "\n")
    assert done() == ["a", "b"]
    progress.start_over()
    assert done() == []


# Files that are not as they should be --------------------------------------------------------


@pytest.mark.parametrize("cut", [1, 20, 60])
def test_a_half_written_last_line_costs_that_line_only(data, monkeypatch, cut):
    progress.start("01_two_dials")
    progress.record("goals", "a")
    progress.record("goals", "b")
    path = data / "progress.jsonl"
    half = path.read_bytes()[:-cut]
    path.write_bytes(half)
    new_kernel(monkeypatch)
    shown = progress.start("01_two_dials")
    assert ("One line is skipped" in repr(shown)) == (cut > 1)  # without its end, it still counts
    progress.record("goals", "c")
    assert path.read_bytes().startswith(half + b"\n")  # not glued on, and nothing taken away
    assert done() == (["a", "b", "c"] if cut == 1 else ["a", "c"])


def test_a_line_that_another_kernel_is_just_writing_is_waited_for(data, monkeypatch):
    data.mkdir()
    path = data / "progress.jsonl"
    whole = json.dumps(event("a")) + "\n"
    path.write_text(whole[:30])
    monkeypatch.setattr(files.time, "sleep", lambda _: path.write_text(whole))
    assert progress.load() == ({"two_dials": {"goals": {"a": True}}}, "")


GARBAGE = [
    b"{",
    b"\xff\xfe",
    b"[" * 100_000,
    b"[1]",
    b"3",
    b'{"notebook": 3, "kind": "goals", "name": "x", "value": 1}',
    b'{"notebook": "two_dials", "kind": "x", "name": "x", "value": 1}',
    b'{"an event": "of a later form of the course"}',
]


def test_lines_that_are_not_understood_are_skipped_counted_and_said_once(data):
    data.mkdir()
    path = data / "progress.jsonl"
    good = [json.dumps(event(name)).encode() for name in "ab"]
    raw = b"\n".join([good[0], *GARBAGE, b"", good[1], b""])
    path.write_bytes(raw)
    shown = repr(progress.start("01_two_dials"))
    assert f"{len(GARBAGE)} lines are skipped" in shown and "left as it is" in shown
    assert "2 goals reached" in shown
    assert "skipped" not in repr(progress.overview()) + repr(progress.start("02_downhill"))
    assert path.read_bytes() == raw
    progress.start("01_two_dials")
    progress.record("goals", "c")
    assert path.read_bytes().startswith(raw) and done() == ["a", "b", "c"]


def refuse(monkeypatch, error, times):
    """Let the first reads of any file fail, as a network home does."""
    read, left = Path.read_bytes, [times]

    def fail(path):
        if path.name.startswith("progress") and left[0]:
            left[0] -= 1
            raise error
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", fail)
    return left


@pytest.mark.parametrize("name", ["progress.jsonl", "progress.json"])
def test_a_read_error_that_passes_goes_unnoticed(data, monkeypatch, name):
    data.mkdir()
    OLD = {"01_two_dials": {"goals": {"a": 1}}}
    (data / name).write_text(json.dumps(event("a")) if name.endswith("l") else json.dumps(OLD))
    left = refuse(monkeypatch, OSError(5, "Input/output error"), times=2)
    assert repr(progress.start("01_two_dials")) == "01_two_dials: 1 goal reached"
    assert left == [0]


def test_a_file_that_cannot_be_read_is_no_damage(data, monkeypatch):
    progress.start("01_two_dials")
    progress.record("goals", "a")
    new_kernel(monkeypatch)
    with monkeypatch.context() as patch:
        refuse(patch, PermissionError(13, "Permission denied"), times=10**6)
        shown = progress.start("01_two_dials")
        assert "cannot be read just now (Permission denied)" in repr(shown)
        assert "cannot be read just now" in repr(progress.overview())
        assert "Nothing is kept" not in repr(progress.overview())
        assert "Nothing is kept" not in progress.overview()._repr_html_()
        progress.record("goals", "b")
    assert [path.name for path in data.iterdir()] == ["progress.jsonl"]
    assert done() == ["a", "b"]


# Disks that are full, read-only, or not there -------------------------------------------------


def test_a_full_disk_is_said_once_and_what_was_done_is_written_later(data):
    """The limit on a file's size lets a part of a line through, as a disk does that fills up."""
    code = """
    import resource
    from course_utils import progress
    from course_utils.progress import kept
    print(progress.start("01_two_dials"))
    progress.record("goals", "before")
    path = progress.folder() / "progress.jsonl"
    before = path.read_bytes()
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 10, hard))
    progress.record("goals", "b")
    progress.record("goals", "c")
    assert path.read_bytes() == before, path.read_bytes()
    print(progress.overview())
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    progress.record("goals", "d")
    """
    said = finish(child(code, data))
    first, told, _ = said.split("What you do is not kept")
    assert first == "01_two_dials: nothing yet\n" and "File too large" in told
    assert "before; b; c" in said  # the overview counts them
    assert done() == ["before", "b", "c", "d"]


def test_half_a_line_that_cannot_be_taken_back_spoils_nothing(data, monkeypatch):
    progress.start("01_two_dials")
    progress.record("goals", "a")
    write = os.write

    def full(descriptor, data):
        if len(data) < 30:
            raise OSError(28, "No space left on device")
        return write(descriptor, data[:30])

    def no(*_):
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(kept.os, "write", full)
        patch.setattr(kept.os, "ftruncate", no)
        progress.record("goals", "b")
    progress.record("goals", "c")
    assert done() == ["a", "b", "c"]


TWO_SOLVED = """
print(progress.start("01_two_dials"))
print(fitting.by_hand.check(4550))
progress.record("exercises", "two_dials.typical_error")
print("--", progress.overview(), "--", progress.start_over(), sep="\\n")
"""

AS_ANOTHER = """
import os
from course_utils import progress
from course_utils.lessons.two_dials import exercises as fitting
progress.overview()
if os.geteuid() == 0:  # whom no permission stops
    os.setgid(65534)
    os.setuid(65534)
"""


@pytest.mark.parametrize("what", ["folder", "file", "unreadable", "nothing made"])
def test_a_home_that_cannot_be_written_is_said_once_and_the_course_goes_on(open_folder, what):
    data = open_folder / "home" / "data"
    path = data / "progress.jsonl"
    data.mkdir(parents=True)
    if what in ("file", "unreadable"):
        path.write_text(json.dumps(event("before")) + "\n")
        path.chmod(0o444 if what == "file" else 0)
    if what == "nothing made":
        data.rmdir()
    closed = data if data.exists() else data.parent
    closed.chmod(0o555)
    try:
        said = finish(child(AS_ANOTHER + TWO_SOLVED, data))
    finally:
        closed.chmod(0o755)
    start, solved, overview, over = re.split("Correct.|--", said)
    assert "What you do is not kept" in start and "Permission denied" in start
    assert ("cannot be read just now" in start) == (what == "unreadable")
    assert ("1 goal reached" in start) == (what == "file")
    assert solved.strip() == ""  # said once
    assert "exercises, 2 of 4: by hand; typical error" in overview  # while the kernel runs
    assert "What you do is not kept" in over
    if path.exists():
        path.chmod(0o644)
        assert lines_of(path) == [event("before")]


NO_HOME = """
import os, pwd
def unknown(_):
    raise KeyError
pwd.getpwuid = unknown  # as for a user whom the system's list does not have
for name in ("DIALS_DATA", "HOME", "XDG_DATA_HOME"):
    os.environ.pop(name, None)
from course_utils import progress
from course_utils.lessons.two_dials import exercises as fitting
"""


def test_without_a_home_the_course_goes_on_and_says_once_that_nothing_is_kept():
    last = "\nprint(progress.folder(), progress.folder().is_dir())"
    said = finish(child(NO_HOME + TWO_SOLVED + last, "unused"))
    start, solved, overview, over = re.split("Correct.|--", said)
    assert "There is no home folder" in start and "only until this kernel ends" in start
    assert solved.strip() == ""
    assert "exercises, 2 of 4: by hand; typical error" in overview and "home" not in overview
    place, there = over.splitlines()[-1].rsplit(" ", 1)
    assert there == "True" and not Path(place).exists()  # taken away when the kernel ended


def test_without_a_home_or_any_folder_for_a_while_that_is_said(data, monkeypatch):
    def none(**_):
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr(kept, "_home", lambda: None)
    monkeypatch.setattr(kept.tempfile, "mkdtemp", none)
    monkeypatch.delenv("DIALS_DATA")
    kept._passing.cache_clear()
    try:
        assert "What you do is not kept" in repr(progress.start("01_two_dials"))
        progress.record("goals", "a")
        assert done() == ["a"]
    finally:
        kept._passing.cache_clear()


def test_something_in_the_way_of_the_folder_is_said(data, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("DIALS_DATA", str(tmp_path / "file" / "data"))
    assert "The course goes on" in repr(progress.start("01_two_dials"))
    assert "The course goes on" in progress.start_over()._repr_html_()


def test_what_a_panel_could_not_keep_is_said_by_the_next_cell(data, monkeypatch, capsys):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    progress.start("01_two_dials")
    with monkeypatch.context() as patch:
        patch.setattr(kept, "_add", full)
        progress._in_panel("goal", "a", 1.0)
        assert capsys.readouterr().out == ""  # between two cells nobody would see it
        fitting.by_hand.check(4550)
        fitting.by_hand.check(4550)
        assert capsys.readouterr().out.count("No space left on device") == 1
    fitting.by_hand.check(4550)  # known already, but not yet written
    assert len(lines_of(data / "progress.jsonl")) == 2
    assert "not kept" not in repr(progress.overview())


# Names ---------------------------------------------------------------------------------------


def everything_done(shown):
    """Each notebook of an overview, if whatever the older form kept is done and known today.

    What was added to a notebook since may be open; what is gone is still listed.
    """
    known = {things["notebook"]: things for things in contents().values()}
    kept = json.loads(OLDER.read_text()).values()
    parts = [part for row in shown.rows for part in row.parts.values()]
    assert sum(len(part.done) for part in parts) == sum(len(n) for k in kept for n in k.values())
    for row in shown.rows:
        for kind, part in row.parts.items():
            told = f"{row.notebook}: one of {part.done} has another name or place today"
            gone = [one for one in names.GONE if one[:2] == (kind, names.slug(row.notebook))]
            there = len(known[row.notebook][kind]) + len(gone)
            assert len(part.done) + len(part.open) == there, told
    return [row.notebook for row in shown.rows]


def test_what_the_older_form_kept_is_carried_over_once(data, monkeypatch):
    """Everything in the course was done; whoever renames or moves something adds to names.py."""
    data.mkdir()
    older = data / "progress.json"
    older.write_bytes(OLDER.read_bytes())
    assert everything_done(progress.overview())  # also before anything is written
    assert not (data / "progress.jsonl").exists()
    for name in ("01_two_dials", "02_downhill"):
        new_kernel(monkeypatch)
        progress.start(name)
    assert set(everything_done(progress.overview())) <= {
        things["notebook"] for things in contents().values()
    }
    lines = lines_of(data / "progress.jsonl")
    assert (
        len(lines)
        == sum(len(n) for k in json.loads(older.read_text()).values() for n in k.values()) + 1
    )
    assert lines.count({"carried over": "progress.json"}) == 1
    assert older.read_bytes() == OLDER.read_bytes()
    progress.start_over()
    new_kernel(monkeypatch)
    assert repr(progress.start("01_two_dials")) == "01_two_dials: nothing yet"
    assert progress.load() == ({}, "")


def test_starting_over_holds_also_for_what_was_not_carried_over(data, monkeypatch):
    data.mkdir()
    (data / "progress.json").write_bytes(OLDER.read_bytes())
    assert progress.load()[0] != {}
    progress.start_over()
    new_kernel(monkeypatch)
    progress.start("01_two_dials")
    assert progress.load() == ({}, "")


def test_what_cannot_be_copied_from_the_older_form_still_counts_once(data, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    data.mkdir()
    (data / "progress.json").write_text(
        '{"01_two_dials": {"exercises": {"fitting.by_hand": true}}}'
    )
    monkeypatch.setattr(kept, "_add", full)
    assert "1 exercise solved" in repr(progress.start("01_two_dials"))
    assert "exercises, 1 of 4: by hand" in repr(progress.overview())


@pytest.mark.parametrize(
    "damage", ["", "{", "[1]", '{"01": 3}', '{"01": {"x": {}}}', '{"01": {"goals": 3}}', "\xff"]
)
def test_a_damaged_file_of_the_older_form_is_left_as_it_is_and_said_once(data, damage):
    data.mkdir()
    (data / "progress.json").write_bytes(damage.encode("latin-1"))
    assert "is damaged" in repr(progress.start("01_two_dials"))
    assert "is damaged" not in repr(progress.overview())
    progress.record("goals", "a")
    assert done() == ["a"]
    assert (data / "progress.json").read_bytes() == damage.encode("latin-1")
    assert sorted(path.name for path in data.iterdir()) == ["progress.json", "progress.jsonl"]


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (("exercises", "01_two_dials", "fitting.by_hand"), ("two_dials", "two_dials.by_hand")),
        (("exercises", "09_backpropagation", "graph.backward"),
         ("backpropagation", "backpropagation.backward")),
        (("exercises", "matrices", "matrices.turn"), ("matrices", "matrices.turn")),
        (("goals", "42_why_b", "3.5 g"), ("why_b", "3.5 g")),
        (("guesses", "16_training", "16.by_the_end"), ("training", "by_the_end")),
        (("guesses", "16_training", "training.by_the_end"), ("training", "by_the_end")),
        (("guesses", "mine", "a.b"), ("mine", "a.b")),
    ],
)  # fmt: skip
def test_old_names_lead_to_todays(was, now):
    assert names.today(*was) == now
    assert names.today(was[0], *now) == now


def test_a_thing_that_moved_twice_is_found(monkeypatch):
    monkeypatch.setitem(names.MOVED, ("goals", "a", "x"), ("b", "x"))
    monkeypatch.setitem(names.MOVED, ("goals", "b", "x"), ("c", "y"))
    monkeypatch.setitem(names.NOTEBOOKS, "first_name", "a")
    assert names.today("goals", "01_first_name", "x") == ("c", "y")
    assert names.today("guesses", "01_first_name", "x") == ("a", "x")


def test_the_list_of_what_there_is_is_up_to_date():
    assert text(NOTEBOOKS) == PATH.read_text(encoding="utf-8"), "run `python -m tools.contents`"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_list_has_the_names_that_exercises_go_by(path):
    """The notebook's own import, run: what its exercises call themselves is what is counted."""
    cells = nbformat.read(path, as_version=4).cells
    code = "\n".join(c.source for c in cells if c.cell_type == "code")
    found = {}
    exec(re.search(r"^from course_utils.* import .*\bexercises\b.*$", code, flags=re.M)[0], found)
    asked = re.findall(r"\bexercises\.(\w+)\.check\(", code)
    called = [
        names.today("exercises", path.stem, getattr(found["exercises"], name).name)[1]
        for name in dict.fromkeys(asked)
    ]
    things = contents()[names.slug(path.stem)]
    assert called == things["exercises"]
    assert things["notebook"] == path.stem
    assert len(things["goals"]) == len(re.findall(r"\bgoal=Goal\(", code)) >= 1
    assert len(things["guesses"]) == len(re.findall(r"= guess(?:_all)?\(", code)) >= 1


CELLS = """
answer = guess(3)  # a function of the learner's own
exercises.one.check(answer)
exercises.one.check(answer)
exercises.two.check(answer)
first = guess(
    "Which?", ["a", "b"], name="09.x")
panel(view, title="A " "panel", goal=Goal(error, target=1, label="error"))
panel(view, title="no goal")
"""


def test_what_there_is_is_read_from_the_code(tmp_path):
    path = tmp_path / "07_here.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELLS)]), path)
    assert things_of(path) == {
        "notebook": "07_here",
        "exercises": ["here.one", "here.two"],
        "goals": ["A panel"],
        "guesses": ["x"],
    }


# What is shown -------------------------------------------------------------------------------


def test_the_overview_names_what_is_done_and_what_is_open(data):
    for name in ("99_of_my_own", "02_downhill", "01_two_dials"):
        progress.start(name)
        progress.record("goals", "a < b")
    progress.record("exercises", "fitting.typical_error")
    progress.record("exercises", "fitting.by_hand")
    progress.record("guesses", "01.one_step", "by 1 g")
    shown = progress.overview()
    assert repr(shown) == textwrap.dedent(
        """\
        01_two_dials
          exercises, 2 of 4: by hand; typical error (open: best flat b; dials for centimetres)
          goals, 1 of 2: a < b (open: 342 penguins, two dials)
          guesses, 1 of 2: one step (open: which way b)
        02_downhill
          exercises, 0 of 6 (open: slope of b; one step; distance left; slope of a; standardise; \
one lowest point)
          goals, 1 of 2: a < b (open: The same two dials, standardised)
          guesses, 0 of 2 (open: too long; canyon)
        of_my_own
          exercises, 0
          goals, 1: a < b
          guesses, 0"""
    )
    page = shown._repr_html_()
    assert ">2 of 4<br>✓ by hand<br>✓ typical error<br>○ best flat b<br>" in page
    assert "✓ a &lt; b" in page and "a < b" not in page


def test_starting_over_takes_nothing_from_the_file(data, monkeypatch):
    progress.start("01_two_dials")
    progress.record("goals", "a")
    before = (data / "progress.jsonl").read_bytes()
    for nothing in (progress.start_over(), progress.overview()):
        assert repr(nothing).startswith("Nothing is kept so far")
        assert "<table>" not in nothing._repr_html_()
    assert (data / "progress.jsonl").read_bytes() == before + b'{"start over": true}\n'
    progress.record("goals", "a")
    new_kernel(monkeypatch)
    assert repr(progress.start("01_two_dials")) == "01_two_dials: 1 goal reached"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_notebook_keeps_progress_under_its_own_name(path):
    cells = nbformat.read(path, as_version=4).cells
    first = next(c.source for c in cells if c.cell_type == "code")
    assert "from course_utils import progress\n" in first
    assert first.splitlines()[-1] == f'progress.start("{path.stem}")'


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_each_guess_is_reviewed_and_all_are_shown_again_at_the_end(path):
    cells = nbformat.read(path, as_version=4).cells
    code = "\n".join(c.source for c in cells if c.cell_type == "code")
    asked = re.findall(r"^(\w+) = guess(?:_all)?\(", code, flags=re.M)
    reviews = [(m[1], m.start()) for m in re.finditer(r"^(\w+)\.review\(", code, flags=re.M)]
    assert sorted(asked) == sorted(name for name, _ in reviews)
    assert code.index("progress.guesses()") > max(place for _, place in reviews)


def test_guesses_are_shown_beside_what_happened_also_after_a_restart(data, monkeypatch):
    progress.start("01_two_dials")
    assert repr(progress.guesses()).startswith("You have committed to no guess")
    first = dials.guess("Is 1 < 2?", ["yes", "<no>"], name="first")
    second = dials.guess("And 2?", ["yes", "no"], name="second")
    first.choose("<no>")
    first.review("It was.")
    second.review("It was not.")
    told = (
        "The question: Is 1 < 2?\nYour guess: <no>\nWhat happened: It was.\n\n"
        "Without a guess so far: 1 of 2."
    )
    assert repr(progress.guesses()) == told
    shown = progress.guesses()._repr_html_()
    assert "&lt;no&gt;" in shown and "1 &lt; 2" in shown and "<no>" not in shown

    new_kernel(monkeypatch)  # in which the guess is not made again
    dials.reviews.clear()
    progress.start("01_two_dials")
    dials.guess("Is 1 < 2?", ["yes", "<no>"], name="first").review("It was.")
    second = dials.guess("And 2?", ["yes", "no"], name="second")
    second.review("It was not.")
    assert repr(progress.guesses()) == told
    second.choose("no")
    assert "Without a guess" not in repr(progress.guesses())


def test_guesses_are_shown_when_nothing_can_be_kept(data, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("DIALS_DATA", str(tmp_path / "file" / "data"))
    progress.start("01_two_dials")
    asked = dials.guess("Which?", ["this", "that"], name="q")
    asked.choose("that")
    asked.review("It was this.")
    assert "Your guess: that" in repr(progress.guesses())


def test_the_button_starts_over_and_says_so(data):
    progress.start("01_two_dials")
    progress.record("goals", "a")
    start_over = dials.button("Start <over>", progress.start_over, sure="Really?")
    assert "Start <over>" in repr(start_over) and "Start &lt;over&gt;" in start_over._repr_html_()
    assert done() == ["a"]
    assert start_over.press().startswith("Nothing is kept so far")
    assert progress.load() == ({}, "")


def test_a_button_says_what_went_wrong():
    said = dials.button("Divide", lambda: 1 / 0, sure="By nothing?").press()
    assert "did not work" in said and "ZeroDivisionError" in said


def test_a_button_is_committed_without_anything_live():
    shown = dials.button("Start over", lambda: "done", sure="Really?")
    data, _ = shown._repr_mimebundle_()
    assert data.keys() == {"text/plain", "text/html", "application/vnd.jupyter.widget-view+json"}
    told = []
    shown.face.send = told.append
    shown.face.hear({"kind": "press"})
    assert told == [{"kind": "said", "text": "done"}]


def test_names_are_escaped():
    shown = progress.Progress((("<b>", {"goals": 1}),), warning="a < b")
    assert "&lt;b&gt;" in shown._repr_html_() and "a &lt; b" in shown._repr_html_()


@pytest.mark.parametrize("target", [np.float64(2.0), np.float32(2.0), np.int64(2)])
def test_a_goal_whose_target_numpy_computed_can_be_told_to_the_page(target):
    shown = dials.goal.GoalState(dials.Goal(lambda a: a, target=target, label="a"))
    for value in (5, 3, 2):
        shown.note(shown.measure({"a": value}))
        told = json.dumps([shown.text(), shown.now, shown.reached, shown.closeness()])
    assert "true, true, 1.0" in told


@pytest.mark.parametrize("imported", [False, True])
def test_a_notebook_computes_in_32_bits_whatever_the_environment_says(tmp_path, imported):
    code = "import jax\n" if imported else ""
    code += "from course_utils import progress\nprogress.start('01_two_dials')\n"
    code += "import jax.numpy as jnp\nprint(jnp.ones(1).dtype)"
    settings = {"JAX_ENABLE_X64": "1", "DIALS_DATA": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=os.environ | settings
    )
    assert done.stdout.strip() == "float32", done.stderr
