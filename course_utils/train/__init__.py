"""Training: from random dials to language.

loss.py        how wrong the model is, in nats a token
batches.py     which windows of the text it sees
optimizer.py   which way each dial turns, and how far: Muon for matrices, Adam for the rest
fit.py         the loop: fit, resume; Stop, and what a run remembers
bar.py         how far it is, and the time left
checkpoint.py  save and load a run
keep.py        runs kept from one notebook for the next

    run = fit(params, tokens, config, steps=300, held_out=held_out)
    run.params, run.history, run.stopped
    save("run.safetensors", run);  run = resume(load("run.safetensors", config), tokens)
"""

from .batches import draw, held_out_windows
from .checkpoint import load, save
from .fit import Record, Run, Settings, fit, resume, update
from .keep import keep, load_or_train
from .loss import batch_loss, evaluate, loss, surprises
from .optimizer import learning_rate, optimizer

__all__ = [
    "Record",
    "Run",
    "Settings",
    "batch_loss",
    "draw",
    "evaluate",
    "fit",
    "held_out_windows",
    "keep",
    "learning_rate",
    "load",
    "load_or_train",
    "loss",
    "optimizer",
    "resume",
    "save",
    "surprises",
    "update",
]
