"""JupyterLab or Notebook 7 on this machine, on a copy of a folder, and Chromium looking at it.

with Lab(folder) as lab, tools.browser.chromium() as browser:
    page = lab.open(browser, "01_two_dials.ipynb")
    lab.run_all(page)
"""

import base64
import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
from playwright.sync_api import expect

PATIENCE = 120  # seconds that anything may take on a busy machine
LAB, NOTEBOOK = "jupyterlab", "notebook"  # front ends, by the name of their package


class Lab:
    """A JupyterLab server with a token on a free port of 127.0.0.1.

    It works on a copy of `folder` in a temporary place, with configuration and runtime files of
    its own, so that neither the repository nor a learner's settings are touched.
    front: LAB or NOTEBOOK.  prefix: the path below which a hub would put it, "/user/ada/".
    without: extensions of the front end that are switched off.
    """

    def __init__(self, folder=None, environment=None, front=LAB, prefix="/", without=()):
        self.front, self.prefix, self.without = front, prefix, without
        self.home = Path(tempfile.mkdtemp(prefix="lab-"))
        self.root = self.home / "files"
        if folder is None:
            self.root.mkdir()
        else:
            leave = shutil.ignore_patterns(".ipynb_checkpoints", ".git", ".venv")
            shutil.copytree(folder, self.root, ignore=leave)
        self.environment, self.token = environment or {}, secrets.token_hex(16)

    def __enter__(self):
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}{self.prefix.rstrip('/')}"
        self.log = (self.home / "log.txt").open("w")
        self.server = subprocess.Popen(
            self._command(),
            env=self._environment(),
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.server.send_signal(signal.SIGTERM)  # the server ends its kernels
        try:
            self.server.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()
        self.log.close()
        shutil.rmtree(self.home, ignore_errors=True)

    def write(self, name, *cells):
        """Put a notebook of these code cells into the folder."""
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell, id=f"cell-{i}") for i, cell in enumerate(cells)],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        )
        nbformat.write(notebook, self.root / name)

    def open(self, browser, name, width=1280, height=900, **options):
        """A page with the notebook open and its kernel ready.  `page.said` gathers complaints."""
        page = browser.new_page(viewport={"width": width, "height": height}, **options)
        page.set_default_timeout(PATIENCE * 1000)
        page.said = []
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("console", lambda said: said.type == "error" and page.said.append(said.text))
        workspace = secrets.token_hex(4)  # else JupyterLab opens what other pages had open
        place = f"lab/workspaces/{workspace}/tree" if self.front == LAB else "notebooks"
        page.goto(f"{self.address}/{place}/{name}?token={self.token}")
        page.wait_for_selector(".jp-Notebook .jp-Cell")
        self.wait_idle(page)
        return page

    def run_all(self, page):
        """Run every cell and wait until Python has nothing more to do."""
        page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
        self.wait_idle(page)

    def command(self, page, name):
        """Start a command of JupyterLab, such as "kernelmenu:restart", which may ask something."""
        page.evaluate("name => { window.jupyterapp.commands.execute(name); }", name)

    def python(self, page, code):
        """Run code in the page's kernel, beside the cells; what it printed, tracebacks too."""
        return page.evaluate(
            """async (code) => {
                const session = window.jupyterapp.shell.currentWidget.sessionContext.session;
                const future = session.kernel.requestExecute({code, store_history: false});
                let said = '';
                future.onIOPub = ({header, content}) => {
                    if (header.msg_type === 'stream') said += content.text;
                    if (header.msg_type === 'error') said += content.traceback.join('\\n');
                };
                await future.done;
                return said;
            }""",
            code,
        )

    def wait_idle(self, page):
        """Wait until the kernel is connected and idle and no cell is waiting."""
        page.wait_for_function(
            """() => {
                const notebook = window.jupyterapp?.shell.currentWidget;
                const kernel = notebook?.sessionContext?.session?.kernel;
                const waits = [...document.querySelectorAll('.jp-InputArea-prompt')];
                return kernel?.connectionStatus === 'connected' && kernel.status === 'idle'
                    && !waits.some((prompt) => prompt.textContent.includes('[*]'));
            }"""
        )

    def _command(self):
        command = [sys.executable, "-m", self.front, "--no-browser", "--allow-root"]
        command += ["--ip=127.0.0.1", f"--port={self.port}", "--ServerApp.port_retries=0"]
        command += [f"--IdentityProvider.token={self.token}", f"--ServerApp.root_dir={self.root}"]
        command += [f"--ServerApp.base_url={self.prefix}"]
        app = {LAB: "LabApp", NOTEBOOK: "JupyterNotebookApp"}[self.front]
        return [*command, f"--{app}.expose_app_in_browser=True"]

    def _environment(self):
        off = ["@jupyterlab/apputils-extension:announcements", *self.without]  # looks for news
        quiet = {"disabledExtensions": dict.fromkeys(off, True)}
        folder = self.home / "config" / "labconfig"
        folder.mkdir(parents=True)
        (folder / "page_config.json").write_text(json.dumps(quiet))
        own = {
            "JUPYTER_CONFIG_DIR": "config",
            "JUPYTER_DATA_DIR": "data",
            "JUPYTER_RUNTIME_DIR": "runtime",
            "JUPYTERLAB_SETTINGS_DIR": "settings",
            "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
            "IPYTHONDIR": "ipython",
            "DIALS_DATA": "progress",
        }
        places = {name: str(self.home / place) for name, place in own.items()}
        return os.environ | places | self.environment

    def _wait(self):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.server.poll() is not None:
                break
            with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                url = f"{self.address}/api/status?token={self.token}"
                with urllib.request.urlopen(url, timeout=5):
                    return
            time.sleep(0.1)
        raise RuntimeError(f"JupyterLab did not start:\n{(self.home / 'log.txt').read_text()}")


def shown(page, count):
    """Wait until so many panels on the page show a picture."""
    page.wait_for_function(
        """count => {
            const pictures = [...document.querySelectorAll('.dials-picture')];
            return pictures.filter((picture) => picture.ariaLabel).length === count;
        }""",
        arg=count,
    )


def until(page, holds):
    """Wait until a condition holds that only Python can tell."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "what was waited for never came"
        page.wait_for_timeout(50)


def focus(control):
    """Put the keyboard on a dial, a field or an answer, once it is awake: else a key is lost."""
    control.page.wait_for_function("node => !node.disabled", arg=control.element_handle())
    control.focus()


def slider(page, name):
    return page.locator(".dials-panel").first.get_by_role("slider", name=name)


def says(page, words, where=".dials-text"):
    """Wait until the first panel shows these words."""
    expect(page.locator(where).first).to_contain_text(words)


def restart(page):
    """A new kernel for the page's notebook, as the restart button gives."""
    page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")


def picture(page, number=0):
    """The PNG that the panel of that number shows."""
    script = "number => document.querySelectorAll('.dials-picture')[number].toDataURL()"
    return base64.b64decode(page.evaluate(script, number).split(",")[1])


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
