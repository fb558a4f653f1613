"""A bar that says how far something is that takes its time."""

import os
import sys
from typing import Any

from tqdm import tqdm


def progress_bar(total: int, wanted: bool | None, done: int = 0, **looks: Any) -> tqdm:
    """A bar with the time left, gone at the end. wanted: None: on a terminal or in a notebook, and
    never while tests run. done: how much of `total` is behind us. looks: as `tqdm` has them."""
    notebook = in_a_notebook()
    tested = any(os.environ.get(name) for name in ("CI", "DIALS_SWEEP", "TQDM_DISABLE"))
    if wanted is None:
        wanted = (notebook or sys.stderr.isatty()) and not tested
    return tqdm(
        total=total,
        initial=done,
        disable=not wanted,
        leave=False,
        file=sys.stdout if notebook else sys.stderr,  # notebooks paint stderr as an error
        **looks,
    )


def in_a_notebook() -> bool:
    """Whether a notebook's kernel runs this. IPython on a terminal is none."""
    if "IPython" not in sys.modules:
        return False
    from IPython.core.getipython import get_ipython

    return hasattr(get_ipython(), "kernel")
