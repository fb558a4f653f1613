"""Who wants to know when a goal is reached or a prediction made."""

import warnings

listeners = []  # functions (kind, name, value), kind being "goal" or "prediction"


def tell(kind, name, value):
    """Call every listener; one that raises is named in a warning and does not stop the rest."""
    for listener in list(listeners):
        try:
            listener(kind, name, value)
        except Exception as error:
            warnings.warn(f"{listener!r} raised {error!r}", stacklevel=2)
