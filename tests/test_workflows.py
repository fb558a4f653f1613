"""What a public copy runs on other machines, as far as it can be checked without them."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))

each_workflow = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def workflow(path: Path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def steps(path: Path) -> list[dict]:
    return [step for job in workflow(path)["jobs"].values() for step in job["steps"]]


def commands(path: Path) -> list[str]:
    return [step["run"] for step in steps(path) if "run" in step]


def make_targets() -> set[str]:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z-]+):", text, re.M))


def test_there_are_workflows():
    assert [path.stem for path in FILES] == ["anywhere", "install", "pages", "test"]


@each_workflow
def test_has_what_a_workflow_needs(path):
    whole = workflow(path)
    assert whole.keys() == {"name", True, "permissions", "jobs"}  # YAML reads `on` as true
    assert whole["permissions"] == {"contents": "read"}
    for job in whole["jobs"].values():
        assert {"runs-on", "steps", "timeout-minutes"} <= job.keys()
        publishing = {"needs", "permissions", "environment"} if path.stem == "pages" else set()
        known = {"runs-on", "steps", "timeout-minutes", "strategy", "defaults"} | publishing
        assert job.keys() <= known


@each_workflow
def test_each_step_uses_an_action_at_a_version_or_runs_a_command(path):
    for step in steps(path):
        assert step.keys() in ({"run"}, {"uses"}, {"uses", "with"}), step
        assert re.fullmatch(r"[\w-]+/[\w-]+@v\d+", step.get("uses", "actions/checkout@v4")), step
        assert step.get("run", "some") == step.get("run", "some").strip() != ""


@each_workflow
def test_what_a_command_names_is_there(path):
    for command in commands(path):
        if command.startswith("make "):
            assert set(command.split()[1:]) <= make_targets(), command
        for name in re.findall(r"[\w/.]+\.(?:txt|ipynb|yml|py)\b", command):
            assert (ROOT / name).exists(), name
    for step in steps(path):
        named = step.get("with", {}).get("environment-file")
        assert named is None or (ROOT / named).exists()


@each_workflow
def test_expressions_name_what_the_matrix_has(path):
    for job in workflow(path)["jobs"].values():
        matrix = job.get("strategy", {}).get("matrix", {})
        names = set(re.findall(r"\$\{\{ matrix\.(\w+) \}\}", str(job)))
        assert names == matrix.keys() and str(job).count("${{") == str(job).count("${{ matrix.")


def test_tests_run_with_the_oldest_python_that_the_course_takes():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (job,) = workflow(ROOT / ".github/workflows/test.yml")["jobs"].values()
    pythons = job["strategy"]["matrix"]["python"]
    assert all(isinstance(python, str) for python in pythons), "3.10 would be read as 3.1"
    assert project["requires-python"] == f">={pythons[0]}" and len(pythons) == 2
    assert commands(ROOT / ".github/workflows/test.yml") == ["make test"]


def test_all_of_test_anywhere_runs_once_a_week():
    path = ROOT / ".github/workflows/anywhere.yml"
    (plan,) = workflow(path)[True]["schedule"]
    assert re.fullmatch(r"\d+ \d+ \* \* [0-6]", plan["cron"])
    assert commands(path) == ["make test-anywhere"]


def test_the_other_ways_to_install_are_those_of_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in commands(ROOT / ".github/workflows/install.yml"):
        assert not command.startswith("pip ") or command in readme, command


def test_the_imports_that_a_workflow_tries_are_there():
    tried = [c for c in commands(ROOT / ".github/workflows/install.yml") if "import" in c]
    (command,) = tried
    code = re.fullmatch(r'python -c "(.*)"', command)[1]
    subprocess.run([sys.executable, "-c", code], check=True)


def test_only_the_job_that_publishes_may_write():
    jobs = workflow(ROOT / ".github/workflows/pages.yml")["jobs"]
    assert "permissions" not in jobs["build"] and jobs["publish"]["needs"] == "build"
    assert jobs["publish"]["permissions"] == {"pages": "write", "id-token": "write"}
    assert commands(ROOT / ".github/workflows/pages.yml") == ["make models", "make site"]
