"""No notebook uses a term before the one that introduces it.

A term that is also an everyday word ("step", "value") carries a note in brackets in the glossary,
and its early uses are left to readers: no program can tell which meaning a sentence has.
"""

import re
from pathlib import Path

import nbformat
import pytest

from tools.notebooks import NOTEBOOKS, ROOT, STUB

GLOSSARY = ROOT / "notebooks" / "glossary.md"
ENTRY = re.compile(r"^- \*\*([^*]+)\*\*( \([^)]+\))? — (\S.*\.)$")


def entries(text: str) -> dict[str, list[tuple[str, bool]]]:
    """{"01_two_dials": [(term, is it an everyday word), ...], ...} from the glossary's text."""
    found, notebook = {}, None
    for line in text.splitlines():
        if heading := re.match(r"^## \[.*\]\((\w+)\.ipynb\)$", line):
            notebook = heading[1]
            found[notebook] = []
        elif line.startswith("- "):
            entry = ENTRY.match(line)
            assert entry, f"not of the form `- **term** — One sentence.`: {line}"
            found[notebook].append((entry[1], bool(entry[2])))
    return found


def prose(path: Path) -> str:
    """A notebook's text, without code, formulas, links' targets and the line of what comes next."""
    notebook = nbformat.read(path, as_version=4)
    text = "\n\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
    text = re.sub(r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|\]\([^)]*\)", " ", text, flags=re.S)
    return re.sub(r"^\[(Next|Previous): .*$|^.*Open in Binder.*$", " ", text, flags=re.M)


def uses(text: str, term: str) -> list[str]:
    """Places where a term stands in a text, in singular or plural, with some of what is around."""
    words = r"[\s-]+".join(re.escape(word) for word in re.split(r"[\s-]+", term))
    pattern = rf".{{0,30}}(?<![\w-]){words}(?:s|es)?(?![\w-]).{{0,30}}"
    return re.findall(pattern, text, flags=re.IGNORECASE)


ENTRIES = entries(GLOSSARY.read_text(encoding="utf-8"))


def test_every_notebook_has_its_part_of_the_glossary():
    assert list(ENTRIES) == [path.stem for path in NOTEBOOKS]
    terms = [term for part in ENTRIES.values() for term, _ in part]
    assert all(ENTRIES.values()) and len(terms) == len(set(terms))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_term_is_used_before_it_is_introduced(path):
    text = prose(path)
    later = [stem for stem in ENTRIES if stem > path.stem]
    early = {
        term: found
        for stem in later
        for term, everyday in ENTRIES[stem]
        if not everyday and term != STUB and (found := uses(text, term))
    }
    assert not early


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_words_a_notebook_introduces_are_those_of_the_glossary(path):
    (line,) = re.findall(r"\*\*Words introduced:\*\* (.*)\.$", prose(path), flags=re.M)
    listed = re.sub(r" \([^)]*\)", "", line).split(", ")
    assert sorted(listed) == sorted(term for term, _ in ENTRIES[path.stem])
    for term, _ in ENTRIES[path.stem]:
        before_the_list = prose(path).partition("**Words introduced:**")[0]
        assert uses(before_the_list, term), f"{term} is listed but not used"


def test_the_search_finds_plurals_and_hyphens_and_not_parts_of_words():
    assert uses("Two gradients, a gradient-descent step", "gradient descent")
    assert uses("The Gradients", "gradient")
    assert not uses("gradiental", "gradient") and not uses("biased", "bias")
