"""The course's pages in a browser, from a plain file server under some path.

`make site-test` looks at every page of _site (DIALS_SITE names the folder).  Without it a small
site is built here: the front page, notebook 01 with few recorded pictures, and the glossary.
"""

import base64
import functools
import http.server
import json
import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sphinx", reason="the pages are made by what `make site` installs")

from axe_playwright_python.sync_playwright import Axe
from course_site import stage
from course_site.compare import Recorded
from playwright.sync_api import expect

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
BUILT = os.environ.get("DIALS_SITE")
FEW = ["index", "01_two_dials", "glossary"]
PAGES = sorted(p.stem for p in (ROOT / BUILT).glob("*.html")) if BUILT else FEW
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PATIENCE = 30  # seconds that anything may take on a busy machine

each_page = pytest.mark.parametrize("name", PAGES)


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """The built site."""
    if BUILT:
        return ROOT / BUILT
    place = tmp_path_factory.mktemp("site")
    out = place / "built"
    command = [sys.executable, "-m", "course_site.build", "01", "--alone"]
    command += ["--out", str(out), "--work", str(place / "work")]
    settings = os.environ | {"PYTHONPATH": str(ROOT / "site"), "DIALS_PICTURES": "40"}
    subprocess.run(command, cwd=ROOT, env=settings, check=True, capture_output=True)
    return out


@pytest.fixture(scope="session")
def address(folder, tmp_path_factory):
    """Where a plain file server hands it out, below another path."""
    root = tmp_path_factory.mktemp("server")
    (root / "some").mkdir()
    (root / "some" / "where").symlink_to(folder, target_is_directory=True)
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(root))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/some/where"
    server.shutdown()
    server.server_close()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def open_page(browser, address):
    """open_page(name, **options) -> a page; whatever it complains of fails the test."""
    opened, said = [], []

    def go(name, **options):
        context = browser.new_context(**options)
        page = context.new_page()
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda line: line.type == "error" and said.append(line.text))
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("response", lambda answer: answer.status >= 400 and said.append(answer.url))
        page.asked = []
        page.goto(f"{address}/{name}.html")
        opened.append(context)
        return page

    yield go
    for context in opened:
        context.close()
    assert said == []


def wake(page):
    """Commit to every guess, so that all dials can be turned."""
    for box in page.locator(".dials-guess:has(input)").all():
        answered = set()
        for choice in box.locator("input").all():
            question = choice.get_attribute("name")
            if question not in answered:  # a box may ask several
                choice.check()
                answered.add(question)
        box.get_by_role("button").click()


ASKED = {
    "name": "two",
    "title": "Two questions",
    "page": "several",
    "questions": [
        {"text": "One?", "choices": ["yes", "no"]},
        {"text": "<b>?", "choices": ["a", "b"]},
    ],
}
ANSWERS = [
    {"right": "yes", "words": "It is.", "where": {"04": "04_why_b.ipynb"}},
    {"right": "b", "words": "<i>Seen</i>.", "where": {}},
]


@pytest.mark.skipif(bool(BUILT), reason="a page that only this test needs")
def test_several_questions_are_committed_to_and_kept(open_page, folder):
    cells = [
        stage.live("several", ASKED, "", "several", "c1"),
        stage.live("answers", {"name": "two", "answers": ANSWERS}, "<p>Guess first.</p>", "", ""),
        stage.live("guesses", {}, '<p class="none">No guess yet.</p>', "", ""),
    ]
    script = '<script type="module" src="_static/recorded.js"></script>'
    text = f"<!doctype html><meta charset=utf-8><link rel=icon href=data:,>{''.join(cells)}{script}"
    (folder / "several.html").write_text(text, encoding="utf-8")
    page = open_page("several")
    shown = page.locator("[data-dials=answers]")
    commit = page.get_by_role("button", name="Commit to these answers")
    expect(commit).to_be_disabled()
    page.get_by_role("radio", name="yes").check()
    page.get_by_role("radio", name="a", exact=True).check()
    expect(shown).to_contain_text("Guess first.")
    every = page.locator("[data-dials=guesses]")
    expect(every).to_contain_text("No guess yet.")
    commit.click()
    for _ in range(2):  # and once more after the page was loaded again
        expect(shown).to_contain_text("As you said: 1 of 2.")
        expect(shown).to_contain_text("✓ You: yes. Yes. It is. (04)")
        expect(shown).to_contain_text("<b>?✗ You: a. B. <i>Seen</i>.")
        expect(shown.get_by_role("link")).to_have_attribute("href", "04_why_b.html")
        expect(every).to_contain_text("As you said: 1 of 2.")
        expect(every).not_to_contain_text("No guess yet.")
        page.reload()


def pixels(panel):
    """[height, width] uint32: what the panel's canvas shows."""
    script = """canvas => {
        const {width, height} = canvas, copy = new OffscreenCanvas(width, height);
        const pen = copy.getContext("2d");
        pen.drawImage(canvas, 0, 0);
        const bytes = pen.getImageData(0, 0, width, height).data;
        let text = "";
        for (let i = 0; i < bytes.length; i += 8192) {
            text += String.fromCharCode(...bytes.subarray(i, i + 8192));
        }
        return [width, height, btoa(text)];
    }"""
    width, height, text = panel.locator("canvas").evaluate(script)
    return np.frombuffer(base64.b64decode(text), np.uint32).reshape(height, width)


def turn(row, value):
    """Set one of a panel's dials as a hand would."""
    control = row.locator("select, .dials-number").first
    if control.evaluate("node => node.tagName") == "SELECT":
        control.select_option(value)
    else:
        control.fill(str(value))
        control.press("Enter")


@each_page
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(open_page, name, scheme):
    page = open_page(name, color_scheme=scheme)
    page.wait_for_function("!document.querySelector('[data-dials]:not(.dials-alive)')")
    found = Axe().run(page, options={"runOnly": WCAG, "preload": False}).response["violations"]
    serious = [
        (rule["id"], node["html"][:150], node["failureSummary"][:200])
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"][:3]
    ]
    assert serious == []


@each_page
def test_nothing_comes_from_elsewhere(open_page, address, folder, name):
    page = open_page(name)
    for panel in page.locator(".dials-panel").all():
        panel.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert [url for url in page.asked if not url.startswith(("data:", "blob:", address))] == []
    text = (folder / f"{name}.html").read_text(encoding="utf-8")
    assert re.findall(r"<(?:script|img|iframe|source|link)[^>]+(?:https?:)?//", text) == []


@each_page
def test_fits_a_narrow_window(open_page, name):
    """320 pixels across, which is also a wide window at 400%."""
    page = open_page(name, viewport={"width": 320, "height": 640})
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@each_page
def test_no_line_of_code_is_cut_off_on_paper(open_page, name):
    page = open_page(name, viewport={"width": 700, "height": 1000})
    page.emulate_media(media="print")
    cut = "[...document.querySelectorAll('pre')].filter(e => e.scrollWidth > e.clientWidth + 1)"
    assert page.evaluate(f"{cut}.map(e => e.innerText.slice(0, 80))") == []


@each_page
def test_every_slider_turns_its_picture(open_page, folder, name):
    """To a recorded setting and back: what the page shows is what was recorded, to the pixel."""
    page = open_page(name)
    wake(page)
    places = page.eval_on_selector_all(
        "[data-dials=panel]", "nodes => nodes.map(node => node.dataset.recording)"
    )
    for panel, place in zip(page.locator(".dials-panel").all(), places, strict=True):
        panel.scroll_into_view_if_needed()
        turns_as_recorded(panel, Recorded(folder / place))


def turns_as_recorded(panel, recorded):
    start = recorded.index["settings"][0]
    for i, row in enumerate(panel.locator(".dials-row").all()):
        apart = [
            number
            for number, setting in enumerate(recorded.index["settings"])
            if all(
                (a == b) != (i == j) for j, (a, b) in enumerate(zip(start, setting, strict=True))
            )
        ]
        assert apart, "no setting was recorded at which only this dial is turned"
        for number in [*apart[:: max(len(apart) // 3, 1)], 0]:
            turn(row, recorded.values(number)[i])
            shows(panel, recorded, number)
        assert changes_something(recorded, i), "the dial changes nothing"


def changes_something(recorded, i):
    """Whether two recorded settings that differ in dial i alone have different pictures. (From the
    start it may do nothing: a rule's strength, where no rule is chosen.)"""
    first_of = {}
    for number, setting in enumerate(recorded.index["settings"]):
        others = (*setting[:i], *setting[i + 1 :])
        one = first_of.setdefault(others, number)
        if (recorded.picture(number) != recorded.picture(one)).any():
            return True
    return False


def shows(panel, recorded, number):
    """Wait until the panel shows a recorded setting, to the pixel, and says what belongs to it."""
    wanted, end = recorded.picture(number), time.monotonic() + PATIENCE
    while (pixels(panel) != wanted).any():
        assert time.monotonic() < end, f"{recorded.folder}: setting {number} is not shown"
        panel.page.wait_for_timeout(20)
    text = recorded.index["texts"][number]
    panel.locator(".dials-text").get_by_text(text, exact=True).wait_for()
    expect(panel.locator("canvas")).to_have_attribute("aria-label", text)


def test_a_guess_wakes_its_panel_and_is_kept(open_page):
    page = open_page("01_two_dials")
    box, panel = page.locator(".dials-guess").first, page.locator(".dials-panel").first
    slider = panel.locator(".dials-slider").first
    expect(slider).to_be_disabled()
    box.get_by_label("by 200 g").check()
    box.get_by_role("button").click()
    expect(slider).to_be_enabled()
    expect(box).to_contain_text("is noted: by 200 g")
    for kind in ("review", "guesses"):
        told = page.locator(f"[data-dials={kind}]").first
        expect(told).to_contain_text("Your guess: by 200 g")
    page.reload()
    page.locator(".dials-said", has_text="is noted: by 200 g").wait_for()
    expect(slider).to_be_enabled()
    page.get_by_role("button", name="Start over").click()
    page.get_by_role("button", name="Yes").click()
    page.reload()
    page.locator(".dials-commit", has_text="Commit").first.wait_for()
    expect(slider).to_be_disabled()


def test_a_setting_between_two_recorded_ones_shows_the_nearest_and_says_so(open_page, folder):
    page = open_page("index")
    panel = page.locator(".dials-panel")
    recorded = Recorded(folder / page.locator("[data-dials=panel]").get_attribute("data-recording"))
    values = recorded.index["dials"][1]["values"]
    missing = next(v for v in range(-14000, 6001, 50) if v not in values)
    turn(panel.locator(".dials-row").nth(1), missing)
    text = panel.locator(".dials-text")
    text.filter(has_text="The nearest setting that was recorded: b = ").wait_for()
    expect(panel.locator(".dials-number").nth(1)).to_have_value(str(missing))


def test_what_a_dial_cannot_take_is_refused_in_the_kernel_s_words(open_page):
    from course_utils.dials import Dial

    page = open_page("index")
    panel, dial = page.locator(".dials-panel"), Dial(-14000, 6000, 3500, 50, "b", "g")
    for typed in ("99999", "0.5", "", "two", "1,2,3"):
        turn(panel.locator(".dials-row").nth(1), typed)
        with pytest.raises(ValueError) as refused:
            dial.read(typed)
        words = f"{refused.value} Nothing was changed."
        panel.locator(".dials-problem", has_text=words).wait_for()
    turn(panel.locator(".dials-row").nth(1), "−5,300 g")
    panel.locator(".dials-problem:empty").wait_for(state="attached")
    expect(panel.locator(".dials-number").nth(1)).to_have_value("-5300")


def test_turns_without_a_network_once_it_was_touched(open_page, folder):
    page = open_page("index")
    panel = page.locator(".dials-panel")
    recorded = Recorded(folder / page.locator("[data-dials=panel]").get_attribute("data-recording"))
    slider = panel.locator(".dials-slider").first
    slider.press("ArrowRight")
    fetched = """count => performance.getEntriesByType("resource")
        .filter((entry) => entry.name.endsWith(".bin") && entry.responseEnd).length > count"""
    page.wait_for_function(fetched, arg=len(recorded.index["sizes"]))
    page.context.set_offline(True)
    before = pixels(panel)
    slider.press("End")
    panel.locator(".dials-text", has_text="a = 100,").wait_for()
    expect(panel.locator(".dials-problem")).to_be_empty()
    assert (pixels(panel) != before).any()
    page.context.set_offline(False)


def test_hints_open_one_by_one_and_the_solution_on_request(open_page):
    page = open_page("01_two_dials")
    box = page.locator(".exercise").nth(1)
    expect(box).to_contain_text("needs a running Python")
    second = box.locator("summary", has_text="Hint 2")
    expect(second).to_be_hidden()
    box.locator("summary", has_text="Hint 1").click()
    expect(second).to_be_visible()
    expect(box.locator("pre")).to_be_hidden()
    box.locator("summary", has_text="One solution").click()
    expect(box.locator("pre")).to_contain_text("def typical_error")


def test_a_word_of_the_glossary_leads_there(open_page):
    page = open_page("01_two_dials")
    page.locator("a.term", has_text="parameter").first.click()
    expect(page).to_have_url(re.compile("glossary.html#term-parameter$"))
    expect(page.locator("#term-parameter")).to_contain_text("set once and kept")


def test_the_search_finds_a_page(open_page, address):
    page = open_page("index")
    page.goto(f"{address}/search.html?q=flipper")
    page.locator("#search-results a", has_text="01 · Two dials").wait_for()


def test_without_scripts_the_pictures_stand_there(open_page):
    page = open_page("01_two_dials", java_script_enabled=False)
    pictures = page.locator("[data-dials=panel] img")
    expect(pictures).to_have_count(2)
    for picture in pictures.all():
        expect(picture).to_have_attribute("alt", re.compile("."))


def test_what_is_said_to_the_page_is_json(folder):
    text = (folder / "01_two_dials.html").read_text(encoding="utf-8")
    for said in re.findall(r'<script type="application/json">(.*?)</script>', text):
        assert json.loads(said)["kind"]
