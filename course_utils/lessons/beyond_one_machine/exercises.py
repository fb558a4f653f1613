"""Exercises of notebook 23: a part of A·x + b, a gradient of unequal shares, a ring, two kinds of
cable."""

import numpy as np

from ...exercises import exercise, open_exercise

_A = np.array([[2.0, 1.0, 0.0, 3.0], [1.0, 4.0, 2.0, 1.0], [0.0, 3.0, 1.0, 2.0]])
_B, _X = np.array([10.0, 20.0, 30.0]), np.array([1.0, 2.0, 3.0, 5.0])


@exercise(
    "medium",
    minutes=6,
    shapes=True,
    cases=[
        (_A, _B, _X, 0, 2),
        (_A, _B, _X, 1, 2),
        (_A, _B, _X, 2, 4),
        (_A * _X, _B, _X**2, 0, 1),
    ],
    hints=[
        "Which columns are this device's? With 4 columns and 2 devices, device 1 has columns 2 and "
        "3: they begin at device · width, where width is 4 / 2.",
        "A[:, first:last] takes columns, x[first:last] the numbers of x that meet them.",
        "`if device == 0:` is where b is added, so that it is in the sum once.",
    ],
)
def part_of(A, b, x, device, devices):
    width = len(x) // devices
    mine = slice(device * width, (device + 1) * width)
    part = A[:, mine] @ x[mine]
    if device == 0:
        part = part + b
    return part


@part_of.mistake("Every device adds b, so the sum has it as often as there are devices.")
def part_b_everywhere(A, b, x, device, devices):
    width = len(x) // devices
    mine = slice(device * width, (device + 1) * width)
    return A[:, mine] @ x[mine] + b


@part_of.mistake("b is in no part, so it is missing from the sum. Let device 0 add it.")
def part_no_b(A, b, x, device, devices):
    width = len(x) // devices
    mine = slice(device * width, (device + 1) * width)
    return A[:, mine] @ x[mine]


@part_of.mistake("This is all of A·x + b. The device has only its own columns of A.")
def part_all(A, b, x, device, devices):
    return A @ x + b


@part_of.mistake("These are the last columns for device 0. It has the first ones.")
def part_from_the_end(A, b, x, device, devices):
    width = len(x) // devices
    mine = slice((devices - 1 - device) * width, (devices - device) * width)
    return A[:, mine] @ x[mine] + (b if device == 0 else 0)


@part_of.mistake(
    "The columns were dealt out in turn. A device's columns lie side by side: the first portion "
    "belongs to device 0, the next to device 1."
)
def part_dealt_out(A, b, x, device, devices):
    return A[:, device::devices] @ x[device::devices] + (b if device == 0 else 0)


@part_of.mistake(
    "Every device adds a share of b. The sum would be right, but device 0 is to add all of b."
)
def part_b_shared_out(A, b, x, device, devices):
    width = len(x) // devices
    mine = slice(device * width, (device + 1) * width)
    return A[:, mine] @ x[mine] + b / devices


@exercise(
    "medium",
    minutes=5,
    shapes=True,
    cases=[
        (np.array([[2.0, 0.0], [5.0, 3.0]]), np.array([2, 1])),
        (np.array([[1.0], [4.0], [-2.0]]), np.array([5, 3, 2])),
        (np.array([[0.5, -1.0, 2.0], [1.5, 1.0, 0.0]]), np.array([16, 16])),
        (np.array([[7.0, -3.0]]), np.array([4])),
    ],
    hints=[
        "A mean of 2 over two windows is a sum of 4. How large are the sums, and how many windows "
        "are there in all?",
        "Row i times counts[i], the rows added up, divided by the sum of counts. To multiply rows, "
        "counts must stand as a column: counts[:, None].",
    ],
)
def whole_gradient(means, counts):
    return (means * counts[:, None]).sum(axis=0) / counts.sum()


@whole_gradient.mistake(
    "This is the mean of the means. A device with few windows then counts as much as one with many."
)
def gradient_mean_of_means(means, counts):
    return means.mean(axis=0)


@whole_gradient.mistake("The means were added. The loss is a mean over all windows.")
def gradient_sum_of_means(means, counts):
    return means.sum(axis=0)


@whole_gradient.mistake("These are sums over the windows. Divide by how many there are in all.")
def gradient_sums(means, counts):
    return (means * counts[:, None]).sum(axis=0)


@whole_gradient.mistake(
    "Divided by the number of devices. How many windows are there in all of them?"
)
def gradient_by_devices(means, counts):
    return (means * counts[:, None]).sum(axis=0) / len(counts)


@whole_gradient.mistake(
    "All numbers of all devices were added into one. Each dial has its own slope: add up along the "
    "devices alone, axis=0."
)
def gradient_one_number(means, counts):
    return (means * counts[:, None]).sum() / counts.sum()


@exercise(
    "medium",
    minutes=5,
    cases=[(1200.0, 4), (1000.0, 2), (5000.0, 10)],
    hints=[
        "Count in the panel with four devices: how many rounds are there, and which part of the "
        "array does a device send in each?",
        "With n devices there are n − 1 rounds of adding and n − 1 of handing round; in each a "
        "device sends one of the n pieces.",
    ],
)
def sent_in_a_ring(size, n):
    return 2 * (n - 1) * size / n


@sent_in_a_ring.mistake("These are the rounds of adding alone. The sums must then be handed round.")
def sent_half(size, n):
    return (n - 1) * size / n


@sent_in_a_ring.mistake("In each round a device sends one of n pieces, not the whole array.")
def sent_whole(size, n):
    return 2 * (n - 1) * size


@sent_in_a_ring.mistake(
    "One round too many, twice: after n − 1 rounds a device has its complete piece."
)
def sent_n_rounds(size, n):
    return 2 * size


@sent_in_a_ring.mistake("Six rounds are right for four devices. How many are there for n?")
def sent_six(size, n):
    return 6 * size / n


@sent_in_a_ring.mistake("These are the rounds. How many bytes are sent in each of them?")
def sent_rounds(size, n):
    return 2 * (n - 1)


@open_exercise(
    "medium",
    minutes=6,
    hints=[
        "Which of the two kinds of traffic grows with the batch, and which does not?",
        "When must each be there: in the middle of a block, or once at the end of the step?",
        "What else could be done with the second machine than one of these two?",
    ],
)
def which_cable():
    """Along “model” inside each machine, along “data” between the two: the axis that sends most
    often, and for a large batch most, gets the fast cables.

    Along “model” something must be added up four times in every block, of a size that grows with
    the batch, and the block waits for it each time. Along “data” the gradient goes round once per
    step, however large the batch, and it may be sent while the next block on the way back is still
    being worked out. With eight cards in each machine this is the mesh of 2 × 8: two copies of the
    model, each cut among the eight cards of one machine.

    If a copy does not fit into eight cards, the second machine must take a share of the dials.
    Cut among sixteen cards, each sum goes over the slow cable. Better cut where little passes: the
    first half of the blocks in one machine, the second in the other, so that only the stream goes
    across, once on the way forward and its slopes once on the way back. Then one machine waits
    for the other, unless the batch is cut into small portions that follow one another as in a
    pipeline; even so each waits at the beginning or at the end. A third way keeps both copies of
    the dials, but each of the optimizer's averages only once, half of them on each side (ZeRO)."""
