"""Who wants to know when a goal is reached or a guess made."""

import warnings
from collections.abc import Callable
from typing import Any

# Functions (kind, name, value), kind being "goal" or "guess".
listeners: list[Callable[[str, str, Any], object]] = []


def notify(kind: str, name: str, value: Any) -> None:
    """Call every listener; one that raises is named in a warning and does not stop the others."""
    for listener in list(listeners):
        try:
            listener(kind, name, value)
        except Exception as error:
            warnings.warn(f"{listener!r} raised {error!r}", stacklevel=2)
