"""A proofreader of the tales: is each sentence one of theirs, and does the story keep its word?

It shares nothing with the teller: no code, no table, only the written text.

sentences.txt   the sentences and words that it knows, written by hand, and what may follow what
table.py        reads them
rules.py        what a story has said so far, and what that asks of the sentences to come
"""

import re
from typing import NamedTuple

from .rules import ORDER, RULES, TOGETHER, Facts, consistent
from .table import Pattern, tables

_SENTENCE = re.compile(r'\s*((?:"[^"]*"|[^".?!])*[.?!])(?=\s|$)')


class Proof(NamedTuple):
    """What came of reading a story."""

    faults: list[str]  # a sentence each
    right: list[bool]  # for each sentence of the story: did it bring no new fault?
    patterns: list[str]  # the sentences of the table that were recognised


def is_grammatical(story: str) -> bool:
    """Return whether a story is one that the tales could tell, from its first word to its last."""
    return not faults(story)


def faults(story: str) -> list[str]:
    """Return what is wrong with one story, a sentence each; empty if nothing is."""
    return proofread(story).faults


def proofread(story: str) -> Proof:
    """Read one story to its end, whatever is wrong with it."""
    sentences, rest = _sentences(story)
    state, facts = "start", Facts()
    proof = Proof([], [], [])
    for sentence in sentences:
        if state == "over":
            mistakes, pattern = [f"The story goes on after its end: {sentence}"], None
        else:
            mistakes, pattern, facts = _read(sentence, state, facts)
            state = pattern.after if pattern else ""
        new = [mistake for mistake in dict.fromkeys(mistakes) if mistake not in proof.faults]
        proof.faults.extend(new)
        proof.right.append(not new)
        proof.patterns.extend([pattern.text] if pattern else [])
    if rest:
        proof.faults.append(f"The story breaks off in the middle of a sentence: {rest}")
        proof.right.append(False)
    elif state != "over":
        proof.faults.append("The story stops before its end.")
    return proof


def _sentences(story: str) -> tuple[list[str], str]:
    """Split at stops outside quotation marks: (sentences, what is left over)."""
    sentences, at = [], 0
    while found := _SENTENCE.match(story, at):
        sentences.append(found[1])
        at = found.end()
    return sentences, story[at:].strip()


def _read(sentence: str, state: str, facts: Facts):
    """(faults, pattern or None, facts afterwards): the expected pattern that fits best."""
    states = tables()[1]
    expected = [(p, m) for p in states.get(state, ()) if (m := p.regex.fullmatch(sentence))]
    anywhere = expected or [
        (p, m) for ps in states.values() for p in ps if (m := p.regex.fullmatch(sentence))
    ]
    if not anywhere:
        return [f"Not a sentence of the tales: {sentence}"], None, facts
    readings = [(*_heed(p, m.groups(), facts), p) for p, m in anywhere]
    mistakes, after, pattern = min(readings, key=lambda reading: len(reading[0]))
    if not expected and state:
        mistakes = [f"This does not belong here: {sentence}", *mistakes]
    return mistakes, pattern, after


def _heed(pattern: Pattern, words: tuple[str, ...], facts: Facts):
    """Hold a sentence against the facts: (faults, facts afterwards)."""
    facts = facts.copy()
    told = list(zip(pattern.slots, words, [*words[1:], ""], strict=False))
    told.sort(key=lambda slot: ORDER.get(slot[0], 1))  # things before whose they are
    mistakes = [RULES.get(slot, consistent)(slot, word, then, facts) for slot, word, then in told]
    mistakes += [rule(facts.said) for rule in TOGETHER]
    if pattern.only and pattern.only not in (facts.said.get("weather"), facts.said.get("place")):
        mistakes.append(f"Not in this weather or place: {pattern.text}")
    return [mistake for mistake in mistakes if mistake], facts
