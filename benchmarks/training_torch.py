"""The comparison: a small GPT in PyTorch with the settings that people customarily give it.

The sizes and settings are those that the README of nanoGPT (Karpathy 2022) recommends for a
computer without a graphics card. Run by `benchmarks.training --compare`, in a process of its own:

    python training_torch.py  <  {"text": …, "steps": 2000, "seed": 0, "starts": […]} as JSON

It prints its figures as one line of JSON.
"""

import json
import math
import resource
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

LAYERS, HEADS, WIDTH, CONTEXT, BATCH = 4, 4, 128, 64, 12
PEAK, FLOOR, WARM_UP = 1e-3, 1e-4, 100


class Block(nn.Module):
    """Attention, then feed-forward, each added to the residual stream."""

    def __init__(self):
        super().__init__()
        self.norm_1, self.norm_2 = (nn.LayerNorm(WIDTH, bias=False) for _ in range(2))
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH, bias=False)
        self.output = nn.Linear(WIDTH, WIDTH, bias=False)
        self.up = nn.Linear(WIDTH, 4 * WIDTH, bias=False)
        self.down = nn.Linear(4 * WIDTH, WIDTH, bias=False)

    def forward(self, x):
        B, T, _ = x.shape
        heads = self.qkv(self.norm_1(x)).view(B, T, 3, HEADS, WIDTH // HEADS)
        query, key, value = heads.permute(2, 0, 3, 1, 4)  # [B, H, T, Dh] each
        gathered = F.scaled_dot_product_attention(query, key, value, is_causal=True)
        x = x + self.output(gathered.transpose(1, 2).reshape(B, T, WIDTH))
        return x + self.down(F.gelu(self.up(self.norm_2(x))))


class GPT(nn.Module):
    """Tokens [B, T] -> logits [B, T, V]."""

    def __init__(self, vocab):
        super().__init__()
        self.embedding = nn.Embedding(vocab, WIDTH)
        self.positions = nn.Embedding(CONTEXT, WIDTH)
        self.blocks = nn.Sequential(*(Block() for _ in range(LAYERS)))
        self.norm = nn.LayerNorm(WIDTH, bias=False)
        for name, dial in self.named_parameters():
            into_stream = name.endswith(("output.weight", "down.weight"))
            if dial.ndim == 2:
                nn.init.normal_(dial, std=0.02 / math.sqrt(2 * LAYERS if into_stream else 1))

    def forward(self, tokens):
        x = self.embedding(tokens) + self.positions.weight[: tokens.shape[1]]
        return self.norm(self.blocks(x)) @ self.embedding.weight.T  # tied head


def windows(data, starts):
    """[B, CONTEXT + 1]"""
    return torch.stack([data[start : start + CONTEXT + 1] for start in starts])


def surprise(model, window):
    """Mean cross-entropy, in nats a character."""
    logits = model(window[:, :-1])
    return F.cross_entropy(logits.flatten(0, 1), window[:, 1:].flatten())


def rate(step, steps):
    """Up in a straight line, down in half a cosine."""
    if step < WARM_UP:
        return PEAK * (step + 1) / WARM_UP
    part = (step - WARM_UP) / max(1, steps - WARM_UP)
    return FLOOR + (PEAK - FLOOR) * (1 + math.cos(math.pi * part)) / 2


def train(model, data, steps):
    """AdamW; weight decay on matrices only, gradients clipped to length 1."""
    matrices = [dial for dial in model.parameters() if dial.ndim == 2]
    others = [dial for dial in model.parameters() if dial.ndim < 2]
    groups = [{"params": matrices, "weight_decay": 0.1}, {"params": others, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=PEAK, betas=(0.9, 0.99))
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = rate(step, steps)
        loss = surprise(model, windows(data, torch.randint(len(data) - CONTEXT, (BATCH,))))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()


def main():
    task = json.load(sys.stdin)
    torch.set_num_threads(2)
    torch.manual_seed(task["seed"])
    number = {character: i for i, character in enumerate(sorted(set(task["text"])))}
    data = torch.tensor([number[character] for character in task["text"]])
    cut = round(0.9 * len(data))
    started = time.perf_counter()
    model = GPT(len(number))
    train(model, data[:cut], task["steps"])
    seconds = time.perf_counter() - started
    with torch.no_grad():
        batches = torch.tensor(task["starts"]).split(BATCH)
        losses = [surprise(model, windows(data[cut:], starts)).item() for starts in batches]
    figures = {
        "held_out": sum(losses) / len(losses),
        "seconds": seconds,
        "steps": task["steps"],
        "ms_per_step": 1000 * seconds / task["steps"],
        "parameters": sum(dial.numel() for dial in model.parameters()),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
