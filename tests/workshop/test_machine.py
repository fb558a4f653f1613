"""Limits, walls, certificates and what preflight finds, seen without a hub."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.importorskip("jupyterhub")

from workshop import __main__ as room_main
from workshop import certificate, limits, place, preflight, seats, spawner, walls
from workshop.needs import needed

SETTINGS = place.Settings("code", "password", memory=600, disk=2)
ROOT_USER = hasattr(os, "geteuid") and os.geteuid() == 0


def limited(code, number=None, settings=SETTINGS):
    """Run code as a learner's process."""
    # From a process of its own: JAX is here, and warns of each fork.
    start = (
        "import os, sys; from workshop import limits, place;"
        f"limits.before_start({number!r}, place.{settings!r})();"
        "os.execv(sys.executable, [sys.executable, '-c', sys.argv[1]])"
    )
    return subprocess.run(
        [sys.executable, "-c", start, code], cwd=place.ROOT, capture_output=True, text=True
    )


def test_who_takes_too_much_memory_gets_a_memory_error():
    assert limited("x = bytearray(50_000_000); print('fits')").stdout == "fits\n"
    done = limited("x = bytearray(2_000_000_000)")
    assert "MemoryError" in done.stderr


def test_a_file_that_is_too_large_is_refused_in_a_sentence(tmp_path):
    done = limited(f"open({str(tmp_path / 'f')!r}, 'wb').write(b'x' * 5_000_000)")
    assert "File too large" in done.stderr


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="cores cannot be chosen here")
def test_learners_are_spread_evenly_over_the_cores():
    there = os.sched_getaffinity(0)
    given = [core for _ in range(3 * len(there)) for core in limits.chosen_cores(1)]
    assert sorted(given) == sorted(3 * list(there))
    assert limits.chosen_cores(len(there)) == limits.chosen_cores(99) == there


def test_what_a_learner_makes_is_closed_to_others(tmp_path):
    limited(f"open({str(tmp_path / 'f')!r}, 'w').write('mine')")
    assert (tmp_path / "f").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("memory", "disk", "said"), [(50, 100, "memory"), (4000, 1, "folder")])
def test_who_is_over_a_limit_loses_a_kernel_and_the_server_stays(tmp_path, memory, disk, said):
    (tmp_path / "large").write_bytes(os.urandom(3_000_000))
    child = "import time; x = bytearray(80_000_000); print('up', flush=True); time.sleep(60)"
    code = "import subprocess, sys; run = subprocess.run([sys.executable, '-c', {!r}])"
    code = code.format(child) + "; sys.exit(run.returncode)"
    server = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert server.stdout.readline() == b"up\n"
    settings = place.Settings("", "", memory=memory, disk=disk)
    assert said in limits.look(server.pid, tmp_path, settings)
    server.communicate(timeout=20)
    assert server.returncode != 0  # it lived to see its kernel's end
    assert limits.size(tmp_path) >= 3_000_000


@pytest.mark.skipif(not shutil.which("prlimit"), reason="needs prlimit")
@pytest.mark.parametrize("number", [None, seats.FREE.stop - 9])
def test_a_folder_that_is_too_large_is_closed_until_something_is_deleted(open_folder, number):
    if number and not (ROOT_USER and shutil.which("setpriv")):
        pytest.skip("needs root")
    tmp_path = open_folder / "home"
    tmp_path.mkdir()
    before = walls.before("accounts" if number else "none", open_folder, tmp_path, number)
    if number:
        os.chown(tmp_path, number, number)
    (tmp_path / "large").write_bytes(os.urandom(3_000_000))
    code = f"""
import sys
for line in sys.stdin:
    try:
        with open({str(tmp_path / "more")!r}, "w") as file:
            file.write("x")
        print("written", flush=True)
    except OSError as error:
        print(error, flush=True)"""
    words = [*before, sys.executable, "-c", code]
    server = subprocess.Popen(words, stdin=-1, stdout=-1, text=True)
    look = partial(limits.look, server.pid, tmp_path, place.Settings("", "", disk=1), number)

    def write():
        server.stdin.write("\n")
        server.stdin.flush()
        return server.stdout.readline()

    assert write() == "written\n"
    assert "folder" in look()  # though it has no kernel
    assert "File too large" in write()
    assert look() == ""  # said once
    (tmp_path / "large").unlink()
    assert look() == "" and write() == "written\n"
    server.communicate()


def test_nothing_is_hidden_so_deep_that_it_is_not_counted(tmp_path):
    code = f"""
import os
os.chdir({str(tmp_path)!r})
for _ in range(40):
    os.mkdir("x" * 200)
    os.chdir("x" * 200)
open("deep", "wb").write(b"x" * 3_000_000)"""
    subprocess.run([sys.executable, "-c", code], check=True)
    assert limits.size(tmp_path) >= 3_000_000
    shutil.rmtree(tmp_path / ("x" * 200))


@pytest.mark.skipif(not ROOT_USER or not shutil.which("setpriv"), reason="needs root")
def test_who_leaves_the_server_is_counted_and_ended_all_the_same(open_folder):
    number = seats.FREE.stop - 7
    code = "import time; x = bytearray(80_000_000); print('up', flush=True); time.sleep(60)"
    words = walls.before("accounts", open_folder, open_folder, number)
    words += ["setsid", sys.executable, "-c", code]
    daemons = [subprocess.Popen(words, stdout=subprocess.PIPE) for _ in range(2)]
    for daemon in daemons:
        assert daemon.stdout.readline() == b"up\n"
    server = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    settings = place.Settings("", "", memory=100)
    assert limits.look(server.pid, open_folder, settings) == ""
    assert "memory" in limits.look(server.pid, open_folder, settings, number)
    limits.end_all(number)
    for daemon in daemons:
        assert daemon.wait(20) == -signal.SIGKILL
        daemon.stdout.close()
    server.communicate(b"\n")


def test_a_hub_that_was_started_again_looks_at_the_servers_that_it_finds(tmp_path, monkeypatch):
    place.save(tmp_path, SETTINGS)
    monkeypatch.setenv(place.FOLDER, str(tmp_path))
    seen = []
    monkeypatch.setattr(limits, "watch", lambda seat: seen.append(seat.pid))
    spawner.Seat().load_state({"pid": 61_234})
    assert seen == [61_234]


def test_a_module_of_a_learners_own_does_not_stop_the_server(tmp_path):
    (tmp_path / "random.py").write_text("raise SystemExit('mine')")
    words = [*spawner.SERVER, "--version"]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("JUPYTERHUB")}
    done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0 and "mine" not in done.stderr, done.stderr


def test_who_lost_a_kernel_finds_a_note_and_no_link_is_followed(tmp_path):
    home, other = tmp_path / "ann", tmp_path / "other"
    home.mkdir()
    limits.tell(home, "Too large.")
    limits.tell(home, "Too large again.")
    lines = (home / limits.NOTE).read_text().splitlines()
    assert len(lines) == 2 and lines[1].endswith("A kernel was ended. Too large again.")
    other.write_text("theirs")
    for make in (os.symlink, os.link):  # a link of either kind, as a learner may make
        (home / limits.NOTE).unlink()
        make(other, home / limits.NOTE)
        limits.tell(home, "Too large.")
        assert other.read_text() == "theirs"
    (home / limits.NOTE).unlink()
    os.mkfifo(home / limits.NOTE)  # nor does a pipe that nobody reads stop the hub
    limits.tell(home, "Too large.")


def test_who_keeps_the_limits_is_left_alone(tmp_path):
    assert limits.look(os.getpid(), tmp_path, place.Settings("", "", memory=100_000)) == ""


def test_a_learners_folder_is_made_once_and_never_written_over(tmp_path):
    home = tmp_path / "ann"
    spawner.make_home(home, None)
    names = {path.name for path in home.iterdir()}
    assert "01_two_dials.ipynb" in names and home.stat().st_mode & 0o077 == 0
    (home / "01_two_dials.ipynb").write_text("mine")
    (home / "glossary.md").unlink()
    spawner.make_home(home, None)
    assert (home / "01_two_dials.ipynb").read_text() == "mine"
    assert not (home / "glossary.md").exists()
    assert list(tmp_path.iterdir()) == [home]


@pytest.mark.skipif(not ROOT_USER or not shutil.which("setpriv"), reason="needs root")
def test_learners_cannot_read_one_another_nor_the_hub(open_folder):
    place.save(open_folder, SETTINGS)
    homes = {n: place.learners_folder(open_folder) / f"l{n}" for n in (61_000, 61_001)}
    for number, home in homes.items():
        spawner.make_home(home, number)
    ann, bo = homes.values()

    def as_ann(code):
        words = walls.before("accounts", open_folder, ann, 61_000)
        done = subprocess.run([*words, sys.executable, "-c", code], capture_output=True, text=True)
        return done.stdout + done.stderr

    assert as_ann("import os, course_utils; print(os.getuid(), os.getgroups())") == "61000 []\n"
    assert as_ann(f"open({str(ann / 'f')!r}, 'w'); print('mine')") == "mine\n"
    for path in (bo, bo.parent, open_folder / "hub", open_folder / "hub" / "room.json"):
        code = (
            f"import os; p = {str(path)!r}; print(os.listdir(p) if os.path.isdir(p) else open(p))"
        )
        assert "Permission denied" in as_ann(code), path
    assert "Permission denied" in as_ann(f"open({str(place.ROOT / 'README.md')!r}, 'a')")
    assert "Operation not permitted" in as_ann("import os; os.setuid(0)")


@pytest.mark.skipif(not ROOT_USER or not walls.can_mount(), reason="needs root, and mounts")
def test_what_a_learner_leaves_in_tmp_is_small_and_nobody_elses(open_folder):
    place.save(open_folder, SETTINGS)
    home = place.learners_folder(open_folder) / "ann"
    spawner.make_home(home, 61_000)
    code = """
import os
for folder in ("/tmp", "/var/tmp", "/dev/shm"):
    with open(folder + "/left-behind", "wb") as file:
        try:
            [file.write(b"x" * 1_000_000) for _ in range(150)]
        except OSError as error:
            print(folder, error.strerror)
print(os.listdir())"""
    words = walls.before("accounts", open_folder, home, 61_000)
    done = subprocess.run([*words, sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.count("No space left on device") == 3, done.stderr
    assert "01_two_dials.ipynb" in done.stdout  # though the room itself may lie in /tmp
    assert not any(os.path.exists(f"{path}/left-behind") for path in walls.PASSING)


def test_what_a_server_prints_is_its_learners_and_it_is_handed_nothing(tmp_path):
    code = "import os; print('said', *[os.readlink(f'/proc/self/fd/{i}') for i in (0, 1)])"
    for _ in range(2):
        subprocess.run([*walls.LOGGED, sys.executable, "-c", code], cwd=tmp_path, check=True)
        log = tmp_path / walls.LOG
        assert log.read_text() == f"said /dev/null {log}\n"
    log.unlink()
    log.mkdir()  # nor does it end without one
    subprocess.run([*walls.LOGGED, sys.executable, "-c", code], cwd=tmp_path, check=True)


def test_the_hub_has_no_terminal_and_a_log_that_nobody_else_opens(tmp_path, monkeypatch):
    began = []

    def popen(*words, **how):
        began.append(how)
        return SimpleNamespace(wait=lambda: 1)

    monkeypatch.setattr(room_main.subprocess, "Popen", popen)
    monkeypatch.setattr(room_main.time, "sleep", lambda seconds: None)
    monkeypatch.setattr(room_main.signal, "signal", lambda *_: None)
    place.save(tmp_path, SETTINGS)
    log = place.hub_folder(tmp_path) / "hub.log"
    log.touch(mode=0o644)  # of an earlier day
    assert room_main.keep_running(tmp_path, SETTINGS) == 1
    assert began[0]["stdin"] == subprocess.DEVNULL
    assert log.stat().st_mode & 0o077 == 0


def test_a_password_that_is_too_short_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv(room_main.PASSWORD, "dials")
    with pytest.raises(SystemExit, match="at least 12"):
        room_main.main(["--folder", str(tmp_path)])


def test_a_folder_that_others_may_not_pass_is_found(tmp_path):
    shut = tmp_path / "shut" / "in" / "it"
    shut.mkdir(parents=True)
    (tmp_path / "shut").chmod(0o700)
    found = walls.closed(shut)
    assert found is not None and (tmp_path / "shut").is_relative_to(found)


def test_a_bubble_hides_the_others_and_the_hub(tmp_path):
    words = walls.before("sandbox", tmp_path, tmp_path / "learners" / "ann", None)
    shown = [to for how, to in zip(words, words[2:], strict=False) if how.startswith("--ro-bind")]
    assert not {"/", "/home", "/root", "/run", "/tmp", "/var"} & set(shown)
    assert words.index("--tmpfs", words.index("/tmp")) < words.index("--bind")
    assert words[words.index(str(tmp_path)) - 1] == "--tmpfs"
    assert words[-2:] == ["--chdir", str(tmp_path / "learners" / "ann")]


def bubbles() -> bool:
    """Is bubblewrap here, and may it do its work? (In some containers it may not.)"""
    try:
        return not subprocess.run(["bwrap", "--ro-bind", "/", "/", "true"]).returncode
    except OSError:
        return False


needs_bubbles = pytest.mark.skipif(not bubbles(), reason="needs bubblewrap, and that it may")


@needs_bubbles
def test_in_a_bubble_one_meets_nobody_elses_files_and_processes(open_folder):
    ann, bo = (open_folder / "learners" / name for name in ("ann", "bo"))
    for home in (ann, bo):
        home.mkdir(parents=True)
    (open_folder / "hub").mkdir()
    (bo / "f").touch()

    def as_ann(code):
        words = walls.before("sandbox", open_folder, ann, None)
        done = subprocess.run([*words, sys.executable, "-c", code], capture_output=True, text=True)
        return done.stdout + done.stderr

    assert as_ann("import os, course_utils; print(os.getcwd())") == f"{ann}\n"
    assert as_ann("open('f', 'w'); print('mine')") == "mine\n" and (ann / "f").exists()
    for path in (bo, bo / "f", open_folder / "hub", Path("/root"), Path("/home"), Path("/run")):
        if path not in place.ROOT.parents and not Path(sys.base_prefix).is_relative_to(path):
            assert "FileNotFoundError" in as_ann(f"import os; os.stat({str(path)!r})"), path
    assert "Read-only" in as_ann(f"open({str(place.ROOT / 'README.md')!r}, 'a')")
    seen = as_ann("import os; print(*[p for p in os.listdir('/proc') if p.isdigit()])")
    assert str(os.getpid()) not in seen.split() and len(seen.split()) <= 3


@needs_bubbles
def test_a_bubble_shows_a_course_that_lies_in_the_folder_for_passing_things(
    open_folder, monkeypatch
):
    course, home = open_folder / "course", open_folder / "course" / ".room" / "learners" / "ann"
    home.mkdir(parents=True)
    (course / "README.md").write_text("y = a·x + b")
    monkeypatch.setattr(walls, "ROOT", course)
    words = walls.before("sandbox", course / ".room", home, None)
    done = subprocess.run([*words, "cat", str(course / "README.md")], capture_output=True)
    assert done.stdout.decode() == "y = a·x + b", done.stderr


@needs_bubbles
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_what_runs_in_a_bubble_ends_with_it(open_folder, how):
    """A server, and what it started to outlive it; each writes on as long as it lives."""
    home = open_folder / "learners" / "ann"
    home.mkdir(parents=True)
    words = walls.before("sandbox", open_folder, home, None)
    write = f"while echo on >>{home}/$0; do sleep 0.1; done"
    script = f"setsid sh -c '{write}' apart & sh -c '{write}' server"
    first = subprocess.Popen([*words, "sh", "-c", script], start_new_session=True)
    wait_for(lambda: all((home / name).exists() for name in ("apart", "server")))
    first.send_signal(how)
    first.wait(20)
    time.sleep(1)
    sizes = [(home / name).stat().st_size for name in ("apart", "server")]
    time.sleep(1)
    assert [(home / name).stat().st_size for name in ("apart", "server")] == sizes


def wait_for(holds, seconds=20):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_certificate_is_made_once_for_its_address_and_its_key_is_closed(tmp_path):
    first = certificate.make(tmp_path, "192.168.1.20")
    assert certificate.make(tmp_path, "192.168.1.20") == first
    assert certificate.make(tmp_path, "192.168.1.21") != first
    assert len(first.split(":")) == 32
    assert (tmp_path / "room.key").stat().st_mode & 0o077 == 0


def test_secrets_are_kept_as_scrypt_alone(tmp_path):
    place.save(tmp_path, place.Settings(place.new_code(), place.hashed("open sesame")))
    assert "sesame" not in (tmp_path / "hub" / "room.json").read_text()
    assert (tmp_path / "hub").stat().st_mode & 0o077 == 0
    assert place.same("open sesame", place.load(tmp_path).password)
    assert not place.same("open sesam", place.load(tmp_path).password)


# Preflight ----------------------------------------------------------------------------------


def test_a_port_that_is_taken_is_told_with_what_helps():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        found = preflight.port("127.0.0.1", taken.getsockname()[1])
    assert "--port" in found.mends and str(found).startswith("NO")
    assert not preflight.port("127.0.0.1", found and place.free_ports(1)[0]).mends


OTHERS = "198.51.100.7"  # an address that is nobody's


def test_an_address_that_is_another_machines_is_told_as_such(tmp_path, capsys):
    assert "no such address" in preflight.port(OTHERS, 8000).mends
    assert room_main.main(["--folder", str(tmp_path), "--host", OTHERS]) == 1
    assert "no such address" in capsys.readouterr().err


def test_a_name_that_is_no_machines_is_told_as_such(monkeypatch):
    def unknown(*_):
        raise OSError(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "create_server", unknown)
    assert "no such address" in preflight.port("no-such-machine", 8000).mends


@pytest.mark.skipif(not ROOT_USER, reason="needs root")
def test_learners_never_run_as_root(tmp_path, monkeypatch):
    """Where nothing keeps them apart, as on macOS."""
    monkeypatch.setattr(walls, "here", lambda: "none")
    with pytest.raises(SystemExit, match="leave sudo out"):
        room_main.main(["--folder", str(tmp_path)])


def memory_for(learners, large=0):
    return SimpleNamespace(available=needed(learners, large).memory * preflight.MB)


def test_too_little_memory_says_for_how_many_it_is_enough(monkeypatch):
    monkeypatch.setattr(preflight.psutil, "virtual_memory", lambda: memory_for(7))
    assert not next(preflight.memory(7)).mends
    (only,) = preflight.memory(8)
    assert only.serious and "enough for 7" in only.mends


@pytest.mark.parametrize(("large", "said"), [(7, ""), (6, "enough for 6 at once")])
def test_memory_for_a_real_model_each_is_a_question_of_its_own(large, said, monkeypatch):
    monkeypatch.setattr(preflight.psutil, "virtual_memory", lambda: memory_for(7, large))
    first, second = preflight.memory(7)
    assert not first.mends and not second.serious
    assert bool(second.mends) == bool(said) and said in second.mends


def test_no_room_on_the_disk_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=1))
    assert preflight.disk(tmp_path / "not" / "there", 30).mends


def test_a_room_that_does_not_answer_is_told():
    (port,) = place.free_ports(1)
    said = []
    assert preflight.main([f"http://127.0.0.1:{port}"], said.append) == 1
    assert "does not answer" in said[0] and said[-1] == "Something must be mended."


@pytest.mark.parametrize("walled", ["none"])
def test_learners_that_are_not_kept_apart_are_told(tmp_path, monkeypatch, walled):
    monkeypatch.setattr(walls, "here", lambda: walled)
    assert "as you" in preflight.apart(tmp_path).mends
