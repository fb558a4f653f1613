"""The guide's timetables, from the notebooks' own Time lines: `python -m workshop.schedule`.

Writes the tables in guide.md anew; a test holds them to the notebooks.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from .questions import pages

GUIDE = Path(__file__).with_name("guide.md")
TIME = re.compile(r"\| Time \| about (\d+) minutes, (\d+) of them for exercises \|")
BEGIN, END = "<!-- timetable: {} -->", "<!-- end of timetable -->"
OPENING, BREAK, LUNCH = ("Coming in", 10), ("Break", 15), ("Lunch", 60)
SHORT = ("Break", 10)

# A number stands for a whole notebook, "02 led" for one without its exercises.
PLANS: dict[str, list[tuple[str, list]]] = {
    "half a day": [
        ("", [OPENING, "01", "02 led", BREAK, "08 led", "13 led", BREAK, "14 led", "21 led"]),
    ],
    "two days": [
        (
            "Day 1",
            [OPENING, "01", "02", BREAK, "04 led", "07 led", LUNCH, "08", "09 led", BREAK, "10"],
        ),
        ("Day 2", ["11 led", "13", BREAK, "14", LUNCH, "15 led", "16 led", BREAK, "17 led", "21"]),
    ],
    "eight evenings": [
        ("Evening 1", [OPENING, "01", SHORT, "02"]),
        ("Evening 2", ["03", SHORT, "04"]),
        ("Evening 3", ["05", SHORT, "07"]),
        ("Evening 4", ["08", SHORT, "09 led"]),
        ("Evening 5", ["10 led", "11 led", SHORT, "12 led"]),
        ("Evening 6", ["13", SHORT, "14"]),
        ("Evening 7", ["15", SHORT, "16 led"]),
        ("Evening 8", ["17 led", "18 led", SHORT, "21"]),
    ],
}


@dataclass(frozen=True)
class Item:
    """A line of a timetable."""

    name: str
    minutes: int


def times(folder: Path) -> dict[str, tuple[str, int, int]]:
    """{number: (title, minutes, of them for exercises)} of every notebook."""
    found = {}
    for page in pages(folder).values():
        text = (folder / f"{page.notebook}.ipynb").read_text(encoding="utf-8")
        match = TIME.search(text)
        if match is None:
            raise ValueError(f"{page.notebook} has no Time line.")
        found[page.notebook[:2]] = (page.title, int(match[1]), int(match[2]))
    return found


def items(plan: list, known: dict[str, tuple[str, int, int]]) -> list[Item]:
    """What a session consists of."""
    listed = []
    for entry in plan:
        if isinstance(entry, tuple):
            listed.append(Item(*entry))
            continue
        number, _, led = entry.partition(" ")
        title, minutes, exercises = known[number]
        text = f"{title}, without its exercises" if led else title
        listed.append(Item(text, minutes - exercises if led else minutes))
    return listed


def table(name: str, known: dict[str, tuple[str, int, int]]) -> str:
    """A plan as Markdown: when each thing begins, and how long it takes."""
    lines = []
    for heading, plan in PLANS[name]:
        listed, clock = items(plan, known), 0
        lines += [f"**{heading}**", ""] if heading else []
        lines += ["| After | What | Minutes |", "|---|---|---|"]
        for item in listed:
            lines.append(f"| {clock // 60}:{clock % 60:02} | {item.name} | {item.minutes} |")
            clock += item.minutes
        lines += [f"| {clock // 60}:{clock % 60:02} | End | {clock} in all |", ""]
    return "\n".join(lines)


def written(text: str, folder: Path) -> str:
    """The guide with its tables as they should be."""
    known = times(folder)
    for name in PLANS:
        begin = BEGIN.format(name)
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(END)
        text = f"{before}{begin}\n\n{table(name, known)}\n{END}{after}"
    return text


if __name__ == "__main__":
    from .place import ROOT

    GUIDE.write_text(
        written(GUIDE.read_text(encoding="utf-8"), ROOT / "notebooks"), encoding="utf-8"
    )
