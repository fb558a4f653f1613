"""Notebooks in the surroundings of a learner who has settings of their own.

All of these at once: a home with a space and letters that are not English; matplotlib with LaTeX, a
dark style, a font that is not there and a backend that opens windows; JAX in 64 bits; a locale with
decimal commas; every warning of the course's own code an error.
"""

import pytest

from tests.test_notebooks import NOTEBOOKS, cells, run_strictly

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
