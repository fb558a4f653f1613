"""Training: from random parameters to language.

_loss.py        how wrong the model is, in nats a token
_batches.py     which windows of the text it sees
_optimizer.py   which way each parameter moves, and how far: Muon for matrices, Adam for the rest
_fit.py         the loop: fit, resume; Stop, and what is kept of a run
_bar.py         how far it is, and the time left
_checkpoint.py  save and load a run
_keep.py        runs kept from one notebook for the next

    run = fit(params, tokens, config, Settings(steps=300), held_out=held_out)
    run.params, run.history, run.stopped
    save("run.safetensors", run);  run = resume(load("run.safetensors", config), tokens)
"""

from ._batches import draw, held_out_windows, without_copies
from ._checkpoint import load, save
from ._fit import Record, Run, Settings, State, fit, resume, update
from ._keep import keep, load_or_train
from ._loss import batch_loss, evaluate, loss, token_losses
from ._optimizer import learning_rate, optimizer

__all__ = [
    "Record",
    "Run",
    "Settings",
    "State",
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
    "token_losses",
    "update",
    "without_copies",
]
