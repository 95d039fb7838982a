"""The picture that a messenger or a forum shows beside a link to the book."""

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

INK, PAPER, LINES = "#f4f6fb", "#12233f", ("#6cb6ff", "#ffb454", "#7ee2a8")


def draw(title: str, path: Path) -> None:
    """Write the card, 1200 by 630 pixels: the book's title over the three activations."""
    figure = Figure(figsize=(12, 6.3), dpi=100, facecolor=PAPER)
    axes = figure.add_axes((0, 0.05, 1, 0.5))
    axes.set_axis_off()
    x = np.linspace(-6, 6, 400)
    curves = (1 / (1 + np.exp(-x)), np.tanh(x), np.clip(x, 0, None) / 6)
    for curve, colour in zip(curves, LINES, strict=True):
        axes.plot(x, curve, color=colour, linewidth=6, solid_capstyle="round")
    figure.text(0.06, 0.8, title, color=INK, fontsize=46, fontweight="bold", va="center")
    figure.text(
        0.06, 0.66, "Deep learning's structures, run in NumPy", color=INK, fontsize=26, va="center"
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    # No metadata: the same title gives the same bytes.
    figure.savefig(path, facecolor=PAPER, metadata={"Software": None})
