"""The library under the course "The dials inside a language model".

Arrows point one way: notebooks use everything; train, sample and checks use transformer.

data         penguins, text to learn from, tokenizers
transformer  configuration, layers, the model
train        loss, one step, fit, checkpoints
sample       the next token: temperature, top-k, top-p, generation with a cache
count        any tree of parameters, named, shaped and counted
plots        views that draw, with matplotlib alone
dials        panels: dials tied to a view
checks       exercises that answer in words
progress     what a learner has done, kept in one small file
files        reading from disks that are busy, far away or broken
"""
