"""May this process have the addresses that JAX needs? Asked when this module is imported, before
JAX is: where addresses end, JAX raises no error, the process is gone without a word.
"""

import importlib
import os
from typing import Any

JAX: int = 1_800_000_000  # bytes of addresses that JAX itself reserves, most of it never used
resource: Any = importlib.import_module("resource") if os.name == "posix" else None


def limit() -> int | None:
    """Bytes of addresses that this process may have; None: as many as it likes, or nobody knows."""
    if resource is None:
        return None
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    return None if soft == resource.RLIM_INFINITY else soft


def check_addresses() -> None:
    """MemoryError, in a sentence, if this process may not have the addresses that JAX needs."""
    most = limit()
    if most is not None and most < JAX:
        raise MemoryError(
            f"This process may use {most / 1e9:.1f} GB of addresses (RLIMIT_AS), and JAX with a "
            "model needs about 3. Please start it with more: ulimit -v unlimited"
        )


check_addresses()
