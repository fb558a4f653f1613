"""What there is to do in each notebook, by name: `contents.json`, beside this file.

It is written by `python -m tools.notebooks` (or `python -m tools.contents`) from the notebooks as
they are committed. So it tells the same wherever the course runs, also where a notebook was edited,
saved halfway or copied elsewhere.
"""

import json
from functools import cache
from pathlib import Path

PATH = Path(__file__).with_name("contents.json")


@cache
def contents() -> dict[str, dict]:
    """{slug: {"notebook": its file's name, "exercises": [names], "goals": …, "guesses": …}}."""
    return json.loads(PATH.read_text(encoding="utf-8"))
