"""The names that learners may choose: letters and digits of any script, spaces and hyphens."""

import hashlib
import unicodedata
from urllib.parse import quote

LONGEST = 24
LONGEST_FOLDER = 240  # letters, which file systems can name
# Letters that nobody sees, with which one name could be made to look like another.
UNSEEN = {0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), *range(0xFE00, 0xFE10)}
UNSEEN |= {*range(0xE0100, 0xE01F0)}


def normal(name: str) -> str:
    """A name as it is kept: the same for "José  Pérez", "jose\u0301 pérez" and "JOSÉ-PÉREZ".

    ValueError, with a sentence for whoever chose it, if it can be none.
    """
    if len(name) > 20 * LONGEST:
        raise ValueError(f"A name has at most {LONGEST} letters.")
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    plain = "-".join(plain.replace("-", " ").split())
    if not plain:
        raise ValueError("Choose a name: letters and digits, as you like.")
    if len(plain) > LONGEST:
        raise ValueError(f"A name has at most {LONGEST} letters.")
    wrong = [letter for letter in plain if letter != "-" and not _may_be(letter)]
    if wrong or not any(unicodedata.category(letter)[0] in "LN" for letter in plain):
        raise ValueError("A name is made of letters, digits, spaces and hyphens alone.")
    return plain


def _may_be(letter: str) -> bool:
    if ord(letter) in UNSEEN:
        return False
    return unicodedata.category(letter) in {"Ll", "Lo", "Lm", "Mn", "Mc", "Nd"}


def folder_name(name: str) -> str:
    """The name of a learner's folder: ASCII, and different for different names."""
    folder = quote(normal(name), safe="").replace("%", "_").lower()
    if len(folder) <= LONGEST_FOLDER:
        return folder
    return f"{folder[:100]}-{hashlib.sha256(folder.encode()).hexdigest()}"
