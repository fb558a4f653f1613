"""What Binder would build, as repo2docker itself sees this folder; no image is built."""

import shutil
from pathlib import Path

import pytest

from tools.environment import PYTHON

ROOT = Path(__file__).resolve().parent.parent

# One of its imports has been renamed, and it has not followed yet.
pytestmark = pytest.mark.filterwarnings("ignore:pythonjsonlogger:DeprecationWarning")


def build_pack(folder: Path, monkeypatch):
    """The kind of image that repo2docker chooses for a folder: the first that says it fits."""
    from repo2docker.app import Repo2Docker

    monkeypatch.chdir(folder)
    app = Repo2Docker()
    pack = next(pack for kind in app.buildpacks if (pack := kind(app.base_image)).detect())
    pack.platform = "linux/amd64"
    return pack


def commands(dockerfile: str) -> list[str]:
    """The lines that do something, a command over several lines as one."""
    whole = dockerfile.replace("\\\n", " ").splitlines()
    return [" ".join(line.split()) for line in whole if line.strip() and line[0] != "#"]


def test_binder_takes_environment_yml_the_python_in_it_and_post_build(monkeypatch):
    pack = build_pack(ROOT, monkeypatch)
    assert type(pack).__name__ == "CondaBuildPack"
    assert pack.python_version == PYTHON
    frozen = [path for path in pack.get_build_script_files() if "linux-64.lock" in path]
    assert frozen == [f"conda/environment.py-{PYTHON}-linux-64.lock"], "a Python it has no base for"

    lines = commands(pack.render())
    copied = lines.index("COPY --chown=1000:1000 src/environment.yml ${REPO_DIR}/environment.yml")
    (installed,) = [
        i for i, line in enumerate(lines) if "env update -p ${NB_PYTHON_PREFIX}" in line
    ]
    whole, after = (
        lines.index("COPY --chown=1000:1000 src/ ${REPO_DIR}/"),
        lines.index("RUN ./postBuild"),
    )
    assert copied < installed < whole < after, "a commit would rebuild the environment"
    assert '--file "environment.yml"' in lines[installed]


@pytest.mark.parametrize("python", ["python>=3.12", "python 3.12.*", "python"])
def test_other_ways_to_name_a_python_are_not_understood(python, tmp_path, monkeypatch):
    """Hence `python=3.x` in environment.yml: written otherwise, Binder takes an older one."""
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    (tmp_path / "environment.yml").write_text(text.replace(f"python={PYTHON}", python, 1))
    pack = build_pack(tmp_path, monkeypatch)
    assert pack.python_version != PYTHON


def test_a_folder_called_binder_would_hide_environment_yml(tmp_path, monkeypatch):
    shutil.copy(ROOT / "environment.yml", tmp_path)
    (tmp_path / "binder").mkdir()
    (tmp_path / "binder" / "requirements.txt").touch()
    assert type(build_pack(tmp_path, monkeypatch)).__name__ == "PythonBuildPack"
