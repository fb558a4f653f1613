"""The command `dials`: lays the notebooks into a folder and opens JupyterLab there.

dials                      into the folder dials-course, here
dials my-course            into another folder; what you changed there is never overwritten
dials my-course --no-lab   without opening JupyterLab
"""

import argparse
import hashlib
import json
import sys
from importlib.metadata import version
from pathlib import Path

from .files import read_bytes, why, write_bytes

PACKAGE = Path(__file__).parent
STATE = ".dials.json"  # in the learner's folder: what was laid there, by name, as SHA-256
FIRST = "01_two_dials.ipynb"
LANGUAGE = {  # what a kernel of this Python says of itself
    "name": "python",
    "version": sys.version.split()[0],
    "mimetype": "text/x-python",
    "codemirror_mode": {"name": "ipython", "version": 3},
    "pygments_lexer": "ipython3",
    "nbconvert_exporter": "python",
    "file_extension": ".py",
}
WORKSPACE = "dials"  # JupyterLab keeps under this name which notebooks were open


def main(arguments: list[str] | None = None) -> int:
    """Run the command; options that it does not know go to JupyterLab. Returns the exit status."""
    parser = argparse.ArgumentParser("dials", description="Open the course in JupyterLab.")
    parser.add_argument("folder", nargs="?", default="dials-course", help="where your copy lies")
    parser.add_argument("--no-lab", action="store_true", help="only lay the notebooks there")
    asked, for_lab = parser.parse_known_args(arguments)
    folder = Path(asked.folder).expanduser().resolve()
    try:
        for said in lay_out(folder):
            print(said)
    except OSError as error:
        print(f"The notebooks cannot be laid into {folder}: {why(error)}.", file=sys.stderr)
        return 1
    if not asked.no_lab:
        _open_lab(folder, for_lab)
    return 0


def shipped() -> Path:
    """The folder of the notebooks that belong to this library: in the package, or beside it."""
    inside = PACKAGE / "_notebooks"
    return inside if inside.is_dir() else PACKAGE.parent / "notebooks"


def lay_out(folder: Path, source: Path | None = None) -> list[str]:
    """Put the course's notebooks into a folder, and say in sentences what was done.

    What is not there is put there; what is as it was laid is renewed; what the learner changed
    stays under its name, and the newer one stands beside it under another.
    OSError if something cannot be read or written.
    """
    source = source or shipped()
    if folder == source.resolve():
        return []
    folder.mkdir(parents=True, exist_ok=True)
    laid = _laid(folder)
    new, renewed, beside = 0, 0, []
    for path in sorted(source.iterdir()):
        if path.suffix not in (".ipynb", ".md"):
            continue
        raw, target = _of_this_python(path), folder / path.name
        if not target.exists():
            new += 1
        elif laid.get(path.name) == _sha(raw):
            continue
        elif _sha(read_bytes(target)) in (laid.get(path.name), _sha(raw)):
            renewed += 1
        else:
            target = _free_name(target, raw)
            beside.append((path.name, target.name))
        write_bytes(target, raw)
        laid[path.name] = _sha(raw)
        write_bytes(folder / STATE, json.dumps(laid, indent=1).encode())
    return _sentences(folder, new, renewed, beside)


def _laid(folder: Path) -> dict[str, str]:
    """What was laid into the folder; nothing if that cannot be told. Then nothing is replaced."""
    try:
        laid = json.loads(read_bytes(folder / STATE))
    except (FileNotFoundError, ValueError):
        return {}
    return laid if isinstance(laid, dict) else {}


def _free_name(target: Path, raw: bytes) -> Path:
    """A name for the newer notebook that nothing else has: with the version, or a number too."""
    number, ending = 1, f"version {version('dials-inside-a-language-model')}"
    while True:
        name = f"{target.stem} ({ending}{f', {number}' if number > 1 else ''}){target.suffix}"
        free = target.with_name(name)
        if not free.exists() or read_bytes(free) == raw:
            return free
        number += 1


def _of_this_python(path: Path) -> bytes:
    """The file; a notebook says which Python runs it, as JupyterLab would write at once: so one
    that is only opened does not count as changed."""
    raw = read_bytes(path)
    if path.suffix != ".ipynb":
        return raw
    notebook = json.loads(raw)
    notebook["metadata"]["language_info"] = LANGUAGE
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def _sha(raw: bytes) -> str:
    """What a file says, as SHA-256; of a notebook only its cells, however they are written down."""
    try:
        cells = json.loads(raw)["cells"]
    except (ValueError, KeyError, TypeError):
        return hashlib.sha256(raw).hexdigest()
    return hashlib.sha256(json.dumps(cells, sort_keys=True).encode()).hexdigest()


def _sentences(folder: Path, new: int, renewed: int, beside: list[tuple[str, str]]) -> list[str]:
    said = []
    if new:
        said.append(f"{new} file{'s' * (new > 1)} of the course laid into {folder}.")
    if renewed:
        said.append(f"{renewed} that you had not changed {'are' if renewed > 1 else 'is'} renewed.")
    for name, other in beside:
        said.append(f"You changed {name}, so it stays; the newer one is “{other}”.")
    return said


def _open_lab(folder: Path, options: list[str]) -> None:
    """JupyterLab in the folder: at first with notebook 01, then as it was left."""
    from jupyterlab.commands import get_workspaces_dir
    from jupyterlab.labapp import LabApp

    left = any(Path(get_workspaces_dir()).glob(f"{WORKSPACE}-*"))
    address = f"/lab/workspaces/{WORKSPACE}" + ("" if left else f"/tree/{FIRST}")
    places = [f"--ServerApp.root_dir={folder}", f"--LabApp.default_url={address}"]
    LabApp.launch_instance([*places, *options])


if __name__ == "__main__":
    sys.exit(main())
