"""A notebook as it goes to Sphinx: its committed outputs, in which what a page can bring to life
carries what recorded.js needs, and still shows itself where no script runs.
"""

import base64
import html
import io
import json
import re
from pathlib import Path
from typing import Any

import nbformat
from PIL import Image

from course_site.exercises import exercise_html
from tools import links

NOTEBOOK = re.compile(r"""(href=["'])(\d\d_\w+)\.ipynb""")  # a link to another notebook
JUST_RUN = "# just run"  # how cells begin that nobody needs to read
PROGRESS = re.compile(r"progress\.(start|guesses|overview)\(.*\)")
INSTEAD = {  # of what a learner's own file would say
    "start": "<p>Your progress is kept where the notebook runs.</p>",
    "overview": "<p>Your progress is shown where the notebook runs.</p>",
    "guesses": '<p class="none">You have committed to no guess on this page yet.</p>',
}


def stage(path: Path, recording: Path | None, pages: Path) -> None:
    """Write a notebook into the folder of Sphinx's sources, and its pictures beside it."""
    notebook, cells = nbformat.read(path, as_version=4), {}
    if recording is not None:
        cells = json.loads((recording / "cells.json").read_text(encoding="utf-8"))["cells"]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            _stage_cell(cell, cells.get(cell.id), path.stem, pages)
    notebook.cells[0].source = _with_note(notebook.cells[0].source, path.name)
    nbformat.write(notebook, pages / path.name)


def _stage_cell(
    cell: nbformat.NotebookNode, about: dict[str, Any] | None, stem: str, pages: Path
) -> None:
    if cell.source.startswith(JUST_RUN):
        cell.metadata["tags"] = [*cell.metadata.get("tags", []), "hide-input"]
        cell.metadata["mystnb"] = {
            "code_prompt_show": "Show the code",
            "code_prompt_hide": "Hide the code",
        }
    for number, output in enumerate(cell.outputs):
        data = output.get("data", {})
        if "image/png" in data:
            name = f"{stem}-{cell.id}-{number}.webp"
            _keep(output, image(data["image/png"], output.metadata, pages / "_pictures" / name))
        elif "text/html" in data:
            data["text/html"] = NOTEBOOK.sub(r"\1\2.html", data["text/html"])
    if (call := PROGRESS.fullmatch(cell.source.splitlines()[-1])) and cell.outputs:
        about, (output, *_) = {"kind": "guesses"} if call[1] == "guesses" else None, cell.outputs
        _keep(output, INSTEAD[call[1]])
    if about is not None:
        output = next(output for output in cell.outputs if "data" in output)
        inside = output.data.get("text/html", html.escape(output.data.get("text/plain", "")))
        _keep(output, live(about["kind"], about | {"page": stem}, inside, stem, cell.id))
    if more := exercise_html(cell.source, stem):
        cell.outputs.append(nbformat.v4.new_output("display_data", {"text/html": more}))


def _keep(output: nbformat.NotebookNode, text: str) -> None:
    output.data = nbformat.from_dict({"text/html": text})


def live(kind: str, about: dict[str, Any], inside: str, stem: str, cell: str) -> str:
    """A place that recorded.js brings to life; `inside` is what stands there without scripts."""
    where = f' data-recording="_recordings/{stem}/{cell}"' if kind == "panel" else ""
    inside = f"<noscript>{inside}</noscript>" if kind == "panel" else inside
    said = json.dumps(about, ensure_ascii=False).replace("<", "\\u003c")
    script = f'<script type="application/json">{said}</script>'
    return f'<div class="dials-live" data-dials="{kind}"{where}>{script}{inside}</div>'


def image(png: str, about: dict[str, Any], path: Path) -> str:
    """An image's tag; the picture itself is written to `path`, without loss."""
    picture = Image.open(io.BytesIO(base64.b64decode(png)))
    path.parent.mkdir(exist_ok=True)
    picture.convert("RGB").save(path, lossless=True, quality=50, method=4)
    alt = html.escape(about.get("image/png", {}).get("alt", ""), quote=True)
    width, height = picture.size
    size = f'width="{width}" height="{height}" loading="lazy"'
    return f'<img class="still" src="_pictures/{path.name}" alt="{alt}" {size}>'


def _with_note(first: str, name: str) -> str:
    """The first cell, and below it what a page can do and what it cannot."""
    note = (
        ":::{container} page-note\nOn this page the dials turn, from recorded pictures, and your "
        "guesses are kept in your browser. To run and change the code, "
        f"[open the notebook in Binder]({links.binder(name)}) or install the course. Or "
        f"[open it in Colab]({links.colab(name)}) (nobody has tried it yet): there first run "
        f"`!{links.clone()} && pip install -q -e course`, restart the session, and run `from "
        "google.colab import output; output.enable_custom_widget_manager()`.\n:::"
    )
    kept = re.sub(r" · \[Open in Binder\]\([^)]*\)", "", first)
    return f"{kept}\n\n{note}"
