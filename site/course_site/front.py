"""The front page: a panel before the first word, then the notebooks as the README lists them."""

import json
import re
from pathlib import Path

from course_site.stage import live
from tools import links

ROOT = Path(__file__).resolve().parents[2]
PANEL = ("01_two_dials", "342 penguins, two dials")
ROW = re.compile(
    r"^\| (?:\*\*(.+?)\*\* )?\| \[(.+?)\]\(notebooks/(\w+)\.ipynb\) \| (.+?) \|$", re.M
)
OTHERS = {"glossary": "Glossary", "guide": "For instructors"}


def write(pages: Path, recordings: Path) -> None:
    """Write index.md; notebooks that are not among the pages are left out."""
    text = (ROOT / "site" / "index.md").read_text(encoding="utf-8")
    text = text.replace("PANEL", front_panel(recordings / PANEL[0]))
    (pages / "index.md").write_text(text.replace("PARTS", parts(pages)), encoding="utf-8")


def front_panel(recording: Path) -> str:
    """The panel, awake from the start: here nobody asked for a guess."""
    kept = json.loads((recording / "cells.json").read_text(encoding="utf-8"))["cells"]
    cell, about = next(
        (cell, about)
        for cell, about in kept.items()
        if about["kind"] == "panel" and about["spec"]["title"] == PANEL[1]
    )
    inside = "<p>This panel needs JavaScript.</p>"
    return live("panel", about | {"page": "index", "after": None}, inside, PANEL[0], cell)


def parts(pages: Path) -> str:
    """Each part of the course: its notebooks and what they are about; then the other pages."""
    lines, part = [], ""
    for heading, title, stem, idea in ROW.findall((ROOT / "README.md").read_text(encoding="utf-8")):
        part, new = heading or part, bool(heading)
        lines += [f"\n## {part}\n"] if new else []
        if (pages / f"{stem}.ipynb").exists():
            lines.append(f"- [{title}]({stem}.ipynb): {idea}")
    stems = sorted(path.stem for path in pages.glob("[0-9]*.ipynb"))
    others = [name for name in OTHERS if (pages / f"{name}.md").exists()]
    lines += ["\n## Beside the notebooks\n"]
    lines += [f"- [{OTHERS[name]}]({name}.md)" for name in others]
    lines.append(f"- [The course's source]({links.project()['urls']['Repository']})")
    tree = "\n".join([*stems, *others])
    return "\n".join([*lines, "", f"```{{toctree}}\n:hidden:\n\n{tree}\n```"])
