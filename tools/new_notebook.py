"""What a new notebook needs: `python -m tools.new_notebook 18 counting_real_models [Title ...]`.

Makes the page with its fixed parts, its lesson (views.py, exercises.py) and their tests from
`tools/template`, and enters it in the glossary, the README, its neighbours' links and the list of
names in tests/test_structure.py.  If the number is taken, later notebooks move up first.

All of it runs at once.  What a writer must replace says "TO BE WRITTEN", and as long as that stands
anywhere the tests refuse the notebook.
"""

import re
import sys
from pathlib import Path

import nbformat

from tools import contents, links
from tools.notebooks import METADATA, STUB, committed_form
from tools.renumber import make_room, renumber, stems

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = Path(__file__).resolve().parent / "template"
GUESSED = "## What you guessed"
SEARCH = f"git grep --untracked '{STUB}' -- ':!tools' ':!CONTRIBUTING.md'"
FENCE = re.compile(r"^```python\n(.*?)^```\n", re.M | re.S)


def cells_of(page: str) -> list[nbformat.NotebookNode]:
    """The cells of a page in Markdown: ```python fences are code, what stands between is prose."""
    pieces = FENCE.split(page)
    made = []
    for place, piece in enumerate(pieces):
        make = nbformat.v4.new_code_cell if place % 2 else nbformat.v4.new_markdown_cell
        if piece.strip():
            made.append(make(piece.strip()))
    return made


def title_of(path: Path) -> str:
    """`Why b` of a notebook that begins with `# 03 · Why b`."""
    first = nbformat.read(path, as_version=4).cells[0].source
    return first.splitlines()[0].partition(" · ")[2]


def neighbours(folder: Path, number: str) -> tuple[Path | None, Path | None]:
    """The notebooks before and after a number, whatever numbers they have."""
    there = stems(folder)
    before = [stem for other, stem in there.items() if other < number]
    after = [stem for other, stem in there.items() if other > number]
    paths = [folder / f"{stem}.ipynb" for stem in (*before[-1:], *after[:1])]
    return (paths[0] if before else None), (paths[-1] if after else None)


def link(word: str, path: Path) -> str:
    """[Next: 07 Matrices](07_matrices.ipynb)"""
    return f"[{word}: {path.name[:2]} {title_of(path)}]({path.name})"


def links_above(path: Path) -> str:
    """The line of links below a notebook's table."""
    before, after = neighbours(path.parent, path.name[:2])
    parts = [link("Previous", before) if before else "First notebook"]
    parts += [link("Next", after)] if after else []
    return " · ".join([*parts, f"[Open in Binder]({links.binder(path.name)})"])


def links_below(path: Path) -> str:
    """The last line of a notebook: what comes next is for the writer to say."""
    before, after = neighbours(path.parent, path.name[:2])
    parts = [link("Previous", before)] if before else []
    parts += [link("Next", after)] if after else []
    return " · ".join(parts) + f", {STUB}: where it goes on."


def what_you_guessed(path: Path) -> str:
    """The section of another notebook that shows the guesses once more, as Markdown."""
    cells = nbformat.read(path, as_version=4).cells
    place = next(i for i, cell in enumerate(cells) if GUESSED in cell.source)
    section = GUESSED + cells[place].source.partition(GUESSED)[2].partition("\n## ")[0].rstrip()
    return f"{section}\n\n```python\n{cells[place + 1].source}\n```"


def page(path: Path, title: str) -> nbformat.NotebookNode:
    """The new notebook, not yet run."""
    beside = next(filter(None, neighbours(path.parent, path.name[:2])))
    text = filled("page.md", path.stem, title)
    text = text.replace("LINKS_ABOVE", links_above(path)).replace("LINKS_BELOW", links_below(path))
    text = text.replace("WHAT_YOU_GUESSED", what_you_guessed(beside))
    notebook = nbformat.v4.new_notebook(metadata=METADATA)
    notebook.cells = cells_of(text)
    return committed_form(notebook)


def filled(template: str, stem: str, title: str = "") -> str:
    """A template's text for one notebook."""
    text = (TEMPLATE / template).read_text(encoding="utf-8")
    values = {"STEM": stem, "SLUG": stem[3:], "NUMBER": stem[:2], "TITLE": title}
    return re.sub(rf"\b({'|'.join(values)})\b", lambda found: values[found[1]], text)


def write_lesson(root: Path, stem: str) -> list[Path]:
    """Views, exercises and their tests; what is there already stays as it is."""
    lesson = root / "course_utils" / "lessons" / stem[3:]
    tests = root / "tests" / "lessons" / stem[3:]
    wanted = [
        *[lesson / name for name in ("__init__.py", "views.py", "exercises.py")],
        *[tests / name for name in ("__init__.py", "test_views.py", "answers.py", "rivals.py")],
    ]
    made = [path for path in wanted if not (path.exists() or path.with_suffix("").is_dir())]
    for path in made:
        path.parent.mkdir(exist_ok=True)
        text = "" if path.name == "__init__.py" else filled(path.name, stem)
        path.write_text(text, encoding="utf-8")
    return made


def insert(path: Path, text: str, beside: str | None, below: bool) -> None:
    """Put a text above the first line that matches, or below it; where none does, at the end."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    found = [i for i, line in enumerate(lines) if beside and re.search(beside, line)]
    lines.insert(found[0] + below if found else len(lines), text)
    path.write_text("".join(lines), encoding="utf-8")


def enter(root: Path, stem: str, title: str) -> None:
    """Name the notebook in the glossary, the README and the test that lists all names."""
    before, after = neighbours(root / "notebooks", stem[:2])
    beside = before or after
    heading = f"## [{stem[:2]} · {title}]({stem}.ipynb)"
    entry = f"{heading}\n\n- **{STUB}** — One sentence for each word.\n"
    row = f"| | [{stem[:2]} {title}](notebooks/{stem}.ipynb) | {STUB}: the one idea |\n"
    if after:
        next_one = rf"^## \[.*\]\({after.name}\)$"
        insert(root / "notebooks" / "glossary.md", entry + "\n", next_one, below=False)
    else:
        insert(root / "notebooks" / "glossary.md", "\n" + entry, None, below=False)
    insert(root / "README.md", row, beside and rf"^\|.*\(notebooks/{beside.name}\)", bool(before))
    structure = root / "tests" / "test_structure.py"
    if f'    "{stem[3:]}",\n' not in structure.read_text(encoding="utf-8"):
        line = beside and rf'^    "{beside.stem[3:]}",$'
        insert(structure, f'    "{stem[3:]}",\n', line, bool(before))


def lead_here(path: Path) -> None:
    """Renew a neighbour's links: those above, and of the last line what is no longer so."""
    notebook = nbformat.read(path, as_version=4)
    above, below = notebook.cells[0], notebook.cells[-1]
    above.source = above.source.rpartition("\n")[0] + "\n" + links_above(path)
    head, _, last = below.source.rpartition("\n")
    before, after = neighbours(path.parent, path.name[:2])
    if before:
        last = re.sub(r"^\[Previous: [^\]]*\]\([^)]*\)", link("Previous", before), last)
    if after and f"({after.name})" not in last:  # what it says of another one goes with the link
        kept = re.match(r"\[Previous: [^\]]*\]\([^)]*\) · |", last)
        last = f"{kept[0] if kept else ''}{link('Next', after)}, {STUB}: where it goes on."
    below.source = f"{head}\n{last}"
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")


def new_notebook(root: Path, stem: str, title: str) -> list[Path]:
    """Make all that a notebook needs; gives what it made and what it changed."""
    folder = root / "notebooks"
    if room := make_room(stem[:2], folder):
        renumber(root, room)
    path = folder / f"{stem}.ipynb"
    path.write_text(nbformat.writes(page(path, title)) + "\n", encoding="utf-8")
    made = [path, *write_lesson(root, stem)]
    beside = [other for other in neighbours(folder, stem[:2]) if other]
    for other in beside:
        lead_here(other)
    enter(root, stem, title)
    contents.write(sorted(folder.glob("[0-9][0-9]_*.ipynb")))
    return [*made, *beside, folder / "glossary.md", root / "README.md"]


def main(arguments: list[str]) -> None:
    """Read what is asked for, make it, and say what comes next."""
    if len(arguments) < 2 or not re.fullmatch(r"[1-9]\d?|0[1-9]", arguments[0]):
        sys.exit("Say its number and its name: make new-notebook N=18 SLUG=counting_real_models")
    number, slug, *words = arguments
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", slug):
        sys.exit(f"A name is small letters, digits and single _, not {slug!r}.")
    if taken := [stem for stem in stems(ROOT / "notebooks").values() if stem[3:] == slug]:
        sys.exit(f"There is a notebook of that name: {taken[0]}.")
    stem = f"{int(number):02d}_{slug}"
    title = " ".join(words) or slug.replace("_", " ").capitalize()
    for path in new_notebook(ROOT, stem, title):
        print(path.relative_to(ROOT))
    print(f"\nNow: make notebooks only={stem[:2]}, which runs the page and keeps what it shows.")
    print(f"Then replace all that says “{STUB}” ({SEARCH}), and make test.")


if __name__ == "__main__":
    main(sys.argv[1:])
