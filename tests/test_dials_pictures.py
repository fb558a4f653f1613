"""Quick pictures against full ones, pixel for pixel, on views of many kinds."""

import random
import zlib

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from course_utils.dials import Choice, Dial, panel, png
from course_utils.dials.dial import Dial as _Dial  # noqa: F401
from course_utils.dials.sweep import check_picture
from tests.dials_views import OPTIONS, VIEWS, lines
