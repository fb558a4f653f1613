"""How long from a key press on a slider to the changed picture on the screen?

    python -m benchmarks.dials [--json] [--plain]

In one run, in real headless Chromium and JupyterLab, for three pictures of 700 x 400: what
`ipywidgets.interact` takes with inline figures, ipympl (if it is installed), this course's panel,
and the floor: at each key press the kernel sends the other of two ready-made pictures to
ipywidgets' `Image`, and nothing is drawn.  With `--plain` also the panel without its recorder, as
it is on a matplotlib whose private parts have other names.  The ways take turns, five key presses
each, so that whatever else the machine does falls on all of them.  Then a drag of two seconds:
pictures a second, their order, and whether the last one is that of the last value.

Targets: the panel at most 0.30 x interact and at most 1.4 x the floor, for every picture.
"""

import argparse
import importlib.util
import json
import os
import platform
import statistics
import sys
import time
from itertools import chain
from pathlib import Path

from tests.browser.lab import Lab
from tools.browser import chromium

ROOT = Path(__file__).resolve().parent.parent
LISTENER = (Path(__file__).parent / "dials_page.js").read_text()
VIEWS = ("line", "four_axes", "heat_map")
WAYS = {
    "interact": "with_interact",
    "ipympl": "with_ipympl",
    "panel": "with_panel",
    "plain": "with_plain_panel",
    "floor": "floor",
}
OURS = ("panel", "plain")  # the others have ipywidgets' slider
TARGETS = {"interact": 0.30, "floor": 1.4}
AT_ONCE, PAUSE = 5, 0.15  # presses in a row; seconds between two
DRAG, MOVE = 2.0, 1 / 125  # seconds of a drag; between two places that a mouse reports
IPYMPL = "ipympl==0.10.0"


def main():
    """Measure, and print a table or JSON."""
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    reader.add_argument("--json", action="store_true", help="print the report as JSON")
    reader.add_argument(
        "--presses", type=int, default=30, help="of each way and picture (25 or more)"
    )
    reader.add_argument(
        "--plain", action="store_true", help="measure the panel without its recorder too"
    )
    wanted = reader.parse_args()
    if importlib.util.find_spec("ipympl") is None:
        how = f"{sys.executable} -m pip install {IPYMPL}"
        print(
            f"ipympl is not installed, so it is left out; to measure it too: {how}", file=sys.stderr
        )
    report = measure(max(wanted.presses, 25), wanted.plain)
    print(json.dumps(report, indent=2) if wanted.json else table(report))


def measure(presses, plain=False):
    """The whole report, as written to JSON."""
    there = {"ipympl": importlib.util.find_spec("ipympl"), "plain": plain}
    ways = [way for way in WAYS if there.get(way, True)]
    with Lab(environment={"PYTHONPATH": str(ROOT)}) as lab, chromium() as browser:
        pages = {way: open_way(lab, browser, way) for way in ways}
        times = {view: keys(pages, number, presses) for number, view in enumerate(VIEWS)}
        drags = {way: drag(lab, pages[way], way) for way in ("panel", "floor")}
    views = {view: {way: summary(ms) for way, ms in of.items()} for view, of in times.items()}
    over = {way: {view: ratio(of, way) for view, of in views.items()} for way in ways}
    ratios = over["panel"]
    met = all(of[way] <= most for of in ratios.values() for way, most in TARGETS.items())
    return {
        "machine": {"processor": processor(), "cores": os.cpu_count(), "load": os.getloadavg()},
        "milliseconds": views,
        **{f"{way}_over": over[way] for way in ways if way in OURS},
        "targets": TARGETS,
        "targets_met": met,
        "drag": drags,
    }


def open_way(lab, browser, way):
    """A page with the three pictures, each tied to its slider in one way."""
    first = "from benchmarks.dials_kernel import *"
    magic = {"ipympl": "%matplotlib widget", "interact": "%matplotlib inline"}.get(way, "")
    views = [*VIEWS, "coded"] if way == "panel" else VIEWS
    cells = [f"made = {WAYS[way]}({view})\nmade" for view in views]
    lab.write(f"{way}.ipynb", f"{magic}\n{first}".strip(), *cells)
    page = lab.open(browser, f"{way}.ipynb")
    lab.run_all(page)
    page.wait_for_timeout(1500)
    page.evaluate(LISTENER)
    return page


def keys(pages, number, presses):
    """Milliseconds of every key press on the view of that number: {way: [..]}."""
    times = {way: [] for way in pages}
    for _ in range(-(-presses // AT_ONCE) + 1):
        for way, page in pages.items():
            handle(page, way, number).focus()
            times[way].append([press(page, turn) for turn in range(AT_ONCE)])
    return {way: [*chain(*rounds[1:])] for way, rounds in times.items()}  # the first warms up


def press(page, turn):
    """One key press: milliseconds until the changed picture is on the screen."""
    page.keyboard.press("ArrowRight" if turn % 2 else "ArrowLeft")
    page.wait_for_function("bench.done > 0", polling=10)
    time.sleep(PAUSE)
    return page.evaluate("bench.done - bench.pressed")


def handle(page, way, number):
    """The handle of a slider, its cell scrolled into view."""
    grip = page.locator(".dials-slider" if way in OURS else ".noUi-handle").nth(number)
    grip.evaluate("grip => grip.closest('.jp-Cell').scrollIntoView({block: 'end'})")
    return grip


def drag(lab, page, way):
    """Two seconds of moving a handle from left to right."""
    number = 3 if way == "panel" else 0
    grip = handle(page, way, number)
    page.wait_for_timeout(300)
    held = grip.bounding_box()
    track = held if way == "panel" else page.locator(".noUi-base").first.bounding_box()
    y = track["y"] + track["height"] / 2
    page.evaluate("bench.shown = []; bench.greys = []; bench.read = true")
    page.mouse.move(held["x"] + held["width"] / 2, y)
    page.mouse.down()
    page.mouse.move(track["x"] + 4, y)
    page.wait_for_timeout(300)
    page.evaluate("bench.shown = []; bench.greys = []")
    start = time.monotonic()
    while (gone := time.monotonic() - start) < DRAG:
        page.mouse.move(track["x"] + 4 + (track["width"] - 8) * gone / DRAG, y)
        time.sleep(MOVE)
    shown = page.evaluate("bench.shown.length")
    page.mouse.up()
    page.wait_for_timeout(1000)
    report = {"pictures_per_second": round(shown / DRAG, 1)}
    return report | in_order(lab, page) if way == "panel" else report


def in_order(lab, page):
    """Whether pictures came in the order of their values, and the last is the last value's."""
    greys = page.evaluate("bench.greys")
    last = page.evaluate("Number(document.querySelectorAll('.dials-number')[3].value)")
    shown = page.evaluate(
        """async () => {
            const image = document.querySelectorAll('.dials-picture')[3];
            const canvas = document.createElement('canvas');
            [canvas.width, canvas.height] = [image.width, image.height];
            const brush = canvas.getContext('2d');
            brush.drawImage(image, 0, 0);
            const pixels = brush.getImageData(0, 0, canvas.width, canvas.height).data;
            const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', pixels));
            return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
        }"""
    )
    return {
        "no_older_after_newer": greys == sorted(greys),
        "last_picture_is_of_last_value": greys[-1] == last,
        "last_picture_is_a_full_drawing": shown == lab.python(page, "print(digest(made))").strip(),
    }


def summary(ms):
    """Median and 95th percentile of milliseconds."""
    ranked = sorted(ms)
    p95 = ranked[min(len(ranked) - 1, round(0.95 * len(ranked)))]
    return {"median": round(statistics.median(ms), 1), "p95": round(p95, 1), "n": len(ms)}


def ratio(of, mine):
    """The median of one way over that of each other."""
    median = of[mine]["median"]
    return {way: round(median / each["median"], 3) for way, each in of.items() if way != mine}


def processor():
    """What the machine calls its processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if "model name" in line)
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def table(report):
    """The report for people."""
    lines = [f"{'':10}" + "".join(f"{way:>20}" for way in report["milliseconds"]["line"])]
    for view, of in report["milliseconds"].items():
        cells = (f"{each['median']:.0f} ms (p95 {each['p95']:.0f})" for each in of.values())
        lines.append(f"{view:10}" + "".join(f"{cell:>20}" for cell in cells))
    for mine in [way for way in OURS if f"{way}_over" in report]:
        for view, of in report[f"{mine}_over"].items():
            others = ", ".join(f"{way} {x:.2f}" for way, x in of.items())
            lines.append(f"{view}: {mine} over {others}")
    lines.append(f"targets {report['targets']} met: {report['targets_met']}")
    lines += [f"drag, {way}: {of}" for way, of in report["drag"].items()]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
