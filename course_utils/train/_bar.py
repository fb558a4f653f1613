"""A bar that says how far training is."""

import builtins
import os
import sys

from tqdm import tqdm


def progress_bar(done: int, steps: int, wanted: bool | None) -> tqdm:
    """A bar with the time left: on a terminal or in a notebook, and never while tests run."""
    notebook = hasattr(builtins, "__IPYTHON__")
    tested = any(os.environ.get(name) for name in ("CI", "DIALS_SWEEP", "TQDM_DISABLE"))
    if wanted is None:
        wanted = (notebook or sys.stderr.isatty()) and not tested
    return tqdm(
        total=steps,
        initial=done,
        disable=not wanted,
        leave=False,
        file=sys.stdout
        if notebook
        else sys.stderr,  # notebooks paint stderr as if it were an error
        bar_format="{percentage:3.0f} % |{bar:30}| step {n_fmt} of {total_fmt}, "
        "{remaining} left{postfix}",
    )
