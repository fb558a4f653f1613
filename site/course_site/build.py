"""Build the site: `python -m course_site.build [01 ...] [--alone] [--out FOLDER]`.

With numbers only these notebooks are recorded; the others stand there as they are committed, with
still pictures, or, with `--alone`, not at all.  Recordings are kept in build/site/recordings, and
made again only when the notebook's code, or what it imports from the library, has changed.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from course_site import fresh, front
from course_site.alone import each_alone
from course_site.fresh import FRONT
from course_site.stage import stage
from tools import links

ROOT = Path(__file__).resolve().parents[2]
ICONS = re.compile(r'<script defer src="_static/scripts/fontawesome\.js[^>]*></script>\s*')
SEARCHING = re.compile(
    r'<script src="(?:_static/searchtools|_static/language_data|searchindex)\.js">'
    r"</script>\s*"
)
AHEAD = "".join(
    f'<link rel="modulepreload" href="_static/{name}">' for name in FRONT if ".js" in name
)


def main() -> None:
    """Record what has changed, hand all pages to Sphinx, and lay the recordings beside them."""
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("notebooks", nargs="*", help="numbers, such as 04; none: all of them")
    reader.add_argument("--alone", action="store_true", help="without the other notebooks")
    reader.add_argument("--out", type=Path, default=ROOT / "_site")
    reader.add_argument("--work", type=Path, default=ROOT / "build" / "site", help="what is kept")
    asked = reader.parse_args()
    start, work, out = time.monotonic(), asked.work.resolve(), asked.out.resolve()
    notebooks = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
    chosen = [path for path in notebooks if path.name[:2] in (asked.notebooks or path.name[:2])]
    recordings = work / "recordings"
    record(
        [path for path in chosen if not fresh.is_fresh(path, recordings / path.stem)], recordings
    )
    print(f"Recorded after {time.monotonic() - start:.0f} s.", flush=True)
    write_pages(chosen if asked.alone else notebooks, chosen, work)
    sphinx(work, out, strict=not asked.alone)
    lay(recordings, [path.stem for path in chosen], out / "_recordings")
    print(f"{out.name}: {megabytes(out):.0f} MB, {time.monotonic() - start:.0f} s.")


def record(notebooks: list[Path], recordings: Path) -> None:
    """Record these notebooks; ends the program if one fails."""
    arguments = {path.stem: [path.stem, str(recordings / path.stem)] for path in notebooks}
    if failed := each_alone("course_site.record", arguments):
        sys.exit(f"Could not be recorded: {', '.join(failed)}.")


def write_pages(notebooks: list[Path], recorded: list[Path], work: Path) -> None:
    """Sphinx's sources, made anew, in work/pages; the panels' own scripts in work/front."""
    pages, recordings = work / "pages", work / "recordings"
    shutil.rmtree(pages, ignore_errors=True)
    pages.mkdir(parents=True)
    for path in notebooks:
        stage(path, recordings / path.stem if path in recorded else None, pages)
    shutil.copy(ROOT / "notebooks" / "glossary.md", pages)
    if (guide := ROOT / "workshop" / "guide.md").exists():
        (pages / guide.name).write_text(relinked(guide.read_text("utf-8"), pages), "utf-8")
    front.write(pages, recordings)
    shutil.rmtree(work / "front", ignore_errors=True)
    (work / "front").mkdir()
    for name in FRONT:
        shutil.copy(ROOT / "course_utils" / "dials" / name, work / "front")


def relinked(text: str, pages: Path) -> str:
    """Text from another folder: its links lead to our pages, or to files in the repository."""

    def to(link: re.Match[str]) -> str:
        name, _, anchor = link[1].partition("#")
        hash_and_anchor = f"#{anchor}" if anchor else ""
        if (pages / Path(name).name).exists():
            return f"]({Path(name).name}{hash_and_anchor})"
        path = os.path.relpath(ROOT / "workshop" / name, ROOT)
        return f"]({links.project()['urls']['Repository']}/blob/main/{path}{hash_and_anchor})"

    return re.sub(r"\]\((?![a-z]+:|#)([^)\s]+)\)", to, text)


def sphinx(work: Path, out: Path, *, strict: bool) -> None:
    """Write the pages; ends the program if Sphinx fails, or (strict) has something to say."""
    pages, static = work / "pages", [ROOT / "site/course_site/static", work / "front"]
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-c", str(ROOT / "site")]
    command += ["-D", f"html_static_path={','.join(map(str, static))}"]
    command += ["-W", "--keep-going"] if strict else ["-Q"]
    command += ["-d", str(work / "doctrees"), str(pages), str(out)]
    if code := subprocess.run(command, cwd=ROOT).returncode:
        sys.exit(code)
    shutil.copytree(pages / "_pictures", out / "_pictures")
    lighten(out)
    (out / ".nojekyll").touch()  # GitHub would leave out folders that begin with _


def lighten(out: Path) -> None:
    """Leave out what no page needs and a phone would fetch before the first dial."""
    for path in [*out.rglob("*.map"), out / ".buildinfo", out / "objects.inv"]:
        path.unlink(missing_ok=True)
    for path in out.rglob("fa-brands-*"):  # no page shows a trade mark
        path.unlink()
    for path in out.glob("*.html"):
        text = ICONS.sub("", path.read_text("utf-8"))
        if path.name != "search.html":
            text = SEARCHING.sub("", text)
        path.write_text(text.replace("</title>", f"</title>\n{AHEAD}", 1), "utf-8")


def lay(recordings: Path, stems: list[str], out: Path) -> None:
    """Copy the pictures to where the pages look for them."""
    front_one = front.PANEL[0]
    for stem in dict.fromkeys([front_one, *stems]):
        shutil.copytree(recordings / stem, out / stem, ignore=shutil.ignore_patterns("cells.json"))


def megabytes(folder: Path) -> float:
    """The size of everything in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


if __name__ == "__main__":
    main()
