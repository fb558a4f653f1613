"""Panels and guesses are printed, too: on a console that may lack a letter of theirs."""

import sys
from typing import Any


def show_what_it_can() -> None:
    """Let a console without some letters (an old code page of Windows) show "?" in their place."""
    streams: list[Any] = [sys.stdout, sys.stderr]
    for stream in streams:
        encoding = getattr(stream, "encoding", None) or "utf-8"
        if hasattr(stream, "reconfigure") and encoding.lower() not in ("utf-8", "utf8"):
            stream.reconfigure(errors="replace")
