"""Three activation functions over many learning rates, on real digits."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from course_lib.experiments.fully_connected.learning_rates import LAYERS, RATES, accuracies
from course_lib.experiments.recorded import Record
from course_lib.figures.style import FAINT, new_figure, power_of_ten, styled
from course_lib.figures.words import word

# Marker of each activation, and where its name stands.
_LOOKS = {
    "sigmoid": ("o", 4.2, 0.93),
    "tanh": ("s", 4.2, 0.5),
    "ReLU": ("^", 1.05, 0.3),
}


@styled
def digits(record: Record) -> Figure:
    """Draw the test accuracy of each activation over the learning rate: all runs, their mean."""
    fig, (ax,) = new_figure(height=300)
    for name in LAYERS:
        marker, x, y = _LOOKS[name]
        found = accuracies(record, name)
        (line,) = ax.plot(RATES, found.mean(axis=1))
        rates = np.repeat(RATES, found.shape[1])
        ax.plot(rates, found.ravel(), marker, color=line.get_color(), alpha=FAINT)
        ax.text(x, y, name, color=line.get_color())
    ax.set(xscale="log", xlim=(0.02, 45), ylim=(0, 1))
    ax.set(xlabel=word("rates rate"), ylabel=word("rates accuracy"))
    ax.xaxis.set_major_formatter(FuncFormatter(power_of_ten))
    ax.minorticks_off()
    return fig
