"""Notebook 19: one block, four masks, four tasks.

texts.py      very short tales, and what each family is given of them to learn from
machines.py   the four machines, from one block
training.py   one loop for all four
asking.py     the five questions, and how each family is asked them
masks.py      who sees whom on one short sentence
real.py       the masks of the published architectures, found by trying
"""
