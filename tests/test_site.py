"""How panels are recorded for the course's pages: which settings, and that nothing is lost."""

import json
import math
import re
import struct
from pathlib import Path

import nbformat
import numpy as np
import pytest

pytest.importorskip("sphinx", reason="the pages are made by what `make site` installs")

from course_site import build, exercises, fresh, front, glossary, pictures, record, settings, stage
from course_site.compare import Recorded, differences

from course_utils.dials import Answer, Choice, Dial, Goal, Question, guess, guess_all, panel
from tools import links

ROOT = Path(__file__).resolve().parent.parent


def view(figure):
    axes = figure.add_subplot(xlim=(0, 10), ylim=(-60, 60))
    (line,) = axes.plot([0, 10], [0, 0])

    def turn(a, b, kind="plain"):
        line.set_ydata([b, 10 * a + b])
        line.set_linestyle("-" if kind == "plain" else ":")
        return f"A {kind} line with a = {a} and b = {b}."

    return turn


def small(**more):
    dials = {"a": Dial(0, 3, 1, 1, "a, slope"), "b": Dial(-20, 20, 0, 10, "b")}
    return panel(view, size=(3, 2), **(dials | more))


def large(**more):
    dials = {"a": Dial(-5, 5, 1, 0.1, "a"), "b": Dial(-20, 20, 0, 0.5, "b")}
    return panel(view, size=(3, 2), **(dials | more))


def test_all_settings_where_there_are_few():
    found = settings.settings(small(kind=Choice(("plain", "dotted"), "plain", "kind")))
    assert len(found) == 4 * 5 * 2 and found[0] == {"a": 1, "b": 0, "kind": "plain"}
    assert len({tuple(setting.values()) for setting in found}) == 40


@pytest.mark.parametrize("most", [40, 100, 300])
def test_a_part_of_many_settings_each_dial_by_itself_and_both_together(most):
    made = large(kind=Choice(("plain", "dotted"), "plain", "kind"))
    found = settings.settings(made, most)
    assert 0.5 * most < len(found) <= most and found[0] == made.starts
    for kind in ("plain", "dotted"):
        alone = {s["a"] for s in found if s["b"] == 0 and s["kind"] == kind}
        assert {-5, 5} <= alone
    assert any(s["a"] != 1 and s["b"] != 0 for s in found)
    for setting in found:
        assert setting == {name: made.knobs[name].dial.read(v) for name, v in setting.items()}


def test_one_dial_is_recorded_finely_around_its_start():
    values = settings.positions(Dial(0, 100, 40, 0.5, "x"))
    kept = settings.thinned(values, 40, 60)
    assert len(values) == 201 and len(kept) == 60 and kept == sorted(kept)
    assert {0, 100, 39.5, 40.5, 38, 42} <= set(kept)


@pytest.mark.parametrize(
    "dial",
    [
        Dial(0, 1, 0.5, 0.3, "ends between two steps"),
        Dial(1e-3, 1, 0.1, 0.5, "powers of ten", log=True),
        Dial(-3, 3, 0, 1, "whole numbers"),
    ],
    ids=lambda dial: dial.label,
)
def test_positions_are_where_the_arrow_keys_lead(dial):
    found = settings.positions(dial)
    assert found[0] == dial.low and found[-1] == dial.high
    assert found == [dial.read(value) for value in found] == sorted(set(found))
    span = math.log10(dial.high / dial.low) if dial.log else dial.high - dial.low
    assert len(found) == math.ceil(span / dial.step - 1e-9) + 1


def test_a_goal_can_be_reached_on_the_page():
    goal = Goal(lambda a, b: abs(a - 3.3) + abs(b + 7.5), 0.15, "distance")
    made = large(goal=goal)
    found = settings.settings(made, 200)
    assert min(goal.measure(**setting) for setting in found) <= 0.15
    near = [s for s in found if abs(s["a"] - 3.3) < 0.35 and abs(s["b"] + 7.5) < 1.6]
    assert len(near) > 8, "a hand must find its way there"


def test_a_strip_s_settings_are_recorded():
    made = large(strip=[{"a": 3.7}, {"a": -2.2, "b": 4.5}, {"b": 13}])
    found = settings.settings(made, 50)
    assert all(made.starts | setting in found for setting in made.strip)


def test_a_patch_gives_the_picture_back():
    chance = np.random.default_rng(0)
    base = chance.integers(0, 2**24, (30, 40), dtype=np.uint32) | np.uint32(0xFF << 24)
    picture = base.copy()
    picture[5:9, 10:30] ^= np.uint32(0xABCDEF)
    picture[20, 3] ^= np.uint32(1)
    box, data = pictures.patch(picture, base)
    assert box == (3, 5, 27, 16)
    assert (pictures.patched(base, box, data) == picture).all()
    assert pictures.patch(base, base) == ((0, 0, 0, 0), b"")


def test_what_most_pictures_share_is_the_base():
    many = np.zeros((9, 4, 4), np.uint32)
    for i in range(9):
        many[i, i % 4, i // 4] = 7
    assert not pictures.shared(many).any()


def test_a_see_through_picture_is_refused():
    with pytest.raises(ValueError, match="see-through"):
        pictures.packed(np.zeros((2, 2, 4), np.uint8))


def test_equal_pieces_are_kept_once_and_files_are_small(tmp_path):
    pack = pictures.Pack(tmp_path)
    first = pack.add(b"a" * 30_000)
    assert pack.add(b"a" * 30_000) == first == (0, 0, 30_000)
    assert pack.add(b"b" * 20_000) == (0, 30_000, 20_000) and pack.add(b"c") == (1, 0, 1)
    pack.close()
    assert pack.sizes == [50_000, 1]


def test_a_recording_is_what_the_live_panel_shows_and_says(tmp_path):
    goal = Goal(lambda a, b: abs(a - 3) + abs(b), 0.5, "distance")
    recorder, made = record.Recorder(tmp_path), small(goal=goal)
    recorder.take("cell-01", made)
    recorded = Recorded(tmp_path / "cell-01")
    assert len(recorded.index["settings"]) == 20 and differences(made, recorded) == []
    assert recorded.index["goals"][0][:2] == ["Goal: distance at most 0.5. Now 2.", False]
    assert sum(now for _, now, _ in recorded.index["goals"]) == 1
    recorded.index["texts"][3] = "something else"
    recorded.index["boxes"][4] = recorded.index["boxes"][5]
    assert len(differences(made, recorded)) == 2


def test_a_slow_view_has_fewer_pictures(monkeypatch):
    made = large()
    monkeypatch.setattr(record, "PATIENCE", 0.01)
    assert 20 <= len(record.fewer(made, settings.settings(made, 300))) <= 40


def test_panels_that_share_a_dial_say_so(tmp_path):
    recorder, one = record.Recorder(tmp_path), small()
    other = panel(view, size=(3, 2), a=one.dial("a"), b=Dial(0, 1, 0, 1, "b"))
    for cell, made in (("cell-01", one), ("cell-02", other)):
        recorder.take(cell, made)
    first, second = (recorder.cells[cell]["shared"] for cell in ("cell-01", "cell-02"))
    assert first["a"] == second["a"] and first["b"] != second["b"]


def test_a_panel_names_the_guess_that_it_waits_for(tmp_path):
    asked = guess("Which?", ["this", "that"], name="which")
    recorder = record.Recorder(tmp_path)
    recorder.take("cell-01", asked)
    recorder.take("cell-02", small(after=asked))
    recorder.take("cell-03", asked.review("That happened."))
    assert recorder.cells["cell-02"]["after"] == recorder.cells["cell-01"]["name"] == "which"
    assert recorder.cells["cell-03"]["happened"] == "That happened."


def test_what_a_dial_refuses_is_said_in_its_own_words():
    made = small()
    said = record.refusals(made.knobs["b"])
    for typed, words in (("", "an empty field"), ("two", "“two”")):
        assert made.set(b=typed) == said["none"].format(words)
    for typed, kind in ((99, "outside"), (0.5, "half")):
        assert made.set(b=typed) == said[kind].format(f"{typed:g}")


def test_several_questions_are_taken_with_what_is_right(tmp_path):
    asked = guess_all("Two", [Question("One?", ["yes", "no"])], name="two")
    recorder = record.Recorder(tmp_path)
    recorder.take("cell-01", asked)
    recorder.take("cell-02", asked.review([Answer("yes", "It is.", {"04": "04_why_b.ipynb"})]))
    kept = json.loads(json.dumps(recorder.cells))
    assert kept["cell-01"] == {
        "kind": "several",
        "name": "two",
        "title": "Two",
        "questions": [{"text": "One?", "choices": ["yes", "no"]}],
    }
    right = {"right": "yes", "words": "It is.", "where": {"04": "04_why_b.ipynb"}}
    assert kept["cell-02"] == {"kind": "answers", "name": "two", "answers": [right]}


def test_links_between_notebooks_lead_to_pages():
    text = """<a href="04_why_b.ipynb">04</a> <a href='05_vectors.ipynb'>05</a>"""
    pages = """<a href="04_why_b.html">04</a> <a href='05_vectors.html'>05</a>"""
    assert stage.NOTEBOOK.sub(r"\1\2.html", text) == pages


def test_first_comes_in_one_file(tmp_path):
    record.Recorder(tmp_path).take("cell-01", small())
    data = (tmp_path / "cell-01" / "first.bin").read_bytes()
    (length,) = struct.unpack("<I", data[:4])
    assert data[4:6] == b"\x1f\x8b" and data[4 + length + 4 : 8 + length + 4] == b"RIFF"


def test_a_recording_is_made_again_only_when_something_changed(tmp_path, monkeypatch):
    path = ROOT / "notebooks" / "01_two_dials.ipynb"
    assert not fresh.is_fresh(path, tmp_path)
    (tmp_path / "cells.json").write_text(json.dumps(fresh.made_from(path)))
    assert fresh.is_fresh(path, tmp_path)
    monkeypatch.setattr(fresh, "version", lambda name: "0")
    assert not fresh.is_fresh(path, tmp_path)
    monkeypatch.undo()
    other = tmp_path / path.name
    text = path.read_text("utf-8")
    other.write_text(text.replace("Two dials", "2 dials", 1))  # in its text, not in its code
    assert fresh.is_fresh(other, tmp_path)
    other.write_text(text.replace("birds = penguins()", "birds = penguins( )"))
    assert not fresh.is_fresh(other, tmp_path)


def test_every_exercise_of_every_notebook_is_found():
    known = json.loads((ROOT / "course_utils/progress/contents.json").read_text("utf-8"))
    for path in sorted((ROOT / "notebooks").glob("01_*.ipynb")):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        code = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
        found = [e.name for text in code for e in exercises.checked(text, path.stem)]
        assert found == known[path.stem[3:]]["exercises"]


def test_hints_lie_within_one_another():
    text = exercises.exercise_html("exercises.by_hand.check(answer)", "01_two_dials")
    assert re.search(
        r"Hint 1 of 2</summary>.*<details><summary>Hint 2 of 2.*</details></details>", text
    )
    assert "mybinder" in text and exercises.exercise_html("print(1)", "01_two_dials") == ""


def test_what_a_page_is_told_cannot_end_its_script():
    text = stage.live("guess", {"question": "</script><b>"}, "<p>still</p>", "x", "cell-01")
    assert text.count("</script>") == 1 and "<p>still</p>" in text


def test_the_front_page_lists_what_the_readme_lists():
    rows = front.ROW.findall((ROOT / "README.md").read_text("utf-8"))
    stems = [stem for _, _, stem, _ in rows]
    assert stems == sorted(p.stem for p in (ROOT / "notebooks").glob("[0-9]*.ipynb"))
    assert rows[0][0] == "Part 1 · Two dials"


def test_a_word_is_linked_once_and_never_in_code_or_headings():
    from docutils import nodes

    terms = [glossary.Term("loss", "term-loss", 1, False), glossary.Term("step", "s", 2, True)]
    left = {term.word: term for term in terms}
    paragraph = nodes.paragraph("", "The loss; a step; another Loss, and lossless.")
    heading = nodes.title("", "The loss")
    assert not glossary._may_link(heading[0]) and glossary._may_link(paragraph[0])
    glossary._link(Pretend(), paragraph[0], left, "02_downhill")
    links = list(paragraph.findall(nodes.reference))
    assert [link.astext() for link in links] == ["loss"]
    assert paragraph.astext() == "The loss; a step; another Loss, and lossless."
    assert set(left) == {"step"}, "an everyday word is linked only where it stands in bold"


def test_the_guide_s_links_lead_to_pages_or_to_the_repository(tmp_path):
    (tmp_path / "01_two_dials.ipynb").touch()
    home = links.project()["urls"]["Repository"]
    text = "[a](../notebooks/01_two_dials.ipynb) [b](../README.md#start) [c](#d) [e](https://f.g)"
    assert build.relinked(text, tmp_path) == (
        f"[a](01_two_dials.ipynb) [b]({home}/blob/main/README.md#start) [c](#d) [e](https://f.g)"
    )


class Pretend:
    """As much of Sphinx as a link needs."""

    class builder:
        @staticmethod
        def get_relative_uri(here, there):
            return f"{there}.html"


FILLED_LATER = """
from course_utils.dials import Dial, panel

filled = []


def view(figure):
    return lambda a: f"{len(filled) * a} of {len(filled)}"


live = panel(view, a=Dial(0, 3, 1, 1, "a"))
live
"""


def test_a_panel_that_a_later_cell_fills_is_recorded_when_it_is_full(tmp_path, monkeypatch):
    for name in ("CI", "DIALS_DATA"):  # which the recorder sets
        monkeypatch.setenv(name, "")
    cells = [FILLED_LATER, "filled.append(1)\nlive.set(a=3)\n'done'"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    nbformat.write(notebook, tmp_path / "page.ipynb")
    (_, done), (cell, live) = record.shown(tmp_path / "page.ipynb")
    assert done == "done" and cell == notebook.cells[0].id
    assert live.values == {"a": 1} and live.text == "1 of 1"
