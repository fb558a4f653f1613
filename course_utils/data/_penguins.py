"""342 penguins of three species, measured on the Palmer Archipelago, Antarctica, 2007 to 2009.

Source: Gorman KB, Williams TD, Fraser WR (2014), PLoS ONE 9(3): e90081; collected at Palmer
Station, LTER. Released into the public domain (CC0). The table beside this file holds the
penguins of theirs that were measured: 342 of 344.
"""

import csv
from importlib.resources import files
from typing import NamedTuple

import numpy as np


class Penguins(NamedTuple):
    """One array a measurement; entry i of each belongs to penguin i."""

    bill_length: np.ndarray  # [342] float, mm
    bill_depth: np.ndarray  # [342] float, mm
    flipper_length: np.ndarray  # [342] float, mm
    body_mass: np.ndarray  # [342] float, g
    species: np.ndarray  # [342] str: Adelie, Chinstrap or Gentoo
    island: np.ndarray  # [342] str: Biscoe, Dream or Torgersen
    sex: np.ndarray  # [342] str: female, male, or NA where it is not known


def penguins() -> Penguins:
    """The table of penguins, as arrays of 342 values each."""
    text = files("course_utils.data").joinpath("penguins.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))

    def numbers(name):
        return np.array([float(row[name]) for row in rows])

    def words(name):
        return np.array([row[name] for row in rows])

    return Penguins(
        bill_length=numbers("bill_length_mm"),
        bill_depth=numbers("bill_depth_mm"),
        flipper_length=numbers("flipper_length_mm"),
        body_mass=numbers("body_mass_g"),
        species=words("species"),
        island=words("island"),
        sex=words("sex"),
    )
