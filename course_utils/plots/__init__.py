"""Views that draw: matplotlib only, no pyplot, no widgets. `style.py`, then one file a topic.

A view is a function `view(figure)` that draws once into an empty figure and returns `turn`;
`turn(**dials)` moves what is there and returns one sentence that says what can be seen now.
"""
