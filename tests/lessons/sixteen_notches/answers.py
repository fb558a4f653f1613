"""Correct answers to the exercises of this lesson, written differently from the solutions."""


def file_size(weights, bits):
    bytes_of_a_block = 4 * bits + 4
    return weights // 32 * bytes_of_a_block


def put_on_notches(weights, bits):
    low, high = min(weights), max(weights)
    steps = 1
    for _ in range(bits):
        steps *= 2
    step = (high - low) / (steps - 1)
    return step, low, [int((w - low) / step + 0.5) for w in weights]


def with_additions(matrix, down, up, scale):
    rows, columns, rank = len(matrix), len(matrix[0]), len(up)
    return [
        [
            matrix[i][j] + scale * sum(down[i][r] * up[r][j] for r in range(rank))
            for j in range(columns)
        ]
        for i in range(rows)
    ]


def new_dials(rows, columns, rank):
    return sum(rows + columns for _ in range(rank))
