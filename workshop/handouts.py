"""What an instructor takes along, made from the source: `python -m workshop.handouts [FOLDER]`.

answers.md   every exercise with its hints, its solution or discussion, and usual mistakes
slides.html  one slide a notebook: its one sentence, its recap; arrow keys turn them
leading.md   for each notebook what to project, what to ask, and what happened
"""

import html
import importlib
import json
import re
import sys
from pathlib import Path

from course_utils.exercises import Exercise, OpenExercise

from .place import ROOT
from .questions import Page, pages

NOTEBOOKS = ROOT / "notebooks"
STYLE = """
body { margin: 0; font: 2.6vw/1.4 system-ui, sans-serif; color: #1a1a1a; background: #fff; }
section { display: none; box-sizing: border-box; min-height: 100vh; padding: 6vh 8vw; }
section.now { display: block; } h1 { font-size: 1.5em; } .promise { font-weight: bold; }
footer { position: fixed; bottom: 1vh; right: 2vw; font-size: 0.5em; color: #555; }
@media print { section { display: block; page-break-after: always; } footer { display: none; } }
"""
SCRIPT = """
const slides = [...document.querySelectorAll("section")];
let at = Math.max(0, slides.findIndex((slide) => "#" + slide.id === location.hash));
function turn(by) {
  at = Math.min(slides.length - 1, Math.max(0, at + by));
  slides.forEach((slide, i) => slide.classList.toggle("now", i === at));
  history.replaceState(null, "", "#" + slides[at].id);
}
addEventListener("keydown", (event) => {
  if (["ArrowRight", "PageDown", " "].includes(event.key)) turn(1);
  if (["ArrowLeft", "PageUp"].includes(event.key)) turn(-1);
});
addEventListener("click", () => turn(1));
turn(0);
"""


def exercises_of(slug: str) -> dict[str, Exercise | OpenExercise]:
    """The exercises of a notebook's lesson, by name."""
    module = importlib.import_module(f"course_utils.lessons.{slug}.exercises")
    kinds = (Exercise, OpenExercise)
    return {name: each for name, each in vars(module).items() if isinstance(each, kinds)}


def answers(page: Page, slug: str) -> str:
    """The answer key of a notebook."""
    lines, there = [f"## {page.title}", ""], exercises_of(slug)
    for number, full in enumerate(page.exercises, 1):
        name = full.partition(".")[2]
        each = there[name]
        title = name.replace("_", " ")
        lines += [
            f"### Exercise {number} · {title} ({each.difficulty}, {each.minutes} minutes)",
            "",
        ]
        lines += [f"- Hint: {hint}" for hint in each.hints] + [""]
        lines += _answer(each)
    return "\n".join(lines)


def _answer(each: Exercise | OpenExercise) -> list[str]:
    if isinstance(each, OpenExercise):
        return [each.discussion().text, ""]
    return ["```python", each.solution().text.strip(), "```", ""]


def markdown_cells(page: Page) -> list[str]:
    """The text cells of a notebook."""
    raw = (NOTEBOOKS / f"{page.notebook}.ipynb").read_text(encoding="utf-8")
    cells = json.loads(raw)["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]


def promise_and_recap(page: Page) -> tuple[str, str]:
    """A notebook's one sentence, and its recap."""
    cells = markdown_cells(page)
    promise = re.search(r"\*\*(.+?)\*\*", cells[0], re.DOTALL)
    recap = next(
        re.search(r"## Recap\n+(.+?)(?:\n+\*\*Dials so far|\n+##|\Z)", text, re.DOTALL)
        for text in cells
        if "## Recap" in text
    )
    assert promise and recap, page.notebook
    return promise[1], recap[1]


def slide(page: Page, slug: str) -> str:
    """One slide: the promise, and the recap a sentence a line."""
    promise, recap = promise_and_recap(page)
    points = "".join(f"<li>{_marked(sentence)}</li>" for sentence in sentences(recap))
    return (
        f'<section id="{slug}"><h1>{_marked(page.title)}</h1>'
        f'<p class="promise">{_marked(promise)}</p><ul>{points}</ul></section>'
    )


def sentences(recap: str) -> list[str]:
    """A recap's sentences, a list's points and a table's rows, one by one."""
    found = []
    for line in re.sub(r"(?m)^(?:[-*]|\d+\.)\s+", "", recap).splitlines():
        if line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            found += [" · ".join(filter(None, cells))] if set(line) - set("|-: ") else []
        elif line:
            found += re.split(r"(?<=[.!?])\s+(?=[A-Z*`])", line)
    return found


def _marked(text: str) -> str:
    """Markdown's few marks in a sentence as HTML."""
    text = html.escape(text, quote=False)
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", text)
    text = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", text)
    text = re.sub(r"\*(.+?)\*", r"<em>\1</em>", text)
    return re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)


def slides(all_pages: dict[str, Page]) -> str:
    """All slides, one file that needs no other."""
    body = "".join(slide(page, slug) for slug, page in all_pages.items())
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>The dials inside a language model</title><style>{STYLE}</style></head>"
        f"<body>{body}<footer>← → turn the slides</footer><script>{SCRIPT}</script></body></html>\n"
    )


def leading(page: Page) -> str:
    """What to project and to ask in a notebook."""
    lines = [f"## {page.title}", "", "Project the panels; their goals:", ""]
    lines += [f"- {goal}" for goal in page.goals] + ["", "Ask, and let everybody commit first:", ""]
    for question in page.guesses:
        choices = " / ".join(question.choices)
        lines += [f"- **{question.text}** ({choices})", f"  What happened: {question.happened}"]
    return "\n".join([*lines, ""])


def make(folder: Path) -> list[Path]:
    """Write all handouts into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    every = pages()
    texts = {
        "answers.md": "# Answers\n\n" + "\n".join(answers(p, slug) for slug, p in every.items()),
        "slides.html": slides(every),
        "leading.md": "# Leading the course\n\n" + "\n".join(map(leading, every.values())),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in texts]


if __name__ == "__main__":
    for path in make(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build" / "handouts")):
        print(path)
