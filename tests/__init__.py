"""What one run has compiled, the next need not, be it a test or a kernel of a notebook under test.

It takes away half of the time of a second run, and no digit differs. Each of the two processes that
run tests has a folder of its own, since nothing keeps them from writing one file at once. (JAX
locks the folder if it has a limit, and then looks at every file of it for each one that it adds.)
A process that is killed while it writes leaves half a file: that is compiled anew, without a word.
"""

import os
from pathlib import Path

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")

os.environ |= {
    "JAX_COMPILATION_CACHE_DIR": str(Path(__file__).parent.parent / ".venv" / "compiled" / WORKER),
    "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0.1",
    "PYTHONWARNINGS": "ignore:Error reading persistent compilation cache",
}
