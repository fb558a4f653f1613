"""What the views of all lessons share.

style.py    colours, and the look of axes
numbers.py  numbers in words; sigmoid and softmax
sheet.py    boxes and arrows on an empty sheet
still.py    a picture without dials
"""
