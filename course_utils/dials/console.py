"""Panels and guesses are printed, too: on a console that may lack a letter of theirs."""

import sys


def show_what_it_can() -> None:
    """Let a console without some letters (an old code page of Windows) show "?" in their place."""
    for stream in (sys.stdout, sys.stderr):
        encoding = getattr(stream, "encoding", None) or "utf-8"
        if hasattr(stream, "reconfigure") and encoding.lower() not in ("utf-8", "utf8"):
            stream.reconfigure(errors="replace")
