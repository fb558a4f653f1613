"""The comparison: a small GPT in PyTorch with the settings that people customarily give it.

The sizes and settings are those that the README of nanoGPT (Karpathy 2022) recommends for a
computer without a graphics card. Run by `benchmarks.training --compare`, in a process of its own:

    python training_torch.py  <  {"training": [tokens], "validation": [windows], "test": [windows],
                                  "vocab": 103, "steps": 2000, "seed": 0, "peak": 0.001,
                                  "optimizer": "adamw" or "muon"}  as JSON

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
WARM_UP = 100  # steps; the customary peak of the rate is 1e-3


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
    return data[(starts[:, None] + torch.arange(CONTEXT + 1)).to(data.device)]


def surprise(model, window):
    """Mean cross-entropy, in nats a character."""
    logits = model(window[:, :-1])
    return F.cross_entropy(logits.flatten(0, 1), window[:, 1:].flatten())


def rate(step, task):
    """Up in a straight line; down in half a cosine to a tenth ("adamw"), or straight to 0."""
    steps, peak = task["steps"], task["peak"]
    if task["optimizer"] == "muon":
        return peak * (1 - step / steps)
    warm_up = min(WARM_UP, steps // 10)
    if step < warm_up:
        return peak * (step + 1) / warm_up
    part = (step - warm_up) / max(1, steps - warm_up)
    return peak / 10 + (peak - peak / 10) * (1 + math.cos(math.pi * part)) / 2


def optimizers(model, kind):
    """AdamW, weight decay on matrices only; or Muon on the blocks' matrices, as the course has it,
    and Adam with a fifth of its rate on the rest."""
    if kind == "muon":
        inside = [dial for dial in model.blocks.parameters() if dial.ndim == 2]
        outside = [d for d in model.parameters() if all(d is not other for other in inside)]
        muon = torch.optim.Muon(inside, momentum=0.8, weight_decay=0.0)
        return [(muon, 1.0), (torch.optim.Adam(outside, betas=(0.8, 0.95)), 0.2)]
    matrices = [dial for dial in model.parameters() if dial.ndim == 2]
    others = [dial for dial in model.parameters() if dial.ndim < 2]
    groups = [{"params": matrices, "weight_decay": 0.1}, {"params": others, "weight_decay": 0.0}]
    return [(torch.optim.AdamW(groups, betas=(0.9, 0.99)), 1.0)]


def train(model, data, task):
    """Gradients clipped to length 1."""
    steppers = optimizers(model, task["optimizer"])
    for step in range(task["steps"]):
        for optimizer, share in steppers:
            for group in optimizer.param_groups:
                group["lr"] = share * rate(step, task)
        loss = surprise(model, windows(data, torch.randint(len(data) - CONTEXT, (BATCH,))))
        model.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimizer, _ in steppers:
            optimizer.step()


def mean_surprise(model, held_out):
    """Over windows [N, CONTEXT + 1]."""
    with torch.no_grad():
        losses = [surprise(model, w).item() * len(w) for w in held_out.split(64)]
    return sum(losses) / len(held_out)


def run(task):
    """Train once. The figures."""
    torch.manual_seed(task["seed"])
    device = task.get("device", "cpu")
    data = torch.tensor(task["training"], device=device)
    started = time.perf_counter()
    model = GPT(task["vocab"]).to(device)
    train(model, data, task)
    seconds = time.perf_counter() - started
    held_out = {name: torch.tensor(task[name], device=device) for name in ("validation", "test")}
    return {
        **{name: mean_surprise(model, found) for name, found in held_out.items()},
        **{name: task[name] for name in ("steps", "seed", "peak", "optimizer")},
        "seconds": seconds,
        "ms_per_step": 1000 * seconds / task["steps"],
        "parameters": sum(dial.numel() for dial in model.parameters()),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main():
    torch.set_num_threads(2)
    print(json.dumps(run(json.load(sys.stdin))))


if __name__ == "__main__":
    main()
