"""The figure of the counts, against layers that are really built."""

import numpy as np
import pytest

from course_lib import Conv2D, Dense, LocallyConnected2D, count_multiply_adds
from course_lib.figures.cnn.counting import KINDS, counts, parameters_parts, parameters_says


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


def test_bars_and_diamonds_end_at_the_powers_of_ten_of_the_counts():
    parts = parameters_parts(100, 10, 100)
    ends = [parts[kind][0][:, 0].max() for kind in KINDS]
    np.testing.assert_allclose(ends, [8, 6, 4])
    middles = [parts[f"work {kind}"][0][:4, 0].mean() for kind in KINDS]
    np.testing.assert_allclose(middles, [8, 6, 6])


def test_the_words_hold_the_numbers_of_the_lecture():
    says = parameters_says(100, 10, 1)
    assert "dense 1,000,000, sparse 10,000, shared 100." in says
    assert "shared 10,000. Multiply-adds of sparse and of shared: 1,000,000." in parameters_says(
        100, 10, 100
    )
