"""Binder's and Colab's links, all derived from one address: `python -m tools.links [owner/name]`.

The address is `Repository` in pyproject.toml. With an argument it is rewritten there first; then
every such link in the README and in the notebooks is made anew from it, and CITATION.cff says it.
"""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BINDER = re.compile(r"https://mybinder\.org/v2/gh/[^\s)\"\\]+")
COLAB = re.compile(r"https://colab\.research\.google\.com/github/[^\s)\"\\]+")
CLONE = re.compile(r"git clone -q -b \S+ https://github\.com/\S+ course")
NAME = re.compile(r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+")


def project() -> dict:
    """The [project] table of pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def address() -> tuple[str, str]:
    """Where the course lies: the repository's owner/name, and the tag of this version."""
    details = project()
    repository = details["urls"]["Repository"].removeprefix("https://github.com/")
    return repository, f"v{details['version']}"


def binder(notebook: str) -> str:
    """The Binder link that opens one notebook, at the tag of this version of the course."""
    repository, tag = address()
    return f"https://mybinder.org/v2/gh/{repository}/{tag}?urlpath=lab/tree/notebooks/{notebook}"


def colab(notebook: str) -> str:
    """The link that opens one notebook in Google Colab."""
    repository, tag = address()
    return f"https://colab.research.google.com/github/{repository}/blob/{tag}/notebooks/{notebook}"


def clone() -> str:
    """The command that brings the course to where nothing of it is, as in Colab."""
    repository, tag = address()
    return f"git clone -q -b {tag} https://github.com/{repository} course"


def files() -> list[Path]:
    """The files that hold Binder links."""
    return [ROOT / "README.md", *sorted((ROOT / "notebooks").glob("*.ipynb"))]


def rewritten(text: str) -> str:
    """The text, each such link in it replaced by what the repository's address makes of it."""
    text = BINDER.sub(lambda link: binder(link[0].rpartition("/")[2]), text)
    text = COLAB.sub(lambda link: colab(link[0].rpartition("/")[2]), text)
    return CLONE.sub(clone(), text)


def main(arguments: list[str]) -> None:
    if arguments:
        if not NAME.fullmatch(arguments[0]):
            sys.exit(f"REPO is owner/name, not {arguments[0]!r}")
        old, new = project()["urls"]["Repository"], f"https://github.com/{arguments[0]}"
        for path in (ROOT / "pyproject.toml", ROOT / "CITATION.cff"):
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace(old, new), encoding="utf-8")
    for path in files():
        path.write_text(rewritten(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
