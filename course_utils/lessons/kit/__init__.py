"""What the views of all lessons share.

view.py     the type of a view
style.py    colours, and the look of axes
numbers.py  numbers in words; sigmoid, softmax, root mean squared error, nearest rows of a table
bars.py     horizontal bars with names and figures
sheet.py    an empty sheet: boxes, arrows, wrapped text
still.py    a picture without dials
measured.py figures of runs that a notebook has no time for
"""
