"""What the artists of a figure or an axes stand on: while it holds, each can be drawn alone."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure, SubFigure

Box = Axes | Figure | SubFigure  # what has artists of its own
PROBES = [(0.3, 0.2), (1.7, 2.9), (13, 11)]  # points anywhere that every scale knows


def ground(box: Any, renderer: RendererBase) -> list[Any]:
    """All that the parts of a figure or an axes stand on: while it holds, they can be drawn alone.

    Children, order, size; for an axes also its place and limits, seen in where points would land.
    """
    common = [box.get_visible(), box.zorder, box.get_agg_filter(), *box.get_children()]
    if not isinstance(box, Axes):
        return [*common, box.bbox.bounds]
    locator = box.get_axes_locator()
    box.apply_aspect(locator(box, renderer) if locator else None)
    limits = box.get_xlim(), box.get_ylim()  # an autoscale that was asked for happens here
    edge = cut(box) if box.name != "rectilinear" else box.bbox.bounds
    strict = box.name != "rectilinear" and box.stale
    frame = box.axison, box.get_frame_on(), pushes_titles(box), strict
    return [*common, limits, edge, frame, box.transData.transform(PROBES).tobytes()]


def cut(axes: Axes) -> tuple[float, float, float, float]:
    """What an axes' artists are clipped to."""
    return axes.patch.get_window_extent().bounds


def pushes_titles(axes: Axes) -> bool:
    """Whether ticks or an offset (1e6) above an axes may push its title around."""
    return (
        axes.xaxis.get_ticks_position() not in ("bottom", "none")
        or axes.xaxis.get_label_position() == "top"
        or any(axis.offsetText.get_text() for axis in (axes.xaxis, axes.yaxis))
    )


def aligns_labels(axes: Axes) -> bool:
    """Whether the figure keeps axis labels in line, so that ticks of one axes move another's.

    Matplotlib keeps that to itself; where it cannot be read, they may be.
    """
    groups = getattr(axes.get_figure(), "_align_label_groups", None)
    if not isinstance(groups, dict):
        return True
    return any(len(siblings) > 1 for group in groups.values() for siblings in group)
