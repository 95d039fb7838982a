"""The landing page's figure: a net that grows until it bends around two spirals."""

from matplotlib.figure import Figure

from course_lib.experiments.fully_connected import regions as experiment
from course_lib.figures.fully_connected.regions import coarse, shade
from course_lib.figures.handles import Handle, handles, readable
from course_lib.figures.landing.cards import column, nodes, wires
from course_lib.figures.marks import wrong
from course_lib.figures.style import BLUE, INK, ORANGE, PAPER, WIDTH, new_figure, styled
from course_lib.figures.words import word

ACTIVATION = "tanh"


def _top_neuron(width: int) -> tuple[float, float]:
    return column(90, width, 14.5, 88)[-1]


@styled
@handles(Handle("width", at=_top_neuron, rail=True))
def spirals(width: int) -> Figure:
    """Draw a net with ``width`` hidden neurons, and beside it what it says of the plane.

    Parameters
    ----------
    width
        Hidden neurons, 1 or more.
    """
    p, right = experiment.regions(width, ACTIVATION)
    x, arm = experiment.spirals()
    side = experiment.SIDE
    height = 206.0
    fig, (net, plane) = new_figure(
        1, 2, height=height, left=4, right=4, top=26, bottom=4, gap=WIDTH - 8 - 2 * 176
    )
    net.set_title(word("welcome net"), loc="center")
    plane.set_title(word("welcome plane"), loc="center")
    for ax in (net, plane):
        ax.axis("off")
    net.set(xlim=(0, 176), ylim=(0, 176))
    params = experiment.trained(width, ACTIVATION).params
    columns = [column(20, 2, 64, 88), column(90, width, 14.5, 88), column(156, 2, 64, 88)]
    wires(net, columns[0], columns[1], params["0.W"])
    wires(net, columns[1], columns[2], params["2.W"])
    nodes(net, columns[0] + columns[1], 11)
    for (u, v), colour, marker in zip(columns[2], (ORANGE, BLUE), ("o", "^"), strict=True):
        net.plot(u, v, marker, color=colour, markeredgecolor=PAPER, markersize=15)
    plane.set(xlim=(-side, side), ylim=(-side, side), aspect="equal")
    box = (-side, side, -side, side)
    picture = plane.imshow(shade(p), origin="lower", extent=box, interpolation="none", zorder=0)
    readable(picture, coarse(p), "p")
    for group, colour, marker in ((0, ORANGE, "o"), (1, BLUE, "^")):
        points = x[arm == group].T
        plane.plot(*points, marker, color=colour, markeredgecolor=PAPER, markersize=6.5, zorder=3)
    wrong(plane, *x[~right].T, size=10, color=INK)
    return fig


def spirals_says(width: int) -> str:
    """Return in words what ``spirals`` shows."""
    right, n = experiment.n_right(width, ACTIVATION), experiment.N_POINTS
    neurons = word("neuron" if width == 1 else "neurons")
    verdict = word("welcome solved" if right == n else "welcome unsolved")
    return word("welcome alt", width=width, neurons=neurons, right=right, n=n, verdict=verdict)
