"""Cells that need what is not there show what is kept of them; all others run."""

import ast
import builtins

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell

from course_utils.lessons.kit.absent import CHANGED, Instead, form_of, names, outputs_by_code


@pytest.fixture
def notebook(tmp_path):
    """A notebook of which one cell needs `model`, and another what that cell makes."""
    written = nbformat.v4.new_output("stream", text="42 dials\n")
    made = nbformat.v4.new_output("display_data", data={"text/plain": "kept", "image/png": "AAAA"})
    cells = [
        nbformat.v4.new_code_cell("n = count(model)  # as it was\nprint(n)", outputs=[written]),
        nbformat.v4.new_code_cell("panel(n)", outputs=[made]),
        nbformat.v4.new_markdown_cell("model"),
        nbformat.v4.new_code_cell("other = 1 + 1"),
        nbformat.v4.new_code_cell("%magic is no Python"),
    ]
    path = tmp_path / "a.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def test_what_was_kept_stands_in_the_place_of_a_cell(notebook, capsys):
    instead = Instead({"model"}, outputs_by_code(notebook))
    left = instead.visit(ast.parse("n = count(model)\nprint(n)"))  # a comment is no difference
    assert ast.unparse(left) == ""
    assert capsys.readouterr().out == "42 dials\n"
    assert instead.missing == {"model", "n"}


def test_cells_that_need_nothing_are_left_alone():
    tree = ast.parse("other = 1 + 1")
    assert Instead({"model"}, {}).visit(tree) is tree


def test_what_follows_from_a_missing_name_is_missing_too(capsys):
    instead = Instead({"model"}, {})
    instead.visit(ast.parse("def read(x):\n    return model(x)"))
    assert "read" in instead.missing
    instead.visit(ast.parse("answer = read(3)"))
    assert "answer" in instead.missing
    assert capsys.readouterr().out.count(CHANGED) == 2


def test_what_such_a_cell_imports_is_there_for_others(capsys):
    instead = Instead({"model"}, {})
    left = instead.visit(ast.parse("from math import pi\nimport os\nn = model(pi)"))
    assert ast.unparse(left) == "from math import pi\nimport os"
    assert instead.missing == {"model", "n"}


def test_names_read_and_made():
    tree = ast.parse("a = b + f(c)\ndef g(x):\n    return a")
    assert names(tree, ast.Load) == {"b", "f", "c", "a"}
    assert names(tree, ast.Store) == {"a", "g"}
    assert form_of(ast.parse("a=1 # x")) == form_of(ast.parse("a = 1"))


@pytest.fixture
def shell():
    """IPython in this process. It adds names to Python's own, which are taken out again."""
    before = dict(vars(builtins))
    yield InteractiveShell()
    for name in set(vars(builtins)) - set(before):
        delattr(builtins, name)


def test_a_shell_goes_on_without_error(notebook, shell, capsys):
    shell.ast_transformers.append(Instead({"model"}, outputs_by_code(notebook)))
    for code in ("n = count(model)\nprint(n)", "panel(n)", "other = 1 + 1"):
        assert shell.run_cell(code).success
    assert shell.user_ns["other"] == 2 and "n" not in shell.user_ns
    assert "42 dials" in capsys.readouterr().out
