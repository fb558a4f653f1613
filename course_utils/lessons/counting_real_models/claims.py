"""What is said of ten models' sizes, by whom, beside what their plans give."""

from typing import NamedTuple

from .plans import PLANS, total


class Claim(NamedTuple):
    """A figure that is said of a model."""

    model: str
    millions: float
    by: str


CLAIMS = (
    Claim("GPT-1", 117, "GPT-2 paper, 2019"),
    Claim("GPT-2", 117, "GPT-2 paper, 2019"),
    Claim("GPT-2 XL", 1542, "GPT-2 paper, 2019"),
    Claim("GPT-3", 175_000, "its paper, 2020"),
    Claim("BERT base", 110, "its paper, 2018"),
    Claim("BERT base MLM", 110, "its paper, 2018"),
    Claim("BERT large", 340, "its paper, 2018"),
    Claim("BERT large MLM", 340, "its paper, 2018"),
    Claim("T5 small", 60, "its paper, 2019"),
    Claim("T5 base", 220, "its paper, 2019"),
    Claim("T5 large", 770, "its paper, 2019"),
    Claim("T5 11B", 11_000, "its paper, 2019"),
    Claim("XLNet base LM", 110, "circulates"),
    Claim("XLNet large LM", 340, "circulates"),
    Claim("SmolLM2-135M", 135, "its name, 2024"),
    Claim("Grok-1", 314_000, "xAI, 2024"),
    Claim("DeepSeek-V3", 671_000, "its report, 2024"),
    Claim("DeepSeek-V3 with routing bias", 671_000, "its report, 2024"),
)

# Year and month of the paper or of the release, as a decimal.
PUBLISHED_IN = {
    "GPT-1": 2018.45,
    "BERT large": 2018.78,
    "GPT-2 XL": 2019.12,
    "XLNet large LM": 2019.46,
    "T5 11B": 2019.81,
    "GPT-3": 2020.41,
    "Grok-1": 2024.21,
    "SmolLM2-135M": 2024.84,
    "DeepSeek-V3": 2024.98,
}


def said_and_counted() -> None:
    """Print each model's claimed and counted size, and how far the claim is off."""
    print(f"{'model':30}{'said (million)':>15}{'counted':>18}{'said is off by':>16}  said by")
    for model, millions, by in CLAIMS:
        n = total(PLANS[model]())
        off = f"{millions * 1e6 / n - 1:+.1%}".replace("-", "−")
        print(f"{model:30}{millions:>15,.0f}{n:>18,}{off:>16}  {by}")
