"""The command `dials`, and the wheel that brings it: nothing that a learner changed is lost."""

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from course_utils import launch
from tools.wheel import ROOT, build

NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture
def course(tmp_path):
    """A course of two notebooks, laid into a learner's folder."""
    source, folder = tmp_path / "course", tmp_path / "mine é"
    source.mkdir()
    write(source / "01_a.ipynb", "a")
    write(source / "02_b.ipynb", "b")
    assert launch.lay_out(folder, source) == [f"2 files of the course laid into {folder}."]
    return source, folder


def write(path: Path, text: str, **metadata) -> None:
    cells = [{"cell_type": "markdown", "id": "one", "metadata": {}, "source": text}]
    path.write_text(json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4}))


def read(path: Path) -> str:
    return json.loads(path.read_text())["cells"][0]["source"]


def here(folder: Path) -> dict[str, str]:
    return {path.name: read(path) for path in folder.iterdir() if path.name[0] != "."}


def test_a_second_time_changes_nothing(course):
    source, folder = course
    write(folder / "01_a.ipynb", "mine")
    assert launch.lay_out(folder, source) == []
    assert here(folder) == {"01_a.ipynb": "mine", "02_b.ipynb": "b"}


def test_a_newer_course_renews_what_is_untouched_and_stands_beside_what_is_not(course):
    source, folder = course
    write(folder / "01_a.ipynb", "mine")
    for name in ("01_a.ipynb", "02_b.ipynb"):
        write(source / name, "newer")
    said = launch.lay_out(folder, source)
    other = "01_a (version 0.1.0).ipynb"
    assert here(folder) == {"01_a.ipynb": "mine", other: "newer", "02_b.ipynb": "newer"}
    assert said[0] == "1 that you had not changed is renewed."
    assert said[1] == f"You changed 01_a.ipynb, so it stays; the newer one is “{other}”."
    assert launch.lay_out(folder, source) == []


def test_what_stands_beside_is_a_learners_too(course):
    source, folder = course
    write(folder / "01_a.ipynb", "mine")
    write(folder / "01_a (version 0.1.0).ipynb", "mine as well")
    write(source / "01_a.ipynb", "newer")
    launch.lay_out(folder, source)
    assert here(folder)["01_a (version 0.1.0).ipynb"] == "mine as well"
    assert here(folder)["01_a (version 0.1.0, 2).ipynb"] == "newer"


@pytest.mark.parametrize("broken", [None, "{", "[1]"])
def test_without_a_memory_nothing_is_replaced(course, broken):
    source, folder = course
    state = folder / launch.STATE
    state.unlink() if broken is None else state.write_text(broken)
    write(source / "01_a.ipynb", "newer")
    launch.lay_out(folder, source)
    assert here(folder)["01_a.ipynb"] == "a" and here(folder)["02_b.ipynb"] == "b"
    assert here(folder)["01_a (version 0.1.0).ipynb"] == "newer"


def test_one_that_was_only_opened_counts_as_unchanged(course):
    source, folder = course
    assert json.loads((folder / "01_a.ipynb").read_text())["metadata"]["language_info"]["version"]
    write(folder / "01_a.ipynb", "a", language_info={"version": "4.0"}, widgets={})
    write(source / "01_a.ipynb", "newer")
    assert launch.lay_out(folder, source) == ["1 that you had not changed is renewed."]
    assert here(folder)["01_a.ipynb"] == "newer"


def test_a_kernel_says_of_itself_what_is_written_before():
    from ipykernel.ipkernel import IPythonKernel

    assert IPythonKernel.language_info == launch.LANGUAGE


def test_what_was_deleted_comes_back(course):
    source, folder = course
    (folder / "02_b.ipynb").unlink()
    assert launch.lay_out(folder, source) == [f"1 file of the course laid into {folder}."]


def test_in_a_checkout_nothing_is_laid():
    assert launch.shipped() == ROOT / "notebooks"
    assert launch.lay_out(ROOT / "notebooks") == []
    assert not (ROOT / "notebooks" / launch.STATE).exists()


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert launch.main([str(tmp_path / "file" / "course"), "--no-lab"]) == 1
    assert "cannot be laid into" in capsys.readouterr().err


@pytest.mark.parametrize("left", [False, True])
def test_jupyterlab_opens_the_first_notebook_and_then_what_was_open(tmp_path, monkeypatch, left):
    from jupyterlab import commands
    from jupyterlab.labapp import LabApp

    started = []
    monkeypatch.setattr(commands, "get_workspaces_dir", lambda: str(tmp_path))
    monkeypatch.setattr(LabApp, "launch_instance", started.extend)
    if left:
        (tmp_path / "dials-1a2b.jupyterlab-workspace").write_text("{}")
    launch.main([str(ROOT / "notebooks"), "--no-browser"])
    root, address, option = started
    assert root.endswith("notebooks") and option == "--no-browser"
    assert address.endswith("dials" if left else "dials/tree/01_two_dials.ipynb")


def test_the_wheel_alone_lays_out_the_course(tmp_path):
    wheel = next(path for path in build(tmp_path / "dist") if path.suffix == ".whl")
    inside = zipfile.ZipFile(wheel).namelist()
    assert [f"course_utils/_notebooks/{name}" for name in NOTEBOOKS] == sorted(
        name for name in inside if name.endswith(".ipynb")
    )
    python = installed(wheel, tmp_path / "empty")
    for times in (1, 2):
        command = [python, "-m", "course_utils.launch", "mine", "--no-lab"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert ("laid into" in done.stdout) == (times == 1)
        (tmp_path / "mine" / NOTEBOOKS[0]).write_text("mine")
    assert set(NOTEBOOKS) < {path.name for path in (tmp_path / "mine").iterdir()}
    assert (tmp_path / "mine" / NOTEBOOKS[0]).read_text() == "mine"
    asked = "from course_utils.lessons.kit.measured import measured as m; print(len(m('notches')))"
    done = subprocess.run([python, "-c", asked], cwd=tmp_path, capture_output=True, text=True)
    assert int(done.stdout) > 0, done.stderr
    settings = tmp_path / "empty" / "etc/jupyter/labconfig/default_setting_overrides.json"
    assert json.loads(settings.read_text())


def installed(wheel: Path, folder: Path) -> Path:
    """The Python of a new environment with this wheel alone: laying out needs nothing else."""
    venv.create(folder, with_pip=False)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    install = [sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "-q"]
    subprocess.run([*install, "--no-index", wheel], check=True)
    return python
