"""The figure of the wires marks the same weight in the net and in the matrix."""

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from course_lib import numerical_gradient
from course_lib.figures.fully_connected import dense
from course_lib.figures.style import ORANGE


@pytest.mark.parametrize(("i", "j"), [(1, 1), (3, 4), (2, 3)])
def test_wire_and_entry_are_both_that_from_j_to_i(i, j):
    net, matrix = dense.wires(i, j).axes
    (wire,) = [line for line in net.lines if to_rgba(line.get_color()) == to_rgba(ORANGE)]
    assert wire.get_ydata().tolist() == [j, i + 0.5]
    (entry,) = [text for text in matrix.texts if text.get_weight() == "bold"]
    assert entry.get_text() == "w" + f"{i}{j}".translate(str.maketrans("1234", "₁₂₃₄"))
    assert entry.get_position() == (j, i + 0.5)


def test_the_row_of_the_receiver_is_framed_and_named():
    _, matrix = dense.wires(2, 4).axes
    assert {"i = 2", "j = 4"} <= {text.get_text() for text in matrix.texts}


@pytest.mark.parametrize("examples", [1, 4])
@pytest.mark.parametrize("i", [1, 3])
def test_the_product_grows_with_the_batch_and_says_its_sum(examples, i):
    fig = dense.product(examples, i)
    shown = [text.get_text() for text in fig.axes[0].texts]
    assert {f"A ({examples}, 4)", f"Z ({examples}, 3)", "Wᵀ (4, 3)", "b (3,)"} <= set(shown)
    z = dense.A[:examples] @ dense.W.T + dense.B
    numbers = [text for text in shown if text.lstrip("−").isdigit()]
    assert len(numbers) == 12 + 3 + 4 * examples + z.size
    says = dense.product_says(examples, i)
    assert f"is {z[examples - 1, i - 1]}. A" in says.replace("−", "-")


def test_the_three_ways_back_of_the_page_are_slopes_of_a_loss_with_dz_g():
    rng = np.random.default_rng(0)
    A, W, b, G = (rng.normal(size=shape) for shape in ((2, 4), (3, 4), (3,), (2, 3)))

    def loss():
        return float(np.sum(G * (A @ W.T + b)))

    for array, back in ((W, G.T @ A), (b, G.sum(axis=0)), (A, G @ W)):
        np.testing.assert_allclose(numerical_gradient(loss, array), back, atol=1e-8)
