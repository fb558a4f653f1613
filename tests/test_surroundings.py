"""Notebooks in the surroundings of a learner who has settings of their own.

All of these at once: a home with a space and letters that are not English; matplotlib with LaTeX, a
dark style, a font that is not there and a backend that opens windows; JAX in 64 bits; a locale with
decimal commas; every warning of the course's own code an error.
"""

import os
import subprocess
import sys

import pytest

from tests.test_notebooks import NOTEBOOKS, cells, run_strictly

pytestmark = pytest.mark.slow

MATPLOTLIBRC = """
text.usetex: True
font.family: No Such Font
figure.facecolor: black
axes.facecolor: black
axes.prop_cycle: cycler('color', ['111111', '222222'])
lines.linewidth: 9
savefig.dpi: 300
"""
STARTUP = """
import locale
import warnings

for name in ("de_DE.UTF-8", "fr_FR.UTF-8"):
    try:
        locale.setlocale(locale.LC_ALL, name)
        break
    except locale.Error:
        pass  # this machine has none of them
warnings.filterwarnings("error", module="course_utils")
"""


@pytest.mark.parametrize("number", ["01", "08", "12"])
def test_a_notebook_shows_the_same_in_odd_surroundings(number, tmp_path):
    home = tmp_path / "Łucja Müller's home"
    startup = home / ".ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00-mine.py").write_text(STARTUP, encoding="utf-8")
    settings = home / "matplotlibrc"
    settings.write_text(MATPLOTLIBRC, encoding="utf-8")
    path = next(path for path in NOTEBOOKS if path.stem.startswith(number))
    done = run_strictly(
        path,
        HOME=str(home),
        IPYTHONDIR=str(home / ".ipython"),
        MATPLOTLIBRC=str(settings),
        MPLBACKEND="TkAgg",
        JAX_ENABLE_X64="1",
        LC_ALL="C.UTF-8",
        DIALS_SWEEP="0",
    )
    assert done.returncode == 0, done.stdout[-12000:] + done.stderr[-2000:]
    assert f"{len(cells(path, 'code'))} passed" in done.stdout


def python(code: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", code], env=os.environ | environment, capture_output=True
    )


@pytest.mark.parametrize("first", ["import jax", "pass"])
def test_where_no_graphics_card_is_the_processor_computes(first, tmp_path):
    code = (
        f"{first}\nfrom course_utils import progress\nprogress.start('01_two_dials')\n"
        "import jax\nprint(jax.numpy.arange(3).sum(), jax.devices()[0].platform)"
    )
    done = python(code, JAX_PLATFORMS="cuda", DIALS_DATA=str(tmp_path))
    assert done.stdout.split() == [b"3", b"cpu"], done.stderr[-500:]


def test_a_console_that_lacks_letters_shows_what_it_can():
    code = "import course_utils.dials\nprint('a = −2.0 → ½', '\\u2014', 'b = 1')"
    done = python(code, PYTHONIOENCODING="cp1252", PYTHONUTF8="0")
    assert done.returncode == 0 and done.stdout.decode("cp1252").strip() == "a = ?2.0 ? ½ — b = 1"
