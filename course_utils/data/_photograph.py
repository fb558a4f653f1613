"""A small photograph: 19,200 pixels, each of them a vector of three numbers.

Grace Hopper, who wrote one of the first compilers in 1952. Photograph by James S. Davis for the
United States Navy, in the public domain; matplotlib ships it as `grace_hopper.jpg`.
"""

import numpy as np

SIDE = 4  # each pixel of ours is the average of 4×4 pixels of the photograph
LEVELS = 63  # of each colour: few enough that a picture of it stays small, too many to be seen


def photograph() -> np.ndarray:
    """The photograph, [150, 128, 3] float: rows from the top, then columns, then red, green, blue.

    Each number lies between 0 (none of that colour) and 1 (all there is).
    """
    from matplotlib.cbook import get_sample_data  # here, so that other data load without it
    from matplotlib.image import imread

    full = imread(get_sample_data("grace_hopper.jpg", asfileobj=False)) / 255  # [600, 512, 3]
    height, width = full.shape[0] // SIDE, full.shape[1] // SIDE
    blocks = full.reshape(height, SIDE, width, SIDE, 3)
    return np.round(blocks.mean(axis=(1, 3)) * LEVELS) / LEVELS
