"""Exercises of notebook 07: matrices by hand, their shapes, and one after another."""

import numpy as np

from ...exercises import exercise, open_exercise

A, X, B = np.array([[2, -1], [0, 3]]), np.array([4, 5]), np.array([1, -2])
EYE = np.array([0.30, 0.59, 0.11])  # how bright red, green and blue look to us


@exercise(
    "easy",
    minutes=3,
    hints=[
        "Each output has a row of its own. The first: the row (2, −1) meets x = (4, 5).",
        "A dot product multiplies in pairs and adds up. Then comes b: each row has its own.",
    ],
)
def by_hand():
    return 2 * 4 + (-1) * 5 + 1, 0 * 4 + 3 * 5 + (-2)


@by_hand.mistake(
    "That is A·x: the row b has still to be added, 1 to the first and −2 to the second."
)
def by_hand_forgot_b():
    return A @ X


@by_hand.mistake(
    "You went down the columns. Each output takes a row of A: the first is (2, −1), from left to "
    "right."
)
def by_hand_transposed():
    return A.T @ X + B


@by_hand.mistake("The sign of −1 got lost: −1 times 5 takes 5 away.")
def by_hand_lost_sign():
    return np.abs(A) @ X + B


@by_hand.mistake("Every b was added to each row. The first output has b = 1, the second b = −2.")
def by_hand_both_b():
    return A @ X + np.sum(B)


@by_hand.mistake("The b's are swapped: 1 belongs to the first row, −2 to the second.")
def by_hand_b_exchanged():
    return A @ X + B[::-1]


@by_hand.mistake("The outputs are swapped: the first row gives the first number.")
def by_hand_exchanged():
    return (A @ X + B)[::-1]


@by_hand.mistake("The sign of the second b got lost: it is −2.")
def by_hand_lost_b_sign():
    return A @ X + np.abs(B)


@by_hand.mistake("These are the products. Each row adds its products up, to one number per output.")
def by_hand_left_products():
    return A * X


@by_hand.mistake("That is all in one number. There are two outputs, one for each row.")
def by_hand_one_number():
    return np.sum(A @ X + B)


@exercise(
    "easy",
    minutes=1,
    hints=[
        "One row for each output. How many numbers must a row have, to meet the input?",
        "A shape is written rows first: (number of outputs, number of inputs).",
    ],
)
def shape():
    return 2, 5


@shape.mistake("The other way round: rows come first, and there is one row for each output.")
def shape_transposed():
    return 5, 2


@shape.mistake(
    "That is how many dials A has. The shape keeps the two numbers apart: (rows, columns)."
)
def shape_multiplied():
    return 10


@shape.mistake("b is a row of its own, beside A, not a column of A.")
def shape_with_b():
    return 2, 6


@exercise(
    "easy",
    minutes=2,
    hints=[
        "Each output has a row with one dial for each input, and one b.",
        "How many rows has A, how long is each, and how many b's are there?",
    ],
)
def count_dials():
    return 3072 * 768 + 3072


@count_dials.mistake("Those are the dials of A. Each output has a b as well.")
def count_dials_forgot_b():
    return 3072 * 768


@count_dials.mistake("b belongs to the outputs, of which there are 3,072, not to the inputs.")
def count_dials_b_for_inputs():
    return 3072 * 768 + 768


@count_dials.mistake("Added instead of multiplied: each output has a dial for every input.")
def count_dials_added():
    return 3072 + 768


@count_dials.mistake("One b for all is too few: each output has its own.")
def count_dials_one_b():
    return 3072 * 768 + 1


@exercise(
    "medium",
    minutes=4,
    hints=[
        "Grey means that new red, new green and new blue are the same number.",
        "Three outputs that are always equal need three rows that are equal.",
        "In code, a list of rows: np.array([[…], […], […]]). Which numbers make brightness?",
    ],
    shapes=True,
)
def grey():
    row = [0.30, 0.59, 0.11]
    return np.array([row, row, row])


@grey.mistake(
    "These are the columns, not the rows: like this, new red is 0.30 of everything and new blue "
    "0.11 of everything. The dials of one output stand side by side."
)
def grey_transposed():
    return np.tile(EYE, (3, 1)).T


@grey.mistake("On the diagonal each colour still sees only itself: darker, but not grey.")
def grey_diagonal():
    return np.diag(EYE)


@grey.mistake("That is one row, and makes one output. The picture needs three numbers per pixel.")
def grey_one_row():
    return EYE


@grey.mistake("Grey, too, but an even mix. Use 0.30, 0.59 and 0.11, as the eye sees it.")
def grey_even():
    return np.full((3, 3), 1 / 3)


@exercise(
    "medium",
    minutes=6,
    cases=[(90.0,), (30.0,), (-120.0,)],
    shapes=True,
    hints=[
        "The first column is where the arrow (1, 0) lands: after a turn, at (cos, sin).",
        "The second column is where (0, 1) lands, always a quarter turn ahead of (1, 0).",
        "np.cos and np.sin want radians: np.radians(degrees) turns degrees into them.",
    ],
)
def turn(degrees):
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, -s], [s, c]])


@turn.mistake("np.cos and np.sin were given degrees. They want radians: np.radians(degrees).")
def turn_radians(degrees):
    c, s = np.cos(degrees), np.sin(degrees)
    return np.array([[c, -s], [s, c]])


@turn.mistake(
    "That turns the other way, clockwise: rows and columns are swapped. The first column "
    "should be (cos, sin)."
)
def turn_transposed(degrees):
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, s], [-s, c]])


@turn.mistake("The minus is missing: the arrow (0, 1) lands at (−sin, cos).")
def turn_without_minus(degrees):
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, s], [s, c]])


@turn.mistake("np.degrees goes the other way: it turns radians into degrees. Take np.radians.")
def turn_degrees(degrees):
    c, s = np.cos(np.degrees(degrees)), np.sin(np.degrees(degrees))
    return np.array([[c, -s], [s, c]])


@turn.mistake(
    "The minus is before a cosine. It belongs before the upper sine: (0, 1) lands at (−sin, cos)."
)
def turn_minus_at_cosine(degrees):
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, s], [s, -c]])


@turn.mistake("That is where (1, 0) lands, the first column. Where does (0, 1) land?")
def turn_first_column(degrees):
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([c, s])


@turn.mistake("Sine and cosine are swapped: for 0 degrees the matrix should change nothing.")
def turn_swapped(degrees):
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[s, -c], [c, s]])


FIRST = np.array([[1.0, 2.0, 0.0], [0.0, 1.0, -1.0], [3.0, 0.5, 1.0]])
SECOND = np.array([[0.0, 1.0, 1.0], [2.0, 0.0, -1.0], [1.0, 1.0, 0.5]])
B1, B2 = np.array([1.0, -2.0, 0.5]), np.array([0.3, 0.0, -1.0])


@exercise(
    "hard",
    minutes=8,
    cases=[
        (FIRST[:2, :2], B1[:2], SECOND[1:, :2], B2[1:]),
        (FIRST, B1, SECOND, B2),
        (SECOND[:2, 1:], B2[:2], FIRST[1:, :2], B1[1:]),
    ],
    shapes=True,
    hints=[
        "Put the first step into the second: A2·(A1·x + b1) + b2. Multiply it out.",
        "Collect what multiplies x: that is A. Collect what is left without x: that is b.",
        "In code @ multiplies two matrices, or a matrix and a vector. What does b1 pass through?",
    ],
)
def stack(A1, b1, A2, b2):
    return np.column_stack([A2 @ A1, A2 @ b1 + b2])


@stack.mistake(
    "The order is swapped: the matrix that acts first stands on the right, next to x, so it is "
    "A2 @ A1."
)
def stack_swapped(A1, b1, A2, b2):
    return np.column_stack([A1 @ A2, A2 @ b1 + b2])


@stack.mistake("The order of both is swapped: A1 acts first. Begin with A2·(A1·x + b1) + b2.")
def stack_other_way(A1, b1, A2, b2):
    return np.column_stack([A1 @ A2, A1 @ b2 + b1])


@stack.mistake("A is right. But b1 has to pass through the second matrix as well: A2 @ b1 + b2.")
def stack_b_added(A1, b1, A2, b2):
    return np.column_stack([A2 @ A1, b1 + b2])


@stack.mistake(
    "A is right. b1 got lost: it passes through the second matrix and comes out as A2 @ b1."
)
def stack_forgot_b1(A1, b1, A2, b2):
    return np.column_stack([A2 @ A1, b2])


@stack.mistake("A and b are right. Put them into one table: np.column_stack([A, b]).")
def stack_as_two_things(A1, b1, A2, b2):
    return A2 @ A1, A2 @ b1 + b2


@stack.mistake(
    "A is right. But b1 passes through A2, the second step, not through A1: A2 @ b1 + b2."
)
def stack_b_through_first(A1, b1, A2, b2):
    return np.column_stack([A2 @ A1, A1 @ b1 + b2])


@stack.mistake(
    "A is right. The two b's are swapped: b1 comes first, and passes through A2; b2 is added last."
)
def stack_b_exchanged(A1, b1, A2, b2):
    return np.column_stack([A2 @ A1, A1 @ b2 + b1])


@stack.mistake("A is right, and b1 has come through A2. Now b2 is missing: A2 @ b1 + b2.")
def stack_forgot_b2(A1, b1, A2, b2):
    return np.column_stack([A2 @ A1, A2 @ b1])


@stack.mistake(
    "The matrices were added. One acts on what the other gives: put the first formula into the "
    "second, and multiply out."
)
def stack_added(A1, b1, A2, b2):
    return np.column_stack([A1 + A2, A2 @ b1 + b2])


@stack.mistake("That is A alone. The new b comes as its last column: np.column_stack([A, b]).")
def stack_without_b(A1, b1, A2, b2):
    return A2 @ A1


@stack.mistake(
    "A2 * A1 multiplies number by number. To let one matrix act after another, use A2 @ A1."
)
def stack_elementwise(A1, b1, A2, b2):
    return np.column_stack([A2 * A1, A2 @ b1 + b2])


@open_exercise(
    "medium",
    minutes=8,
    hints=[
        "Write new red as a sum. Given the three new numbers, can you solve for the old ones?",
        "If two pixels x and x' become equal, then A·(x − x') is 0. So look for something, other "
        "than (0, 0, 0), that A sends to 0.",
    ],
)
def undo():
    """Five of the six can be undone; sepia cannot, and neither can grey.

    "As it is" and "red ↔ blue" undo themselves. So does the negative: 1 − (1 − x) is x, with a = −1
    and b = 1 once more. Fog is undone by 2·x − 1. "Warmer" is undone colour by colour: red is
    (new red − 0.05) / 1.2, so a = 1/1.2 and b = −0.05/1.2; green stays; blue is divided by 0.7.

    Grey cannot: (0.59, 0, 0) and (0, 0.30, 0) are equally bright, so both become the same grey, and
    nobody can tell from the grey which it was. Sepia looks as if it could, since its three rows
    differ. But add (0.1, −0.1, 0.2) to a pixel: new red gets 0.039 − 0.077 + 0.038 more, which is
    0, and the two other rows give 0 as well. So (0.5, 0.5, 0.5) and (0.6, 0.4, 0.7) become equal.

    The rule: y = A·x + b can be undone if no two x land on the same y. The b is no obstacle, it can
    be taken away again. If x and x' land on the same y, then A·(x − x') = 0, and the other way
    round. So A can be undone exactly if it sends nothing but 0 to 0. In the plane this means that
    the two arrows do not land on one line through the middle. A matrix that makes fewer numbers
    than it takes can never be undone. And two filters in a row are undone in the opposite order, as
    shoes come off before socks.
    """
