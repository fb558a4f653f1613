"""What stands around the course: the commands, the recipes, the changelog, how to cite it."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def targets() -> set[str]:
    """What can be made, by name."""
    return set(re.findall(r"^([a-z][a-z-]*):", read("Makefile"), re.M))


def test_make_help_lists_every_target():
    said = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True).stdout
    listed = dict(line.split(maxsplit=2)[1:] for line in said.splitlines())
    assert listed.keys() == targets()
    assert all(line.index(listed[line.split()[1]]) == 20 for line in said.splitlines())


def test_every_target_is_always_made():
    """No file of that name can keep it from being made."""
    phony = {
        name
        for line in re.findall(r"^\.PHONY: (.*)", read("Makefile"), re.M)
        for name in line.split()
    }
    assert phony == targets()


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", ".ci/run"])
def test_every_command_that_is_named_is_there(name):
    text = read(name)
    made = re.findall(r"(?:`|^ *|&& |[A-Z_]+=\S+ )make ([a-z][a-z-]*)", text, re.M)
    assert set(made) <= targets()
    for module in re.findall(r"python\S* -m (tools|benchmarks)\.(\w+)", text):
        assert (ROOT / module[0] / f"{module[1]}.py").exists(), module
    for path in re.findall(r"`((?:tests|tools|course_utils|notebooks)/[\w/.]+)`", text):
        assert (ROOT / path).exists(), path


def test_no_test_starts_a_loop_where_playwrights_may_run():
    """A test that met the browser's in one process would fail there: `run` has a thread."""
    every = set((ROOT / "tests").rglob("*.py")) - {ROOT / "tests" / "workshop" / "hub.py"}
    assert not [p for p in every if re.search(r"asyncio\.run\(", p.read_text(encoding="utf-8"))]


LOOKS = {  # what a page's locator tells of this very moment, when a script may not be done yet
    *("is_enabled", "is_disabled", "is_visible", "is_hidden", "is_checked", "is_editable"),
    *("inner_text", "text_content", "input_value", "count"),
}


def test_no_test_asserts_what_a_page_shows_without_waiting():
    """On a busy machine it shows that a moment later: `expect(...)` of Playwright waits."""
    found = []
    for path in (ROOT / "tests").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for claim in (node for node in ast.walk(tree) if isinstance(node, ast.Assert)):
            calls = [node for node in ast.walk(claim) if isinstance(node, ast.Call)]
            asked = [c.func.attr for c in calls if isinstance(c.func, ast.Attribute) and not c.args]
            found += [(path.name, claim.lineno)] if LOOKS & set(asked) else []
    assert not found


def test_the_recipes_are_found_from_the_readme():
    assert "](CONTRIBUTING.md)" in read("README.md") and "](CHANGELOG.md)" in read("README.md")
    headings = re.findall(r"^## (.*)", read("CONTRIBUTING.md"), re.M)
    assert len(headings) == len(set(headings)) >= 8


def test_code_in_the_recipes_is_python():
    for source in re.findall(r"^```python\n(.*?)^```", read("CONTRIBUTING.md"), re.M | re.S):
        compile(source, "CONTRIBUTING.md", "exec")


def test_the_exercise_of_the_recipe_works():
    from course_utils.exercises import CORRECT, NOT_YET, exercise

    source, *_ = re.findall(r"^```python\n(@exercise.*?)^```", read("CONTRIBUTING.md"), re.M | re.S)
    names = {"exercise": exercise, "__name__": "recipe"}
    exec(source, names)
    task, (wrong, words) = names["predict"], names["predict"].mistakes[0]
    assert task.check(lambda a, b, x: b + x * a).status == CORRECT
    assert (task.check(wrong).status, task.check(wrong).words) == (NOT_YET, words)


def test_the_view_of_the_recipe_works_and_is_in_form(tmp_path):
    import numpy as np
    from matplotlib.figure import Figure

    from tests.test_structure import untyped

    (source,) = re.findall(
        r"^```python\n(import numpy.*?)^```", read("CONTRIBUTING.md"), re.M | re.S
    )
    names = {"__name__": "recipe", "__package__": "course_utils.lessons.vectors"}
    exec(source, names)
    turn = names["line"](np.arange(3.0), np.arange(3.0))(Figure())
    assert turn(a=2.0, b=-1.0) == "A line with slope 2 that starts at −1."
    (tmp_path / "views.py").write_text(source, encoding="utf-8")
    assert untyped(tmp_path / "views.py") == []


def test_what_the_recipes_say_is_in_a_file_is_there():
    """`_check` in `panels.py`; `_positions` and `_dial` in `card.py`."""
    pattern = r"`(\w+)`(?: and `(\w+)`)? (?:in|of) `([\w/]+\.(?:py|js))`"
    found = re.findall(pattern, read("CONTRIBUTING.md"))
    assert len(found) >= 7
    for *names, file in found:
        paths = [p for p in ROOT.rglob(f"*{Path(file).suffix}") if str(p).endswith(f"/{file}")]
        texts = [p.read_text(encoding="utf-8") for p in paths if ".venv" not in p.parts]
        for name in filter(None, names):
            assert any(re.search(rf"\b{name}\b", text) for text in texts), (name, file)


def test_the_changelog_has_the_form_that_it_names():
    versions = re.findall(r"^## \[(\S+)\](?: - (\S+))?$", read("CHANGELOG.md"), re.M)
    assert versions[0] == ("Unreleased", "") and versions[1][0] == PROJECT["version"]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", date) for _, date in versions[1:])
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert set(re.findall(r"^### (.*)$", read("CHANGELOG.md"), re.M)) <= kinds


def test_the_citation_says_what_the_project_says():
    cited = yaml.safe_load(read("CITATION.cff"))
    assert {"cff-version", "message", "title", "authors"} <= cited.keys()  # those that CFF requires
    assert cited["cff-version"] == "1.2.0" and cited["type"] == "software"
    assert cited["authors"] == [{"name": f"The authors of {read('README.md').splitlines()[0][2:]}"}]
    assert cited["version"] == PROJECT["version"] and cited["license"] == PROJECT["license"]
    assert cited["repository-code"] == PROJECT["urls"]["Repository"]
    assert f"[{cited['version']}] - {cited['date-released']}" in read("CHANGELOG.md")


def test_hooks_fetch_nothing_and_run_what_is_there():
    (source,) = yaml.safe_load(read(".pre-commit-config.yaml"))["repos"]
    assert source["repo"] == "local"
    for hook in source["hooks"]:
        assert hook["language"] == "system" and "additional_dependencies" not in hook
        program = ROOT / hook["entry"].split()[0]
        assert program.parent == ROOT / ".venv" / "bin"


def test_the_hook_for_notebooks_sees_every_notebook():
    (source,) = yaml.safe_load(read(".pre-commit-config.yaml"))["repos"]
    (hook,) = [hook for hook in source["hooks"] if hook["id"] == "notebooks"]
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        assert re.search(hook["files"], path.relative_to(ROOT).as_posix())
