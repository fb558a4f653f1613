"""What the artists of a figure or an axes stand on: while it holds, each can be drawn alone."""

from matplotlib.axes import Axes

PROBES = [(0.3, 0.2), (1.7, 2.9), (13, 11)]  # points anywhere that every scale knows


def ground(box, tape):
    """All that the parts of a figure or an axes stand on: while it holds, they can be drawn alone.

    Children, order, size; for an axes also its place and limits, seen in where points would land.
    """
    common = [box.get_visible(), box.zorder, *box.get_children()]
    if not isinstance(box, Axes):
        return [*common, box.bbox.bounds]
    locator = box.get_axes_locator()
    box.apply_aspect(locator(box, tape) if locator else None)
    limits = box.get_xlim(), box.get_ylim()  # an autoscale that was asked for happens here
    edge = cut(box) if box.name != "rectilinear" else box.bbox.bounds
    strict = box.name != "rectilinear" and box.stale
    frame = box.axison, box.get_frame_on(), pushes_titles(box), strict
    return [*common, limits, edge, frame, box.transData.transform(PROBES).tobytes()]


def cut(axes):
    """What an axes' artists are clipped to."""
    return axes.patch.get_window_extent().bounds


def pushes_titles(axes):
    """Whether ticks or an offset (1e6) above an axes may push its title around."""
    return (
        axes.xaxis.get_ticks_position() not in ("bottom", "none")
        or axes.xaxis.get_label_position() == "top"
        or any(axis.offsetText.get_text() for axis in (axes.xaxis, axes.yaxis))
    )


def aligns_labels(axes):
    """Whether the figure keeps axis labels in line, so that ticks of one axes move another's."""
    groups = axes.get_figure(root=True)._align_label_groups.values()
    return any(len(siblings) > 1 for group in groups for siblings in group)
