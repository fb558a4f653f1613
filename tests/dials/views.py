"""Views of many kinds, all with the dials a, b (numbers from -5 to 5) and kind (three options)."""

import numpy as np
from matplotlib.patches import Circle, ConnectionPatch
from matplotlib.patheffects import withStroke

X = np.linspace(0, 6, 80)
OPTIONS = ("plain", "dashed", "dotted")
STYLES = dict(zip(OPTIONS, ("-", "--", ":"), strict=True))


def said(a, b, kind):
    return f"a = {a:.3g}, b = {b:.3g}, {kind}"


def lines(figure):
    """Titles, a line over points, a line under a grid."""
    axes = figure.add_subplot(xlim=(0, 6), ylim=(-30, 30))
    axes.grid(True)
    axes.scatter(X, 9 * np.sin(3 * X), s=20, alpha=0.5)
    (line,) = axes.plot(X, X)

    def turn(a, b, kind):
        line.set_ydata(a * X + b)
        line.set_linestyle(STYLES[kind])
        axes.set_title(f"y = {a:.2f} x + {b:.2f}")
        return said(a, b, kind)

    return turn


def points(figure):
    """A scatter whose places, sizes and colours change, under a translucent area."""
    axes = figure.add_subplot(xlim=(-6, 6), ylim=(-6, 6))
    axes.axvspan(-2, 2, alpha=0.4, zorder=3)
    dots = axes.scatter(X, X, c=X, s=30)

    def turn(a, b, kind):
        dots.set_offsets(np.column_stack([a * np.cos(X), b * np.sin(X)]))
        dots.set_sizes(20 + 10 * np.abs(a) * X)
        dots.set_array(X * b)
        dots.set_hatch("//" if kind == "dashed" else None)
        return said(a, b, kind)

    return turn


def bars(figure):
    """Bars with texts above them; axis ticks are drawn over bars."""
    axes = figure.add_subplot(ylim=(-6, 8))
    bars = axes.bar(range(6), np.ones(6))
    texts = [axes.text(i, 1, "", ha="center") for i in range(6)]

    def turn(a, b, kind):
        for i, (bar, text) in enumerate(zip(bars, texts, strict=True)):
            height = a * np.cos(i + b)
            bar.set_height(height)
            bar.set_hatch({"dotted": ".."}.get(kind))
            text.set_position((i, height))
            text.set_text(f"${height:.1f}$" if kind == "plain" else f"{height:.1f}")
        return said(a, b, kind)

    return turn


def heat(figure):
    """An image with a colour bar whose limits move with one kind."""
    left, right = figure.subplots(1, 2)
    grid = np.add.outer(np.sin(X[:64]), np.cos(X[:64]))
    image = left.imshow(grid, vmin=-5, vmax=5)
    figure.colorbar(image, ax=left)
    bars = right.bar(range(4), np.ones(4))
    right.set_ylim(0, 6)

    def turn(a, b, kind):
        image.set_data(grid * a + b)
        if kind == "dashed":
            image.set_clim(-abs(a) - 1, abs(b) + 1)
        for bar in bars:
            bar.set_height(abs(a))
        return said(a, b, kind)

    return turn


def limits(figure):
    """Limits, ticks and labels that move, automatically and by hand."""
    axes = figure.add_subplot()
    (line,) = axes.plot(X, X)

    def turn(a, b, kind):
        line.set_ydata(a * np.sin(X) * 1e6)
        if kind == "plain":
            axes.relim()
            axes.autoscale_view()
        elif kind == "dashed":
            axes.set_ylim(b - 6, b + 6)
        else:
            axes.yaxis.label.set_text(f"b = {b:.1f}")
            axes.set_xticks([1, 2, 3 + b / 10], ["one", "two", "three"])
        axes.set_title(f"two\nlines {a:.1f}" if b > 0 else "one")
        return said(a, b, kind)

    return turn


def legends(figure):
    """A legend that looks for the best place, whose words change, with lines shown and hidden."""
    axes = figure.add_subplot(ylim=(-6, 6))
    first, second = axes.plot(X, np.sin(X), X, np.cos(X))
    legend = axes.legend(["first", "second"])
    figure.suptitle("above")

    def turn(a, b, kind):
        first.set_ydata(a * np.sin(X + b))
        second.set_visible(kind != "dotted")
        if kind == "dashed":
            legend.get_texts()[0].set_text(f"first, {a:.1f}")
        figure.suptitle(f"above: {b:.1f}")
        return said(a, b, kind)

    return turn


def twins(figure):
    """Two axes on top of each other, and a third that overlaps both."""
    axes = figure.add_subplot(ylim=(-6, 6))
    other = axes.twinx()
    other.set_ylim(-60, 60)
    (line,) = axes.plot(X, X, "C0", linewidth=5)
    area = other.fill_between(X, 0, X, alpha=0.5, color="C1")
    inset = axes.inset_axes([0.6, 0.6, 0.35, 0.35], xlim=(-6, 6), ylim=(-6, 6))
    (dot,) = inset.plot([0], [0], "o")

    def turn(a, b, kind):
        line.set_ydata(a * np.sin(X))
        area.set_data(X, 0 * X, 10 * b * np.cos(X))
        dot.set_data([a], [b])
        if kind == "dashed":
            other.set_ylim(-60 + a, 60)
        return said(a, b, kind)

    return turn


def comings_and_goings(figure):
    """Artists that are removed and added, change their order, and come back."""
    axes = figure.add_subplot(xlim=(0, 6), ylim=(-6, 6))
    (line,) = axes.plot(X, X, linewidth=6)
    (over,) = axes.plot(X, -X, linewidth=6)
    held = []

    def turn(a, b, kind):
        line.set_ydata(a * np.sin(X))
        line.set_zorder(3 if b > 0 else 1)
        over.set_alpha(0.5 if a > 0 else None)
        while held:
            held.pop().remove()
        if kind == "dashed":
            held.append(axes.contourf(X[:20], X[:20], np.add.outer(X[:20], a * X[:20])))
        elif kind == "dotted":
            held.extend([axes.axhline(b), axes.annotate("here", (b + 5, a), (1, 1))])
        return said(a, b, kind)

    return turn


def connected(figure):
    """Arrows, notes that lean on other artists, path effects, a round clip, a colour of its own."""
    left, right = figure.subplots(1, 2)
    left.set(xlim=(-6, 6), ylim=(-6, 6))
    right.set(xlim=(-6, 6), ylim=(-6, 6))
    (dot,) = left.plot([0], [0], "o", path_effects=[withStroke(linewidth=8, foreground="C1")])
    way = figure.add_artist(ConnectionPatch((0, 0), (0, 0), "data", axesA=left, axesB=right))
    note = right.annotate("note", (0, 0), (0.5, 1.1), xycoords=dot, textcoords=dot)
    round_one = left.add_patch(Circle((0, 0), 2, alpha=0.4, transform=left.transData))
    (wave,) = left.plot(X, X)
    wave.set_clip_path(round_one)
    arrow = right.annotate("", (1, 1), (0, 0), arrowprops={"arrowstyle": "->"})

    def turn(a, b, kind):
        dot.set_data([a], [b])
        way.xy1, way.xy2 = (a, b), (b, a)
        way.stale = True
        wave.set_ydata(a * np.sin(X))
        note.set_text(kind)
        arrow.xy = (a, b)
        arrow.stale = True
        left.set_facecolor("#fafafa" if kind == "plain" else "#ffeedd")
        return said(a, b, kind)

    return turn


def unusual(figure):
    """A round axes, one in three dimensions, and a picture drawn through a filter."""
    round_one = figure.add_subplot(1, 3, 1, projection="polar")
    deep = figure.add_subplot(1, 3, 2, projection="3d")
    plain = figure.add_subplot(1, 3, 3, ylim=(-6, 6))
    (spiral,) = round_one.plot(X, X)
    (curve,) = deep.plot(X, X, X)
    (line,) = plain.plot(X, X)

    def turn(a, b, kind):
        spiral.set_xdata(X * a)
        curve.set_data_3d(X, np.sin(X * a), np.cos(X * b))
        line.set_ydata(a * np.sin(X))
        line.set_agg_filter(_shifted if kind == "dotted" else None)
        return said(a, b, kind)

    return turn


def subfigures(figure):
    """Axes in figures in a figure, placed by a layout engine."""
    figure.set_layout_engine("constrained")
    left, right = figure.subfigures(1, 2)
    first, second = left.subplots(2, 1)
    third = right.subplots()
    third.set(xlabel="x", ylabel="a long label", ylim=(-6, 6))
    artists = [axes.plot(X, np.sin(X))[0] for axes in (first, second, third)]

    def turn(a, b, kind):
        for k, artist in enumerate(artists):
            artist.set_ydata(a * np.sin(X + k * b))
        right.suptitle(kind)
        return said(a, b, kind)

    return turn


def anew(figure, a, b, kind):
    """The simple form: everything drawn anew each time."""
    axes = figure.add_subplot()
    axes.plot(X, a * X + b, STYLES[kind], label=kind)
    axes.legend()
    return said(a, b, kind)


def texts(figure):
    """Texts that turn, lean, overlap themselves, leave the picture, and have no soft edges."""
    axes = figure.add_subplot(xlim=(-6, 6), ylim=(-6, 6))
    turned = axes.text(0, 0, "turned Ä, é, AVAToT", alpha=0.7, bbox={"facecolor": "C1"})
    hard = axes.text(-5, 3, "", antialiased=False, fontsize=14)
    formula = axes.text(-5, -4, "", color="C2")
    leaving = axes.text(4, 4, "beyond the edge of the picture", fontstyle="italic", clip_on=True)
    close = axes.text(-5, -1, "o\u0338o\u0332e\u0301x\u0336 fi ffl", fontsize=20, alpha=0.5)

    def turn(a, b, kind):
        turned.set_rotation(36 * a)
        hard.set_text(f"hard {a:.1f} {kind}")
        formula.set_text(rf"$\sqrt{{{b:.1f}}} \frac{{a}}{{x_{{{abs(a):.0f}}}}} \not= y$")
        leaving.set_position((a, b))
        close.set_size(12 + abs(b))
        return said(a, b, kind)

    return turn


def _shifted(image, dpi):
    return image, 3, 3


VIEWS = [lines, points, bars, heat, limits, legends, twins, comings_and_goings, connected]
VIEWS += [texts, unusual, subfigures, anew]
