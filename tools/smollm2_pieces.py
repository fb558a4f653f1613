"""Keep how SmolLM2's tokenizer cuts the texts of the notebook on tokens.

    python -m tools.smollm2_pieces tokenizer.json

`tokenizer.json` is the model's own, as its makers publish it.
"""

import json
import sys
from pathlib import Path

from course_utils.lessons.tokens.real import as_text, committed
from course_utils.tokens import load

KEPT = Path(__file__).resolve().parent.parent / "course_utils/lessons/tokens/smollm2_pieces.json"


def main(path: str) -> None:
    """Cut the texts that are in the table anew with the tokenizer of a file."""
    tokenizer = load(path)
    cuts = {text: as_text(tokenizer, text) for text in committed()}
    KEPT.write_text(json.dumps(cuts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
