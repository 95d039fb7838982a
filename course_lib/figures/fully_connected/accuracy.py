"""What a test measures of one and the same net, when it is repeated with other digits."""

import numpy as np
from matplotlib.figure import Figure

from course_lib.experiments.fully_connected.training import standard_error
from course_lib.figures.handles import Handle, handles
from course_lib.figures.style import BLUE, INK, ORANGE, new_figure, styled
from course_lib.figures.words import word
from course_lib.protocol import Array, Mask

TESTS = 30
# A typical draw: at most settings about 19 lines in 20 reach q. The page counts 10,000 of them.
SEED = 3


def _measured(n: int, q: float) -> tuple[Array, Array, Mask]:
    """Return each test's share, two standard errors of it, and whether they reach q."""
    share = np.random.default_rng(SEED).binomial(n, q, TESTS) / n
    reach = np.array([2 * standard_error(s, n) for s in share])
    return share, reach, np.abs(share - q) <= reach


@styled
@handles(Handle("q", at=lambda q: [(q, TESTS + 1), (q, TESTS), (q, -1)]))
def intervals(n: int, q: float) -> Figure:
    """Draw the share that each of TESTS tests measures, and two standard errors to each side.

    Parameters
    ----------
    n
        Digits in a test.
    q
        Probability that the net reads a digit right.
    """
    share, reach, holds = _measured(n, q)
    fig, (ax,) = new_figure(height=340, left=16)
    ax.axvline(q, color=INK, linestyle=":", linewidth=1.5)
    rows = np.arange(TESTS)
    for found, colour, marker in ((holds, BLUE, "o"), (~holds, ORANGE, "X")):
        at = share[found], rows[found]
        ax.errorbar(*at, xerr=reach[found], fmt="none", ecolor=colour, elinewidth=1.5)
        ax.plot(*at, marker, color=colour, markersize=6 if marker == "o" else 9, linestyle="none")
    ax.set(xlim=(0.75, 1.01), ylim=(-1, TESTS + 2), xlabel=word("accuracy share"))
    ax.set(xticks=(0.8, 0.9, 1), yticks=[])
    ax.set_title(word("accuracy title", held=int(holds.sum()), tests=TESTS, q=f"{q:.2f}"))
    return fig


def intervals_says(n: int, q: float) -> str:
    """Return in words what ``intervals`` shows."""
    share, _, holds = _measured(n, q)
    return word(
        "accuracy alt",
        n=f"{n:,}",
        q=f"{q:.2f}",
        low=f"{share.min():.3f}",
        high=f"{share.max():.3f}",
        held=int(holds.sum()),
        tests=TESTS,
        reach=f"{2 * standard_error(q, n):.3f}",
    )
