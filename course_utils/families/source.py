"""Where parameters come from: drawn at random, read out of a file, or only their shapes.

Each family has one function, `build(source, config)`, which says of each array where it sits in
the tree, what public files call it, and how large it is. Asked of `Drawn` it gives the parameters
with which training starts; asked of a file (`_folder.py`), those of a real model; and `shapes` asks
for shapes alone, which takes no memory however large the model.
"""

from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from ..transformer import MLP, Attention, Norm


class Source:
    """Gives arrays by name. A subclass says how, in `array`; the rest are the usual kinds."""

    def array(
        self,
        name: str,
        shape: tuple[int, ...],
        mean: float = 0.0,
        deviation: float = 0.0,
        turned: bool = False,
    ) -> Array:
        """An array [*shape]. Drawn, it is normal with this mean and deviation. turned: a file holds
        it with its axes in reverse order."""
        raise NotImplementedError

    def embedding(self, name: str, rows: int, columns: int, deviation: float = 0.02) -> Array:
        """A table of rows [rows, columns]; drawn with 0.02 (Radford et al. 2018, GPT-1)."""
        return self.array(f"{name}.weight", (rows, columns), deviation=deviation)

    def matrix(
        self, name: str, rows: int, columns: int, shrink: float = 1.0, turned: bool = True
    ) -> Array:
        """A matrix [rows, columns], drawn with shrink/√rows; most files hold [columns, rows]."""
        deviation = shrink * rows**-0.5
        return self.array(f"{name}.weight", (rows, columns), deviation=deviation, turned=turned)

    def matrices(self, names: Sequence[str], rows: int, columns: int, shrink: float = 1.0) -> Array:
        """Equal matrices that files keep apart, as one array [len(names), rows, columns]."""
        raise NotImplementedError

    def experts(
        self, names: Sequence[Sequence[str]], width: int, hidden: int, shrink: float = 1.0
    ) -> MLP:
        """Equal gated MLPs side by side, [E, …]; names: of each, up, gate and down."""
        up, gate, down = zip(*names, strict=True)
        return MLP(
            up=self.matrices(up, width, hidden),
            up_bias=None,
            gate=self.matrices(gate, width, hidden),
            gate_bias=None,
            down=self.matrices(down, hidden, width, shrink),
            down_bias=None,
        )

    def bias(self, name: str, size: int) -> Array:
        """A bias [size], drawn as 0."""
        return self.array(f"{name}.bias", (size,))

    def norm(self, name: str, width: int, shift: bool = True) -> Norm:
        """A scale [width], drawn as 1; shift: and a shift, drawn as 0."""
        scale = self.array(f"{name}.weight", (width,), mean=1.0)
        return Norm(scale, self.bias(name, width) if shift else None)

    def attention(
        self,
        names: Sequence[str],
        width: int,
        inner: int,
        bias: bool,
        shrink: float = 1.0,
        offered: int | None = None,
        query_shrink: float = 1.0,
    ) -> Attention:
        """Query, key, value and output, by their names; inner: numbers in all query heads together;
        offered: in all key heads, None: as many. shrink: for the output, which writes into the
        residual stream; query_shrink: for the query, where scores are not divided by √Dh."""
        query, key, value, output = names
        offered = inner if offered is None else offered
        return Attention(
            query=self.matrix(query, width, inner, query_shrink),
            query_bias=self.bias(query, inner) if bias else None,
            key=self.matrix(key, width, offered),
            key_bias=self.bias(key, offered) if bias else None,
            value=self.matrix(value, width, offered),
            value_bias=self.bias(value, offered) if bias else None,
            output=self.matrix(output, inner, width, shrink),
            output_bias=self.bias(output, width) if bias else None,
        )

    def mlp(
        self, names: Sequence[str], width: int, hidden: int, bias: bool, shrink: float = 1.0
    ) -> MLP:
        """Up and down, by their names, or up, gate and down."""
        up, *gate, down = names
        return MLP(
            up=self.matrix(up, width, hidden),
            up_bias=self.bias(up, hidden) if bias else None,
            gate=self.matrix(gate[0], width, hidden) if gate else None,
            gate_bias=self.bias(gate[0], hidden) if gate and bias else None,
            down=self.matrix(down, hidden, width, shrink),
            down_bias=self.bias(down, width) if bias else None,
        )


class Drawn(Source):
    """The random parameters with which training starts. Same key, same parameters."""

    def __init__(self, key: Array):
        self.key, self.drawn = key, 0

    def array(
        self,
        name: str,
        shape: tuple[int, ...],
        mean: float = 0.0,
        deviation: float = 0.0,
        turned: bool = False,
    ) -> Array:
        """Normal, float32; each array has a random key of its own."""
        self.drawn += 1
        if not deviation:
            return jnp.full(shape, mean)
        key = jax.random.fold_in(self.key, self.drawn)
        return mean + deviation * jax.random.normal(key, shape)

    def matrices(self, names: Sequence[str], rows: int, columns: int, shrink: float = 1.0) -> Array:
        """All in one go."""
        shape = (len(names), rows, columns)
        return self.array(names[0], shape, deviation=shrink * rows**-0.5)


class Blank(Source):
    """Shapes alone: each array is a single 0 that NumPy shows as if it stood everywhere.

    `in_files` then says what was asked for: each name, and the shape that a file should give it.
    """

    def __init__(self):
        self.in_files: dict[str, tuple[int, ...]] = {}

    def array(
        self,
        name: str,
        shape: tuple[int, ...],
        mean: float = 0.0,
        deviation: float = 0.0,
        turned: bool = False,
    ) -> Any:
        """Zeros of this shape, without memory. ValueError for one that no machine could hold."""
        self.in_files[name] = shape[::-1] if turned else shape
        return _zeros(name, shape)

    def matrices(self, names: Sequence[str], rows: int, columns: int, shrink: float = 1.0) -> Any:
        """One array for all."""
        self.in_files |= {f"{name}.weight": (columns, rows) for name in names}
        return _zeros(names[0], (len(names), rows, columns))


def _zeros(name: str, shape: tuple[int, ...]) -> np.ndarray:
    try:
        return np.broadcast_to(np.float32(0), shape)
    except (ValueError, OverflowError):
        raise ValueError(f"{name} would be {list(shape)}, which no machine can hold.") from None


def shapes_of(build: Callable[[Source, Any], Any], config: Any) -> Any:
    """The tree that `build` makes, with shapes in place of numbers: takes no memory."""
    tree = build(Blank(), config)
    return jax.tree.map(lambda leaf: jax.ShapeDtypeStruct(leaf.shape, leaf.dtype), tree)
