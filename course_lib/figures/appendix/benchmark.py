"""The recorded speed of the library, in PyTorch's time."""

from matplotlib.figure import Figure

from course_lib.experiments.appendix.benchmark import Comparison
from course_lib.figures.style import BLUE, FAINT, GREY, INK, ORANGE, new_figure, styled
from course_lib.figures.words import word

# Room for one workload, in units of the figure.
ROW = 22


@styled
def ratios(record: Comparison) -> Figure:
    """Draw the ratio of each workload, its quartiles as a bar; left of the line we are faster."""
    n = len(record.rows)
    fig, (ax,) = new_figure(height=76 + ROW * n, left=166, right=14, top=28, bottom=48)
    for place, row in enumerate(record.rows):
        faster = row.ratio < 1
        colour, marker = (BLUE, "o") if faster else (ORANGE, "s")
        ax.plot([row.q25, row.q75], [place, place], "-", color=colour, linewidth=3, alpha=FAINT)
        ax.plot(row.ratio, place, marker, color=colour)
    ax.axvline(1, color=INK, linewidth=1, linestyle="-", zorder=0)
    ax.set(xscale="log", xlim=(0.18, 5), ylim=(n - 0.4, -0.6), xlabel=word("benchmark ratio"))
    ax.set_xticks([0.25, 0.5, 1, 2, 4], ["¼", "½", "1", "2", "4"])
    ax.set_yticks(range(n), [row.name for row in record.rows])
    ax.tick_params(axis="y", length=0)
    ax.minorticks_off()
    ax.grid(axis="x", color=GREY, alpha=FAINT, linewidth=0.5, linestyle=":")
    ax.text(0.94, -1.0, word("benchmark ours"), color=BLUE, ha="right", va="bottom")
    ax.text(1.06, -1.0, word("benchmark torch"), color=ORANGE, ha="left", va="bottom")
    return fig


def ratios_says(record: Comparison) -> str:
    """Return in words what ``ratios`` shows."""
    slower = [row.name for row in record.rows if row.ratio >= 1]
    n_faster = len(record.rows) - len(slower)
    listed = "; ".join(slower) or word("benchmark none")
    return word("benchmark alt", faster=n_faster, all=len(record.rows), slower=listed)
