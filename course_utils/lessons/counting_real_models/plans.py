"""Models as sums: how many dials each part of each layer has, from the figures of a plan alone.

The library builds the shapes of every array and counts those (`course_utils.families`). Here it is
the pencil's way: a matrix has its length times its width. A test holds that both agree.
"""

from collections.abc import Callable
from typing import NamedTuple


class Share(NamedTuple):
    """Some dials that sit together."""

    layer: int  # 0: in front of the first block; L + 1: behind the last
    part: str  # one of PARTS
    kind: str  # "embedding", "weight", "bias" or "norm", as in `count`
    count: int
    asleep: int = 0  # how many of them one token never meets


PARTS = ("embedding", "attention", "feed-forward", "experts", "the rest")
Shares = list[Share]


def total(shares: Shares) -> int:
    """All dials."""
    return sum(share.count for share in shares)


def active(shares: Shares) -> int:
    """Those that one token meets."""
    return total(shares) - sum(share.asleep for share in shares)


def by_kind(shares: Shares) -> dict[str, int]:
    """{"embedding": ..., "weight": ..., "bias": ..., "norm": ...}, without kinds it has none of."""
    kinds = ("embedding", "weight", "bias", "norm")
    sums = {kind: sum(s.count for s in shares if s.kind == kind) for kind in kinds}
    return {kind: n for kind, n in sums.items() if n}


def linear(layer: int, part: str, into: int, out: int, bias: bool = True) -> Shares:
    """A·x + b, or A·x."""
    weight = [Share(layer, part, "weight", into * out)]
    return [*weight, Share(layer, part, "bias", out)] if bias else weight


def norms(layer: int, width: int, dials: int) -> Shares:
    """Norms, with so many dials for each number of a row in all."""
    return [Share(layer, "the rest", "norm", width * dials)] if dials else []


def table(rows: int, width: int) -> Shares:
    """A row for each token, or place, or kind of token."""
    return [Share(0, "embedding", "embedding", rows * width)]


def mixture(
    layer: int, width: int, hidden: int, experts: int, chosen: int, plain: bool = False
) -> Shares:
    """So many feed-forward parts side by side, and the router that chooses among them.

    plain: with a b in each matrix and no gate, as GPT's; else three matrices without a b.
    """
    one = 2 * width * hidden + width + hidden if plain else 3 * width * hidden
    biases = experts * (width + hidden) if plain else 0
    weights = Share(layer, "experts", "weight", experts * one - biases, (experts - chosen) * one)
    router = linear(layer, "experts", width, experts, bias=False)
    return [weights, *([Share(layer, "experts", "bias", biases)] if plain else []), *router]


def gpt(
    vocab: int,
    context: int,
    layers: int,
    width: int,
    last_norm: bool = True,
    experts: int = 1,
    chosen: int = 1,
) -> Shares:
    """GPT-1 (without the last norm), GPT-2 and GPT-3; with experts, what nobody published."""
    shares = table(vocab, width) + table(context, width)
    for layer in range(1, layers + 1):
        shares += linear(layer, "attention", width, 3 * width)  # queries, keys and values
        shares += linear(layer, "attention", width, width)
        if experts == 1:
            shares += linear(layer, "feed-forward", width, 4 * width)
            shares += linear(layer, "feed-forward", 4 * width, width)
        else:
            shares += mixture(layer, width, 4 * width, experts, chosen, plain=True)
        shares += norms(layer, width, 4)
    return shares + norms(layers + 1, width, 2 if last_norm else 0)


def bert(vocab: int, context: int, layers: int, width: int, masked: bool) -> Shares:
    """BERT. masked: with the head that guesses hidden words; else with the pooler."""
    shares = table(vocab, width) + table(context, width) + table(2, width) + norms(0, width, 2)
    for layer in range(1, layers + 1):
        for _ in range(4):  # query, key, value, output
            shares += linear(layer, "attention", width, width)
        shares += linear(layer, "feed-forward", width, 4 * width)
        shares += linear(layer, "feed-forward", 4 * width, width)
        shares += norms(layer, width, 4)
    shares += linear(layers + 1, "the rest", width, width)
    if masked:
        shares += norms(layers + 1, width, 2)
        shares.append(Share(layers + 1, "the rest", "bias", vocab))
    return shares


def t5(vocab: int, layers: int, width: int, heads: int, head: int, hidden: int) -> Shares:
    """T5: so many layers that read, and as many that write and look at what was read."""
    inner = heads * head
    shares = table(vocab, width) + 2 * table(32, heads)  # 32 kinds of distance, both times
    for layer in range(1, 2 * layers + 1):
        looks = 1 if layer <= layers else 2
        shares += 3 * looks * linear(layer, "attention", width, inner, bias=False)
        shares += looks * linear(layer, "attention", inner, width, bias=False)
        shares += linear(layer, "feed-forward", width, hidden, bias=False)
        shares += linear(layer, "feed-forward", hidden, width, bias=False)
        shares += norms(layer, width, looks + 1)
    return shares + norms(2 * layers + 1, width, 2)


def xlnet(vocab: int, layers: int, width: int) -> Shares:
    """XLNet: a fifth attention matrix, for distances, and rows added to queries."""
    shares = table(vocab, width) + table(1, width)  # and a row for a word not yet seen
    for layer in range(1, layers + 1):
        shares += 5 * linear(layer, "attention", width, width, bias=False)
        shares += [Share(layer, "attention", "bias", 3 * width)]
        shares += [Share(layer, "attention", "embedding", 2 * width)]  # same segment, or other
        shares += linear(layer, "feed-forward", width, 4 * width)
        shares += linear(layer, "feed-forward", 4 * width, width)
        shares += norms(layer, width, 4)
    return [*shares, Share(layers + 1, "the rest", "bias", vocab)]


def smollm2() -> Shares:
    """SmolLM2-135M: three sets of keys and values for nine heads, gated."""
    width, shares = 576, table(49_152, 576)
    for layer in range(1, 31):
        for out in (width, 192, 192, width):
            shares += linear(layer, "attention", width, out, bias=False)
        shares += 3 * linear(layer, "feed-forward", width, 1536, bias=False)
        shares += norms(layer, width, 2)
    return shares + norms(31, width, 1)


def grok() -> Shares:
    """Grok-1: 8 experts, 2 for each token; 48 heads share 8 sets of keys and values."""
    width, shares = 6144, table(131_072, 6144)
    for layer in range(1, 65):
        for out in (width, 1024, 1024, width):
            shares += linear(layer, "attention", width, out, bias=False)
        shares += mixture(layer, width, 32_768, experts=8, chosen=2)
        shares += norms(layer, width, 4)
    return shares + norms(65, width, 1)


def deepseek(routing_bias: bool = False) -> Shares:
    """DeepSeek-V3: queries, keys, values through narrow places; 256 experts, 8 for each token."""
    width, shares = 7168, table(129_280, 7168)
    narrow = [(width, 1536), (1536, 128 * 192), (width, 512 + 64), (512, 128 * 256)]
    for layer in range(1, 62):
        for into, out in [*narrow, (128 * 128, width)]:
            shares += linear(layer, "attention", into, out, bias=False)
        shares += norms(layer, 2 * width + 1536 + 512, 1)
        hidden = 18_432 if layer <= 3 else 2048  # of the dense part, or of the shared expert
        shares += 3 * linear(layer, "feed-forward", width, hidden, bias=False)
        if layer > 3:
            shares += mixture(layer, width, 2048, experts=256, chosen=8)
        if layer > 3 and routing_bias:
            shares += [Share(layer, "experts", "bias", 256)]
    shares += norms(62, width, 1)
    return [*shares, Share(62, "embedding", "embedding", 129_280 * width)]  # the head's own table


PLANS: dict[str, Callable[[], Shares]] = {
    "GPT-1": lambda: gpt(40_478, 512, 12, 768, last_norm=False),
    "GPT-2": lambda: gpt(50_257, 1024, 12, 768),
    "GPT-2 XL": lambda: gpt(50_257, 1024, 48, 1600),
    "GPT-3": lambda: gpt(50_257, 2048, 96, 12_288),
    "BERT base": lambda: bert(30_522, 512, 12, 768, masked=False),
    "BERT base MLM": lambda: bert(30_522, 512, 12, 768, masked=True),
    "BERT large": lambda: bert(30_522, 512, 24, 1024, masked=False),
    "BERT large MLM": lambda: bert(30_522, 512, 24, 1024, masked=True),
    "T5 small": lambda: t5(32_128, 6, 512, 8, 64, 2048),
    "T5 base": lambda: t5(32_128, 12, 768, 12, 64, 3072),
    "T5 large": lambda: t5(32_128, 24, 1024, 16, 64, 4096),
    "T5 11B": lambda: t5(32_128, 24, 1024, 128, 128, 65_536),
    "XLNet base LM": lambda: xlnet(32_000, 12, 768),
    "XLNet large LM": lambda: xlnet(32_000, 24, 1024),
    "SmolLM2-135M": smollm2,
    "Grok-1": grok,
    "DeepSeek-V3": deepseek,
    "DeepSeek-V3 with routing bias": lambda: deepseek(routing_bias=True),
}

# When each came out: the year, and the month as a part of it.
CAME_OUT = {
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
