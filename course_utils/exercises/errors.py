"""Python's errors in a beginner's words: what stopped a function, and what that usually means."""

import builtins
import difflib
import dis
import inspect
import linecache
import re
from collections.abc import Callable

import numpy as np

LINE = 60  # a longer line of code is not repeated

# What an error says (a regular expression) -> what is said instead; {0}, {1} are what was found.
TYPE_AND_VALUE = [
    (
        r"truth value of an array",
        "max, min, if, and, or take one number at a time, and this is an array of several. For all "
        "of them at once there are np.maximum, np.minimum and np.where.",
    ),
    (
        r"bitwise_xor|for \^:|^xor does not",
        "in Python ^ does not mean “to the power of”. Write **, as in miss**2.",
    ),
    (
        r"unsupported operand .*'(?:builtin_function_or_method|function|method|type|numpy\.ufunc|"
        r"numpy\._Array\w+|\w*PjitFunction)'",
        "a function stands where its result should: a pair of parentheses is missing, y.mean() and "
        "not y.mean.",
    ),
    (r"unsupported operand .*'ellipsis'", "there are still dots (...) to be replaced in it."),
    (
        r"unsupported operand .*'NoneType'",
        "something in it is None, that is, nothing: perhaps a function that prints its result and "
        "does not return it.",
    ),
    (
        r"'(?:int|float|numpy\.\w+|\w*ArrayImpl\w*)' object is not callable",
        "parentheses right behind a number or an array mean “call it”. To multiply write *, as in "
        "2 * (a + b); to pick one number write x[0].",
    ),
    (
        r"operands could not be broadcast together with shapes (\(.*?\)) (\(.*?\))",
        "{0} and {1} do not fit together number by number.",
    ),
    (
        r"incompatible shapes for broadcasting: (\(.*?\)), (\(.*?\))",
        "{0} and {1} do not fit together number by number.",
    ),
    (
        r"shape (\(.*?\)).* shape (\(.*?\))",
        "{0} and {1} do not fit together.",
    ),
    (
        r"slice indices must be integers",
        "a slice needs whole numbers: 4 / 2 gives 2.0, and 4 // 2 gives 2.",
    ),
    (
        r"does not have enough dimensions",
        "@ takes two arrays, and one of these is a single number: to multiply by it write *.",
    ),
    (
        r"matmul: .*\(size (\d+) is different from (\d+)\)",
        "@ multiplies in pairs, but the lengths are {1} and {0}. Are rows and columns swapped?",
    ),
    (
        r"shapes .* not aligned: (\d+) .* != (\d+)",
        "a dot product multiplies in pairs, but the lengths are {0} and {1}. Are rows and columns "
        "swapped?",
    ),
    (
        r"contracting dimensions .* got \((\d+),\) and \((\d+),\)",
        "@ multiplies in pairs, but the lengths are {0} and {1}. Are rows and columns swapped?",
    ),
    (
        r"only (?:0-dimensional|length-1|size-1) arrays can be converted",
        "math.sqrt, math.exp, float and the like take one number, and this is an array of several. "
        "np.sqrt, np.exp and so on take all of them at once.",
    ),
    (
        r"multiply sequence by non-int|operand .*'(?:list|tuple)'|only concatenate (?:list|tuple)",
        "a list is not an array: Python does no arithmetic on it. Make one with np.array(…).",
    ),
    (
        r"'\w+' object is not subscriptable|'\w+' object is not iterable|of type '\w+' has no len",
        "one number is used like a list of several: it has no parts to go through or to pick from.",
    ),
    (
        r"cannot be interpreted as an integer|expected a sequence of integers",
        "a whole number is needed there. // divides and leaves a whole number, / never does.",
    ),
    (
        r"missing (\d+) required positional arguments?: (.*)",
        "a function inside was given too little: {1} is missing.",
    ),
    (
        r"(\w+)\(\) takes .* positional arguments? but (\d+) (?:was|were) given",
        "{0} cannot be called with {1} things in its parentheses.",
    ),
    (
        r"(\w+)\(\) got an unexpected keyword argument '(\w+)'",
        "{0} knows nothing called {1}. Is it spelled differently?",
    ),
    (
        r"inhomogeneous shape",
        "rows of different lengths cannot be made into one array.",
    ),
    (
        r"same number of dimensions|dimensions .* must match exactly|all the input array dim",
        "rows and tables can only be joined where they are equally long.",
    ),
    (
        r"cannot reshape array of size (\d+)",
        "the {0} numbers cannot be arranged like that: too many places, or too few.",
    ),
    (
        r"could not convert string|did not contain a loop|resolved dtypes|concatenate str|"
        r"must be str",
        "text and numbers are mixed: leave out the quotation marks around numbers.",
    ),
]
PLACES = [
    (
        r"index (-?\d+) is out of bounds for axis \d+ with size (\d+)",
        "place {0} was asked for, and there are only {1}. Counting starts at 0.",
    ),
    (
        r"index out of range",
        "a place was asked for that the list does not have. Counting starts at 0.",
    ),
    (
        r"too many indices .* array is (\d+)-dimensional, but (\d+)",
        "x[i, j] picks from a table of rows and columns, and this is only one row: x[i].",
    ),
    (r"only integers, slices", "a place in an array is a whole number, as in x[0]."),
    (r"axis (\d+) is out of bounds", "there is no axis={0} here. A single row has axis=0 only."),
]
OTHERS = {
    ZeroDivisionError: "something was divided by 0.",
    OverflowError: "a number became too large for Python, perhaps by a power.",
    RecursionError: "the function calls itself, without an end.",
    KeyError: "something was looked up that is not in the dictionary. Where that may happen, "
    ".get(…, 0) gives 0 instead.",
}


def explain(error: Exception, function: Callable, parameters: list[str]) -> str:
    """That a function stopped, in which line, and why, in one or two sentences."""
    line = line_of(error, function)
    words = (
        _name(error, function, parameters)
        if isinstance(error, NameError)
        else _attribute(error)
        if isinstance(error, AttributeError)
        else _translated(error)
    )
    where = f" in the line “{line}”" if line else ""
    return f"Your function stopped{where}: {words}"


def _translated(error: Exception) -> str:
    table = PLACES if isinstance(error, IndexError) else TYPE_AND_VALUE
    for pattern, words in table:
        if found := re.search(pattern, str(error)):
            parts = found.groups() if "{" in words else ()
            return words.format(*(_sizes(part) for part in parts))
    for kind, words in OTHERS.items():
        if isinstance(error, kind):
            return words
    said = " ".join(f"{type(error).__name__}: {error}".rstrip(": ").split())
    said = said if len(said) <= 120 else f"{said[:117]}…"
    return f"Python says “{said}”."


def _sizes(text: str) -> str:
    """ "(3,)" -> "3 numbers", "(2, 3)" -> "a table of 2 rows and 3 columns"."""
    if not text.startswith("("):
        return text
    sizes = re.findall(r"\d+", text)
    if len(sizes) == 2:
        return f"a table of {sizes[0]} rows and {sizes[1]} columns"
    return f"{' × '.join(sizes) or '1'} numbers"


def _name(error: NameError, function: Callable, parameters: list[str]) -> str:
    name = error.name or next(iter(re.findall(r"'(\w+)'", str(error))), "a name")
    if isinstance(error, UnboundLocalError):
        return f"{name} is used before it has been given a value."
    if name in ("np", "jnp", "jax", "math", "plt"):
        return f"{name} is not there yet: run the cells above, which import it."
    code = getattr(function, "__code__", None)
    known = [*parameters, *(code.co_varnames if code else ())]
    if near := difflib.get_close_matches(name, known, 1):
        return f"there is no {name}. Is {near[0]} meant?"
    if hasattr(np, name):
        return f"there is no {name} by itself. Write np.{name}."
    return f"{name} has no value here. The function is given {_listed(parameters)}."


def _listed(names: list[str]) -> str:
    *most, last = names or ["nothing"]
    return f"{', '.join(most)} and {last}" if most else last


def _attribute(error: AttributeError) -> str:
    owner, name = error.obj, error.name or "that"
    kinds = {"int": "a single number", "float": "a single number", "ndarray": "an array"}
    kind = type(owner).__name__
    what = "np" if owner is np else kinds.get(kind, f"a {kind}")
    if isinstance(owner, list | tuple | int | float) and hasattr(np.ndarray, name):
        return f"{what} has no .{name}; an array has. Write np.{name}(…), or make it an array."
    if near := difflib.get_close_matches(name, dir(owner), 1):
        return f"{what} has no .{name}. Is .{near[0]} meant?"
    return f"{what} has no .{name}. Is it spelled differently?"


def line_of(error: Exception, function: Callable) -> str:
    """The line of the learner's own function in which it stopped, if it is short."""
    code, line = getattr(function, "__code__", None), ""
    step = error.__traceback__
    while step is not None:
        if code is not None and step.tb_frame.f_code is code:
            line = linecache.getline(code.co_filename, step.tb_lineno).split("#")[0].strip()
        step = step.tb_next
    return line if len(line) <= LINE else ""


def wrong_arguments(function: Callable, case: tuple, parameters: list[str]) -> str:
    """What is off with the first line of a function that cannot be called with a case, or ""."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # some built-in functions do not tell
        return ""
    try:
        signature.bind(*case)
    except TypeError:
        many = len(signature.parameters)
        return (
            f"Your function takes {many or 'no'} value{'' if many == 1 else 's'}, and is given "
            f"{len(case)}: {_listed(parameters)}. Leave its first line as it was."
        )
    return ""


def uses_caret(function: Callable) -> bool:
    """Whether ^ stands in a function: for whole numbers Python calculates, something else."""
    return any(step.argrepr in ("^", "^=") for step in _steps(function))


def prints(function: Callable) -> bool:
    """Whether a function calls print."""
    code = getattr(function, "__code__", None)
    return code is not None and "print" in code.co_names and hasattr(builtins, "print")


def does_nothing(function: Callable) -> bool:
    """Whether a function only returns None or dots: the starter code, or a lone pass."""
    idle = {"RESUME", "NOP", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE", "RETURN_GENERATOR"}
    steps = _steps(function)
    return not steps or all(step.opname in idle for step in steps)


def _steps(function: Callable) -> list[dis.Instruction]:
    code = getattr(function, "__code__", None)
    return list(dis.get_instructions(code)) if code is not None else []
