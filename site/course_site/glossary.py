"""Words of the glossary become links: on each page the first time that a word stands in the text,
if the page's notebook or an earlier one introduces it.
"""

import re
from dataclasses import dataclass

from docutils import nodes
from sphinx.application import Sphinx

GLOSSARY = "glossary"
PLAIN = (nodes.paragraph, nodes.list_item)
NOT_WITHIN = (nodes.reference, nodes.literal, nodes.title, nodes.literal_block, nodes.math)


@dataclass(frozen=True)
class Term:
    """A word of the glossary. `everyday`: one, linked only where it stands in bold."""

    word: str
    anchor: str
    number: int  # of the notebook that introduces it
    everyday: bool


def note_terms(app: Sphinx, tree: nodes.document) -> None:
    """Give each entry of the glossary an anchor, and keep the list of words."""
    if app.env.docname != GLOSSARY:
        return
    found: list[Term] = []
    for section in tree.findall(nodes.section):
        number = re.match(r"\d+", section[0].astext())
        if number is None:
            continue
        for item in section.findall(nodes.list_item):
            head = item[0].astext().partition("—")[0].strip()
            word, note, _ = head.partition(" (")
            anchor = "term-" + re.sub(r"\W+", "-", word.lower()).strip("-")
            item["ids"].append(anchor)
            found.append(Term(word, anchor, int(number[0]), bool(note)))
    app.env.course_terms = found  # type: ignore[attr-defined]


def link_terms(app: Sphinx, tree: nodes.document, name: str) -> None:
    """Turn the first mention of each word that a page may use into a link."""
    number = re.match(r"\d\d(?=_)", name)
    if number is None:
        return
    terms = [t for t in getattr(app.env, "course_terms", []) if t.number <= int(number[0])]
    left = {term.word.lower(): term for term in terms}
    for text in list(tree.findall(nodes.Text)):
        if _may_link(text):
            _link(app, text, left, name)


def _may_link(text: nodes.Text) -> bool:
    parent, seen = text.parent, False
    while parent is not None:
        if isinstance(parent, NOT_WITHIN) or "page-note" in parent.get("classes", []):
            return False
        seen = seen or isinstance(parent, PLAIN)
        parent = parent.parent
    return seen


def _link(app: Sphinx, text: nodes.Text, left: dict[str, Term], name: str) -> None:
    bold = isinstance(text.parent, nodes.strong)
    words = [word for word, term in left.items() if bold or not term.everyday]
    if not words:
        return
    longest_first = sorted(map(re.escape, words), key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(longest_first)})(?![\w-])", re.I)
    pieces: list[nodes.Node] = []
    rest = text.astext()
    while match := pattern.search(rest):
        term = left.pop(match[0].lower(), None)
        if term is None:  # a word that occurs twice in this text
            pieces.append(nodes.Text(rest[: match.end()]))
        else:
            pieces += [nodes.Text(rest[: match.start()]), _reference(app, match[0], term, name)]
        rest = rest[match.end() :]
    if pieces:
        text.parent.replace(text, [*pieces, nodes.Text(rest)])


def _reference(app: Sphinx, words: str, term: Term, name: str) -> nodes.reference:
    target = f"{app.builder.get_relative_uri(name, GLOSSARY)}#{term.anchor}"
    return nodes.reference("", words, internal=True, refuri=target, classes=["term"])
