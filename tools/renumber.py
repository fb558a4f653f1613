"""Give notebooks other numbers: `python -m tools.renumber 03=04 04=05 05=07 ...`.

Files are moved, and every mention of a moved number is rewritten: headings, links, glossary,
README, the names that progress is kept under, and in prose "notebook 07", "notebooks 05 and 07",
"(07)", "07's".  A number may be one that no file has yet ("notebook 17", still to come).
Mentions are told from other numbers by what stands around them.  What was changed is printed, line
by line, and then what may be a mention and was left alone: both are meant to be read.
`--dry-run` prints and changes nothing.
"""

import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat

from tools import contents

ROOT = Path(__file__).resolve().parent.parent
SUFFIXES = {".py", ".md", ".ipynb", ".toml", ".yml", ".yaml", ".js", ".css", ""}
# History keeps the numbers of its day; the two others hold made-up mentions.
LEFT_OUT = {"CHANGELOG.md", "tools/renumber.py", "tests/test_renumber.py"}

Moves = dict[str, str]  # {"04": "05"}: both numbers with two digits
Change = Callable[[str, str], str]  # (text, kind) -> text
Told = tuple[str, str, str, str]  # (where, kind, before, after)

NUMBER = r"(?:0[1-9]|[1-9][0-9])"
LIST = rf"{NUMBER}(?:(?:, and |, | and | or | to |–){NUMBER})*"
# Nothing in these is a mention, but for a notebook's file name.
PROTECTED = r"```.*?```|`[^`\n]*`|\$\$.*?\$\$|\$[^\s\d$][^$\n]*\$|https?://[^\s)\"]+|\]\([^)\n]*\)"
# A mention anywhere; the number (or list of numbers) is the group.
EVERYWHERE = [
    rf"\b[Nn]otebooks ({LIST})(?![\w.]\d)",
    rf"\b[Nn]otebook ({NUMBER})\b(?![.,]\d)",
    rf"(?<![\w.,])({NUMBER})(?='s\b)",
    rf"(?:Previous|Next): ({NUMBER})(?= )",
    rf"(?<=\[)({NUMBER})(?= (?:· )?[^\]\n]*\]\()",
]
# In prose alone: there a number that begins with 0 is a mention, and so is (10).
PROSE = [
    rf"^# ({NUMBER})(?= · )",
    rf"(?<=\s\()({NUMBER})(?=\))",
    rf"(?<![\w.,:/−-])({LIST})(?!\w|[.,]\d| ?[%×])",  # if one of the list begins with 0
]
CODE = [rf"(?<=[\"'])({NUMBER})(?=\.[a-z]\w*[\"'])"]  # name="04.more_inputs"
DOUBT = re.compile(
    rf"\b(?:as|by|for|from|in|of|see|since|to|until) ({NUMBER})(?=[.,;:)](?!\d))|"
    rf"(?<!\w)({NUMBER})(?: to | and ){NUMBER}\b|, ({NUMBER})\)|\(({NUMBER}), [a-z]"
)


def stems(folder: Path) -> dict[str, str]:
    """{"04": "04_vectors", ...}: the notebooks that are there, by number."""
    return {path.name[:2]: path.stem for path in sorted(folder.glob("[0-9][0-9]_*.ipynb"))}


def renumbered(text: str, moves: Moves, slugs: set[str], kind: str) -> str:
    """A text with every mention of a moved number rewritten.

    kind: "prose" (Markdown), "code" (Python), or "other" (file names and plain mentions alone).
    """
    rules = EVERYWHERE + {"prose": PROSE, "code": CODE}.get(kind, [])
    protected = PROTECTED if kind == "prose" else r"(?!)"
    pattern = re.compile(f"({protected})|" + "|".join(rules), re.M | re.S)

    def rewrite(found: re.Match) -> str:
        rule = found.lastindex or 0
        bare = kind == "prose" and rule == 1 + len(rules)
        if rule < 2 or (bare and not re.search(r"\b0", found[rule])):
            return found[0]
        begin, end = found.start(rule) - found.start(), found.end(rule) - found.start()
        new = re.sub(NUMBER, lambda number: moves.get(number[0], number[0]), found[rule])
        return found[0][:begin] + new + found[0][end:]

    names = "|".join(sorted(map(re.escape, slugs), key=len, reverse=True)) or "(?!)"
    files = re.compile(rf"(?<!\w)({NUMBER})_(?=(?:{names})\b)")
    text = pattern.sub(rewrite, text)
    return files.sub(lambda found: f"{moves.get(found[1], found[1])}_", text)


def doubtful(text: str, moves: Moves) -> list[str]:
    """What may be a mention of a moved number and is told by no rule, with some of its line."""
    found = []
    for match in DOUBT.finditer(re.sub(PROTECTED, "", text, flags=re.S)):
        if any(number in moves for number in re.findall(NUMBER, match[0])):
            found.append(_around(match.string, match.start(), match.end()))
    return found


def _around(text: str, start: int, end: int, by: int = 30) -> str:
    return " ".join(text[max(0, start - by) : end + by].split())


def notebook_strings(notebook: nbformat.NotebookNode) -> Iterator[tuple[str, str, dict, str]]:
    """(where, kind, holder, key) of each text in a notebook that may mention a number."""
    for place, cell in enumerate(notebook.cells, start=1):
        yield f"cell {place}", "prose" if cell.cell_type == "markdown" else "code", cell, "source"
        for output in cell.get("outputs", []):
            picture = output.get("metadata", {}).get("image/png", {})
            for holder in (output, output.get("data", {}), picture):
                for key, value in holder.items():
                    if isinstance(value, str) and key != "image/png":
                        yield f"cell {place}, output", "other", holder, key


def change_notebook(text: str, change: Change) -> tuple[str, list[Told]]:
    """A notebook with its texts changed, and each of them before and after."""
    notebook, told = nbformat.reads(text, as_version=4), []
    for where, kind, holder, key in notebook_strings(notebook):
        before = holder[key]
        holder[key] = change(before, kind)
        told.append((where, kind, before, holder[key]))
    return nbformat.writes(notebook) + "\n", told


def change_file(path: Path, change: Change) -> tuple[str, list[Told]]:
    """The same for any file."""
    before = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        return change_notebook(before, change)
    kind = {".md": "prose", ".py": "code"}.get(path.suffix, "other")
    after = change(before, kind)
    return after, [("", kind, before, after)]


def comments(source: str) -> str:
    """The comments and docstrings of Python code, one a line."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):
        return ""
    spoken = [t.string for t in tokens if t.type == tokenize.COMMENT or t.string[:3] == '"""']
    return "\n".join(spoken)


def differences(before: str, after: str) -> Iterator[str]:
    """Each changed number with what stands around it.  Both texts are of one length."""
    for old, new in zip(before.splitlines(), after.splitlines(), strict=True):
        last = -2
        for at, (a, b) in enumerate(zip(old, new, strict=True)):
            if a != b and at > last + 1:
                yield f"{_around(old, at, at + 12)}  →  {_around(new, at, at + 12)}"
            last = at if a != b else last


def files_of(root: Path) -> list[Path]:
    """The text files of the repository in which a number may be mentioned."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=root, capture_output=True, text=True, check=True,
    ).stdout.split("\n")  # fmt: skip
    chosen = [name for name in sorted(set(listed)) if name and name not in LEFT_OUT]
    return [root / name for name in chosen if Path(name).suffix in SUFFIXES]


def rewrite(root: Path, moves: Moves, dry: bool = False) -> tuple[list[str], list[str]]:
    """Rewrite every mention under `root`: (what was changed, what was left and may be one)."""
    slugs = {stem[3:] for stem in stems(root / "notebooks").values()}
    changed, left = [], []
    for path in filter(Path.is_file, files_of(root)):
        after, told = change_file(path, lambda text, kind: renumbered(text, moves, slugs, kind))
        for where, kind, old, new in told:
            head = f"{path.relative_to(root)}{', ' * bool(where)}{where}: "
            changed += [head + line for line in differences(old, new)]
            spoken = {"prose": new, "code": comments(new)}.get(kind, "")
            left += [head + line for line in doubtful(spoken, moves) if line in _flat(old)]
        if not dry and any(old != new for *_, old, new in told):
            path.write_text(after, encoding="utf-8")
    return changed, left


def _flat(text: str) -> str:
    return " ".join(re.sub(PROTECTED, "", text, flags=re.S).split())


def move_files(root: Path, moves: Moves) -> None:
    """`git mv` each notebook to its new number, by way of a name that nobody has."""
    found = {old: stem for old, stem in stems(root / "notebooks").items() if old in moves}
    for stem in found.values():
        _move(root, f"{stem}.ipynb", f"moving_{stem}.ipynb")
    for old, stem in found.items():
        _move(root, f"moving_{stem}.ipynb", f"{moves[old]}{stem[2:]}.ipynb")


def _move(root: Path, old: str, new: str) -> None:
    tracked = subprocess.run(["git", "mv", old, new], cwd=root / "notebooks", capture_output=True)
    if tracked.returncode:  # not committed yet
        (root / "notebooks" / old).rename(root / "notebooks" / new)


def read_moves(arguments: list[str], folder: Path) -> Moves:
    """{"03": "04"} from ["03=04"]; a sentence, as SystemExit, for what cannot be done."""
    pairs = [re.fullmatch(r"(\d\d?)=(\d\d?)", argument) for argument in arguments]
    if not pairs or not all(pairs):
        sys.exit("Say which number becomes which: python -m tools.renumber 03=04 04=05")
    moves = {f"{int(pair[1]):02d}": f"{int(pair[2]):02d}" for pair in pairs if pair}
    moves = {old: new for old, new in moves.items() if old != new}
    there = sorted(stems(folder))
    after = [moves.get(old, old) for old in there]
    if len(set(after)) < len(after):
        sys.exit("Two notebooks would have the same number.")
    if after != sorted(after):
        sys.exit("The notebooks' order would change: the glossary and the README follow it.")
    return moves


def make_room(number: str, folder: Path) -> Moves:
    """The fewest moves, each by one, after which `number` is free."""
    there, moves = stems(folder), {}
    while number in there:
        moves[number] = f"{int(number) + 1:02d}"
        number = moves[number]
    return moves


def renumber(root: Path, moves: Moves, dry: bool = False) -> None:
    """Rewrite all mentions, move the files, and print what a reader should look through."""
    changed, left = rewrite(root, moves, dry)
    if not dry:
        move_files(root, moves)
        contents.write(sorted((root / "notebooks").glob("[0-9][0-9]_*.ipynb")))
    print(*changed, sep="\n")
    if left:
        print("\nLeft alone; are these notebooks?", *left, sep="\n")
    print(f"\n{len(changed)} numbers changed, {len(left)} to look at.")


if __name__ == "__main__":
    wanted = [argument for argument in sys.argv[1:] if argument != "--dry-run"]
    renumber(ROOT, read_moves(wanted, ROOT / "notebooks"), dry="--dry-run" in sys.argv)
