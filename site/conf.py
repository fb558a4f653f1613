"""Sphinx's settings for the course's pages; `make site` calls it."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from tools import links  # noqa: E402

project = "The dials inside a language model"
author = "the course's authors"
copyright = "the course's authors. Text: CC BY 4.0, code: MIT"
version = release = links.project()["version"]
language = "en"

extensions = ["myst_nb", "course_site.extension"]
nb_execution_mode = "off"
nb_merge_streams = True
myst_enable_extensions = ["dollarmath", "colon_fence"]
suppress_warnings = ["myst.header"]

html_theme = "pydata_sphinx_theme"
html_title = project
html_favicon = str(HERE / "course_site/static/dial.svg")
html_context = {"default_mode": "auto"}
html_use_index = False
html_math_renderer = "mathml"
templates_path = [str(HERE / "course_site/templates")]
html_sidebars = {"**": ["course.html"]}
html_show_sourcelink = html_copy_source = False
html_theme_options = {
    "navbar_align": "content",
    "navbar_center": [],
    "navbar_persistent": ["search-button"],
    "navbar_end": ["theme-switcher"],
    "secondary_sidebar_items": ["page-toc"],
    "show_prev_next": True,
    "footer_start": ["copyright"],
    "footer_end": [],
}
