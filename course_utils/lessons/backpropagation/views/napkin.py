"""The network on the napkin: z = w1·x + b1, h = ReLU(z), y = w2·h + b2, loss = (y − target)²."""

DIALS = {"w₁": "w1", "b₁": "b1", "w₂": "w2", "b₂": "b2"}  # as people write them, and as code does


def forward_pass(
    x: float, target: float, w1: float, b1: float, w2: float, b2: float
) -> dict[str, float]:
    """Every number on the way from the input to the loss, by name, in the order of computing."""
    p = w1 * x
    z = p + b1
    h = max(z, 0.0)
    q = w2 * h
    y = q + b2
    return {"p": p, "z": z, "h": h, "q": q, "y": y, "loss": (y - target) ** 2}


def backward_pass(
    x: float, target: float, w1: float, b1: float, w2: float, b2: float
) -> dict[str, float]:
    """The gradient of the loss for each number of `forward_pass`, for the four dials and for x.

    ReLU has no derivative at exactly 0; it is taken as 0 there.
    """
    value = forward_pass(x, target, w1, b1, w2, b2)
    y = 2 * (value["y"] - target)
    h = y * w2
    z = h * (value["z"] > 0)
    layer_2 = {"loss": 1.0, "y": y, "b2": y, "q": y, "w2": y * value["h"], "h": h}
    return {**layer_2, "z": z, "b1": z, "p": z, "w1": z * x, "x": z * w1}
