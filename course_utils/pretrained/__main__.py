"""python -m course_utils.pretrained: fetch both models now, so that nobody waits later."""

import sys

from . import NotFetched, fetch_all

if __name__ == "__main__":
    try:
        fetch_all()
    except NotFetched as reason:
        sys.exit(str(reason))
