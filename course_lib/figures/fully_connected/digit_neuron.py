"""One trained neuron: its 784 weights as a picture, and what they add up to for a digit."""

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from course_lib.datasets import mnist5k
from course_lib.datasets.mnist import SIDE
from course_lib.experiments.fully_connected.neuron import digit_neuron
from course_lib.figures.handles import Handle, handles, readable
from course_lib.figures.style import BLUE, GREY, INK, ORANGE, new_figure, styled
from course_lib.figures.words import word
from course_lib.fully_connected.activations import sigmoid
from course_lib.protocol import Array

# The colours for and against as numbers, see-through, and the weight that has the full colour.
_FOR, _AGAINST = (np.array([int(c[i : i + 2], 16) for i in (1, 3, 5)]) for c in (BLUE, ORANGE))
_FULL = 0.3


@cache
def _test_picture(shown: int) -> Array:
    """Return (28, 28), the first test picture of a digit."""
    _, test = mnist5k()
    picture: Array = test.images[int(np.argmax(test.labels == shown))]
    return picture


def digit_sum(shown: int, sought: int) -> tuple[Array, float, float]:
    """Return what the neuron of ``sought`` adds up for a picture of the digit ``shown``.

    Returns
    -------
    products : numpy.ndarray
        (28, 28), pixel times weight.
    b, z : float
        The bias, and the sum of both: the pre-activation.

    Examples
    --------
    >>> products, b, z = digit_sum(0, 0)
    >>> bool(np.isclose(products.sum() + b, z)), z > 0
    (True, True)
    """
    neuron = digit_neuron(sought)
    products = neuron.w.reshape(SIDE, SIDE) * _test_picture(shown)
    return products, neuron.b, float(products.sum()) + neuron.b


def signed(values: Array) -> npt.NDArray[np.uint8]:
    """Return (28, 28, 4) bytes: blue where a value is positive, orange where it is negative.

    Examples
    --------
    >>> signed(np.array([[0.3, 0.0, -0.3]]))[0].tolist()
    [[0, 98, 173, 255], [176, 74, 0, 0], [176, 74, 0, 255]]
    """
    colour = np.where(values[..., None] > 0, _FOR, _AGAINST)
    opacity = 255 * np.minimum(np.abs(values[..., None]) / _FULL, 1)
    return np.concatenate([colour, opacity], axis=-1).round().astype(np.uint8)


# The rings run along the lower edges of the first two pictures.
_SOUGHT = (0, 1, 3)
_EDGE = SIDE - 0.5


@styled
@handles(
    Handle("shown", at=lambda shown: (3 * shown, _EDGE), rail=True),
    Handle("sought", at=lambda sought: (13.5 * _SOUGHT.index(sought), _EDGE), axes=1, rail=True),
)
def weights(shown: int, sought: int) -> Figure:
    """Draw a picture, the weights of a neuron as a picture, and their products.

    Parameters
    ----------
    shown
        Which digit the picture shows.
    sought
        Which digit the neuron looks for.
    """
    products, b, z = digit_sum(shown, sought)
    w = digit_neuron(sought).w.reshape(SIDE, SIDE)
    ink = np.zeros((SIDE, SIDE, 4), np.uint8)
    # Grey, see-through where there is paper: it suits a dark page as well.
    ink[..., :3] = [int(GREY[i : i + 2], 16) for i in (1, 3, 5)]
    ink[..., 3] = (255 * _test_picture(shown)).round()
    fig, (left, middle, right) = new_figure(
        columns=3, height=206, left=2, right=2, top=26, bottom=62, gap=14
    )
    panels = (
        (left, ink, _test_picture(shown), "neuron picture"),
        (middle, signed(w), w, "neuron weights"),
        (right, signed(products), products, "neuron products"),
    )
    for ax, image, numbers, title in panels:
        readable(ax.imshow(image, interpolation="none"), numbers.round(2))
        ax.set(xticks=[], yticks=[], title=word(title, digit=shown if ax is left else sought))
        for spine in ax.spines.values():
            spine.set_visible(True)
    says = word("neuron sum", sum=_text(z - b), b=_text(b), z=_text(z))
    fig.text(0.5, 41 / 206, says, ha="center", va="center", color=INK)
    verdict = word("neuron yes" if z > 0 else "neuron no")
    answer = word("neuron answer", a=f"{_answer(z):.3f}", verdict=verdict)
    look: dict[str, Any] = {"color": BLUE if z > 0 else ORANGE, "weight": "bold", "size": 17}
    fig.text(0.5, 15 / 206, answer, ha="center", va="center", **look)
    return fig


def weights_says(shown: int, sought: int) -> str:
    """Return in words what ``weights`` shows."""
    _, b, z = digit_sum(shown, sought)
    says = "yes" if z > 0 else "no"
    return word(
        "neuron digit alt",
        shown=shown,
        digit=sought,
        sum=_text(z - b),
        b=_text(b),
        a=f"{_answer(z):.3f}",
        verdict=word(f"neuron {says}"),
        right=word("neuron right" if (z > 0) == (shown == sought) else "neuron wrong"),
    )


def _answer(z: float) -> float:
    return float(sigmoid(np.array(z)))


def _text(value: float) -> str:
    return f"{value:z.1f}".replace("-", "−")
