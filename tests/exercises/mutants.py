"""Mutants: a solution with one thing changed, as a slip or a misunderstanding would change it.

Whether a mutant is wrong is found out on more inputs than the exercise's own cases; what gives the
same there is another way to write the solution.
"""

import ast
import copy
import functools
import inspect
import signal
import textwrap
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from course_utils.exercises.compare import BY_HAND, EXACT, as_array

SECONDS = 5.0  # that a mutant may take; solutions take milliseconds

OPERATORS = {
    ast.Add: [ast.Sub, ast.Mult],
    ast.Sub: [ast.Add],
    ast.Mult: [ast.Div, ast.Add],
    ast.Div: [ast.Mult, ast.FloorDiv],
    ast.Pow: [ast.Mult],
    ast.MatMult: [ast.Mult],
    ast.FloorDiv: [ast.Mult],
}
COMPARISONS = {
    ast.Lt: [ast.LtE, ast.Gt],
    ast.LtE: [ast.Lt, ast.GtE],
    ast.Gt: [ast.GtE, ast.Lt],
    ast.GtE: [ast.Gt, ast.LtE],
    ast.Eq: [ast.NotEq],
    ast.NotEq: [ast.Eq],
}
NAMES = {  # functions and methods that are mistaken for each other
    "mean": ["sum", "median", "max"],
    "sum": ["mean", "max", "prod"],
    "max": ["min"],
    "min": ["max"],
    "maximum": ["minimum"],
    "argmin": ["argmax", "min"],
    "argmax": ["argmin", "max"],
    "argsort": ["sort"],
    "sort": ["argsort"],
    "std": ["var", "ptp"],
    "sqrt": ["square"],
    "exp": ["exp2", "log", "expm1"],
    "log": ["log2", "log10", "exp"],
    "cos": ["sin"],
    "sin": ["cos"],
    "radians": ["degrees"],
    "cumsum": ["cumprod"],
    "concatenate": ["stack"],
    "zeros": ["ones"],
}


def replacements(node: ast.AST, parameters: list[str]) -> Iterator[ast.AST]:
    """Everything that may stand in the place of one node."""
    if isinstance(node, ast.BinOp):
        for kind in OPERATORS.get(type(node.op), []):
            yield ast.BinOp(node.left, kind(), node.right)
        if type(node.op) in (ast.Sub, ast.Div, ast.MatMult):  # the other way round
            yield ast.BinOp(node.right, node.op, node.left)
        if isinstance(node.op, ast.Pow):  # sizes in place of squares
            yield ast.Call(ast.Name("abs", ast.Load()), [node.left], [])
        yield from (node.left, node.right)  # half of it forgotten
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, ast.Compare):
        for kind in COMPARISONS.get(type(node.ops[0]), []):
            yield ast.Compare(node.left, [kind()], node.comparators)
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield from (ast.Constant(node.value + 1), ast.Constant(2 * node.value - 1))
    elif isinstance(node, ast.Call):
        yield from _calls(node)
    elif isinstance(node, ast.Slice):
        yield from _slices(node)
    elif isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load) and len(node.elts) > 1:
        yield ast.Tuple([*node.elts[1:], node.elts[0]], ast.Load())
        yield from (
            _negated(node, i) for i, part in enumerate(node.elts) if not isinstance(part, ast.Slice)
        )
    elif isinstance(node, ast.Name) and node.id in parameters and isinstance(node.ctx, ast.Load):
        yield from (ast.Name(other, ast.Load()) for other in parameters if other != node.id)
    elif isinstance(node, ast.AugAssign):
        yield ast.AugAssign(node.target, ast.Sub(), node.value)
        yield ast.Assign([node.target], node.value)
    elif isinstance(node, ast.Attribute) and node.attr == "T":
        yield node.value


def _calls(node: ast.Call) -> Iterator[ast.AST]:
    """Another function, a lost keyword (axis, keepdims), no call at all, arguments exchanged."""
    if isinstance(node.func, ast.Attribute):
        for name in NAMES.get(node.func.attr, []):
            func = ast.Attribute(node.func.value, name, ast.Load())
            yield ast.Call(func, node.args, node.keywords)
        if not node.args:
            yield node.func.value
    elif isinstance(node.func, ast.Name):
        for name in set(NAMES.get(node.func.id, [])) & {"max", "min"}:
            yield ast.Call(ast.Name(name, ast.Load()), node.args, node.keywords)
    for i in range(len(node.keywords)):
        yield ast.Call(node.func, node.args, node.keywords[:i] + node.keywords[i + 1 :])
    if len(node.args) == 1:
        yield node.args[0]
    elif len(node.args) > 1:
        yield ast.Call(node.func, node.args[::-1], node.keywords)


def _slices(node: ast.Slice) -> Iterator[ast.AST]:
    yield ast.Slice(None, node.upper, node.step)
    yield ast.Slice(node.lower, None, node.step)
    yield ast.Slice(node.lower, node.upper, None)


def _negated(node: ast.Tuple, i: int) -> ast.Tuple:
    """One of the numbers that are returned, or of an index, with the other sign."""
    parts = list(node.elts)
    parts[i] = ast.UnaryOp(ast.USub(), parts[i])
    return ast.Tuple(parts, ast.Load())


@functools.cache
def mutants(function) -> list[tuple[str, object]]:
    """Each mutant of a function: its code, and the function."""
    return list(_mutants(function))


def _mutants(function) -> Iterator[tuple[str, object]]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    tree.decorator_list = []
    parameters, seen = [a.arg for a in tree.args.args], {ast.unparse(tree)}
    for parent, field, i, node in list(_places(tree)):
        for new in replacements(node, parameters):
            _put(parent, field, i, ast.fix_missing_locations(ast.copy_location(new, node)))
            code = ast.unparse(tree)
            _put(parent, field, i, node)
            if code not in seen:
                seen.add(code)
                names = dict(function.__globals__)
                exec(compile(code, "<mutant>", "exec"), names)
                yield code, names[function.__name__]


def _places(tree: ast.AST) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
    """Every node below the root, and where it hangs: its parent, the field, the place in a list."""
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if isinstance(value, ast.AST):
                yield parent, field, None, value
            elif isinstance(value, list):
                yield from ((parent, field, i, v) for i, v in enumerate(value))


def _put(parent: ast.AST, field: str, i: int | None, node: ast.AST) -> None:
    if i is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[i] = node


def more_inputs(cases: list[tuple], rng: np.random.Generator, many: int = 12) -> list[tuple]:
    """Inputs like those of the cases, and many more of them."""
    return [*cases] + [
        tuple(like(value, rng) for value in copy.deepcopy(case))
        for _ in range(many)
        for case in cases
    ]


def like(value, rng: np.random.Generator):
    """Another value of the same kind: as large, in other places, rows of shares still shares."""
    if callable(value) or isinstance(value, bool | str):
        return value
    if isinstance(value, list | tuple):
        return type(value)(value[i] for i in rng.permutation(len(value)))
    array = np.asarray(value)
    if array.dtype.kind in "iu":
        return rng.permutation(array) if array.ndim else value
    new = array * np.exp(rng.normal(scale=0.4, size=array.shape))
    if array.ndim and np.all(array >= 0) and np.allclose(array.sum(axis=-1), 1):
        new = rng.permuted(new / new.sum(axis=-1, keepdims=True), axis=-1)
    elif array.ndim:
        new = new.ravel()[rng.permutation(new.size)].reshape(new.shape)
    return new if array.ndim else float(new)


def outcome(function, inputs: tuple):
    """What a function makes of some inputs, as an array; None if it stops or makes no numbers."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with at_most(SECONDS):
                return _parts(function(*copy.deepcopy(inputs)))
        except Exception:
            return None


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """What runs within ends with TimeoutError after so long: a mutant may loop for ever.

    Where there is no such alarm (Windows, or a thread that is not the main one) nothing is done.
    """
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_):
        raise TimeoutError(f"It did not end within {seconds} s.")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _parts(value):
    array = as_array(value)
    if array is None and isinstance(value, tuple | list):
        return [_parts(part) for part in value]
    return array


def differs(one, other, rtol: float) -> bool:
    """Whether two outcomes are plainly different: by more than five times a check's tolerance."""
    if one is None or other is None:
        return one is not other
    if isinstance(one, list) or isinstance(other, list):
        alike = isinstance(one, list) and isinstance(other, list) and len(one) == len(other)
        return not alike or any(differs(a, b, rtol) for a, b in zip(one, other, strict=True))
    if one.shape != other.shape and not one.size == other.size == 1:
        return True
    if "U" in (one.dtype.kind, other.dtype.kind):
        return not np.array_equal(one, other)
    whole = one.dtype.kind in "biu" and other.dtype.kind in "biu" and rtol < BY_HAND
    if not np.all(np.isfinite(other)):  # a question that has no answer
        return False
    size = max(float(np.max(np.abs(other), initial=0.0)), 1e-12)
    away = np.max(np.abs(np.ravel(one) - np.ravel(other)), initial=0.0)
    return not away <= (EXACT if whole else 5 * rtol) * size
