"""The library under the course "The dials inside a language model".

Arrows point one way: notebooks use lessons, lessons use everything else.

lessons      what belongs to one notebook: its views and its exercises; a kit that views share
transformer  the model: configuration, parameters, layers, presets
train        loss, one step, fit, checkpoints
sample       the next token: temperature, top-k, top-p, generation with a cache
families     the models that people speak of: run, counted, read from files
tokens       byte-pair encoding: text to tokens and back
tales        stories from a grammar whose entropy is known exactly, and their proofreader
data         penguins, colours, a photograph, labelled sentences, text to learn from
pretrained   real models: SmolLM2, MiniLM; fetched once and kept
quantize     few notches in place of many: blocks of 32 weights, each a·q + b
lora         a few new dials on a model whose own stay
sharding     one model over many devices, and what they must tell each other
count        any tree of parameters, named, shaped and counted
dials        panels: dials tied to a view; guesses
exercises    exercises that answer in words
progress     what a learner has done
launch       the command `dials`: lays the notebooks into a folder, opens JupyterLab
files        reading from disks that are busy, far away or broken; writing whole files or none
locks        one process at a time
progress_bar how far something is that takes its time
"""
