"""Write small GGUF files, by the format's own words, for tests."""

import struct
from pathlib import Path
from typing import Any

import numpy as np

KINDS = {int: 4, float: 6, bool: 7, str: 8}
F32, F16, Q4_0, Q4_1, Q8_0 = 0, 1, 2, 3, 8


def text(words: str) -> bytes:
    raw = words.encode()
    return struct.pack("<Q", len(raw)) + raw


def value(what: Any) -> bytes:
    if isinstance(what, list):
        kind = KINDS[type(what[0])]
        return struct.pack("<IQ", kind, len(what)) + b"".join(map(value, what))
    if isinstance(what, str):
        return text(what)
    return struct.pack({bool: "<?", int: "<I", float: "<f"}[type(what)], what)


def setting(name: str, what: Any) -> bytes:
    kind = 9 if isinstance(what, list) else KINDS[type(what)]
    return text(name) + struct.pack("<I", kind) + value(what)


def packed(array: np.ndarray, kind: int) -> bytes:
    """Blocks whose a, b and q are what the numbers ask for, so that they come back exactly."""
    if kind in (F32, F16):
        return array.astype({F32: "<f4", F16: "<f2"}[kind]).tobytes()
    blocks = []
    for block in array.reshape(-1, 32):
        if kind == Q8_0:
            blocks.append(struct.pack("<e32b", 1 / 16, *(block * 16).astype(int)))
            continue
        low = -8 / 16 if kind == Q4_0 else float(block.min())
        q = ((block - low) * 16).astype(int)
        halves = bytes(int(a) | int(b) << 4 for a, b in zip(q[:16], q[16:], strict=True))
        lowest = b"" if kind == Q4_0 else struct.pack("<e", low)
        blocks.append(struct.pack("<e", 1 / 16) + lowest + halves)
    return b"".join(blocks)


Arrays = dict[str, tuple[np.ndarray, int]]


def write(path: Path, settings: dict[str, Any], arrays: Arrays, version: int = 3) -> None:
    head = b"GGUF" + struct.pack("<IQQ", version, len(arrays), len(settings))
    head += b"".join(setting(name, what) for name, what in settings.items())
    body = b""
    for name, (array, kind) in arrays.items():
        body += b"\0" * (-len(body) % 32)
        axes = array.shape[::-1]
        head += text(name) + struct.pack(f"<I{len(axes)}Q", len(axes), *axes)
        head += struct.pack("<IQ", kind, len(body))
        body += packed(array, kind)
    path.write_bytes(head + b"\0" * (-len(head) % 32) + body)
