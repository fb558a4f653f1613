"""Texts of our own on which the models are held against reference implementations."""

PROMPTS = (
    "The red kite circles above the village, and the children on the hill",
    "<|im_start|>user\nName three things that float on water.<|im_end|>\n<|im_start|>assistant\n",
    "def area(width, height):\n    return width * height\n\nprint(area(3, 14",
    "In 1969, 12 men from 2 countries measured 3,476 km; the answer was",
    "Zwei Äpfel, trois pommes, 三つのりんご 🍎 — and in English:",
)
CONTINUED = 60  # tokens that follow each of them, the likeliest each time

SENTENCES = (
    "A cat sleeps on the warm stove.",
    "The kitten dozes near the oven.",
    "Interest rates rose by half a per cent.",
    "",
    "Où est la bibliothèque ? ЖИЗНЬ 生活 !!!",
    "one two three four five six seven eight nine ten. " * 60,
)
