"""`make test-anywhere`: every notebook shows what is committed, whatever the machine.

Three machines that are not this one are imitated, from outside: through the environment of the
kernel, and through a file that IPython runs before the first cell.
"""

import platform
import re
import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest

from tests.test_notebooks import cells, each_notebook, notebook_file, read, run_strictly

pytestmark = pytest.mark.slow

OTHER_DRAWS = Path(__file__).with_name("other_draws.py")
MACHINES = {
    "draws": {"NPROC": "8"},  # XLA takes its number of threads from NPROC
    "one_thread": {"NPROC": "1"},
    "old_processor": {  # XLA, NumPy's own loops, and the matrix products that NumPy calls
        "XLA_FLAGS": "--xla_cpu_max_isa=SSE4_2",
        "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL AVX512_SPR",
        "OPENBLAS_CORETYPE": "Nehalem",
    },
}


def processor() -> str:
    """What Linux knows of the processor; elsewhere nothing."""
    told = Path("/proc/cpuinfo")
    return told.read_text() if told.exists() else ""


INTEL = pytest.mark.skipif(
    platform.machine() not in ("x86_64", "AMD64"), reason="this processor has no SSE"
)


@pytest.fixture
def imitate(tmp_path, request):
    """The environment variables that imitate a machine: a function of its name."""

    def variables(machine: str) -> dict[str, str]:
        settings = MACHINES[machine] | {"DIALS_SWEEP": "0"}  # `make test` has swept the dials
        if machine == "draws":
            startup = tmp_path / "ipython" / "profile_default" / "startup"
            startup.mkdir(parents=True)
            shutil.copy(OTHER_DRAWS, startup)
            settings["IPYTHONDIR"] = str(tmp_path / "ipython")
        return settings

    return variables


@pytest.mark.anywhere
@each_notebook
@pytest.mark.parametrize(
    "machine", [pytest.param(name, marks=INTEL if "old" in name else ()) for name in MACHINES]
)
def test_shows_the_same_on(machine, path, imitate):
    done = run_strictly(path, **imitate(machine))
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert f"{len(cells(path, 'code'))} passed" in done.stdout


def failing(done: subprocess.CompletedProcess) -> set[int]:
    """Numbers of the cells that showed something else than what is committed."""
    return {int(number) for number in re.findall(r"Cell (\d+): Cell outputs differ", done.stdout)}


DRAWS = [
    "import jax\nkey = jax.random.key(0)\ndrawn = jax.random.normal(key, (5,))",
    "drawn = jax.random.uniform(key, (5,))",
    "drawn = jax.random.truncated_normal(key, -2.0, 2.0, (5,))",
    "drawn = jax.jit(lambda key: jax.random.gumbel(key, (5,)))(key)",
    "from jax.random import normal\ndrawn = normal(key, (5,))",
    "from course_utils.transformer import Config, init\n"
    "sizes = dict(vocab=5, context=4, layers=1, width=4, heads=2)\n"
    "drawn = [leaf.sum() for leaf in jax.tree.leaves(init(key, Config(**sizes)))]",
]
NOT_DRAWN = [  # keys, whole numbers, yes or no, what is only shuffled; and six digits of a draw
    "key",
    "jax.random.split(key, 5)",
    "jax.random.randint(key, (5,), 0, 1000), jax.random.bernoulli(key, 0.5, (5,))",
    "jax.random.permutation(key, jax.numpy.arange(5) / 7).tobytes().hex()",
    "[f'{x:.3f}' for x in jax.random.normal(key, (5,)).tolist()]",
]


def test_the_kernels_draws_are_disturbed_and_nothing_else(tmp_path, imitate):
    shown = [source + "\n[float(x).hex() for x in drawn]" for source in DRAWS]
    path = notebook_file(tmp_path, *shown, *NOT_DRAWN)
    done = run_strictly(path, **imitate("draws"))
    assert failing(done) == set(range(len(DRAWS))), done.stdout
    assert run_strictly(path).returncode == 0


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="threads are counted in /proc")
@pytest.mark.parametrize("threads", ["1", "8"])
def test_xla_computes_with_as_many_threads_as_it_is_told(threads, tmp_path):
    source = (
        "from pathlib import Path\n"
        "import jax.numpy as jnp\n"
        "computed = float(jnp.ones((300, 300)).sum())\n"
        "names = [(task / 'comm').read_text() for task in Path('/proc/self/task').iterdir()]\n"
        "print(sum('XLAEigen' in name for name in names))"
    )
    path = notebook_file(tmp_path, source, outputs=False)
    shown = nbformat.v4.new_output("stream", name="stdout", text=f"{threads}\n")
    notebook = read(path)
    notebook.cells[0] |= {"outputs": [shown], "execution_count": 1}
    nbformat.write(notebook, path)
    assert run_strictly(path, NPROC=threads).returncode == 0


@INTEL
@pytest.mark.skipif("avx2" not in processor(), reason="this processor is not newer")
def test_an_older_processor_computes_in_another_order(tmp_path, imitate):
    cells = [
        "import jax, jax.numpy as jnp, numpy as np\n"
        "x = np.cos(np.arange(4096, dtype='f')).reshape(64, 64)\n"
        "np.asarray(jax.jit(lambda x: jnp.tanh(x) * x + jnp.exp(x) @ x)(x)).tobytes().hex()",
        "np.exp(x).tobytes().hex()",
        "(x @ x).tobytes().hex()",
    ]
    path = notebook_file(tmp_path, *cells)
    assert run_strictly(path).returncode == 0
    done = run_strictly(path, **imitate("old_processor"))
    assert failing(done) == {0, 1, 2}, done.stdout
