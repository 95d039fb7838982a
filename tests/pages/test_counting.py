"""The figure of the wires and its counts, against layers that are really built."""

import numpy as np
import pytest

from course_lib import Conv2D, Dense, LocallyConnected2D, count_multiply_adds
from course_lib.figures.cnn.counting import (
    KERNEL,
    KINDS,
    SIDE,
    WIDE,
    bundles,
    counts,
    parameters_says,
    square,
)


@pytest.mark.parametrize(("side", "kernel", "maps"), [(20, 5, 3), (30, 7, 1), (40, 20, 2)])
def test_the_figure_counts_what_the_layers_have(side, kernel, maps):
    """30 is no multiple of 7: the pixels that are left over are in no window."""
    rng = np.random.default_rng(0)
    n = (side // kernel) ** 2
    flat, picture = (1, side * side), (1, 1, side, side)
    made = [
        (Dense(side * side, n * maps, rng), flat),
        (LocallyConnected2D(1, maps, side, kernel, rng, stride=kernel), picture),
        (Conv2D(1, maps, kernel, rng, stride=kernel), picture),
    ]
    found = counts(side, kernel, maps)
    assert found.weights == tuple(layer.params["W"].size for layer, _ in made)
    assert found.work == tuple(count_multiply_adds(layer, shape) for layer, shape in made)
    for layer, shape in made:
        assert layer.forward(np.zeros(shape))[0].size == n * maps
    assert found.neurons == n


@pytest.mark.parametrize("kind", KINDS)
def test_the_lines_stand_for_the_wires_of_the_layer(kind):
    """A line is a hundred wires; the area is to scale with the weights."""
    found, row = counts(SIDE, KERNEL), KINDS.index(kind)
    assert 100 * len(bundles(kind, range(100))) == found.work[row]
    weights = found.weights[row]
    width, height = np.ptp(square(weights)[0], axis=0)
    assert width * height / WIDE**2 == pytest.approx(weights / 1_000_000)
    assert f"{weights:,} weights, {found.work[row]:,} products" in parameters_says(kind, 1)


@pytest.mark.parametrize("neuron", [1, 10, 11, 100])
def test_the_words_say_what_a_neuron_sees(neuron):
    """Found by a backward pass through a layer that is really built."""
    layer = LocallyConnected2D(1, 1, SIDE, KERNEL, np.random.default_rng(0), stride=KERNEL)
    y, cache = layer.forward(np.ones((1, 1, SIDE, SIDE)))
    dy = np.zeros_like(y)
    dy.reshape(-1)[neuron - 1] = 1
    rows, columns = np.nonzero(layer.backward(dy, cache)[0][0, 0])
    says = f"sees 10 rows from {rows.min()} and 10 columns from {columns.min()} on."
    assert parameters_says("sparse", neuron).endswith(says)
    assert parameters_says("dense", neuron).endswith("sees all 10,000 pixels.")


def test_with_one_hundred_maps_a_hundred_filters_are_counted():
    found = counts(SIDE, KERNEL, 100)
    assert (found.weights[2], found.work[2]) == (10_000, 1_000_000)
