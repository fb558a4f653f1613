"""Slow and plain: a transformer and a sampler in loops, written from their definitions.

They share nothing with the library but the names of the parameters. Everything is float64,
lists of rows in, NumPy arrays out.
"""

import cmath
import math
from fractions import Fraction

import numpy as np

# The transformer -----------------------------------------------------------------------------


def linear(x, weight, bias):
    """y_j = Σ_i x_i · A_ij + b_j, for one token."""
    inputs, outputs = weight.shape
    y = [sum(float(x[i]) * float(weight[i, j]) for i in range(inputs)) for j in range(outputs)]
    return np.array([y[j] + (0.0 if bias is None else float(bias[j])) for j in range(outputs)])


def norm(p, x, config):
    """For one token."""
    if config.norm == "layer":
        mean = sum(x) / len(x)
        deviation = math.sqrt(sum((v - mean) ** 2 for v in x) / len(x) + config.norm_eps)
        pairs = zip(x, p.scale, p.shift, strict=True)
        return np.array([(v - mean) / deviation * scale + shift for v, scale, shift in pairs])
    size = math.sqrt(sum(v * v for v in x) / len(x) + config.norm_eps)
    return np.array([v / size * scale for v, scale in zip(x, p.scale, strict=True)])


def activation(v, name):
    """For one neuron."""
    if name == "gelu":  # the tanh form
        return 0.5 * v * (1 + math.tanh(math.sqrt(2 / math.pi) * (v + 0.044715 * v**3)))
    if name == "silu":
        return v / (1 + math.exp(-v))
    return max(v, 0.0) ** (2 if name == "squared_relu" else 1)


def mlp(p, x, config):
    """For one token."""
    hidden = linear(x, p.up, p.up_bias)
    if config.mlp == "gated":
        gate = linear(x, p.gate, p.gate_bias)
        hidden = [activation(g, config.activation) * v for g, v in zip(gate, hidden, strict=True)]
    else:
        hidden = [activation(v, config.activation) for v in hidden]
    return linear(hidden, p.down, p.down_bias)


def apply_rope(x, position, base):
    """Numbers i and i + Dh/2 are one complex number, turned by position · base^(−2i/Dh)."""
    width = len(x)
    half = width // 2
    turned = np.empty(width)
    for i in range(half):
        z = complex(x[i], x[i + half]) * cmath.exp(1j * position * base ** (-2 * i / width))
        turned[i], turned[i + half] = z.real, z.imag
    return turned


def alibi_slope(h, H):
    """Head h of 0 … H − 1: powers of 2^(−8/n) for n heads, n a power of two; the heads beyond it
    take the odd powers of 2^(−8/2n)."""
    n = max(power for power in (1, 2, 4, 8, 16, 32, 64) if power <= H)
    return 2 ** (-8 * (h + 1) / n) if h < n else 2 ** (-8 * (2 * (h - n) + 1) / (2 * n))


def attention(p, xs, config):
    """All tokens: what each gathers [T, D], and who looked at whom [H, T, T]."""
    T, H, Dh = len(xs), config.heads, config.head_width or config.width // config.heads
    sharing = H // (config.kv_heads or H)
    queries = [linear(x, p.query, p.query_bias) for x in xs]
    keys = [linear(x, p.key, p.key_bias) for x in xs]
    values = [linear(x, p.value, p.value_bias) for x in xs]
    weights, gathered = np.zeros((H, T, T)), np.zeros((T, H * Dh))
    for h in range(H):
        mine = slice(h * Dh, (h + 1) * Dh)
        shared = slice(h // sharing * Dh, (h // sharing + 1) * Dh)
        for t in range(T):
            visible = range(t + 1) if config.mask == "causal" else range(T)
            scores = []
            for s in visible:
                query, key = queries[t][mine], keys[s][shared]
                if config.positions == "rotary":
                    query = apply_rope(query, t, config.rope_base)
                    key = apply_rope(key, s, config.rope_base)
                scores.append(sum(a * b for a, b in zip(query, key, strict=True)) / math.sqrt(Dh))
                if config.positions == "alibi":
                    scores[-1] -= abs(t - s) * alibi_slope(h, H)
            powers = [math.exp(score) for score in scores]
            for s in visible:
                weights[h, t, s] = powers[s] / sum(powers)
                gathered[t, mine] += weights[h, t, s] * values[s][shared]
    return np.array([linear(row, p.output, p.output_bias) for row in gathered]), weights


def forward(params, tokens, config):
    """Logits [T, V], the stream [2L + 1, T, D] and the attention maps [L, H, T, T]."""
    rows = np.array([params.embedding[token] for token in tokens], np.float64)
    xs = rows.copy()
    for t in range(len(tokens)):
        for back in range(1, config.short_conv + 1):
            if back <= t:
                xs[t] += params.short_conv.weight[back - 1] * rows[t - back]
    if config.positions == "learned":
        xs = xs + params.position_embedding[: len(tokens)]
    stream, maps = [xs], []
    for p in params.blocks:
        gathered, weights = attention(p.attention, [norm(p.norm_1, x, config) for x in xs], config)
        xs = xs + gathered
        stream.append(xs)
        thoughts = [mlp(p.mlp, norm(p.norm_2, x, config), config) for x in xs]
        xs = xs + np.array(thoughts)
        stream.append(xs)
        maps.append(weights)
    head = params.embedding.T if config.tied else params.head
    logits = [linear(norm(params.final_norm, x, config), head, None) for x in xs]
    return np.array(logits), np.array(stream), np.array(maps)


def parameters(c):
    """How many parameters, by kind, by the formula that one would write on paper."""
    D, L, F, context = c.width, c.layers, c.hidden or 4 * c.width, c.context
    head = c.head_width or D // c.heads
    queries, answers = c.heads * head, (c.kv_heads or c.heads) * head
    ups = 2 if c.mlp == "gated" else 1
    attention_matrices = D * queries + 2 * D * answers + queries * D
    attention_biases = queries + 2 * answers + D
    kinds = {
        "embedding": c.vocab * D + (context * D if c.positions == "learned" else 0),
        "weight": L * (attention_matrices + (ups + 1) * D * F)
        + (0 if c.tied else D * c.vocab)
        + c.short_conv * D,
        "bias": L * (attention_biases + ups * F + D) if c.bias else 0,
        "norm": (2 * L + 1) * D * (2 if c.norm == "layer" else 1),
    }
    return {kind: n for kind, n in kinds.items() if n}


# The sampler ---------------------------------------------------------------------------------


def next_token_probs(logits, temperature, top_k, top_p):
    """Temperature, then top-k, then top-p, one token at a time."""
    tokens = range(len(logits))
    if temperature == 0:
        best = max(logits)
        winner = next(token for token in tokens if logits[token] == best)
        return [1.0 if token == winner else 0.0 for token in tokens]
    highest = max(logits)
    likely = {token: math.exp((logits[token] - highest) / temperature) for token in tokens}
    if top_k is not None:
        kept = {}
        while len(kept) < top_k and len(kept) < len(logits):
            left = [token for token in tokens if token not in kept]
            best = max(left, key=lambda token: (logits[token], -token))
            kept[best] = likely[best]
        likely = kept
    if top_p is not None:
        share, enough = Fraction(0), Fraction(top_p)  # exact: no rounding decides who is kept
        if top_p < 1:  # but 0.1 is a little more than a tenth to a computer, and a tenth will do
            enough = max(enough - Fraction(1, 10**12), Fraction(1, 10**400))
        total = sum(Fraction(power) for power in likely.values())
        kept = {}
        while share < enough:
            left = [token for token in likely if token not in kept]
            best = max(left, key=lambda token: (logits[token], -token))
            kept[best] = likely[best]
            share += Fraction(likely[best]) / total
        likely = kept
    total = math.fsum(likely.values())
    return [likely.get(token, 0.0) / total for token in tokens]
