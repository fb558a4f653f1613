"""Notebook 19: one block, four masks, four tasks.

texts.py      very short tales, and what each family is given of them to learn from
machines.py   the four machines, from one block
training.py   one loop for all four
asking.py     the five questions, and how each family is asked them
results.py    what many runs gave, from the file of `benchmarks/four_families.py`
"""
