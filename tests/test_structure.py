"""The arrows between modules, and habits that every file keeps."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LIBRARY = sorted((ROOT / "course_utils").rglob("*.py"))
SITE = sorted((ROOT / "site" / "course_site").glob("*.py"))

# Which of our modules a module may import, beside its own folder.
ARROWS = {
    "count": set(),
    "data": set(),
    "dials": set(),
    "exercises": set(),
    "files": set(),
    "locks": set(),
    "progress_bar": set(),
    "quantize": {"transformer"},
    "tales": set(),
    "tokens": set(),
    "transformer": set(),
    "families": {"count", "files", "quantize", "tokens", "transformer"},
    "launch": {"files"},
    "lora": {"files", "transformer"},
    "pretrained": {"families", "files", "locks", "progress_bar", "tokens", "transformer"},
    "train": {"files", "progress_bar", "transformer"},
    "sharding": {"train", "transformer"},
    "sample": {"transformer"},
    "progress": {"dials", "exercises", "files", "locks"},
    "lessons": {
        "count",
        "data",
        "dials",
        "exercises",
        "families",
        "lora",
        "pretrained",
        "progress_bar",
        "quantize",
        "sample",
        "sharding",
        "tales",
        "tokens",
        "train",
        "transformer",
    },
}
WIDGETS = {"ipywidgets", "anywidget"}


def module_of(path: Path) -> str:
    inside = path.relative_to(ROOT).parts
    return inside[1].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """Full names of what a file imports, relative imports resolved, inside functions too."""
    names = set()
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            source = ".".join([*base, *([node.module] if node.module else [])])
            names |= {f"{source}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("path", LIBRARY, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_follow_the_arrows(path):
    module = module_of(path)
    if module == "__init__":
        assert not imports(path), "course_utils/__init__.py imports nothing"
        return
    inside = {name.split(".")[1] for name in imports(path) if name.startswith("course_utils.")}
    assert inside - {module} <= ARROWS[module]


@pytest.mark.parametrize("path", LIBRARY, ids=lambda p: str(p.relative_to(ROOT)))
def test_widgets_only_in_dials_and_no_pyplot_anywhere(path):
    tops = {name.split(".")[0] for name in imports(path)}
    assert module_of(path) == "dials" or not tops & WIDGETS
    assert not any(name.startswith("matplotlib.pyplot") for name in imports(path))
    assert not any(name.startswith("pickle") for name in imports(path))


def test_the_reader_of_imports_sees_every_form(tmp_path, monkeypatch):
    folder = tmp_path / "course_utils" / "lessons"
    folder.mkdir(parents=True)
    path = folder / "x.py"
    path.write_text(
        "import a.b\nfrom .style import c\nfrom ..data import d\nfrom course_utils import e\n"
        "def f():\n    from .. import g\n"
    )
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    assert imports(path) == {
        "a.b",
        "course_utils.lessons.style.c",
        "course_utils.data.d",
        "course_utils.e",
        "course_utils.g",
    }


def functions(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield node


@pytest.mark.parametrize("path", [*LIBRARY, *SITE], ids=lambda p: str(p.relative_to(ROOT)))
def test_functions_are_short_and_public_ones_documented(path):
    """Views hold their `turn` inside, so a function's length is counted without those inside it."""
    for node in functions(path):
        inner = sum(
            n.end_lineno - n.lineno + 1 for n in node.body if isinstance(n, ast.FunctionDef)
        )
        assert node.end_lineno - node.lineno + 1 - inner <= 40, f"{node.name} is too long"
    if module_of(path) == "lessons" and path.name == "exercises.py":
        return  # a learner's functions, explained in the notebook
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{node.name} has no docstring"


def test_nothing_names_a_place_that_only_one_machine_has():
    """No path of a home or a temporary folder, and no package registry's host, in any text file."""
    forbidden = re.compile(
        r"/root/|/home/\w|/tmp/|C:\\\\Users|\bpypi\." + r"org|files\.python" + "hosted"
    )
    suffixes = {".py", ".md", ".ipynb", ".toml", ".yml", ".txt", ".js", ".css", ""}
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        made = parts[0].startswith(".venv") or parts[0] in (".git", "_site", "build")
        if path.is_dir() or made:
            continue
        if path.suffix in suffixes and "__pycache__" not in parts and ".ruff_cache" not in parts:
            text = path.read_text(encoding="utf-8", errors="replace")
            found = forbidden.search(re.sub(r'"image/png": "[^"]*"', "", text))  # no words there
            assert found is None or path == Path(__file__), f"{path}: {found[0]}"


# The course's notebooks, those to come included.
SLUGS = [
    "two_dials",
    "downhill",
    "faster_downhill",
    "why_b",
    "vectors",
    "words_as_vectors",
    "matrices",
    "neurons",
    "backpropagation",
    "a_first_classifier",
    "tokens",
    "embeddings",
    "next_token",
    "attention",
    "transformer",
    "training",
    "sampling",
    "counting_real_models",
    "four_families",
    "experts_and_sharing",
    "a_real_model",
    "sixteen_notches",
    "beyond_one_machine",
    "what_is_a_parameter",
]


def slugs_of(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if (path / "__init__.py").exists()} - {"kit"}


def test_a_notebook_s_name_leads_to_its_views_exercises_and_tests():
    """lessons/<slug>/ and tests/lessons/<slug>/, the slug being the name without its number."""
    notebooks = {path.stem[3:] for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb")}
    lessons = ROOT / "course_utils" / "lessons"
    assert notebooks <= slugs_of(lessons) <= set(SLUGS)
    assert slugs_of(ROOT / "tests" / "lessons") <= set(SLUGS)
    for slug in sorted(notebooks):
        assert (lessons / slug / "exercises.py").exists(), slug
        assert (lessons / slug / "views.py").exists() != (lessons / slug / "views").is_dir(), slug
        assert (ROOT / "tests" / "lessons" / slug / "answers.py").exists(), slug


def test_the_tests_are_the_same_tree_as_the_library():
    """Each folder under tests/ is one of the library's; browser/ and workshop/ stand beside."""
    library = {
        path.relative_to(ROOT / "course_utils") for path in (ROOT / "course_utils").rglob("*")
    }
    for folder in (ROOT / "tests").rglob("*"):
        name = folder.relative_to(ROOT / "tests")
        if (folder / "__init__.py").exists() and name.parts[0] not in ("browser", "workshop"):
            assert name in library, f"tests/{name} tests nothing of that name"


PACKAGES = [path for path in LIBRARY if path.name == "__init__.py"]


def names_of(path: Path) -> set[str]:
    """What a package's __init__ defines or takes from its modules, but the modules themselves."""
    names = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return names


def modules_in(folder: Path) -> set[str]:
    packages = {path.parent.name for path in folder.glob("*/__init__.py")}
    return {path.stem for path in folder.glob("*.py")} | packages


@pytest.mark.parametrize("path", PACKAGES, ids=lambda p: str(p.parent.relative_to(ROOT)))
def test_no_package_hides_a_module_behind_a_function_of_its_name(path):
    """`from .fit import fit` would make `package.fit` the function and lose the module."""
    assert names_of(path) & modules_in(path.parent) == set()


def test_the_reader_of_names_sees_every_form(tmp_path):
    path = tmp_path / "__init__.py"
    path.write_text("from . import a\nfrom .b import c, d as e\nf = 1\ndef g():\n    pass\n")
    assert names_of(path) == {"c", "e", "f", "g"}


TYPED = [
    *LIBRARY,
    *SITE,
    *sorted((ROOT / "tools").glob("*.py")),
]


def public_functions(path: Path):
    """(name, node) of a module's public functions, and of its public classes' methods."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        inside = node.body if isinstance(node, ast.ClassDef) else [node]
        for function in inside:
            names = [node.name, function.name] if isinstance(function, ast.FunctionDef) else ["_"]
            if all(not name.startswith("_") or name == "__init__" for name in names):
                yield ".".join(dict.fromkeys(names)), function


def untyped(path: Path) -> list[str]:
    found = []
    for name, node in public_functions(path):
        a = node.args
        all_of_them = [*a.posonlyargs, *a.args, *a.kwonlyargs, a.vararg, a.kwarg]
        arguments = [arg for arg in all_of_them if arg and arg.arg not in ("self", "cls")]
        found += [f"{name}({arg.arg})" for arg in arguments if arg.annotation is None]
        found += [f"{name} ->"] if node.returns is None and node.name != "__init__" else []
    return found


@pytest.mark.parametrize("path", TYPED, ids=lambda p: str(p.relative_to(ROOT)))
def test_public_functions_are_typed(path):
    if path.parts[-3:-2] != ("lessons",) or path.name != "exercises.py":  # a learner's functions
        assert untyped(path) == []


def test_the_reader_of_types_sees_what_is_missing(tmp_path):
    path = tmp_path / "x.py"
    path.write_text(
        "def f(a, b: int, *c, **d) -> int: ...\ndef g(): ...\ndef _h(a): ...\n"
        "class C:\n    def __init__(self, a): ...\n    def m(self): ...\n    def _n(self): ...\n"
    )
    assert untyped(path) == ["f(a)", "f(c)", "f(d)", "g ->", "C.__init__(a)", "C.m ->"]
