"""No notebook shows a number that is read off a training run and compared digit by digit.

On another machine a long run ends elsewhere, and one that diverges far elsewhere.  Such cells say a
bound that an assertion holds, or are marked as not compared.  `make test-anywhere` tries it out;
this reads the code, in the order in which the cells run.
"""

import ast
from pathlib import Path

import nbformat
import pytest

from tools.notebooks import NOTEBOOKS

TRAINS = {"fit", "resume", "short_run", "training_step"}
EXACT = {"all", "any", "bool", "count", "len", "table"}  # the same whatever the run has learned
WORDS = {"print", "review", "still"}  # show words of their own, which are looked at by themselves


def name_of(node: ast.AST) -> str:
    """The variable that an expression begins with (`a` of `a[0].b`), or the function it calls."""
    while isinstance(node, ast.Subscript | ast.Attribute | ast.Starred):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def called(node: ast.AST) -> str:
    function = node.func if isinstance(node, ast.Call) else None
    return getattr(function, "attr", getattr(function, "id", ""))


class Reader:
    """Follows what training runs have given through a notebook's variables."""

    def __init__(self, code: str):
        calls = [node for node in ast.walk(ast.parse(code)) if called(node) in TRAINS]
        told = [k.value for call in calls for k in call.keywords if k.arg == "on_progress"]
        self.callbacks, self.learned = {name_of(value) for value in told}, set(TRAINS)

    def from_a_run(self, node: ast.AST) -> bool:
        """Whether the value of an expression depends on what a run has learned."""
        if isinstance(node, ast.Compare) or called(node) in EXACT:
            return False
        if isinstance(node, ast.Name):
            return node.id in self.learned
        return any(self.from_a_run(child) for child in ast.iter_child_nodes(node))

    def follow(self, statement: ast.stmt) -> None:
        """Mark the variables and functions that a statement fills from a run."""
        if isinstance(statement, ast.FunctionDef) and statement.name in self.callbacks:
            self.learned |= {argument.arg for argument in statement.args.args}
        for node in ast.walk(statement):
            if isinstance(node, ast.For) and self.from_a_run(node.iter):
                self.mark(node.target)
            if isinstance(node, ast.Assign) and self.from_a_run(node.value):
                self.mark(*node.targets)
        returned = [n.value for n in ast.walk(statement) if isinstance(n, ast.Return) and n.value]
        if isinstance(statement, ast.FunctionDef) and any(map(self.from_a_run, returned)):
            self.learned.add(statement.name)

    def mark(self, *targets: ast.expr) -> None:
        for target in targets:
            parts = target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
            self.learned |= {name_of(part) for part in parts} - {""}

    def shown(self, cell: list[ast.stmt], ends_with_a_value: bool) -> list[str]:
        """What a cell shows of a run: in words with braces, by `print`, or as its last line."""
        nodes = [node for statement in cell for node in ast.walk(statement)]
        values = [node.value for node in nodes if isinstance(node, ast.FormattedValue)]
        values += [
            argument
            for node in nodes
            if called(node) == "print"
            for argument in node.args
            if not isinstance(argument, ast.JoinedStr)
        ]
        last = cell[-1] if cell else None
        if ends_with_a_value and isinstance(last, ast.Expr) and called(last.value) not in WORDS:
            values.append(last.value)
        texts = [ast.unparse(value) for value in values if self.from_a_run(value)]
        return [text for text in texts if text not in asserted(nodes)]


def asserted(nodes: list[ast.AST]) -> set[str]:
    """What a cell asserts to be true, or to equal a constant: it may be shown."""
    tests = [node.test for node in nodes if isinstance(node, ast.Assert)]
    equal = [
        test.left
        for test in tests
        if isinstance(test, ast.Compare)
        and isinstance(test.ops[0], ast.Eq)
        and isinstance(test.comparators[0], ast.Constant)
    ]
    return {ast.unparse(node) for node in tests + equal}


def numbers_of_runs(path: Path) -> list[str]:
    """Expressions of a notebook that show, in a compared cell, what a run has learned."""
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    reader, found = Reader("\n".join(cell.source for cell in cells)), []
    for cell in cells:
        statements = ast.parse(cell.source).body
        for statement in statements:
            reader.follow(statement)
        tags = cell.metadata.get("tags", [])
        if "nbval-ignore-output" not in tags:
            kinds = {output.output_type for output in cell.outputs}
            found += reader.shown(statements, "execute_result" in kinds)
    return found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_numbers_read_off_a_run_are_not_compared(path):
    assert numbers_of_runs(path) == []


RUN = "trial = fit(start, text)\n"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (RUN + "print(f'{trial.losses[-1]:.1f}')", ["trial.losses[-1]"]),
        (RUN + "print('loss', trial.losses[-1])", ["trial.losses[-1]"]),
        (RUN + "trial.losses[-1]", ["trial.losses[-1]"]),
        (
            RUN + "runs = {}\nruns['2'] = trial.losses\nend = runs['2'][-1]\nprint(f'{end}')",
            ["end"],
        ),
        ("def short(rate):\n    return fit(start, rate)\n\nshort(2).losses", ["short(2).losses"]),
        (
            "def see(step, new):\n    kept[:] = new\n\n_ = fit(start, on_progress=see)\nkept",
            ["kept"],
        ),
        (RUN + "for loss in trial.losses:\n    print(f'{loss}')", ["loss"]),
        (
            RUN + "ends = [x for x in trial.losses]\nguess.review(f'up to {max(ends)}')",
            ["max(ends)"],
        ),
        (RUN + "print(f'{count(trial.params)} dials; it fell: {trial.losses[-1] < 3}')", []),
        (RUN + "print(trial.steps)\nassert trial.steps == 20", []),
        (RUN + "same = allclose(trial.params, 0)\nassert same\nprint(same)", []),
        (RUN + "print('more than five times as much')", []),
    ],
)
def test_what_counts_as_a_number_of_a_run(source, found, tmp_path):
    path, value = tmp_path / "small.ipynb", nbformat.v4.new_output("execute_result")
    cell = nbformat.v4.new_code_cell(source, outputs=[value])
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    assert numbers_of_runs(path) == found


def test_a_cell_whose_output_is_not_compared_may_show_them(tmp_path):
    path, cell = (
        tmp_path / "small.ipynb",
        nbformat.v4.new_code_cell(RUN + "print(trial.losses[-1])"),
    )
    for tags, found in ([], ["trial.losses[-1]"]), (["nbval-ignore-output"], []):
        cell.metadata["tags"] = tags
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
        assert numbers_of_runs(path) == found


def test_the_two_numbers_that_failed_elsewhere_would_have_been_found(tmp_path):
    """Notebook 16 once said that a run "throws the loss up to 155 and ends at 6.8"."""
    (path,) = [path for path in NOTEBOOKS if path.stem.endswith("training")]
    notebook = nbformat.read(path, as_version=4)
    (cell,) = [cell for cell in notebook.cells if "rates_guess.review(" in cell.source]
    before, cell.metadata["tags"] = cell.source.split("rates_guess.review(")[0], []
    cell.source = before + "rates_guess.review(f\"{max(runs['1']):,.0f}, {final['1']:.1f}\")"
    spoiled = tmp_path / "spoiled.ipynb"
    nbformat.write(notebook, spoiled)
    assert numbers_of_runs(spoiled) == ["max(runs['1'])", "final['1']"]
