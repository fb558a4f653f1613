"""Write environment.yml from the lock, for conda and for Binder: `python -m tools.environment`.

Binder reads Python's version only in the form `python=3.x`. Packages are pinned one by one, since a
line `-r requirements.txt` would make Binder build the whole environment again at every commit.
"""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = "3.12"

HEAD = f"""\
# conda env create -f environment.yml, then: conda activate dials && pip install --no-deps -e .
# Written by `make lock` from requirements.txt: change that, not this.
name: dials
channels:
  - conda-forge
dependencies:
  - python={PYTHON}
  - pip
  - pip:
"""


def locked(path: Path = ROOT / "requirements.txt") -> list[str]:
    """Each requirement of the lock, with its marker and without its hashes, in order."""
    lines = re.findall(r"^([A-Za-z0-9][^\\\n]*?) *\\?$", path.read_text(encoding="utf-8"), re.M)
    return [line.strip() for line in lines]


def environment() -> str:
    """The text of environment.yml."""
    return HEAD + "".join(f'      - "{requirement}"\n' for requirement in locked())


if __name__ == "__main__":
    (ROOT / "environment.yml").write_text(environment(), encoding="utf-8")
