"""Does turning dials leave anything behind in memory?

    python -m benchmarks.dials_memory [--json] [--turns 10000]

Three panels (those of benchmarks.dials) are turned at random, in turn, each turn drawn and encoded
as for a page.  What the process holds is read after every tenth of the turns.  The first tenth
fills caches (matplotlib keeps the texts it has laid out, the panel the glyphs it has drawn), so
growth is counted from its end.
"""

import argparse
import gc
import json
import random

import psutil

from benchmarks.dials_kernel import four_axes, heat_map, line, with_panel
from tests.dials.page import Page

VIEWS = (line, four_axes, heat_map)


def main():
    """Measure, and print a table or JSON."""
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--json", action="store_true", help="print the report as JSON")
    reader.add_argument("--turns", type=int, default=10_000)
    wanted = reader.parse_args()
    report = measure(wanted.turns)
    print(json.dumps(report, indent=2) if wanted.json else table(report))


def measure(turns):
    """Megabytes after each tenth of the turns."""
    pages, chance = [Page(with_panel(view)) for view in VIEWS], random.Random(0)
    held = []
    for _ in range(10):
        for i in range(turns // 10):
            page = pages[i % len(pages)]
            page.turn(s=chance.randint(0, 100))
            page.states.clear()
            page.pictures.clear()
        gc.collect()
        held.append(round(psutil.Process().memory_info().rss / 1e6, 1))
    return {"turns": turns, "megabytes": held, "growth": round(held[-1] - held[0], 1)}


def table(report):
    """The report for people."""
    each = report["turns"] // 10
    lines = [f"{(i + 1) * each:8,} turns: {mb:.1f} MB" for i, mb in enumerate(report["megabytes"])]
    return "\n".join([*lines, f"growth after the first {each:,}: {report['growth']} MB"])


if __name__ == "__main__":
    main()
