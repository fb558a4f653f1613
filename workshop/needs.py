"""What N learners need of one machine: measured, and computed beyond what was measured."""

import math
from dataclasses import dataclass

# Memory as benchmarks/room.py measures it (proportional set size), with a margin.
HUB = 400  # MB: hub, proxy, service, culler; measured: 257
LEARNER = 350  # MB: a server and a kernel after notebook 01; measured with 30 learners: 93 + 140
FOLDER = 40  # MB: a copy of the notebooks, and what a learner adds
LARGE = 1500  # MB more while a real model is open (21)
CORES_FOR = 15  # learners, so that dials stay quick while a third of them turn


@dataclass(frozen=True)
class Needs:
    """Memory and disk in MB; cores."""

    memory: int
    disk: int
    cores: int


def needed(learners: int, large: int = 0) -> Needs:
    """What so many learners need. large: how many of them have a real model open at once."""
    return Needs(
        memory=HUB + LEARNER * learners + LARGE * large,
        disk=200 + FOLDER * learners,
        cores=max(1, math.ceil(learners / CORES_FOR)),
    )
