"""Is an answer the one that is wanted? The same numbers count, however they are written."""

import numpy as np

BY_HAND = 0.01  # relative tolerance for what is worked out with a pencil, and rounded
EXACT = 1e-7  # for whole numbers: one more or less must show, float32 must not


def as_array(value: object) -> np.ndarray | None:
    """The value as an array of numbers, truth values or text; None if it is nothing of the kind.

    NumPy and JAX arrays, lists, tuples, numbers and fractions; a mixture of numbers and text is
    nothing of the kind.
    """
    try:
        array = np.asarray(value)
        if array.dtype.kind == "O":  # fractions, very long whole numbers
            array = array.astype(float)
    except Exception:
        return None
    mixed = array.dtype.kind == "U" and array.ndim and not _all_text(value)
    return array if array.dtype.kind in "biufU" and not mixed else None


def _all_text(value) -> bool:
    if isinstance(value, str) or not isinstance(value, list | tuple):
        return isinstance(value, str | np.ndarray)
    return all(_all_text(part) for part in value)


def same(answer: object, wanted: object, rtol: float, scale: float = 0.0) -> bool:
    """Whether an answer agrees with what is wanted.

    rtol: relative tolerance for numbers that are not whole. scale: how large the numbers are that
    the answer was worked out from: what differs by a millionth of that or of the largest number of
    the answer (with rtol = 1e-3) is rounding, also where exactly 0 is wanted.
    """
    got, want = as_array(answer), as_array(wanted)
    if got is None or want is None:
        return _same_parts(answer, wanted, rtol, scale)
    if got.size == want.size == 1:  # [3.5] and an array of no axes are one number
        got, want = got.reshape(()), want.reshape(())
    if got.shape != want.shape or (kind(got) != kind(want) and not as_truth(got, want)):
        return False
    if want.dtype.kind == "U":
        return bool(np.all(np.char.lower(np.char.strip(got)) == np.char.lower(want)))
    return bool(np.all(close(got, want, rtol, scale)))


def close(got: np.ndarray, want: np.ndarray, rtol: float, scale: float = 0.0) -> np.ndarray:
    """Number by number, whether it is near enough: arrays of one shape -> truth values."""
    if want.dtype.kind in "biu" and rtol < BY_HAND:
        return np.isclose(got, want, rtol=EXACT, atol=EXACT)
    scale = max(scale, largest(want))
    return np.isclose(got, want, rtol=rtol, atol=1e-3 * rtol * scale, equal_nan=True)


def largest(*values: object) -> float:
    """The largest size among the finite numbers of some values; whole numbers carry no rounding."""
    arrays = [array for array in map(as_array, values) if array is not None]
    sizes = [np.abs(a[np.isfinite(a)]) for a in arrays if a.dtype.kind == "f"]
    return max((float(np.max(size, initial=0.0)) for size in sizes), default=0.0)


def kind(array: np.ndarray) -> str:
    """ "U" for text, "b" for truth values, "number" for whatever can be reckoned with."""
    return array.dtype.kind if array.dtype.kind in "Ub" else "number"


def as_truth(got: np.ndarray, want: np.ndarray) -> bool:
    """Numbers where a row or table of truth values is wanted, as `np.tri` gives them: 1 is True."""
    return want.dtype.kind == "b" and want.ndim > 0 and got.dtype.kind in "iuf"


def _same_parts(answer, wanted, rtol: float, scale: float) -> bool:
    """For several things of different lengths, such as a row and a number: each by itself."""
    if isinstance(answer, str) or not isinstance(wanted, list | tuple):
        return False
    if not isinstance(answer, list | tuple | np.ndarray) or len(answer) != len(wanted):
        return False
    return all(same(a, w, rtol, scale) for a, w in zip(answer, wanted, strict=True))
