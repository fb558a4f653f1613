"""Correct answers to the exercises of this lesson, written differently from the solutions."""


def dials_from_plan(V, D, blocks, heads, kv_heads, hidden, tied):
    width = D // heads
    shapes = [(V, D), (D,)]
    shapes += [] if tied else [(V, D)]
    for _ in range(blocks):
        shapes += [(D, heads * width), (D, kv_heads * width), (D, kv_heads * width), (D, D)]
        shapes += [(D, hidden), (D, hidden), (hidden, D), (D,), (D,)]
    total = 0
    for shape in shapes:
        size = 1
        for side in shape:
            size *= side
        total += size
    return total


def exchanged(A, b, C, i, j):
    rows, biases, columns = A.tolist(), b.tolist(), C.T.tolist()
    for things in (rows, biases, columns):
        things[i], things[j] = things[j], things[i]
    return rows, biases, [list(row) for row in zip(*columns, strict=True)]


def most_needed(x, y, dials):
    best, place = -1.0, 0
    for i, dial in enumerate(dials):
        loss = 0.0
        for row, wanted in zip(x, y, strict=True):
            said = sum(float(a) * float(d) for a, d in zip(row, dials, strict=True))
            loss += (said - float(row[i]) * float(dial) - wanted) ** 2
        if loss > best:
            best, place = loss, i
    return place
