"""Panels in a real browser: hands, keys, screen readers, screens, and things that go wrong."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.cells import GUESS, LATER, SETUP, TWO
from tests.browser.lab import focus, picture, says, shown, slider, until

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def opened(browser, lab):
    """A notebook with two panels and a guess, run."""
    lab.write("dials.ipynb", SETUP, TWO, GUESS, LATER)
    page = lab.open(browser, "dials.ipynb", height=2200)
    lab.run_all(page)
    shown(page, 2)
    yield page
    assert not page.said, page.said
    page.close()


@pytest.fixture
def page(opened, lab):
    """The same page with every dial at its start."""
    lab.python(opened, "two.reset(); seen.clear()")
    opened.wait_for_function(
        "document.querySelector('.dials-text').textContent === 'line with a = 1, b = 0'"
    )
    return opened


# ---- Keys -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "a"),
    [
        ("ArrowRight", "1.1"),
        ("ArrowLeft", "0.9"),
        ("ArrowUp", "1.1"),
        ("ArrowDown", "0.9"),
        ("PageUp", "2"),
        ("PageDown", "0"),
        ("Home", "-5"),
        ("End", "5"),
    ],
)
def test_keys_turn_a_dial(page, lab, key, a):
    before = picture(page)
    focus(slider(page, "a, slope"))
    page.keyboard.press(key)
    says(page, f"line with a = {a}, b = 0")
    assert picture(page) != before
    assert lab.python(page, "print(two.values['a'])").strip() == str(float(a))


def test_the_value_is_told_in_words_and_so_is_the_picture(page):
    handle = slider(page, "b")
    focus(handle)
    page.keyboard.press("ArrowLeft")
    says(page, "b = -500")
    expect(handle).to_have_attribute("aria-valuetext", "−500 g")
    page.keyboard.press("Home")
    says(page, "b = -3000")
    expect(handle).to_have_attribute("aria-valuetext", "−3,000 g")
    image = page.locator(".dials-picture").first
    expect(image).to_have_attribute("aria-label", "line with a = 1, b = -3000")


def test_words_are_those_of_python(page, lab):
    handle = slider(page, "rate")
    focus(handle)
    told = lab.python(
        page, "print(*[two.knobs['rate'].dial.words(10 ** (k / 2 - 4)) for k in range(9)])"
    )
    page.keyboard.press("Home")
    for words in told.split():
        expect(handle).to_have_attribute("aria-valuetext", words)
        page.keyboard.press("ArrowRight")
    until(page, lambda: lab.python(page, "print(two.values['rate'])").strip() == "1.0")


# ---- Hands ----------------------------------------------------------------------------------


def drag(page, handle, to, steps=10):
    box = handle.bounding_box()
    page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + to * box["width"], box["y"] + box["height"] / 2, steps=steps)
    page.mouse.up()


def test_a_drag_ends_with_the_picture_of_its_last_value(page, lab):
    drag(page, slider(page, "a, slope"), 0.9, steps=40)
    page.wait_for_timeout(300)
    a = page.evaluate("document.querySelector('.dials-number').value")
    assert 3.5 < float(a) < 4.5
    says(page, f"line with a = {a}, b = 0")
    assert lab.python(page, "print(two.values['a'], seen[-1])").split() == [a, a]


@pytest.mark.parametrize("way", ["double click", "button"])
def test_the_way_back(page, way):
    handle = slider(page, "a, slope")
    drag(page, handle, 0.9)
    page.wait_for_function("!document.querySelector('.dials-text').textContent.includes('a = 1,')")
    if way == "double click":
        handle.dblclick()
    else:
        page.get_by_role("button", name="a, slope: back to 1.0 g per mm").first.click()
    says(page, "line with a = 1, b = 0")


def type_number(page, text, dial="a, slope"):
    """Type into the number field of a dial and press Enter."""
    focus(page.get_by_role("textbox", name=re.compile(f"{dial} .*as a number")).first)
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_a_typed_number(page):
    type_number(page, "2.34")
    says(page, "line with a = 2.34, b = 0")
    expect(slider(page, "a, slope")).to_have_attribute("aria-valuetext", "2.34 g per mm")


@pytest.mark.parametrize("typed", ["−3,000", "-3 000 g", "−3.000,0"])
def test_a_number_as_it_is_written_in_the_text(page, typed):
    type_number(page, typed, "b")
    says(page, "b = -3000")


def test_arrows_step_in_the_field_of_a_number(page):
    focus(page.get_by_label("b (g), as a number").first)
    page.keyboard.press("ArrowDown")
    says(page, "b = -500")
    page.keyboard.press("ArrowUp")
    says(page, "b = 0")


@pytest.mark.parametrize("typed", ["99", "", "-5.01", "1+1", "1,2,3", "two"])
def test_a_refused_number_is_explained_and_the_old_one_comes_back(page, typed):
    before = picture(page)
    type_number(page, typed)
    says(page, "Nothing was changed", ".dials-problem")
    says(page, "Nothing was changed", ".dials-spoken")
    page.wait_for_function("document.querySelector('.dials-number').value === '1'")
    assert picture(page) == before
    type_number(page, "2")
    says(page, "line with a = 2, b = 0")
    expect(page.locator(".dials-problem").first).to_have_text("")


def test_shared_dials_move_together(page, lab):
    lab.python(page, "asked.choose(0)")
    page.wait_for_function("document.querySelectorAll('.dials-asleep').length === 0")
    focus(slider(page, "a, slope"))
    page.keyboard.press("End")
    page.wait_for_function("document.querySelectorAll('.dials-text')[1].textContent.includes('5')")
    last = page.locator(".dials-panel").nth(1)
    expect(last.get_by_role("slider")).to_have_attribute("aria-valuetext", "5.0 g per mm")
    expect(last.get_by_role("img")).to_have_attribute("aria-label", "line with a = 5, b = 0")


# ---- Pictures -------------------------------------------------------------------------------


def decoding(page, script):
    """Let the page decode its next picture in another way, and all later ones as before."""
    page.evaluate(
        """script => {
            const decode = window.createImageBitmap;
            const other = eval(script);
            window.createImageBitmap = (blob) => {
                window.createImageBitmap = decode;
                return other(() => decode(blob));
            };
        }""",
        script,
    )


def test_a_picture_that_is_slow_to_decode_does_not_replace_a_newer_one(page):
    focus(slider(page, "a, slope"))
    page.keyboard.press("Home")
    says(page, "line with a = -5, b = 0")
    lowest = picture(page)
    decoding(page, "(decode) => new Promise((done) => setTimeout(done, 500)).then(decode)")
    page.keyboard.press("End")
    page.wait_for_timeout(200)
    page.keyboard.press("Home")
    page.wait_for_timeout(800)
    says(page, "line with a = -5, b = 0")
    assert picture(page) == lowest


def test_a_picture_that_cannot_be_decoded_is_told_in_words(page):
    decoding(page, "(decode) => Promise.reject(new Error('planted'))")
    focus(slider(page, "a, slope"))
    page.keyboard.press("End")
    says(page, "could not show this picture", ".dials-problem")
    page.keyboard.press("Home")
    says(page, "line with a = -5, b = 0")
    says(page, "", ".dials-problem")
    page.wait_for_function("document.querySelector('.dials-problem').textContent === ''")


def test_a_caption_keeps_its_height_while_dials_turn(page):
    height = "document.querySelector('.dials-text').offsetHeight"
    before = page.evaluate(height)
    focus(slider(page, "a, slope"))
    for _ in range(6):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(100)
    assert page.evaluate(height) == before > 20


# ---- Goals and guesses ----------------------------------------------------------------------


def test_the_goal_is_recognised_and_said_once(page, lab):
    focus(slider(page, "a, slope"))
    says(page, "Goal: distance at most 0.05 g per mm. Now 1 g per mm.", ".dials-goal")
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    says(page, "Goal reached", ".dials-goal")
    says(page, "Goal reached", ".dials-spoken")
    assert lab.python(page, "print(two.goal.reached)").strip() == "True"


def test_a_panel_wakes_when_the_guess_is_made(browser, lab):
    lab.write("guess.ipynb", SETUP, GUESS, "later = panel(straight, after=asked, a=A)\nlater")
    page = lab.open(browser, "guess.ipynb")
    lab.run_all(page)
    shown(page, 1)
    says(page, "Commit to a guess first", ".dials-notice")
    expect(slider(page, "a, slope")).to_be_disabled()
    commit = page.get_by_role("button", name="Commit")
    expect(commit).to_be_disabled()
    focus(page.get_by_role("radio", name="up"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="<i>down</i>")).to_be_checked()
    commit.click()
    page.wait_for_function("!document.querySelector('.dials-asleep')")
    says(page, "Your guess is noted: <i>down</i>", ".dials-said")
    expect(slider(page, "a, slope")).to_be_enabled()
    assert lab.python(page, "print(asked.chosen)").strip() == "<i>down</i>"
    assert not page.said
    page.close()


SEVERAL = """
from course_utils.dials import Answer, Question, guess_all
two = [Question("Up?", ["yes", "no"]), Question("<b>Down?</b>", ["yes", "no"])]
both = guess_all("Two at once", two, name="both")
both
"""


def test_several_questions_are_answered_with_the_keyboard_and_one_button(browser, lab):
    lab.write("several.ipynb", SETUP, SEVERAL)
    page = lab.open(browser, "several.ipynb")
    lab.run_all(page)
    commit = page.get_by_role("button", name="Commit to these answers")
    commit.wait_for()
    up, down = (page.get_by_role("group", name=name) for name in ("1. Up?", "2. <b>Down?</b>"))
    focus(up.get_by_role("radio", name="yes"))
    page.keyboard.press("Space")
    expect(commit).to_be_disabled()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(down.get_by_role("radio", name="no")).to_be_checked()
    commit.click()
    says(page, "Your answers are noted.", ".dials-said")
    expect(up.get_by_role("radio", name="yes")).to_be_disabled()
    assert lab.python(page, "print(both.chosen)").strip() == "yes; no"
    assert not page.said
    page.close()


# ---- Things that go wrong -------------------------------------------------------------------


def test_a_view_that_raises_is_told_in_words_and_turns_on(page):
    before = picture(page)
    page.get_by_role("combobox", name="kind").select_option("broken")
    says(page, "<b id='planted'>this</b> cannot be", ".dials-problem")
    expect(page.locator("#planted")).to_have_count(0)
    assert picture(page) == before
    page.get_by_role("combobox", name="kind").select_option("plain")
    page.wait_for_function("document.querySelector('.dials-problem').textContent === ''")


def test_a_slow_view_says_so_and_skips_to_the_latest(page, lab):
    page.get_by_role("combobox", name="kind").select_option("slow")
    says(page, "drawing", ".dials-notice")
    says(page, "", ".dials-notice")
    step = "s => { s.stepUp(); s.dispatchEvent(new Event('input')); }"
    slider(page, "a, slope").evaluate(f"s => {{ for (let i = 0; i < 30; i += 1) ({step})(s); }}")
    says(page, "line with a = 4, b = 0")
    page.wait_for_function("document.querySelector('.dials-notice').textContent === ''")
    assert int(lab.python(page, "print(len(seen))")) <= 6


# ---- For everyone ---------------------------------------------------------------------------


def accessibility(page):
    """(role, name, value) of all that a screen reader meets on the page."""
    client = page.context.new_cdp_session(page)
    nodes = client.send("Accessibility.getFullAXTree")["nodes"]
    parts = ([node.get(part) or {} for part in ("role", "name", "value")] for node in nodes)
    return [tuple(part.get("value", "") for part in node) for node in parts]


def test_the_accessibility_tree_names_every_handle(page):
    tree = accessibility(page)
    assert [node for node in tree if node[0] == "slider"] == [
        ("slider", "a, slope", 1),
        ("slider", "b", 0),
        ("slider", "rate", 4),  # steps from the low end; what is read out is the text:
        ("slider", "a, slope", 1),
    ]
    handles = page.get_by_role("slider")
    for i, words in enumerate(["1.0 g per mm", "0 g", "0.01", "1.0 g per mm"]):
        expect(handles.nth(i)).to_have_attribute("aria-valuetext", words)
    assert {
        ("textbox", "a, slope (g per mm), as a number"),
        ("combobox", "kind"),
        ("button", "b: back to 0 g"),
        ("image", "line with a = 1, b = 0"),
        ("radio", "up"),
        ("region", "Two dials"),
        ("group", "Up or down?"),
    } <= {node[:2] for node in tree}


def contrast(page, selector):
    """Contrast of an element's text with what lies behind it (1 to 21), as WCAG 2 defines it."""
    return page.evaluate(
        """selector => {
            const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
            const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
                .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
                .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
            let node = document.querySelector(selector);
            const ink = light(rgb(getComputedStyle(node).color));
            let back;
            do {
                back = rgb(getComputedStyle(node).backgroundColor);
                node = node.parentElement;
            } while (back.length === 4 && back[3] === 0);
            const ground = light(back);
            return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
        }""",
        selector,
    )


@pytest.mark.parametrize("theme", ["JupyterLab Dark", "JupyterLab Light"])
def test_text_is_readable_in_both_themes(page, theme):
    page.evaluate(
        "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", theme
    )
    page.wait_for_function("theme => document.body.dataset.jpThemeName === theme", arg=theme)
    page.wait_for_timeout(300)
    for part in ("text", "label", "unit", "goal", "number", "select", "back"):
        assert contrast(page, f".dials-{part}") >= 4.5, part


@pytest.mark.parametrize(
    ("width", "height", "zoom"), [(1024, 768, 1), (640, 450, 2), (512, 384, 2)]
)
def test_narrow_pages_and_large_letters(browser, lab, width, height, zoom):
    """Zoom of 200% is a page of half the size with two screen pixels a point."""
    lab.write("narrow.ipynb", SETUP, TWO)
    page = lab.open(browser, "narrow.ipynb", width, height, device_scale_factor=zoom)
    lab.run_all(page)
    shown(page, 1)
    outside = page.evaluate(
        """() => {
            const panel = document.querySelector('.dials-panel');
            const {left, right} = panel.getBoundingClientRect();
            const room = panel.closest('.jp-OutputArea-output').getBoundingClientRect();
            const all = [...panel.querySelectorAll('*:not(.dials-spoken, option)')];
            const nodes = all.filter((node) => {
                const box = node.getBoundingClientRect();
                return box.left < left - 1 || box.right > right + 1;
            });
            return [right > room.right + 1, ...nodes.map((node) => node.className)];
        }"""
    )
    assert outside == [False]
    # The canvas keeps its width; what is drawn on it need not have it.  A first picture of one
    # pixel a point, which the cell brings along, gives way to a finer one.
    page.wait_for_function(
        """async width => {
            const picture = new Image();
            picture.src = document.querySelector('.dials-picture').toDataURL();
            await picture.decode();
            return picture.naturalWidth === width;
        }""",
        arg=700 * zoom,
    )
    page.close()


def test_twenty_panels_in_one_notebook(browser, lab):
    cells = [f"p{i} = panel(straight, a=A, b=B)\np{i}" for i in range(20)]
    lab.write("twenty.ipynb", SETUP, *cells)
    page = lab.open(browser, "twenty.ipynb", height=14_000)
    lab.run_all(page)
    shown(page, 20)
    for i in (19, 0, 7):
        handle = page.locator(".dials-panel").nth(i).get_by_role("slider").first
        focus(handle)
        page.keyboard.press("End")
        page.wait_for_function(
            "i => document.querySelectorAll('.dials-text')[i].textContent.includes('a = 5')", arg=i
        )
    assert (
        len(re.findall("5", lab.python(page, "print([p.values['a'] for p in (p19, p0, p7)])"))) == 3
    )
    assert not page.said
    page.close()
