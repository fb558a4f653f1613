import subprocess
import sys

import nbformat
from nbclient import NotebookClient

from course_utils.progress_bar import progress_bar

CODE = """
from course_utils.progress_bar import progress_bar
with progress_bar(2, True, desc="Reading") as bar:
    bar.update(1)
"""
A_SHELL = """
from IPython.core.interactiveshell import InteractiveShell
InteractiveShell.instance()
"""


def run(code: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)


def test_outside_notebooks_the_bar_is_on_stderr():
    plain = run(CODE)
    assert "Reading" in plain.stderr and plain.stdout == ""


def test_a_shell_on_a_terminal_is_no_notebook():
    shell = run(A_SHELL + CODE)
    assert "Reading" in shell.stderr and "Reading" not in shell.stdout


def test_in_a_notebook_the_bar_is_not_painted_as_an_error():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CODE)])
    NotebookClient(notebook, kernel_name="python3").execute()
    shown = "".join(o["text"] for o in notebook.cells[0].outputs if o["name"] == "stdout")
    assert "Reading" in shown
    assert {o["name"] for o in notebook.cells[0].outputs} == {"stdout"}


def test_a_bar_begins_where_the_work_begins(capsys):
    with progress_bar(10, True, done=4) as bar:
        assert bar.n == 4 and bar.total == 10
    assert "40%" in capsys.readouterr().err
