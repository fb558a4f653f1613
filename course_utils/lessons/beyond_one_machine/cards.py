"""What it takes to train 671 billion dials on cards: published figures, and sums over them."""

from typing import NamedTuple

# NVIDIA's data sheet of the H100 (SXM, 2023): memory; 16-bit operations a second for full matrices;
# NVLink to the other cards of its machine, 900 GB/s in both directions together. InfiniBand NDR,
# one link of 400 Gb/s a card (NVIDIA's DGX H100, 2023), to other machines.
MEMORY, FLOPS = 80e9, 989e12
NVLINK, INFINIBAND = 450e9, 50e9  # bytes a second, one way
IN_A_MACHINE = 8  # cards

# DeepSeek-V3 (DeepSeek-AI, December 2024): 2,048 cards; a batch is 15,360 sequences of 4,096.
CARDS, TOKENS = 2048, 15_360 * 4096
BLOCKS, WIDTH = 61, 7168

# A dial and its gradient in 2 bytes each; in 4 bytes each a copy of the dial and Adam's two
# averages (Rajbhandari and others 2020, "ZeRO", section 3.1).
BYTES_A_DIAL = 2 + 2 + 4 + 4 + 4


class Plan(NamedTuple):
    """What one card holds and does in one step of training."""

    copies: int  # of the model: the length of the axis "data"
    memory: float  # bytes of dials, gradients and Adam's averages
    arithmetic: float  # seconds, at the data sheet's full speed
    along_model: float  # seconds of sending
    along_data: float

    @property
    def fits(self) -> bool:
        """Is there room for it on a card?"""
        return self.memory <= MEMORY

    @property
    def sending(self) -> float:
        """Seconds of sending in all, one thing after another."""
        return self.along_model + self.along_data

    @property
    def worst(self) -> float:
        """The larger of two shares: memory of a card's, sending of the time for arithmetic."""
        return max(self.memory / MEMORY, self.sending / self.arithmetic)


def planned(dials: int, active: int, model: int, stages: int) -> Plan:
    """The plan in which each matrix is cut among `model` cards, and the blocks are shared out among
    `stages` of those; what remains of 2,048 cards are copies.

    Left out: what passes from stage to stage (little) and waits there, activations, the memory of
    what is being sent. Arrays that travel have 2 bytes a number.
    """
    copies = CARDS // (model * stages)
    memory = dials * BYTES_A_DIAL / (model * stages)
    arithmetic = 6 * active * TOKENS / (CARDS * FLOPS)
    sums = 4 * BLOCKS / stages * TOKENS / copies * WIDTH * 2  # bytes all-reduced along "model"
    link = NVLINK if model <= IN_A_MACHINE else INFINIBAND
    gradient = 2 * dials / (model * stages)
    along_model = 2 * (model - 1) / model * sums / link
    along_data = 2 * (copies - 1) / copies * gradient / INFINIBAND
    return Plan(copies, memory, arithmetic, along_model, along_data)
