"""What belongs to one notebook each, under the notebook's name without its number.

<slug>/views.py      its pictures (a folder `views/` where they are many)
<slug>/exercises.py  its exercises
kit/                 what views of several lessons share

A view is a function `view(figure)` that draws once into an empty figure and returns `turn`;
`turn(**dials)` moves what is there and returns one sentence that says what can be seen now.
Views use matplotlib alone: no pyplot, no widgets.
"""
