"""What a learner does to a notebook besides turning dials: leaves it for the night, loads its page
again, opens it twice, restarts or interrupts Python. In JupyterLab, in Notebook 7 under a hub's
prefix, and in a front end that has no files of ours.
"""

import pytest
from playwright.sync_api import expect

from tests.browser.cells import BUTTON, GUESS, SETUP
from tests.browser.lab import NOTEBOOK, Lab, focus, picture, says, shown, slider

pytestmark = pytest.mark.slow

FRONTS = {
    "JupyterLab": {},
    "Notebook 7 under a hub's prefix": {"front": NOTEBOOK, "prefix": "/user/ada/"},
}
PANEL = "two = panel(straight, a=A)\ntwo"
TRAIN = """
import jax
from course_utils.train import Settings, fit
from course_utils.transformer import Config, init
config = Config(vocab=11, context=8, layers=1, width=16, heads=2, hidden=32)
def watch(step, params, history):
    two.set(a=step % 40 / 10)
    if step == 8:
        print("under way")
long = Settings(steps=10**6, batch=4, every=4)
run = fit(init(jax.random.key(0), config), np.arange(300) % 11, config, long, on_progress=watch)
"""
EVERY = (
    "[...document.querySelectorAll('.dials-text')].every((t) => t.textContent.includes('a = 5,'))"
)


@pytest.fixture(scope="module", params=FRONTS.values(), ids=FRONTS)
def front(request):
    with Lab(**request.param) as running:
        yield running


@pytest.fixture
def open_notebook(front, browser):
    """open_notebook(*cells) -> a page on which they have run; nothing may complain afterwards."""
    opened = []

    def go(name, *cells):
        if cells:
            front.write(name, *cells)
        page = front.open(browser, name, height=1600)
        page.said.clear()  # Notebook 7 complains of a setting of its own as it opens
        opened.append(page)
        if cells:
            front.run_all(page)
        return page

    yield go
    # JupyterLab's debugger complains of a kernel that is gone before it was asked.
    said = [[words for words in page.said if "debugger state" not in words] for page in opened]
    for page in opened:
        page.close()
    assert not any(said), said


def turn_to_the_end(page):
    focus(slider(page, "a, slope"))
    page.keyboard.press("End")
    says(page, "line with a = 5, b = 0")


def save(page):
    page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")


def test_a_panel_shown_twice_shows_its_picture_twice(front, open_notebook):
    page = open_notebook("twice.ipynb", SETUP, PANEL, "two")
    shown(page, 2)
    assert picture(page, 0) == picture(page, 1)
    turn_to_the_end(page)
    page.wait_for_function(EVERY)
    assert picture(page, 0) == picture(page, 1)
    page.locator(".jp-InputArea-editor").nth(2).click()
    page.keyboard.press("Control+Enter")  # a new view in place of the second
    front.wait_idle(page)
    shown(page, 2)
    page.wait_for_function(EVERY)
    assert picture(page, 0) == picture(page, 1)


def test_two_tabs_agree(open_notebook):
    one = open_notebook("tabs.ipynb", SETUP, PANEL)
    shown(one, 1)
    turn_to_the_end(one)
    save(one)
    other = open_notebook("tabs.ipynb")
    shown(other, 1)
    says(other, "line with a = 5, b = 0")
    focus(slider(other, "a, slope"))
    other.keyboard.press("Home")
    for page in (other, one):
        says(page, "line with a = -5, b = 0")
    assert picture(one) == picture(other)


def test_a_page_that_is_loaded_again_shows_where_the_dials_stand(open_notebook):
    page = open_notebook("reload.ipynb", SETUP, PANEL)
    shown(page, 1)
    turn_to_the_end(page)
    save(page)
    page.reload()
    shown(page, 1)
    says(page, "line with a = 5, b = 0")
    focus(slider(page, "a, slope"))
    page.keyboard.press("Home")
    says(page, "line with a = -5, b = 0")
    page.said.clear()  # as when it opened


def test_a_restarted_kernel_is_told_in_words_and_runs_all_again(front, open_notebook):
    page = open_notebook("restart.ipynb", SETUP, PANEL)
    shown(page, 1)
    turn_to_the_end(page)
    front.command(page, "kernelmenu:restart")
    page.locator(".jp-Dialog .jp-mod-accept").click()
    says(page, "Run its cell again", ".dials-problem")
    front.wait_idle(page)
    expect(slider(page, "a, slope")).to_be_disabled()
    expect(page.locator(".dials-picture")).to_have_attribute("aria-label", "line with a = 5, b = 0")
    front.command(page, "runmenu:restart-and-run-all")
    page.locator(".jp-Dialog .jp-mod-accept").click()
    says(page, "line with a = 1, b = 0")
    shown(page, 1)
    turn_to_the_end(page)


def test_an_interrupt_in_the_middle_of_training_leaves_panel_and_run_whole(front, open_notebook):
    page = open_notebook("interrupt.ipynb", SETUP, PANEL)
    shown(page, 1)
    page.evaluate(
        """source => {
            const { commands, shell } = window.jupyterapp;
            const notebook = shell.currentWidget.content;
            notebook.activeCellIndex = 1;
            commands.execute('notebook:insert-cell-below').then(() => {
                notebook.activeCell.model.sharedModel.setSource(source);
                commands.execute('notebook:run-cell');
            });
        }""",
        TRAIN,
    )
    page.get_by_text("under way", exact=True).wait_for()
    front.command(page, "kernelmenu:interrupt")
    page.get_by_text("Stopped after").wait_for()
    front.wait_idle(page)
    assert front.python(page, "print(run.stopped)").strip() == "True"
    turn_to_the_end(page)


def test_a_saved_notebook_that_is_opened_again_sleeps_with_its_last_picture(front, open_notebook):
    page = open_notebook("night.ipynb", SETUP, PANEL, GUESS, BUTTON)
    shown(page, 1)
    turn_to_the_end(page)
    before = picture(page)
    save(page)
    page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    page.close()
    page = open_notebook("night.ipynb")
    page.locator(".dials-text").first.wait_for()
    says(page, "run this cell again", ".dials-problem")
    assert picture(page) == before
    expect(page.locator(".dials-text").first).to_have_text("line with a = 5, b = 0")
    expect(page.locator(".dials-number").first).to_have_value("5")
    expect(slider(page, "a, slope")).to_be_disabled()
    expect(page.locator(".jp-Notebook")).not_to_contain_text("model not found")
    page.get_by_label("up", exact=True).check()
    page.get_by_role("button", name="Commit").click()
    says(page, "run this cell again", ".dials-guess .dials-said")
    page.get_by_role("button", name="Forget it").click()
    page.get_by_role("button", name="Yes").click()
    page.get_by_text("run this cell again to wake the button").wait_for()
    front.run_all(page)
    shown(page, 1)
    says(page, "line with a = 1, b = 0")
    expect(slider(page, "a, slope")).to_be_enabled()


def test_a_front_end_without_widgets_shows_the_pictures_and_the_questions(browser):
    """Before and after the night: what it shows needs nothing but the notebook's file."""
    with Lab(without=["@jupyter-widgets/jupyterlab-manager"]) as bare:
        bare.write("bare.ipynb", SETUP, PANEL, GUESS, BUTTON)
        page = bare.open(browser, "bare.ipynb", height=1600)
        bare.run_all(page)
        page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
        for _ in range(2):
            image = page.locator(".jp-OutputArea-output img")
            expect(image).to_have_js_property("naturalWidth", 700)
            expect(page.get_by_text("Your guess first. Up or down?")).to_be_visible()
            expect(page.get_by_text("A button, once this cell is run: Forget it.")).to_be_visible()
            outputs = page.locator(".jp-OutputArea-output")
            expect(outputs.filter(has_text="Error")).to_have_count(0)
            page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
            page.close()
            page = bare.open(browser, "bare.ipynb", height=1600)
        page.close()
