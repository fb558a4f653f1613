"""Correct answers to the exercises of this lesson, written differently from the solutions."""


def dials_in_a_block(width, key_width, hidden):
    shapes = [(width, width), (width, key_width), (width, key_width), (width, width)]
    shapes += [(width, hidden), (width, hidden), (hidden, width), (width, 1), (1, width)]
    return sum(a * b for a, b in shapes)


def silence(way_out, head, head_width):
    rows = []
    for number, row in enumerate(way_out):
        mine = number // head_width == head
        rows.append([0.0 if mine else float(x) for x in row])
    return rows


def as_chat(question):
    turns = [("user", question + "<|im_end|>"), ("assistant", "")]
    text = "".join("<|im_start|>" + role + "\n" + said + "\n" for role, said in turns)
    return text.split("\n")[:3]
