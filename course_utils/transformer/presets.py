"""Plans with a name: those that the course trains, and one of a real model."""

from .config import Config


def quick(vocab: int, context: int = 64) -> Config:
    """A plan for short runs (0.76 million parameters at V = 100): what can be had without learning
    is built in. Near tokens matter most ("alibi"); the three tokens before are heard without any
    attention (`short_conv`); blocks fade in (`init`). And two wide blocks, not four narrow ones.
    """
    plan = {"layers": 2, "width": 176, "heads": 4, "positions": "alibi"}
    return Config(vocab, context, **plan, short_conv=3, init="small_residual")


def storyteller(vocab: int, context: int = 88) -> Config:
    """A plan for the tales (0.26 million parameters at V = 493): one block, because what a tale
    asks for was said in it, a few words from a cue, and one look finds it. The six tokens before
    say which cue it is (`short_conv`); no position counts more than another ("none"), and attention
    starts out repeating what it looks at ("mimetic").
    """
    plan = {"layers": 1, "width": 128, "heads": 4, "positions": "none"}
    return Config(vocab, context, **plan, short_conv=6, init="mimetic")


# SmolLM2-135M: the plan in the `config.json` that its makers publish with it (Hugging Face, 2024).
SMOLLM2_135M = Config(
    vocab=49_152,
    context=8192,
    layers=30,
    width=576,
    heads=9,
    kv_heads=3,
    hidden=1536,
    mlp="gated",
    activation="silu",
    rope_base=100_000.0,
)
